"""What the commands that make one file share: values to a job, the job to a file, and the report."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

import typer

from emogen.errors import RequestError


def make(kind: str, output: Path, *, as_json: bool, va: str | None = None, **values: Any) -> None:
    """Make one file by the job of that kind and say what was made.

    Args:
        kind: a kind of job, e.g. ``"speak"``.
        output: the file; its suffix must be one that the kind can write.
        as_json: print JSON instead of a sentence.
        va: ``"V,A"`` as typed.
        values: the job's other fields; those that are None were not given.
    """
    from emogen.cli.progress import progress_bar
    from emogen.media import check_suffix
    from emogen.pipelines.batch.jobs.kinds import KINDS
    from emogen.pipelines.batch.requests import make_job

    check_suffix(output, KINDS[kind].suffixes)
    given = {
        name: str(value) if isinstance(value, Path) else value
        for name, value in values.items()
        if value is not None
    }
    if va is not None:
        given["va"] = _parse_va(va)
    job = make_job({"kind": kind, "id": output.stem or "out", **given})
    with progress_bar(f"{kind} {output.name}", quiet=as_json) as progress:
        made = job.run(output, progress)
    if as_json:
        files = [str(file) for file in made.files]
        typer.echo(json.dumps({"files": files, "notes": made.notes, "hash": job.digest}, ensure_ascii=False))
        return
    for file in made.files:
        typer.echo(f"{file}  ({job.label})")
    for note in made.notes:
        typer.echo(f"note: {note}", err=True)


TEXTS: Final = (".txt", ".md", ".ssml", ".xml")
"""Suffixes of text files."""


def named_file(source: str, suffixes: tuple[str, ...]) -> Path | None:
    """The file that an argument names which may also be a text itself; None for a text.

    Args:
        source: what was typed.
        suffixes: of the files that can be read, in lower case.

    Raises:
        RequestError: it looks like a file and is none, or is one of another type.
    """
    path = Path(source)
    known = path.suffix.lower() in suffixes
    try:
        is_file = path.is_file()
    except OSError:  # A story is too long for a file's name.
        return None
    if is_file and not known:
        raise RequestError(
            f"cannot read {source}",
            why=f"{path.suffix or 'no suffix'} is no known type",
            fix=f"Give {', '.join(suffixes)}; or text on standard input, with - in its place.",
        )
    one_word = not any(map(str.isspace, source))
    looks_like = (known and (one_word or source.count(" ") < 3)) or (bool(source) and path.is_dir())
    if not is_file and (looks_like or re.fullmatch(r"[./~]\S*/\S*|\S*\w\.[a-z]\w{0,4}", source)):
        raise RequestError(f"no such file: {source}", fix="Write a sentence, or name a file.")
    return path if is_file else None


def read_stdin_if_dash(text: str) -> str:
    """``text``, or what comes on standard input when it is ``-``."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise RequestError("cannot read standard input", why="it is not UTF-8 text") from error


def _parse_va(text: str) -> tuple[float, float]:
    try:
        valence, arousal = (float(part) for part in text.split(","))
    except ValueError as error:
        raise RequestError(
            f"cannot read --va {text!r}", fix="Write two numbers, e.g. --va=-0.6,-0.3."
        ) from error
    return valence, arousal
