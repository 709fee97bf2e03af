"""The lines of a pack as the review page lists them: what was made, what was found, what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from emogen.errors import EmogenError, RequestError
from emogen.pipelines.batch.manifest import Record as Made
from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.project.folder import RESULTS, SETTINGS
from emogen.pipelines.project.overrides import OVERRIDES, Overrides, read_overrides
from emogen.pipelines.review.aim import SPOKEN, aim_of
from emogen.pipelines.review.reviewer import Reviewer
from emogen.pipelines.review.verdict import LineReview, Record, Take, read_record, write_record
from emogen.progress import Progress, ignore
from emogen.provenance import file_hash, read_sidecar
from emogen.sound import RECORDING_SUFFIXES

POINTS: Final = 96
"""Points of a drawn wave. Ours."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a review: a project, or a folder of results.

    Attributes:
        home: the folder that has the page and the overrides.
        results: the folder of results, in ``home`` or the same.
    """

    home: Path
    results: Path

    @property
    def overrides(self) -> Path:
        """The file of what people decided."""
        return self.home / OVERRIDES

    def url(self, file: str) -> str:
        """A result as the page names it."""
        inner = self.results.relative_to(self.home).as_posix()
        return file if inner == "." else f"{inner}/{file}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line on the page.

    Attributes:
        made: what the manifest says of it.
        record: its review; None for one that was not reviewed.
    """

    made: Made
    record: Record | None

    @property
    def files(self) -> list[str]:
        """Sounds that the page plays: of every take, the kept one first."""
        return [take.file for take in self.record.takes] if self.record else list(self.made.files[:1])


def place_of(path: Path) -> Place:
    """The folder of a review.

    Raises:
        RequestError: there is neither a project nor a folder of results.
    """
    path = path.parent if path.name == SETTINGS and path.is_file() else path
    place = Place(path, path / RESULTS) if (path / SETTINGS).is_file() else Place(path, path)
    if not place.results.is_dir():
        fix = (
            "Run `emogen run` first."
            if path.is_dir()
            else "Name a project, or the folder of a batch's results."
        )
        raise RequestError(f"there are no results in {path}", fix=fix)
    return place


def entries_of(place: Place) -> list[Entry]:
    """The lines of a folder's batches, as its manifest lists them.

    Raises:
        RequestError: it lists none.
    """
    found: dict[str, Entry] = {}
    for made in read_manifest(place.results):
        if made.kind in SPOKEN:
            record = read_record(place.results / made.files[0]) if made.files else None
            found[made.id] = Entry(made, record and _with_own_files(record, place.results))
    if not found:
        raise RequestError(f"no spoken line is in {place.results}", fix="Run `emogen run` first.")
    return list(found.values())


def _with_own_files(record: Record, folder: Path) -> Record | None:
    """A record, without takes whose file is no sound below the folder: anybody may have written it."""
    takes = tuple(take for take in record.takes if _is_own(take.file, folder))
    return replace(record, takes=takes) if takes[:1] == record.takes[:1] else None


def _is_own(file: str, folder: Path) -> bool:
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts or path.suffix.lower() not in (*RECORDING_SUFFIXES, ".mp4"):
        return False
    try:
        return (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def reviewed(place: Place, entries: Sequence[Entry], progress: Progress = ignore) -> list[Entry]:
    """The lines, those reviewed now that were not, or whose sound is another than was reviewed."""
    overrides = read_overrides(place.overrides)
    reviewer = Reviewer(place.results, retries=0, overrides=overrides)
    done = []
    for count, entry in enumerate(entries, start=1):
        done.append(_with_review(reviewer, entry))
        progress(count / len(entries))
    return done


def _with_review(reviewer: Reviewer, entry: Entry) -> Entry:
    if not entry.made.files:
        return entry
    path = reviewer.folder / entry.made.files[0]
    try:
        if entry.record and entry.record.review.sound == file_hash(path, kind="result"):
            return entry
        aim = aim_of(path, names=(entry.made.labels.get("character", ""),))
        if aim is None:
            return entry
        asked = (read_sidecar(path) or {}).get("request", {})
        take = Take(
            int(asked.get("take", 0)),
            int(asked.get("seed", 0)),
            entry.made.files[0],
            reviewer.judge(path, aim),
        )
        record = Record(entry.made.hash or "", reviewer.judged(aim, path), 0, (take,))
        write_record(path, record)
    except (EmogenError, TypeError, ValueError):  # Gone since, or of somebody else: it stays unreviewed.
        return entry
    return Entry(entry.made, record)


def listed(place: Place, entries: Sequence[Entry], overrides: Overrides) -> list[dict[str, Any]]:
    """The lines as the page's data, failures first, then what could not be made or judged."""
    rows = [_row(place, entry, overrides) for entry in entries]
    return sorted(rows, key=lambda row: _ORDER.index(row["state"]))


_ORDER: Final = ("failed", "broken", "unreviewed", "accepted", "passed")


def _row(place: Place, entry: Entry, overrides: Overrides) -> dict[str, Any]:
    made, record = entry.made, entry.record
    review = record.review if record else None
    line = overrides.of(made.id)
    row: dict[str, Any] = {
        "id": made.id,
        "state": _state(place, entry, overrides),
        "text": str(made.request.get("text") or ""),
        "asked": str(made.request.get("emotion") or ""),
        "emotion": made.label,
        "voice": str(made.request.get("voice") or ""),
        "labels": {name: value for name, value in made.labels.items() if value},
        "error": made.error,
        "change": line.model_dump(mode="json", exclude_defaults=True),
        "takes": [_take(place, take) for take in record.takes] if record else _unreviewed(place, made),
    }
    if review:
        row |= {"expected": review.expected, "heard": review.heard, "told": review.told}
    return row


def _state(place: Place, entry: Entry, overrides: Overrides) -> str:
    if not entry.made.files:
        return "broken"
    if entry.record is None:
        return "unreviewed"
    review: LineReview = entry.record.review
    if review.passed:
        return "passed"
    accepted = Reviewer(place.results, overrides=overrides).is_accepted(entry.made.id, review)
    return "accepted" if accepted else "failed"


def _take(place: Place, take: Take) -> dict[str, Any]:
    review = take.review
    return {
        "take": take.take,
        "seed": take.seed,
        "file": place.url(take.file),
        "sound": review.sound,
        "seconds": round(review.seconds, 2),
        "told": review.told,
        "heard": review.heard,
        "wave": wave(place.results / take.file),
        "checks": [
            {
                "check": verdict.check,
                "passed": verdict.passed,
                "told": verdict.told,
                "measures": dict(verdict.measures),
            }
            for verdict in review.verdicts
        ],
    }


def _unreviewed(place: Place, made: Made) -> list[dict[str, Any]]:
    asked = made.request
    return [
        {
            "take": asked.get("take", 0),
            "seed": asked.get("seed", 0),
            "file": place.url(file),
            "checks": [],
            "wave": wave(place.results / file),
        }
        for file in made.files[:1]
    ]


def wave(path: Path) -> list[int]:
    """The highest points of a sound in :data:`POINTS` parts, 0 to 99; empty where it cannot be read."""
    import numpy as np

    from emogen.dsp.recording import blocks, opened

    try:
        with opened(path) as sound:
            samples = np.concatenate([np.zeros((0, sound.channels)), *blocks(sound, path)])
    except RequestError:
        return []
    parts = np.array_split(np.abs(samples).max(axis=1), POINTS) if len(samples) >= POINTS else []
    peaks = np.array([part.max() for part in parts] or [0.0])
    return [round(99 * float(x)) for x in peaks / max(float(peaks.max()), 1e-3)]
