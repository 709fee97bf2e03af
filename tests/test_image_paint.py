"""Pictures as a user sees them: sizes, seeds, content, light, and the emotion's effect on pixels."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.picture import PictureTargets
from emogen.errors import RequestError
from emogen.pipelines.image.backend import Painting
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter.settings.registry import SETTINGS
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.pipelines.image.painter.words.prompt import names
from emogen.vision.oklab import oklab

_SMALL = (192, 108)


@cache
def _pixels(
    text: str, emotion: Emotion = NEUTRAL, size: tuple[int, int] = _SMALL, seed: int = 0
) -> NDArray[np.uint8]:
    return paint(text, emotion=emotion, size=size, seed=seed).picture.pixels


def _shrunk(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.float64]:
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), float)


def test_registries_and_table_agree() -> None:
    assert set(SETTINGS) == set(names("settings"))
    assert set(THINGS) == set(names("things"))


@pytest.mark.sweep(4)
@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_every_setting_is_a_picture_of_its_own(setting: str) -> None:
    pixels = _pixels(f"a {setting}")
    assert pixels.shape == (108, 192, 3)
    assert pixels.std() > 18  # a cellar is dark
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 1500
    others = [_pixels(f"a {name}").astype(float) for name in SETTINGS if name != setting]
    assert min(np.abs(pixels - other).mean() for other in others) > 8


@pytest.mark.parametrize(
    "text", ["a harbour with two boats at dusk", "a forest in the rain", "a room at night"]
)
def test_the_same_request_gives_the_same_bytes_and_another_seed_another_picture(text: str) -> None:
    one, other = _pixels(text, seed=3), _pixels(text, seed=4)
    again = paint(text, size=_SMALL, seed=3).picture.pixels
    np.testing.assert_array_equal(one, again)
    assert np.abs(one.astype(float) - other).mean() > 8


@pytest.mark.parametrize(
    "text", ["a harbour with boats at sunset", "a field with trees", "a city at night", "a room"]
)
def test_a_large_picture_scaled_down_is_the_small_one(text: str) -> None:
    large, small = _pixels(text, size=(768, 432)), _pixels(text, size=_SMALL)
    down = _shrunk(large, (96, 54))
    there = np.corrcoef(down.ravel(), _shrunk(small, (96, 54)).ravel())[0, 1]
    elsewhere = np.corrcoef(down.ravel(), _shrunk(_pixels(text, seed=9), (96, 54)).ravel())[0, 1]
    assert there > 0.97
    assert there > elsewhere + 0.02


@pytest.mark.parametrize("size", [(64, 64), (120, 200), (320, 64), (65, 325), (101, 77)])
def test_any_shape(size: tuple[int, int]) -> None:
    assert paint("a mountain lake with a boat and a rainbow", size=size).picture.size == size


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (-5, 400), (63, 64), (8193, 200), (2000, 64)])
def test_a_size_that_cannot_be_painted_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(RequestError, match=str(size[0])):
        paint("a field", size=size)


@pytest.mark.sweep(6)
@pytest.mark.parametrize("name", sorted(names("things")))
def test_every_thing_changes_the_picture(name: str) -> None:
    home = {"sun": "coast", "river": "field"}.get(name)
    asked = paint(f"a {name} in a {home} at noon" if home else f"a {name}", size=_SMALL, seed=2)
    assert asked.missing == ()
    place = home or re.sub("^no place named: painted (an? )?", "", asked.notes[0])
    time = "night" if name in ("moon", "star") else "noon" if home else "afternoon"
    without = _pixels(f"a {place} at {time} without {name}", seed=2)
    assert (np.abs(asked.picture.pixels.astype(int) - without).max(axis=2) > 8).sum() >= 4


def test_what_a_setting_cannot_hold_is_missing() -> None:
    painting = paint("a desert at noon with a ship, a chandelier, stars and a cactus", size=_SMALL)
    assert painting.missing == ("ship", "chandelier", "stars")
    assert painting.shown == ("desert", "noon", "cactus")


def test_night_is_darker_than_noon_and_snow_lighter_than_rain() -> None:
    for place in ("harbour", "field", "city"):
        assert _pixels(f"a {place} at noon").mean() > _pixels(f"a {place} at night").mean() + 40
        assert (
            _pixels(f"a snowy {place} at noon").mean() > _pixels(f"a {place} at noon in the rain").mean() + 10
        )


def test_water_mirrors_the_boat() -> None:
    kwargs = {"size": (480, 270), "seed": 1}
    boat = paint("a red boat in a harbour at noon", **kwargs).picture.pixels.astype(int)  # type: ignore[arg-type]
    blue = paint("a blue boat in a harbour at noon", **kwargs).picture.pixels.astype(int)  # type: ignore[arg-type]
    painted = (np.abs(boat - blue).max(axis=2) > 30).sum(axis=1)
    rows = np.flatnonzero(painted)
    profile = painted[rows[0] : rows[-1] + 1]
    assert len(profile) > 20
    assert np.corrcoef(profile, profile[::-1])[0, 1] > 0.8


def test_words_about_the_weather_win_over_the_emotion() -> None:
    calm, sad = (_pixels("a sunny coast at noon", emotion) for emotion in (NEUTRAL, Emotion("sadness")))
    free = _pixels("a coast at noon", Emotion("sadness"))
    rain = np.abs(np.diff(oklab(free)[..., 0], axis=1)).mean()
    assert np.abs(np.diff(oklab(sad)[..., 0], axis=1)).mean() < rain
    assert calm.mean() > free.mean()


def test_the_emotion_keeps_the_place() -> None:
    """What it adds (a fire, blossom, people) stands in the same place, seen from the same spot."""
    plain = _shrunk(_pixels("a field with a house at noon, clear", size=(384, 216)), (96, 54))
    for name in ("joy", "melancholy", "anger", "fear", "serenity"):
        other = _shrunk(_pixels("a field with a house at noon, clear", Emotion(name), (384, 216)), (96, 54))
        assert np.corrcoef(plain.mean(2).ravel(), other.mean(2).ravel())[0, 1] > 0.55, name


def _measured(painting: Painting) -> tuple[float, float, float]:
    lab = oklab(painting.picture.pixels)
    return lab[..., 0].mean(), np.hypot(lab[..., 1], lab[..., 2]).mean(), lab[..., 0].std()


@pytest.mark.parametrize(
    ("axis", "measure", "sign"),
    [(0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 2, 1), (2, 0, -1)],
    ids=[
        "valence-brightness",
        "valence-saturation",
        "arousal-saturation",
        "arousal-contrast",
        "dominance-brightness",
    ],
)
@pytest.mark.parametrize("setting", ["harbour", "field", "room"])
def test_pictures_follow_the_published_directions(setting: str, axis: int, measure: int, sign: int) -> None:
    values = []
    for x in (-0.9, -0.4, 0.0, 0.4, 0.9):
        point = [0.0, 0.0, 0.0]
        point[axis] = x
        values.append(
            _measured(paint(f"a {setting} at noon, clear", emotion=Emotion.va(*point), size=_SMALL))[measure]
        )
    assert all(sign * (b - a) > -0.002 for a, b in pairwise(values)), values
    assert sign * (values[-1] - values[0]) > 0.02


def test_targets_can_be_given_directly() -> None:
    grey = paint("a field", size=_SMALL, targets=PictureTargets(saturation=0.43))
    assert grey.targets.saturation == 0.43
    assert _measured(grey)[1] < 0.6 * _measured(paint("a field", size=_SMALL))[1]


def test_the_backend_refuses_unknown_options() -> None:
    with pytest.raises(RequestError, match="brush"):
        paint("a coast", size=_SMALL, options={"brush": 3})
    with pytest.raises(RequestError, match="unknown image backend 'paintr'"):
        paint("a coast", size=_SMALL, backend="paintr")
