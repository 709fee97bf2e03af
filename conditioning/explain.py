"""What an emotion becomes: every target of voice, face and picture, with its unit and its source."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.manners import manners
from emogen.conditioning.targets import face, picture, voice
from emogen.conditioning.targets.face import UNIT_SD, face_targets, prototype_sources
from emogen.conditioning.targets.picture import picture_targets
from emogen.conditioning.targets.target import STRENGTH, Target
from emogen.conditioning.targets.units import unit_names
from emogen.conditioning.targets.voice import voice_targets
from emogen.errors import unknown_name

_SHOWN: Final = 0.005
"""A change smaller than this share of a target's range is none."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One target of one emotion.

    Attributes:
        kind: ``voice``, ``face`` or ``picture``.
        target: its name; an action unit's, for the face.
        value: what is asked for, in ``unit``.
        neutral: the value that changes nothing.
        unit: e.g. ``st``, ``dB``, ``x`` for a factor, ``0-1`` for an action unit.
        sd: standard deviation between takes at this variation, in ``unit``.
        changed: whether it is more than a trifle away from neutral.
        meaning: what it is.
        source: where its effect of emotion comes from.
    """

    kind: str
    target: str
    value: float
    neutral: float
    unit: str
    sd: float
    changed: bool
    meaning: str
    source: str


def explain(
    emotion: Feeling, kind: str, *, sex: str = "female", take: int = 0, variation: float = 1.0
) -> tuple[Explained, ...]:
    """The targets of one kind for an emotion.

    Args:
        emotion: any emotion.
        kind: one of :data:`KINDS`.
        sex: of the voice.
        take, variation: as :mod:`emogen.conditioning.targets.takes`.

    Raises:
        RequestError: another kind or sex, an impossible take or variation.
    """
    if kind not in KINDS:
        raise unknown_name("kind of target", kind, KINDS)
    return tuple(_EXPLAINERS[kind](as_emotion(emotion), sex, {"take": take, "variation": variation}))


def _voice(emotion: Emotion, sex: str, chance: dict[str, Any]) -> Iterator[Explained]:
    rows = _numbers("voice", voice_targets(emotion, sex=sex, **chance), voice.TARGETS, chance)
    return (_sourced(row, emotion) for row in rows)


def _picture(emotion: Emotion, _: str, chance: dict[str, Any]) -> Iterator[Explained]:
    return _numbers("picture", picture_targets(emotion, **chance), picture.TARGETS, chance)


def _face(emotion: Emotion, _: str, chance: dict[str, Any]) -> Iterator[Explained]:
    targets = face_targets(emotion, **chance)
    for unit, size in sorted(targets.units, key=lambda pair: (len(pair[0].rstrip("LR")), pair[0])):
        source = prototype_sources(unit.rstrip("LR"), emotion.basic())
        spread = chance["variation"] * math.hypot(UNIT_SD, STRENGTH) * size
        row = Explained("face", unit, size, 0.0, "0-1", spread, size > 0.02, unit_names()[unit], source)
        yield _sourced(row, emotion)
    yield from (_sourced(row, emotion) for row in _numbers("face", targets, face.TARGETS, chance))


def _sourced(row: Explained, emotion: Emotion) -> Explained:
    """A target with the sources of the manners that change it."""
    sources = []
    for name, _ in emotion.manners:
        manner = manners()[name]
        changes = manner.voice if row.kind == "voice" else manner.face
        if row.target in changes:
            sources.append(f"{name}: {manner.source}")
    if not sources:
        return row
    before = [] if emotion.felt.is_neutral else [row.source]
    return replace(row, source="; ".join([*before, *sources]))


def untold(emotion: Feeling) -> tuple[str, ...]:
    """Traits of an emotion's manners that no target here shows, a clause each."""
    told = ((name, manners()[name].untold) for name, _ in as_emotion(emotion).manners)
    return tuple(f"{name}: {missing}" for name, missing in told if missing)


_EXPLAINERS: Final[dict[str, Callable[[Emotion, str, dict[str, Any]], Iterator[Explained]]]] = {
    "voice": _voice,
    "face": _face,
    "picture": _picture,
}

KINDS: Final = tuple(_EXPLAINERS)
"""What an emotion is explained for."""


def _numbers(kind: str, values: Any, table: dict[str, Target], chance: dict[str, Any]) -> Iterator[Explained]:
    for name, target in table.items():
        value = getattr(values, name)
        yield Explained(
            kind,
            name,
            value,
            target.neutral,
            target.unit,
            target.spread(value, chance["variation"]),
            _is_changed(target, value),
            target.meaning,
            target.source,
        )


def _is_changed(target: Target, value: float) -> bool:
    return abs(value - target.neutral) > _SHOWN * (target.high - target.low)
