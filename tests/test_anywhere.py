"""emogen runs on every system: no call that only some have, any encoding, Ctrl-C at any moment."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emogen import machine

ROOT = Path(__file__).parent.parent
FOLDERS = ("emogen", "conditioning", "pipelines", "cli", "assets", "tools", "benchmarks")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
MACHINE = ROOT / "emogen" / "machine.py"
"""The one file that may ask the system, with a fallback each."""

MODULES = {
    "fcntl",
    "grp",
    "nt",
    "posix",
    "pty",
    "pwd",
    "resource",
    "syslog",
    "termios",
    "tty",
    "winreg",
    "msvcrt",
}
CALLS = {
    *("os.chown", "os.dup2", "os.fork", "os.forkpty", "os.getgid", "os.getpgid", "os.getuid", "os.geteuid"),
    *("os.kill", "os.killpg", "os.mkfifo", "os.nice", "os.sched_getaffinity", "os.sched_setaffinity"),
    *("os.setsid", "os.setpgrp", "os.startfile", "os.symlink", "os.uname", "os.wait", "os.waitpid"),
    *("os.cpu_count", "os.process_cpu_count", "multiprocessing.cpu_count", "os.sendfile", "os.getloadavg"),
    *(
        "signal.SIGKILL",
        "signal.SIGALRM",
        "signal.SIGHUP",
        "signal.SIGUSR1",
        "signal.SIGUSR2",
        "signal.SIGCHLD",
    ),
    *("signal.alarm", "signal.setitimer", "signal.pause", "time.tzset"),
}
PLACES = ("/proc", "/dev/", "/sys/", "/etc/", "/tmp", "/var/", "/usr/")
PATHS = ("/dev/captioned_speech",)
"""Paths of a server, which only look like places."""
IN_BENCHMARKS = {"os.getloadavg", "resource", "/proc"}
"""What scripts may use that measure on the machines of developers."""


def special_calls(tree: ast.AST) -> Iterator[str]:
    """Names of modules, calls and places in a source that not every system has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ({alias.name for alias in node.names} & MODULES)
        elif isinstance(node, ast.ImportFrom):
            yield from ({node.module or ""} & MODULES)
            yield from ({f"{node.module}.{alias.name}" for alias in node.names} & CALLS)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from ({f"{node.value.id}.{node.attr}"} & CALLS)
        elif isinstance(node, ast.Attribute) and node.attr in ("symlink_to", "hardlink_to"):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg in ("preexec_fn", "start_new_session"):
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value not in PATHS:
                yield from (place for place in PLACES if node.value.startswith(place))
            yield from (place for place in PLACES[:1] if f"'{place}" in node.value)


def unnamed_encodings(tree: ast.AST) -> Iterator[int]:
    """Lines that read or write text of another process in whatever encoding the machine has.

    Files are ruff's (PLW1514)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            as_text = any(
                isinstance(value := given.get(name), ast.Constant) and value.value is True
                for name in ("text", "universal_newlines")
            )
            if as_text and "encoding" not in given:
                yield node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_call_that_only_some_systems_have(path: Path) -> None:
    found = set(special_calls(ast.parse(path.read_text(encoding="utf-8"))))
    if path.is_relative_to(ROOT / "benchmarks"):
        found -= IN_BENCHMARKS
    if path.is_relative_to(ROOT / "tools") or path.is_relative_to(ROOT / "benchmarks"):
        found -= {"symlink_to"}
    assert path == MACHINE or not found


def test_the_search_for_such_calls_finds_them() -> None:
    text = "import os, fcntl\nos.fork()\nfrom os import sched_getaffinity\nopen('/proc/self/status')"
    assert set(special_calls(ast.parse(text))) == {"fcntl", "os.fork", "os.sched_getaffinity", "/proc"}
    assert list(unnamed_encodings(ast.parse("run(a, text=True)\nrun(a, text=True, encoding='utf-8')"))) == [1]


@pytest.mark.parametrize(
    "path", [*SOURCES, *sorted((ROOT / "tests").glob("*.py"))], ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_process_is_read_in_a_named_encoding(path: Path) -> None:
    assert not list(unnamed_encodings(ast.parse(path.read_text(encoding="utf-8"))))


def test_cores_are_counted_where_the_system_does_not_tell_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= machine.cores() <= (os.cpu_count() or 1)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert machine.cores() == (os.cpu_count() or 1)


def test_living_processes_are_told_from_dead_ones() -> None:
    assert machine.is_running(os.getpid())
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert not machine.is_running(done.pid)


EMOGEN = [sys.executable, "-c", "from emogen.cli.start import main; main()"]
"""As the script ``emogen`` starts it."""

LOCALES = [
    {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("locale", LOCALES, ids=["ascii", "cp1252", "C"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["speak", "--help"],
        ["emotions"],
        ["explain", "😭"],
        ["voices"],
        ["script", "[sad] Größe… 😭"],
        ["explain", "grüßlich"],
    ],
    ids=lambda arguments: "-".join(arguments[:2]).encode("ascii", "ignore").decode(),
)
def test_any_encoding_of_the_terminal_will_do(arguments: list[str], locale: dict[str, str]) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON", "LANG"))
    }
    done = subprocess.run([*EMOGEN, *arguments], capture_output=True, env={**kept, **locale}, check=False)
    assert done.returncode == (2 if "grüßlich" in arguments else 0), done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr


@pytest.mark.parametrize("locale", LOCALES, ids=["ascii", "cp1252", "C"])
def test_json_is_whole_in_any_encoding(locale: dict[str, str]) -> None:
    arguments = ["script", "[sad] Gr\u00f6\u00dfe\u2026 \u4f60", "--json"]
    done = subprocess.run(
        [*EMOGEN, *arguments], capture_output=True, env={**os.environ, **locale}, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Größe…" in str(json.loads(done.stdout))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to groups of processes only")
@pytest.mark.parametrize("milliseconds", [40, 60, 80, 100, 130, 160, 200, 300, 450])
def test_ctrl_c_at_any_moment_leaves_no_traceback(milliseconds: int, tmp_path: Path) -> None:
    # What the interpreter does before it reaches emogen is not ours: the first line says when that was.
    code = "from emogen.cli.start import main; print('on', flush=True); main()"
    command = [sys.executable, "-c", code, "speak", "It is a long line. " * 300]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait((milliseconds - 30) / 1000)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate()
    assert b"Traceback" not in complaint
    assert process.returncode in (130, -signal.SIGINT)
    assert not list(tmp_path.iterdir())
