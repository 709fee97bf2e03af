"""A batch as it goes: bars where a person looks, a few lines where none does, JSON lines for scripts."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from emogen.cli.tables import print_json_line

if TYPE_CHECKING:
    from rich.progress import TaskID

    from emogen.pipelines.batch.job import Job
    from emogen.pipelines.batch.outcome import Outcome

_LINES: Final = 20
"""Lines about the whole of a batch where there is no terminal. Ours."""

_MINUTE: Final = 60.0
"""Seconds after which there is a line in any case. Ours."""

_FAILURES: Final = 20
"""Failures that get a line; all of them stand in the manifest. Ours."""

_ROWS: Final = 30
"""Jobs that are listed in a table at the end; of more there are only numbers. Ours."""

_RECENT: Final = 100
"""Outcomes from which the rate is told. Ours."""

_COLOURS: Final = {"made": "green", "unchanged": "cyan", "failed": "red"}


class BatchProgress:
    """Watches a batch for people and scripts. Use it as a context.

    Attributes:
        outcomes: those so far, in the order in which they came.
    """

    def __init__(self, folder: Path, *, quiet: bool, as_json: bool, verbose: bool) -> None:
        from rich.console import Console

        self.outcomes: list[Outcome] = []
        self._folder, self._as_json, self._verbose, self._quiet = folder, as_json, verbose, quiet
        self._console = Console(stderr=True, quiet=quiet)
        self._bars = _Bars(self._console) if self._console.is_terminal and not (quiet or as_json) else None
        self._total = 0
        self._places: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._began = self._last = time.monotonic()
        self._times: deque[float] = deque([self._began], maxlen=_RECENT)

    def __enter__(self) -> BatchProgress:
        if self._bars:
            self._bars.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.bars.stop()

    def planned(self, jobs: Sequence[Job]) -> None:
        """Jobs are about to be made."""
        self._total = len(jobs)
        self._places = {job.id: place for place, job in enumerate(jobs)}
        self._began = self._last = time.monotonic()
        self._times = deque([self._began], maxlen=_RECENT)

    def started(self, job: Job) -> None:
        """A job is begun."""
        if self._bars:
            self._bars.begin(job)

    def progressed(self, job: Job, fraction: float) -> None:
        """A job is done so far, 0 to 1."""
        if self._bars:
            self._bars.move(job, fraction)

    def ended(self, outcome: Outcome) -> None:
        """A job has an outcome."""
        self.outcomes.append(outcome)
        self._counts[outcome.status] += 1
        self._times.append(time.monotonic())
        if self._verbose and outcome.trace:
            typer.echo(f"{outcome.job.id}:\n{outcome.trace}", err=True)
        if self._as_json:
            print_json_line(_as_json(outcome, self._folder))
        elif self._bars:
            self._bars.end(outcome.job, len(self.outcomes), self._total, self._state())
        elif not self._quiet:
            self._tell(outcome)

    def summarise(self, page: Path | None) -> None:
        """Say at the end what came of it, the failures first."""
        ordered = sorted(self.outcomes, key=lambda outcome: self._places.get(outcome.job.id, 0))
        failed = [outcome for outcome in ordered if outcome.status == "failed"]
        if self._quiet:
            for outcome in failed:
                typer.echo(f"{outcome.job.id}: {outcome.error}", err=True)
            return
        if self._as_json:
            typer.echo(self._sum(), err=True)
            return
        if len(self.outcomes) <= _ROWS:
            _print_table([*failed, *(x for x in ordered if x.status != "failed")], self._folder)
        else:
            for outcome in failed[:_FAILURES]:
                typer.echo(f"failed {outcome.job.id}: {outcome.error}")
            if len(failed) > _FAILURES:
                typer.echo(f"and {len(failed) - _FAILURES} more: see the manifest.")
        typer.echo(self._sum())
        if page:
            typer.echo(f"See them all: {page}")

    def _tell(self, outcome: Outcome) -> None:
        count, job = len(self.outcomes), outcome.job
        step = max(1, -(-self._total // _LINES))
        now = self._times[-1]
        if outcome.status == "failed" and self._counts["failed"] <= _FAILURES:
            typer.echo(f"failed    {job.id}: {outcome.error}", err=True)
        if self._total <= _LINES:
            if outcome.status != "failed":
                typer.echo(f"{outcome.status:9} {job.id} {outcome.seconds:.1f} s", err=True)
        elif count % step == 0 or count == self._total or now - self._last > _MINUTE:
            self._last = now
            typer.echo(f"{count}/{self._total}: {self._state()}", err=True)

    def _state(self) -> str:
        """Counts, rate and time left."""
        failed = f"{self._counts['failed']} failed, " if self._counts["failed"] else ""
        span = self._times[-1] - self._times[0]
        if span <= 0 or len(self._times) < 2:
            return failed.removesuffix(", ")
        rate = (len(self._times) - 1) / span
        left = (self._total - len(self.outcomes)) / rate
        per = f"{rate:.1f} jobs a second" if rate >= 1 else f"{60 * rate:.1f} jobs a minute"
        return f"{failed}{per}, {_clock(left)} left"

    def _sum(self) -> str:
        counts = [f"{self._counts[status]} {status}" for status in _COLOURS if self._counts[status]]
        left = self._total - len(self.outcomes)
        counts += [f"{left} not begun"] if left else []
        again = sum(outcome.attempts > 1 for outcome in self.outcomes)
        counts += [f"{again} tried again"] if again else []
        return f"{', '.join(counts) or 'nothing to do'} in {_clock(time.monotonic() - self._began)}"


class _Bars:
    """A bar for the batch and one for each job that is being made."""

    def __init__(self, console: Any) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[state]}"),
        )
        self.bars = Progress(*columns, console=console, transient=True)
        self._batch = self.bars.add_task("jobs", total=None, state="")
        self._jobs: dict[str, TaskID] = {}

    def begin(self, job: Job) -> None:
        self._jobs.setdefault(job.id, self.bars.add_task(f"{job.kind} {job.id}", total=1.0, state=""))

    def move(self, job: Job, fraction: float) -> None:
        if job.id in self._jobs:
            self.bars.update(self._jobs[job.id], completed=fraction)

    def end(self, job: Job, count: int, total: int, state: str) -> None:
        if job.id in self._jobs:
            self.bars.remove_task(self._jobs.pop(job.id))
        self.bars.update(self._batch, completed=count, total=total, state=f"{count}/{total} {state}")


def _clock(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _as_json(outcome: Outcome, folder: Path) -> dict[str, Any]:
    return {
        "id": outcome.job.id,
        "status": outcome.status,
        "files": [str(folder / file) for file in outcome.files],
        "notes": outcome.notes,
        "error": outcome.error,
        "seconds": round(outcome.seconds, 3),
        "attempts": outcome.attempts,
    }


def _print_table(outcomes: Sequence[Outcome], folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("job", "kind", "emotion", "status", "where")
    for outcome in outcomes:
        job = outcome.job
        where = "\n".join([*(str(folder / file) for file in outcome.files), *outcome.notes, outcome.error])
        status = Text(outcome.status, _COLOURS[outcome.status])
        table.add_row(Text(job.id), job.kind, Text(outcome.label), status, Text(where.strip()))
    Console().print(table)
