"""Sprites: names that tools look up, faces that differ, the same bytes each time."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import emogen
from emogen.errors import RequestError
from emogen.pipelines.face.sprites import goemotions, read_labels, sprite_pose
from emogen.pipelines.requests.making import make_request
from emogen.tables import asset_rows

QUICK = {"size": "64x80", "renderer_option": {"samples": 1}}

SHARED = Path(__file__).parent.parent / "shared" / "data" / "text" / "goemotions_labels.txt"


def made(folder: Path, name: str, **values: object) -> Path:
    return make_request("sprites", {**QUICK, **values}).make(folder / name).files[0]


def test_all_labels_are_those_of_goemotions() -> None:
    assert len(goemotions()) == 28
    assert [row["label"] for row in asset_rows("face_sprites.tsv")] == list(goemotions())
    if SHARED.is_file():
        assert set(SHARED.read_text(encoding="utf-8").split()) == set(goemotions())


def test_every_two_labels_differ_in_face_head_or_gaze() -> None:
    poses = {label.name: sprite_pose(label) for label in read_labels("all")}
    shown = {
        name: np.concatenate([pose.curves[0], 3 * pose.head[0], pose.gaze[0]]) for name, pose in poses.items()
    }
    for one, other in combinations(shown, 2):
        assert np.linalg.norm(shown[one] - shown[other]) > 0.4, (one, other)


def test_a_label_without_intensity_is_neutral() -> None:
    faint = sprite_pose(read_labels("embarrassment")[0], intensity=0.0)
    neutral = sprite_pose(read_labels("neutral")[0])
    assert np.allclose(faint.curves, neutral.curves, atol=1e-6)
    assert np.allclose(faint.head, neutral.head, atol=1e-6)


def test_a_zip_is_flat_transparent_and_the_same_each_time(tmp_path: Path) -> None:
    first = made(tmp_path, "first.zip", expressions="joy, anger", takes=2)
    again = made(tmp_path, "again.zip", expressions="joy, anger", takes=2)
    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert packed.namelist() == ["joy.png", "joy-1.png", "anger.png", "anger-1.png"]
        pictures = [Image.open(io.BytesIO(packed.read(name))) for name in packed.namelist()]
    assert {picture.mode for picture in pictures} == {"RGBA"}
    assert {picture.size for picture in pictures} == {(64, 80)}
    corners = [picture.getpixel((0, 0)) for picture in pictures]
    assert all(isinstance(corner, tuple) and corner[3] == 0 for corner in corners)
    pixels = [np.asarray(picture) for picture in pictures]
    assert not any(np.array_equal(one, other) for one, other in combinations(pixels, 2))
    sidecar = json.loads((tmp_path / "first.zip.json").read_text(encoding="utf-8"))
    assert sidecar["sprites"] == {name: name.split("-")[0].split(".")[0] for name in sidecar["sprites"]}


def test_a_folder_has_names_that_renpy_defines_images_by(tmp_path: Path) -> None:
    made(tmp_path, "images", expressions="glad=joy:0.6", naming="renpy", takes=2)
    names = {file.name for file in (tmp_path / "images").iterdir() if file.suffix == ".png"}
    assert names == {"mira glad.png", "mira glad take1.png"}
    assert (tmp_path / "images" / "mira glad.png.json").is_file()


def test_python_gives_the_pictures_by_name() -> None:
    result = emogen.sprites(expressions="neutral", size="64x80", renderer_option={"samples": 1})
    assert list(result.pictures) == ["neutral.png"]
    assert result.pictures["neutral.png"].size == (64, 80)
    assert repr(result) == "<SpritesResult: 1 sprites of 64x80 pixels, neutral>"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"expressions": "joyy"}, "joy"),
        ({"expressions": "joy, joy"}, "given twice"),
        ({"expressions": ","}, "0 labels"),
        ({"expressions": "joy-1=joy"}, "no name of a sprite"),
        ({"expressions": "../evil=joy"}, "no name of a sprite"),
        ({"expressions": "joy:0.6+surprise:0.2"}, "NAME=EMOTION"),
        ({"naming": "renpy", "tag": "Mira!"}, "no name of an image"),
        ({"takes": 20, "size": "2000x2000"}, "too many at once"),
        ({"camera": "selfie"}, "selfie"),
        ({"takes": 0}, "takes"),
    ],
)
def test_wrong_sprites_are_refused_before_any_work(values: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        make_request("sprites", values)
