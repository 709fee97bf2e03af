"""Making files by a derived command: values to a request, the request to files, and the report."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from emogen.cli.defaults import config_values, with_source
from emogen.cli.sources import read_stdin_if_dash
from emogen.cli.tables import print_json_line
from emogen.cli.ui import Interface
from emogen.errors import RequestError
from emogen.files import check_name
from emogen.scratch import scratch_folder

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Made, Request
    from emogen.pipelines.requests.verbs import Verb


def make(verb: Verb, given: dict[str, Any], interface: Interface) -> None:
    """Make what a command asks for and report it.

    Args:
        verb: what to make.
        given: parameters that were given, as they were typed.
        interface: where the files go and what is printed.
    """
    from emogen.pipelines.requests.making import make_request

    output = interface.output
    _check(verb, interface)
    defaults = config_values(verb, given, verbose=interface.verbose)
    values = {**defaults, **_read_stdin(verb, given)}
    try:
        request = make_request(verb.name, values)
    except RequestError as error:
        raise with_source(error, verb, defaults) from error
    if output is not None and output.startswith("-"):
        _to_stdout(request, output, interface)
    elif output is None and interface.play:
        with scratch_folder() as folder:
            _report(_made(request, Path(folder, type(request).output), interface), request, interface)
    else:
        path = Path(output or type(request).output)
        check_overwriting(request, path, interface)
        _report(_made(request, path, interface), request, interface)


def _check(verb: Verb, interface: Interface) -> None:
    """Refuse what cannot go together, before the work."""
    from emogen.media import check_suffix
    from emogen.sound import AUDIO_SUFFIXES

    model, output = verb.load(), interface.output
    if interface.play and Path(model.output).suffix not in AUDIO_SUFFIXES:
        raise RequestError(f"{verb.name} cannot be played here", fix="Open the file with a viewer.")
    if output is None:
        return
    check_suffix(f"out{_suffix(output, model)}" if output.startswith("-") else output, model.suffixes())
    if output.startswith("-") and interface.json:
        raise RequestError("the file and --json cannot both go to standard output", fix="Give -o a file.")


def _suffix(output: str, model: type[Request]) -> str:
    """The suffix that ``-`` or ``-.mp3`` asks for."""
    return output[1:] or Path(model.output).suffix


def _read_stdin(verb: Verb, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with standard input in place of ``-`` where a parameter can be read from there."""
    from emogen.pipelines.requests.parameter import parameters

    readable = {name for name, _, shown in parameters(verb.load()) if shown.stdin}
    return {name: read_stdin_if_dash(value) if name in readable else value for name, value in given.items()}


def check_overwriting(request: Request, path: Path, interface: Interface) -> None:
    """Refuse to overwrite files of another request, unless forced or a person says yes."""
    from emogen.provenance import is_made_by

    files = request.outputs(check_name(path))
    request.check_outputs(files)
    recipes = {} if interface.force else request.recipes(path)
    for file in files:
        if interface.force:
            continue
        if not file.exists():
            _check_sidecar(file)
            continue
        if is_made_by(file, recipes[file]):
            continue
        if sys.stdin.isatty() and sys.stderr.isatty() and not interface.json:
            if typer.confirm(f"{file} was made by another request. Overwrite it?", err=True):
                continue
            raise RequestError(f"{file} is kept", fix="Name another file with -o.")
        raise RequestError(
            f"{file} is there already",
            why="another request made it",
            fix="Name another file with -o, or overwrite it with --force.",
        )


def _check_sidecar(file: Path) -> None:
    """Refuse to write a sidecar over a file that is none of ours."""
    from emogen.provenance import is_ours, read_sidecar, sidecar_of

    if sidecar_of(file).exists() and not is_ours(read_sidecar(file) or {}):
        raise RequestError(
            f"{sidecar_of(file)} is there already",
            why=f"what is told of {file.name} goes there",
            fix="Name another file with -o, or overwrite it with --force.",
        )


def _made(request: Request, path: Path, interface: Interface) -> Made:
    from emogen.cli.progress import progress_bar

    began = time.monotonic()
    with progress_bar(f"{request.verb} {path.name}", quiet=interface.json or interface.quiet) as progress:
        made = request.make(path, progress)
    if interface.verbose:
        typer.echo(f"made in {time.monotonic() - began:.1f} s", err=True)
    return made


def _to_stdout(request: Request, output: str, interface: Interface) -> None:
    """Write the main file to standard output; notes go to standard error."""
    suffix = _suffix(output, type(request))
    with scratch_folder() as folder:
        path = Path(folder, f"out{suffix}")
        beside = [file for file in request.outputs(path)[1:] if file.parent == path.parent]
        if beside:
            raise RequestError(
                "standard output has no files beside it",
                fix="Name the files of captions, timings and curves.",
            )
        made = _made(request, path, interface)
        _notes(made, interface)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        if interface.play:
            _play(path)


def _report(made: Made, request: Request, interface: Interface) -> None:
    kept = interface.output is not None or not interface.play
    if interface.json:
        files = [str(file) for file in made.files] if kept else []
        record = {
            "files": files,
            "notes": made.notes,
            "label": made.label,
            "hash": request.digest_of(made.files[0]),
        }
        print_json_line({**record, **made.report})
    elif not interface.quiet:
        for file in made.files if kept else ():
            typer.echo(f"{file}  ({made.label})")
    _notes(made, interface)
    if interface.play:
        _play(made.files[0])


def _notes(made: Made, interface: Interface) -> None:
    for note in () if interface.quiet or interface.json else made.notes:
        typer.echo(f"note: {note}", err=True)


def _play(path: Path) -> None:
    from emogen.cli.play import play

    play(path)
