"""Jobs of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from emogen.pipelines.requests.base import Request


@dataclass(frozen=True, slots=True)
class Job:
    """A request of a batch.

    Attributes:
        id: names the job and, by default, its file; unique in its spec.
        request: what is to be made.
        path: where its main result goes, relative to the output folder.
        labels: what it belongs to, for choosing and grouping: ``character``, ``scene``, ``language``,
            ``group``.
    """

    id: str
    request: Request
    path: Path
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The verb."""
        return self.request.verb
