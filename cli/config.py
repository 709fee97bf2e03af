"""``emogen config``: set, get, unset, list, path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.config import Setting

app = typer.Typer(no_args_is_help=True, help="Your own defaults: set, get, unset, list, path.")


def _names(incomplete: str) -> list[str]:
    """Settings that begin with what is typed; those of one command once its name is there."""
    from emogen.cli.defaults import known_parameters

    known = known_parameters()
    verb = incomplete.partition(".")[0] if "." in incomplete else ""
    names = (
        [f"{verb}.{key}" for key in known.get(verb, ())]
        if verb
        else {k for own in known.values() for k in own}
    )
    return sorted(name for name in names if name.startswith(incomplete))


Name = Annotated[
    str,
    typer.Argument(
        help="An option of a command, as voice; of one only, as speak.voice; or budget.pixels.",
        autocompletion=_names,
    ),
]
Here = Annotated[bool, typer.Option("--here", help="In ./emogen.toml, for this folder.")]


@app.command("set", context_settings={"ignore_unknown_options": True})  # For values such as -16.
def set_value(
    name: Name,
    value: Annotated[str, typer.Argument(help="As on the command line.")],
    here: Here = False,
) -> None:
    """Set a default. Options given on the command line still win.

    [dim]emogen config set voice af_bella[/]

    [dim]emogen config set speak.rate 48000 --here[/]

    [dim]emogen config set budget.pixels 400000000[/]
    """
    from emogen import config
    from emogen.budgets import TABLE
    from emogen.cli.defaults import check, known_parameters
    from emogen.pipelines.requests.verbs import VERBS

    known = known_parameters()
    verb, key = config.split_name(name, known)
    if verb == TABLE:
        path = config.store(verb, key, config.budget_value(key, value), here=here)
        typer.echo(f"{name} = {value} in {path}")
        return
    takers = [verb] if verb else [other for other in VERBS if key in known[other]]
    asked = config.Setting(verb, key, value, f"cannot set {name}")
    values = [check(VERBS[taker], asked) for taker in takers]
    path = config.store(verb, key, _plain(values[0], value), here=here)
    typer.echo(f"{asked.name} = {value} in {path}")


@app.command("get")
def get_value(name: Name) -> None:
    """Print what is set. Exit code 1 if nothing is."""
    from emogen import config
    from emogen.cli.defaults import known_parameters

    known = known_parameters()
    verb, key = config.split_name(name, known)
    matching = [s for s in config.settings(known) if s.key == key and s.verb in ("", verb)]
    if not matching:
        raise typer.Exit(1)
    typer.echo(matching[-1].value)


@app.command()
def unset(name: Name, here: Here = False) -> None:
    """Take a default out of the file."""
    from emogen import config

    verb, _, key = name.rpartition(".")
    path = config.config_path(here=here)
    if not any(config.remove(verb, spelt, here=here) for spelt in (key, key.replace("-", "_"))):
        raise RequestError(f"{name} is not set in {path}", fix="See `emogen config list`.")
    typer.echo(f"{name} is no longer set in {path}")


@app.command("list")
def list_values(
    every: Annotated[bool, typer.Option("--all", help="What can be set, by command.")] = False,
    as_json: options.Json = False,
) -> None:
    """List what is set, where, and what wins. The later in the list wins over the earlier."""
    from emogen import config
    from emogen.cli.defaults import known_parameters
    from emogen.cli.tables import show

    known = known_parameters()
    if every:
        table = [{"command": verb, "settings": " ".join(sorted(keys))} for verb, keys in known.items()]
        show(table, as_json=as_json)
        return
    settings = config.settings(known)
    show([_row(setting, settings) for setting in settings], as_json=as_json)


@app.command("path")
def print_path(here: Here = False) -> None:
    """Print where the file is."""
    from emogen.config import config_path

    typer.echo(config_path(here=here))


def _row(setting: Setting, settings: tuple[Setting, ...]) -> dict[str, Any]:
    """One setting, and which later one hides it from every command."""
    later = settings[settings.index(setting) + 1 :]
    hiding = [other for other in later if other.key == setting.key and other.verb in ("", setting.verb)]
    return {
        "setting": setting.name,
        "value": setting.value,
        "from": setting.source,
        "state": f"overridden by {hiding[-1].source}" if hiding else "in use",
    }


def _plain(value: Any, text: str) -> Any:
    """A value as TOML can have it: a number, a truth value or a list of text, else the text itself."""
    return value if isinstance(value, bool | int | float) else text
