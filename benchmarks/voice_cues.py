"""What a voice does, target by target, measured on the sound alone: the cues of ``dose_response.py``.

By Praat (praat-parselmouth), pocketsphinx's forced alignment and the frames of the judges' ear, none of
which has a part in making the voice. Only where a sentence ends and which vowels are stressed is taken
from the timeline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import parselmouth
from parselmouth.praat import call
from scipy.ndimage import gaussian_filter1d

from emogen.errors import RequestError
from emogen.pipelines.evaluate.hearing import acoustics
from emogen.pipelines.evaluate.hearing.frames import STEP, hear, runs
from emogen.pipelines.evaluate.hearing.phones import aligned
from emogen.pipelines.speech.level import speech_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Doubles
    from emogen.pipelines.speech.speak import Speech

CUES: dict[str, tuple[str, float]] = {
    "f0_shift": ("median F0, st", 1.0),
    "f0_range": ("F0, 80th less 20th percentile, st", 1.0),
    "f0_tilt": ("slope of F0 over a sentence but for its end, st", 1.0),
    "final_rise": ("F0 at the end less before, st", 1.0),
    "accent": ("F0 peak of stressed vowels over the rest, st", 1.0),
    "sonorant_length": ("length of aligned sonorants, ln s", 1.0),
    "obstruent_length": ("length of aligned obstruents, ln s", 1.0),
    "pause_length": ("longest pause, s", 1.0),
    "level": ("level, dB", 1.0),
    "level_range": ("level, 90th less 20th percentile, dB", 1.0),
    "effort": ("Hammarberg index, dB", -1.0),
    "brightness": ("alpha ratio, dB", -1.0),
    "tremor": ("F0 moving 9 times a second, st", 1.0),
    "jitter": ("jitter (rap), %", 1.0),
    "breathiness": ("CPPS, dB", -1.0),
    "tension": ("H1-H2, dB", -1.0),
    "creak": ("harmonics over noise, dB", -1.0),
    "shimmer": ("shimmer, dB", 1.0),
}
"""What each target claims to move, and in which direction."""

_F0 = (60.0, 650.0)
_PAUSE = 0.12
"""Seconds between words that end a sentence."""
_END = (0.15, 0.3)
"""Seconds of a sentence's last voice, and before its end what counts as before."""
_TREMBLING = 9.0
"""Hz."""
_CYCLES = (0.0, 0.0, 0.0001, 0.02, 1.3)
"""Praat's usual settings for jitter: whole sound, shortest and longest period, largest factor."""


def cues(speech: Speech) -> dict[str, float]:
    """The cue of each target; NaN where there is nothing to measure."""
    frames = hear(speech.audio)
    heard = dict(zip(acoustics.NAMES, acoustics.summary(frames), strict=True))
    gaps = [(end - start) * STEP for start, end in runs(~frames.active)]
    level = 10 * np.log10(frames.power.sum(1)[frames.active])
    found = {
        "level": speech_level(speech.audio.samples, speech.audio.rate),
        "level_range": float(np.subtract(*np.percentile(level, [90, 20]))),
        "pause_length": max(gaps, default=float("nan")),
        "effort": heard["voiced_hammarberg_mean"],
        "brightness": heard["voiced_alpha_mean"],
        "tension": heard["voiced_h1_h2_mean"],
    }
    sound = parselmouth.Sound(speech.audio.samples.astype(np.float64), speech.audio.rate)
    pitch = _pitch(sound)
    return found | _lengths(speech) | _tune(speech, pitch) | _steadiness(sound, pitch)


def _pitch(sound: Any) -> Any:
    """Praat's pitch within the speaker's own range, found in a first look (De Looze & Hirst 2008)."""
    rough = _pitch_between(sound, *_F0).selected_array["frequency"]
    lower, upper = np.percentile(rough[rough > 0], [25, 75])
    return _pitch_between(sound, 0.75 * lower, min(2.5 * upper, _F0[1]))


def _pitch_between(sound: Any, low: float, high: float) -> Any:
    return sound.to_pitch_ac(0.005, low, 15, False, 0.03, 0.5, 0.01, 0.35, 0.14, high)


def _lengths(speech: Speech) -> dict[str, float]:
    """Mean logarithms of the lengths of aligned sounds."""
    words = [word.text.strip(".,").lower() for word in speech.timeline.words]
    try:
        phones = aligned(speech.audio, words)
    except RequestError:
        return {"sonorant_length": float("nan"), "obstruent_length": float("nan")}
    sides: dict[bool, list[float]] = {True: [], False: []}
    for phone in phones:
        if phone.kind != "rest":
            sides[phone.sonorant].append(np.log(phone.end - phone.start))
    return {"sonorant_length": float(np.mean(sides[True])), "obstruent_length": float(np.mean(sides[False]))}


def _tune(speech: Speech, pitch: Any) -> dict[str, float]:
    hertz, times = pitch.selected_array["frequency"], pitch.xs()
    voiced = hertz > 0
    st = 12 * np.log2(np.where(voiced, hertz, 1.0) / 27.5)
    ends, slopes = [], []
    for start, end in _sentences(speech):
        inside = voiced & (times >= start) & (times <= end)
        if inside.sum() < 40:
            continue
        at, curve = times[inside], st[inside]
        last, before = at > at[-1] - _END[0], at < at[-1] - _END[1]
        ends.append(curve[last].mean() - np.median(curve[before]))
        place = (at - at[0]) / (at[-1] - at[0])
        slopes.append(np.polyfit(place[place < 0.7], curve[place < 0.7], 1)[0])
    stressed = [_between(st, voiced, times, p) for p in speech.timeline.phonemes if p.stress == 1]
    rest = [_between(st, voiced, times, p) for p in speech.timeline.phonemes if p.symbol and p.stress != 1]
    peaks = [values.max() for values in stressed if len(values)]
    return {
        "f0_shift": float(np.median(st[voiced])),
        "f0_range": float(np.subtract(*np.percentile(st[voiced], [80, 20]))),
        "f0_tilt": float(np.mean(slopes)) if slopes else float("nan"),
        "final_rise": float(np.mean(ends)) if ends else float("nan"),
        "accent": float(np.mean(peaks) - np.concatenate(rest).mean()) if peaks else float("nan"),
        "tremor": _trembling(st, voiced, times),
    }


def _trembling(st: Doubles, voiced: NDArray[np.bool_], times: Doubles) -> float:
    """How far F0 moves at the frequency at which ours trembles."""
    near = gaussian_filter1d(voiced.astype(float), 18).clip(1e-6)
    within = gaussian_filter1d(np.where(voiced, st, 0.0), 18) / near
    turn = 2 * np.pi * _TREMBLING * times[voiced]
    waves = np.column_stack([np.sin(turn), np.cos(turn)])
    return float(np.hypot(*np.linalg.lstsq(waves, (st - within)[voiced], rcond=None)[0]))


def _between(values: Doubles, voiced: NDArray[np.bool_], times: Doubles, span: Any) -> Doubles:
    return np.asarray(values[voiced & (times >= span.start) & (times <= span.end)])


def _sentences(speech: Speech) -> list[tuple[float, float]]:
    words = speech.timeline.words
    breaks = [i for i in range(1, len(words)) if words[i].start - words[i - 1].end > _PAUSE]
    firsts = [0, *breaks]
    return [(words[a].start, words[b - 1].end) for a, b in zip(firsts, [*breaks, len(words)], strict=True)]


def _steadiness(sound: Any, pitch: Any) -> dict[str, float]:
    """Praat's measures of how regular the cycles are."""
    pulses = call([sound, pitch], "To PointProcess (cc)")
    harmonicity = sound.to_harmonicity_cc(0.01, _F0[0], 0.1, 4.5).values
    cepstra = call(sound, "To PowerCepstrogram", _F0[0], 0.002, 5000, 50)
    smoothed = (False, 0.02, 0.0005, *_F0, 0.05, "Parabolic", 0.001, 0.05, "Exponential decay", "Robust")
    return {
        "jitter": 100 * call(pulses, "Get jitter (rap)", *_CYCLES),
        "shimmer": call([sound, pulses], "Get shimmer (local_dB)", *_CYCLES, 1.6),
        "creak": float(harmonicity[harmonicity > -100].mean()),
        "breathiness": call(cepstra, "Get CPPS", *smoothed),
    }
