"""The spoken part of a project: its languages, and the words of its variables."""

from __future__ import annotations

from typing import Final

from emogen.pipelines.project.folder import Project
from emogen.pipelines.project.languages import language_code

ENGLISH: Final = "en-us"
"""The language of a script that nothing tells the language of."""


def own_language(project: Project) -> str:
    """The code of the language that the script itself is in."""
    return language_code(project.settings.language or project.dialogue.language or ENGLISH)


def translations(project: Project) -> dict[str, str]:
    """The code of each further language of a project by the tool's name; "" where it is not to be spoken."""
    chosen = project.settings.languages
    return {tool: chosen.get(tool, code) for tool, code in project.dialogue.languages.items()}


def variables_of(project: Project) -> dict[str, str]:
    """The words for each variable: those of the project before those that the script itself gives."""
    return {**project.dialogue.variables, **project.settings.variables}


def has_voices(code: str) -> bool:
    """Whether the default backend has a voice of a language."""
    from emogen.pipelines.speech.voices import voices

    return any(language_base(voice.language) == language_base(code) for voice in voices())


def language_base(code: str) -> str:
    """A language without its country: ``en-us`` and ``en-gb`` understand each other."""
    return code.partition("-")[0]
