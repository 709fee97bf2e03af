"""Defaults from the config: what of it a verb can be given, checked by the verb's own model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.config import Known, Setting
    from emogen.pipelines.requests.verbs import Verb


def known_parameters() -> Known:
    """The parameters of every verb, and the budgets."""
    from emogen.budgets import BUDGETS, TABLE
    from emogen.pipelines.requests.verbs import VERBS

    verbs = {verb.name: tuple(verb.load().model_fields) for verb in VERBS.values()}
    return {**verbs, TABLE: tuple(BUDGETS)}


def check(verb: Verb, setting: Setting) -> Any:
    """The value of a setting as a verb takes it.

    Raises:
        RequestError: it cannot be; says which source has it.
    """
    from emogen.config import FOLDER
    from emogen.pipelines.requests.making import check_value
    from emogen.pipelines.requests.stages import PARTS

    if setting.source == FOLDER and setting.key in PARTS and set("./\\:") & set(str(setting.value)):
        raise RequestError(
            f"{FOLDER}: {setting.key} names a file to write",
            why="the file may be a stranger's",
            fix="Set the format only, or give the option.",
        )
    try:
        return check_value(verb.load(), setting.key, setting.value)
    except RequestError as error:
        raise RequestError(f"{setting.source}: {error.what}", why=error.why, fix=error.fix) from error


def config_values(verb: Verb, given: Mapping[str, Any], *, verbose: bool = False) -> dict[str, Any]:
    """The parameters of a verb that the config sets and no option does.

    Args:
        verb: what is to be made.
        given: the options that were given.
        verbose: print on standard error which sources differ, and which won.
    """
    from emogen import config

    mine = verb.load().model_fields
    settings = config.defaults(verb.name, mine, known_parameters)
    if verbose:
        for line in config.overridden(verb.name, mine, given, known_parameters):
            typer.echo(line, err=True)
    # What is given goes before what the config says of the same thing in another way.
    shut_out = {"emotion", "va"} if {"emotion", "va"} & given.keys() else set()
    if "character" in given:
        shut_out |= {"voice", "backend"}  # Those of the character.
    if "backend" in given:
        shut_out |= {"voice", "option"}  # Those of another backend.
    return {
        key: check(verb, setting)
        for key, setting in settings.items()
        if key not in given and key not in shut_out
    }


def with_source(error: RequestError, verb: Verb, used: Mapping[str, Any]) -> RequestError:
    """The error of a request; where it quotes a value of the config, with the source that has it.

    Args:
        error: what the request was refused with.
        verb: what was to be made.
        used: the parameters whose values the config gave.
    """
    from emogen import config

    found = config.defaults(verb.name, verb.load().model_fields, known_parameters)
    for key in used:
        if repr(str(found[key].value)) in error.what:
            return RequestError(f"{found[key].source}: {error.what}", why=error.why, fix=error.fix)
    return error
