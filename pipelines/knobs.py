"""Knobs: what can be turned while all else stays, and how a sweep of one is written.

``KNOB=LOW..HIGH:STEPS``, e.g. ``valence=-0.8..0.8:5``; ``KNOB`` alone goes through its usual levels.
Steps are even; those of a factor (unit ``x``) have even ratios.

=================  ================================================  ==================
knob               what it turns                                     media
=================  ================================================  ==================
``intensity``      how strong an emotion is, 0 to 1                  all
``valence``        that coordinate alone, -1 to 1, the others at 0   all
``arousal``        the same                                          all
``dominance``      the same                                          all
``au:AU12``        one action unit, 0 to 1                           faces
``target:f0_range``  one target, over its range                      speech, pictures
=================  ================================================  ==================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.asked import one_emotion
from emogen.errors import RequestError, checked, unknown_name

if TYPE_CHECKING:
    from emogen.conditioning.targets.target import Target
    from emogen.media import Medium

COORDINATES: Final = ("valence", "arousal", "dominance")
SWEEP: Final = "KNOB=LOW..HIGH:STEPS"
"""The notation of a sweep, for help."""

MOST_STEPS: Final = 50

_USUAL_STEPS: Final = 6
"""Levels of a knob from its lowest to its highest, where none are given. Ours."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be turned, and the levels of its sweep.

    Attributes:
        name: as users type it.
        emotion: whose intensity; "" for the other knobs.
        low, high: its range.
        unit: "" for plain numbers.
        levels: those of the sweep, ascending, at least two.
    """

    name: str
    emotion: str
    low: float
    high: float
    unit: str
    levels: tuple[float, ...]

    @property
    def label(self) -> str:
        """A short name for ids and plots: ``anger``, ``arousal``, ``AU12``, ``f0_range``."""
        return self.emotion or self.title

    @property
    def title(self) -> str:
        """The thing that is turned, for people: ``intensity``, ``arousal``, ``AU12``, ``f0_range``."""
        return self.name.rpartition(":")[2]

    @property
    def unit_of_face(self) -> str:
        """The action unit that it turns; "" for the other knobs."""
        return self.name.removeprefix("au:") if self.name.startswith("au:") else ""

    @property
    def target(self) -> str:
        """The target that it turns; "" for the other knobs."""
        return self.name.removeprefix("target:") if self.name.startswith("target:") else ""

    @property
    def span(self) -> str:
        """The levels that the sweep goes through, for people: ``valence -0.8 to 0.8``."""
        return f"{self.title} {self.levels[0]:g} to {self.levels[-1]:g}"

    def __str__(self) -> str:
        """The sweep as it is written: ``valence=-0.8..0.8:5``."""
        return f"{self.name}={self.levels[0]:.12g}..{self.levels[-1]:.12g}:{len(self.levels)}"

    def caption(self, level: float) -> str:
        """A level for people: ``valence -0.8``, ``level 3 dB``."""
        unit = "" if self.unit in ("x", "1", "share") else self.unit
        return f"{self.title} {level:g} {unit}".strip()

    def request(self, level: float) -> dict[str, Any]:
        """The parameters of a request that has the knob at ``level``."""
        if self.emotion:
            return {"emotion": self.emotion, "intensity": level}
        if self.unit_of_face:
            return {"au": f"{self.unit_of_face}={level:g}"}
        if self.target:
            return {"changes": {self.target: level}}
        point = ", ".join(f"{level if name == self.name else 0:g}" for name in COORDINATES)
        return {"emotion": f"vad({point})"}

    def meant(self, level: float) -> Emotion | None:
        """The emotion at ``level``; None for a knob that turns none."""
        asked = self.request(level)
        return asked.get("intensity", 1.0) * one_emotion(asked["emotion"]) if "emotion" in asked else None


def read_knob(text: str, medium: Medium, *, emotion: str = "") -> Knob:
    """A knob with the levels of its sweep, as typed.

    Args:
        text: ``KNOB`` or ``KNOB=LOW..HIGH:STEPS``; see the table above.
        medium: what it is to turn.
        emotion: whose intensity, for ``intensity``; "" otherwise.

    Raises:
        RequestError: no such knob, one that this medium does not have, a missing or needless emotion, a
            sweep that cannot be read or leaves the range of the knob.
    """
    name, equals, span = (part.strip() for part in text.partition("="))
    knob = _find(name, medium, emotion)
    return replace(knob, levels=_read_levels(knob, span)) if equals else knob


def _find(name: str, medium: Medium, emotion: str) -> Knob:
    kind, _, part = name.partition(":")
    known = ["intensity", *COORDINATES, "au:AU12" if medium == "face" else "target:NAME"]
    if kind not in (*known, known[-1].partition(":")[0]):
        raise unknown_name(f"knob of {medium}", name, known)
    if (kind == "intensity") != bool(emotion):
        raise RequestError(
            f"the knob {name} {'needs an' if kind == 'intensity' else 'takes no'} emotion",
            fix="Give one, e.g. joy." if kind == "intensity" else "Leave the emotion out.",
        )
    if name == "intensity":
        return _knob(name, 0.0, 1.0, emotion=str(one_emotion(emotion)))
    if name in COORDINATES:
        return _knob(name, -1.0, 1.0)
    if kind == "au":
        return _unit(part)
    if kind == "target":
        return _target(part, medium)
    raise unknown_name(f"knob of {medium}", name, known)


def _knob(name: str, low: float, high: float, unit: str = "", emotion: str = "") -> Knob:
    """A knob with its usual levels."""
    return Knob(name, emotion, low, high, unit, _spread(low, high, _USUAL_STEPS, unit))


def _unit(name: str) -> Knob:
    from emogen.conditioning.targets.units import action_units

    if name not in action_units():
        raise unknown_name("action unit", name, action_units())
    return _knob(f"au:{name}", 0.0, 1.0)


def _target(name: str, medium: Medium) -> Knob:
    from emogen.conditioning.targets import picture, voice

    known: dict[str, Target] = voice.TARGETS if medium == "speech" else picture.TARGETS
    if name not in known:
        raise unknown_name(f"target of {medium}", name, known)
    target = known[name]
    return _knob(f"target:{name}", target.low, target.high, target.unit)


def _read_levels(knob: Knob, span: str) -> tuple[float, ...]:
    """The levels of ``LOW..HIGH:STEPS``."""
    ends, _, steps = span.partition(":")
    first, _, last = ends.partition("..")
    example = f"{knob.name}={knob.low:g}..{knob.high:g}:5"
    try:
        low, high, count = float(first), float(last), int(steps)
    except ValueError as error:
        raise RequestError(
            f"cannot read the sweep {knob.name}={span}", fix=f"Write {SWEEP}, e.g. {example}."
        ) from error
    for end in (low, high):
        checked(end, knob.name, knob.low, knob.high)
    if not 2 <= count <= MOST_STEPS:
        raise RequestError(
            f"a sweep of {count} step{'s' * (count != 1)} cannot be made", fix=f"Use 2 to {MOST_STEPS}."
        )
    if low >= high:
        raise RequestError(
            f"the sweep of {knob.name} goes from {low:g} to {high:g}",
            fix=f"Write the lower end first, e.g. {example}.",
        )
    levels = _spread(low, high, count, knob.unit)
    if len(set(levels)) < count or sorted(levels) != list(levels):
        raise RequestError(
            f"{count} steps from {low:.12g} to {high:.12g} are too close to tell apart",
            fix="Use fewer steps.",
        )
    return levels


def _spread(low: float, high: float, count: int, unit: str) -> tuple[float, ...]:
    """``count`` levels from ``low`` to ``high``: even, of factors with even ratios; the ends exactly."""
    shares = [step / (count - 1) for step in range(1, count - 1)]
    inner = [low * (high / low) ** x if unit == "x" else low + (high - low) * x for x in shares]
    return (low, *(float(f"{level:.4g}") for level in inner), high)
