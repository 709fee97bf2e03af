"""The start of the script ``emogen``: Ctrl-C at any moment ends it with one exit code and no traceback."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any, Final, NoReturn

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""


def _leave(number: int = 0, frame: FrameType | None = None) -> NoReturn:
    del number, frame
    os._exit(INTERRUPTED)


_usual = signal.getsignal(signal.SIGINT)
if _usual is signal.default_int_handler:
    # Until there is someone to catch it, Ctrl-C ends the process, without a word.
    signal.signal(signal.SIGINT, _leave)


def main() -> None:
    """Load the command line and run it. Exit code 130 after Ctrl-C."""
    from emogen.cli.main import main as run

    interrupted = False

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        nonlocal interrupted
        interrupted = True
        signal.default_int_handler(number, frame)
        raise KeyboardInterrupt  # As the line before does.

    code: Any = INTERRUPTED
    try:
        if _usual is signal.default_int_handler:
            signal.signal(signal.SIGINT, interrupt)
        run()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:
        interrupted = True
    finally:
        if _usual is signal.default_int_handler:
            signal.signal(signal.SIGINT, _leave)  # Threads that end, and what the interpreter does last.
    # What was interrupted may have made another error of it: a library that could not be loaded, say.
    sys.exit(INTERRUPTED if interrupted else code)
