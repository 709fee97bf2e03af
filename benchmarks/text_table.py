"""One page on words and directions, ``docs/tables/text.md``, put together from what each part measured.

    python -m benchmarks.text_table [--final]

A part that has not been measured is named as missing; with ``--final`` that is an error, and nothing is
written. Lines of own code are counted by git, before at :data:`BEFORE`, after at the current commit.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from emogen.files import write_text

ROOT: Final = Path(__file__).parents[1]
TABLES: Final = ROOT / "docs" / "tables"

BEFORE: Final = "32da4d0"
"""The commit before the front end by libraries."""


@dataclass(frozen=True, slots=True)
class Part:
    """One measurement.

    Attributes:
        title: of its section here.
        file: where its own script writes it, in ``docs/tables``.
        script: that makes it.
        sections: headings of the file whose text is shown here, what stands above its first second-level
            heading where empty.
    """

    title: str
    file: str
    script: str
    sections: tuple[str, ...] = ("",)


PARTS: Final = (
    Part("Written words made spoken", "normalise.md", "benchmarks/normalise.py"),
    Part("Homographs", "homographs.md", "tools/homographs.py"),
    Part(
        "Words by sound",
        "round_trip.md",
        "benchmarks/round_trip.py",
        ("", "By language", "By emotion (English)", "Interjections"),
    ),
    Part("First words", "first_words.md", "benchmarks/first_words.py"),
    Part("Directions", "directions.md", "benchmarks/directions.py"),
    Part("Felt lines", "read_lines.md", "benchmarks/read_lines.py"),
)

_CODE: Final = {
    "words and their sounds": ("pipelines/speech/text",),
    "scripts and other tools' tags": (
        "conditioning/markup.py", "conditioning/ssml.py", "conditioning/ssml_values.py",
        "conditioning/tags.py", "conditioning/script.py", "conditioning/caret.py", "conditioning/dialects",
    ),
    "feelings in text": (
        "conditioning/read/text.py", "conditioning/read/encoder.py", "conditioning/read/ngrams.py",
        "conditioning/read/story.py", "conditioning/read/direction.py", "conditioning/read/conversation.py",
        "conditioning/read/multilingual.py",
    ),
}  # fmt: skip
"""What reads text, by what it reads: files and folders, of which a state may lack some."""

_LONGEST: Final = 45
"""Lines of a section that are shown: the rest is in its own file."""


def part_text(part: Part) -> list[str] | None:
    """A part's section; None where it has not been measured, or lacks a section that is shown here."""
    path = TABLES / part.file
    if not path.exists():
        return None
    found = sections(path.read_text(encoding="utf-8"))
    if any(name not in found for name in part.sections):
        return None
    text = [f"## {part.title}", "", f"`{part.script}`, in full: [{part.file}]({part.file})", ""]
    for name in part.sections:
        if name:
            text += [f"### {name}", ""]
        lines = found[name]
        text += lines[:_LONGEST]
        if len(lines) > _LONGEST:
            text += ["", f"… and {len(lines) - _LONGEST} lines more."]
        text.append("")
    return text


def sections(text: str) -> dict[str, list[str]]:
    """The lines below each second-level heading, and above the first one as ``""``; without the title."""
    found: dict[str, list[str]] = {"": []}
    name = ""
    for line in text.splitlines():
        heading = re.fullmatch(r"## +(.*)", line)
        if heading:
            name = heading[1].strip()
            found[name] = []
        elif not line.startswith("# "):
            found[name].append(line)
    return {name: _trimmed(lines) for name, lines in found.items()}


def _trimmed(lines: Sequence[str]) -> list[str]:
    return "\n".join(lines).strip("\n").splitlines()


# Code --------------------------------------------------------------------------------------------


def code_lines(commit: str, paths: Sequence[str]) -> int:
    """Lines of Python of files and folders at a commit; those that it lacks count nothing."""
    names = [name for name in _git("ls-tree", "-r", "--name-only", commit, "--", *paths).split("\n") if name]
    return sum(_git("show", f"{commit}:{name}").count("\n") for name in names if name.endswith(".py"))


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def code() -> list[str]:
    """The lines of own code that read text, before and after."""
    text = [
        "## Lines of own code", "",
        f"Python in this repository, tests and tables not counted; before is {BEFORE}.", "",
        "| what | before | after |", "|---|---|---|",
    ]  # fmt: skip
    totals = [0, 0]
    for what, paths in _CODE.items():
        counts = [code_lines(commit, paths) for commit in (BEFORE, "HEAD")]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        text.append(f"| {what} | {counts[0]:,} | {counts[1]:,} |")
    return [*text, f"| all | {totals[0]:,} | {totals[1]:,} |", ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--final", action="store_true", help="a part that is missing is an error")
    options = parser.parse_args()
    text = [
        "# Words and directions", "",
        "From written text to what is heard, and from a direction to what is felt: the figures of each part. "
        "Put together by `benchmarks/text_table.py`.", "",
    ]  # fmt: skip
    missing = []
    for part in PARTS:
        section = part_text(part)
        if section is None:
            missing.append(part.file)
            section = [f"## {part.title}", "", f"Not measured yet (`{part.script}`).", ""]
        text += section
    if missing and options.final:
        sys.exit(f"not measured: {', '.join(missing)}")
    write_text(TABLES / "text.md", "\n".join([*text, *code()]).rstrip() + "\n")
    print(f"{TABLES / 'text.md'}: {len(PARTS) - len(missing)} of {len(PARTS)} parts")


if __name__ == "__main__":
    main()
