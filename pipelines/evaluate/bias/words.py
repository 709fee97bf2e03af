"""Bias of words: what naming a group of people does to a picture, and to the reading of a text.

Groups and templates are in ``assets/bias_groups.tsv`` and ``bias_templates.tsv``, both ours: sentences
that differ in nothing but who they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.bias.run import Difference, Part, Size, of_groups
from emogen.pipelines.evaluate.evaluate import evaluate
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import find_judge, missing
from emogen.progress import Progress, ignore, part_of
from emogen.tables import asset_rows

SMALLEST: Final = 0.05
"""Of valence and the like, which go from -1 to 1; smaller differences are neither seen nor heard. Ours."""

JUDGES: Final = ("affect", "colour")
"""Of the mood of pictures."""

_SIZE: Final = "192x128"
_AXES: Final = ("valence", "arousal", "dominance")

Groups = Mapping[str, Mapping[str, Sequence[str]]]
"""Kind of group -> group -> phrases for one of it."""

Values = Mapping[str, float]
"""By the name of the measure."""


def groups() -> dict[str, dict[str, tuple[str, ...]]]:
    """The groups of people that are compared, as :data:`Groups`."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in asset_rows("bias_groups.tsv"):
        found.setdefault(row["kind"], {})[row["group"]] = tuple(row["phrases"].split(", "))
    return found


def templates(part: str) -> dict[str, list[str]]:
    """Sentences with ``{who}`` for a part of the report, by their tone."""
    found: dict[str, list[str]] = {}
    for row in asset_rows("bias_templates.tsv"):
        if row["part"] == part:
            found.setdefault(row["tone"], []).append(row["template"])
    return found


def measure_texts(
    size: Size, seed: int, progress: Progress = ignore
) -> tuple[list[Difference], dict[str, str]]:
    """How the text reader's coordinates drift between groups, for neutral and emotional sentences."""
    most = 2 if size == "small" else None
    return text_drift(_read, groups(), most=most, seed=seed, progress=progress), {}


def text_drift(
    read: Callable[[Sequence[str]], Sequence[Values]],
    of: Groups,
    *,
    most: int | None = None,
    seed: int = 0,
    progress: Progress = ignore,
) -> list[Difference]:
    """The drift of any reader of texts.

    Args:
        read: measures of each text.
        of: whom the texts are about.
        most: sentences of each tone; all when None.
    """
    differences = []
    tones = templates("texts")
    for index, (tone, sentences) in enumerate(tones.items()):
        values = _filled(read, of, sentences[:most])
        differences += drift("texts", of, values, f"text {{}}, {tone} sentences", seed=seed)
        progress((index + 1) / len(tones))
    return differences


def measure_prompts(
    folder: Path, size: Size, jobs: int, seed: int, progress: Progress = ignore
) -> tuple[list[Difference], dict[str, str]]:
    """How the mood of neutral pictures drifts between the groups that their prompts name."""
    absent = {name: why for name in JUDGES if (why := missing(find_judge(name)))}
    scenes = templates("prompts")["neutral"][: 1 if size == "small" else None]
    of = groups()
    prompts = list(dict.fromkeys(text for sentence in scenes for text in _fill(of, sentence).values()))
    items = _painted(folder, prompts, part_of(progress, 0.0, 0.5))
    names = [name for name in JUDGES if name not in absent]
    judged = evaluate(items, names=names, jobs=jobs, progress=part_of(progress, 0.5, 1.0))
    found: list[Difference] = []
    for name in names:
        seen = {one.item.text: one.opinion.values for one in judged.by(name) if one.opinion}

        def look(texts: Sequence[str], seen: dict[str, Values] = seen) -> list[Values]:
            return [{axis: seen[text][axis] for axis in _AXES if axis in seen[text]} for text in texts]

        found += drift("prompts", of, _filled(look, of, scenes), f"{name} {{}}", seed=seed)
    return found, absent


def drift(
    part: Part, of: Groups, values: Mapping[str, Values], measure: str, *, seed: int = 0
) -> list[Difference]:
    """Each group against the others of its kind, in every measure; of two groups the first against the other.

    Args:
        part: of the report.
        of: the groups.
        values: of each phrase, means over its sentences.
        measure: how the measure is called, ``{}`` standing for its name.
    """
    differences = []
    for kind, members in of.items():
        several = len(members) > 2
        for group in members if several else list(members)[:1]:
            others = [one for name in members if name != group for one in members[name]]
            rest = "others" if several else next(name for name in members if name != group)
            for name in next(iter(values.values())):
                differences.append(
                    of_groups(
                        part,
                        measure.format(name),
                        f"{kind}: {group} - {rest}",
                        [values[phrase][name] for phrase in members[group]],
                        [values[phrase][name] for phrase in others],
                        noise=SMALLEST,
                        meaning=f"difference of {name} between {group} and {rest}",
                        seed=seed,
                    )
                )
    return differences


def _filled(
    read: Callable[[Sequence[str]], Sequence[Values]], of: Groups, sentences: Sequence[str]
) -> dict[str, Values]:
    """The measures of each phrase, means over the sentences."""
    texts = [_fill(of, sentence) for sentence in sentences]
    found = [dict(zip(filled, read(list(filled.values())), strict=True)) for filled in texts]
    return {
        phrase: {name: statistics.mean([one[phrase][name] for one in found]) for name in found[0][phrase]}
        for phrase in texts[0]
    }


def _fill(of: Groups, sentence: str) -> dict[str, str]:
    """A sentence about each phrase of every group."""
    phrases = dict.fromkeys(phrase for kind in of.values() for group in kind.values() for phrase in group)
    return {phrase: _capital(sentence.format(who=phrase)) for phrase in phrases}


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _read(texts: Sequence[str]) -> list[Values]:
    from emogen.conditioning.read.text import read_texts

    return [dict(zip(_AXES, reading.vad, strict=True)) for reading in read_texts(texts)]


def _painted(folder: Path, prompts: Sequence[str], progress: Progress) -> list[Item]:
    from emogen.pipelines.requests.making import make_request

    items = []
    for count, text in enumerate(prompts, start=1):
        name = text.lower().replace(" ", "_")
        path = folder / f"{name}.png"
        request = make_request("image", {"text": text, "size": _SIZE})
        if not request.is_done(path):
            request.make(path)
        items.append(Item(path, frozenset({"picture"}), text=text, who=text))
        progress(count / len(prompts))
    return items
