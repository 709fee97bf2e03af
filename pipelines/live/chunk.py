"""A tenth of a second of a live line: its sound, and all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.media import Audio, FaceMotion
    from emogen.pipelines.face.export.visemes import Span
    from emogen.timeline import Phoneme, Seconds, Word

LENGTH: Final[Seconds] = 0.1
"""Seconds of sound in a chunk, at most."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chunk:
    """A piece of a line being performed. Times are in seconds of the line.

    Attributes:
        audio: the sound, at most :data:`LENGTH` long.
        start: where it begins.
        words, phonemes: those that begin in it.
        visemes: the visemes of Oculus LipSync that begin in it.
        face: the frames that fall into it; None for a voice without a face.
        emotion: of its first instant.
        phrase: index of the phrase that it is part of.
    """

    audio: Audio
    start: Seconds
    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]
    visemes: tuple[Span, ...]
    face: FaceMotion | None
    emotion: Emotion
    phrase: int

    def __repr__(self) -> str:
        return f"<Chunk: {self.start:.2f} to {self.end:.2f} s>"

    @property
    def end(self) -> Seconds:
        """Where it ends."""
        return self.start + self.audio.duration

    def pcm(self) -> bytes:
        """The sound as 16-bit little-endian samples, as OpenAI's ``pcm`` has them."""
        return (self.audio.samples.clip(-1.0, 1.0) * 32767).round().astype(np.dtype("<i2")).tobytes()
