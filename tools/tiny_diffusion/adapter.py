"""The adapter of the small pipeline, trained by the product's own code on captions without feeling."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Final

import torch
from PIL import Image

from emogen.files import whole_file
from emogen.pipelines.image.diffusion.adapter.adapter import Adapter, load_adapter
from emogen.pipelines.image.diffusion.adapter.card import CARD
from emogen.pipelines.image.diffusion.adapter.examples import CACHE, make_examples
from emogen.pipelines.image.diffusion.adapter.model import open_denoiser
from emogen.pipelines.image.diffusion.adapter.rated import read_rated
from emogen.pipelines.image.diffusion.adapter.settings import AdapterOptions
from emogen.pipelines.image.diffusion.adapter.train import CHECKPOINT, AdapterTrainer, data_hash, train
from tools.tiny_diffusion.scenes import FOLDER, load, scene

PICTURES: Final = 1200
STEPS: Final = 300


def write_table(folder: Path, count: int = PICTURES) -> Path:
    """The first scenes as pictures, with captions, valence and arousal: what a user would bring."""
    pictures = folder / "rated"
    pictures.mkdir(exist_ok=True)
    for number, pixels in enumerate(load(folder)[:count]):
        path = pictures / f"{number:04}.png"
        if not path.is_file():
            with whole_file(path) as temporary:
                Image.fromarray(pixels).save(temporary, "PNG")
    with (
        whole_file(pictures / "rated.csv") as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        rows = csv.writer(file)
        rows.writerow(["picture", "caption", "valence", "arousal"])
        for number in range(count):
            one = scene(number)
            rows.writerow([f"{number:04}.png", one.caption, f"{one.valence:.4f}", f"{one.arousal:.4f}"])
    return pictures / "rated.csv"


def train_adapter(folder: Path, steps: int = STEPS) -> Adapter:
    """Train what ``emogen train image-adapter`` would, or open what an earlier run trained."""
    out = folder / "adapter"
    if (out / CARD).is_file():
        return load_adapter(out)
    rated = read_rated(write_table(folder))
    options = AdapterOptions(
        model=str(folder / "pipeline"), device="cpu", batch=16, width=96, depth=2, rate=1e-3
    )
    denoiser, base, model = open_denoiser(options)
    base = base.model_copy(update={"model": "tools/tiny_diffusion"})
    examples = make_examples(rated, denoiser, model, out / CACHE, Told("encoding"))
    trainer = AdapterTrainer(denoiser, examples, options, data=data_hash(rated, model))
    resume = (out / CHECKPOINT).is_file()
    return train(trainer, out, (base, rated), steps=steps, resume=resume, progress=Told("adapter"))


class Told:
    """Progress that prints every tenth."""

    def __init__(self, what: str) -> None:
        self.what, self.tenths = what, 0

    def __call__(self, done: float) -> None:
        if int(done * 10) > self.tenths:
            self.tenths = int(done * 10)
            print(f"{self.what}: {self.tenths}0 %", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--steps", type=int, default=STEPS)
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(train_adapter(given.folder, given.steps).card.model_dump_json(indent=1))
