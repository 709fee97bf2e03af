"""A script and an emotion to speech with its timeline, whole or phrase by phrase."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from emogen.conditioning.emotion import NEUTRAL
from emogen.conditioning.script import Script
from emogen.conditioning.targets.voice import VoiceTargets, voice_targets
from emogen.conditioning.track import EmotionSpec, EmotionTrack, Keyframe
from emogen.errors import checked
from emogen.media import Audio
from emogen.pipelines.speech.ahead import ahead
from emogen.pipelines.speech.backend import has_timings, make_backend, voice_of
from emogen.pipelines.speech.fitting import fitted
from emogen.pipelines.speech.performance import Performance, TargetsOf
from emogen.pipelines.speech.scripts import as_told, check_vocals, moved_script, read_words, with_silence
from emogen.pipelines.speech.text.words import Written
from emogen.pipelines.speech.voices import Voice
from emogen.progress import Progress
from emogen.registry import guarded
from emogen.seeds import stream as chance
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal, Word

if TYPE_CHECKING:
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.phrase import Phrase
    from emogen.pipelines.speech.text.phonemes import Phone


_BEFORE: Final = 2
"""Phrases that a stream makes before anybody takes them. Ours."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Speech:
    """What was said and how.

    Attributes:
        audio: the sound, at the backend's rate (Kokoro: 24 kHz).
        timeline: words, phonemes and sounds that are no words, in seconds of ``audio``.
        track: what is felt, in seconds of ``audio``.
        targets: what is changed against the neutral voice where the speech begins.
        voice: who speaks.
        script: what was asked for.
        timed: whether the times are measured; a backend may have no more than an estimate.
        notes: what in the script is not said, and why.
    """

    audio: Audio
    timeline: Timeline
    track: EmotionTrack
    targets: VoiceTargets
    voice: Voice
    script: Script
    timed: bool = True
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Speech: {self.audio.duration:.2f} s by {self.voice.name}, {self.track}>"


def speak(
    text: str | Script,
    *,
    emotion: EmotionSpec = NEUTRAL,
    voice: str = "af_heart",
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: VoiceTargets | TargetsOf | None = None,
    duration: Seconds | None = None,
    longest: Seconds | None = None,
    backend: str | SpeechBackend = "kokoro",
    strict: bool = False,
    progress: Progress | None = None,
) -> Speech:
    """Say a script with an emotion.

    Args:
        text: up to 40,000 characters: text with tags, SSML, or a script that was read.
        emotion: how to say what no tag says otherwise.
        voice: a voice's name or a blend, see :func:`emogen.pipelines.speech.voices.find_voice`.
        seed: small chance differences of tune and pace.
        take, variation: which take of the emotion's targets, and how far from their mean, 0 to 2;
            take 0 is the mean (see :mod:`emogen.conditioning.targets.takes`).
        targets: instead of those of the emotions, or how to find them.
        duration: seconds that the whole is to take; speech stretches where people stretch it.
        longest: seconds that the whole may take: it is said faster where it would take longer.
        backend: a speech backend, or the name of a registered one with its default options (see
            :func:`emogen.pipelines.speech.backend.make_backend` for others).
        strict: whether something that cannot be said is an error; else it is left out, which the
            notes tell. A line with nothing to say is a silence.
        progress: called with the share done, 0 to 1.

    Raises:
        RequestError: unknown voice or backend; an empty text, or one with tags that are wrong; a
            duration, or a longest one, that cannot be met; if strict, what cannot be said.
        MissingWeightError: the model is not there.
    """
    if duration is not None:
        checked(duration, "duration in seconds", 0.05, 3600.0)
    plan = _plan(text, emotion, voice, take, variation, targets, backend, strict=strict, silence=duration)

    def at_tempo(tempo: float) -> Speech:
        return _whole(replace(plan, performance=replace(plan.performance, tempo=tempo)), seed, None)

    if duration is not None and not plan.silent:
        return fitted(at_tempo, duration, progress)
    speech = _whole(plan, seed, progress)
    if longest is None or speech.audio.duration <= longest:
        return speech
    checked(longest, "longest duration in seconds", 0.05, 3600.0)
    return fitted(lambda tempo: speech if tempo == 1.0 else at_tempo(tempo), longest, progress)


def stream(
    text: str | Script,
    *,
    emotion: EmotionSpec = NEUTRAL,
    voice: str = "af_heart",
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: VoiceTargets | TargetsOf | None = None,
    backend: str | SpeechBackend = "kokoro",
    strict: bool = False,
) -> Iterator[Speech]:
    """As :func:`speak`, phrase by phrase as soon as each is there.

    The sounds joined are those of :func:`speak`, sample by sample; the timeline of each counts from
    its own start. What is wrong with the request is said before the first phrase is asked for.
    """
    live = line(
        text, emotion=emotion, voice=voice, seed=seed, take=take, variation=variation, targets=targets,
        backend=backend, strict=strict,
    )  # fmt: skip
    # By one at a time: of two at once the one that is wanted first would be late.
    return ahead(live.calls(), 1, before=_BEFORE)


def line(
    text: str | Script,
    *,
    emotion: EmotionSpec = NEUTRAL,
    voice: str = "af_heart",
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    targets: VoiceTargets | TargetsOf | None = None,
    backend: str | SpeechBackend = "kokoro",
    strict: bool = False,
) -> SpokenLine:
    """A line that is ready to be said, with the arguments of :func:`stream`, which it raises as."""
    plan = _plan(text, emotion, voice, take, variation, targets, backend, strict=strict)
    with guarded(plan.backend):
        return SpokenLine(plan, seed, plan.backend.rate, plan.backend.at_once, plan.notes)


@dataclass(frozen=True, slots=True, eq=False)
class SpokenLine:
    """A line that is ready to be said.

    Attributes:
        rate: samples a second.
        at_once: phrases that its backend can make at once.
        notes: what in the script is not said, and why.
    """

    _plan: _Plan
    _seed: int
    rate: int
    at_once: int
    notes: tuple[str, ...]

    def calls(self, first: int = 0) -> Iterator[Callable[[], Speech]]:
        """Calls that make each phrase, in order, for any thread.

        Args:
            first: number of the first phrase, where other lines of the same seed come before.
        """
        for call in _sayings(self._plan, self._seed, first):
            yield partial(self._made, call)

    def _made(self, call: Callable[[], Phrase]) -> Speech:
        return _speech(self._plan, [call()])


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything decided before the first sound; ``silent`` is a line with nothing to be heard."""

    performance: Performance
    voice: Voice
    backend: SpeechBackend
    notes: tuple[str, ...] = ()
    silent: bool = False


def _plan(
    text: str | Script,
    emotion: EmotionSpec,
    voice: str,
    take: int,
    variation: float,
    targets: VoiceTargets | TargetsOf | None,
    backend: str | SpeechBackend,
    *,
    strict: bool,
    silence: Seconds | None = None,
) -> _Plan:
    if isinstance(backend, str):
        backend = make_backend(backend)
    speaker = voice_of(backend, voice)
    script, track = moved_script(text, emotion)
    check_vocals(script, backend)
    words, notes = read_words(script, speaker, strict=strict)
    told = script if words else with_silence(script, silence)
    targets_of: TargetsOf = partial(voice_targets, sex=speaker.sex, take=take, variation=variation)
    if isinstance(targets, VoiceTargets):
        targets_of = cast("TargetsOf", lambda _: targets)
    elif targets is not None:
        targets_of = targets
    return _Plan(
        Performance.of(told, words, track, targets_of), speaker, backend, as_told(notes), told is not script
    )


def _phrases(plan: _Plan, seed: int) -> Iterator[Phrase]:
    with guarded(plan.backend):
        at_once = plan.backend.at_once
    return ahead(_sayings(plan, seed), at_once)


def _sayings(plan: _Plan, seed: int, first: int = 0) -> Iterator[Callable[[], Phrase]]:
    """Calls that make each phrase, the first of which has that number."""
    from emogen.pipelines.speech.phrase import say
    from emogen.pipelines.speech.text.phonemes import FIRST_TOKENS, chunks

    words = plan.performance.words
    spoken = chunks(words, plan.voice.language, first=FIRST_TOKENS) if words else iter([[]])
    begun = 0
    for index, (sounds, last) in enumerate(_with_last(spoken), first):
        own = range(begun, len(words) if last else sounds[-1].word + 1)
        rng = chance(seed, "speech", index)
        yield partial(say, plan.performance, sounds, own, plan.voice, plan.backend, rng, last=last)
        begun = own.stop
    if words and not begun:  # Words without sounds.
        silent = replace(plan.performance, script=with_silence(plan.performance.script), words=())
        rng = chance(seed, "speech", first)
        yield partial(say, silent, [], range(0), plan.voice, plan.backend, rng, last=True)


def _with_last(chunks: Iterator[list[Phone]]) -> Iterator[tuple[list[Phone], bool]]:
    """Each chunk, and whether it is the last."""
    held: list[Phone] | None = None
    for chunk in chunks:
        if held is not None:
            yield held, False
        held = chunk
    if held is not None:
        yield held, True


def _whole(plan: _Plan, seed: int, progress: Progress | None) -> Speech:
    phrases: list[Phrase] = []
    for phrase in _phrases(plan, seed):
        phrases.append(phrase)
        if progress:
            progress(min(0.99, phrase.words.stop / max(len(plan.performance.words), 1)))
    speech = _speech(plan, phrases)
    if progress:
        progress(1.0)
    return speech


def _speech(plan: _Plan, phrases: Sequence[Phrase]) -> Speech:
    """The phrases joined."""
    import numpy as np

    performance, rate = plan.performance, plan.backend.rate
    phonemes: list[tuple[Phoneme, int | None]] = []
    vocals: list[Vocal] = []
    offset = 0
    for phrase in phrases:
        shift = offset / rate
        phonemes += [(replace(p, start=p.start + shift, end=p.end + shift), w) for p, w in phrase.phonemes]
        vocals += [replace(v, start=v.start + shift, end=v.end + shift) for v in phrase.vocals]
        offset += len(phrase.samples)
    samples = np.concatenate([phrase.samples for phrase in phrases])
    timeline = _timeline(performance.words, phonemes, vocals, offset / rate)
    track, targets = timed(performance.track, timeline), performance.targets_of(performance.track.at(0.0))
    return Speech(
        Audio(samples, rate), timeline, track, targets, plan.voice, performance.script,
        timed=has_timings(plan.backend), notes=plan.notes,
    )  # fmt: skip


def timed(track: EmotionTrack, timeline: Timeline) -> EmotionTrack:
    """A track over a script's characters, in the seconds of a timeline of all its words or of some: each
    keyframe is where its word is heard."""
    import numpy as np

    frames = track.keyframes
    if not timeline.words or len(frames) < 2:
        return EmotionTrack(tuple(replace(frame, time=0.0) for frame in frames[:1]))
    places = [(word.span[0], word.start) for word in timeline.words]
    places.append((timeline.words[-1].span[1], timeline.words[-1].end))
    characters, seconds = zip(*sorted(set(places)), strict=True)
    # Of what comes after the last word the first keyframe counts: it is on the way there.
    after = bisect_left(frames, characters[-1], key=lambda frame: frame.time)
    times = np.interp([frame.time for frame in frames[: after + 1]], characters, seconds)
    kept: dict[float, Keyframe] = {}
    for frame, time in zip(frames, times, strict=False):
        # Of keyframes before the first word heard here only the last counts.
        kept[round(float(time), 4)] = replace(frame, time=round(float(time), 4))
    return EmotionTrack(tuple(kept.values()))


def _timeline(
    words: Sequence[Written],
    phonemes: Sequence[tuple[Phoneme, int | None]],
    vocals: Sequence[Vocal],
    duration: Seconds,
) -> Timeline:
    """The whole timeline: pauses fill every gap, words span their phonemes."""
    track: list[Phoneme] = []
    spans: dict[int, tuple[Seconds, Seconds]] = {}
    now = 0.0
    for phoneme, word in phonemes:
        start = max(phoneme.start, now)
        if phoneme.end <= start:
            continue
        if start > now:
            track.append(Phoneme("", now, start))
        if word is not None:
            spans[word] = (spans.get(word, (start, 0.0))[0], phoneme.end)
        track.append(Phoneme(phoneme.symbol, start, phoneme.end, phoneme.stress))
        now = phoneme.end
    if duration > now:
        track.append(Phoneme("", now, duration))
    said = (
        Word(words[index].text, *span, (words[index].start, words[index].end))
        for index, span in sorted(spans.items())
    )
    return Timeline(tuple(said), tuple(track), duration, tuple(vocals))
