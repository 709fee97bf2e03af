"""Voices by the names of many tools, with an emotion in them, and directions.

    af_heart@joy:0.6+surprise:0.4    a voice with an emotion (``@`` and no comma: some tools split at them)
    @auto                            the default voice, with the emotion that the words tell
    mira@sadness                     a character of emogen
    alloy                            a name of OpenAI
    af_bella(2)+af_sky(1)            a mix as Kokoro-FastAPI writes it

Nothing in a request names a file: of parameters of ``speak`` only those in :data:`FIELDS` are taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from emogen.conditioning.character.people import characters
from emogen.conditioning.read.direction import LONGEST, read_direction
from emogen.errors import RequestError, unknown_name
from emogen.pipelines.speech.voices import find_voice, voices

FIELDS: Final = (
    *("emotion", "va", "intensity", "seed", "take", "variation", "pace", "markup", "strict"),
    *("variables", "before", "character"),
)
"""Parameters of ``speak`` that a request may give, by their own names: none of them opens a file."""

ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "alloy": "af_alloy",
        "ash": "am_adam",
        "ballad": "bm_george",
        "cedar": "am_michael",
        "coral": "af_bella",
        "echo": "am_echo",
        "fable": "bm_fable",
        "marin": "af_heart",
        "nova": "af_nova",
        "onyx": "am_onyx",
        "sage": "af_sarah",
        "shimmer": "af_sky",
        "verse": "am_liam",
    }
)
"""OpenAI's voices, and ours that stand for them: of the same name, else of a like kind. Ours."""

_LONGEST_NAME: Final = 400
"""Characters of a voice's name with its emotion. Ours."""

_PART: Final = re.compile(r"\s*([A-Za-z]\w*)\s*\(\s*(\d{1,4}(?:\.\d{1,4})?)\s*\)\s*|\s*([A-Za-z]\w*)\s*")
_SIGN: Final = re.compile(r"[-+]")
_SEED: Final = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A voice and a manner that were asked for.

    Attributes:
        manner: parameters of ``speak``.
        notes: what was not understood.
    """

    manner: Mapping[str, Any]
    notes: tuple[str, ...] = field(default=())


def asked(
    voice: object = None,
    *,
    fields: Mapping[str, Any] | None = None,
    instructions: object = None,
    defaults: Mapping[str, Any] | None = None,
) -> Asked:
    """The manner of a request.

    Args:
        voice: its voice, by any name of this module; or OpenAI's ``{"id": name}``.
        fields: what else it has; all but :data:`FIELDS` is somebody else's and ignored.
        instructions: how to say it, in words of any language.
        defaults: parameters where it says nothing.

    Raises:
        RequestError: an unknown voice, character or emotion, or no text where text is needed.
    """
    speaker = read_voice(voice)
    named = dict(speaker.manner)
    given = {name: value for name, value in (fields or {}).items() if name in FIELDS and value is not None}
    if "character" in given:
        given["character"] = known_character(given["character"])
    directed = _direction(instructions)
    usual = dict(defaults or {})
    if {"voice", "character"} & {*named, *given}:  # Another speaker than the usual one.
        usual = {name: value for name, value in usual.items() if name not in ("voice", "character")}
    manner = {**usual, **named, **directed.manner, **given}
    if "va" in given and "emotion" not in given:
        manner.pop("emotion", None)
    return Asked(manner, (*speaker.notes, *directed.notes))


def read_voice(name: object) -> Asked:
    """Parameters of ``speak`` for a voice's name. Raises ``RequestError`` for what is no name."""
    if isinstance(name, Mapping):
        name = name.get("id")
    if name is None:
        return Asked({})
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        raise RequestError("the voice is no name", fix='Write e.g. "af_heart" or "af_heart@joy".')
    base, at, feeling = name.partition("@")
    emotion = {"emotion": feeling.strip()} if at and feeling.strip() else {}
    speaker = _speaker(base.strip())
    return Asked({**speaker.manner, **emotion}, speaker.notes)


def known_character(name: object) -> str:
    """A character that is named, or drawn by a number; no file. Raises ``RequestError`` for another."""
    text = str(name).strip()
    if text.lower() in characters() or _SEED.fullmatch(text):
        return text.lower()
    raise unknown_name("character", text[:80], characters(), see="emogen characters")


def directed(instructions: object) -> tuple[str, tuple[str, ...]]:
    """Instructions as an emotion in notation, and notes on what was not understood."""
    if not isinstance(instructions, str):
        raise RequestError("the instructions are no text", fix='Write e.g. "whispered, close to tears".')
    text = " ".join(instructions.split())
    notes: tuple[str, ...] = ()
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
        notes = (f"of the instructions the first {len(text)} characters are read",)
    direction = read_direction(text)
    if not direction.steps:
        return "neutral", (*notes, "nothing of the instructions is understood: said plainly")
    unread = tuple(f"not understood: {part}" for part in direction.unread[:5])
    return direction.notation, (*notes, *unread)


def voice_rows() -> list[dict[str, str]]:
    """Every name of a voice that requests can have, for lists: voices, characters, OpenAI's names."""
    own = [{"id": voice.name, "name": voice.name, "description": voice.description} for voice in voices()]
    people = [
        {"id": name, "name": name, "description": f"character, voice {person.speaker.name}"}
        for name, person in characters().items()
    ]
    others = [{"id": name, "name": name, "description": f"as {voice}"} for name, voice in ALIASES.items()]
    return [*own, *people, *others]


def _direction(instructions: object) -> Asked:
    if instructions is None or (isinstance(instructions, str) and not any(map(str.isalnum, instructions))):
        return Asked({})
    notation, notes = directed(instructions)
    return Asked({"emotion": notation}, notes)


def _speaker(name: str) -> Asked:
    """Voice or character of a name without its emotion."""
    if not name:
        return Asked({})
    if name.lower() in ALIASES:
        return Asked({"voice": ALIASES[name.lower()]})
    if name.lower() in characters():
        return Asked({"character": name.lower()})
    return _mixed(name)


def _mixed(name: str) -> Asked:
    """A mix in our notation: ``af_bella(2)+af_sky(1)`` is ``af_bella:0.6667+af_sky:0.3333``. What
    Kokoro-FastAPI takes away from a mix (``a-b``) has no share of ours, and is noted."""
    signs, pieces = _SIGN.findall(name), _SIGN.split(name)
    parts = [_PART.fullmatch(piece) for piece in pieces]
    if not ("-" in signs or any(part and part[2] for part in parts)):
        return Asked({"voice": name})  # Perhaps in our notation.
    if not all(parts):
        raise RequestError(f"cannot read the mix {name[:80]!r}", fix="Write e.g. af_bella(2)+af_sky(1).")
    weights: dict[str, float] = {}
    notes = []
    for sign, part in zip(["+", *signs], parts, strict=True):
        assert part is not None
        voice = part[1] or part[3]
        find_voice(voice)
        if sign == "-":
            notes.append(f"{voice} cannot be taken away from a mix: left out")
        else:
            weights[voice] = weights.get(voice, 0.0) + float(part[2] or 1.0)
    total = sum(weights.values())
    if not total:
        raise RequestError(f"the weights of {name[:80]!r} sum to 0", fix="Give one above 0.")
    shares = [f"{voice}:{weight / total:.4f}" for voice, weight in weights.items()]
    return Asked({"voice": "+".join(shares)}, tuple(notes))
