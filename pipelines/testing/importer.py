"""The contract of every importer of scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from emogen.errors import RequestError
from emogen.pipelines.project.importing import Source, read_dialogue, sources_of
from emogen.pipelines.project.lines import Dialogue, DialogueLine
from emogen.pipelines.testing.contract import expect, must, on_trial

_SUFFIX: Final = re.compile(r"\.[a-z0-9.]{1,16}")
_VARIABLE: Final = re.compile(r"(?<![\\{])\{([\w.:-]+)\}(?!\})")

_HOSTILE: Final[Mapping[str, bytes]] = {
    "nothing": b"",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "no UTF-8": "Fran\xe7ais : \xab d\xe9j\xe0 \xbb\n".encode("latin-1") * 4,
    "bytes of no text": bytes(range(256)) * 8,
    "3,000 brackets": b"[{(<" * 750 + b"\n" + b'"' * 3000,
    "closing brackets": b"]})>" * 750,
    "deep indentation": b"".join(b" " * depth + b"- * -> if x:\n" for depth in range(300)),
    "a line of 100,000 letters": b"a" * 100_000,
    "an unfinished text": b'title: x\n---\nlabel a:\n  e "Hello',
}
"""Files that are of no tool, by what they are."""


def check_importer(
    importer: type[Any],
    options: Mapping[str, Any] | None = None,
    *,
    files: Mapping[str, str] | None = None,
) -> None:
    """Check an importer: its title and suffixes; that files of no tool are a ``RequestError`` or problems,
    and nothing else; and of files that it reads: that their ids are told apart, lines have a place, a
    speaker who is listed and their variables, and that they are read alike whatever ends their lines.

    Args:
        importer: the class.
        options: its own settings, where the defaults cannot work.
        files: texts that it reads, by their names; without them only the first two are checked.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with on_trial(importer, "importer", options) as made:
        titled = isinstance(made.title, str) and made.title and "\n" not in made.title
        expect(made, titled, "a title of one line", f"it is {made.title!r}")
        suffixes = tuple(made.suffixes)
        fit = suffixes and all(_SUFFIX.fullmatch(suffix) for suffix in suffixes)
        expect(made, fit, "suffixes in lower case, each with its dot", f"they are {suffixes!r}")
        with TemporaryDirectory() as folder:
            _check_hostile(importer, Path(folder), suffixes, options)
        if files is not None:
            with TemporaryDirectory() as folder:
                _check_files(importer, Path(folder), files, options)


def _check_hostile(
    importer: type[Any], folder: Path, suffixes: Sequence[str], options: Mapping[str, Any] | None
) -> None:
    for what, content in _HOSTILE.items():
        for suffix in suffixes:
            path = folder / f"script{suffix}"
            path.write_bytes(content)
            (source,) = sources_of(path, suffixes)
            _claimed(importer, source)
            with must(importer, f"a RequestError or problems for a {suffix} file with {what}"):
                try:
                    dialogue = read_dialogue(path, importer=importer.name, options=options)[importer.name]
                except RequestError:
                    continue
            _check_problems(importer, dialogue, {path.name})
            path.unlink()


def _claimed(importer: type[Any], source: Source) -> bool:
    with must(importer, "`claims` to look at any file with one of its suffixes"):
        claimed = importer.claims(source)
    expect(importer, isinstance(claimed, bool), "`claims` to say True or False", f"it says {claimed!r}")
    return bool(claimed)


def _check_files(
    importer: type[Any], folder: Path, files: Mapping[str, str], options: Mapping[str, Any] | None
) -> None:
    read = [
        _read(importer, folder / name, files, end, encoding, options)
        for name, end, encoding in (
            ("unix", "\n", "utf-8"),
            ("windows", "\r\n", "utf-8-sig"),
            ("again", "\n", "utf-8"),
        )
    ]
    expect(importer, read[0] == read[2], "the same dialogue of the same files", "it differs")
    same = read[0] == read[1]
    expect(
        importer, same, "the same dialogue with the line ends and byte order mark of Windows", "it differs"
    )
    dialogue = read[0]
    expect(importer, dialogue.lines, "lines in the files given", "there are none")
    _check_problems(importer, dialogue, set(files))
    _check_ids(importer, dialogue)
    speakers = {speaker.id for speaker in dialogue.speakers}
    for line in dialogue.lines:
        _check_line(importer, line, dialogue, speakers)


def _read(
    importer: type[Any],
    folder: Path,
    files: Mapping[str, str],
    end: str,
    encoding: str,
    options: Mapping[str, Any] | None,
) -> Dialogue:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.replace("\n", end).encode(encoding))
        (source,) = sources_of(path, importer.suffixes)
        expect(importer, _claimed(importer, source), f"to claim {name}, which it reads", "it does not")
    with must(importer, "a dialogue of the files given"):
        return read_dialogue(folder, importer=importer.name, options=options)[importer.name]


def _check_problems(importer: type[Any], dialogue: Dialogue, names: set[str]) -> None:
    for problem in dialogue.problems:
        fits = problem.file in names and problem.row >= 0 and problem.what and "\n" not in problem.what
        expect(importer, fits, "problems of one line, in a file that was read", f"one is {problem!r}")


def _check_ids(importer: type[Any], dialogue: Dialogue) -> None:
    counts = Counter(line.id for line in dialogue.lines)
    expect(importer, "" not in counts, "an id for every line", "one has none")
    told = "\n".join(problem.what for problem in dialogue.problems)
    for id, count in counts.items():
        expect(
            importer, count == 1 or id in told, "a problem where two lines have one id", f"{id!r} has {count}"
        )
    for line in dialogue.lines:
        known = not line.same_as or line.same_as in counts
        expect(importer, known, "in `same_as` the id of a line", f"it is {line.same_as!r}")


def _check_line(importer: type[Any], line: DialogueLine, dialogue: Dialogue, speakers: set[str]) -> None:
    expect(importer, line.words, f"words of {line.id!r}", "it has none")
    strange = set(line.words) - {"", *dialogue.languages}
    expect(importer, not strange, "a code for every language", f"there is none for {strange}")
    known = not line.speaker or line.speaker in speakers
    expect(importer, known, "every speaker among the speakers", f"{line.speaker!r} is not")
    expect(
        importer, line.file and line.row >= 1, "a file and a row", f"{line.id!r} has {line.file}:{line.row}"
    )
    named = {name for words in line.words.values() for name in _VARIABLE.findall(words.spoken)}
    missing = named - set(line.variables)
    expect(importer, not missing, "the variables in the words among the line's", f"{missing} are not")
