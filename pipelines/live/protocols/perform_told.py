"""Chunks as messages of ``/v1/perform``."""

from __future__ import annotations

import base64
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from emogen.conditioning.brief import brief
from emogen.pipelines.live.protocols.perform_messages import (
    FaceFrames,
    Part,
    Piece,
    ShownEmotion,
    ShownViseme,
    SpokenPhoneme,
    SpokenWord,
)

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.conditioning.emotion import Emotion
    from emogen.media import FaceMotion
    from emogen.pipelines.live.chunk import Chunk

FACE: Final[frozenset[Part]] = frozenset(("curves", "head", "gaze"))
"""Parts that need a face."""

_DIGITS: Final = 4
"""Decimals of curves, angles and times: a tenth of a millisecond, far below what is seen. Ours."""


def told_chunk(
    chunk: Chunk, id: str, parts: Collection[Part], *, first: int, inline: bool
) -> tuple[Piece, bytes | None]:
    """A chunk as a message, and the binary frame that follows it.

    Args:
        chunk: a tenth of a second of a line.
        id: of the line.
        parts: what the client wants of it.
        first: number of its first frame of the face.
        inline: whether the sound goes into the message, as base64.
    """
    pcm = chunk.pcm() if "sound" in parts else None
    face = None if chunk.face is None or not FACE & set(parts) else _face(chunk.face, parts, first)
    message = Piece(
        id=id,
        start=_rounded(chunk.start),
        end=_rounded(chunk.end),
        phrase=chunk.phrase,
        bytes=0 if pcm is None or inline else len(pcm),
        audio=base64.b64encode(pcm).decode("ascii") if pcm is not None and inline else None,
        words=tuple(
            SpokenWord(text=word.text, start=_rounded(word.start), end=_rounded(word.end))
            for word in chunk.words
        )
        if "words" in parts
        else None,
        phonemes=tuple(
            SpokenPhoneme(symbol=x.symbol, start=_rounded(x.start), end=_rounded(x.end))
            for x in chunk.phonemes
        )
        if "phonemes" in parts
        else None,
        visemes=tuple(
            ShownViseme(name=span.name, start=_rounded(span.start), end=_rounded(span.end))
            for span in chunk.visemes
        )
        if "visemes" in parts
        else None,
        face=face,
        emotion=told_emotion(chunk.emotion) if "emotion" in parts else None,
    )
    return message, None if inline else pcm


def told_emotion(emotion: Emotion) -> ShownEmotion:
    """An emotion for people and for programs."""
    valence, arousal, dominance = (_rounded(x) for x in emotion.vad)
    return ShownEmotion(
        name=brief(emotion), notation=str(emotion), valence=valence, arousal=arousal, dominance=dominance
    )


def _face(motion: FaceMotion, parts: Collection[Part], first: int) -> FaceFrames:
    rows = {"curves": motion.curves, "head": motion.head, "gaze": motion.gaze}
    shown = {name: _rows(values) if name in parts else None for name, values in rows.items()}
    return FaceFrames(fps=motion.fps, first=first, **shown)


def _rows(values: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.astype(float).round(_DIGITS).tolist())


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
