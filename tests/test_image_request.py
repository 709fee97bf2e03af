"""Takes, grids, two sweeps, and what a picture's file says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from emogen.errors import RequestError
from emogen.media import Picture
from emogen.picture_texts import texts_in
from emogen.pipelines.grid import label_height
from emogen.pipelines.image.paint import paint
from emogen.pipelines.requests.image import ImageRequest, ImageResult
from emogen.pipelines.requests.making import make_request
from emogen.provenance import read_sidecar


def image(**values: Any) -> ImageResult:
    request = make_request("image", {"text": "a lake", "size": "96x64", **values})
    result = request.perform()
    assert isinstance(result, ImageResult)
    return result


def test_takes_are_the_pictures_of_the_next_seeds_and_the_grid_shows_them_all(tmp_path: Path) -> None:
    result = image(takes=3, grid="png", seed=4)
    path = result.save(tmp_path / "lake.png")
    names = ["lake-2.png", "lake-3.png", "lake-grid.png", "lake.png"]
    assert sorted(file.name for file in tmp_path.glob("*.png")) == names
    assert all((tmp_path / f"{name}.json").is_file() for name in names)
    for take, name in enumerate(("lake.png", "lake-2.png", "lake-3.png")):
        alone = paint("a lake", size=(96, 64), seed=4 + take).picture
        assert np.array_equal(np.asarray(Image.open(tmp_path / name)), alone.pixels)
        assert texts_in(tmp_path / name)["seed"] == str(4 + take)
    grid = np.asarray(Image.open(tmp_path / "lake-grid.png"))
    assert grid.shape == (2 * (64 + label_height(64)), 2 * 96 + 2, 3)
    assert np.array_equal(grid[:64, :96], result.picture.pixels)
    assert result.summary == "3 pictures of 96x64 pixels"
    assert ImageRequest(text="a lake", size="96x64", takes=3, grid="png", seed=4).is_done(path)
    assert not ImageRequest(text="a lake", size="96x64", takes=4, grid="png", seed=4).is_done(path)


def test_two_sweeps_are_a_plane_with_the_second_rising(tmp_path: Path) -> None:
    result = image(sweep=["valence=-0.8..0.8:3", "arousal=-0.5..0.5:2"])
    assert list(result.points) == [
        (-0.8, 0.5),
        (0.0, 0.5),
        (0.8, 0.5),
        (-0.8, -0.5),
        (0.0, -0.5),
        (0.8, -0.5),
    ]
    assert result.picture.size == (3 * 96 + 4, 2 * (64 + label_height(64)))
    corner = paint("a lake", emotion="vad(0.8, -0.5, 0)", size=(96, 64)).picture.pixels
    assert np.array_equal(result.picture.pixels[64 + label_height(64) :, -96:][:64], corner)
    assert result.label == "valence -0.8 to 0.8, arousal -0.5 to 0.5"
    sidecar = read_sidecar(result.save(tmp_path / "plane.png")) or {}
    assert sidecar["levels"] == {"valence": [-0.8, 0.0, 0.8], "arousal": [-0.5, 0.5]}


def test_a_coordinate_and_a_target_are_swept_together() -> None:
    result = image(sweep=["valence=-1..1:2", "target:rain=0..1:2"])
    assert [painting.targets.rain for painting in result.points.values()] == [1, 1, 0, 0]
    left, right = list(result.points.values())[:2]
    assert left.targets.brightness < right.targets.brightness


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sweep": ["valence", "arousal", "dominance"]}, "3 knobs"),
        ({"sweep": ["valence=-1..0:2", "valence=0..1:2"]}, "swept twice"),
        ({"sweep": "valence", "takes": 2}, "sweep and takes"),
        ({"grid": "png"}, "grid of one picture"),
        ({"takes": 2, "grid": "all.txt"}, "file type .txt"),
        ({"init": "nowhere.png"}, "start from a picture|nowhere"),
    ],
)
def test_contradictions_are_one_line(values: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=words) as error:
        make_request("image", {"text": "a lake", **values}).make(tmp_path / "x.png")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["lake.png", "lake.jpg", "lake.webp"])
def test_the_file_says_what_it_shows_and_how_it_was_made(name: str, tmp_path: Path) -> None:
    result = image(text="ein See, 湖, a lake", emotion="joy", seed=9)
    texts = texts_in(result.save(tmp_path / name))
    assert texts["Description"] == "ein See, 湖, a lake"
    assert texts["Software"].startswith("emogen ")
    made_from = json.loads(texts["emogen"])
    assert made_from["request"]["seed"] == 9
    assert made_from["label"] == "joy"
    assert made_from["vad"]["valence"] > 0.5
    assert "image.painter" in made_from["plugins"]
    assert made_from["hash"] == (read_sidecar(tmp_path / name) or {})["hash"]


def test_a_picture_without_texts_has_none(tmp_path: Path) -> None:
    pixels = np.zeros((8, 8, 3), np.uint8)
    for name in ("x.png", "x.jpg"):
        assert texts_in(Picture(pixels).save(tmp_path / name)) == {}
