"""``emogen plugins``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.registered import Plugin


def _names(incomplete: str) -> list[str]:
    from emogen.registered import KINDS
    from emogen.registry import plugins

    return [name for name in [*KINDS, *(p.name for p in plugins())] if name.startswith(incomplete)]


def command(
    chosen: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND or NAME]",
            help="Only this kind, e.g. speech; or one plug-in with its options.",
            autocompletion=_names,
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List what is installed: backends, formats, judges, languages and vocabularies, and what is broken.

    [dim]emogen plugins[/]

    [dim]emogen plugins kokoro[/]

    [dim]emogen plugins export --json[/]
    """
    from emogen.cli.tables import print_json
    from emogen.errors import unknown_name
    from emogen.registered import KINDS
    from emogen.registry import plugins

    by_name = [plugin for plugin in plugins() if plugin.name == chosen]
    if chosen is not None and chosen not in KINDS and not by_name:
        raise unknown_name("plug-in", chosen, [*KINDS, *(plugin.name for plugin in plugins())])
    rows = [_facts(plugin) for plugin in (by_name or plugins(chosen))]
    if as_json:
        print_json(rows)
    elif by_name:
        for row in rows:
            _tell(row)
    else:
        _list(rows)


def _list(rows: list[dict[str, Any]]) -> None:
    """Every plug-in in a row, and what is wrong with those that cannot be used."""
    from emogen.cli.tables import print_table
    from emogen.install import DISTRIBUTION
    from emogen.version import __version__

    print_table(
        [
            {
                "kind": row["kind"],
                "name": row["name"],
                "can": ", ".join([*row["suffixes"], *row["can"]]),
                "from": "built in" if row["distribution"] == DISTRIBUTION else _origin(row),
                "state": row["state"],
            }
            for row in rows
        ]
    )
    for row in rows:
        if row["problem"]:
            typer.echo(
                f"{row['kind']}.{row['name']} of {row['distribution']} is {row['state']}: {row['problem']}"
            )

    typer.echo(f"built in: {DISTRIBUTION} {__version__}. One with its options: emogen plugins NAME")


def _origin(row: dict[str, Any]) -> str:
    from emogen.distributions import origin

    return origin(row["distribution"], row["version"])


def _tell(row: dict[str, Any]) -> None:
    """One plug-in in full, with its settings."""
    from emogen.cli.tables import print_table

    typer.echo(f"{row['kind']}.{row['name']}: {row['what']}")
    typer.echo(f"from: {_origin(row)}")
    typer.echo(f"state: {row['problem'] or row['state']}")
    for title, names in (("can", row["can"]), ("writes", row["suffixes"]), ("weights", row["models"])):
        if names:
            typer.echo(f"{title}: {', '.join(names)}")
    print_table([{"option": name, **setting} for name, setting in row["options"].items()])


def _settings(loaded: type[Any]) -> dict[str, dict[str, str]]:
    """The settings of a plug-in by name: values that they take, default and meaning."""
    model = getattr(loaded, "Options", None)
    fields = {} if model is None else model.model_json_schema().get("properties", {})
    return {
        name: {
            "takes": _taken(field),
            "default": "" if field.get("default") is None else str(field["default"]),
            "means": str(field.get("description", "")),
        }
        for name, field in fields.items()
    }


def _taken(field: dict[str, Any]) -> str:
    """Values that a setting takes, from its JSON Schema."""
    if "enum" in field:
        return ", ".join(map(str, field["enum"]))
    if "anyOf" in field:
        return " or ".join(_taken(part) for part in field["anyOf"] if part.get("type") != "null")
    limits = [f"{field[name]:g}" for name in ("minimum", "maximum") if name in field]
    kind = {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(
        str(field.get("type")), str(field.get("type", "any"))
    )
    return f"{kind}, {' to '.join(limits)}" if len(limits) == 2 else kind


def _facts(plugin: Plugin) -> dict[str, Any]:
    from emogen.registry import abilities, models_of

    facts: dict[str, Any] = {
        "kind": plugin.kind,
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "what": "",
        "can": [],
        "suffixes": [],
        "options": {},
        "models": [],
        "state": "broken",
        "problem": plugin.problem or _unusable(plugin),
    }
    if plugin.problem:
        return facts
    loaded = plugin.load()
    absent = _absent(loaded)
    facts |= {
        "what": str(getattr(loaded, "title", "") or (loaded.__doc__ or "").strip().partition("\n")[0]),
        "can": sorted(abilities(loaded)),
        "suffixes": [str(suffix) for suffix in getattr(loaded, "suffixes", ())],
        "options": _settings(loaded),
        "models": list(models_of(loaded)),
    }
    if not facts["problem"]:
        facts |= {"state": "missing" if absent else "ready", "problem": absent}
    return facts


def _unusable(plugin: Plugin) -> str:
    """Why a plug-in that can be loaded is of no use; "" when it is of some."""
    if plugin.kind == "vocabulary":
        from emogen.conditioning.vocabulary import broken_vocabularies

        return broken_vocabularies().get(plugin.name, "")
    if plugin.kind == "export":
        from emogen.pipelines.face.export.backend import broken_formats

        return broken_formats().get(plugin.name, "")
    if plugin.kind == "judge":
        from emogen.pipelines.evaluate.judge import broken_judges

        return broken_judges().get(plugin.name, "")
    if plugin.kind == "language":
        from emogen.errors import EmogenError
        from emogen.pipelines.speech.text.languages import find_language

        try:
            find_language(plugin.name)
        except EmogenError as error:
            return str(error)
    return ""


def _absent(plugin: type[Any]) -> str:
    """The reason why a plug-in cannot work here, with what to do about it; "" when it can."""
    from emogen import weights
    from emogen.errors import EmogenError

    if plugin.kind == "judge":
        from emogen.pipelines.evaluate.judge import missing

        return missing(plugin)
    from emogen.install import install_hint
    from emogen.registry import models_of

    for package in getattr(plugin, "packages", ()):
        if find_spec(package) is None:
            extra = getattr(plugin, "extra", "")
            return f"{package} is not installed" + (f": {install_hint(extra)}" if extra else "")
    for model in models_of(plugin):
        try:
            states = weights.find_model(model).states().values()
        except EmogenError as error:
            return str(error)
        if set(states) != {"ready"}:
            return f"its weights are not here: emogen models pull {model}"
    return ""
