"""Verdicts of a review of a line, kept beside the line's sound."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from emogen.errors import OutputError
from emogen.files import write_text

if TYPE_CHECKING:
    from emogen.pipelines.batch.job import Job
    from emogen.pipelines.requests.base import Request

AnyRequest = TypeVar("AnyRequest", bound="Request")

Check = Literal["words", "ends", "clicks", "clipping", "silence", "level", "length", "emotion", "mouth"]

CHECKS: Final[tuple[Check, ...]] = (
    *("words", "ends", "clicks", "clipping", "silence", "level", "length", "emotion", "mouth"),
)
"""In the order of their weight for a listener. Ours."""

VERSION: Final = 1
"""Of the record; a record of another version is made anew."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of a line.

    Attributes:
        check: which.
        passed: whether it is right; None where it could not be judged, ``told`` says why.
        told: the finding in a few words for people, e.g. ``heard "floor" for "door"``; "" where all is well.
        badness: how far it is from right, 1 at the threshold and 0 for nothing wrong; for choosing among
            takes.
        measures: its figures by name, with the unit at the end of the name (``gap_s``, ``level_db``).
    """

    check: Check
    passed: bool | None
    told: str = ""
    badness: float = 0.0
    measures: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = {name: round(x, 4) for name, x in self.measures.items() if math.isfinite(x)}
        object.__setattr__(self, "measures", numbers)
        object.__setattr__(self, "badness", round(min(max(self.badness, 0.0), 1e6), 4))


@dataclass(frozen=True, slots=True)
class LineReview:
    """The review of one sound.

    Attributes:
        sound: SHA-256 of the file that was judged.
        verdicts: one for each check that applies.
        expected: the words that should be heard, in plain spelling.
        heard: what the recogniser wrote; "" where there was none.
        seconds: duration of the sound.
    """

    sound: str
    verdicts: tuple[Verdict, ...]
    expected: str = ""
    heard: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.failed

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The checks that found something wrong."""
        return tuple(verdict for verdict in self.verdicts if verdict.passed is False)

    @property
    def unjudged(self) -> tuple[Verdict, ...]:
        """The checks that could not be made here."""
        return tuple(verdict for verdict in self.verdicts if verdict.passed is None)

    @property
    def told(self) -> str:
        """The faults, in a line; "" for none."""
        return "; ".join(verdict.told for verdict in self.failed)

    def rank(self) -> tuple[int, float]:
        """A key by which the better of two takes comes first: fewer checks failed, then less badly."""
        return len(self.failed), round(sum(min(verdict.badness, 10.0) for verdict in self.verdicts), 4)

    def as_json(self) -> dict[str, Any]:
        """JSON-like; :func:`review_of` reads it."""
        return {
            "sound": self.sound,
            "passed": self.passed,
            "seconds": round(self.seconds, 4),
            "expected": self.expected,
            "heard": self.heard,
            "verdicts": [
                {
                    "check": verdict.check,
                    "passed": verdict.passed,
                    "told": verdict.told,
                    "badness": verdict.badness,
                    "measures": dict(verdict.measures),
                }
                for verdict in self.verdicts
            ],
        }


def review_of(record: Mapping[str, Any]) -> LineReview:
    """A review as :meth:`LineReview.as_json` wrote it.

    Raises:
        KeyError, TypeError, ValueError: it is none.
    """
    verdicts = [
        Verdict(
            row["check"],
            None if row["passed"] is None else bool(row["passed"]),
            str(row["told"]),
            float(row["badness"]),
            {str(name): float(x) for name, x in row["measures"].items()},
        )
        for row in record["verdicts"]
        if row["check"] in CHECKS
    ]
    texts = (str(record["expected"]), str(record["heard"]))
    return LineReview(str(record["sound"]), tuple(verdicts), *texts, float(record["seconds"]))


@dataclass(frozen=True, slots=True)
class Take:
    """One rendering of a line that was reviewed.

    Attributes:
        take, seed: of its request.
        file: relative to the output folder, with ``/``.
        review: what was found.
    """

    take: int
    seed: int
    file: str
    review: LineReview


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a line after its review: ``x.wav.review.json`` beside ``x.wav``.

    Attributes:
        asked: content hash of the line's request as its spec has it; of another the record says nothing.
        judged: hash of what the judging hangs on: the judges at hand, thresholds, what the line should be.
        retries: how many other takes were tried, at most.
        takes: all of them, the one that is kept first.
    """

    asked: str
    judged: str
    retries: int
    takes: tuple[Take, ...]

    @property
    def kept(self) -> Take:
        """The rendering that the line has."""
        return self.takes[0]

    @property
    def review(self) -> LineReview:
        """That of the rendering that is kept."""
        return self.kept.review


def record_of(path: Path) -> Path:
    """``x.wav`` -> ``x.wav.review.json``."""
    return path.with_name(path.name + ".review.json")


def write_record(path: Path, record: Record) -> None:
    """Keep a record beside a result. Raises ``OutputError`` where it cannot be written."""
    values = {
        "version": VERSION,
        "asked": record.asked,
        "judged": record.judged,
        "retries": record.retries,
        "passed": record.review.passed,
        "takes": [
            {"take": take.take, "seed": take.seed, "file": take.file, "review": take.review.as_json()}
            for take in record.takes
        ],
    }
    write_text(record_of(path), json.dumps(values, indent=1, ensure_ascii=False) + "\n")


def read_record(path: Path) -> Record | None:
    """The record beside a result; None where there is none that can be read."""
    try:
        values = json.loads(record_of(path).read_text(encoding="utf-8"))
        if values["version"] != VERSION:
            return None
        takes = tuple(
            Take(int(row["take"]), int(row["seed"]), str(row["file"]), review_of(row["review"]))
            for row in values["takes"]
        )
        record = Record(str(values["asked"]), str(values["judged"]), int(values["retries"]), takes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return record if takes else None


def settled(job: Job, folder: Path) -> Job:
    """A job with the take that an earlier review kept; the job itself where none did, or a person chose one.

    Whoever asks whether a job is done asks it of this one: a line does not start over.
    """
    if job.fixed or not record_of(folder / job.path).is_file():
        return job
    record = read_record(folder / job.path)
    if record is None or record.asked != job.request.digest_of(job.path):
        return job
    kept = record.kept
    if (kept.take, kept.seed) == (job.request.take, job.request.seed):
        return job
    return replace(job, request=with_take(job.request, kept.take, kept.seed))


def with_take(request: AnyRequest, take: int, seed: int) -> AnyRequest:
    """The same request for another rendering."""
    return request.model_copy(update={"take": take, "seed": seed})


def best(takes: Iterable[Take]) -> tuple[Take, ...]:
    """Takes, the best first; of equals the earlier."""
    return tuple(sorted(takes, key=lambda take: take.review.rank()))


def forget(path: Path) -> None:
    """Remove the record beside a result.

    Raises:
        OutputError: it cannot be removed.
    """
    try:
        record_of(path).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot remove {record_of(path)}", why=error.strerror or str(error)) from error
