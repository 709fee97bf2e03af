"""Whether a word shows: the scene is painted small with it and without it, and the two are compared.

A word that was understood and changes nothing (a second name of what is there already, a thing that the
place hides, a state that nothing in the picture has) is reported as not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.emotion import NEUTRAL
from emogen.pipelines.image.painter.people.cast import cast, is_portrait
from emogen.pipelines.image.painter.people.place import places_of
from emogen.pipelines.image.painter.scene import placeable, render, stage_of
from emogen.pipelines.image.painter.settings.registry import SETTINGS
from emogen.pipelines.image.painter.stage import COMPOSITIONS
from emogen.pipelines.image.painter.words.compose import SAME_SCENE, compose, drawn_as, with_article
from emogen.pipelines.image.painter.words.kinds import Prompt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

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
    on the faces of people in front; ``turn`` as a prompt has it."""

    targets: PictureTargets
    size: tuple[int, int]
    seed: int
    emotion: Emotion = NEUTRAL
    turn: int = 0

    @property
    def small(self) -> tuple[int, int]:
        """The size of the pictures that are compared, in the picture's shape."""
        width, height = self.size
        scale = min(1.0, (SMALL / (width * height)) ** 0.5)
        return round(width * scale), round(height * scale)

    def scene(self, prompt: Prompt) -> Pixels:
        """The scene of a prompt without the people in front, small; uint8 ``(height, width, 3)``."""
        return render(replace(prompt, people=()), self.targets, self.small, self.seed, self.emotion)


def verified(reading: Reading, brush: Brush, home: str, absent: Collection[int] = ()) -> Prompt:
    """The scene that a reading asks for, with the words that truly show in ``shown``, and the rest in
    ``missing``.

    People in front, and what is said about them, show where another cast would stand there: their faces would
    take longer than the picture. They hide what is behind them.

    Args:
        reading: of the text.
        brush: how it will be painted.
        home: as for :func:`~emogen.pipelines.image.painter.words.compose.compose`.
        absent: mentions, by index, that are left out all the same.
    """
    judge = _Judge(reading, brush, home, absent)
    mentions = {at: reading.mentions[at] for at in judge.whole.used}
    lit = {at: mention for at, mention in mentions.items() if judge.shows(at)}
    dark = [mention for at, mention in mentions.items() if at not in lit]
    dark += [reading.mentions[at] for at in absent]
    words = tuple(dict.fromkeys(mention.word for mention in lit.values()))
    unseen = [mention.word for mention in dark if not mention.negated and mention.word not in words]
    return replace(
        judge.whole,
        shown=words,
        missing=tuple(dict.fromkeys((*judge.whole.missing, *unseen))),
        notes=judge.notes(dark),
    )


def composed(reading: Reading, brush: Brush, home: str) -> Prompt:
    """As :func:`verified`, in the composition that shows most of the things named: the seed's own, unless it
    leaves some out, as a park without a pond leaves out a duck."""
    first = verified(reading, brush, home)
    best = first
    for turn in range(1, COMPOSITIONS):
        if not _unseen(best):
            break
        other = verified(reading, replace(brush, turn=turn), home)
        if _unseen(other) < _unseen(best):
            best = other
    return best


def _unseen(prompt: Prompt) -> int:
    """How many things have a place in a scene, and are not seen in it."""
    return sum(1 for wanted in prompt.things if wanted.word and wanted.word in prompt.missing)


class _Judge:
    """Compares one scene with those that lack a word."""

    def __init__(self, reading: Reading, brush: Brush, home: str, absent: Collection[int]) -> None:
        self.reading, self.brush, self.home, self.absent = reading, brush, home, tuple(absent)
        self.whole = self._without()
        self.front = _front(self.whole, brush.seed)
        self.compared = 0
        self.known: dict[int, bool] = {}

    def _without(self, *at: int) -> Prompt:
        scene = placeable(compose(self.reading, without=(*self.absent, *at), home=self.home))
        return replace(scene, turn=self.brush.turn)

    def shows(self, at: int) -> bool:
        """Whether the mention at an index shows."""
        if at not in self.known:
            self.known[at] = self._shows(at, self.reading.mentions[at])
        return self.known[at]

    def _shows(self, at: int, mention: Mention) -> bool:
        kind = mention.entry.kind
        if kind == "things" and not mention.negated and not self._has(mention.entry.name):
            return False
        part = self._without(at)
        if kind == "things" and (part.setting, part.time) != (self.whole.setting, self.whole.time):
            # The thing chose where and when: it shows if it is seen there.
            part = self._lacking(mention.entry.name)
        if _front(part, self.brush.seed) != self.front:
            return True
        if _scene(part) == _scene(self.whole):
            return self._is_so_anyway(mention)
        if part.setting != self.whole.setting or self.compared == MOST:
            return True  # no two settings look alike: tests/test_image_words.py
        if kind in ("times", "weathers") and has_weather(part.setting):
            return True  # nor do two times or weathers under the sky
        if kind == "numbers" and mention.of >= 0:
            return self.shows(mention.of)
        self.compared += 1
        if self._differs(part):
            return True
        return self._stands_anyway(mention) if kind == "things" else self._is_so_anyway(mention)

    def _differs(self, part: Prompt) -> bool:
        return differ(self.picture, self.brush.scene(part), self.free)

    @cached_property
    def picture(self) -> Pixels:
        """The whole scene, small."""
        return self.brush.scene(self.whole)

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Where nobody stands in front."""
        return ~hidden(self.whole, self.brush)

    def _has(self, thing: str) -> bool:
        """Whether the scene has a place for the thing."""
        return any(wanted.name == thing for wanted in self.whole.things)

    def _stands_anyway(self, mention: Mention) -> bool:
        """Whether the place has the thing without being asked, so that only a picture that must not have it
        differs: a harbour has boats."""
        name = mention.entry.name
        if mention.entry.near or mention.negated:
            return False
        lacking = self._lacking(name)
        return self._differs(replace(lacking, banned=self.whole.banned | {name}))

    def _lacking(self, name: str) -> Prompt:
        """The whole scene without a thing."""
        kept = tuple(wanted for wanted in self.whole.things if wanted.name != name)
        return replace(self.whole, things=kept)

    def _is_so_anyway(self, mention: Mention) -> bool:
        """Whether a word that could be left out says what the picture shows: the place, the time or the
        number that would have been chosen without it, by default or by the emotion."""
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

    def notes(self, dark: Sequence[Mention]) -> tuple[str, ...]:
        """The scene's notes, with why words do not show, and without what they would be drawn as."""
        setting, time = self.whole.setting, self.whole.time
        told = {drawn_as(mention) for mention in dark if mention.entry.name != setting}
        homeless = [
            f"{mention.word}: there is no place for it in {with_article(setting)} by {time}"
            for mention in dark
            if mention.entry.kind == "things" and not mention.negated and not self._has(mention.entry.name)
        ]
        none = [f"no {mention.word}: there would be none anyway" for mention in dark if mention.negated]
        return (*(note for note in self.whole.notes if note not in told), *homeless, *none)


def has_weather(setting: str) -> bool:
    """Whether every time of day and every weather changes a place: not in a room, a cave or on the moon."""
    return SETTINGS[setting].under_the_sky


def _front(prompt: Prompt, seed: int) -> tuple[object, ...]:
    """Who stands in front, and how near."""
    return (*cast(prompt, seed), is_portrait(prompt))


def hidden(prompt: Prompt, brush: Brush) -> NDArray[np.bool_]:
    """Where people stand in front of the small picture, about: heads and what is below their shoulders."""
    stage = stage_of(prompt, brush.targets, brush.small, brush.seed)
    canvas, actors = stage.canvas, cast(prompt, brush.seed)
    high, wide = canvas.image.shape[:2]
    mask = np.zeros((high, wide), bool)
    if not actors:
        return mask
    portrait = is_portrait(prompt)
    places = places_of(actors, canvas.wide, canvas.high, stage.light.side, brush.seed, portrait=portrait)
    x, y = (np.arange(wide) + 0.5) * canvas.px, (np.arange(high)[:, None] + 0.5) * canvas.px
    for place in places:
        across, down = np.abs(x - place.x) / place.head, (y - place.chin) / place.head
        mask |= (across / 0.36) ** 2 + ((down + 0.5) / 0.52) ** 2 < 1.0
        mask |= (down > 0.15) & (across < np.clip(0.3 + 1.4 * (down - 0.15), 0.0, 0.95))
    return mask


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


def differ(picture: Pixels, other: Pixels, free: NDArray[np.bool_] | None = None) -> bool:
    """Whether two pictures of one size differ to the eye, where they are ``free``."""
    change = np.abs(picture.astype(np.int16) - other.astype(np.int16)).max(axis=-1) >= _LEVELS
    return int(np.count_nonzero(change if free is None else change & free)) >= _PIXELS
