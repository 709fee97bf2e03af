"""Whatever is raised, whoever raises it: one line for people, and the rest goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from emogen.cli import main
from emogen.cli.main import run_app
from emogen.errors import GenerationError, in_one_line
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.performing import perform
from emogen.pipelines.requests.making import make_request
from emogen.registry import guarded


class Odd(BaseException):
    """A panic that is no Exception and cannot even be printed."""

    def __str__(self) -> str:
        raise ValueError("not even that")


def _os_error(name: object) -> OSError:
    error = OSError(5, "it\nbroke", "x")
    error.filename = name
    return error


RAISED = [
    *(MemoryError(), RecursionError("deep"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"), Odd()),
    *(
        KeyError("x"),
        OSError(),
        _os_error(7),
        _os_error(b"\xff"),
        _os_error(None),
        StopIteration(),
        SystemExit(3),
    ),
    *(
        SystemExit("bye"),
        GeneratorExit(),
        AssertionError("a\nb\x1b[31m"),
        ExceptionGroup("g", [ValueError("x")]),
    ),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_the_command_line_ends_with_one_line(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.delenv("EMOGEN_DEBUG", raising=False)
    monkeypatch.setattr(main, "app", fail)
    assert run_app(["voices"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("emogen: ")
    assert len(told.splitlines()) == 1
    monkeypatch.setenv("EMOGEN_DEBUG", "1")
    run_app(["voices"])
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_a_job_that_raises_is_a_line_of_its_batch(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    request = make_request("face", {"size": "64x64"})
    monkeypatch.setattr(type(request), "update", fail)
    job = Job("a", request, Path("a.png"))
    outcome = perform(job, tmp_path)
    assert outcome.status == "failed"
    assert outcome.error.isprintable()
    assert outcome.job.id == "a"


@pytest.mark.parametrize(
    "error", [error for error in RAISED if not isinstance(error, GeneratorExit)], ids=in_one_line
)
def test_a_plugin_that_raises_is_named(error: BaseException) -> None:
    class Plugin:
        kind, name = "judge", "odd"

    with pytest.raises(GenerationError, match=r"odd.* failed"), guarded(Plugin):
        raise error


SCRIPT = "import sys; from emogen.cli.start import main; sys.argv[1:] = {arguments!r}; {before}; main()"


def _started(arguments: list[str], before: str = "print('ready', flush=True)") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(arguments=arguments, before=before)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # Whoever runs the tests in the background ignores it, and children inherit that.
        preexec_fn=(lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
        if os.name == "posix"
        else None,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_while_the_command_line_loads_ends_quietly() -> None:
    process = _started(["voices"])
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert (process.returncode, told) == (130, "") or process.returncode == 0  # It was faster.


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_that_becomes_another_error_ends_with_130(tmp_path: Path) -> None:
    before = (
        "import os, signal, emogen.cli.main as m\n"
        "def app(*a, **k):\n"
        "    try: os.kill(os.getpid(), signal.SIGINT)\n"
        "    except KeyboardInterrupt as error: raise ImportError('half a library') from error\n"
        "m.app = app"
    )
    code = SCRIPT.format(arguments=["voices"], before=f"exec({before!r})")
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("command", [["voices"], ["emotions"], ["--help"], ["explain", "joy", "--json"]])
def test_a_reader_that_has_gone_is_no_error(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = SCRIPT.format(arguments=command, before="pass")
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, check=False, encoding="utf-8"
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
