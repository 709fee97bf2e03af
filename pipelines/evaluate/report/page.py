"""The HTML of a report, written piece by piece, so that a long one needs no more memory."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from math import isfinite
from string import Template

from emogen.pipelines.evaluate.accuracy import accuracies, main_figure
from emogen.pipelines.evaluate.figures import Change, Figure
from emogen.pipelines.evaluate.judge import Judge, Measure
from emogen.pipelines.evaluate.parity import Confusion, Parity
from emogen.pipelines.evaluate.report.cards import MANY, cards
from emogen.pipelines.evaluate.report.embed import Embedder
from emogen.pipelines.evaluate.report.findings import Findings, Follow, group_of, summary
from emogen.pipelines.evaluate.verdict import doubt_about
from emogen.pipelines.marks import scatter, strip
from emogen.tables import asset_text


@dataclass(frozen=True, slots=True)
class Extras:
    """What a page shows besides an evaluation: see :func:`.write.write_report`."""

    figures: tuple[Figure, ...]
    changes: tuple[Change, ...]
    left: tuple[str, ...]
    title: str


def page(findings: Findings, media: Embedder, extras: Extras) -> Iterator[str]:
    """The page, in pieces."""
    script = asset_text("report.js")
    frame = Template(asset_text("report.html")).substitute(
        title=escape(extras.title),
        style=asset_text("page.css") + asset_text("report.css"),
        script=script,
        hash=b64encode(sha256(script.encode()).digest()).decode(),
        body="\0",
    )
    head, tail = frame.split("\0")
    yield head
    yield _section("Summary", "".join(f"<li>{escape(line)}" for line in summary(findings)), tag="ul")
    yield from _changes(extras.changes)
    yield from _items(findings, media)
    yield from _odd(findings)
    yield from _confusions(findings.parities)
    yield from _follows(findings.follows)
    yield from _strips(findings)
    yield from _figures(extras.figures)
    yield from _judges(findings)
    if extras.left:
        yield _section("Left out", "".join(f"<li>{escape(line)}" for line in extras.left), tag="ul")
    yield tail


def _section(title: str, body: str, *, tag: str = "div", note: str = "") -> str:
    name = title.lower().replace(" ", "-")
    about = f'<p class="note">{escape(note)}</p>' if note else ""
    return (
        f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{escape(title)}</h2>'
        f"{about}<{tag}>{body}</{tag}></section>\n"
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "") -> str:
    """A table of cells that are HTML already."""
    head = "".join(f'<th scope="col">{escape(name)}' for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    return _wide(caption or columns[0], f"<table>{named}<thead><tr>{head}<tbody>{body}</table>")


def _wide(label: str, table: str) -> str:
    """A table that scrolls by itself, by keyboard too, where the page is narrow."""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'


def _items(findings: Findings, media: Embedder) -> Iterator[str]:
    if not findings.verdicts:
        return
    yield '<section id="items" aria-labelledby="items-title"><h2 id="items-title">Items</h2>\n'
    values: dict[str, dict[int, float]] = defaultdict(dict)
    groups: set[str] = set()
    yield asset_text("report_tools.html")
    yield '<ol class="items">\n'
    for card in cards(findings, media):
        yield card.html
        for name, value in card.values.items():
            values[name][card.index] = round(value, 4)
        groups.add(card.group)
    yield "</ol>\n"
    if media.linked:
        why = "sounds play from their own files: this page would be too large with them."
        yield f'<p class="note">{media.linked} {why}</p>'
    data = json.dumps({"values": values, "groups": sorted(groups)}).replace("<", "\\u003c")
    yield f'<script type="application/json" id="data">{data}</script></section>\n'


def _odd(findings: Findings) -> Iterator[str]:
    place = {id(item): index for index, item in enumerate(findings.found.items)}
    lines = [
        f'<li><a href="#i{place[id(one.item)]}"><bdi>{escape(one.item.path.name)}</bdi></a>'
        f" {escape(one.words)}"
        for one in findings.outliers
    ]
    lines += [f"<li>{escape(str(one))}" for one in findings.twins]
    if lines:
        note = "Farthest first: by robust deviations from the median of comparable items."
        yield _section("What stands out", "".join(lines), tag="ul", note=note)


def _confusions(parities: Sequence[Parity]) -> Iterator[str]:
    blocks = []
    for one in parities:
        both = [one.ours, *([one.actors] if one.actors else [])]
        named = [name for name in _names(both) if name]
        tables = "".join(_matrix(each, named) for each in both)
        recall, *rest = (figure for figure in one.figures if figure.id.count("/") == 2)
        line = f"Recall {_of(recall)}"
        for figure in rest:
            line += (
                f"; {'real actors' if figure.id.endswith('actors') else 'these over actors’'} {_of(figure)}"
            )
        blocks.append(
            f"<h3>{escape(one.ours.judge)}</h3><p>{escape(line)}.</p><div class='matrices'>{tables}</div>"
        )
    if blocks:
        note = "Rows: what was wanted. Columns: what the judge named. Numbers are percent of the row."
        yield _section("Confusions", "".join(blocks), note=note)


def _names(both: Sequence[Confusion]) -> list[str]:
    """The categories of two matrices, neutral last."""
    names = {name for each in both for pair in each.counts for name in pair}
    return sorted(names, key=lambda name: (name == "neutral", name))


def _matrix(of: Confusion, named: Sequence[str]) -> str:
    shares = of.shares(of.meant, named)
    head = "".join(f'<th scope="col"><span>{escape(name)}</span>' for name in named)
    rows = []
    for meant, row in zip(of.meant, shares.tolist(), strict=True):
        count = sum(n for (one, _), n in of.counts.items() if one == meant)
        cells = "".join(
            f'<td class="{"right" if name == meant else ""}" style="--p:{100 * share:.0f}%">{100 * share:.0f}'
            for name, share in zip(named, row, strict=True)
        )
        rows.append(f'<tr><th scope="row">{escape(meant)} <small>{count}</small>{cells}')
    return _wide(
        of.data,
        f'<table class="matrix"><caption>{escape(of.data)}</caption><thead><tr><td>{head}'
        f"<tbody>{''.join(rows)}</table>",
    )


def _strips(findings: Findings) -> Iterator[str]:
    rows: dict[tuple[type[Judge], str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in findings.found.judgements:
        for name, value in (one.opinion.values if one.opinion else {}).items():
            if isfinite(value):
                rows[one.judge, name][group_of(one.item)].append(float(value))
    plots, folded = [], []
    for judge in findings.judges:
        made = [_strip(judge, measure, rows.get((judge, measure.name), {})) for measure in judge.measures]
        if len(made) <= MANY:
            plots += made
        elif any(made):
            inner = f'<div class="plots">{"".join(made)}</div>'
            folded.append(
                f"<details><summary>{escape(judge.name)}: {escape(judge.title)}</summary>{inner}</details>"
            )
    if any(plots) or folded:
        note = "A dot is an item, a line the median; of more than 60 in a row, 60 even quantiles."
        body = f'<div class="plots">{"".join(plots)}</div>{"".join(folded)}'
        yield _section("Measures by emotion", body, note=note)


def _strip(judge: type[Judge], measure: Measure, groups: Mapping[str, Sequence[float]]) -> str:
    """One measure's plot; "" where too little varies."""
    values = [value for group in groups.values() for value in group]
    if len(values) < 3 or min(values) == max(values):
        return ""
    title = f"{judge.name}: {measure.name.replace('_', ' ')}" + (measure.unit and f", {measure.unit}")
    drawing = strip(
        {name: groups[name] for name in sorted(groups)}, label=f"{title} by emotion, {len(values)} values"
    )
    caption = f"<b>{escape(title)}</b> {escape(measure.meaning)}"
    return f"<figure>{drawing}<figcaption>{caption}</figcaption></figure>"


def _follows(follows: Sequence[Follow]) -> Iterator[str]:
    plots = [
        f"<figure>{scatter(one.pairs, label=f'{one.axis} by {one.judge} against the commanded')}"
        f"<figcaption><b>{escape(one.judge)}: {one.axis}</b> rank correlation"
        f" {_ranged(one.rho, one.low, one.high)}, {len(one.pairs)} items</figcaption></figure>"
        for one in follows
    ]
    if plots:
        note = "Across: what was commanded. Up: what the judge perceives, on its own scale."
        yield _section("Commanded and perceived", f'<div class="plots">{"".join(plots)}</div>', note=note)


def _figures(figures: Sequence[Figure]) -> Iterator[str]:
    if figures:
        rows = [
            [f"<code>{escape(one.id)}</code>", _of(one), str(one.count), escape(one.meaning)]
            for one in figures
        ]
        yield _section("Figures", _table(["Figure", "Value (95 %)", "Items", "What it is"], rows))


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    told = [one for one in changes if one.verdict != "same"]
    if not changes:
        return
    same = len(changes) - len(told)
    order = ("worse", "missing", "changed", "unsure", "better", "new")
    rows = [
        [
            f'<b class="{one.verdict}">{one.verdict}</b>',
            f"<code>{escape(one.id)}</code>",
            _number(one.before),
            _number(one.after),
            _ranged(one.change, one.low, one.high, sign="+"),
        ]
        for one in sorted(told, key=lambda one: order.index(one.verdict))
    ]
    table = _table(["", "Figure", "Before", "Now", "Change (95 %)"], rows) if rows else ""
    yield _section("Against the baseline", f"<p>{same} of {len(changes)} figures are as before.</p>{table}")


def _judges(findings: Findings) -> Iterator[str]:
    judged = Counter((one.judge, one.opinion is not None) for one in findings.found.judgements)
    rows = [_judge(judge, judged[judge, True], judged[judge, False], findings) for judge in findings.judges]
    if rows:
        columns = ["Judge", "What it is", "On real people", "Licence", "Judged"]
        note = "A judge's figure means as much as its figure on real people does."
        yield _section("Judges", _table(columns, rows), note=note)
    if findings.found.absent:
        lines = (f"<li><b>{escape(name)}</b>: {escape(why)}" for name, why in findings.found.absent.items())
        yield _section("Judges that are absent", "".join(lines), tag="ul")


def _judge(judge: type[Judge], judged: int, declined: int, findings: Findings) -> list[str]:
    best = main_figure(judge.name, findings.known)
    others = [
        one
        for one in (accuracies() if findings.known is None else findings.known).get(judge.name, ())
        if one is not best
    ]
    real = escape(str(best)) if best else "never measured"
    if others:
        lines = "".join(f"<li>{escape(str(one))}" for one in others)
        real += f"<details><summary>{len(others)} more</summary><ul>{lines}</ul></details>"
    doubt = doubt_about(judge, findings.known) if judge.categories else ""
    flag = '<br><b class="worse">non-commercial</b>' if not judge.commercial else ""
    apart = f'<br><span class="doubt">not counted: it {escape(doubt)}</span>' if doubt else ""
    if not judge.independent and not doubt:
        apart = '<br><span class="doubt">shares its knowledge with emogen</span>'
    return [
        f"<b>{escape(judge.name)}</b><br>{judge.medium}",
        f'{escape(judge.title)}<br><span class="note">{escape(judge.source)}</span>{apart}',
        real,
        f"{escape(judge.licence)}{flag}",
        f"{judged}" + (f"<br>{declined} declined" if declined else ""),
    ]


def _of(figure: Figure) -> str:
    return _ranged(figure.value, figure.low, figure.high)


def _ranged(value: float, low: float, high: float, *, sign: str = "") -> str:
    text = _number(value, sign)
    if isfinite(low) and isfinite(high):
        text += f" ({_number(low, sign)} to {_number(high, sign)})"
    return text


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign}.3g}".replace("-", "−") if isfinite(value) else "–"
