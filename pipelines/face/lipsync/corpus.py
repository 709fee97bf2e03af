"""Speech for training: the embedded voices say random lines, with the exact times of their sounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from emogen.files import whole_file, write_text
from emogen.pipelines.face.lipsync.texts import sentence, with_sound
from emogen.pipelines.speech.voices import voices
from emogen.seeds import stream
from emogen.timeline import Phoneme, Timeline, Vocal

if TYPE_CHECKING:
    from emogen.media import Floats

Part = Literal["train", "test"]

HELD_OUT: Final = (
    *("af_sky", "am_fenrir", "bf_alice", "bm_lewis", "em_santa", "hf_beta", "jm_kumo", "pf_dora", "zf_xiaoyi"),
)
"""Voices that no line of training has, not even in a blend: one of most languages with several."""

RATE: Final = 24_000
"""Samples a second of the voices."""

_EMOTIONS: Final = (
    *("neutral", "neutral", "joy", "sadness", "anger", "fear", "surprise", "disgust", "boredom", "excitement"),
)
_ENGLISH: Final = 0.5
"""Share of English lines: it has most voices and is what most users speak."""
_BLENDS: Final = 0.4
"""Share of lines said by a voice between two of a language: more speakers than there are voices."""
_SOUNDS: Final = 0.15
"""Share of lines with a laugh, a sigh or the like."""


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
            facts = {
                "language": speech.voice.language,
                "voice": voice,
                "text": speech.script.text,
                "phonemes": [(p.symbol, p.start, p.end, p.stress) for p in speech.timeline.phonemes],
                "vocals": [(v.name, v.start, v.end) for v in speech.timeline.vocals],
            }
            write_text(name.with_suffix(".json"), json.dumps(facts, ensure_ascii=False))
            with whole_file(name.with_suffix(".npy")) as temporary, temporary.open("wb") as file:
                np.save(file, (speech.audio.samples * 32_767).astype(np.int16))
        total += len(np.load(name.with_suffix(".npy"), mmap_mode="r")) / RATE
        number += 1


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


def _request(part: Part, rng: np.random.Generator) -> tuple[str, str, str]:
    """(voice, text, emotion) of a line."""
    known = [voice for voice in voices() if (voice.name in HELD_OUT) == (part == "test")]
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
    emotion = str(rng.choice(_EMOTIONS))
    return voice, text, emotion if emotion == "neutral" else f"{emotion}:{rng.uniform(0.4, 1.0):.2f}"
