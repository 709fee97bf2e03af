"""Labelled recordings of an actor, as examples to learn from.

A folder holds recordings and ``labels.csv``, one row a recording: ``file``, ``speaker``, and
``emotion`` or ``valence``, ``arousal`` and perhaps ``dominance``. Each recording is measured
against its speaker's habit, so that a low voice and a high one teach the same.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from emogen.arrays import Floats
from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.acoustics import baseline, departure
from emogen.conditioning.targets.card import encode
from emogen.conditioning.vocabulary import AXES
from emogen.dsp.measures import VoiceMeasures, measure
from emogen.dsp.recording import load
from emogen.errors import RequestError
from emogen.files import read_text, write_text
from emogen.progress import Progress, ignore
from emogen.version import __version__

LABELS: Final = "labels.csv"

FEWEST: Final = 12
"""Recordings below which nothing can be learnt: one more than the numbers that are modelled."""

_SAVED_EVERY: Final = 10.0
"""Seconds between two savings of what has been measured."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One row of the labels.

    Attributes:
        path: the sound.
        line: of the labels, from 1, for errors.
        speaker: who speaks; empty when the labels do not say.
        emotion: what was meant or heard.
        text: what is said; empty when the labels do not say.
    """

    path: Path
    line: int
    speaker: str
    emotion: Emotion
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What a model learns from; all of length ``n``.

    Attributes:
        values: modelled numbers, float32 ``(n, fields)``, see :func:`~...targets.card.encode`.
        conditions: embedded emotions, float32 ``(n, 64)``.
        speakers: who spoke.
        emotions: as ``str(Emotion)``.
        notes: what the user should know about how they were made.
    """

    values: Floats
    conditions: Floats
    speakers: tuple[str, ...]
    emotions: tuple[str, ...]
    notes: tuple[str, ...] = ()


def read_examples(recordings: Sequence[Recording], cache: Path, progress: Progress = ignore) -> Examples:
    """Measure the recordings that :func:`read_labels` found.

    Args:
        recordings: of one or several speakers.
        cache: file in which measures are kept, so that no recording is measured twice.
        progress: told how far the measuring is.

    Raises:
        RequestError: a recording that cannot be used, too few, one emotion only.
        OutputError: the cache cannot be written.
    """
    return make_examples(recordings, _measure_all(recordings, cache, progress))


def read_labels(path: Path, *, left: list[str] | None = None) -> list[Recording]:
    """The rows of a table of labels: UTF-8, comma, semicolon or tab between the cells.

    Args:
        path: the table.
        left: takes what is wrong with bad rows, which are then left out; None for none may be bad.

    Raises:
        RequestError: no such file, a missing column, a bad row (with its line).
    """
    text = read_text(path, kind="table of labels")
    rows = _rows(path, text)
    columns = next(rows, (0, {}))[1]
    if "file" not in columns or not ("emotion" in columns or {"valence", "arousal"} <= columns.keys()):
        raise RequestError(
            f"{path} lacks a column",
            why=f"it has {', '.join(filter(None, columns)) or 'none'}",
            fix="Give it the columns file, speaker, and emotion or valence,arousal.",
        )
    found: dict[Path, Recording] = {}
    for line, row in rows:
        try:
            one = _recording(path, line, row)
            if one.path in found:
                first = found[one.path].line
                raise _wrong(path, line, f"{one.path.name} is there again", why=f"first on line {first}")
        except RequestError as error:
            if left is None:
                raise
            left.append(str(error))
        else:
            found[one.path] = one
    return list(found.values())


def _rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, column -> cell) of each row that is not blank; the headings, by themselves, first."""
    heading = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    names: list[str] = []
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise _wrong(path, reader.line_num, "the row cannot be read", why=str(error)) from error
        if not any(cells):
            continue
        names = names or [cell.lower() for cell in cells]
        row = dict(zip(names, cells, strict=False))
        if delimiter == ";":  # Where lists have semicolons, decimals have commas.
            row |= {name: row[name].replace(",", ".") for name in AXES if name in row}
        yield reader.line_num, row


def _recording(path: Path, line: int, row: dict[str, str]) -> Recording:
    name = row.get("file", "")
    file = path.parent / name.replace("\\", "/")
    if not name or not _is_file(file):
        raise _wrong(path, line, f"no such recording: {name}" if name else "the file is not named")
    speaker = row.get("speaker", "")
    if "speaker" in row and not speaker:
        raise _wrong(path, line, "the speaker is not named")
    try:
        return Recording(file, line, speaker, _emotion(row), row.get("text", ""))
    except RequestError as error:
        raise _wrong(path, line, error.what, why=error.why, fix=error.fix) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # E.g. a name that is too long.
        return False


def _emotion(row: dict[str, str]) -> Emotion:
    if row.get("emotion"):
        return Emotion.parse(row["emotion"])
    given = [row[name] for name in AXES if row.get(name)]
    if len(given) < 2 or not (row.get("valence") and row.get("arousal")):
        raise RequestError("no emotion", fix="Fill emotion, or valence and arousal.")
    try:
        return Emotion.va(*map(float, given))
    except ValueError as error:
        raise RequestError(f"{', '.join(given)} are not numbers", fix="Use -1 to 1.") from error


def _wrong(path: Path, line: int, what: str, *, why: str = "", fix: str = "") -> RequestError:
    return RequestError(f"{path}, line {line}: {what}", why=why, fix=fix)


def _measure_all(recordings: Sequence[Recording], cache: Path, progress: Progress) -> list[VoiceMeasures]:
    """The measures of each recording, from the cache where its bytes are known there."""
    known = _read_cache(cache)
    found: list[VoiceMeasures] = []
    saved, unsaved = time.monotonic(), 0
    try:
        for one in recordings:
            key = hashlib.sha256(one.path.read_bytes()).hexdigest()
            if key not in known:
                audio = load(one.path)
                known[key] = measure(audio.samples, audio.rate)
                unsaved += 1
            found.append(known[key])
            progress(len(found) / len(recordings))
            if unsaved and time.monotonic() - saved > _SAVED_EVERY:
                _write_cache(cache, known)
                saved, unsaved = time.monotonic(), 0
    finally:  # Ctrl-C and errors too keep what was measured.
        if unsaved:
            _write_cache(cache, known)
    return found


def _read_cache(path: Path) -> dict[str, VoiceMeasures]:
    """What an earlier run of this version measured; nothing when that cannot be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["version"] != __version__:
            return {}
        return {key: VoiceMeasures(**values) for key, values in record["measures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_cache(path: Path, known: dict[str, VoiceMeasures]) -> None:
    measures = {key: asdict(values) for key, values in known.items()}
    write_text(path, json.dumps({"version": __version__, "measures": measures}) + "\n")


def make_examples(recordings: Sequence[Recording], measures: Sequence[VoiceMeasures]) -> Examples:
    """Examples of recordings that have been measured, each against its speaker's habit: the mean of
    the neutral ones or, where a speaker has none, of all of them (which is noted).

    Raises:
        RequestError: too few recordings, one emotion only, recordings without a voice.
    """
    _check_enough(recordings, measures)
    origin = baseline(measures)
    values = np.stack([encode(departure(one, origin)) for one in measures])
    speakers = np.array([one.speaker for one in recordings])
    neutral = np.array([one.emotion.is_neutral for one in recordings])
    without = []
    for speaker in np.unique(speakers):
        own = speakers == speaker
        calm = own & neutral
        if not calm.any():
            without.append(speaker or "the speaker")
            if len({one.emotion for one, his in zip(recordings, own, strict=True) if his}) < 2:
                raise RequestError(
                    f"the habit of {without[-1]} cannot be told",
                    why="there is no neutral recording, and one emotion only",
                    fix="Add neutral recordings, or take the speaker out.",
                )
        # Differences are additive in the numbers that are modelled, whatever they start from.
        values[own] -= values[calm if calm.any() else own].mean(axis=0)
    embedded = {emotion: embed(emotion) for emotion in {one.emotion for one in recordings}}
    return Examples(
        values=values,
        conditions=np.stack([embedded[one.emotion] for one in recordings]),
        speakers=tuple(one.speaker for one in recordings),
        emotions=tuple(str(one.emotion) for one in recordings),
        notes=(_note(without),) if without else (),
    )


def _note(without: list[str]) -> str:
    named = ", ".join(without[:5]) + (f" and {len(without) - 5} more" if len(without) > 5 else "")
    return (
        f"no neutral recording of {named}: measured against the mean of all, "
        "which takes a part of every emotion for habit"
    )


def _check_enough(recordings: Sequence[Recording], measures: Sequence[VoiceMeasures]) -> None:
    mute = [one for one, m in zip(recordings, measures, strict=True) if not m.voiced]
    if mute:
        named = ", ".join(f"{one.path.name} (line {one.line})" for one in mute[:5])
        more = f" and {len(mute) - 5} more" if len(mute) > 5 else ""
        raise RequestError(
            f"no voice in {len(mute)} of {len(recordings)} recordings",
            why=named + more,
            fix="Record them again, or take their lines out.",
        )
    if len(recordings) < FEWEST:
        raise RequestError(
            f"{len(recordings)} recordings are too few to learn from",
            fix=f"Give at least {FEWEST}; some hundred make a good model.",
        )
    kinds = Counter(str(one.emotion) for one in recordings)
    if len(kinds) < 2:
        raise RequestError(
            f"every recording is labelled {next(iter(kinds))}", fix="Record at least one more emotion."
        )
