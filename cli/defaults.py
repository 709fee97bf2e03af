"""What the commands can be given by the config: their options, by the names of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.config import Setting

Commands = Mapping[str, Any]
"""Commands of the command line by name."""


def options_of(command: Any) -> dict[str, Any]:
    """The options of a command by their long names, ``light_emotion`` for ``--light-emotion``."""
    return {
        flag.removeprefix("--").replace("-", "_"): parameter
        for parameter in command.params
        if parameter.param_type_name == "option"
        for flag in parameter.opts
        if flag.startswith("--") and flag != "--help"
    }


def known_options(commands: Commands) -> dict[str, tuple[str, ...]]:
    """The options of every command that is no group."""
    leaves = {name: command for name, command in commands.items() if not hasattr(command, "commands")}
    return {name: tuple(options_of(command)) for name, command in leaves.items()}


def check(command: Any, setting: Setting) -> Any:
    """The value of a setting as a command takes it.

    Raises:
        RequestError: it cannot be; says which source has it.
    """
    parameter = options_of(command)[setting.key]
    try:
        return parameter.process_value(typer.Context(command), setting.value)
    except typer.BadParameter as error:
        raise RequestError(
            f"{setting.source}: {setting.name} cannot be {setting.value!r}", why=error.message.rstrip(".")
        ) from error


def use_config(context: typer.Context) -> None:
    """Make what the config sets the defaults of the command that is about to run."""
    commands: Commands = getattr(context.command, "commands", {})
    verb = context.invoked_subcommand or ""
    known = known_options(commands)
    if verb not in known:
        return
    from emogen.config import defaults

    options = options_of(commands[verb])
    found = defaults(verb, known[verb], lambda: known)
    for setting in found.values():
        check(commands[verb], setting)
    context.default_map = {verb: {options[key].name: setting.value for key, setting in found.items()}}
