"""The reviewer: judges lines as they are made, has those that fail made again, and keeps the best."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from emogen.errors import EmogenError, RequestError
from emogen.files import output_error
from emogen.pipelines.batch.job import Job, Reviewing
from emogen.pipelines.evaluate.evaluate import ready
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import missing
from emogen.pipelines.evaluate.judges.actors import Studio
from emogen.pipelines.evaluate.judges.signal import Signal
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.project.overrides import Overrides
from emogen.pipelines.review.aim import Aim, aim_of
from emogen.pipelines.review.feeling import check_feeling
from emogen.pipelines.review.mouth import check_mouth, curves_of
from emogen.pipelines.review.sound import check_sound
from emogen.pipelines.review.verdict import (
    CHECKS,
    VERSION,
    Check,
    LineReview,
    Record,
    Take,
    Verdict,
    best,
    read_record,
    settled,
    with_take,
    write_record,
)
from emogen.pipelines.review.words import check_words
from emogen.progress import Progress, ignore
from emogen.provenance import file_hash, read_sidecar, sidecar_of
from emogen.sound import RECORDING_SUFFIXES
from emogen.version import __version__

TAKES: Final = ".takes"
"""Folder below the output folder that keeps the takes of lines that were made again."""

RULES: Final = 1
"""Version of the checks and their thresholds: what was judged by another is judged again."""

MOST_RETRIES: Final = 20
"""Other takes of one line. Ours."""

_NOTHING: Final = Overrides()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The outcome of a review of a job.

    Attributes:
        job: the job, with the take that is kept.
        review: of that take.
        takes: how many were made by this review, 0 where an earlier one counts.
        notes: what the user should know.
    """

    job: Job
    review: LineReview
    takes: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Reviews lines of one output folder. It holds plain values only, so worker processes can be given one.

    Attributes:
        folder: the output folder.
        retries: other takes that are made of a line that fails, 0 to 20.
        checks: those that are made.
        overrides: what people decided.
        names: of people and things in the script, which recognisers cannot know.
        old: folder of the lines that are replaced, by the same names with any suffix; None for none.
    """

    folder: Path
    retries: int = 3
    checks: tuple[Check, ...] = CHECKS
    overrides: Overrides = field(default_factory=lambda: _NOTHING)
    names: tuple[str, ...] = ()
    old: Path | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.retries <= MOST_RETRIES:
            raise RequestError(f"cannot make {self.retries} retries", fix=f"Use 0 to {MOST_RETRIES}.")

    @classmethod
    def of(cls, folder: Path, how: Reviewing) -> Reviewer:
        """As a batch's job asks for it."""
        return cls(folder, how.retries, names=how.names, old=Path(how.old) if how.old else None)

    def is_reviewed(self, job: Job) -> bool:
        """Whether the result of a settled job was reviewed as it is, with as many retries."""
        path = self.folder / job.path
        aim = self._aim(job, path)
        if aim is None:
            return True
        record = read_record(path)
        if record is None or record.judged != self.judged(aim, path):
            return False
        enough = record.review.passed or job.fixed or record.retries >= self.retries
        return enough and record.review.sound == file_hash(path, kind="result")

    def check(self, job: Job, path: Path | None = None) -> LineReview | None:
        """The review of a job's result; None for what is no spoken line.

        Args:
            job: what was made.
            path: the result, where it lies elsewhere than the job's own.
        """
        path = path or self.folder / job.path
        aim = self._aim(job, path)
        return None if aim is None else self.judge(path, aim)

    def judge(self, path: Path, aim: Aim) -> LineReview:
        """The review of a sound against what it should be. What cannot be judged is told, not guessed."""
        item = Item(path, frozenset({"speech"}), text=aim.text, facts=_facts(path))
        sound = file_hash(path, kind="result")
        try:
            audio = item.audio
            opinion = ready(Signal).judge(item)
        except EmogenError as error:
            return LineReview(sound, (Verdict("ends", False, str(error), 10.0),))
        verdicts = check_sound(audio, aim, opinion)
        heard = ""
        if "words" in self.checks:
            words, heard = check_words(audio, aim)
            verdicts.insert(0, words)
        if "emotion" in self.checks and (feeling := check_feeling(item, aim)):
            verdicts.append(feeling)
        if "mouth" in self.checks and (mouth := check_mouth(item)):
            verdicts.append(mouth)
        kept = tuple(verdict for verdict in verdicts if verdict.check in self.checks)
        return LineReview(sound, kept, aim.text, heard, audio.duration)

    def review_and_retry(self, asked: Job, progress: Progress = ignore) -> Reviewed | None:
        """Review the result of a job that was made, have it made again where it fails, and keep the best.

        What was judged before, and is the same, is not judged again.

        Args:
            asked: the job as its spec has it, before :func:`~.verdict.settled`; its result is there.
            progress: told the share done.

        Returns:
            What was kept; None for what is no spoken line.

        Raises:
            EmogenError: other takes cannot be made or written.
        """
        job = settled(asked, self.folder)
        path = self.folder / job.path
        aim = self._aim(job, path)
        if aim is None:
            return None
        key = _Key(asked.request.digest_of(asked.path), self.judged(aim, path))
        retries = 0 if asked.fixed else self.retries
        made, tried = self._known(job, key, path)
        before = len(made)
        if not made:
            made = [Take(job.request.take, job.request.seed, job.path.as_posix(), self.judge(path, aim))]
        first = made[0]
        while not made[-1].review.passed and not first.review.passed and tried < retries:
            tried += 1
            made.append(self._again(asked, tried))
            progress(tried / (retries + 1))
        takes = best(made)
        if takes[0] is not first:
            takes = self._exchange(asked, first, takes)
        if len(made) > before:
            write_record(path, Record(key.asked, key.judged, tried, takes))
        kept = takes[0]
        return Reviewed(
            settled(asked, self.folder), kept.review, len(made) - before, _notes(made, kept, before)
        )

    def is_accepted(self, id: str, review: LineReview) -> bool:
        """Whether a line counts as right: nothing was found, or a person finds this sound right."""
        line = self.overrides.of(id)
        return review.passed or (line.ok and line.sound in ("", review.sound))

    def _known(self, job: Job, key: _Key, path: Path) -> tuple[list[Take], int]:
        """The takes of an earlier review that still holds, the kept one first, and how many were tried."""
        record = read_record(path)
        if record is None or (record.asked, record.judged) != (key.asked, key.judged):
            return [], 0
        kept = record.kept
        same = (kept.take, kept.seed) == (job.request.take, job.request.seed)
        if not same or kept.review.sound != file_hash(path, kind="result"):
            return [], 0
        return list(record.takes), record.retries

    def _again(self, asked: Job, count: int) -> Take:
        """Another take of a line, made in a folder of its own, and its review."""
        request = with_take(
            asked.resolved(self.folder), asked.request.take + count, asked.request.seed + count
        )
        home = self._home(asked, request.take, request.seed)
        path = home / asked.path.name
        if not request.is_done(path, home):
            request.make(path, root=home)
        aim = self._aim(replace(asked, request=request), path)
        if aim is None:
            raise RequestError(f"{path} is no spoken line")
        file = path.relative_to(self.folder).as_posix()
        return Take(request.take, request.seed, file, self.judge(path, aim))

    def _exchange(self, asked: Job, first: Take, takes: Sequence[Take]) -> tuple[Take, ...]:
        """Put the best take where the result is, and what was there among the takes."""
        kept = takes[0]
        main = self.folder / asked.path
        aside = self._home(asked, first.take, first.seed)
        source = self._home(asked, kept.take, kept.seed)
        requests = [with_take(asked.request, take.take, take.seed) for take in (first, kept)]
        for request, before, after in ((requests[0], self.folder, aside), (requests[1], source, self.folder)):
            old = main if before == self.folder else before / main.name
            new = main if after == self.folder else after / main.name
            for file, target in zip(request.outputs(old, before), request.outputs(new, after), strict=True):
                _move(file, target)
        was = replace(first, file=(aside / main.name).relative_to(self.folder).as_posix())
        now = replace(kept, file=asked.path.as_posix())
        return (now, *(was if take is first else take for take in takes[1:]))

    def _home(self, job: Job, take: int, seed: int) -> Path:
        """The folder of one take. Raises ``RequestError`` where a link leads out of the output folder."""
        home = self.folder / TAKES / job.path / f"{take}-{seed}"
        if not home.parent.resolve().is_relative_to(self.folder.resolve()):
            raise RequestError(f"{home} leaves the output folder", fix="Remove the link.")
        return home

    def _aim(self, job: Job, path: Path) -> Aim | None:
        lexicon = getattr(job.request, "lexicon", None)
        known = [word for word, _ in lexicon.entries] if lexicon else []
        names = (*self.names, *known, job.labels.get("character", ""))
        return aim_of(path, names=names, old=self._old_seconds(job))

    def _old_seconds(self, job: Job) -> float | None:
        """Duration of the line that a job's result replaces."""
        if self.old is None:
            return None
        from emogen.dsp.recording import opened

        for suffix in (job.path.suffix, *RECORDING_SUFFIXES):
            file = self.old / job.path.with_suffix(suffix)
            try:
                with opened(file) as sound:
                    return float(sound.frames / sound.samplerate)
            except RequestError:
                continue
        return None

    def judged(self, aim: Aim, path: Path) -> str:
        """A hash of all that a review hangs on besides the sound."""
        curves = curves_of(path)
        parts = [
            *(
                VERSION,
                RULES,
                __version__,
                self.checks,
                replace(aim, level=None, loudness=None, pause=0.0).as_json(),
            ),
            [missing(Whisper) == "", missing(Studio) == ""],
            file_hash(curves, kind="curves") if curves else "",
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of a record: the request as it was asked for, and what judging hangs on."""

    asked: str
    judged: str


def _facts(path: Path) -> dict[str, Any]:
    return read_sidecar(path) or {}


def _notes(made: Sequence[Take], kept: Take, before: int) -> tuple[str, ...]:
    """What to tell of a review: a choice among takes, and what is wrong with the kept one."""
    chosen = f"take {kept.take} of {len(made)} is kept"
    wrong = f"review: {kept.review.told}" if kept.review.failed else ""
    return tuple(filter(None, (chosen if len(made) > max(before, 1) else "", wrong)))


def _move(file: Path, target: Path) -> None:
    """Move a file and its sidecar, over what is there."""
    for source, to in ((file, target), (sidecar_of(file), sidecar_of(target))):
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            source.replace(to)
        except OSError as error:
            raise output_error(to, error) from error
