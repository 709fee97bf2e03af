"""Elements in angle brackets: SSML and its dialects, Cartesia's, LiveKit's, HTML, tags of games.

Each is read as an :class:`Element`; the reader decides how far it reaches.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from emogen.conditioning import manners
from emogen.conditioning.dialects.meaning import NOTHING, Meaning
from emogen.conditioning.dialects.stage import read_stage
from emogen.conditioning.dialects.wordsets import words_of
from emogen.conditioning.effects import Effect, Emphasis, Prosody, SayAs, Whisper
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.script import PARAGRAPH, SENTENCE
from emogen.conditioning.ssml_values import needed, read_effect, read_pause, read_style
from emogen.conditioning.tags import quantity
from emogen.errors import RequestError

Attributes = Mapping[str, str]

_ATTRIBUTE: Final = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>/]+))""")

_ROLES: Final = {
    "girl": "child",
    "boy": "child",
    "youngadultfemale": "young",
    "youngadultmale": "young",
    "olderadultfemale": "old",
    "olderadultmale": "old",
    "seniorfemale": "old",
    "seniormale": "old",
}
"""Azure's roles of a voice, as manners."""


@dataclass(frozen=True, slots=True)
class Element:
    """The effect of an element.

    Attributes:
        meaning: to the words in it, or from there on.
        gap: white space that it is parted by.
        says: words that are said in place of its own.
        mute: its own words are not said.
        known: whether it is an element of some dialect.
    """

    meaning: Meaning = NOTHING
    gap: str = ""
    says: str = ""
    mute: bool = False
    known: bool = True


def attributes_of(text: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case without their prefix."""
    return {
        name.lower().rpartition(":")[2]: html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def read_element(name: str, attributes: Attributes) -> Element:
    """The element of a name, in lower case without its prefix.

    Raises:
        RequestError: values that cannot be read.
    """
    if name in _READERS:
        return _READERS[name](attributes)
    if name in words_of("quiet"):
        return Element()
    if name in _NOTED:
        return Element(Meaning(note=_NOTED[name]))
    meaning = _named(name)
    return Element(known=False) if meaning is None else Element(meaning)


def _effect(name: str) -> Callable[[Attributes], Element]:
    return lambda attributes: Element(Meaning(effects=(read_effect(name, attributes),)))


def _style(attributes: Attributes) -> Element:
    emotion, effect = read_style(attributes)
    role = attributes.get("role", "").lower()
    if role in _ROLES:
        emotion += Emotion.parse(manners.PREFIX + _ROLES[role])
    unknown = role not in ("", "default", *_ROLES)
    note = f"the role {role!r} is not played: the voice stays" if unknown else ""
    effects = (effect,) if effect else ()
    return Element(Meaning("emotion", emotion, effects, "voice" if effect else "", note=note))


def _pause(attributes: Attributes) -> Element:
    return Element(Meaning("pause", effects=(read_pause(attributes),)))


def _silence(attributes: Attributes) -> Element:
    value = attributes.get("value", attributes.get("msec", "500ms"))
    return _pause({"time": f"{value}ms" if value.isdigit() else value})


def _directed(key: str) -> Callable[[Attributes], Element]:
    """An element whose attribute is a direction in words."""

    def read(attributes: Attributes) -> Element:
        return Element(directed(needed(attributes, key)))

    return read


def directed(words: str) -> Meaning:
    """The meaning of words that are surely a direction.

    Raises:
        RequestError: no word of them is known.
    """
    meaning = read_stage(words, by_meaning=True)
    if meaning is None:
        raise RequestError(f"the direction {words!r} is not understood")
    return meaning


def _amazon_emotion(attributes: Attributes) -> Element:
    weight = {"low": 0.3, "medium": 0.6, "high": 1.0}.get(attributes.get("intensity", "medium"), 0.6)
    meaning = directed(needed(attributes, "name"))
    emotion = None if meaning.emotion is None else meaning.emotion * weight
    return Element(Meaning("emotion", emotion, meaning.effects, meaning.group))


def _amazon_effect(attributes: Attributes) -> Element:
    if attributes.get("name") == "whispered":
        return Element(Meaning("manner", effects=(Whisper(),), group="voice"))
    if attributes.get("phonation") == "soft":
        return Element(Meaning("manner", effects=(Prosody(volume=-6.0),), group="voice"))
    return Element(Meaning(note="this effect is not made: the words are said plainly"))


def _rate(attributes: Attributes) -> Element:
    return Element(
        knob("rate", attributes.get("ratio") or attributes.get("value") or needed(attributes, "rate"))
    )


def _volume(attributes: Attributes) -> Element:
    value = attributes.get("ratio") or attributes.get("value") or needed(attributes, "volume")
    return Element(knob("volume", value))


def knob(name: str, value: str) -> Meaning:
    """A change of rate or volume by a factor, 1 being none: ``0.9``, ``90%``, ``1.1x``; or in words.

    Raises:
        RequestError: no factor, or out of range.
    """
    match quantity(value.strip().lower()):
        case ("" | "+", number, "" | "x"):
            factor = number
        case ("", number, "%"):
            factor = number / 100
        case (_, number, "%"):
            factor = 1 + number / 100
        case _:
            effect = read_effect("prosody", {name: value.strip().lower()})
            return Meaning("knob", effects=(effect,), group=name)
    if name == "rate":
        return Meaning("knob", effects=(Prosody(rate=factor),), group=name)
    if factor < 0:
        raise RequestError(f"the volume {value!r} is no factor", fix="Write e.g. 0.8.")
    return Meaning(
        "knob", effects=(Prosody(volume=max(-60.0, 20 * math.log10(max(factor, 1e-3)))),), group=name
    )


def _expr(attributes: Attributes) -> Element:
    """LiveKit's one element for all."""
    kind, label = attributes.get("type", "expression"), attributes.get("label", "")
    if kind == "break":
        if "time" in attributes or "duration" in attributes:
            return _pause({"time": attributes.get("time", attributes.get("duration", ""))})
        return Element(directed(label)) if label else _pause({})
    if kind == "spell":
        return _spell(attributes)
    if kind == "prosody":
        changes = {key: attributes[key] for key in ("rate", "pitch", "volume") if key in attributes}
        return _effect("prosody")(changes) if changes else Element(directed(label))
    return Element(directed(label or needed(attributes, "value")))


def _spell(_: Attributes) -> Element:
    return Element(Meaning(effects=(SayAs("characters"),)))


def _emphasis(level: str) -> Callable[[Attributes], Element]:
    effect: Effect = Emphasis(level)  # type: ignore[arg-type]  # of the two below
    return lambda _: Element(Meaning(effects=(effect,)))


def _gap(space: str) -> Callable[[Attributes], Element]:
    return lambda _: Element(gap=space)


def _prosody(attributes: Attributes) -> Element:
    changes = {key: value for key, value in attributes.items() if key in ("rate", "pitch", "volume")}
    if not changes:
        return Element(Meaning(note="of prosody only rate, pitch and volume are read"))
    return _effect("prosody")(changes)


def _sub(attributes: Attributes) -> Element:
    return Element(says=needed(attributes, "alias"), mute=True)


def _voice(attributes: Attributes) -> Element:
    name = attributes.get("name", "")
    return Element(Meaning(note=f"the voice {name!r} is not taken up: one voice says the whole"))


def _style_element(attributes: Attributes) -> Element:
    """Google's and Speechify's."""
    return Element(directed(attributes.get("emotion") or needed(attributes, "name")))


_READERS: Final[dict[str, Callable[[Attributes], Element]]] = {
    "p": _gap(PARAGRAPH),
    "s": _gap(SENTENCE),
    "br": _gap(SENTENCE),
    "li": _gap(SENTENCE),
    "div": _gap(PARAGRAPH),
    "h1": _gap(PARAGRAPH),
    "h2": _gap(PARAGRAPH),
    "h3": _gap(PARAGRAPH),
    "break": _pause,
    "pause": _pause,
    "silence": _silence,
    "prosody": _prosody,
    "emphasis": _effect("emphasis"),
    "phoneme": _effect("phoneme"),
    "say-as": _effect("say-as"),
    "spell": _spell,
    "sub": _sub,
    "express-as": _style,
    "emotion": lambda given: _amazon_emotion(given) if "name" in given else _directed("value")(given),
    "effect": _amazon_effect,
    "speed": _rate,
    "rate": _rate,
    "volume": _volume,
    "expr": _expr,
    "style": lambda given: (
        _style_element(given) if given.keys() & {"name", "emotion"} else Element(mute=True)
    ),
    "voice": _voice,
    "b": _emphasis("strong"),
    "strong": _emphasis("strong"),
    "i": _emphasis("moderate"),
    "em": _emphasis("moderate"),
    "u": _emphasis("moderate"),
    "desc": lambda _: Element(mute=True),
    "script": lambda _: Element(mute=True),
}

_NOTED: Final = {
    "lang": "words in another language are said as the voice says them",
    "audio": "a recording is not played: mix it in afterwards",
    "backgroundaudio": "background sound is not played: mix it in afterwards",
    "audioduration": "the duration is set where the script is spoken, by --duration",
    "ttsembedding": "a personal voice is chosen where the script is spoken",
    "domain": "the domain changes nothing: one way of speaking per voice",
    "img": "a picture is not spoken",
    "s-audio": "a recording is not played: mix it in afterwards",
    "del": "struck words are said",
}
"""Elements that are known and not done, with the reason."""

SELF_STANDING: Final = frozenset(
    ("emotion", "speed", "rate", "volume", "expr", "voice", "br", "hr", "img", "li")
)
"""Elements that are as often written without an end: they then hold from there on."""


def is_element(name: str) -> bool:
    """Whether a name, in lower case without its prefix, is an element of some dialect."""
    return name in _READERS or name in words_of("quiet") or name in _NOTED or _named(name) is not None


def _named(name: str) -> Meaning | None:
    """The meaning of an element that is called as a sound or feeling: ``<giggle>``, ``<angry>``."""
    meaning = read_stage(name)
    surely = meaning is not None and not meaning.unread and meaning.kind not in ("aside", "back")
    return meaning if surely else None
