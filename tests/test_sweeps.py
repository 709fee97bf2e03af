"""One notation for sweeps, and the pictures and sheets that come of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Medium
from emogen.pipelines.grid import columns_of_levels, label_height
from emogen.pipelines.image.paint import paint
from emogen.pipelines.knobs import read_knob
from emogen.pipelines.requests.image import ImageRequest, ImageResult
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.requests.sheet import SheetRequest
from emogen.provenance import read_sidecar


def image(**values: Any) -> ImageResult:
    result = make_request("image", {"text": "a lake", "size": "96x64", **values}).perform()
    assert isinstance(result, ImageResult)
    return result


@pytest.mark.parametrize(
    ("text", "medium", "emotion", "levels"),
    [
        ("valence=-0.8..0.8:5", "picture", "", (-0.8, -0.4, 0.0, 0.4, 0.8)),
        ("intensity = 0..1:3", "speech", "joy", (0.0, 0.5, 1.0)),
        ("au:AU12=.25...75:2", "face", "", (0.25, 0.75)),
        ("target:saturation=0.5..2:3", "picture", "", (0.5, 1.0, 2.0)),
        ("arousal", "face", "", (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0)),
    ],
)
def test_a_sweep_is_read_and_written_alike(
    text: str, medium: Medium, emotion: str, levels: tuple[float, ...]
) -> None:
    knob = read_knob(text, medium, emotion=emotion)
    assert knob.levels == levels
    assert read_knob(str(knob), medium, emotion=emotion) == knob


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("valenc=0..1:3", "Did you mean valence"),
        ("au:AU12", "unknown knob of picture"),
        ("target:bright=0..0.1:3", "brightness"),
        ("valence=0..1", "KNOB=LOW..HIGH:STEPS"),
        ("valence=0..high:3", "KNOB=LOW..HIGH:STEPS"),
        ("valence=", "KNOB=LOW..HIGH:STEPS"),
        ("valence=0.8..-0.8:5", "lower end first"),
        ("valence=0..2:5", "out of range"),
        ("valence=nan..1:5", "out of range"),
        ("valence=0..1:1", "2 to 50"),
        ("valence=0..1:51", "2 to 50"),
        ("valence=0.5..0.50001:50", "too close to tell apart"),
        ("", "unknown knob"),
    ],
)
def test_wrong_sweeps_are_one_line(text: str, words: str) -> None:
    with pytest.raises(RequestError, match=words) as error:
        read_knob(text, "picture")
    assert "\n" not in str(error.value)


def test_a_swept_picture_shows_each_level_with_all_else_equal(tmp_path: Path) -> None:
    result = image(sweep="valence=-0.8..0.8:3", seed=7)
    strip, gap = label_height(64), 2
    assert result.picture.size == (3 * 96 + 2 * gap, 64 + strip)
    assert tuple(result.levels) == (-0.8, 0.0, 0.8)
    for number, level in enumerate(result.levels):
        alone = paint("a lake", emotion=Emotion.of((), (level, 0.0, 0.0)), size=(96, 64), seed=7)
        left = number * (96 + gap)
        assert np.array_equal(result.picture.pixels[:64, left : left + 96], alone.picture.pixels)
        label = result.picture.pixels[64:, left : left + 96]
        assert label.max() > 180  # Something is written there.
    assert result.label == "valence -0.8 to 0.8"
    path = result.save(tmp_path / "s.png")
    with Image.open(path) as picture:
        assert picture.size == result.picture.size
    sidecar = read_sidecar(path) or {}
    assert sidecar["knob"] == "valence"
    assert list(sidecar["levels"]) == [-0.8, 0.0, 0.8]


def test_a_target_is_turned_whatever_the_emotion() -> None:
    result = image(sweep="target:brightness=-0.1..0.1:2", emotion="sadness")
    dark, bright = (painting for painting in result.levels.values())
    assert (dark.targets.brightness, bright.targets.brightness) == (-0.1, 0.1)
    assert dark.targets.rain == bright.targets.rain > 0
    assert result.label == "sadness, brightness -0.1 to 0.1"


def test_the_highest_intensity_is_the_picture_of_the_emotion() -> None:
    swept, plain = image(sweep="intensity=0..1:2", emotion="joy"), image(emotion="joy")
    assert np.array_equal(swept.levels[1.0].picture.pixels, plain.picture.pixels)
    assert swept.label == "joy, intensity 0 to 1"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sweep": "intensity"}, "needs an emotion"),
        ({"sweep": "valence", "emotion": "joy"}, "takes no emotion"),
        ({"sweep": "intensity", "emotion": "joy", "intensity": 0.5}, "given and swept"),
        ({"sweep": "valence=-1..1:50", "size": "4000x4000"}, "at most 8 steps"),
    ],
)
def test_a_picture_refuses_a_sweep_that_cannot_be(values: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestError, match=words):
        make_request("image", {"text": "a lake", **values})


def test_one_sweep_has_one_hash() -> None:
    def digest(**values: Any) -> str:
        return ImageRequest(text="a lake", **values).digest

    assert digest(sweep="valence=-1..1:6") == digest(sweep="valence") == digest(sweep="valence=-1.0..1:6 ")
    assert digest(sweep="valence=-1..1:5") != digest(sweep="valence") != digest()


def test_a_sheet_sweeps_an_action_unit_or_an_intensity() -> None:
    result = make_request("sheet", {"sweep": "au:AU12=0..1:3", "size": 64}).perform()
    pixels = result.picture.pixels  # type: ignore[attr-defined]
    assert pixels.shape == (64 + label_height(64), 3 * 64, 3)
    assert not np.array_equal(pixels[:64, :64], pixels[:64, -64:])
    assert result.label == "AU12 0 to 1"
    assert result.facts() == {"knob": "au:AU12", "levels": (0.0, 0.5, 1.0)}
    assert SheetRequest(sweep="intensity=0..1:4", emotions="anger").label == "anger, intensity 0 to 1"
    for values, words in (
        ({"sweep": "intensity"}, "needs an emotion"),
        ({"sweep": "valence", "emotions": "joy"}, "takes no emotion"),
        ({"sweep": "target:brightness"}, "unknown knob of face"),
        ({"sweep": "valence", "intensity": 0.5}, "intensity and sweep"),
    ):
        with pytest.raises(RequestError, match=words):
            make_request("sheet", values)


def test_many_levels_stand_in_rows_of_about_one_length() -> None:
    assert [columns_of_levels(count) for count in (2, 6, 7, 8, 13, 50)] == [2, 6, 4, 4, 5, 6]
