"""A character's fields as people type them: ``hair=long``, ``voice=bf_emma``, ``openness=0.4``."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from typing import Any, Final

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.credit import Credit
from emogen.conditioning.character.lexicon import Lexicon
from emogen.conditioning.character.looks import FIELDS, changed_looks
from emogen.conditioning.character.personality import FACTORS
from emogen.conditioning.character.traits import NAMES, NUMBERS, find_feature
from emogen.conditioning.character.voice import VoiceChoice
from emogen.errors import RequestError, unknown_name

_SPEAKER: Final = {"voice": "name", "language": "language", "backend": "backend"}
_TEXTS: Final = ("name", "licence")
_CREDIT: Final = tuple(field.name for field in dataclasses.fields(Credit))
_KNOWN: Final = (*FIELDS, *_SPEAKER, *FACTORS, *_TEXTS)


def with_settings(character: Character, settings: Iterable[str]) -> Character:
    """The character with fields set as typed: of its looks, its voice and its personality, ``name`` and
    ``licence``. Another voice without a language or backend has its own.

    Args:
        character: who is changed.
        settings: e.g. ``["hair=long", "age=40", "nose-hump=0.4", "voice=bf_emma", "openness=0.4"]``.

    Raises:
        RequestError: malformed text, an unknown name, a value that a field cannot have.
    """
    looks, rest = parted(settings)
    values = dict(map(_split, rest))
    speaker = {_SPEAKER[key]: text for key, text in values.items() if key in _SPEAKER}
    factors = {key: _number(key, text) for key, text in values.items() if key in FACTORS}
    before = VoiceChoice() if "name" in speaker else character.speaker
    return dataclasses.replace(
        character,
        name=values.get("name", character.name),
        licence=values.get("licence", character.licence),
        speaker=dataclasses.replace(before, **speaker),
        looks=changed_looks(character.looks, read_looks(looks)),
        personality=dataclasses.replace(character.personality, **factors),
    )


def parted(settings: Iterable[str]) -> tuple[list[str], list[str]]:
    """The settings of looks, and the others, each as typed. Raises ``RequestError`` for malformed text."""
    looks: list[str] = []
    rest: list[str] = []
    for setting in settings:
        of_looks = _split(setting)[0] not in (*_SPEAKER, *FACTORS, *_TEXTS)
        (looks if of_looks else rest).append(setting)
    return looks, rest


def with_words(character: Character, words: Iterable[str]) -> Character:
    """The character with entries added to its lexicon.

    Args:
        character: who is changed.
        words: e.g. ``["Aoife=/ˈiːfə/", "GIF=jif"]``; ``GIF=`` takes an entry away.

    Raises:
        RequestError: malformed text, sounds that cannot be read, no such entry to take away.
    """
    entries = dict(character.lexicon.entries)
    for text in words:
        word, equals, sounds = (part.strip() for part in text.partition("="))
        if not (word and equals):
            raise RequestError(f"cannot read the pronunciation {text!r}", fix='Write e.g. "GIF=jif".')
        if sounds:
            entries[word] = sounds
        elif entries.pop(word, None) is None:
            raise unknown_name("word of the lexicon", word, entries)
    return dataclasses.replace(character, lexicon=Lexicon(tuple(entries.items())))


def with_credits(character: Character, texts: Iterable[str]) -> Character:
    """The character with credits added, typed as ``"of=voice; by=Ada; licence=CC0-1.0; source=..."``.

    Raises:
        RequestError: malformed text, an unknown key, no ``of`` or ``by``.
    """
    added = []
    for text in texts:
        values = dict(_split(part) for part in text.split(";") if part.strip())
        for key in values:
            if key not in _CREDIT:
                raise unknown_name("key of a credit", key, _CREDIT)
        added.append(Credit(**{"of": "", "by": "", **values}))
    return dataclasses.replace(character, credits=(*character.credits, *added))


def _split(setting: str) -> tuple[str, str]:
    key, equals, text = (part.strip() for part in setting.partition("="))
    if not (key and equals and text):
        raise RequestError(f"cannot read the setting {setting!r}", fix='Write e.g. "hair=long".')
    return key, text


def read_looks(settings: Iterable[str]) -> dict[str, Any]:
    """Fields of looks as typed: ``["hair=long", "age=40", "nose-hump=0.4"]``.

    What is no field is a local shape; ``shapes.nose-hump=0.4`` is one in any case.

    Raises:
        RequestError: malformed text, an unknown name, a word where a number is needed.
    """
    looks: dict[str, Any] = {}
    for setting in settings:
        key, text = _split(setting)
        key = key if "/" in key or key.startswith("shapes.") else key.replace("-", "_", 1)
        if key in NAMES:
            looks[key] = text
        elif key in NUMBERS or key == "seed":
            looks[key] = int(_number(key, text)) if key == "seed" else _number(key, text)
        elif key in FIELDS:
            raise RequestError("shapes are set one by one", fix='Write e.g. "shapes.nose-hump=0.4".')
        else:
            name = setting.partition("=")[0].strip().removeprefix("shapes.")
            feature = _feature_or_field(name, setting)
            looks.setdefault("shapes", {})[feature] = _number(name, text)
    return looks


def _feature_or_field(name: str, setting: str) -> str:
    try:
        return find_feature(name)
    except RequestError:
        if setting.startswith("shapes.") or "/" in name:
            raise
        raise unknown_name("trait", name, _KNOWN, see="emogen character shapes") from None


def _number(key: str, text: str) -> float:
    words = {"female": 0.0, "male": 1.0} if key == "sex" else {}
    try:
        value = words[text.lower()] if text.lower() in words else float(text)
    except ValueError as error:
        raise RequestError(f"{key} {text!r} is not a number") from error
    if not math.isfinite(value) or (key == "seed" and value != int(value)):
        raise RequestError(f"{key} {text!r} is no number that can be used")
    return value
