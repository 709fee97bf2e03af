"""Everything that is wrong with a spec, told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from emogen.errors import RequestError
from emogen.pipelines.batch.spec.document import Document, Location

MOST: Final = 100
"""Problems that are told; of more only how many there are. Ours."""


class SpecError(RequestError):
    """A spec is wrong.

    Attributes:
        problems: one line each, with file, line and column; those that are told.
        count: of all problems.
    """

    def __init__(self, problems: tuple[str, ...], count: int) -> None:
        self.problems, self.count = problems, count
        super().__init__(problems[0])

    def __str__(self) -> str:
        more = self.count - len(self.problems)
        return "\n".join((*self.problems, f"and {more} more problems") if more else self.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document.

    Attributes:
        document: in which file.
        location: keys and indices that lead to it.
        is_key: whether the key itself is meant, not its value.
    """

    document: Document
    location: Location = ()
    is_key: bool = False

    def below(self, *parts: int | str, is_key: bool = False) -> Place:
        """The place of something inside."""
        return Place(self.document, (*self.location, *parts), is_key)

    @property
    def position(self) -> tuple[int, int]:
        """Line and column; (0, 0) where it has none."""
        return self.document.position(self.location, is_key=self.is_key) or (0, 0)

    def __str__(self) -> str:
        line, column = self.position
        return f"{self.document.path}:{line}:{column}" if line else str(self.document.path)


class Problems:
    """The problems of a spec, in the order of its text; each place has each only once."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, Location, str], tuple[Place, str]] = {}
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._told)

    @property
    def is_full(self) -> bool:
        """Whether further problems are only counted."""
        return len(self._told) >= MOST

    def add(self, place: Place, error: RequestError, *, job: str = "") -> None:
        """Note a problem, of the job that is named."""
        text = str(RequestError(f"{job and f'job {job}: '}{error.what}", why=error.why, fix=error.fix))
        key = (str(place.document.path), place.location, text)
        if key in self._told:
            return
        if self.is_full:
            self._more += 1
        else:
            self._told[key] = (place, text)

    def count(self) -> None:
        """Note a problem that is not told."""
        self._more += 1

    def raise_any(self) -> None:
        """Raise :class:`SpecError` if there are problems."""
        if self._told:
            documents = list(dict.fromkeys(place.document for place, _ in self._told.values()))
            order = {document: number for number, document in enumerate(documents)}
            told = sorted(
                self._told.values(), key=lambda problem: (order[problem[0].document], problem[0].position)
            )
            lines = tuple(f"{place}: {text}" for place, text in told)
            raise SpecError(lines, len(lines) + self._more)
