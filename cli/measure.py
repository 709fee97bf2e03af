"""``emogen evaluate bench``, ``sweep`` and ``bias``: what emogen itself does, measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.figures import Change, Figure, Result

Folder = Annotated[
    Path | None, typer.Option("--folder", help="Where the media go and stay; emogen's own when not given.")
]
Stored = Annotated[Path | None, typer.Option("-o", "--output", help="Write the figures as JSON.")]


def bench(
    suite: Annotated[str, typer.Option(help="speech, faces or pictures.")],
    size: Annotated[str, typer.Option(help="small (a minute or two) or full (tens of minutes).")] = "small",
    compare: Annotated[
        Path | None, typer.Option(help="An earlier result: exit code 1 when a figure is worse or gone.")
    ] = None,
    output: Stored = None,
    folder: Folder = None,
    jobs: options.Jobs = 1,
    judge_path: options.JudgePath = None,
    as_json: options.Json = False,
) -> None:
    """Measure what emogen makes, under every judge of a medium, with intervals.

    [dim]emogen evaluate bench --suite pictures -o pictures.json[/]

    [dim]emogen evaluate bench --suite pictures --compare pictures.json[/]
    """
    from emogen.cli.progress import progress_bar
    from emogen.pipelines.evaluate import figures
    from emogen.pipelines.evaluate.bench.run import run_suite
    from emogen.pipelines.evaluate.judge import use_judge_path

    use_judge_path(judge_path)
    baseline = figures.read_result(compare) if compare else None
    with progress_bar(f"bench {suite}", quiet=as_json) as progress:
        found = run_suite(suite, size, folder=folder, jobs=jobs, progress=progress)
    changes = figures.compare(found, baseline) if baseline else ()
    _finish(found, output, changes, as_json=as_json)
    if any(change.verdict in ("worse", "missing") for change in changes):
        raise Exit(1)


def sweep(
    knob: Annotated[
        str,
        typer.Option(
            metavar="KNOB=LOW..HIGH:STEPS",
            help="What is turned: intensity, valence, arousal, dominance, au:AU12 or target:NAME, e.g. "
            "valence=-0.8..0.8:5; KNOB alone goes through its usual levels.",
        ),
    ],
    judge: Annotated[str, typer.Option(help="Who measures; see `emogen judges`.")],
    measure: Annotated[
        str, typer.Option(help="One of its measures or categories; else what is turned.")
    ] = "",
    emotion: Annotated[str, typer.Option("-e", "--emotion", help="Whose intensity is turned.")] = "",
    who: Annotated[list[str] | None, typer.Option(help="A voice or character; can be given again.")] = None,
    text: Annotated[list[str] | None, typer.Option(help="A line or prompt; can be given again.")] = None,
    falls: Annotated[
        bool, typer.Option("--falls", help="The measure should fall as the knob rises.")
    ] = False,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for media, plot and JSON.")] = Path(
        "sweep"
    ),
    judge_path: options.JudgePath = None,
    as_json: options.Json = False,
) -> None:
    """Turn one knob and measure what comes of it: commanded against perceived.

    [dim]emogen evaluate sweep --knob valence=-0.8..0.8:5 --judge colour --text "a house by a lake"[/]

    [dim]emogen evaluate sweep --knob au:AU12=0..1:3 --judge facex --measure joy --who mira[/]
    """
    from emogen.cli.progress import progress_bar
    from emogen.cli.tables import print_json
    from emogen.pipelines.evaluate.bench import sweep as sweeps
    from emogen.pipelines.evaluate.bench.drawings import draw_sweep
    from emogen.pipelines.evaluate.bench.making import scenes
    from emogen.pipelines.evaluate.bench.suites import CHARACTERS, PROMPTS, SENTENCES, VOICES
    from emogen.pipelines.evaluate.figures import plain
    from emogen.pipelines.evaluate.judge import find_judge, use_judge_path
    from emogen.pipelines.knobs import read_knob

    use_judge_path(judge_path)
    medium = find_judge(judge).medium
    turned = read_knob(knob, medium, emotion=emotion)
    people = who or {"speech": VOICES[:2], "face": CHARACTERS[:2], "picture": ()}[medium]
    lines = text or {"speech": SENTENCES[:2], "face": (), "picture": PROMPTS[:2]}[medium]
    with progress_bar(f"sweep {knob}", quiet=as_json) as progress:
        found = sweeps.sweep(
            turned,
            scenes(medium, people, lines),
            judge=judge,
            measure=measure,
            direction=-1 if falls else 1,
            folder=output,
            progress=progress,
        )
    sweeps.write_sweep(output / "sweep.json", found)
    draw_sweep(found, output / "sweep.png")
    if as_json:
        print_json(plain(found))
        return
    _print_figures(found.figures)
    for problem in found.problems:
        typer.echo(f"not judged: {problem}", err=True)
    typer.echo(output / "sweep.png")


def bias(
    part: Annotated[
        list[str] | None, typer.Option(help="faces, prompts, texts or voices; can be given again.")
    ] = None,
    size: Annotated[str, typer.Option(help="small (minutes) or full (a quarter of an hour).")] = "small",
    output: Stored = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the differences.")] = None,
    folder: Folder = None,
    jobs: options.Jobs = 1,
    judge_path: options.JudgePath = None,
    as_json: options.Json = False,
) -> None:
    """Does an emotion change who somebody seems to be; are groups of people treated differently?

    [dim]emogen evaluate bias --part texts[/]

    [dim]emogen evaluate bias --part prompts --json[/]
    """
    from typing import cast

    from emogen.cli.progress import progress_bar
    from emogen.cli.tables import print_json
    from emogen.errors import unknown_name
    from emogen.home import home
    from emogen.pipelines.evaluate.bias import run as biases
    from emogen.pipelines.evaluate.bias.page import draw_bias
    from emogen.pipelines.evaluate.figures import plain, write_result
    from emogen.pipelines.evaluate.judge import use_judge_path

    use_judge_path(judge_path)
    if size not in ("small", "full"):
        raise unknown_name("size", size, ("small", "full"))
    with progress_bar("bias", quiet=as_json) as progress:
        found = biases.bias(
            folder or home() / "bench",
            parts=part or biases.PARTS,
            size=cast("biases.Size", size),
            jobs=jobs,
            progress=progress,
        )
    differences = biases.differences_of(found)
    if plot is not None:
        draw_bias(differences, plot)
    if output is not None:
        write_result(output, found)
    if as_json:
        print_json(plain(found))
        return
    for line in biases.summary(differences):
        typer.echo(line)
    _say_absent(found)
    for path in filter(None, (output, plot)):
        typer.echo(path)


def _finish(found: Result, output: Path | None, changes: tuple[Change, ...], *, as_json: bool) -> None:
    """Store, print and compare a result."""
    from emogen.cli.tables import print_json
    from emogen.pipelines.evaluate.figures import plain, write_result

    if output is not None:
        write_result(output, found)
    if as_json:
        print_json({**plain(found), "changes": plain(changes)})
        return
    _print_figures(found.figures)
    _say_absent(found)
    for change in changes:
        if change.verdict != "same":
            moved = f"{change.before:.3g} -> {change.after:.3g}"
            typer.echo(f"{change.verdict}: {change.id} {moved} [{change.low:+.3g}, {change.high:+.3g}]")
    if changes:
        counts = [f"{sum(one.verdict == v for one in changes)} {v}" for v in ("worse", "missing", "better")]
        typer.echo(f"{len(changes)} figures compared: {', '.join(counts)}")
    if output is not None:
        typer.echo(output)


def _print_figures(found: tuple[Figure, ...]) -> None:
    from emogen.cli.tables import print_table

    rows = [
        {
            "figure": one.id,
            "value": f"{one.value:.3g}",
            "95 % interval": f"{one.low:.3g} to {one.high:.3g}" if one.low == one.low else "",
            "n": one.count,
            "better": one.better,
        }
        for one in found
    ]
    print_table(rows)


def _say_absent(found: Result) -> None:
    for name, why in found.absent.items():
        typer.echo(f"judge {name} is missing: {why}", err=True)
