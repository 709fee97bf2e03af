"""Whether a word shows: the scene is painted small with it and without it, and the two are compared.

A word that was understood and changes nothing (a second name of what is there already, a thing that the
place hides, a state that nothing in the picture has) is reported as not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.image.painter.scene import placeable, render
from emogen.pipelines.image.painter.words.compose import SAME_SCENE, compose, drawn_as, with_article
from emogen.pipelines.image.painter.words.kinds import Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from emogen.arrays import Pixels
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.words.read import Mention, Reading

SMALL: Final = 12_000
"""Pixels of the pictures that are compared: 146 x 82 of a picture of 16:9."""

MOST: Final = 12
"""Words compared by pixels; of more, the last are taken to show where they change the scene as described."""

_LEVELS: Final = 4
"""Of 255: a smaller change is none."""

_PIXELS: Final = 2
"""Of the small picture: fewer changed are none."""


@dataclass(frozen=True, slots=True)
class Brush:
    """How a scene is painted: what the emotion asks for, the shape of the picture, the seed, and the emotion
    on the faces of people in front."""

    targets: PictureTargets
    size: tuple[int, int]
    seed: int
    emotion: Emotion

    def small(self, prompt: Prompt) -> Pixels:
        """The scene of a prompt, small, in the picture's shape; uint8 ``(height, width, 3)``."""
        width, height = self.size
        scale = min(1.0, (SMALL / (width * height)) ** 0.5)
        size = (round(width * scale), round(height * scale))
        return render(prompt, self.targets, size, self.seed, self.emotion)


def verified(reading: Reading, brush: Brush, home: str) -> Prompt:
    """The scene that a reading asks for, with the words that truly show in ``shown``, and the rest in
    ``missing``. ``home`` as for :func:`~emogen.pipelines.image.painter.words.compose.compose`."""
    whole = compose(reading, home=home)
    judge = _Judge(reading, brush, home, placeable(whole))
    mentions = {at: reading.mentions[at] for at in whole.used}
    lit = {at: mention for at, mention in mentions.items() if judge.shows(at)}
    dark = [mention for at, mention in mentions.items() if at not in lit]
    words = tuple(dict.fromkeys(mention.word for mention in lit.values()))
    told = {drawn_as(mention) for mention in dark if mention.entry.name != whole.setting}
    homeless = [
        f"{mention.word}: there is no place for it in {with_article(whole.setting)} by {whole.time}"
        for mention in dark
        if mention.entry.kind == "things" and not mention.negated and not judge.has(mention.entry.name)
    ]
    none = [f"no {mention.word}: there would be none anyway" for mention in dark if mention.negated]
    unseen = [mention.word for mention in dark if not mention.negated and mention.word not in words]
    return replace(
        judge.whole,
        shown=words,
        missing=tuple(dict.fromkeys((*whole.missing, *unseen))),
        notes=(*(note for note in judge.whole.notes if note not in told), *homeless, *none),
    )


class _Judge:
    """Compares one scene with those that lack a word."""

    def __init__(self, reading: Reading, brush: Brush, home: str, whole: Prompt) -> None:
        self.reading, self.brush, self.home, self.whole = reading, brush, home, whole
        self.compared = 0
        self.picture: Pixels | None = None

    def shows(self, at: int) -> bool:
        """Whether the mention at an index shows."""
        mention = self.reading.mentions[at]
        if mention.entry.kind == "things" and not mention.negated and not self.has(mention.entry.name):
            return False
        part = placeable(compose(self.reading, without=(at,), home=self.home))
        if _scene(part) == _scene(self.whole):
            return self._is_so_anyway(mention)
        if part.setting != self.whole.setting:
            return True  # no two settings look alike: tests/test_image_words.py
        if self.compared == MOST:
            return True
        self.compared += 1
        return self._differs(part) or (mention.entry.kind == "things" and self._stands_anyway(mention))

    def _differs(self, part: Prompt) -> bool:
        if self.picture is None:
            self.picture = self.brush.small(self.whole)
        return differ(self.picture, self.brush.small(part))

    def has(self, thing: str) -> bool:
        """Whether the scene has a place for the thing."""
        return any(wanted.name == thing for wanted in self.whole.things)

    def _stands_anyway(self, mention: Mention) -> bool:
        """Whether the place has the thing without being asked, so that only a picture that must not have it
        differs: a harbour has boats."""
        name = mention.entry.name
        if mention.entry.near or mention.negated:
            return False
        kept = tuple(wanted for wanted in self.whole.things if wanted.name != name)
        return self._differs(replace(self.whole, things=kept, banned=self.whole.banned | {name}))

    def _is_so_anyway(self, mention: Mention) -> bool:
        """Whether a word that could be left out says what the picture shows: the place, the time or the
        number that would have been chosen without it."""
        entry, whole = mention.entry, self.whole
        if entry.near:
            return False
        if entry.kind == "settings":
            return entry.name == whole.setting or whole.setting in {
                scene for names, scene in SAME_SCENE.items() if entry.name in names
            }
        if entry.kind == "numbers":
            return mention.of >= 0 and self.shows(mention.of)
        chosen: Mapping[str, str | None] = {
            "times": whole.time, "weathers": whole.weather, "seasons": whole.season
        }  # fmt: skip
        return chosen.get(entry.kind, "") == entry.name


def _scene(prompt: Prompt) -> Prompt:
    """The prompt with nothing that no painter looks at."""
    return replace(
        prompt,
        things=tuple(replace(wanted, word="") for wanted in prompt.things),
        people=tuple(replace(someone, word="") for someone in prompt.people),
        shown=(),
        missing=(),
        notes=(),
        used=(),
    )


def differ(picture: Pixels, other: Pixels) -> bool:
    """Whether two pictures of one size differ to the eye."""
    change = np.abs(picture.astype(np.int16) - other.astype(np.int16)).max(axis=-1)
    return int(np.count_nonzero(change >= _LEVELS)) >= _PIXELS
