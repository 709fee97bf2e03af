"""Accuracy of normalisation, written text into words: ``python -m benchmarks.normalise FOLDER``.

    python -m benchmarks.normalise FOLDER [--language en ...] [--library nemo|wetext] [--wrong]

``FOLDER`` holds files such as ``en.tsv`` with the columns ``class``, ``written`` and ``spoken``, whose
alternatives are separated by ``|``. A case is right where the words said are one of the alternatives;
case, marks, hyphens and blanks do not count, and a letter may be written as itself or by its name.
Cases that are a matter of taste are listed in ``benchmarks/baselines/normalise_taste.tsv`` with the
reason; the table has both scores.

``--library`` measures a library that is installed beside emogen on the same cases, and keeps its
figures in ``benchmarks/baselines/normalise_libraries.tsv``. Writes ``docs/tables/normalise.md``.
"""

from __future__ import annotations

import argparse
import csv
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final

from emogen.errors import RequestError
from emogen.files import write_text
from emogen.pipelines.speech.text.languages import find_language, language_names
from emogen.pipelines.speech.text.words import normal_text, read

BASELINES: Final = Path(__file__).parent / "baselines"
TASTE: Final = BASELINES / "normalise_taste.tsv"
LIBRARIES: Final = BASELINES / "normalise_libraries.tsv"
TARGET: Final = Path(__file__).parent.parent / "docs" / "tables" / "normalise.md"

CODES: Final = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br"}
"""Name of a file -> the code of its language, where they differ."""

DISTRIBUTIONS: Final = {"nemo": ("nemo_text_processing", "pynini"), "wetext": ("wetext", "kaldifst")}
"""A library -> what is installed for it and for little else."""

LANGUAGES_OF: Final = {
    "nemo": ("de", "en", "es", "fr", "hi", "it", "ja", "pt", "zh"),
    "wetext": ("en", "ja", "zh"),
}
"""A library -> the languages that it normalises."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the ways to say it."""

    language: str
    kind: str
    written: str
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A case with what is said for it."""

    case: Case
    said: str
    right: bool


def read_cases(file: Path) -> list[Case]:
    """The cases of a file, whose name is that of their language.

    A file that goes from words to figures, as NeMo's German one does, is turned round.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        fields = [line.rstrip("\r\n").split("\t") for line in lines][1:]
    rows = [(kind, written, spoken) for kind, written, spoken in (row for row in fields if len(row) == 3)]
    figures = [sum(any(sign.isdigit() for sign in row[column]) for row in rows) for column in (1, 2)]
    if figures[1] > figures[0]:
        rows = [(kind, spoken, written) for kind, written, spoken in rows]
    return [
        Case(CODES.get(file.stem, file.stem), kind, written, tuple(map(str.strip, spoken.split("|"))))
        for kind, written, spoken in rows
    ]


def say(written: str, language: str) -> str:
    """Words said for a text; empty where it says nothing. Chinese and Japanese in characters."""
    if find_language(language).unspaced:
        return normal_text(written, language)
    try:
        return " ".join(word.spoken or word.text for word in read(written, language=language))
    except RequestError:
        return ""


def score(cases: Iterable[Case], language: str, normalise: Callable[[str], str] | None = None) -> list[Row]:
    """Each case of a language with the words said for it and whether they are right.

    Args:
        cases: those of other languages are left out.
        language: its code in emogen, e.g. ``"en-us"``.
        normalise: turns a text into words; emogen does where it is None.
    """
    rows = []
    for case in cases:
        if case.language == language:
            said = say(case.written, language) if normalise is None else normalise(case.written)
            fits = bare(said, language) in {bare(spoken, language) for spoken in case.spoken}
            rows.append(Row(case, said, fits))
    return rows


def bare(text: str, language: str) -> str:
    """The letters and figures of a text in lower case without blanks; names of letters become letters."""
    plain = unicodedata.normalize("NFC", text.lower())
    plain = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in _closed(plain))
    words = f" {' '.join(plain.split())} "
    for name, letter in _letters(language):
        words = words.replace(f" {name} ", f" {letter} ").replace(f" {name} ", f" {letter} ")
    return words.replace(" ", "")


def _closed(text: str) -> str:
    return text.replace("'", "").replace("’", "")


@lru_cache(maxsize=32)
def _letters(language: str) -> tuple[tuple[str, str], ...]:
    """Names of letters with their letters, names of several words first."""
    if language not in language_names():
        return ()
    named = {
        name.lower(): written
        for (kind, written), name in find_language(language).spoken.items()
        if kind == "letter" and name
    }
    return tuple(sorted(named.items(), key=lambda pair: -len(pair[0].split())))


# Taste ------------------------------------------------------------------------------------------------


def taste() -> dict[tuple[str, str], str]:
    """Language and text -> why another answer than the expected one is as good or better."""
    return {(row["language"], row["written"]): row["reason"] for row in _rows(TASTE)}


def shares(rows: Sequence[Row]) -> tuple[float, float, int]:
    """The share that is right, that without the wrong cases set aside as taste, and how many these are."""
    reasons = taste()
    aside = sum(not row.right and (row.case.language, row.case.written) in reasons for row in rows)
    right = sum(row.right for row in rows)
    return right / len(rows), right / max(1, len(rows) - aside), aside


# Libraries --------------------------------------------------------------------------------------------


def measure(library: str, folder: Path) -> list[dict[str, str]]:
    """A library's figures on the cases of a folder, a row a language."""
    size = sum(_megabytes(name) for name in DISTRIBUTIONS[library])
    versions = " + ".join(f"{name} {metadata.version(name)}" for name in DISTRIBUTIONS[library])
    measured = []
    for name in LANGUAGES_OF[library]:
        file = folder / f"{name}.tsv"
        if not file.is_file():
            continue
        cases = read_cases(file)
        began = time.perf_counter()
        normalise = _normaliser(library, name)
        normalise("one 2 three")
        ready = time.perf_counter()
        rows = score(cases, cases[0].language, normalise)
        each = (time.perf_counter() - ready) / len(cases) * 1000
        measured.append(
            {
                "library": library, "versions": versions, "language": cases[0].language,
                "cases": str(len(rows)), "right": str(sum(row.right for row in rows)),
                "MB": f"{size:.0f}", "start_s": f"{ready - began:.1f}", "ms_a_line": f"{each:.1f}",
            }
        )  # fmt: skip
    return measured


def _normaliser(library: str, name: str) -> Callable[[str], str]:
    """A library's function from text to words; what it refuses is said as nothing."""
    if library == "nemo":
        module: Any = import_module("nemo_text_processing.text_normalization.normalize")
        made = module.Normalizer(input_case="cased", lang=name)

        def answer(text: str) -> str:
            return str(made.normalize(text, punct_post_process=True))
    else:
        module = import_module("wetext")
        made = module.Normalizer(lang=name, operator="tn")

        def answer(text: str) -> str:
            return str(made.normalize(text))

    def safe(text: str) -> str:
        try:
            return answer(text)
        except Exception:  # whatever a library raises for a text, it has not said it
            return ""

    return safe


def _megabytes(distribution: str) -> float:
    files = metadata.files(distribution) or []
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()) / 1e6


def _kept(measured: list[dict[str, str]]) -> None:
    """Put new figures of a library in the place of its old ones."""
    replaced = {(row["library"], row["language"]) for row in measured}
    old = [row for row in _rows(LIBRARIES) if (row["library"], row["language"]) not in replaced]
    rows = sorted([*old, *measured], key=lambda row: (row["library"], row["language"]))
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    write_text(LIBRARIES, "\n".join(lines) + "\n")


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


# The table --------------------------------------------------------------------------------------------


def table(scored: dict[str, tuple[list[Row], float]]) -> str:
    """The page: scores by language and by class, libraries, and what is set aside."""
    libraries = _rows(LIBRARIES)
    lines = [
        "Written by `python -m benchmarks.normalise FOLDER` (the cases are every second one of the tests of",
        "NeMo-text-processing, Apache-2.0).",
        "",
        "| language | cases | right | without matters of taste | of these | ms a line | NeMo | WeText |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for language, (rows, each) in scored.items():
        raw, fair, aside = shares(rows)
        others = (_library_share(libraries, name, language) for name in DISTRIBUTIONS)
        lines.append(
            f"| {language} | {len(rows)} | {raw:.3f} | {fair:.3f} | {aside} | {each:.1f} | "
            + " | ".join(others)
            + " |"
        )
    lines += [
        "",
        "| library | MB | language | right | ready after s | ms a line |",
        "|---|---|---|---|---|---|",
    ]
    for row in libraries:
        right = int(row["right"]) / int(row["cases"])
        lines.append(
            f"| {row['versions']} | {row['MB']} | {row['language']} | {right:.3f} | {row['start_s']} "
            f"| {row['ms_a_line']} |"
        )
    for language, (rows, _) in scored.items():
        lines += ["", f"## {language}", "", "| class | cases | right |", "|---|---|---|"]
        for kind in dict.fromkeys(row.case.kind for row in rows):
            of_kind = [row for row in rows if row.case.kind == kind]
            lines.append(f"| {kind} | {len(of_kind)} | {sum(row.right for row in of_kind)} |")
        lines += _set_aside(rows)
    return "\n".join(lines) + "\n"


def _library_share(libraries: list[dict[str, str]], name: str, language: str) -> str:
    for row in libraries:
        if (row["library"], row["language"]) == (name, language):
            return f"{int(row['right']) / int(row['cases']):.3f}"
    return ""


def _set_aside(rows: list[Row]) -> list[str]:
    reasons = taste()
    aside = [row for row in rows if not row.right and (row.case.language, row.case.written) in reasons]
    if not aside:
        return []
    lines = ["", "Set aside as taste:", "", "| written | expected | said | reason |", "|---|---|---|---|"]
    for row in aside:
        cells = (row.case.written, row.case.spoken[0], row.said, reasons[row.case.language, row.case.written])
        lines.append(
            "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", nargs="*", help="names of files, e.g. en; all where not given")
    parser.add_argument("--library", choices=sorted(DISTRIBUTIONS), help="measure this instead")
    parser.add_argument("--wrong", action="store_true", help="print what is wrong, write nothing")
    options = parser.parse_args()
    if options.library:
        _kept(measure(options.library, options.folder))
        return
    scored = {}
    for file in sorted(options.folder.glob("*.tsv")):
        code = CODES.get(file.stem, file.stem)
        if (options.language and file.stem not in options.language) or code not in language_names():
            continue
        cases = read_cases(file)
        say(cases[0].written, code)
        began = time.perf_counter()
        rows = score(cases, code)
        scored[code] = rows, (time.perf_counter() - began) / len(cases) * 1000
        if options.wrong:
            for row in rows:
                if not row.right:
                    kind = "taste" if (code, row.case.written) in taste() else row.case.kind
                    print(f"{kind}\t{row.case.written}\t{' | '.join(row.case.spoken)}\t{row.said}")
    for code, (rows, _) in scored.items():
        raw, fair, aside = shares(rows)
        print(f"{code}: {raw:.3f} of {len(rows)}; {fair:.3f} without {aside} matters of taste")
    if not options.wrong and not options.language:
        write_text(TARGET, table(scored))


if __name__ == "__main__":
    main()
