"""Ren'Py itself, where it is installed (Debian's package ``renpy``), run without screen and sound card."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

_LAUNCHER: Final = """
import ast, builtins, sys

compile_ = builtins.compile

def compiled(source, *arguments, **keywords):
    # Ren'Py 8.0 makes trees without end of line, which Python 3.11 refuses.
    try:
        return compile_(source, *arguments, **keywords)
    except ValueError as error:
        if "line range" not in str(error):
            raise
        for node in ast.walk(source):
            if hasattr(node, "lineno"):
                node.end_lineno, node.end_col_offset = node.lineno, getattr(node, "col_offset", 0)
        return compile_(source, *arguments, **keywords)

builtins.compile = compiled
program = sys.argv.pop(1)
sys.argv[0] = program
exec(compile_(open(program, encoding="utf-8").read(), program, "exec"), globals())
"""

_CHECK: Final = """
init python:
    def emogen_check():
        import json
        parser = renpy.arguments.ArgumentParser()
        parser.add_argument("out")
        path = parser.parse_args().out
        translator = renpy.game.script.translator
        kinds = ("Say", "TranslateSay")
        said = [
            id for id, block in translator.default_translates.items()
            if type(block).__name__ in kinds
            or any(type(node).__name__ in kinds for node in getattr(block, "block", []))
        ]
        voice = config.auto_voice
        files = {id: voice(id) if callable(voice) else voice.format(id=id) for id in said}
        found = {}
        for language in (None, *sorted(translator.languages)):
            renpy.game.preferences.language = language
            folder = "tl/%s/" % language if language else ""
            found[language or ""] = sorted(id for id in said if renpy.loader.loadable(folder + files[id]))
        images = sorted(" ".join(image) for image in renpy.display.image.images)
        with open(path, "w") as file:
            json.dump({"said": sorted(said), "voiced": found, "images": images}, file)
        return False

    renpy.arguments.register_command("emogen_check", emogen_check)
"""


def engine() -> Path | None:
    """Ren'Py's program; None where it is not installed."""
    program = shutil.which("renpy") or shutil.which("renpy", path="/usr/games")
    return Path(program) if program and Path("/usr/bin/python3").is_file() else None


def launcher(folder: Path) -> Path:
    """A script, written into a folder, that runs Ren'Py's program, its first argument, on Python 3.11 too."""
    path = folder / "launch.py"
    path.write_text(_LAUNCHER, encoding="utf-8")
    return path


def look(program: Path, game: Path) -> dict[str, Any]:
    """What Ren'Py finds in a game: ``said``, ids of its lines; ``voiced``, by language those whose voice it
    loads; ``images``, those that files define."""
    (game / "game" / "zz_check.rpy").write_text(_CHECK, encoding="utf-8")
    out = game / "found.json"
    quiet = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "HOME": str(game)}
    done = subprocess.run(
        ["/usr/bin/python3", str(launcher(game)), str(program), str(game), "emogen_check", str(out)],
        env={**os.environ, **quiet},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert out.is_file(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found
