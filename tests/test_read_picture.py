"""A picture read by what it shows and its colours, and the network that sees it."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from emogen import weights
from emogen.arrays import Pixels
from emogen.cli.main import app
from emogen.conditioning.read.picture import colour_feelings, colour_of, read_picture
from emogen.errors import RequestError
from emogen.media import Picture
from emogen.pipelines.evaluate.judges.colour import judge_colours
from emogen.pipelines.image.paint import paint
from emogen.vision import things
from emogen.vision.pth import read_pth


def plain(red: int, green: int, blue: int) -> Pixels:
    return np.full((64, 64, 3), (red, green, blue), np.uint8)


def test_colours_follow_valdez_and_mehrabian() -> None:
    light, dark = (colour_feelings(level, 0.2) for level in (0.8, 0.2))
    assert light["valence"] > dark["valence"]
    assert light["arousal"] < dark["arousal"]
    vivid, grey = (colour_feelings(0.5, level) for level in (0.6, 0.0))
    assert vivid["valence"] > grey["valence"]
    assert vivid["arousal"] > grey["arousal"]


def test_the_judge_of_colours_says_the_same() -> None:
    pixels = plain(200, 120, 40)
    judged = judge_colours(pixels)
    for axis, feeling in colour_feelings(*colour_of(pixels)).items():
        assert judged[axis] == feeling


def test_a_vivid_scene_is_read_as_more_exciting_than_a_grey_one() -> None:
    lake = paint("a lake", size=(320, 200)).picture.pixels
    grey = np.repeat(lake.mean(2, keepdims=True).astype(np.uint8), 3, 2)
    assert read_picture(Picture(lake)).vad[1] > read_picture(Picture(grey)).vad[1]


def test_a_reading_is_unsure_and_says_what_it_saw() -> None:
    reading = read_picture(Picture(paint("a castle by a lake", size=(320, 200)).picture.pixels))
    assert reading.confidence < 0.35
    assert min(reading.spread) > 0.25
    assert reading.cues[-1] == "colours"
    assert 0 < sum(share for _, share in reading.mixture) + reading.neutral <= 1 + 1e-6


def test_the_command_reads_a_face_or_the_picture(tmp_path: Path) -> None:
    from emogen import face

    scene = paint("a lake", size=(320, 200)).picture.save(tmp_path / "lake.png")
    person = face(size=(256, 256), emotion="joy").save(tmp_path / "face.png")

    def read(*arguments: str) -> dict[str, object]:
        done = CliRunner().invoke(app, ["read", *arguments, "--json"], catch_exceptions=False)
        return dict(json.loads(done.stdout))

    assert "picture" in read(str(scene))
    assert "faces" in read(str(person))
    assert "picture" in read(str(person), "--as", "picture")
    with pytest.raises(RequestError, match="--as is for pictures"):
        CliRunner().invoke(app, ["read", "a text", "--as", "face"], catch_exceptions=False)


# The network


def test_weights_are_read_as_pytorch_reads_them() -> None:
    path = weights.path(things.MODEL, "weights.pth")
    ours, theirs = read_pth(path), torch.load(path, map_location="cpu", weights_only=True)
    assert set(ours) == {name for name, value in theirs.items() if value.ndim or name in ours}
    for name, values in ours.items():
        assert np.array_equal(values, theirs[name].numpy()), name


def test_a_file_that_would_run_something_is_refused(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(tmp_path / "harmed"),)

    evil = tmp_path / "evil.pth"
    with evil.open("wb") as file:
        parts: list[object] = [0x1950A86A20F9469CFC6C, 1001, {}, {"weight": Harm()}, []]
        for part in parts:
            pickle.dump(part, file)
    with pytest.raises(ValueError, match="plain PyTorch tensors"):
        read_pth(evil)
    assert not (tmp_path / "harmed").exists()
    evil.write_bytes(b"no pickle")
    with pytest.raises(ValueError, match="plain PyTorch tensors"):
        read_pth(evil)


def test_kinds_are_probabilities_and_a_lake_is_one() -> None:
    from emogen.tables import asset_rows

    names = [row["name"] for row in asset_rows("picture_names.tsv")]
    assert len(names) == things.KINDS
    shares = things.kinds(paint("a coast with a lighthouse", size=(384, 256)).picture.pixels)
    assert shares.sum() == pytest.approx(1, abs=1e-4)
    soft = things.kinds(paint("a coast with a lighthouse", size=(384, 256)).picture.pixels, 3.0)
    assert soft.max() < shares.max()
