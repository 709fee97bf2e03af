"""Jobs of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from emogen.pipelines.requests.base import NO_FILES, Request


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Settings of the review of a result, see :mod:`emogen.pipelines.review.reviewer`.

    Attributes:
        retries: other takes of a line that fails, 0 to 20.
        names: of people and things in the script, which recognisers cannot know.
        old: folder of the lines that are replaced, "" for none.
    """

    retries: int = 3
    names: tuple[str, ...] = ()
    old: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A request of a batch.

    A job may use the result of another one. Its request then names that result as the other job's
    ``path``, relative to the output folder, and knows what will be in it (:attr:`.Request.sources`): it
    can be checked and hashed before the file is there. It is performed through :meth:`resolved`.

    Attributes:
        id: names the job and, by default, its file; unique in its spec.
        request: what is to be made.
        path: where its main result goes, relative to the output folder.
        labels: what it belongs to, for choosing and grouping: ``character``, ``scene``, ``language``,
            ``group``.
        needs: ids of the jobs whose results it uses; they are made before it.
        kept: results that stay as they are though another emogen made them, relative to the output folder.
        fixed: whether a person chose the take, so that no other one is tried.
        review: how its result is reviewed; None where it is not.
    """

    id: str
    request: Request
    path: Path
    labels: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    kept: frozenset[Path] = NO_FILES
    fixed: bool = False
    review: Reviewing | None = None

    @property
    def kind(self) -> str:
        """The verb."""
        return self.request.verb

    def resolved(self, folder: Path) -> Request:
        """The request with the results of other jobs where they lie below ``folder``; its content hash is
        that of :attr:`request`."""
        return self.request.below(folder)
