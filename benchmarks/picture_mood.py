"""Whether the painter's pictures move people as commanded: docs/tables/picture_mood.md.

    emogen train judge-pictures OASIS
    python -m benchmarks.picture_mood [--sheets FOLDER]

30 prompts that name no feeling, each at five levels of valence and five of arousal, judged by `affect`
(learnt from people's ratings of photographs) and by `content` (whether it still shows the same things).
The figure is Spearman's correlation of commanded and found within a prompt, mean over the prompts; once
with all targets, once with those of content neutral: colour, light, weather and line alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.picture import NEUTRAL as UNCHANGED
from emogen.conditioning.targets.picture import PictureTargets, picture_targets
from emogen.pipelines.evaluate.judge import need_file
from emogen.pipelines.evaluate.judges.affect import FILE, Head
from emogen.pipelines.evaluate.judges.content import likeness
from emogen.pipelines.evaluate.statistics import spearman
from emogen.pipelines.image.backend import Painting
from emogen.pipelines.image.paint import paint
from emogen.vision.things import embedding

TABLE: Final = Path(__file__).parent.parent / "docs" / "tables" / "picture_mood.md"
SIZE: Final = (384, 216)
LEVELS: Final = (-0.9, -0.45, 0.0, 0.45, 0.9)
AXES: Final = ("valence", "arousal")

PROMPTS: Final = (
    "a harbour with boats",
    "a field with a house",
    "a path through a forest",
    "a mountain lake",
    "a city street with people",
    "a coast with a lighthouse",
    "a desert with cacti",
    "a room with a table and a window",
    "a church in a field",
    "a castle by a lake",
    "a bridge over a river in a city",
    "two trees on a hill",
    "a bench in a field",
    "a windmill",
    "a sailboat on the sea",
    "a tent by a mountain lake",
    "a house by the sea",
    "a road through the desert",
    "a street with cars",
    "a bed and a chair in a room",
    "a fence and a tree",
    "a river through a forest",
    "rocks on a beach",
    "a person on a path in a field",
    "a harbour at dusk",
    "a forest in the morning",
    "a city at night with a bridge",
    "a coast in the rain",
    "a table with books and a lamp",
    "three ships at sea",
)


def commanded(axis: str, level: float) -> Emotion:
    return Emotion.va(level, 0.0) if axis == "valence" else Emotion.va(0.0, level)


def targets_of(emotion: Emotion, light_only: bool) -> PictureTargets:
    """The targets of an emotion, or those of them that change nothing in the picture's content."""
    targets = picture_targets(emotion)
    if not light_only:
        return targets
    names = [field.name for field in fields(targets)]
    content = names[names.index("darkness") :]
    return replace(targets, **{name: getattr(UNCHANGED, name) for name in content})


@dataclass(frozen=True, slots=True)
class Row:
    """One prompt at one level of one axis: what the judges found, and whether all words were shown."""

    prompt: str
    axis: str
    level: float
    valence: float
    arousal: float
    likeness: float
    kept: bool


def rows(light_only: bool, sheets: Path | None) -> Iterator[Row]:
    """Paint and judge everything; with ``sheets``, a contact sheet of each prompt goes there."""
    head = Head.load(need_file(FILE))
    for seed, prompt in enumerate(PROMPTS):
        neutral = _painted(prompt, NEUTRAL, seed, light_only)
        plain = embedding(neutral.picture.pixels)
        strips = []
        for axis in AXES:
            strip = []
            for level in LEVELS:
                painting = _painted(prompt, commanded(axis, level), seed, light_only)
                seen = embedding(painting.picture.pixels)
                valence, arousal = map(float, head.read(seen[None])[0])
                kept = set(neutral.shown) <= set(painting.shown)
                yield Row(prompt, axis, level, valence, arousal, likeness(plain, seen), kept)
                strip.append(painting.picture.pixels)
            strips.append(np.concatenate(strip, 1))
        if sheets:
            sheets.mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.concatenate(strips)).save(sheets / f"{seed:02d}.png")


def _painted(prompt: str, emotion: Emotion, seed: int, light_only: bool) -> Painting:
    return paint(prompt, emotion=emotion, size=SIZE, seed=seed, targets=targets_of(emotion, light_only))


def within(found: list[Row], axis: str) -> list[float]:
    """Spearman's correlation of the commanded and the found ``axis``, for each prompt."""
    figures = []
    for prompt in PROMPTS:
        mine = [row for row in found if row.prompt == prompt and row.axis == axis]
        levels, values = np.array([row.level for row in mine]), np.array([getattr(row, axis) for row in mine])
        figures.append(float(spearman(levels, values)))
    return figures


def by_level(found: list[Row], axis: str) -> list[float]:
    """The mean found value of an axis at each commanded level of it."""
    return [
        float(np.mean([getattr(row, axis) for row in found if row.axis == axis and row.level == level]))
        for level in LEVELS
    ]


def report(light: list[Row], whole: list[Row]) -> str:
    """The table: all prompts by what was realised, then each prompt."""
    levels = [f"at {level:+.2f}" for level in LEVELS]
    head = ["axis", "realised", "Spearman within a prompt", "prompts at .5 or more", *levels]
    lines = [
        "# Moods of pictures",
        "",
        f"`benchmarks/picture_mood.py`: {len(PROMPTS)} prompts without a feeling, at five levels of valence "
        f"and five of arousal, {SIZE[0]} x {SIZE[1]} pixels, judged by `affect` (a linear reading of an "
        "ImageNet network, learnt from people's ratings of OASIS photographs; never shown a painting). "
        "Light: colour, light, weather and line. Content: what is in the picture.",
        "",
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
    ]
    for axis in AXES:
        for name, found in (("light", light), ("light and content", whole)):
            figures = within(found, axis)
            cells = [
                axis,
                name,
                f"{np.mean(figures):.2f}",
                f"{sum(f >= 0.5 for f in figures)} of {len(figures)}",
            ]
            lines.append(f"| {' | '.join([*cells, *(f'{v:+.2f}' for v in by_level(found, axis))])} |")
    lines += [
        "",
        "Likeness to the neutral picture, by the judge `content`, at the strongest levels: "
        + ", ".join(
            f"{np.mean([row.likeness for row in found if abs(row.level) > 0.5]):.2f} ({name})"
            for name, found in (("light", light), ("light and content", whole))
        )
        + f". Words shown that were shown neutrally: {np.mean([row.kept for row in whole]):.0%}.",
    ]
    lines += [
        "",
        "| prompt | valence, light | with content | arousal, light | with content |",
        "|---|---|---|---|---|",
    ]
    columns = [within(found, axis) for axis in AXES for found in (light, whole)]
    for prompt, *figures in zip(PROMPTS, *columns, strict=True):
        lines.append(f"| {prompt} | {' | '.join(f'{figure:+.1f}' for figure in figures)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=Path, help="a folder for a contact sheet of each prompt")
    options = parser.parse_args()
    whole = list(rows(False, options.sheets))
    light = list(rows(True, None))
    table = report(light, whole)
    TABLE.write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
