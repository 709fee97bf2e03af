"""All that is told of an emotion, JSON-like: as ``emogen explain --json`` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.explain import KINDS, explain, untold
from emogen.conditioning.paste import TOOLS, paste
from emogen.conditioning.taxonomy import describe
from emogen.conditioning.track import EmotionTrack, moves
from emogen.conditioning.vocabulary import by_axis
from emogen.errors import unknown_name

if TYPE_CHECKING:
    from emogen.conditioning.read.asked import Asked
    from emogen.conditioning.read.direction import Direction


def steps_of(meant: Asked) -> tuple[Emotion, ...]:
    """The emotions that follow one another in what was asked for; one where nothing moves.

    Raises:
        RequestError: it is ``auto``, which is no emotion before a text is read.
    """
    if meant.direction:
        return meant.direction.steps
    if not moves(meant.notation):
        return (Emotion.parse(meant.notation),)
    return tuple(frame.emotion for frame in EmotionTrack.parse(meant.notation).keyframes)


def explained(felt: Emotion, kinds: Sequence[str], *, every: bool, **settings: Any) -> dict[str, Any]:
    """An emotion with its targets.

    Args:
        felt: the emotion.
        kinds: kinds of targets, and tools whose values are told.
        every: also targets that stay neutral.
        settings: as :func:`emogen.conditioning.explain.explain`.

    Raises:
        RequestError: another kind; as there.
    """
    for kind in kinds:
        if kind not in (*KINDS, *TOOLS):
            raise unknown_name("kind of target", kind, (*KINDS, *TOOLS))
    tools = [paste(felt, tool) for tool in kinds if tool in TOOLS]
    return {
        "emotion": str(felt),
        "vad": by_axis(felt.vad),
        "basic": felt.basic(),
        "called": {} if felt.felt.is_neutral else dict(islice(describe(felt).items(), 5)),
        "targets": {
            kind: [asdict(row) for row in explain(felt, kind, **settings) if every or row.changed]
            for kind in kinds
            if kind in KINDS
        },
        "not_shown": untold(felt),
        "tools": {
            control.tool: {**asdict(control), "reads": str(control.reads), "label": control.reads.label}
            for control in tools
        },
    }


def reading(direction: Direction) -> dict[str, Any]:
    """The reading of a direction."""
    return {
        "notation": direction.notation,
        "confidence": direction.confidence,
        "language": direction.language,
        "parts": [
            {"text": part.text, "meaning": part.meaning, "by": part.by, "confidence": part.confidence}
            for part in direction.parts
        ],
        "unread": direction.unread,
    }
