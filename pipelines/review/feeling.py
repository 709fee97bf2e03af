"""Whether a line sounds as it was meant to feel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.pipelines.review.verdict import Verdict

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.item import Item
    from emogen.pipelines.review.aim import Aim


def check_feeling(item: Item, aim: Aim) -> Verdict | None:
    """The verdict on the emotion; None where it moves, or nobody said which is meant."""
    del item, aim
    return None
