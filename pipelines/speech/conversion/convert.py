"""A recording with another emotion: the same words, the same speaker."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from emogen.arrays import Mask
from emogen.conditioning.emotion import NEUTRAL, Feeling, as_emotion
from emogen.conditioning.targets.voice import NEUTRAL as NO_CHANGE
from emogen.conditioning.targets.voice import TARGETS, VoiceTargets, voice_targets
from emogen.dsp.frames import FRAME, Frames, analyse
from emogen.dsp.recording import checked_audio, load
from emogen.errors import RequestError, unknown_name
from emogen.media import Audio
from emogen.pipelines.speech import level
from emogen.pipelines.speech.conversion.course import Course, blocks, course
from emogen.pipelines.speech.conversion.overlap import TimeMap, render, time_map
from emogen.pipelines.speech.curves import smooth
from emogen.pipelines.speech.delivery import loudness
from emogen.pipelines.speech.voice_quality import quality
from emogen.progress import Progress
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emogen.arrays import Doubles, Floats
    from emogen.timeline import Timeline

AUTO: Final = "auto"
SEXES: Final = (AUTO, "female", "male")

_BETWEEN: Final = 165.0
"""Hz of median F0 above which a speaker counts as female, where nobody says: between the means of
about 120 and 210 Hz that surveys of adults find (ours)."""

LOWEST_RATE: Final = 8_000
"""Hz: below, too little of a voice is left to be changed."""

_SILENT: Final = 1e-4
"""Peak below which there is nothing to convert: -80 dB of full scale."""

_FULL: Final = 0.999
"""A sample beyond this is at full scale."""

_CLIPPED: Final = 1e-4
"""Share of samples at full scale from which a recording counts as clipped (ours)."""

_LIMITED: Final = 6.0
"""dB that the limiter may take from the highest peaks before the whole is left softer (ours)."""


_SHARES: Final = {"f0_shift": 0.8, "brightness": 0.6, "effort": 0.6, "creak": 0.4}
"""Share of a target that a recording takes. Targets are tuned on synthetic voices, which need not stay
anybody's: a real speaker is less and less himself the further his pitch and spectrum move, and creak made
by weaker pulses is heard as damage. Ours, by two studio recordings and three of our voices, whose emotions
are told as well as without it (docs/convert.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """A converted recording.

    Attributes:
        audio: mono, at the rate of the recording.
        targets: what was changed.
        times: where each moment of the recording went.
        notes: what the user should know, a clause each.
    """

    audio: Audio
    targets: VoiceTargets
    times: TimeMap
    notes: tuple[str, ...] = ()


def convert(
    recording: Audio | str | Path,
    *,
    emotion: Feeling = NEUTRAL,
    was: Feeling = NEUTRAL,
    sex: str = AUTO,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    progress: Progress | None = None,
) -> Converted:
    """Give a recording another emotion.

    Args:
        recording: one speaker; mono sound, or a WAV, FLAC, OGG or MP3 file.
        emotion: how it is to sound.
        was: how it sounds now: what it takes from neutral to ``was`` is taken back. ``"auto"`` reads
            it from the voice.
        sex: of the speaker, ``"female"`` or ``"male"``; ``"auto"`` goes by the median F0.
        seed: of tremor and jitter.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2.
        progress: called with the share done, 0 to 1.

    Returns:
        The samples as they were when there is nothing to change.

    Raises:
        RequestError: a file that cannot be read, a silent recording, samples that are not numbers; an
            unknown emotion or sex.
    """
    if sex not in SEXES:
        raise unknown_name("sex", sex, SEXES)
    audio = checked_audio(recording) if isinstance(recording, Audio) else load(recording)
    if not len(audio.samples) or np.abs(audio.samples).max() < _SILENT:
        raise RequestError(
            "the recording is silent",
            fix="Give one in which somebody speaks, whose channels do not cancel out.",
        )
    _check_rate(audio.rate)
    frames = analyse(audio)
    notes = _remarks(audio, frames)
    if was == AUTO:
        from emogen.conditioning.read.voice import read_voice

        was = read_voice(audio).overall.emotion
        notes.append(f"the recording was read as {was}")
    who = sex if sex != AUTO else likely_sex(frames)
    wanted = voice_targets(as_emotion(emotion), sex=who, take=take, variation=variation)
    targets = bearable(difference(wanted, voice_targets(as_emotion(was), sex=who)))
    if targets == NO_CHANGE:
        return Converted(audio, targets, _unmoved(audio), tuple(notes))
    qualities = {name: getattr(targets, name) for name in quality.TARGETS}
    plan = course(frames, targets, stream(seed, "convert", "tune"))
    samples, times = _made(audio, frames, plan, qualities, stream(seed, "convert"), progress)
    _set_level(samples, audio, targets.level, notes)
    return Converted(Audio(samples, audio.rate), targets, times, tuple(notes))


def reshape(
    samples: Floats,
    rate: int,
    targets: VoiceTargets,
    rng: np.random.Generator,
    timeline: Timeline | None = None,
) -> tuple[Floats, TimeMap]:
    """Realise a voice's tune, tempo and level range on speech that is already there.

    Level and voice quality are left to the caller, as with any speech backend.

    Args:
        samples: float32, shape ``(n,)``, one speaker.
        rate: samples a second.
        targets: what to change.
        rng: draws tremor.
        timeline: of the samples, where it is known: sounds, pauses and stresses are then its own.

    Returns:
        The samples (the very same ones for no change), and where each moment went.

    Raises:
        RequestError: samples that are not numbers or not mono, an unusable rate.
    """
    _check_rate(rate)
    audio = Audio(samples, rate)
    frames = analyse(audio)
    if targets == NO_CHANGE or not len(samples):
        return samples, _unmoved(audio)
    plan = course(frames, targets, rng, timeline)
    return _made(audio, frames, plan, {}, rng)


def difference(wanted: VoiceTargets, had: VoiceTargets) -> VoiceTargets:
    """What leads from one voice to another, within the targets' ranges."""
    changes = {}
    for name, target in TARGETS.items():
        new, old = getattr(wanted, name), getattr(had, name)
        changes[name] = target.bounded(new / old if target.is_factor else new - old)
    return VoiceTargets(**changes)


def bearable(targets: VoiceTargets) -> VoiceTargets:
    """What a recording takes of targets without losing its speaker."""
    return replace(targets, **{name: share * getattr(targets, name) for name, share in _SHARES.items()})


def _made(
    audio: Audio,
    frames: Frames,
    plan: Course,
    qualities: Mapping[str, float],
    rng: np.random.Generator,
    progress: Progress | None = None,
) -> tuple[Floats, TimeMap]:
    """The recording on its new course and with another voice quality, block by block."""
    rate = audio.rate
    times = time_map(plan.lengths, audio.duration)
    samples = np.empty(round(float(times.target[-1]) * rate), np.float32)
    done = 0
    for start, end in blocks(frames):
        last = end == len(frames)
        span = start * FRAME, audio.duration if last else end * FRAME
        part = Audio(audio.samples[round(span[0] * rate) : round(span[1] * rate)], rate)
        here, own = times.between(*span), slice(start, end)
        loud = part.samples * _curve(10 ** (plan.gain[own] / 20), part)
        piece = render(loud, rate, frames.between(start * FRAME, end * FRAME), plan.semitones[own], here, rng)
        piece = piece[: len(samples) - done]
        samples[done : done + len(piece)] = _voiced(piece, rate, frames.active[own], here, qualities, rng)
        done += len(piece)
        if progress:
            progress(end / len(frames))
    samples[done:] = 0.0
    return samples, times


def _unmoved(audio: Audio) -> TimeMap:
    return time_map(np.ones(1), audio.duration)


def _curve(values: Doubles, audio: Audio) -> Floats:
    """A curve of one value a frame for every sample, float32, shape ``(n,)``."""
    at = np.arange(len(audio.samples)) / (audio.rate * FRAME)
    return np.interp(at, np.arange(len(values)), values).astype(np.float32)


def _voiced(
    samples: Floats,
    rate: int,
    active: Mask,
    times: TimeMap,
    qualities: Mapping[str, float],
    rng: np.random.Generator,
) -> Floats:
    """With another voice quality while somebody speaks; pauses keep the noise of the room."""
    moments = np.interp(np.arange(0.0, len(samples) / rate, FRAME), times.target, times.source)
    spoken = np.interp(moments, np.arange(len(active)) * FRAME, smooth(active.astype(float), 2.0))
    spoken = np.clip(spoken, 0.0, 1.0)  # On some processors rounding leaves a little more than 1.
    curves = {
        name: spoken * float(np.clip(qualities.get(name, 0.0), *limits))
        for name, limits in quality.RANGES.items()
    }
    return quality.apply(samples, rate, quality.Quality(**curves, step=FRAME), rng)


def _set_level(samples: Floats, source: Audio, change: float, notes: list[str]) -> None:
    """Bring ``samples`` so many dB above the source's level of speech, as far as there is headroom."""
    rate = source.rate
    gain = level.speech_level(source.samples, rate) + change - level.speech_level(samples, rate)
    peak = 20 * math.log10(max(float(samples.max()), -float(samples.min()), 1e-9))
    most = 20 * math.log10(level.CEILING) + _LIMITED - peak
    if gain > most:
        notes.append(f"the level is {gain - most:.1f} dB below what was wanted, as the recording is loud")
        gain = most
    done: tuple[slice, Floats] | None = None
    for place, limited in loudness.limit_in_pieces(samples, rate, 10 ** (gain / 20), level.CEILING):
        # Written one late: the next piece is limited with the end of this one as it was.
        if done:
            samples[done[0]] = done[1]
        done = place, limited
    if done:
        samples[done[0]] = done[1]


def _check_rate(rate: int) -> None:
    if rate < LOWEST_RATE:
        raise RequestError(f"the recording has a rate of {rate} Hz", fix=f"Use {LOWEST_RATE} Hz or more.")


def likely_sex(frames: Frames) -> Literal["female", "male"]:
    """``"female"`` or ``"male"``, by the median F0; female where no voice is found."""
    if not frames.voiced.any():
        return "female"
    hertz = 55.0 * 2 ** (float(np.median(frames.f0[frames.voiced])) / 12)
    return "female" if hertz > _BETWEEN else "male"


def _remarks(audio: Audio, frames: Frames) -> list[str]:
    """What the user should know of the recording."""
    notes = []
    if not frames.voiced.any():
        notes.append("no voice was found: only lengths, level and slope are changed")
    share = float((np.abs(audio.samples) >= _FULL).mean())
    if share > _CLIPPED:
        notes.append(f"the recording is clipped in {100 * share:.2g} % of its samples")
    return notes
