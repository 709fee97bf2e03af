"""``emogen evaluate``: files and folders judged, and lists ranked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.exceptions import Exit

from emogen.cli import measure, options
from emogen.cli.groups import DefaultGroup
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.evaluate import Evaluation
    from emogen.pipelines.evaluate.judge import Judge, Opinion
    from emogen.pipelines.evaluate.verdict import Verdict


class _Group(DefaultGroup):
    default = "media"


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    help="""Have media judged by what was learnt from real people.

    [dim]emogen evaluate clip.wav --emotion sadness[/]

    Without a command, files are judged; the options are those of `emogen evaluate media --help`.
    """,
    rich_markup_mode="rich",
)

for command in (measure.bench, measure.sweep, measure.bias):
    app.command()(command)

Judges = Annotated[
    list[str] | None,
    typer.Option("--judge", help="Only this judge; can be given again. See `emogen judges`."),
]


@app.command()
def media(
    paths: Annotated[
        list[Path], typer.Argument(help="Sounds, pictures, clips, folders, manifest.jsonl or labels.csv.")
    ],
    emotion: Annotated[
        str | None, typer.Option("-e", "--emotion", help="What was meant, where no sidecar says it.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The words that should be heard.")] = None,
    neutral: Annotated[
        Path | None, typer.Option(help="The same voice or face without emotion: makes judges surer.")
    ] = None,
    medium: Annotated[
        str | None, typer.Option("--as", help="What stills are: face or picture; else a face is looked for.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write an HTML page with players and plots.")] = None,
    jobs: options.Jobs = 1,
    judge: Judges = None,
    judge_path: options.JudgePath = None,
    as_json: options.Json = False,
) -> None:
    """Judge files: what is heard or seen, how it compares with what was meant, and what is wrong.

    [dim]emogen evaluate line.wav --emotion sadness --neutral calm.wav[/]

    [dim]emogen evaluate out/ --report report.html[/]
    """
    from emogen.cli.tables import print_json
    from emogen.pipelines.evaluate.judge import use_judge_path
    from emogen.pipelines.evaluate.report.write import to_json

    use_judge_path(judge_path)
    meant = {"emotion": emotion, "text": text, "neutral": neutral, "medium": medium}
    evaluation = _judged(paths, **meant, judge=judge, jobs=jobs, quiet=as_json)
    if report is not None:
        evaluation.save(report)
    if as_json:
        print_json(to_json(evaluation, left=evaluation.left))
    else:
        _say(evaluation, report)
    if not any(judgement.opinion for judgement in evaluation.judgements):
        raise Exit(1)  # Every reason has been said.


@app.command()
def rank(
    paths: Annotated[list[Path], typer.Argument(help="Takes to compare: files, folders, manifest.jsonl.")],
    emotion: Annotated[str, typer.Option("-e", "--emotion", help="Which emotion they should show.")],
    text: Annotated[str | None, typer.Option(help="The words that should be heard.")] = None,
    neutral: Annotated[Path | None, typer.Option(help="The same voice or face without emotion.")] = None,
    judge: Judges = None,
    judge_path: options.JudgePath = None,
    as_json: options.Json = False,
) -> None:
    """Order takes by how well they show an emotion, and say whether the judges agree.

    What is much worse than the best in words, quality or likeness comes last, with the reason.

    [dim]emogen evaluate rank take1.wav take2.wav take3.wav --emotion sadness[/]
    """
    from emogen.cli.tables import print_json, print_table
    from emogen.pipelines.evaluate.figures import plain
    from emogen.pipelines.evaluate.items import read_items
    from emogen.pipelines.evaluate.judge import use_judge_path
    from emogen.pipelines.evaluate.ranking import rank as ranked

    use_judge_path(judge_path)
    items, left = read_items(paths)
    if len(items) < 2:
        raise RequestError("one take cannot be ranked", fix="Give at least two.")
    if not frozenset[str].intersection(*(item.media for item in items)):
        raise RequestError("takes of different media cannot be ranked", fix="Give only one medium.")
    judged = _judged(paths, emotion=emotion, text=text, neutral=neutral, judge=judge, quiet=as_json)
    found = ranked(judged, emotion)
    problems = {id(item): [one.problem for one in judged.of(item) if one.problem] for item in judged.items}
    rows: list[dict[str, Any]] = [
        {
            "place": place.place,
            "file": str(place.item.path),
            "rank": place.rank,
            "scores": place.scores,
            "against": [*place.vetoes, *problems[id(place.item)][:1]],
        }
        for place in found.places
    ]
    tau = found.agreement
    if as_json:
        extras = {"judges": found.judges, "notes": found.notes, "left_out": left}
        print_json(plain({"places": rows, "agreement": tau, **extras}))
        return
    print_table(
        [
            {
                "place": row["place"],
                "file": place.item.path.name,
                **{name: _score(place.scores.get(name)) for name in found.judges},
                "against it": "; ".join(row["against"]),
            }
            for row, place in zip(rows, found.places, strict=True)
        ]
    )
    typer.echo(
        "scores: the share of the wanted emotion less its strongest rival's; or minus the distance in V/A"
    )
    for note in found.notes:
        typer.echo(f"note: {note}")
    if tau.value == tau.value:
        typer.echo(f"judges agree by Kendall's tau {tau.value:+.2f} [{tau.low:+.2f}, {tau.high:+.2f}]")


def _score(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:+.2f}"


def _judged(paths: list[Path], *, quiet: bool, **settings: Any) -> Evaluation:
    from emogen.cli.progress import progress_bar
    from emogen.pipelines.evaluate.files import evaluate

    with progress_bar("judging", quiet=quiet) as progress:
        return evaluate(paths, progress=progress, **settings)


def _say(found: Evaluation, report: Path | None) -> None:
    from emogen.cli.tables import print_table
    from emogen.pipelines.evaluate.report.findings import gather, summary

    for line in found.left:
        typer.echo(f"left out: {line}", err=True)
    findings = gather(found)
    if len(found.items) == 1:
        _say_one(found, findings.verdicts[0])
    else:
        print_table(
            [
                {"file": one.item.path.name, "wanted": str(one.item.emotion or ""), "verdict": one.words}
                for one in findings.verdicts
            ]
        )
        for line in summary(findings):
            typer.echo(line)
        for odd in (*findings.outliers, *findings.twins):
            typer.echo(f"stands out: {odd}")
    for name, why in found.absent.items():
        typer.echo(f"judge {name} is missing: {why}", err=True)
    if report is not None:
        typer.echo(report)


def _say_one(found: Evaluation, verdict: Verdict) -> None:
    """One item in full: every figure of every judge, then the verdict."""
    from emogen.cli.tables import print_table
    from emogen.pipelines.evaluate.accuracy import headline

    said = found.of(verdict.item)
    if not any(one.opinion for one in said) and len({one.problem for one in said}) == 1:
        typer.echo(said[0].problem)  # Once, and not by every judge.
        return
    print_table(
        [
            {
                "judge": one.judge.name,
                "says": _opinion(one.judge, one.opinion) if one.opinion else one.problem,
                "on real people": headline(one.judge.name),
            }
            for one in said
        ]
    )
    typer.echo(verdict.words)


_MOST: Final = 8
"""Figures of one judge that a line shows: 51 activations would fill the screen."""


def _opinion(judge: type[Judge], opinion: Opinion) -> str:
    """A judge's likeliest names, its figures, the largest first where there are many, and its notes."""
    likely = sorted(opinion.shares.items(), key=lambda pair: -pair[1])[:3]
    values = list(opinion.values.items())
    if len(values) > _MOST:
        values = sorted(values, key=lambda pair: -abs(pair[1]))[:_MOST]
    shares = ", ".join(f"{name} {share:.0%}" for name, share in likely)
    units = {measure.name: f" {measure.unit}" if measure.unit else "" for measure in judge.measures}
    figures = ", ".join(f"{name} {value:.2f}{units[name]}" for name, value in values)
    return "; ".join(filter(None, [shares, figures, *opinion.notes]))
