"""The vocabularies that are built in: emogen's words, and the user's own table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final

from emogen.conditioning.vocabulary import VAD, Entry, Shares, Vocabulary
from emogen.errors import RequestError
from emogen.files import read_text
from emogen.home import home
from emogen.tables import asset_rows

OWN: Final = "vocabulary.tsv"
"""The user's table, in :func:`emogen.home.home`."""

_COLUMNS: Final = ("name", "taxonomies", "vad", "spread", "basic", "parts", "synonyms", "source")


class Shipped(Vocabulary):
    """emogen's words, each with its source and how sure its numbers are."""

    name: ClassVar[str] = "emogen"

    def entries(self) -> Iterator[Entry]:
        """In the order of the table."""
        table: dict[str, Entry] = {}
        for row in asset_rows("vocabulary.tsv"):
            table[row["name"]] = _entry(row, table)
        yield from table.values()


class Own(Vocabulary):
    """The user's own words.

    They are in the table ``vocabulary.tsv`` in emogen's folder (:func:`emogen.home.home`). It has the
    columns of emogen's own, divided by tabs; all but ``name`` and ``vad`` may be left out. A mixture has
    its two primaries in ``parts`` and needs no ``vad``.
    """

    name: ClassVar[str] = "own"

    def entries(self) -> Iterator[Entry]:
        """In the order of the table; none where there is no table.

        Raises:
            RequestError: the table cannot be read, or a row of it.
        """
        path = home() / OWN
        if not path.is_file():
            return
        table = {entry.name: entry for entry in Shipped().entries()}
        reader = csv.DictReader(read_text(path, kind="vocabulary").splitlines(), delimiter="\t", restval="")
        strange = set(reader.fieldnames or ()) - set(_COLUMNS)
        if strange or "name" not in (reader.fieldnames or ()):
            raise RequestError(
                f"the columns of {path} are not those of a vocabulary",
                why=f"unknown: {', '.join(sorted(strange))}" if strange else "there is no column 'name'",
                fix=f"Use {', '.join(_COLUMNS)}, divided by tabs.",
            )
        for row in reader:
            try:
                entry = _entry({column: row.get(column) or "" for column in _COLUMNS}, table)
            except (KeyError, ValueError) as error:
                raise RequestError(
                    f"cannot read line {reader.line_num} of {path}",
                    why=f"{type(error).__name__}: {error}",
                    fix='Write e.g. "0.5 0.3 -0.2" in vad, "joy:0.4 fear:0.2" in basic.',
                ) from error
            table[entry.name] = entry
            yield entry


def _entry(row: Mapping[str, str], table: Mapping[str, Entry]) -> Entry:
    """The word of a row, whose parts are words of ``table``."""
    parts = tuple(row["parts"].split())
    made = [table[part] for part in parts]
    if not row["vad"] and not made:
        raise ValueError("it has neither vad nor parts")
    given: dict[str, VAD] = {}
    if row["spread"] or made:
        given["spread"] = _vad(row["spread"]) if row["spread"] else _mean(entry.spread for entry in made)
    return Entry(
        name=row["name"].strip(),
        taxonomies=tuple(row["taxonomies"].split()) or ("common",),
        vad=_vad(row["vad"]) if row["vad"] else _mean(entry.vad for entry in made),
        basic=_shares(row["basic"]) if row["basic"] else _blend(made),
        parts=parts,
        synonyms=tuple(word.strip() for word in row["synonyms"].split(",") if word.strip()),
        source=row["source"],
        **given,
    )


def _vad(text: str) -> VAD:
    valence, arousal, dominance = map(float, text.split())
    return valence, arousal, dominance


def _mean(vectors: Iterable[VAD]) -> VAD:
    valence, arousal, dominance = (round(sum(axis) / len(axis), 4) for axis in zip(*vectors, strict=True))
    return valence, arousal, dominance


def _shares(text: str) -> Shares:
    pairs = (pair.partition(":") for pair in text.split())
    return tuple((name, float(strength)) for name, _, strength in pairs)


def _blend(made: list[Entry]) -> Shares:
    """The basic emotions of a mixture: the mean of its parts'."""
    total: dict[str, float] = {}
    for entry in made:
        for basic, strength in entry.basic:
            total[basic] = round(total.get(basic, 0.0) + strength / len(made), 4)
    return tuple(sorted(total.items()))
