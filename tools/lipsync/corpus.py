"""Speech for training: the embedded voices say random lines, with the exact times of their sounds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from emogen.files import whole_file, write_text
from emogen.pipelines.speech.voices import Voice, voices
from emogen.seeds import stream
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal
from emogen.visemes import is_vowel
from tools.lipsync.texts import SOUNDS, sentence, with_sound

if TYPE_CHECKING:
    from emogen.arrays import Floats

Part = Literal["train", "test"]

HELD_OUT: Final = (
    *(
        "af_sky",
        "am_fenrir",
        "bf_alice",
        "bm_lewis",
        "em_santa",
        "hf_beta",
        "jm_kumo",
        "pf_dora",
        "zf_xiaoyi",
    ),
)
"""Voices that no line of training has, not even in a blend: one of most languages with several."""

RATE: Final = 24_000
"""Samples a second of the voices."""

_EMOTIONS: Final = (
    *(
        "neutral",
        "neutral",
        "joy",
        "sadness",
        "anger",
        "fear",
        "surprise",
        "disgust",
        "boredom",
        "excitement",
    ),
)
_ENGLISH: Final = 0.5
"""Share of English lines: it has most voices and is what most users speak."""
_BLENDS: Final = 0.4
"""Share of lines said by a voice between two of a language: more speakers than there are voices."""
_SOUNDS: Final = 0.15
"""Share of lines with a laugh, a sigh or the like."""

_STEP: Final = 0.005
_FURTHEST: Final = 40
"""Seconds in which the level is measured, and such steps that times may be behind the sound or ahead."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line that was said.

    Attributes:
        name: its number in the corpus.
        language, voice, text: what was asked for.
        samples: float32, shape ``(n,)``, at :data:`RATE`.
        timeline: phonemes and vocals (no words) in seconds.
    """

    name: str
    language: str
    voice: str
    text: str
    samples: Floats
    timeline: Timeline

    @property
    def is_sound(self) -> bool:
        """Whether it is a laugh or another sound by itself, without words."""
        return "-" in self.name


def say_lines(folder: Path, seconds: float, part: Part) -> None:
    """Say lines into ``folder`` until there are so many seconds; what is there already counts.

    Raises:
        MissingWeightError: the voices are not there.
    """
    from emogen.pipelines.speech.speak import speak

    folder.mkdir(parents=True, exist_ok=True)
    total, number = 0.0, 0
    while total < seconds:
        name = folder / f"{part}{number:04d}"
        if not name.with_suffix(".npy").exists():
            rng = stream(6, "lip-sync corpus", part, number)
            voice, text, emotion = _request(part, rng)
            speech = speak(text, voice=voice, emotion=emotion, seed=number, take=int(rng.integers(4)))
            timeline = replace(speech.timeline, words=())
            language, said = speech.voice.language, speech.script.text
            _write(name, Line(name.name, language, voice, said, speech.audio.samples, timeline))
        total += len(np.load(name.with_suffix(".npy"), mmap_mode="r")) / RATE
        number += 1


def say_sounds(folder: Path, part: Part) -> None:
    """Laughs and other sounds that are no words of every voice, into the same folder.

    Raises:
        MissingWeightError: the voices are not there.
    """
    from emogen.conditioning.targets.voice import voice_targets
    from emogen.pipelines.speech.kokoro.backend import styles
    from emogen.pipelines.speech.vocals import utter

    for number, voice in enumerate(_voices(part)):
        for name in SOUNDS:
            path = folder / f"{part}-{name}{number:02d}"
            if path.with_suffix(".npy").exists():
                continue
            rng = stream(6, "lip-sync sounds", part, name, number)
            targets = voice_targets(_emotion(rng), sex=voice.sex)
            made = utter(name, styles(voice), targets, rng, sex=voice.sex)
            end = len(made.samples) / RATE
            timeline = Timeline((), made.phonemes, end, (Vocal(name, 0.0, end),))
            _write(path, Line(path.name, voice.language, voice.name, f"<{name}>", made.samples, timeline))


def read_lines(folder: Path, part: Part) -> Iterator[Line]:
    """What :func:`say_lines` said."""
    for path in sorted(folder.glob(f"{part}*.npy")):
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        samples = np.load(path).astype(np.float32) / 32_767
        timeline = Timeline(
            (),
            tuple(Phoneme(*phoneme) for phoneme in facts["phonemes"]),
            len(samples) / RATE,
            tuple(Vocal(*vocal) for vocal in facts["vocals"]),
        )
        yield Line(path.stem, facts["language"], facts["voice"], facts["text"], samples, timeline)


def on_time(lines: Sequence[Line]) -> list[Line]:
    """The lines with their phonemes where they are heard: earlier by :func:`lateness`. Laughs and the like,
    whose times are exact, stay."""
    late = lateness(lines)
    return [replace(line, timeline=_earlier(line.timeline, late)) for line in lines]


def lateness(lines: Sequence[Line]) -> Seconds:
    """By how much the times of the voices' phonemes are behind their sound.

    The lag at which vowels go best with the level. Of Kokoro, whose times are those of its text encoder
    and not of its decoder, it is some 55 ms, for vowels, fricatives and stops, and in every language.
    """
    fit = np.zeros(2 * _FURTHEST + 1)
    for line in lines:
        level = _level(line.samples)
        vowel = np.zeros(len(level))
        for phoneme in line.timeline.phonemes:
            if phoneme.symbol and is_vowel(phoneme.symbol):
                vowel[round(phoneme.start / _STEP) : round(phoneme.end / _STEP)] = 1.0
        if vowel.any() and not line.is_sound:
            inner = vowel[_FURTHEST : len(vowel) - _FURTHEST]
            fit += [
                np.corrcoef(level[lag : lag + len(inner)], inner)[0, 1] for lag in range(2 * _FURTHEST + 1)
            ]
    return float(_FURTHEST - fit.argmax()) * _STEP


def _level(samples: Floats) -> Floats:
    """dB in steps of :data:`_STEP`, over 15 ms around each."""
    step = round(_STEP * RATE)
    power = np.square(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)
    smooth = np.convolve(power, np.full(3, 1 / 3), mode="same")
    return np.asarray(10.0 * np.log10(smooth + 1e-7))


def _earlier(timeline: Timeline, by: Seconds) -> Timeline:
    def moved(phoneme: Phoneme) -> Phoneme:
        if any(one.start <= phoneme.start < one.end for one in timeline.vocals):
            return phoneme
        return replace(phoneme, start=max(0.0, phoneme.start - by), end=max(0.0, phoneme.end - by))

    phonemes = map(moved, timeline.phonemes)
    return replace(timeline, phonemes=tuple(one for one in phonemes if one.end > one.start))


def _write(path: Path, line: Line) -> None:
    facts = {
        "language": line.language,
        "voice": line.voice,
        "text": line.text,
        "phonemes": [(p.symbol, p.start, p.end, p.stress) for p in line.timeline.phonemes],
        "vocals": [(v.name, v.start, v.end) for v in line.timeline.vocals],
    }
    write_text(path.with_suffix(".json"), json.dumps(facts, ensure_ascii=False))
    with whole_file(path.with_suffix(".npy")) as temporary, temporary.open("wb") as file:
        np.save(file, (line.samples * 32_767).astype(np.int16))


def _voices(part: Part) -> list[Voice]:
    return [voice for voice in voices() if (voice.name in HELD_OUT) == (part == "test")]


def _request(part: Part, rng: np.random.Generator) -> tuple[str, str, str]:
    """(voice, text, emotion) of a line."""
    known = _voices(part)
    languages = sorted({voice.language for voice in known})
    others = [code for code in languages if not code.startswith("en")]
    english = [code for code in languages if code.startswith("en")]
    language = str(rng.choice(english if rng.random() < _ENGLISH else others))
    speakers = [voice.name for voice in known if voice.language == language]
    voice = str(rng.choice(speakers))
    if part == "train" and rng.random() < _BLENDS and len(speakers) > 1:
        voice = f"{voice}:0.5+{rng.choice([name for name in speakers if name != voice])}:0.5"
    text = sentence(language, rng)
    if rng.random() < _SOUNDS:
        text = with_sound(text, rng)
    return voice, text, _emotion(rng)


def _emotion(rng: np.random.Generator) -> str:
    name = str(rng.choice(_EMOTIONS))
    return name if name == "neutral" else f"{name}:{rng.uniform(0.4, 1.0):.2f}"
