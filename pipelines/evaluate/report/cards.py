"""One item of a report as HTML: its player, the feeling that was wanted, votes, verdict, figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from typing import Final

from emogen.pipelines.evaluate.evaluate import Judgement
from emogen.pipelines.evaluate.item import CLIPS, Item
from emogen.pipelines.evaluate.outliers import Outlier
from emogen.pipelines.evaluate.report.embed import Embedder
from emogen.pipelines.evaluate.report.findings import Findings, group_of
from emogen.pipelines.evaluate.verdict import State, Verdict, Vote
from emogen.pipelines.marks import bar, wheel

_STATES: Final[dict[State, str]] = {
    "shown": "as wanted",
    "missed": "missed",
    "unclear": "hard to tell",
    "open": "open",
}

MANY: Final = 16
"""Measures of a judge: one with more, e.g. of face shapes, is folded and not sorted by. Ours."""

_LONGEST: Final = 240
"""Characters of a text or a detail that are shown. Ours."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item of the page.

    Attributes:
        index: its place in the evaluation.
        group: the emotion it is listed under.
        html: the list item.
        values: what the page can sort by: ``judge.measure`` -> value.
    """

    index: int
    group: str
    html: str
    values: Mapping[str, float]


def cards(findings: Findings, media: Embedder) -> Iterator[Card]:
    """The card of every item, in order, each made when it is asked for."""
    of: dict[int, list[Judgement]] = defaultdict(list)
    for one in findings.found.judgements:
        of[id(one.item)].append(one)
    odd: dict[int, list[Outlier]] = defaultdict(list)
    for outlier in findings.outliers:
        odd[id(outlier.item)].append(outlier)
    for index, verdict in enumerate(findings.verdicts):
        key = id(verdict.item)
        yield _card(index, verdict, of[key], odd[key], media)


def _card(
    index: int, one: Verdict, judgements: Sequence[Judgement], odd: Sequence[Outlier], media: Embedder
) -> Card:
    item, group = one.item, group_of(one.item)
    problems = dict.fromkeys([*(outlier.words for outlier in odd), *one.problems])
    lines = "".join(f"<li>{escape(_cut(line))}" for line in problems)
    flags = f'<ul class="problems">{lines}</ul>' if lines else ""
    html = (
        f'<li class="item" id="i{index}" data-state="{one.state}" data-group="{escape(group)}"'
        f' data-odd="{max((abs(outlier.z) for outlier in odd), default=0):.1f}"'
        f' data-support="{-1 if one.support is None else one.support:.3f}">'
        f'<div class="media">{_player(item, media)}</div>{_wheel(one)}'
        f'<div class="about"><h3>{_link(item, media)}</h3>'
        f"{_wanted(item)}"
        f'<p class="verdict"><b class="state {one.state}">{_STATES[one.state]}</b> {escape(one.words)}</p>'
        f"{flags}</div>"
        f'<div class="votes">{"".join(map(_vote, one.votes))}</div>{_details(judgements)}</li>\n'
    )
    return Card(index, group, html, _values(judgements))


def _link(item: Item, media: Embedder) -> str:
    return f'<a href="{media.link(item.path)}"><bdi>{escape(item.path.name)}</bdi></a>'


def _player(item: Item, media: Embedder) -> str:
    name = escape(item.path.name)
    pictures = "".join(
        f'<img src="{data}" alt="{name}" loading="lazy" decoding="async">' for data in media.pictures(item)
    )
    if item.path.suffix.lower() in CLIPS:
        link = f'<a class="play" href="{media.link(item.path)}" aria-label="play {name}">play the clip</a>'
        return f'<div class="frames">{pictures}</div>{link}'
    if sound := media.sound(item):
        return f'<audio controls preload="none" src="{sound}" aria-label="{name}"></audio>'
    return pictures or '<p class="note">cannot be shown</p>'


def _wheel(one: Verdict) -> str:
    if one.item.emotion is None:
        return '<div class="wheel"></div>'
    rings = [(place.judge, place.valence, place.arousal) for place in one.places if place.counts]
    return wheel(one.item.emotion.valence, one.item.emotion.arousal, rings)


def _wanted(item: Item) -> str:
    wanted = f"<b>{escape(str(item.emotion))}</b>" if item.emotion is not None else "nobody said what"
    parts = [f"wanted: {wanted}"]
    if item.who and item.who != item.text:
        parts.append(f"<bdi>{escape(item.who)}</bdi>")
    if item.text:
        parts.append(f"<bdi>“{escape(_cut(item.text))}”</bdi>")
    return f'<p class="wanted">{" · ".join(parts)}</p>'


def _vote(vote: Vote) -> str:
    said = f"{vote.named} {vote.share:.0%}"
    if vote.wanted and not vote.agrees:
        said += f", {vote.wanted} {vote.wanted_share:.0%}"
    likely = sorted(vote.shares.items(), key=lambda pair: -pair[1])[:4]
    label = f"{vote.judge}: " + ", ".join(f"{name} {share:.0%}" for name, share in likely)
    kind = "vote" if vote.counts else "vote apart"
    title = f' title="not counted: it {escape(vote.doubt)}"' if vote.doubt else ""
    return (
        f'<div class="{kind}"{title}><span>{escape(vote.judge)}</span>{bar(vote.shares, label=label)}'
        f"<span>{escape(said)}</span></div>"
    )


def _details(judgements: Sequence[Judgement]) -> str:
    rows = "".join(map(_row, judgements))
    return f"<details><summary>all figures</summary><dl>{rows}</dl></details>" if rows else ""


def _row(one: Judgement) -> str:
    if one.opinion is None:
        said = one.problem
    else:
        units = {measure.name: measure.unit for measure in one.judge.measures}
        parts = [
            f"{name.replace('_', ' ')} {value:.3g}{units.get(name) and ' '}{units.get(name, '')}"
            for name, value in one.opinion.values.items()
        ]
        parts += [f"{name}: {value}" for name, value in one.opinion.details.items() if isinstance(value, str)]
        said = "; ".join([*parts, *one.opinion.notes])
    return f"<dt>{escape(one.judge.name)}<dd>{escape(_cut(said))}" if said else ""


def _values(judgements: Sequence[Judgement]) -> dict[str, float]:
    return {
        f"{one.judge.name}: {name.replace('_', ' ')}": float(value)
        for one in judgements
        for name, value in (one.opinion.values if one.opinion else {}).items()
        if isfinite(value) and len(one.judge.measures) <= MANY
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
