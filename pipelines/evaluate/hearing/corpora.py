"""Recordings of real people with the emotion each was to show: labels of one's own, or known corpora."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.files import read_text
from emogen.tables import asset_rows

LABELS: Final = "labels.csv"

REFERENCE: Final = "judge_recordings.tsv"
"""Asset: corpora and digests of the recordings behind the figures in ``judges.tsv``."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where recordings come from.

    Attributes:
        name: for people; licence: as its authors name it.
        commercial: whether a judge that learnt from it may be used commercially.
    """

    name: str
    licence: str
    commercial: bool


NEMO: Final = Corpus("nEMO", "CC BY-NC-SA 4.0", False)
RAVDESS: Final = Corpus("RAVDESS", "CC BY-NC-SA 4.0", False)
STUDIO: Final = Corpus("Audio2Face-3D samples", "Apache-2.0", True)


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording.

    Attributes:
        path: the sound.
        corpus: of which.
        speaker: who speaks, unique within the corpus.
        emotion: what was to be shown.
        text: what is said, or its number; "" when unknown.
        strength: 1 normal, 2 strong, 0 unknown (RAVDESS).
    """

    path: Path
    corpus: Corpus
    speaker: str
    emotion: Emotion
    text: str = ""
    strength: int = 0

    @property
    def category(self) -> str:
        """The one emotion meant: a basic one or ``"neutral"``; "" when it is a blend or a shade."""
        if self.emotion.is_neutral:
            return "neutral"
        shares = self.emotion.basic()
        best = max(shares, key=lambda name: shares[name], default="")
        return best if best and shares[best] > _MOSTLY else ""

    @property
    def who(self) -> str:
        """The speaker, unique among all corpora."""
        return f"{self.corpus.name} {self.speaker}"


_MOSTLY: Final = 0.6
"""Share of a basic emotion from which a clip is an example of it; serenity is .35 joy. Ours."""

_NAMES: Final = {
    **{"happiness": "joy", "happy": "joy", "sad": "sadness", "angry": "anger", "fearful": "fear"},
    **{"surprised": "surprise", "calm": "serenity"},
}
"""The corpora's words in the vocabulary's."""

_RAVDESS: Final = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
"""By the third number of a file's name, from 1 (Livingstone and Russo 2018)."""

_RAVDESS_NAME: Final = re.compile(r"0[1-3]-0[12]-0[1-8]-(0[12])-(0[12])-0[12]-([0-2]\d)")
"""Modality, channel, emotion, strength, statement, repetition, actor (Livingstone and Russo 2018)."""

_NEMO: Final = frozenset({"file", "emotion", "speaker", "gender", "age", "text"})
"""Columns of nEMO's index: a table without them is another's."""


def read_clips(data: Path, *, licence: str = "not stated", commercial: bool = False) -> list[Clip]:
    """Every labelled recording in a folder.

    Args:
        data: a folder with ``labels.csv`` (``file``, ``speaker``, ``emotion``), or one of, or a
            folder of: nEMO (known by the columns of its ``index.tsv``), ``ravdess_actor…``
            (RAVDESS's file names), ``claire_mark`` (``Name_emotion….wav``).
        licence, commercial: of recordings of one's own.

    Raises:
        RequestError: there are none, the labels are wrong, or a file in a known corpus's folder is
            not named as that corpus names them.
    """
    if not data.is_dir():
        raise RequestError(f"no such folder of recordings: {data}")
    folders = [data, *sorted(path for path in data.iterdir() if path.is_dir())]
    clips = [
        clip for folder in folders for clip in _of_folder(folder, Corpus(folder.name, licence, commercial))
    ]
    if not clips:
        raise RequestError(
            f"no labelled recordings in {data}",
            fix="Put labels.csv there, with the columns file, speaker, emotion.",
        )
    return clips


def _of_folder(folder: Path, own: Corpus) -> Iterator[Clip]:
    if (folder / LABELS).is_file():
        from emogen.conditioning.train.recordings import read_labels

        for row in read_labels(folder / LABELS):
            yield Clip(row.path, own, row.speaker or row.path.stem, row.emotion, row.text)
    elif listed := _nemo_rows(folder / "index.tsv"):
        for one in listed:
            yield Clip(folder / one["file"], NEMO, one["speaker"], _emotion(one["emotion"]), one["text"])
    elif folder.name.startswith("ravdess"):
        yield from _ravdess(folder)
    elif folder.name == "claire_mark":
        yield from _studio(folder)


def _nemo_rows(index: Path) -> list[dict[str, str]]:
    """The rows of nEMO's index; none of another table, or where there is none."""
    if not index.is_file():
        return []
    table = csv.DictReader(io.StringIO(read_text(index, kind="index of recordings")), delimiter="\t")
    if not set(table.fieldnames or ()) >= _NEMO:
        return []
    rows = list(table)
    for row in rows:
        if not (row["file"] or "").startswith(f"{row['speaker']}_{row['emotion']}_") or row["text"] is None:
            raise _unnamed(index.parent / (row["file"] or "index.tsv"), NEMO, "SPEAKER_EMOTION_NUMBER.flac")
    return rows


def _ravdess(folder: Path) -> Iterator[Clip]:
    for path in sorted(folder.glob("*.wav")):
        if not (parts := _RAVDESS_NAME.fullmatch(path.stem)):
            raise _unnamed(path, RAVDESS, "03-01-05-02-01-01-12.wav")
        strength, statement, actor = parts.groups()
        emotion = _emotion(_RAVDESS[int(path.stem.split("-")[2]) - 1])
        yield Clip(path, RAVDESS, actor, emotion, str(int(statement)), int(strength))


def _studio(folder: Path) -> Iterator[Clip]:
    for path in sorted(folder.glob("*.wav")):
        speaker, *more = path.stem.split("_")
        if not speaker or not more:
            raise _unnamed(path, STUDIO, "Claire_anger.wav")
        emotion, *rest = more
        # Others are the same recordings again, cut and at other rates; being out of breath is none.
        if emotion != "outofbreath" and not any("sec" in part or "khz" in part for part in rest):
            yield Clip(path, STUDIO, speaker, _emotion(emotion))


def _unnamed(path: Path, corpus: Corpus, example: str) -> RequestError:
    return RequestError(
        f"{path} is not named as in {corpus.name}",
        why=f"names there are like {example}",
        fix=f"Take it out, or write {LABELS} beside it with the columns file, speaker, emotion.",
    )


def _emotion(name: str) -> Emotion:
    return Emotion.parse(_NAMES.get(name, name))


def digest(clips: Iterable[Clip]) -> str:
    """A fingerprint of recordings and their labels, whatever their order and folder: 64 hex digits."""
    lines = {
        "\t".join(
            [clip.speaker, str(clip.emotion), clip.text, hashlib.sha256(clip.path.read_bytes()).hexdigest()]
        )
        for clip in clips
    }
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def is_reference(corpora: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a judge's corpora, as in its card, are those behind the figures in ``judges.tsv``."""
    known = {row["digest"] for row in asset_rows(REFERENCE)}
    return {corpus.get("digest") for corpus in corpora} == known
