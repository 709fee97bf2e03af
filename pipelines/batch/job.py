"""Jobs of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emogen.pipelines.requests.base import Request


@dataclass(frozen=True, slots=True)
class Job:
    """A request of a batch.

    Attributes:
        id: names the job and, by default, its file; unique in its spec.
        request: what is to be made.
        path: where its main result goes, relative to the output folder.
    """

    id: str
    request: Request
    path: Path

    @property
    def kind(self) -> str:
        """The verb."""
        return self.request.verb
