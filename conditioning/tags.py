"""Effects as tags: ``pause 0.4s``, ``prosody 80% +2st -3dB``, ``emphasis reduced``, ``laugh``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, get_args

from emogen.conditioning.effects import (
    Effect,
    Emphasis,
    Pause,
    Pronunciation,
    Prosody,
    Respelling,
    SayAs,
    Sound,
    Sounds,
    Whisper,
)
from emogen.errors import RequestError

_PAUSE: Final = 0.5
"""Seconds of a pause that does not say how long. Ours."""

_QUANTITY: Final = re.compile(r"([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)(%|[a-zA-Z]*)")


def quantity(text: str) -> tuple[str, float, str] | None:
    """Sign (``+``, ``-`` or empty), signed value and unit of e.g. ``+2st``; None if it is none."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    return found[1], float(found[1] + found[2]), found[3].lower()


def seconds(text: str) -> float:
    """The seconds of ``0.4s`` or ``400ms``.

    Raises:
        RequestError: it is no time.
    """
    match quantity(text):
        case ("" | "+", value, "s"):
            return value
        case ("" | "+", value, "ms"):
            return value / 1000
    raise RequestError(f"{text!r} is no time", fix='Write e.g. "0.4s" or "400ms".')


def _pause(values: list[str]) -> Pause:
    return Pause(seconds(*values) if values else _PAUSE)


def _prosody(values: list[str]) -> Prosody:
    fields: dict[str, float] = {}
    for value in values:
        match quantity(value):
            case ("", percent, "%"):
                fields["rate"] = percent / 100
            case ("+" | "-", semitones, "st"):
                fields["pitch"] = semitones
            case ("+" | "-", decibels, "db"):
                fields["volume"] = decibels
            case _:
                raise RequestError(
                    f"{value!r} is no change of prosody",
                    fix="Write the rate as 80%, the pitch as +2st (semitones), the volume as -3dB.",
                )
    if not values or len(fields) < len(values):
        raise RequestError("prosody takes a rate, a pitch or a volume, each once", fix="Write e.g. 80% +2st.")
    return Prosody(**fields)


_READERS: Final[dict[str, tuple[Callable[[list[str]], Effect], int, int]]] = {
    "pause": (_pause, 0, 1),
    "whisper": (lambda _: Whisper(), 0, 0),
    "emphasis": (lambda values: Emphasis(*values), 0, 1),  # type: ignore[arg-type]  # it checks them
    "prosody": (_prosody, 1, 3),
    "respell": (lambda values: Respelling(" ".join(values)), 1, 20),
    "say-as": (lambda values: SayAs(*values), 1, 2),  # type: ignore[arg-type]
}
"""Name of a tag -> how its values are read, and how many it takes at least and at most."""

MOMENTS: Final = ("pause", *get_args(Sounds))
"""Tags that stand alone."""

TAGS: Final = (*_READERS, *get_args(Sounds))


def read_tag(name: str, values: list[str]) -> Effect:
    """The effect of a tag.

    Args:
        name: one of :data:`TAGS`.
        values: what follows it, split at white space.

    Raises:
        RequestError: values that it does not take.
    """
    read, fewest, most = _READERS.get(name, (lambda _: Sound(name), 0, 0))  # type: ignore[arg-type]
    if not fewest <= len(values) <= most:
        wanted = f"{fewest} to {most} values" if most else "no value"
        raise RequestError(f"{name} takes {wanted}, got {len(values)}")
    return read(values)


def write_tag(effect: Effect) -> str:
    """The tag of an effect, which :func:`read_tag` reads back. A pronunciation has none."""
    match effect:
        case Pause(seconds=length):
            return f"pause {_number(length)}s"
        case Sound(name=name):
            return name
        case Whisper():
            return "whisper"
        case Emphasis(level=level):
            return f"emphasis {level}"
        case Respelling(words=words):
            return f"respell {words}"
        case SayAs(reading=reading, format=form):
            return f"say-as {reading} {form}".rstrip()
        case Prosody(rate=rate, pitch=pitch, volume=volume):
            pieces = (
                f"{_number(rate * 100)}%" if rate != 1 or not (pitch or volume) else "",
                f"{_number(pitch, '+')}st" if pitch else "",
                f"{_number(volume, '+')}dB" if volume else "",
            )
            return " ".join(["prosody", *filter(None, pieces)])
    raise RequestError(f"{effect} is not written as a tag")


def brief(effect: Effect) -> str:
    """An effect as markup writes it; a pronunciation, which has no tag, as /IPA/."""
    return f"/{effect.ipa}/" if isinstance(effect, Pronunciation) else write_tag(effect)


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign}.4f}".rstrip("0").rstrip(".")
