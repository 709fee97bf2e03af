"""Characters and variables that Ren'Py scripts define."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from emogen.pipelines.project.importers.renpy.python import python_tree, text_of
from emogen.pipelines.project.importers.renpy.statements import Assignment
from emogen.pipelines.project.importers.renpy.wording import read_text

_MAKERS: Final = frozenset(("Character", "DynamicCharacter", "ADVCharacter", "NVLCharacter"))
_NARRATORS: Final = {
    "narrator": "",
    "centered": "",
    "vcentered": "",
    "nvl_narrator": "",
    "adv": "",
    "nvl": "",
}
"""Ren'Py's own characters without a name."""

_LARGEST: Final = 1e15
"""Numbers beyond are no words of a dialogue. Ours."""


@dataclass(slots=True)
class Cast:
    """Definitions of scripts.

    Attributes:
        names: of the characters, as players see them, by variable; "" for one without a name.
        values: of variables, as text: those with ``default`` and those with ``define``.
        fixed: names of those with ``define``.
        voice_format: of the names of voice files.
    """

    names: dict[str, str] = field(default_factory=lambda: dict(_NARRATORS))
    values: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    voice_format: str = "{filename}"

    def define(self, assignment: Assignment) -> None:
        """Take a ``define`` or ``default``."""
        name = assignment.name.removeprefix("store.")
        tree = python_tree(assignment.expression)
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in _MAKERS:
            self.names[name] = self._name_of(tree)
        elif name == "config.voice_filename_format":
            self.voice_format = text_of(tree) or self.voice_format
        elif (value := _value(tree)) is not None:
            self.values[name] = value
            if assignment.fixed:
                self.fixed.add(name)

    def _name_of(self, call: ast.Call) -> str:
        """The name of a character; ``[player]`` and dynamic names as ``{player}``."""
        options = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        given = call.args[0] if call.args else options.get("name")
        if given is None:
            kind = options.get("kind")
            return self.names.get(kind.id, "") if isinstance(kind, ast.Name) else ""
        name = text_of(given) or ""
        dynamic = options.get("dynamic")
        by_name = isinstance(call.func, ast.Name) and call.func.id == "DynamicCharacter"
        if name and (by_name or (isinstance(dynamic, ast.Constant) and dynamic.value is True)):
            return f"{{{name}}}"
        return read_text(name).wording.spoken

    def speaker(self, who: str | None, last: str) -> str:
        """The id of who speaks: the variable, or the name that stands in quotes; "" for the narrator.

        Args:
            who: the expression in the script.
            last: who spoke before, for ``extend``.
        """
        if not who:
            return ""
        if who == "extend":
            return last
        tree = python_tree(who)
        name = text_of(tree)
        if name is not None:
            return name
        if isinstance(tree, ast.Name | ast.Attribute):  # In brackets, or in a store.
            who = who.strip("( )").removeprefix("store.")
        return "" if self.names.get(who) == "" else who

    def filled(self, name: str) -> str:
        """A character's name with the variables that have a value."""
        for variable, value in self.values.items():
            if "{" not in name:
                break
            name = name.replace(f"{{{variable}}}", value)
        return name

    def variables(self, used: Mapping[str, None]) -> dict[str, str]:
        """Values of the variables: all with ``default``, those with ``define`` that the dialogue uses, and
        characters whose name stands in it."""
        values = {
            name: value for name, value in self.values.items() if name not in self.fixed or name in used
        }
        for name in used:
            character = self.names.get(name.removesuffix(".name"), "")
            if character:
                values.setdefault(name, self.filled(character))
        return values


def _value(tree: ast.expr | None) -> str | None:
    """A plain value as text."""
    text = text_of(tree)
    if text is not None:
        return read_text(text).wording.spoken
    if isinstance(tree, ast.Constant) and isinstance(tree.value, bool | int | float):
        return str(tree.value) if abs(tree.value) < _LARGEST else None
    return None
