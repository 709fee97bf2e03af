"""Emotion in a diffusion pipeline, end to end: writes docs/tables/tiny_diffusion.md and a sheet of pictures.

Run the steps of ``tools/tiny_diffusion`` first, then ``python -m benchmarks.tiny_diffusion``. It trains the
adapter if that was not done, and paints 40 captions that nothing was trained on, at seven levels of valence
and of arousal each, by emotion directions and by the adapter; the painter, from whose pictures the pipeline
learnt, paints the same. What was sampled is kept, so that it can be stopped.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from emogen.conditioning.emotion import Emotion
from emogen.files import whole_file, write_text
from emogen.pipelines.evaluate.judges.colour import judge_colours
from emogen.pipelines.evaluate.statistics import spearman
from emogen.pipelines.image.diffusion.adapter.adapter import Adapter
from emogen.pipelines.image.diffusion.directions import coordinates, of_pipeline
from emogen.pipelines.image.diffusion.families import family_of
from emogen.pipelines.image.diffusion.libraries import diffusers
from emogen.pipelines.image.diffusion.steering import Steering
from emogen.progress import ignore
from tools.tiny_diffusion import settings
from tools.tiny_diffusion.adapter import train_adapter
from tools.tiny_diffusion.loop import seconds_of
from tools.tiny_diffusion.scenes import FOLDER, SIDE, Scene, captions, load, painted

LEVELS: Final = tuple(round(step / 3, 4) for step in range(-3, 4))
AXES: Final = ("valence", "arousal")
WAYS: Final = ("painter", "directions", "adapter")
STEPS: Final = 8
GUIDANCE: Final = 3.0

EXPECTED: Final = {
    "valence": ("brightness", "saturation", "valence"),
    "arousal": ("saturation", "arousal"),
}
"""Measures of the judge `colour` that should rise with each axis. By Valdez & Mehrabian, whose regressions
the painter inverts, arousal hardly moves brightness (.016 of a standard deviation)."""

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = ROOT / "docs/tables/tiny_diffusion.md"
SHEET: Final = ROOT / "docs/images/tiny_diffusion.jpg"
_SHOWN: Final = (2, 11, 18, 26, 33)
"""Captions on the sheet."""

Pictures = NDArray[np.uint8]


def at(axis: str, level: float) -> tuple[float, float]:
    """Valence and arousal, the other one at 0."""
    return (level, 0.0) if axis == "valence" else (0.0, level)


class Sampler:
    """Pictures of the held-out captions, one start of noise a caption at all levels."""

    def __init__(self, folder: Path, adapter: Adapter) -> None:
        """
        Args:
            folder: of the pipeline, and for what is sampled.
            adapter: of the pipeline.
        """
        self.samples = folder / "samples"
        self.samples.mkdir(exist_ok=True)
        self.pipeline: Any = diffusers().DiffusionPipeline.from_pretrained(folder / "pipeline")
        self.pipeline.set_progress_bar_config(disable=True)
        family = family_of(self.pipeline)
        if family is None:
            raise SystemExit("the small pipeline is of no known family")
        self.family, self.adapter = family, adapter
        self.directions = of_pipeline(self.pipeline, family, ignore)
        self.scenes = [Scene(*words, 0.0, 0.0, number) for number, words in enumerate(captions()[1])]
        shape = (
            len(self.scenes),
            self.pipeline.unet.config.in_channels,
            *[self.pipeline.unet.config.sample_size] * 2,
        )
        self.noise = torch.randn(shape, generator=torch.Generator().manual_seed(0))

    def pictures(self, way: str, axis: str, level: float) -> Pictures:
        """Shape ``(40, 64, 64, 3)``; level 0 is the same on both axes."""
        path = self.samples / f"{way}-{axis if level else 'neutral'}-{level}.npy"
        if not path.is_file():
            valence, arousal = at(axis, level)
            made = (
                self._painter(valence, arousal) if way == "painter" else self._sampled(way, valence, arousal)
            )
            with whole_file(path) as temporary, temporary.open("wb") as file:
                np.save(file, made)
        pixels: Pictures = np.load(path)
        return pixels

    def _painter(self, valence: float, arousal: float) -> Pictures:
        return np.stack(
            [painted(Scene(s.setting, s.time, s.weather, valence, arousal, s.seed)) for s in self.scenes]
        )

    @torch.no_grad()
    def _sampled(self, way: str, valence: float, arousal: float) -> Pictures:
        emotion = Emotion.va(valence, arousal)
        tokens = []
        for scene in self.scenes:
            returned = self.pipeline.encode_prompt(scene.caption, "cpu", 1, False)
            steering = Steering(self.pipeline, self.family, scene.caption, emotion, adapter=self.adapter)
            if way == "directions":
                steering = Steering(
                    self.pipeline, self.family, scene.caption, emotion, self.directions, coordinates(emotion)
                )
            tokens.append(steering.edit(returned)[0])
        empty = self.pipeline.encode_prompt("", "cpu", 1, False)[0].expand(len(tokens), -1, -1)
        made = self.pipeline(
            prompt_embeds=torch.cat(tokens), negative_prompt_embeds=empty, latents=self.noise.clone(),
            num_inference_steps=STEPS, guidance_scale=GUIDANCE, height=SIDE, width=SIDE, output_type="np",
        ).images  # fmt: skip
        return np.asarray(made * 255 + 0.5).clip(0, 255).astype(np.uint8)


def rows_of(sampler: Sampler, classifier: settings.Classifier) -> tuple[list[str], list[str]]:
    """Rows of the table of orders, and of that of settings."""
    orders, kept = [], []
    wanted = [scene.setting for scene in sampler.scenes]
    for way in WAYS:
        for axis in AXES:
            pictures = [sampler.pictures(way, axis, level) for level in LEVELS]
            measured = [[judge_colours(picture) for picture in at_level] for at_level in pictures]
            for measure in EXPECTED[axis]:
                values = np.array([[found[measure] for found in row] for row in measured])
                ranks = [spearman(LEVELS, column) for column in values.T]
                ordered = np.mean(np.array(ranks) >= 0.8)
                light = np.mean(
                    [r for r, s in zip(ranks, sampler.scenes, strict=True) if s.time != "at night"]
                )
                low, middle, high = (values[k].mean() for k in (0, len(LEVELS) // 2, -1))
                orders.append(
                    f"| {way} | {axis} | {measure} | {np.mean(ranks):.2f} | {light:.2f} | {ordered:.0%} "
                    f"| {low:.3f} | {middle:.3f} | {high:.3f} |"
                )
            named = [settings.settings_of(classifier, at_level) for at_level in pictures]
            neutral = named[len(LEVELS) // 2]
            own = [np.mean([n == w for n, w in zip(row, wanted, strict=True)]) for row in named]
            same = [np.mean([n == w for n, w in zip(row, neutral, strict=True)]) for row in named]
            kept.append(
                f"| {way} | {axis} | {own[len(LEVELS) // 2]:.0%} | {np.mean(own):.0%} "
                f"| {min(own):.0%} | {np.mean(same):.0%} |"
            )
    return orders, kept


def sheet(sampler: Sampler, shown: Sequence[int] = _SHOWN) -> Image.Image:
    """Some captions: valence by directions, by the adapter, then arousal by both."""
    blocks = []
    for axis in AXES:
        for way in WAYS[1:]:
            columns = [sampler.pictures(way, axis, level)[list(shown)] for level in LEVELS]
            blocks.append(np.concatenate([np.concatenate(list(column)) for column in columns], axis=1))
    gap = np.full((blocks[0].shape[0], 8, 3), 255, np.uint8)
    top = np.concatenate([blocks[0], gap, blocks[1]], axis=1)
    bottom = np.concatenate([blocks[2], gap, blocks[3]], axis=1)
    line = np.full((8, top.shape[1], 3), 255, np.uint8)
    return Image.fromarray(np.concatenate([top, line, bottom]))


PREAMBLE: Final = """# Emotion in a diffusion pipeline that is trained here

Made by `benchmarks/tiny_diffusion.py`. A test of the method from end to end, not a picture to use: a small
latent flow-matching pipeline is trained from nothing on the painter's scenes at 64 pixels, in {base:.0f} CPU
seconds (its autoencoder in {vae:.0f}), on {scenes} scenes of 200 captions, and can show no more than the
painter does. Of its captions, three in four have a word of feeling in them. Its text encoder is trained with
it; words of feeling that mean alike start near each other, as they are in an encoder that has read a lot. The
adapter is trained by the product's own code on {rows} scenes with plain captions and numbers for valence and
arousal.

40 other captions, at seven levels of valence and of arousal each (the other at 0), one start of noise a
caption; {steps} steps, guidance {guidance:g}. *order* is Spearman's correlation of level and measure within a
caption, mean of 40 captions; then of those that are not at night, where colours fade as a picture darkens;
then the share of captions with at least .8. Measures are those of the judge `colour`: mean brightness and
saturation, and the valence and arousal that these suggest. The painter, whose pictures it learnt from, is the
ceiling.

| way | axis | measure | order | order but at night | captions with .8 | at -1 | at 0 | at 1 |
|---|---|---|---|---|---|---|---|---|
"""

SETTINGS_TABLE: Final = """
Whether the caption's setting stays, by a classifier of eight settings (right on {accuracy:.0%} of scenes that
it did not learn from): *own* is the share of pictures that show the caption's, *same* the share that show
what the neutral picture of the caption shows.

| way | axis | own at 0 | own, mean of levels | own, worst level | same as at 0 |
|---|---|---|---|---|---|
"""

GAINED: Final = """
The adapter on {rows} unseen scenes: denoising loss {plain:.4f} plain, {right:.4f} with their own ratings,
{shuffled:.4f} with others': a gain of {gain:.1%}, lower for {told:.0%} of the scenes.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    began = time.process_time()
    adapter = train_adapter(folder)
    print(f"adapter: {time.process_time() - began:.0f} CPU s", flush=True)
    classifier = settings.train(folder)
    sampler = Sampler(folder, adapter)
    orders, kept = rows_of(sampler, classifier)
    gained = adapter.card.evaluation
    text = PREAMBLE.format(
        base=seconds_of(folder / "base.pt"), vae=seconds_of(folder / "autoencoder.pt"),
        scenes=len(load(folder)), rows=adapter.card.data.rows, steps=STEPS, guidance=GUIDANCE,
    )  # fmt: skip
    text += "\n".join(orders) + "\n"
    text += SETTINGS_TABLE.format(accuracy=settings.accuracy(classifier, folder)) + "\n".join(kept) + "\n"
    text += GAINED.format(**gained.model_dump())
    write_text(TABLE, text)
    sheet(sampler).save(SHEET, quality=88)
    print(text, f"{time.process_time() - began:.0f} CPU s")


if __name__ == "__main__":
    main()
