"""The ``emogen`` command: its commands, and the one place where errors become exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from typing import Annotated

import typer
from typer.exceptions import Exit, TyperException

from emogen.cli import (
    cast,
    character,
    characters,
    config,
    emotions,
    evaluate,
    explain,
    export,
    import_,
    judges,
    models,
    plan,
    plugins,
    push,
    read,
    results,
    review,
    run,
    schema,
    script,
    serve,
    train,
    voices,
)
from emogen.cli.groups import VerbGroup
from emogen.cli.ui import INTERRUPTED
from emogen.errors import EmogenError, in_one_line
from emogen.files import named_by, output_error
from emogen.machine import discard_stdout, speak_any_encoding
from emogen.version import __version__

app = typer.Typer(
    name="emogen",
    cls=VerbGroup,
    epilog="Defaults: emogen config. Environment: EMOGEN_VOICE and the like for parameters, EMOGEN_CONFIG "
    "for your config file, EMOGEN_HOME for weights and caches, EMOGEN_JUDGE_PATH for judges' files, "
    "EMOGEN_OFFLINE=1 for no network.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"emogen {__version__}")
        raise Exit


@app.callback()
def options(
    offline: Annotated[
        bool, typer.Option("--offline", help="Never touch the network, not even when asked to pull.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """One emotion drives speech, talking faces and pictures."""
    del version
    if offline:
        os.environ["EMOGEN_OFFLINE"] = "1"


COMMANDS = (
    *(run, import_, cast, plan, review, export, schema, serve, push),
    *(script, read, emotions, explain),
    *(judges, voices, characters, plugins),
)
"""In the order of help: batches and voice packs, reading, lists."""

for command in COMMANDS:
    # `emogen explain -joy`: an emotion may begin with a minus.
    settings = {"ignore_unknown_options": command is explain}
    name = command.__name__.rpartition(".")[2].rstrip("_")
    app.command(name, context_settings=settings)(getattr(command, "command"))  # noqa: B009
for function in (results.status, results.verify, results.prune):
    app.command(function.__name__)(function)
app.add_typer(character.app, name="character")
app.add_typer(config.app, name="config")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(models.app, name="models")
app.add_typer(train.app, name="train")


def main() -> None:
    """Run the command line and exit with 0, 1 (a failure), 2 (a wrong request) or 130 (Ctrl-C)."""
    # Pydantic would read the metadata of every distribution for plug-ins of its own, and fail at one that
    # cannot be read.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    speak_any_encoding()
    sys.exit(run_app(sys.argv[1:]))


def run_app(arguments: list[str]) -> int:
    """Run the command line with these arguments and return its exit code. Whatever is raised becomes one
    line; its traceback is shown with ``EMOGEN_DEBUG``, or ``--verbose``."""
    try:
        code = app(arguments, prog_name="emogen", standalone_mode=False)
        code = code if isinstance(code, int) else 0
        if code == INTERRUPTED:
            _complain("interrupted; nothing is half-written.")
        if sys.stdout is not None:
            sys.stdout.flush()  # Here its reader may be gone, later that would be a traceback.
        return code
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # Of plug-ins, of libraries, of a machine that is full.
        if os.environ.get("EMOGEN_DEBUG") or "--verbose" in arguments:
            traceback.print_exception(error)
        return _told(error)


def _told(error: BaseException) -> int:
    """Say an error in one line, and return the exit code."""
    if isinstance(error, EmogenError):
        _complain(str(error))
        return error.exit_code
    if isinstance(error, TyperException):
        context = getattr(error, "ctx", None)
        help_command = f" See `{context.command_path} --help`." if context else ""
        message = error.format_message()
        if message:  # Empty after a group was called without a command: its help was printed.
            _complain(f"{message}{'' if message.endswith(('.', '?')) else '.'}{help_command}")
        return error.exit_code
    if isinstance(error, BrokenPipeError) or (
        isinstance(error, SystemExit) and isinstance(error.__context__, BrokenPipeError)  # Of rich.
    ):
        # The reader of our output has gone, e.g. `emogen voices | head`.
        discard_stdout()
        return 0
    if isinstance(error, OSError):
        # E.g. the temporary folder is full; our own files have said it in their own words.
        _complain(str(output_error(named_by(error, "a file"), error)))
    elif isinstance(error, MemoryError):
        _complain(str(EmogenError("there is not enough memory", fix="Ask for less at a time.")))
    else:
        failed = EmogenError(
            "something went wrong in emogen itself, or in a plug-in",
            why=in_one_line(error),
            fix="EMOGEN_DEBUG=1 shows where.",
        )
        _complain(str(failed))
    return 1


def _complain(message: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # Nobody may be there to read it.
        typer.echo(f"emogen: {message}", err=True)
