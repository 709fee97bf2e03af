"""Engines: those that have the jobs of a batch made, here or on other machines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from emogen.pipelines.batch.outcome import Outcome
from emogen.pipelines.batch.scheduling import Work


class BatchEngine(ABC):
    """An engine of batches.

    Class attributes:
        name: as users choose it.
        title: a few words for lists.
    """

    kind: ClassVar[str] = "engine"
    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def outcomes(self, work: Work) -> Iterator[Outcome]:
        """Have every job made, and yield the outcomes as they come, in any order.

        The engine takes jobs (:meth:`Work.take`) until the work is finished, has each made by
        :func:`~emogen.pipelines.batch.performing.perform` and yields what :meth:`Work.ended` makes of the
        outcome. It tells ``work.watcher`` of beginnings. Once ``work.stopped`` is set it ends what it
        began and gives back what it did not begin.

        Raises:
            EmogenError: nothing can be made at all, e.g. for want of a cluster.
        """
