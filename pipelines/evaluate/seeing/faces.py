"""What the judges of faces share: the frames of an item that show a face, and remarks on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.vision.shots import Shot, follow

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.item import Item

LOOKS: Final = 5.0
"""Frames a second at which judges of expressions look at clips: a blink lasts less. Ours."""

SPEECH: Final = "speech moves the mouth: an expression read from a talking clip is surer around the eyes"
CROWD: Final = "several faces: the largest is judged"


def shots(item: Item, fps: float = LOOKS) -> list[Shot]:
    """The frames of a face that can be seen: a still's one, or a clip's at ``fps`` a second.

    Raises:
        RequestError: no frame shows a face, or the item cannot be read.
    """
    found = [shot for shot in follow(item.frames(fps)) if shot]
    if not found:
        raise RequestError(f"no face was found in {item.path.name}")
    return found


def remarks(item: Item, seen: list[Shot]) -> tuple[str, ...]:
    """What a reader of a judge's figures of these shots should know."""
    notes = []
    if any(shot.crowd for shot in seen):
        notes.append(CROWD)
    if item.moves and "speech" in item.media:
        notes.append(SPEECH)
    return tuple(notes)
