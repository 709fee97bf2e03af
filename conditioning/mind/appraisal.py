"""From what happens to what is felt: the 22 emotions of Ortony, Clore & Collins (1988).

An event is judged three ways: its consequences against one's goals (and another's), the act behind
it against one's standards, the thing met against one's tastes. Which emotion arises is theirs; how
strong it is, from 0 to 1, is ours and written at each function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

from emogen.conditioning.checks import check_text
from emogen.errors import RequestError, checked

Actor: TypeAlias = Literal["nobody", "self", "other"]
Prospect: TypeAlias = Literal["happened", "possible", "confirmed", "disconfirmed"]

_COMPOUNDS: Final = (
    ("gratification", "pride", "joy"),
    ("remorse", "shame", "distress"),
    ("gratitude", "admiration", "joy"),
    ("anger", "reproach", "distress"),
)
"""Compound emotions and the two that make them: one about the act, one about its outcome."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to a character, in the character's own eyes.

    Attributes:
        text: what happened, for the memory; with no text nothing is remembered.
        desirability: for the character, -1 (against its goals) … 1.
        praise: how praiseworthy the act is by the character's standards, -1 (blameworthy) … 1.
        actor: who did it.
        prospect: whether it ``happened``, is ``possible``, or was expected and is now ``confirmed``
            or ``disconfirmed``.
        likelihood: of a possible event, or how likely the expected one had seemed, in [0, 1].
        desirability_for_other: for somebody else who is affected, -1 … 1.
        liking: how much the character likes that other, -1 … 1.
        appeal: how appealing the thing or person met is, -1 … 1.

    Raises:
        RequestError: a number out of range, an unknown word, praise of an act that nobody did.
    """

    text: str = ""
    desirability: float = 0.0
    praise: float = 0.0
    actor: Actor = "nobody"
    prospect: Prospect = "happened"
    likelihood: float = 0.5
    desirability_for_other: float = 0.0
    liking: float = 0.0
    appeal: float = 0.0

    def __post_init__(self) -> None:
        check_text(self.text, "text of an event")
        for name in ("desirability", "praise", "desirability_for_other", "liking", "appeal"):
            checked(getattr(self, name), name, -1.0, 1.0)
        checked(self.likelihood, "likelihood", 0.0, 1.0)
        for value, kind in ((self.actor, Actor), (self.prospect, Prospect)):
            if value not in get_args(kind):
                raise RequestError(
                    f"unknown word {value!r} in an event", fix=f"Use one of {', '.join(get_args(kind))}."
                )
        if self.praise and self.actor == "nobody":
            raise RequestError(
                "praise or blame for an act that nobody did",
                fix='Say who acted: actor="self" or actor="other".',
            )


def appraise(event: Event) -> dict[str, float]:
    """The OCC emotions that an event arouses and their intensities in (0, 1], before personality."""
    felt = {**_outcome(event), **_act(event), **_tastes(event), **_fortunes_of_others(event)}
    for compound, act, outcome in _COMPOUNDS:
        _compound(felt, compound, act, outcome)
    if event.prospect == "confirmed":
        _split(felt, "joy", "satisfaction", event.likelihood)
        _split(felt, "distress", "fears-confirmed", event.likelihood)
    return {name: intensity for name, intensity in felt.items() if intensity > 0.0}


def settled_prospect(event: Event) -> dict[str, float]:
    """The hope or fear that an event had raised when it was only possible, and that ends as it turns
    out one way or the other; nothing for other events. Intensities in (0, 1], before personality."""
    if event.prospect not in ("confirmed", "disconfirmed"):
        return {}
    return {name: x for name, x in _outcome(replace(event, prospect="possible")).items() if x > 0.0}


def _outcome(event: Event) -> dict[str, float]:
    """Desirability, times the likelihood for what is only possible or did not come."""
    good, bad = _sides(event.desirability)
    if event.prospect == "possible":
        return {"hope": good * event.likelihood, "fear": bad * event.likelihood}
    if event.prospect == "disconfirmed":
        return {"disappointment": good * event.likelihood, "relief": bad * event.likelihood}
    return {"joy": good, "distress": bad}


def _act(event: Event) -> dict[str, float]:
    """Praiseworthiness, as far as the act is real."""
    good, bad = _sides(event.praise * _reality(event))
    if event.actor == "self":
        return {"pride": good, "shame": bad}
    return {"admiration": good, "reproach": bad}


def _tastes(event: Event) -> dict[str, float]:
    good, bad = _sides(event.appeal)
    return {"love": good, "hate": bad}


def _fortunes_of_others(event: Event) -> dict[str, float]:
    """The other's desirability times how much the other is liked or disliked."""
    good, bad = _sides(event.desirability_for_other * _reality(event))
    liked, disliked = _sides(event.liking)
    return {
        "happy-for": good * liked,
        "resentment": good * disliked,
        "pity": bad * liked,
        "gloating": bad * disliked,
    }


def _reality(event: Event) -> float:
    """How much an act or another's fortune counts: its likelihood before it happens, nothing when it
    did not."""
    if event.prospect == "possible":
        return event.likelihood
    return 0.0 if event.prospect == "disconfirmed" else 1.0


def _compound(felt: dict[str, float], compound: str, act: str, outcome: str) -> None:
    """An act and its outcome fuse: the geometric mean, as it needs both; the parts keep the rest."""
    first, second = felt.get(act, 0.0), felt.get(outcome, 0.0)
    both = math.sqrt(first * second)
    if both > 0.0:
        felt[compound] = both
        felt[act], felt[outcome] = max(0.0, first - both), max(0.0, second - both)


def _split(felt: dict[str, float], surprising: str, expected: str, likelihood: float) -> None:
    """Of what came true, the part that was expected feels different from the part that was not."""
    intensity = felt.get(surprising, 0.0)
    felt[expected], felt[surprising] = intensity * likelihood, intensity * (1.0 - likelihood)


def _sides(value: float) -> tuple[float, float]:
    """(how far above 0, how far below 0)."""
    return max(0.0, value), max(0.0, -value)
