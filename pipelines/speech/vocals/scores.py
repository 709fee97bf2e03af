"""The score of each sound: which gestures, how many, how long, how loud, on which tune.

Where a figure has no source beside it, it is ours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emogen.pipelines.speech.vocals.gesture import SILENT, Curve, Gesture, decay, rise

if TYPE_CHECKING:
    import numpy as np

    from emogen.conditioning.effects import Sounds
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.vocals.tract import Colour
    from emogen.timeline import Seconds

Gestures = list[Gesture]

SEXES: Final[Mapping[str, tuple[float, float]]] = {"female": (405.0, 205.0), "male": (272.0, 115.0)}
"""Hz: mean F0 of voiced laughs (Bachorowski, Smoski & Owren 2001) and of speech (Titze 1994), from notes."""

_START: Final = 0.02
"""Seconds of silence before the first gesture."""

_SLOWEST: Final = 1.35
"""Factor on lengths that no sound exceeds."""

_TUNES: Final[tuple[tuple[float, ...], ...]] = ((0, 2, 4, 2), (4, 2, 0), (0, 4, 2), (2, 0, 4, 2))
"""Notes of a hum, in semitones."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who makes the sound, and how it is bent.

    Attributes:
        f0: Hz, neutral median.
        sex: of the voice.
        targets: of the emotion.
    """

    f0: float
    sex: str
    targets: VoiceTargets

    @property
    def shift(self) -> float:
        """Semitones that all of a sound moves."""
        return self.targets.f0_shift

    @property
    def laugh(self) -> float:
        """Semitones above the neutral F0 of a laugh: halfway (in octaves) between the mean of all
        speakers and this one's neutral F0 raised as much as theirs. Joy is in it already: a shift
        counts half."""
        laugh, speech = SEXES[self.sex]
        raised = math.sqrt(laugh * (self.f0 * laugh / speech))
        return 12 * math.log2(raised / self.f0) + 0.5 * self.shift

    @property
    def voice(self) -> float:
        """dB that all voiced parts move."""
        return self.targets.level + 1.5 * self.targets.effort - 1.5 * max(self.targets.breathiness, 0.0)

    @property
    def air(self) -> float:
        """dB that all breath moves."""
        return 0.7 * self.targets.level + self.targets.effort + 1.5 * self.targets.breathiness

    def sings(self, *notes: tuple[float, float], base: float = 0.0) -> Curve:
        """A tune whose excursions are as wide as the emotion's."""
        return tuple((share, base + self.targets.f0_range**0.7 * height) for share, height in notes)

    def long(self, seconds: Seconds) -> Seconds:
        """The length of a sounding part; never so slow that a sound lasts over 3 s."""
        return seconds * min(self.targets.sonorant_length, _SLOWEST)

    def rest(self, seconds: Seconds) -> Seconds:
        """The length of a part without sound."""
        return seconds * math.sqrt(self.targets.pause_length)

    def calls(self, usual: int, rng: np.random.Generator) -> int:
        """How many calls: more with more effort."""
        return max(2, usual + int(rng.integers(-1, 2)) + round(0.8 * self.targets.effort))


@dataclass(frozen=True, slots=True)
class Call:
    """When a call of a laugh happens: ``period`` seconds to the next, of which ``sounding`` by its vowel."""

    start: Seconds
    period: Seconds
    sounding: Seconds
    voiced: bool = True


def _varied(rng: np.random.Generator, value: float, share: float = 0.1) -> float:
    return value * math.exp(share * float(rng.uniform(-1, 1)))


def _inhaled(start: Seconds, length: Seconds, level: float, peak: float = 0.6) -> Gesture:
    """A breath drawn in: it swells and stops."""
    curve = ((0.0, SILENT), (0.1, level - 14), (peak, level), (0.9, level - 5), (1.0, SILENT))
    return Gesture("h", start, length, breath=curve, colour="in")


def _call(
    speaker: Speaker, rng: np.random.Generator, call: Call, level: float, height: float, openness: float
) -> Gestures:
    """One call of a laugh: a push of breath, then a vowel that falls, both gone before the next."""
    push = call.period - call.sounding
    air = level - (11.0 if call.voiced else 7.0) + speaker.air - speaker.voice
    breath = (
        (0.0, SILENT),
        (0.1, air - 10),
        (0.8 * push / call.period, air),
        (push / call.period, air - 5),
        (0.75, air - 12),
        (1.0, SILENT),
    )
    mouth: Colour = "open" if openness > 0.6 else "closed"
    found = [Gesture("h", call.start, call.period, breath=breath, colour=mouth)]
    if call.voiced:
        fall = speaker.sings((0.0, -2.0), (0.2, 0.8), (0.5, -0.5), (1.0, -6.0), base=height)
        size = _varied(rng, 1.0 + 0.05 * openness, 0.04)
        opened = (_varied(rng, 0.95 * openness, 0.05), 0.7 * openness)
        vowel = "ʌ" if openness > 0.6 else "ə"
        start = call.start + 0.7 * push
        voice = decay(level, 0.16, 15.0)
        found.append(Gesture(vowel, start, call.sounding, voice, fall, openness=opened, size=size))
    return found


def _laugh(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """About five calls a second that get shorter, softer and lower, on an unarticulated open vowel
    (Bachorowski, Smoski & Owren 2001, from notes; Provine & Yong 1991: notes 210-218 ms apart, a
    decrescendo); the last one or two without voice; then breath is drawn."""
    count = speaker.calls(7, rng)
    silent = int(rng.integers(1, 3)) if count > 3 else 1
    at, found = _START, Gestures()
    for index in range(count):
        share = index / (count - 1)
        period = _varied(rng, speaker.long(0.215), 0.07)
        call = Call(at, period, period * (0.68 - 0.2 * share), index < count - silent)
        level = speaker.voice + 7.0 - 9.0 * share + float(rng.uniform(-1.5, 1.5)) - 2.0 * (index == 0)
        tune = 2.5 - 6.0 * share + float(rng.uniform(-1, 1))
        height = speaker.laugh + speaker.targets.f0_range**0.7 * tune
        found += _call(speaker, rng, call, level, height, 1 - 0.25 * share)
        at += period
    return [*found, _inhaled(at + speaker.rest(0.06), _varied(rng, 0.38), speaker.air - 13)]


def _chuckle(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """A small, low laugh behind a nearly closed mouth, ending through the nose."""
    count = speaker.calls(3, rng)
    at, found = _START, Gestures()
    for index in range(count):
        share = index / (count - 1)
        period = _varied(rng, speaker.long(0.185), 0.08)
        level = speaker.voice - 1.0 - 6.0 * share + float(rng.uniform(-1, 1))
        height = 0.45 * speaker.laugh + speaker.targets.f0_range**0.7 * (1.0 - 3.0 * share)
        found += _call(speaker, rng, Call(at, period, period * (0.65 - 0.1 * share)), level, height, 0.55)
        at += period
    nose = rise(speaker.air - 19, 0.2, last=speaker.air - 26)
    length = _varied(rng, speaker.long(0.3))
    return [*found, Gesture("m", at, length, breath=nose, colour="closed")]


def _sigh(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """A deep breath let out at once: 1-1.5 s that fall in level and F0, voiced a little at first."""
    drawn = _varied(rng, 0.4)
    out = min(_varied(rng, speaker.long(1.15)), 1.9)
    start = _START + drawn + speaker.rest(0.05)
    air = speaker.air - 9.0
    breath = ((0.0, SILENT), (0.05, air - 10), (0.16, air), (0.45, air - 5), (0.8, air - 15), (1.0, SILENT))
    level = speaker.voice - 3.0
    tune = speaker.sings((0.0, 1.5), (0.15, 2.0), (0.6, -3.0), (1.0, -6.0), base=0.8 * speaker.shift)
    voiced = out * _varied(rng, 0.55, 0.2)
    return [
        _inhaled(_START, drawn, speaker.air - 15),
        Gesture("h", start, out, breath=breath, colour="open"),
        Gesture("ɑ", start + 0.08, voiced, decay(level, 0.18, 13.0), tune, openness=(0.9, 0.55)),
    ]


def _breath(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """A breath drawn in between words, as one hears it near a microphone: louder out of breath."""
    length = _varied(rng, 0.36) * (1.0 - 0.25 * speaker.targets.breaths)
    return [_inhaled(_START, length, speaker.air - 15.0 + 5.0 * speaker.targets.breaths)]


def _gasp(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """Air drawn in within 0.2-0.5 s; a strong one catches the voice, high, as it stops."""
    length = _varied(rng, 0.34) * speaker.targets.obstruent_length
    sharp = max(speaker.shift, 0.0) / 5.0 + max(speaker.targets.effort, 0.0)
    level = speaker.air - 3.0 + 1.5 * sharp
    curve = (
        (0.0, SILENT),
        (0.04, level - 12),
        (0.18, level - 3),
        (0.75, level),
        (0.94, level - 6),
        (1.0, SILENT),
    )
    found = [Gesture("ɑ", _START, length, breath=curve, colour="in")]
    if sharp > 0.3:
        catch = rise(speaker.voice - 1 + 3 * min(sharp, 1.5), 0.5, until=0.85)
        tune = speaker.sings((0.0, 4.0), (1.0, 8.0), base=speaker.shift)
        found.append(
            Gesture("ʌ", _START + 0.4 * length, 0.55 * length, catch, tune, size=1.08, roughness=0.1)
        )
    return found


def _sob(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """Breath caught in jerks, a wail that breaks and falls, and a shuddering breath."""
    at, found = _START, Gestures()
    for _ in range(2):
        jerk = _varied(rng, 0.1)
        found.append(_inhaled(at, jerk, speaker.air - 11, 0.4))
        at += jerk + 0.03
    wails = 3 + int(rng.integers(0, 2))
    for index in range(wails):
        share = index / (wails - 1)
        length = speaker.long(_varied(rng, 0.3 - 0.1 * share, 0.15))
        level = speaker.voice + 5.0 - 7.0 * share
        top = 7.0 - 4.0 * share + float(rng.uniform(-1, 1))
        tune = speaker.sings((0.0, top - 3), (0.25, top), (1.0, top - 6), base=0.5 * speaker.shift + 1.0)
        breath = rise(level - 13 + speaker.air - speaker.voice, 0.12, last=level - 19)
        found += [
            Gesture("h", at, length, breath=breath, colour="open"),
            Gesture(
                "ə",
                at + 0.04,
                length - 0.05,
                decay(level, 0.3, 12.0),
                tune,
                openness=(0.75, 0.5),
                roughness=0.25,
            ),
        ]
        at += length
    at += speaker.rest(0.05)
    for index in range(3):
        shudder = _varied(rng, 0.12)
        found.append(_inhaled(at, shudder, speaker.air - 10 - 2 * index, 0.45))
        at += shudder + 0.02
    return found


def _cough(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """Usually two: a burst of about 30 ms, steady noise, and a voiced end (three phases: Korpáš, Sadloňová
    & Vrabec 1996; Van Hirtum 2002)."""
    at, found = _START, Gestures()
    for index in range(1 + int(rng.random() < 0.8)):
        steady = _varied(rng, 0.2 - 0.05 * index, 0.15)
        tail = speaker.long(_varied(rng, 0.12, 0.2))
        level = speaker.air + 5.0 - 3.0 * index
        whole = 0.03 + steady + 0.5 * tail
        breath = (
            (0.0, SILENT), (0.003 / whole, level), (0.03 / whole, level - 1), (0.05 / whole, level - 9),
            ((0.03 + steady) / whole, level - 15), (1.0, SILENT),
        )  # fmt: skip
        tune = speaker.sings((0.0, 5.0), (0.3, 3.0), (1.0, -2.0), base=speaker.shift)
        start = speaker.voice - 1.0 - 3.0 * index
        found += [
            Gesture("h", at, whole, breath=breath, colour="burst"),
            Gesture("ʌ", at + 0.004, 0.06, decay(start, 0.2, 10.0), tune, openness=(0.9, 0.9), roughness=0.8),
            Gesture(
                "ə", at + 0.02 + steady, tail, rise(start - 8, 0.25, last=start - 13), tune,
                openness=(0.7, 0.5), roughness=0.5,
            ),
        ]  # fmt: skip
        at += whole + 0.5 * tail + speaker.rest(_varied(rng, 0.09))
    return found


def _groan(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """A low, pressed, creaking vowel that falls, and the breath behind it."""
    length = min(speaker.long(_varied(rng, 1.0)), 2.2)
    level = speaker.voice + 1.0
    tune = speaker.sings((0.0, -2.0), (0.2, 0.5), (0.55, -2.5), (1.0, -7.0), base=0.8 * speaker.shift - 1.0)
    voice = (
        (0.0, SILENT),
        (0.06, level - 10),
        (0.25, level),
        (0.6, level - 3),
        (0.9, level - 14),
        (1.0, SILENT),
    )
    return [
        Gesture("ʌ", _START, length, voice, tune, openness=(0.8, 0.9), size=0.95, roughness=0.35),
        Gesture(
            "h", _START + 0.7 * length, 0.3 * length + 0.25, breath=rise(speaker.air - 13, 0.35, until=0.5),
            colour="closed",
        ),
    ]  # fmt: skip


def _hum(speaker: Speaker, rng: np.random.Generator) -> Gestures:
    """A few notes on m, tied; the sadder, the more they fall."""
    notes = _TUNES[int(rng.integers(len(_TUNES)))]
    if speaker.shift < -0.5:
        notes = (3.0, 2.0, 0.0)  # falls through a minor third
    length = speaker.long(_varied(rng, 0.34))
    total = min(length * (len(notes) + 0.5), 2.9)
    tune: list[tuple[float, float]] = []
    for index, note in enumerate(notes):
        held = 1.5 if index == len(notes) - 1 else 1.0
        first, last = (index + 0.18) / (len(notes) + 0.5), (index + held) / (len(notes) + 0.5)
        tune += [(first if index else 0.0, note), (min(last, 1.0), note - 0.3)]
    level = speaker.voice - 4.0
    voice = (
        (0.0, SILENT),
        (0.05, level - 8),
        (0.15, level),
        (0.75, level - 1),
        (0.93, level - 10),
        (1.0, SILENT),
    )
    sung = speaker.sings(*tune, base=0.8 * speaker.shift + 2.0)
    return [Gesture("m", _START, total, voice, sung, openness=(0.0, 0.0))]


SCORES: Final[dict[Sounds, Callable[[Speaker, np.random.Generator], Gestures]]] = {
    "breath": _breath,
    "chuckle": _chuckle,
    "cough": _cough,
    "gasp": _gasp,
    "groan": _groan,
    "hum": _hum,
    "laugh": _laugh,
    "sigh": _sigh,
    "sob": _sob,
}
"""By name."""
