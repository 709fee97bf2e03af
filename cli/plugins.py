"""``emogen plugins``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.registered import Plugin


def _kinds(incomplete: str) -> list[str]:
    from emogen.registered import KINDS

    return [kind for kind in KINDS if kind.startswith(incomplete)]


def command(
    kind: Annotated[
        str | None, typer.Argument(help="Only this kind, e.g. speech.", autocompletion=_kinds)
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List what is installed: backends, formats, judges, languages and vocabularies, and what is broken.

    [dim]emogen plugins[/]

    [dim]emogen plugins export --json[/]
    """
    from emogen.cli.tables import print_json, print_table
    from emogen.errors import unknown_name
    from emogen.registered import KINDS
    from emogen.registry import plugins

    if kind is not None and kind not in KINDS:
        raise unknown_name("kind of plug-in", kind, KINDS)
    rows = [_facts(plugin) for plugin in plugins(kind)]
    if as_json:
        print_json(rows)
        return
    print_table(
        [
            {
                "kind": row["kind"],
                "name": row["name"],
                "can": ", ".join([*row["suffixes"], *row["can"]]),
                "from": f"{row['distribution']} {row['version']}",
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


def _facts(plugin: Plugin) -> dict[str, Any]:
    from emogen.registry import abilities, models_of, option_names

    facts: dict[str, Any] = {
        "kind": plugin.kind,
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "what": "",
        "can": [],
        "suffixes": [],
        "options": [],
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
        "options": list(option_names(loaded)),
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
