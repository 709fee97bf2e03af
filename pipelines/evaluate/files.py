"""Files judged in one call: read, told what was meant, given their neutral versions, evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from emogen.conditioning.emotion import Feeling
from emogen.conditioning.read.asked import one_emotion
from emogen.errors import RequestError, as_path
from emogen.pipelines.evaluate.evaluate import Evaluation
from emogen.pipelines.evaluate.evaluate import evaluate as judged
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.items import named_medium, read_items, with_neutrals
from emogen.progress import Progress, ignore, part_of


def evaluate(
    paths: str | Path | Iterable[str | Path],
    *,
    emotion: Feeling | None = None,
    text: str | None = None,
    neutral: str | Path | None = None,
    medium: str | None = None,
    judge: Sequence[str] | None = None,
    jobs: int = 1,
    progress: Progress = ignore,
) -> Evaluation:
    """Judge files by what was learnt from real people.

    Args:
        paths: one or more sounds, pictures, clips, folders, ``manifest.jsonl`` or ``labels.csv``.
        emotion: what was meant, where no sidecar says it.
        text: the words that should be heard.
        neutral: the same voice or face without emotion; makes judges surer.
        medium: what stills are, ``"face"`` or ``"picture"``; else a face is looked for.
        judge: names of judges; all that can judge when None.
        jobs: processes.
        progress: told the fraction done.

    Raises:
        RequestError: a path that is not there or no medium, an unknown judge.
    """
    if isinstance(paths, str | bytes | Path) or not isinstance(paths, Iterable):
        listed = [as_path(paths, "path")]
    else:
        listed = [as_path(path, "path") for path in paths]
    items, left = read_items(listed, medium=named_medium(medium))
    items = annotated(items, emotion=emotion, text=text, neutral=neutral)
    items = with_neutrals(items, progress=part_of(progress, 0.0, 0.3))
    evaluation = judged(items, names=judge, jobs=jobs, progress=part_of(progress, 0.3, 1.0))
    return replace(evaluation, left=tuple(left))


def annotated(
    items: Sequence[Item],
    *,
    emotion: Feeling | None = None,
    text: str | None = None,
    neutral: str | Path | None = None,
) -> list[Item]:
    """The items with what a user says about all of them; arguments as for :func:`evaluate`."""
    if emotion is not None:
        meant = one_emotion(emotion)
        items = [replace(item, emotion=meant) for item in items]
    if text is not None:
        items = [replace(item, text=text) for item in items]
    if neutral is not None:
        if Path(neutral).is_dir():
            raise RequestError(f"neutral {neutral} is a folder", fix="Name one file.")
        (calm,), _ = read_items([Path(neutral)])
        _ = calm.audio if "speech" in calm.media else calm.pixels  # A bad one is said before any work.
        items = [replace(item, neutral=calm) for item in items]
    return list(items)
