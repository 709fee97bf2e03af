"""From mentions to one scene: which place, when, what and who is in it, and what that leaves out."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from emogen.conditioning.targets.picture import NEUTRAL
from emogen.pipelines.image.painter.words.kinds import Prompt, Someone, Wanted
from emogen.pipelines.image.painter.words.read import Mention, Reading
from emogen.pipelines.image.painter.words.table import FIGURE, PLACES, Table, plural_of, table

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion

MOST_OF_A_KIND: Final = 40
"""More things of a kind than this cannot be told apart in one picture (flowers are drawn in drifts)."""

MOST_IN_FRONT: Final = 5
"""More people than this are a group, and stand in the scene."""

DEFAULT_SETTING: Final = "field"
DEFAULT_TIME: Final = "afternoon"

SAME_SCENE: Final = {
    frozenset((where, scene)): scene
    for scene, around in {
        "harbour": ("coast", "city", "old town"),
        "mountain lake": ("forest", "field", "valley"),
        "coast": ("field", "open sea"),
        "island": ("coast", "open sea"),
        "underwater": ("open sea", "coast"),
        "farm": ("field",),
        "vineyard": ("field",),
        "lavender field": ("field",),
        "valley": ("field",),
        "riverside": ("field", "forest", "city"),
        "waterfall": ("forest",),
        "canyon": ("desert",),
        "garden": ("park",),
        "street": ("city",),
        "square": ("city", "old town"),
        "old town": ("city", "street"),
        "canal": ("city", "old town"),
        "rooftop": ("city",),
        "station": ("city",),
        "park": ("city",),
        "mars": ("city",),
        "cave": ("mountain lake",),
        "swamp": ("forest",),
        "volcano": ("island", "coast"),
    }.items()
    for where in around
}
"""Two places that make one scene, and the setting that shows both."""

_DRY: Final = {"cloudy": "clear"}
"""The weather where another one is ruled out ("no clouds"); fair for the rest."""


def compose(reading: Reading, *, without: Collection[int] = (), home: str = DEFAULT_SETTING) -> Prompt:
    """The scene that a reading asks for.

    Args:
        reading: of the text.
        without: indices of mentions to leave out, with what is said about them.
        home: the setting where neither a place nor a thing with a home of its own is named.
    """
    scene = _Scene(table(), reading, frozenset(without))
    for index, mention in enumerate(reading.mentions):
        if index not in scene.without and not mention.modifies:
            scene.take(index, mention)
    scene.modify_the_rest()
    return scene.prompt(home)


def landscape(emotion: Emotion) -> str:
    """The place that stands for an emotion where the words leave everything open."""
    known = table().landscapes
    return min(known, key=lambda name: math.dist(known[name], emotion.vad[:2]))


@dataclass(slots=True)
class _Scene:
    table: Table
    reading: Reading
    without: frozenset[int]
    chosen: dict[str, Mention] = field(default_factory=dict)
    setting: str = ""
    things: dict[str, Wanted] = field(default_factory=dict)
    people: list[Someone] = field(default_factory=list)
    states: dict[str, float] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)
    lost: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    def take(self, index: int, mention: Mention) -> None:
        kind, name = mention.entry.kind, mention.entry.name
        if mention.negated:
            self._ban(mention)
        elif kind in PLACES:
            self._place(index, mention)
        elif kind == "things":
            self._thing(index, mention, name, self._count(index, mention, self.table.usual[kind, name]))
        else:
            self._person(index, mention)

    def _ban(self, mention: Mention) -> None:
        kind, name = mention.entry.kind, mention.entry.name
        if kind == "weathers":
            self.chosen.setdefault(
                kind, replace(mention, entry=replace(mention.entry, name=_DRY.get(name, "fair")))
            )
        elif kind == "people":
            self.banned.add(FIGURE)
            self.states["company"] = -1.0
        else:
            self.banned.add(name)

    def _place(self, index: int, mention: Mention) -> None:
        """Of two places, times, weathers or seasons the first, unless they are one or it is only near."""
        kind = mention.entry.kind
        before = self.chosen.get(kind)
        if before is None:
            self.chosen[kind] = mention
            return
        names = frozenset((before.entry.name, mention.entry.name))
        if len(names) == 1:
            return
        if kind == "settings" and names in SAME_SCENE:
            self.chosen[kind] = replace(before, entry=replace(before.entry, name=SAME_SCENE[names]))
        elif kind == "weathers" and "cloudy" in names:  # storm clouds: the storm has them
            self.chosen[kind] = before if mention.entry.name == "cloudy" else mention
        elif before.entry.near and not mention.entry.near:
            self.lost.append(self.reading.mentions.index(before))
            self.chosen[kind] = mention
        else:
            self.lost.append(index)

    def _thing(self, index: int, mention: Mention, name: str, count: int) -> None:
        before = self.things.get(name, Wanted(name, 0))
        total = before.count + count
        most = max(MOST_OF_A_KIND, self.table.usual["things", name])
        if total > most:
            self.notes.append(f"{total} {mention.word}: painted {most}")
            self.lost += [at for at, m in self._about(index) if m.entry.kind == "numbers"]
        colour, size = before.colour, before.size
        for at, modifier in self._about(index):
            if modifier.entry.kind == "colours":
                colour = self.table.colours[modifier.entry.name]
            elif modifier.entry.kind == "sizes":
                size = self.table.sizes[modifier.entry.name]
            else:
                continue
            self.used.add(at)
        self.things[name] = Wanted(name, min(total, most), colour, mention.word, size)

    def _person(self, index: int, mention: Mention) -> None:
        name = mention.entry.name
        count = self._count(index, mention, self.table.usual["people", name])
        near = mention.near and count <= MOST_IN_FRONT
        traits = {at: self._trait(m) for at, m in self._about(index) if self._trait(m)}
        self.used.update(traits)
        self.people.append(Someone(name, count, mention.word, tuple(traits.values()), near))
        if not near:
            self._thing(index, mention, FIGURE, count)

    def _trait(self, mention: Mention) -> str:
        """The trait that a word about a person is; "" when it is none."""
        for name in (mention.word, mention.entry.name):
            if name in self.table.traits:
                return name
        return ""

    def _count(self, index: int, mention: Mention, usual: int) -> int:
        numbers = [(at, m) for at, m in self._about(index) if m.entry.kind == "numbers"]
        self.used.update(at for at, _ in numbers)
        if not numbers:
            return usual if mention.entry.plural else 1
        counts = [self.table.numbers.get(m.entry.name) or int(m.entry.name) for _, m in numbers]
        if mention.entry.plural and counts[-1] == 1:  # "a crowd", "a few boats"
            return counts[0] if counts[0] > 1 else usual
        return counts[-1]

    def _about(self, index: int) -> list[tuple[int, Mention]]:
        """What is said about a mention, with the index of each."""
        return [
            (at, mention)
            for at, mention in enumerate(self.reading.mentions)
            if mention.modifies and mention.of == index and at not in self.without
        ]

    def modify_the_rest(self) -> None:
        """States set targets for the whole picture; of two that set one, the farther from neutral wins."""
        for at, mention in enumerate(self.reading.mentions):
            if at in self.without or not mention.modifies or at in self.used:
                continue
            if mention.of in self.without or self._of_negated(mention):
                continue
            if mention.entry.kind == "states":
                for target, value in self.table.states[mention.entry.name].items():
                    neutral = getattr(NEUTRAL, target)
                    if abs(value - neutral) >= abs(self.states.get(target, neutral) - neutral):
                        self.states[target] = value
            elif not mention.silent:
                self.lost.append(at)

    def _of_negated(self, mention: Mention) -> bool:
        return mention.of >= 0 and self.reading.mentions[mention.of].negated

    def prompt(self, home: str) -> Prompt:
        setting, time = self._where(home), self._when()
        weather = self._name("weathers")
        if weather == "clear" and time == "night" and self.chosen["weathers"].word in ("sunny", "sunshine"):
            self.notes.append("there is no sun at night: painted a clear night")
        lost = {*self.lost, *self.without}
        used = [at for at, m in enumerate(self.reading.mentions) if at not in lost and not m.silent]
        mentions = [self.reading.mentions[at] for at in used]
        words = [self.reading.mentions[at].word for at in self.lost]
        return Prompt(
            setting=setting,
            time=time,
            weather=weather,
            season=self._name("seasons"),
            things=tuple(wanted for name, wanted in self.things.items() if name not in self.banned),
            banned=frozenset(self.banned),
            shown=tuple(dict.fromkeys(m.word for m in mentions)),
            missing=tuple(dict.fromkeys((*self.reading.missing, *words))),
            notes=(*self.reading.notes, *self.notes, *dict.fromkeys(filter(None, map(drawn_as, mentions)))),
            people=tuple(self.people),
            states=self.states,
            used=tuple(used),
        )

    def _where(self, home: str) -> str:
        if (setting := self._name("settings")) is not None:
            return setting
        homes = [self.table.homes[name] for name in self.things if self.table.homes[name]]
        if {"weathers", "seasons"} & self.chosen.keys():
            homes = [name for name in homes if not _is_indoors(name)]
        setting = next(iter(homes), home)
        self.notes.append(f"no place named: painted {with_article(setting)}")
        return setting

    def _when(self) -> str:
        if (time := self._name("times")) is not None:
            return time
        if "moon" in self.things or "star" in self.things:  # for the night
            return "night"
        self.notes.append(f"no time of day named: painted the {DEFAULT_TIME}")
        return DEFAULT_TIME

    def _name(self, kind: str) -> str | None:
        return self.chosen[kind].entry.name if kind in self.chosen else None


def _is_indoors(setting: str) -> bool:
    from emogen.pipelines.image.painter.settings.registry import SETTINGS  # what paints, loads numpy

    return SETTINGS[setting].indoors


def drawn_as(mention: Mention) -> str:
    """A note for people on a word that is only approximated; "" for others."""
    entry = mention.entry
    if not entry.near or mention.negated:
        return ""
    what = plural_of(entry.name) if entry.plural else with_article(entry.name)
    what = entry.name if mention.modifies or entry.kind in PLACES[1:] else what
    return f"{mention.word}: {'read' if mention.modifies else 'drawn'} as {what}" + f" {entry.note}".rstrip()


def with_article(name: str) -> str:
    """A name with "a" or "an"; of a world of its own, without."""
    if name == "mars":
        return name
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
