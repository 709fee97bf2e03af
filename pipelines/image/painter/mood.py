"""An emotion chooses what the words leave open: the time of day, the weather, what else is there.

Words always win: what they name, rule out or describe by a state stays as they say. What the emotion adds
are ordinary things of the scene, and notes tell of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from emogen.pipelines.image.painter.settings.registry import SETTINGS, can_show
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.pipelines.image.painter.words.prompt import Wanted
from emogen.seeds import stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emogen.conditioning.targets.picture import PictureTargets
    from emogen.pipelines.image.painter.words.prompt import Prompt

_OPEN: Final = "no time of day named: painted the {}"
"""The note of a prompt whose words leave the time open."""

_DAY_THINGS: Final = frozenset(("sun", "rainbow"))
"""Things that keep the day, when they are named and the time is not."""

_TIMES: Final = ((0.62, "night"), (0.22, "dusk"), (-0.1, ""), (-1.0, "morning"))
"""From which ``darkness`` on which time of day; between the last two the usual one. Ours: only a strong
emotion turns day into night, and grief keeps its grey day."""

_WEATHERS: Final = (("storm", 0.4), ("fog", 0.4), ("rain", 0.3))
"""From which strength on the emotion's weather has a name for people (see ``light.weather_for``)."""

GREEN: Final = frozenset((
    "field", "forest", "mountain lake", "park", "garden", "graveyard", "farm", "valley", "vineyard", "swamp",
    "lavender field", "jungle",
))  # fmt: skip
"""Settings whose foreground is soil: flowers, bare trees and brambles stand there and not on a quay."""

_BARREN: Final = frozenset(("desert", "canyon", "snow plain"))
"""Settings where a bare tree stands, and nothing blooms."""

_GRAVE: Final = frozenset(
    ("forest", "jungle", "bamboo forest", "swamp", "graveyard", "volcano", "battlefield")
)
"""Settings whose sky is leaves, or where nobody plays."""

_BARE_SIZE: Final = 0.7
"""Size of bare trees that come uninvited, so that they do not hide what the words name."""

_OPEN_GROUND: Final = frozenset(("coast", "beach", "field", "desert", "park", "valley", "snow plain"))
"""Settings where a kite finds wind."""

CROW: Final = "#16171b"
"""Crows are birds of this colour, sRGB."""

_Addition = tuple[Wanted, str]


def mooded(prompt: Prompt, targets: PictureTargets, seed: int, feeling: str = "emotion") -> Prompt:
    """The prompt with what the emotion chooses where the words leave it open.

    Args:
        prompt: as read from the words.
        targets: what the emotion asks for; neutral ones change nothing.
        seed: of the picture.
        feeling: its name, for the notes.
    """
    prompt = _timed(prompt, targets, feeling)
    notes = list(prompt.notes)
    weather = None if SETTINGS[prompt.setting].indoors else chosen_weather(prompt, targets)
    if weather:
        notes.append(f"no weather named: painted {weather}, for the {feeling}")
    if celebrates(prompt.time, targets) and not SETTINGS[prompt.setting].indoors:
        notes.append(f"added for the {feeling}: fireworks")
    if plays(prompt, targets) == "kites":
        notes.append(f"added for the {feeling}: kites")
    added = [pair for pair in additions(prompt, targets, seed) if _is_free(prompt, pair[0])]
    if added:
        notes.append(f"added for the {feeling}: {', '.join(told for _, told in added)}")
    things = (*prompt.things, *(wanted for wanted, _ in added))
    return replace(prompt, things=things, notes=tuple(notes))


def _timed(prompt: Prompt, targets: PictureTargets, feeling: str) -> Prompt:
    """The prompt at the time of day that the emotion chooses, if the words name none."""
    note = _OPEN.format(prompt.time)
    if note not in prompt.notes or any(wanted.name in _DAY_THINGS for wanted in prompt.things):
        return prompt
    time = next(name for least, name in _TIMES if targets.darkness >= least)
    if not time or targets.darkness == 0.0:
        return prompt
    told = f"{_OPEN.format(time)}, for the {feeling}"
    return replace(prompt, time=time, notes=tuple(told if n == note else n for n in prompt.notes))


def chosen_weather(prompt: Prompt, targets: PictureTargets) -> str | None:
    """The weather that the emotion brings, where the words name none and it is strong enough to be named."""
    if prompt.weather is not None:
        return None
    strengths = {name: getattr(targets, name) - least for name, least in _WEATHERS}
    name = max(strengths, key=lambda weather: strengths[weather])
    if strengths[name] < 0:
        return None
    return "snow" if name == "rain" and prompt.season == "winter" else name


def plays(prompt: Prompt, targets: PictureTargets) -> str | None:
    """What glad people let fly under an open sky by day: balloons or kites."""
    glad = targets.life > 0.4 and targets.company > 0.5 and targets.menace + targets.fire < 0.2
    if not glad or prompt.time in ("night", "dusk") or prompt.setting in _GRAVE:
        return None
    if prompt.weather in ("rain", "storm", "fog", "snow"):
        return None
    return "kites" if prompt.setting in _OPEN_GROUND else "balloons"


def celebrates(time: str, targets: PictureTargets) -> bool:
    """Whether there are fireworks: gladness in company, by night."""
    return time == "night" and min(targets.life, targets.company + 0.2) > 0.4 and targets.storm < 0.1


def additions(prompt: Prompt, targets: PictureTargets, seed: int) -> Iterator[_Addition]:
    """Things that an emotion brings, each with its words for a note; whether the scene can hold them, and
    whether the words leave them open, is not asked here."""
    t = targets
    bright = prompt.time not in ("night", "dusk")
    glad = min(t.life, t.company + 0.2) * (1.0 - t.menace - t.fire)
    soil = prompt.setting in GREEN
    if t.menace > 0.5:  # Fear or fury; awe, half of it fear, has none.
        yield Wanted("bird", round(2 + 7 * t.menace), CROW), "crows"
    if t.life < -0.4 and (soil or prompt.setting in _BARREN):
        bare = 1 + round(1.5 * t.menace)
        yield Wanted("dead tree", bare, size=_BARE_SIZE), "bare trees" if bare > 1 else "a bare tree"
    if t.company > 0.3:
        yield Wanted("figure", round(1 + 8 * (t.company - 0.25))), "people"
    elif t.company < -0.45 and t.menace < 0.3 and t.filth < 0.3 and t.fire < 0.3:
        if stream(seed, "alone").random() < 0.5:
            yield Wanted("bench", 1), "an empty bench"
        else:
            yield Wanted("figure", 1), "a single figure"
    if t.life > 0.3 and soil and prompt.setting != "mountain lake":  # its foreground may be a pier
        yield Wanted("flower", round(30 * t.life)), "flowers"
    if glad > 0.4 and bright:
        yield Wanted("bird", 3), "birds"
    if plays(prompt, t) == "balloons":
        yield Wanted("balloon", 2), "balloons"
    if glad > 0.3 and bright and prompt.weather in ("rain", "storm"):
        yield Wanted("rainbow", 1), "a rainbow"


def _is_free(prompt: Prompt, wanted: Wanted) -> bool:
    """Whether the words leave a thing open, and the place has room for it."""
    if wanted.name in prompt.banned or any(other.name == wanted.name for other in prompt.things):
        return False
    if wanted.name not in THINGS or not can_show(prompt.setting, prompt.time, wanted.name):
        return False
    setting = SETTINGS[prompt.setting]
    # Nobody walks, and no crow flies, under water or where no air is.
    return THINGS[wanted.name].kind is Kind.ROOM if setting.indoors else setting.weathered
