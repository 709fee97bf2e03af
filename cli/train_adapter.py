"""``emogen train image-adapter``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from emogen.cli import options
from emogen.cli.tables import print_json_line
from emogen.cli.training import Resume, Steps, Threads, check_resume, resumable

if TYPE_CHECKING:
    from emogen.pipelines.image.diffusion.adapter.card import Card

_STEPS: Final = 4000


def command(
    data: Annotated[
        Path, typer.Option("--data", metavar="CSV", help="Columns picture, caption, valence, arousal.")
    ],
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option",
            metavar="NAME=VALUE",
            help="model=FOLDER is needed; also size, batch, rate, width, depth, tokens, device, "
            "checkpointing, download.",
        ),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the adapter.")] = Path("adapter"),
    scale: Annotated[str, typer.Option(help="Ends of the scale of the ratings, e.g. 1-9.")] = "-1..1",
    steps: Steps = None,
    seed: options.Seed = 0,
    threads: Threads = 1,
    resume: Resume = False,
    as_json: options.Json = False,
) -> None:
    """Teach a diffusion model how pictures that people rated show valence and arousal.

    The model stays as it is; a small network learns to move its text features. Ctrl-C is safe: --resume goes
    on as if nothing had happened. Needs the extra `diffusion`.

    [dim]emogen train image-adapter --option model=./sd15 --data rated.csv -o adapter/[/]
    """
    from emogen.files import check_folder
    from emogen.pipelines.image.diffusion.adapter.rated import parse_scale, read_rated
    from emogen.pipelines.image.diffusion.adapter.settings import adapter_options
    from emogen.pipelines.image.diffusion.libraries import diffusers, quiet
    from emogen.pipelines.requests.backend import read_pairs

    began = time.monotonic()
    check_resume(output, resume=resume)
    settings = adapter_options(read_pairs(option or []))
    from emogen.cli.progress import progress_bar

    with progress_bar("looking", quiet=as_json) as progress:
        rated = read_rated(data, parse_scale(scale), progress)
    check_folder(output)
    diffusers()
    import torch

    from emogen.pipelines.image.diffusion.adapter.examples import CACHE, make_examples
    from emogen.pipelines.image.diffusion.adapter.model import open_denoiser, out_of_memory_explained
    from emogen.pipelines.image.diffusion.adapter.train import AdapterTrainer, data_hash, train

    torch.set_num_threads(threads)
    with resumable(), out_of_memory_explained(), quiet():
        denoiser, base, model = open_denoiser(settings)
        with progress_bar("encoding", quiet=as_json) as progress:
            examples = make_examples(rated, denoiser, model, output / CACHE, progress)
        denoiser.release()
        with progress_bar("training", quiet=as_json) as progress:
            trainer = AdapterTrainer(denoiser, examples, settings, data=data_hash(rated, model), seed=seed)
            adapter = train(
                trainer, output, (base, rated), steps=steps or _STEPS, resume=resume, progress=progress
            )
    _report(adapter.card, output, time.monotonic() - began, as_json=as_json)


def _report(card: Card, folder: Path, seconds: float, *, as_json: bool) -> None:
    if as_json:
        facts = card.model_dump(include={"base", "data", "settings", "evaluation", "seed", "steps"})
        print_json_line({"folder": str(folder), "training_seconds": round(seconds, 1), **facts})
        return
    data, gained = card.data, card.evaluation
    typer.echo(
        f"{folder}: learnt from {data.rows - data.held_out} rated pictures for {card.base.model} "
        f"in {seconds:.0f} s, {card.steps} steps"
    )
    typer.echo(
        f"{gained.rows} unseen rows, denoising loss: plain {gained.plain:.4f}, with their own ratings "
        f"{gained.right:.4f}, with others' {gained.shuffled:.4f}"
    )
    typer.echo(
        f"gain of the right ratings over others': {100 * gained.gain:.2f} %; "
        f"lower for {gained.told:.0%} of the rows (chance 50 %)"
    )
    if gained.gain <= 0:
        typer.echo("note: nothing was gained: the pictures, or their number, do not tell valence and arousal")
