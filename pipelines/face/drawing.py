"""Sitters: a character, or a portrait brought to life. Both draw the frames of a motion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emogen.conditioning.character import Character, find_character
from emogen.pipelines.face.backend import Drawing, Guarded, Staging
from emogen.registry import guarded, make


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who is seen.

    Attributes:
        character: a person to draw; None where there is a portrait.
        portrait: a photograph or painting to bring to life.
        face: which face of the portrait, from 1, the largest first; None is the largest.
    """

    character: Character | None = None
    portrait: Path | None = None
    face: int | None = None


def drawing(
    sitter: Sitter,
    size: tuple[int, int] | None = None,
    *,
    even: bool = False,
    backend: str | None = None,
    options: Mapping[str, Any] | None = None,
    **how: Any,
) -> Drawing:
    """The drawing of a sitter.

    Args:
        sitter: who.
        size: (width, height) in pixels; None is 512 x 512 for a character and the portrait's own.
        even: whether a portrait's own sides lose a pixel where they are odd, as videos need it.
        backend: a registered one, of the kind ``portrait`` where the sitter has a portrait, else of the
            kind ``face``; None is the embedded one (:func:`drawn_by`).
        options: its own settings.
        how: for a character, the rest of :class:`~emogen.pipelines.face.backend.Staging`.

    Raises:
        RequestError: an unknown backend or option; a size, a way of drawing or a portrait that cannot be
            used.
        MissingWeightError: the head, or what finds faces, is not there.
        GenerationError: the backend fails.
    """
    kind, name = drawn_by(backend, portrait=sitter.portrait is not None)
    chosen = make(kind, name, options or {})
    with guarded(chosen):
        if sitter.portrait is not None:
            return Guarded(chosen, chosen.draw(sitter.portrait, sitter.face, size, even=even))
        character = sitter.character or find_character("mira")
        return Guarded(chosen, chosen.draw(character, Staging(size or (512, 512), **how)))


def drawn_by(backend: str | None, *, portrait: bool) -> tuple[str, str]:
    """Kind and name of the plug-in that draws a character or moves a portrait; None is the embedded one."""
    return ("portrait", backend or "photo") if portrait else ("face", backend or "anny")
