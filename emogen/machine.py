"""Differences between machines: every call that some systems lack is made here, with its fallback."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final


def cores() -> int:
    """Processor cores that this process may use, at least 1."""
    affinity = getattr(os, "sched_getaffinity", None)  # Not on macOS and Windows.
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def threads() -> int:
    """Threads that one computation may use: ``$EMOGEN_THREADS``, by default the cores. Processes that share a
    machine have one each."""
    chosen = os.environ.get("EMOGEN_THREADS", "")
    return max(1, int(chosen)) if chosen.isascii() and chosen.isdigit() else cores()


def memory_total() -> int:
    """Bytes of memory that this process may use; those of a small machine where that cannot be told."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf.
        return 8 * 2**30
    with contextlib.suppress(OSError, ValueError):  # A container's share, where it has one; else "max".
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return total


def memory_used() -> int:
    """Bytes of memory that this process has now, at its height where only that is known, or 0."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return 0
    import resource

    height = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return height if sys.platform == "darwin" else height * 1024


def is_running(pid: int) -> bool:
    """Whether a process of this machine is alive; True where that cannot be told."""
    if sys.platform == "win32":
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)  # Sends nothing, only looks.
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # Another user's.
    return True


def _is_running_on_windows(pid: int) -> bool:
    # os.kill() ends the process there, whatever the signal.
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    query_limited_information, still_active, invalid_parameter = 0x1000, 259, 87
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return bool(kernel.GetLastError() != invalid_parameter)
    try:
        code = ctypes.c_ulong()
        return not kernel.GetExitCodeProcess(handle, ctypes.byref(code)) or code.value == still_active
    finally:
        kernel.CloseHandle(handle)


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Hide what native code writes to standard error; does nothing where there is no such stream."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def discard_stdout() -> None:
    """Send the rest of the output nowhere, after its reader has gone (``emogen voices | head``)."""
    with contextlib.suppress(OSError, ValueError, AttributeError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


_FIRST_TO_GO: Final = "500"
"""Linux' score of processes that are ended first when memory runs out: 0 is usual, 1000 the most."""


def first_to_go() -> None:
    """Have this process ended before others when memory runs out, where the system takes such wishes."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")


def kept_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output, kept for messages: from now on prints go where errors go, and reading finds
    nothing."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return tasks, answers


def kill_a_child(parent: int, chance: random.Random) -> bool:
    """Kill one of the processes that a process started, as the system does when memory runs out; False where
    it has none, or the system does not list them. For tests."""
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    except OSError:
        return False
    if listed:
        os.kill(int(chance.choice(listed)), signal.SIGKILL)
    return bool(listed)


def speak_any_encoding() -> None:
    """Let text be printed on terminals and pipes of any encoding: letters that it lacks become ``?``."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors=errors)


def prints_unicode() -> bool:
    """Whether standard output can show every letter."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith(("utf8", "utf16", "utf32"))
