"""The verbs of emogen, by name: a light table, so that lists of them load no model."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from emogen.errors import unknown_name

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Request


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that emogen makes.

    Attributes:
        name: as commands, specs and Python functions are called.
        summary: one line for lists and help.
        model: ``module:class`` of its request, below :mod:`emogen.pipelines.requests`.
    """

    name: str
    summary: str
    model: str

    def load(self) -> type[Request]:
        """The model of the verb's requests."""
        module, _, name = self.model.partition(":")
        return cast("type[Request]", getattr(import_module(f"emogen.pipelines.requests.{module}"), name))


VERBS: Final[dict[str, Verb]] = {
    verb.name: verb
    for verb in (
        Verb("speak", "Speak a line or a script with an emotion.", "speak:SpeakRequest"),
        Verb(
            "narrate",
            "Read a story aloud, its own emotional arc driving the voice.",
            "narrate:NarrateRequest",
        ),
        Verb(
            "convert", "Give a recording another emotion: same words, same speaker.", "convert:ConvertRequest"
        ),
        Verb("talk", "Make a character or a portrait say a line with an emotion.", "talk:TalkRequest"),
        Verb(
            "animate",
            "Write the motion of a face for a recording, for game engines and animation tools.",
            "animate:AnimateRequest",
        ),
        Verb("idle", "Make a face that keeps silent and lives.", "idle:IdleRequest"),
        Verb("face", "Draw a still of a character or a portrait with an emotion.", "face:FaceRequest"),
        Verb("sheet", "Draw an expression sheet: one face, many emotions.", "sheet:SheetRequest"),
        Verb(
            "sprites",
            "Draw a character's expressions for chats and visual novels, by name.",
            "sprites:SpritesRequest",
        ),
        Verb("image", "Paint a mood picture from a prompt.", "image:ImageRequest"),
        Verb("regrade", "Give a photograph or a video the look of an emotion.", "regrade:RegradeRequest"),
    )
}
"""Every verb by its name. A new one is a model and a row here."""


def find_verb(name: str) -> Verb:
    """The verb of that name.

    Raises:
        RequestError: there is none; near names are offered.
    """
    if name not in VERBS:
        raise unknown_name("kind of job", name, VERBS)
    return VERBS[name]
