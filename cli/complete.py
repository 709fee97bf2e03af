"""Names that shells complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emogen.pipelines.requests.parameter import Completion


def completer(kind: Completion) -> Callable[[str], list[tuple[str, str]]]:
    """A function that offers the names of a kind that begin with what is typed, each with a line of help."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        return [(name, text) for name, text in _names(kind) if name.startswith(incomplete)]

    return complete


def _names(kind: Completion) -> Iterable[tuple[str, str]]:
    if kind == "voices":
        from emogen.pipelines.speech.voices import voices

        return [(voice.name, voice.description) for voice in voices()]
    if kind == "characters":
        from emogen.conditioning.character import characters

        return [(name, person.voice or "") for name, person in characters().items()]
    if kind == "emotions":
        from emogen.conditioning.vocabulary import entries

        words = [word for entry in entries().values() for word in (entry.name, *entry.synonyms)]
        return [("neutral", ""), ("auto", "what the words say"), *((word, "") for word in words)]
    if kind == "languages":
        from emogen.pipelines.speech.text.languages import language_names

        return [(name, "") for name in language_names()]
    if kind == "devices":
        from emogen.device import DEVICES

        return [(name, "") for name in DEVICES]
    from emogen.registry import names

    return [(name, "") for name in names(kind)]
