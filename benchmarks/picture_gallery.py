"""The pictures of ``docs/gallery_pictures.md``.

    python -m benchmarks.picture_gallery docs/images [PHOTO]

Writes contact sheets: every place, the same places in six feelings, people, still lifes, the planes of
valence and arousal of three prompts; and with a photograph its regrading.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from emogen import image
from emogen.arrays import Pixels
from emogen.files import whole_file
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter.settings.registry import SETTINGS

_CELL: Final = (256, 144)
_LABEL: Final = 15

FEELINGS: Final = ("neutral", "joy", "sadness", "anger", "fear", "disgust")
FELT: Final = ("a street", "a garden with a house", "a bedroom", "a coast", "a park with a bench")
PEOPLE: Final = (
    ("an old fisherman at the harbour, worried", "fear"),
    ("a knight before a gate", "determination"),
    ("a tired nurse in a hospital corridor", "melancholy"),
    ("two friends at a train station", "relief"),
    ("a mother and child in a living room", "love"),
    ("portrait of a young woman in a forest", "serenity"),
    ("a bride in a church", "anxiety"),
    ("a soldier in the rain", "grief"),
    ("a queen in a throne room", "contempt"),
    ("an astronaut on the moon", "loneliness"),
)
THINGS: Final = (
    ("a bowl of strawberries on a table", "delight"),
    ("a birthday cake with one candle", "loneliness"),
    ("mouldy bread on a plate", "disgust"),
    ("a steaming cup of tea by the window", "serenity"),
    ("a fox in the snow", "curiosity"),
    ("an owl on a branch in moonlight", "awe"),
    ("a white horse in a burning field", "grief"),
    ("three ducks on a pond", "contentment"),
    ("a dragon over a mountain lake", "awe"),
    ("a ghost ship in the mist", "fear"),
)
PLANES: Final = {"harbour": "a harbour with boats", "house": "a house in a field", "room": "a living room"}
_LEVELS: Final = ("valence=-0.9..0.9:5", "arousal=-0.9..0.9:5")


def main() -> None:
    folder = Path(sys.argv[1])
    places = [(f"{name}", name, "neutral") for name in SETTINGS]
    save(folder / "gallery_places.jpg", sheet(places, 6))
    felt = [(f"{text}, {feeling}", text, feeling) for text in FELT for feeling in FEELINGS]
    save(folder / "gallery_feelings.jpg", sheet(felt, len(FEELINGS)))
    save(folder / "gallery_people.jpg", sheet([(f"{t} ({e})", t, e) for t, e in PEOPLE], 5, 320))
    save(folder / "gallery_things.jpg", sheet([(f"{t} ({e})", t, e) for t, e in THINGS], 5))
    for name, text in PLANES.items():
        plane = image(text, sweep=_LEVELS, size="256x144", seed=7).picture.pixels
        save(folder / f"gallery_plane_{name}.jpg", Image.fromarray(plane))
    if len(sys.argv) > 2:
        save(folder / "gallery_regrade.jpg", regraded(Path(sys.argv[2])))


def sheet(cells: Iterable[tuple[str, str, str]], columns: int, wide: int = _CELL[0]) -> Image.Image:
    """A contact sheet of (label, text, emotion), painted at twice the size."""
    rows = list(cells)
    high = wide * _CELL[1] // _CELL[0]
    page = Image.new("RGB", (columns * wide, -(-len(rows) // columns) * (high + _LABEL)), "#16181c")
    pen = ImageDraw.Draw(page)
    for number, (label, text, emotion) in enumerate(rows):
        pixels = paint(text, emotion=emotion, size=(2 * wide, 2 * high), seed=3).picture.pixels[..., :3]
        left, top = number % columns * wide, number // columns * (high + _LABEL)
        page.paste(small(pixels, (wide, high)), (left, top))
        pen.text((left + 4, top + high + 1), label, fill="#e8e4da")
    return page


def regraded(photo: Path) -> Image.Image:
    """A photograph in each feeling."""
    from tempfile import TemporaryDirectory

    from emogen import regrade

    tiles = []
    with TemporaryDirectory() as scratch:
        for feeling in FEELINGS:
            path = regrade(photo, emotion=feeling).save(Path(scratch, f"{feeling}.png"))
            tiles.append(small(np.asarray(Image.open(path).convert("RGB")), (256, 256)))
    page = Image.new("RGB", (256 * len(tiles), 256 + _LABEL), "#16181c")
    pen = ImageDraw.Draw(page)
    for number, (feeling, tile) in enumerate(zip(FEELINGS, tiles, strict=True)):
        page.paste(tile, (256 * number, 0))
        pen.text((256 * number + 4, 257), feeling, fill="#e8e4da")
    return page


def small(pixels: Pixels, size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS)


def save(path: Path, page: Image.Image) -> None:
    with whole_file(path) as temporary:
        page.save(temporary, quality=78, optimize=True)


if __name__ == "__main__":
    main()
