"""Things that become one when the words name both: a goldfish and a bowl, an owl and a branch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from emogen.pipelines.image.painter.words.prompt import Prompt

_TOGETHER: Final = {
    ("goldfish", "bowl"): "goldfish bowl",
    ("strawberry", "bowl"): "strawberry bowl",
    ("owl", "branch"): "owl on a branch",
    ("raven", "branch"): "raven on a branch",
    ("bread", "plate"): "bread on a plate",
    ("mouldy bread", "plate"): "mouldy bread on a plate",
    ("spider's web", "dew"): "dewy web",
    ("tea", "steam"): "steaming tea",
    ("witch's hut", "chicken legs"): "hut on chicken legs",
    ("cake", "plate"): "cake on a plate",
}
"""Both names, as in ``assets/scenes_things.yaml``, and the name of the thing that is drawn for them."""


def joined(prompt: Prompt) -> Prompt:
    """The prompt with such pairs as one thing, in the place of the first."""
    things = list(prompt.things)
    for (one, other), both in _TOGETHER.items():
        named = {wanted.name: wanted for wanted in things}
        if one in named and other in named:
            first = named[one]
            kept = (wanted for wanted in things if wanted is not named[other])
            things = [
                replace(w, name=both, colour=w.colour or named[other].colour) if w is first else w
                for w in kept
            ]
    return replace(prompt, things=tuple(things))
