"""``emogen judges``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from emogen.cli import options
from emogen.errors import EmogenError

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.judge import Judge


def command(
    name: Annotated[str | None, typer.Argument(help="One judge, in full.")] = None,
    judge_path: options.JudgePath = None,
    as_json: options.Json = False,
) -> None:
    """List the judges: what each hears or sees, what it needs, and how good it is on real people.

    [dim]emogen judges[/]

    [dim]emogen judges signal[/]
    """
    from emogen.cli.tables import print_json, print_table
    from emogen.pipelines.evaluate.accuracy import headline
    from emogen.pipelines.evaluate.judge import broken_judges, find_judge, judges, missing, use_judge_path

    use_judge_path(judge_path)
    chosen = (find_judge(name),) if name else judges()
    broken = {} if name else broken_judges()
    if as_json:
        others = [{"judge": judge, "missing": f"broken: {why}"} for judge, why in broken.items()]
        print_json([*map(_facts, chosen), *others])
    elif name:
        _show(chosen[0])
    else:
        print_table(
            [
                {
                    "judge": judge.name,
                    "of": judge.medium,
                    "what": judge.title,
                    "on real people": headline(judge.name) if _published(judge) else _OTHER,
                    "state": "missing" if missing(judge) else "ready",
                }
                for judge in chosen
            ]
        )
        for judge in chosen:
            if why := missing(judge):
                typer.echo(f"{judge.name} is missing: {why}")
        for judge_name, why in broken.items():
            typer.echo(f"{judge_name} is broken: {why}")
        shut = ", ".join(judge.name for judge in chosen if not _commercial(judge))
        typer.echo(f"Not for commercial use: {shut or 'none'}. In full: emogen judges NAME")


def _show(judge: type[Judge]) -> None:
    """Everything about one judge."""
    from emogen.cli.tables import print_table
    from emogen.pipelines.evaluate.accuracy import accuracies
    from emogen.pipelines.evaluate.judge import missing
    from emogen.registry import guarded

    with guarded(judge):
        card = judge.card()
    use = "" if card.get("commercial", judge.commercial) else "; not for commercial use"
    typer.echo(f"{judge.name}: {judge.title}")
    typer.echo(f"source: {judge.source}")
    typer.echo(f"licence: {card.get('licence', judge.licence)}{use}")
    if judge.needs:
        typer.echo(f"needs: {', '.join(judge.needs)}")
    if judge.categories:
        typer.echo(f"names: {', '.join(judge.categories)}")
    typer.echo(f"state: {missing(judge) or 'ready'}")
    for how, figures in card.get("held_out", {}).items():
        told = ", ".join(f"{name.replace('_', ' ')} {value:.2f}" for name, value in figures.items())
        typer.echo(f"held out in its training, {how}: {told}")
    if not card.get("published", True):
        typer.echo(f"{_OTHER}: the figures on real people below are of another training")
    print_table(
        [
            {
                "measure": one.name,
                "means": one.meaning,
                "range": f"{one.low:g} to {one.high:g}",
                "unit": one.unit,
            }
            for one in judge.measures
        ]
    )
    print_table(
        [{"on real people": str(one), "means": one.meaning} for one in accuracies().get(judge.name, ())]
    )


_OTHER: Final = "trained on other recordings"


def _card(judge: type[Judge]) -> Mapping[str, Any]:
    """A judge's card; empty when its file cannot be read, which its own page tells."""
    from emogen.registry import guarded

    try:
        with guarded(judge):
            return judge.card()
    except EmogenError:
        return {}


def _published(judge: type[Judge]) -> bool:
    """Whether the published figures are of this judge as it is here."""
    return bool(_card(judge).get("published", True))


def _commercial(judge: type[Judge]) -> bool:
    return bool(_card(judge).get("commercial", judge.commercial))


def _facts(judge: type[Judge]) -> dict[str, Any]:
    from dataclasses import asdict

    from emogen.pipelines.evaluate.accuracy import accuracy
    from emogen.pipelines.evaluate.judge import missing

    return {
        "judge": judge.name,
        "of": judge.medium,
        "what": judge.title,
        "measures": [asdict(measure) for measure in judge.measures],
        "categories": judge.categories,
        "needs": judge.needs,
        "source": judge.source,
        "licence": judge.licence,
        "commercial": judge.commercial,
        "card": dict(_card(judge)),
        "accuracy": accuracy(judge.name),
        "missing": missing(judge),
    }
