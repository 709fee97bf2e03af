"""The content of a line of Ink: words, values and alternatives, and the whole texts that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from emogen.conditioning.writer import escaped
from emogen.pipelines.project.importers.wording import tidy, variable, without_html
from emogen.pipelines.project.lines import Wording

MOST: Final = 16
"""Texts that are made of a line's alternatives at most. Ours: lines of The Intercept have up to 6."""

_STRESS: Final = re.compile(r"<(i|b|em|strong)>([^<>]{1,60})</\1>")
_STRESSED: Final = 3
"""Words of the longest stretch in italics or bold that is taken for stress. Ours."""

_LEADING: Final = re.compile(r"^[\s,;]+(?=\w)")


@dataclass(frozen=True, slots=True)
class Text:
    """Words; ``literal`` where a backslash stood before them."""

    text: str
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the game prints."""

    expression: str


@dataclass(frozen=True, slots=True)
class Join:
    """A joint of a line to its neighbour: glue, a divert behind words."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Contents one of which is shown.

    Attributes:
        branches: each with when it is shown, in the script's words.
    """

    branches: tuple[tuple[str, tuple[Piece, ...]], ...]


Piece = Text | Value | Join | Alternatives


@dataclass(frozen=True, slots=True)
class Content:
    """A line of content.

    Attributes:
        file, row: where; the row is 0 where it is not known.
        scene: knot, or ``knot.stitch``.
        kind: whether the player chooses it.
        pieces: of it.
        tags: without their sign.
        condition: when it is shown.
    """

    file: str
    row: int
    scene: str
    kind: Literal["line", "choice"]
    pieces: tuple[Piece, ...]
    tags: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One text of a line.

    Attributes:
        when: it is shown; "" for always.
        pieces: words and values.
    """

    when: str
    pieces: tuple[Text | Value | Join, ...]

    @property
    def wording(self) -> Wording:
        """Its words: as Ink has them, values in braces; and as they are said."""
        written = "".join(_written(piece) for piece in self.pieces)
        said = "".join(_spoken(piece) for piece in self.pieces)
        parts, at = [], 0
        for match in _STRESS.finditer(said):
            words = without_html(match[2])
            stressed = words if len(words.split()) > _STRESSED else f"<emphasis>{words}</emphasis>"
            parts += [without_html(said[at : match.start()]), stressed]
            at = match.end()
        parts.append(without_html(said[at:]))
        spoken = _LEADING.sub("", tidy("".join(parts)))
        plain = any(map(str.isalnum, spoken)) or "..." in spoken or "…" in spoken
        return Wording(" ".join(written.split()), spoken if plain else "")


def _written(piece: Text | Value | Join) -> str:
    if isinstance(piece, Text):
        return f"\\{piece.text}" if piece.literal else piece.text
    return f"{{{piece.expression}}}" if isinstance(piece, Value) else ""


def _spoken(piece: Text | Value | Join) -> str:
    if isinstance(piece, Text):
        return escaped(piece.text) if piece.literal else piece.text
    return variable(piece.expression) if isinstance(piece, Value) else ""


def variants(pieces: Sequence[Piece]) -> tuple[list[Variant], int]:
    """The texts that a line's pieces make, and how many there would be.

    Where they would be more than :data:`MOST`, each alternative stands in one of them, with the first of all
    others.
    """
    count = _count(pieces)
    if count <= MOST:
        return [Variant(_when(labels), made) for labels, made in _all(pieces)], count
    chosen = [[0] * sum(isinstance(piece, Alternatives) for piece in pieces)]
    for place, piece in enumerate(piece for piece in pieces if isinstance(piece, Alternatives)):
        for branch in range(1, len(piece.branches)):
            choice = list(chosen[0])
            choice[place] = branch
            chosen.append(choice)
    return [_chosen(pieces, choice) for choice in islice(chosen, 4 * MOST)], count


def _count(pieces: Sequence[Piece]) -> int:
    count = 1
    for piece in pieces:
        if isinstance(piece, Alternatives):
            count *= sum(_count(branch) for _, branch in piece.branches)
    return count


def _all(pieces: Sequence[Piece]) -> Iterator[tuple[tuple[str, ...], tuple[Text | Value | Join, ...]]]:
    for place, piece in enumerate(pieces):
        if isinstance(piece, Alternatives):
            before = tuple(piece for piece in pieces[:place] if not isinstance(piece, Alternatives))
            for label, branch in piece.branches:
                for labels, made in _all((*branch, *pieces[place + 1 :])):
                    yield ((label, *labels) if label else labels), (*before, *made)
            return
    yield (), tuple(piece for piece in pieces if not isinstance(piece, Alternatives))


def _chosen(pieces: Sequence[Piece], choice: Sequence[int]) -> Variant:
    """The text with the branch of that number of each alternative, and the first inside of these."""
    numbers = iter(choice)
    labels: list[str] = []
    made: list[Text | Value | Join] = []
    for piece in pieces:
        if isinstance(piece, Alternatives):
            label, branch = piece.branches[next(numbers)]
            labels += [label] if label else []
            first = next(_all(branch), ((), ()))
            made += first[1]
        else:
            made.append(piece)
    return Variant(_when(labels), tuple(made))


def _when(labels: Sequence[str]) -> str:
    return "; ".join(labels)


def says(pieces: Sequence[Piece]) -> bool:
    """Whether there are words or values among the pieces."""
    return any(
        bool(piece.text.strip())
        if isinstance(piece, Text)
        else any(says(branch) for _, branch in piece.branches)
        if isinstance(piece, Alternatives)
        else isinstance(piece, Value)
        for piece in pieces
    )
