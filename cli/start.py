"""Where the script ``emogen`` starts: Ctrl-C while the command line is still being loaded."""

from __future__ import annotations

import signal
import sys

_usual = signal.getsignal(signal.SIGINT)
if _usual is signal.default_int_handler:
    # Until there is someone to catch it, Ctrl-C ends the process, without a word.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> None:
    """Load the command line and run it. Exit code 130 after Ctrl-C, as shells have it."""
    try:
        from emogen.cli.main import main as run

        if _usual is signal.default_int_handler:
            signal.signal(signal.SIGINT, _usual)
        run()
    except KeyboardInterrupt:
        sys.exit(130)
