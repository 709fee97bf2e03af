"""``emogen train``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from emogen.cli import options, train_adapter
from emogen.cli.tables import print_json_line
from emogen.cli.training import Resume, Steps, Threads, check_resume, resumable
from emogen.errors import unknown_name

if TYPE_CHECKING:
    from emogen.conditioning.targets.card import Card
    from emogen.pipelines.face.learnt.card import Card as MotionCard

app = typer.Typer(no_args_is_help=True, help="Train on your own recordings and rated pictures.")
app.command("image-adapter")(train_adapter.command)


@app.command()
def targets(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Recordings and labels.csv.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the model.")] = Path("actor"),
    kind: Annotated[str, typer.Option(help="What the targets are of. Kinds: voice.")] = "voice",
    steps: Steps = None,
    seed: options.Seed = 0,
    threads: Threads = 1,
    resume: Resume = False,
    as_json: options.Json = False,
) -> None:
    """Learn how an actor's voice shows emotions, and how much it varies, from labelled recordings.

    DIR holds labels.csv with the columns file, speaker, and emotion or valence,arousal. Ctrl-C is
    safe: --resume goes on as if nothing had happened.

    [dim]emogen train targets recordings/ -o actor/[/]
    """
    if kind != "voice":
        raise unknown_name("kind", kind, ["voice"])
    from emogen.conditioning.targets.diffusion import need_train_extra
    from emogen.files import check_folder

    need_train_extra()
    import torch

    from emogen.cli.progress import progress_bar
    from emogen.conditioning.train.diffusion import STEPS
    from emogen.conditioning.train.recordings import LABELS, read_examples, read_labels
    from emogen.conditioning.train.targets import train

    began = time.monotonic()
    torch.set_num_threads(threads)
    check_resume(output, resume=resume)
    recordings = read_labels(data / LABELS)
    check_folder(output)
    with progress_bar("measuring", quiet=as_json) as progress:
        examples = read_examples(recordings, output / "measures.json", progress)
    for note in examples.notes:
        typer.echo(f"note: {note}", err=True)
    with resumable(), progress_bar("training", quiet=as_json) as progress:
        model = train(examples, output, steps=steps or STEPS, seed=seed, resume=resume, progress=progress)
    _report(model.card, output, time.monotonic() - began, examples.notes, as_json=as_json)


@app.command()
def motion(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Live Link Face CSVs, with WAVs or without.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the model.")] = Path("actor"),
    steps: Steps = None,
    seed: options.Seed = 0,
    threads: Threads = 1,
    resume: Resume = False,
    as_json: options.Json = False,
) -> None:
    """Learn how an actor moves brows, lids, cheeks, head and eyes, from Live Link Face captures.

    DIR holds captures (.csv), beside each perhaps its sound (.wav or .flac of the same name), and perhaps
    labels.csv with the columns file, emotion. Ctrl-C is safe: --resume goes on as if nothing had happened.

    [dim]emogen train motion captures/ -o actor/[/]
    """
    from emogen.conditioning.targets.diffusion import need_train_extra

    need_train_extra()
    import torch

    from emogen.cli.progress import progress_bar
    from emogen.conditioning.train.diffusion import STEPS
    from emogen.files import check_folder
    from emogen.pipelines.face.learnt.captures import read_captures
    from emogen.pipelines.face.learnt.train import train

    began = time.monotonic()
    torch.set_num_threads(threads)
    check_resume(output, resume=resume)
    with progress_bar("reading", quiet=as_json) as progress:
        captures, notes = read_captures(data, progress)
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    check_folder(output)
    with resumable(), progress_bar("training", quiet=as_json) as progress:
        model = train(captures, output, steps=steps or STEPS, seed=seed, resume=resume, progress=progress)
    _report_motion(model.card, output, time.monotonic() - began, notes, as_json=as_json)


@app.command("judge-pictures")
def judge_pictures(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Pictures and index.tsv with their ratings.")],
    as_json: options.Json = False,
) -> None:
    """Teach the judge `affect` how pictures make people feel, from pictures that people rated.

    DIR is laid out as OASIS is: index.tsv has the columns file, theme, valence_mean_1_7 and
    arousal_mean_1_7. What is learnt goes into emogen's folder of judges, where the judge finds it.

    [dim]emogen train judge-pictures oasis/[/]
    """
    from emogen.cli.progress import progress_bar
    from emogen.home import home
    from emogen.pipelines.evaluate.judges import affect

    folder = home() / "judges"
    with progress_bar("looking", quiet=as_json) as progress:
        accuracy = affect.train(data, folder, progress)
    if as_json:
        print_json_line({"file": str(folder / affect.FILE), "correlations": accuracy})
        return
    told = ", ".join(f"{axis} {value:.2f}" for axis, value in accuracy.items())
    typer.echo(f"{folder / affect.FILE}: correlation with people on unseen themes: {told}")


@app.command()
def judge(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Recordings and labels.csv, or known corpora.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder for the judge; emogen's own, where it is found."),
    ] = None,
    licence: Annotated[str, typer.Option(help="Of recordings of your own.")] = "not stated",
    commercial: Annotated[
        bool, typer.Option("--commercial", help="Your recordings may be used commercially.")
    ] = False,
    seed: options.Seed = 0,
    as_json: options.Json = False,
) -> None:
    """Train the judges `actors` and `listener` of emotion in speech on recordings of real people.

    DIR holds labels.csv with the columns file, speaker, emotion; or it is, or holds, the folders
    nemo, ravdess_actor01, claire_mark. Needs the extra `judges`.

    [dim]emogen train judge recordings/[/]
    """
    from emogen.cli.progress import progress_bar
    from emogen.files import check_folder
    from emogen.home import home
    from emogen.pipelines.evaluate.hearing.corpora import read_clips
    from emogen.pipelines.evaluate.hearing.heard import hear_clips
    from emogen.pipelines.evaluate.hearing.model import save
    from emogen.pipelines.evaluate.hearing.sense import ACOUSTIC, ENCODED
    from emogen.pipelines.evaluate.hearing.train import need_extra, told_apart, train
    from emogen.pipelines.evaluate.judges import actors, listener

    need_extra()
    clips = read_clips(data, licence=licence, commercial=commercial)
    folder = check_folder(output or home() / "judges")
    made = []
    for file, sense in ((actors.FILE, ACOUSTIC), (listener.FILE, ENCODED)):
        with progress_bar(f"listening for {Path(file).stem}", quiet=as_json) as progress:
            heard, left = hear_clips(clips, progress, sense=sense)
        model = train(heard, told_apart(heard), relative="both" if sense is ACOUSTIC else "none", seed=seed)
        save(model, folder / file, sense)
        made.append(
            {"file": str(folder / file), "categories": model.categories, "left_out": left} | model.card
        )
    if as_json:
        print_json_line(made)
        return
    for line in made[0]["left_out"]:
        typer.echo(f"note: left out {line}", err=True)
    for one in made:
        _report_judge(one)


_FIGURES: Final = {"recall": "named right", "auc_arousal": "arousal told", "auc_valence": "valence told"}
"""Of a judge's card, in words."""


def _report_judge(made: dict[str, Any]) -> None:
    """What a trained judge reaches on speakers it has not heard."""
    typer.echo(f"{made['file']}: learnt {', '.join(made['categories'])}")
    for note in made["notes"]:
        typer.echo(f"note: {note}")
    for ear, figures in made["held_out"].items():
        how = "with their neutral voice" if ear == "relative" else "by their voice alone"
        chances = dict.fromkeys(_FIGURES, 0.5) | {"recall": 1 / len(made["categories"])}
        told = ", ".join(
            f"{words} {figures[name]:.2f} (chance {chances[name]:.2f})"
            for name, words in _FIGURES.items()
            if name in figures
        )
        typer.echo(f"speakers left out, {how}: {told}")


def _report(card: Card, folder: Path, seconds: float, notes: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        facts = card.model_dump(include={"kind", "seed", "steps", "held_out_loss", "data"})
        record = {"folder": str(folder), "seconds": round(seconds, 1), "notes": notes, **facts}
        print_json_line(record)
        return
    data = card.data
    speakers = f"{len(data.speakers)} speaker{'s' if len(data.speakers) > 1 else ''}"
    typer.echo(f"{folder}: learnt from {data.clips} recordings by {speakers} in {seconds:.0f} s")
    typer.echo(
        f"{card.steps} steps beyond a Gaussian; held-out loss {card.held_out_loss:.3f}, "
        f"the Gaussian's {card.gaussian_loss:.3f}"
    )


def _report_motion(
    card: MotionCard, folder: Path, seconds: float, notes: Sequence[str], *, as_json: bool
) -> None:
    if as_json:
        facts = card.model_dump(exclude={"weights", "embedding_version", "emogen_version"})
        record = {"folder": str(folder), "training_seconds": round(seconds, 1), "notes": notes, **facts}
        print_json_line(record)
        return
    data, blinks = card.data, card.blinks
    captures = f"{len(data.captures)} capture{'s' if len(data.captures) > 1 else ''}"
    typer.echo(
        f"{folder}: learnt from {data.seconds:.0f} s of {captures}, {data.seconds_heard:.0f} s with sound, "
        f"in {seconds:.0f} s"
    )
    typer.echo(f"{len(card.channels)} channels, {blinks.found} blinks, {len(data.emotions)} emotions")
    if not card.steps:
        typer.echo("note: too few captures to learn how the voice moves the face; takes share its statistics")
    typer.echo(f"{card.steps} steps; held-out loss {card.held_out_loss:.3f}, at first {card.first_loss:.3f}")
