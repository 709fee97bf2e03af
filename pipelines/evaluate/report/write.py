"""The report of an evaluation: one HTML file that needs nothing beside it, and the same in JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from emogen.files import whole_file, write_text
from emogen.media import check_suffix
from emogen.pipelines.evaluate.accuracy import Accuracies, accuracies
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.figures import Change, Figure, plain
from emogen.pipelines.evaluate.judge import Judge
from emogen.pipelines.evaluate.parity import tables
from emogen.pipelines.evaluate.report.embed import SOUND_LIMIT, Embedder
from emogen.pipelines.evaluate.report.findings import Findings, gather, summary
from emogen.pipelines.evaluate.verdict import Verdict, doubt_about
from emogen.version import __version__

SUFFIXES: Final = (".html", ".htm")


def write_report(
    found: Evaluation,
    path: str | Path,
    *,
    figures: Sequence[Figure] = (),
    changes: Sequence[Change] = (),
    left: Sequence[str] = (),
    title: str = "",
    known: Accuracies | None = None,
    sound_limit: int = SOUND_LIMIT,
) -> Path:
    """Write the report of an evaluation as ``path`` and, beside it, the same as ``.json``.

    Args:
        found: what the judges said.
        path: the page, ``.html``.
        figures: measured besides, e.g. by a suite.
        changes: against a baseline.
        left: what could not be an item, a line each.
        title: of the page.
        known: what judges reach on real people; the measured table when None.
        sound_limit: bytes of sound inside the page; what comes after is linked by relative names.

    Returns:
        The page's path.

    Raises:
        RequestError: another suffix.
        OutputError: a file cannot be written.
    """
    from emogen.pipelines.evaluate.report.page import Extras, page

    path = check_suffix(path, SUFFIXES)
    findings = gather(found, known)
    extras = Extras(tuple(figures), tuple(changes), tuple(left), title or "Evaluation")
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", errors="replace") as file:
        file.writelines(page(findings, Embedder(path.parent, sound_limit), extras))
    record = _record(findings, extras.figures, extras.changes, extras.left)
    text = json.dumps({"title": extras.title, **record}, ensure_ascii=False, allow_nan=False, indent=1)
    write_text(path.with_suffix(".json"), _writable(text) + "\n")
    return path


def to_json(
    found: Evaluation,
    *,
    figures: Sequence[Figure] = (),
    changes: Sequence[Change] = (),
    left: Sequence[str] = (),
    known: Accuracies | None = None,
) -> dict[str, Any]:
    """An evaluation and all that follows from it as JSON-like values; the arguments as above.

    Keys: ``emogen`` (the version), ``summary``, ``judges``, ``absent``, ``items``, ``outliers``,
    ``twins``, ``agreement``, ``follows``, ``confusions``, ``figures``, ``changes``,
    ``left``; each is always there.
    """
    return _record(gather(found, known), figures, changes, left)


def _record(
    findings: Findings, figures: Sequence[Figure], changes: Sequence[Change], left: Sequence[str]
) -> dict[str, Any]:
    of: dict[int, list[Judgement]] = defaultdict(list)
    for one in findings.found.judgements:
        of[id(one.item)].append(one)
    place = {id(item): index for index, item in enumerate(findings.found.items)}
    return {
        "emogen": __version__,
        "summary": summary(findings),
        "judges": [_judge(judge, findings.known) for judge in findings.judges],
        "absent": dict(findings.found.absent),
        "items": [_item(one, of[id(one.item)]) for one in findings.verdicts],
        "outliers": [
            {"item": place[id(one.item)], **_flat(one, without=("item",))} for one in findings.outliers
        ],
        "twins": [
            {"items": [place[id(item)] for item in one.items], "words": one.words} for one in findings.twins
        ],
        "agreement": plain(findings.pairs),
        "follows": plain(findings.follows),
        "confusions": {
            one.ours.judge: {**tables(one), "figures": plain(one.figures)} for one in findings.parities
        },
        "figures": plain(tuple(figures)),
        "changes": plain(tuple(changes)),
        "left": list(left),
    }


def _judge(judge: type[Judge], known: Accuracies | None) -> dict[str, Any]:
    names = ("name", "medium", "title", "source", "licence", "commercial", "independent", "categories")
    return {
        **{name: plain(getattr(judge, name)) for name in names},
        "measures": [plain(measure) for measure in judge.measures],
        "accuracy": plain((accuracies() if known is None else known).get(judge.name, ())),
        "doubt": doubt_about(judge, known) if judge.categories else "",
    }


def _item(one: Verdict, judgements: Sequence[Judgement]) -> dict[str, Any]:
    item = one.item
    return {
        "path": item.path.as_posix(),
        "media": sorted(item.media),
        "who": item.who,
        "text": item.text,
        "emotion": None if item.emotion is None else str(item.emotion),
        "vad": None if item.emotion is None else plain(item.emotion.vad),
        "verdict": _flat(one, without=("item",)),
        "judges": {judgement.judge.name: _opinion(judgement) for judgement in judgements},
    }


def _opinion(one: Judgement) -> dict[str, Any]:
    if one.opinion is None:
        return {"problem": one.problem}
    return {
        "named": one.opinion.named,
        "shares": {name: plain(float(share)) for name, share in one.opinion.shares.items()},
        "values": {name: plain(float(value)) for name, value in one.opinion.values.items()},
        "notes": list(one.opinion.notes),
        "details": plain(one.opinion.details),
    }


def _flat(one: Any, *, without: Sequence[str]) -> dict[str, Any]:
    """The fields of a dataclass as JSON-like values, but for those that are no values."""
    return {field.name: plain(getattr(one, field.name)) for field in fields(one) if field.name not in without}


def _writable(text: str) -> str:
    """Text without the halves of characters that stand for bytes of file names that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
