"""Settings under the sky: every composition a picture of its own, in any shape, and the camera's targets."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations, count, islice

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from emogen.conditioning.targets.picture import NEUTRAL, PictureTargets
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.light import light_for
from emogen.pipelines.image.painter.scene import render
from emogen.pipelines.image.painter.settings.registry import SETTINGS
from emogen.pipelines.image.painter.stage import COMPOSITIONS, Stage
from emogen.pipelines.image.painter.words.prompt import Prompt, names, read_prompt
from emogen.seeds import stream_seed

_OUTDOORS = sorted(name for name, setting in SETTINGS.items() if not setting.indoors)
_SMALL = (128, 72)
_EVERY = [(name, composition) for name in _OUTDOORS for composition in range(COMPOSITIONS)]


def _prompt(setting: str, time: str = "noon", weather: str | None = "clear") -> Prompt:
    return Prompt(setting, time, weather, None, (), frozenset(), (), (), ())


def _seeds(composition: int) -> tuple[int, int]:
    """The first two seeds of a composition."""
    chosen = (seed for seed in count() if stream_seed(seed, "composition") % COMPOSITIONS == composition)
    first, second = islice(chosen, 2)
    return first, second


@cache
def _thumbnail(setting: str, composition: int, turn: int = 0) -> NDArray[np.float64]:
    pixels = render(_prompt(setting), NEUTRAL, _SMALL, _seeds(composition)[turn])
    return np.asarray(Image.fromarray(pixels).resize((32, 18), Image.Resampling.BOX), float)


def _distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.abs(one - other).mean())


def test_there_are_two_dozen_settings_under_the_sky() -> None:
    assert len(_OUTDOORS) >= 24
    assert set(_OUTDOORS) <= set(names("settings"))


@pytest.mark.slow
def test_every_composition_of_every_setting_is_a_picture_of_its_own() -> None:
    apart = {
        (one, other): _distance(_thumbnail(*one), _thumbnail(*other))
        for one, other in combinations(_EVERY, 2)
    }
    assert min(apart.values()) > 7, min(apart, key=lambda pair: apart[pair])
    assert np.median(list(apart.values())) > 30


def test_two_seeds_of_a_composition_are_nearer_than_two_compositions() -> None:
    nearer = []
    for one in _EVERY:
        own = _distance(_thumbnail(*one), _thumbnail(*one, turn=1))
        nearer += [own < _distance(_thumbnail(*one), _thumbnail(*other)) for other in _EVERY if other != one]
    assert np.mean(nearer) > 0.95


@pytest.mark.sweep(4)
@pytest.mark.parametrize("setting", _OUTDOORS)
def test_one_seed_is_one_picture_in_any_shape(setting: str) -> None:
    sizes = ((64, 64), (72, 160), (160, 64))
    for composition, size in enumerate(sizes):
        seed = _seeds(composition)[0]
        once = render(_prompt(setting, "dusk"), NEUTRAL, size, seed)
        assert once.shape == (size[1], size[0], 3)
        assert once.std() > 8
        np.testing.assert_array_equal(once, render(_prompt(setting, "dusk"), NEUTRAL, size, seed))


@pytest.mark.sweep(4)
@pytest.mark.parametrize(("setting", "composition"), _EVERY[::4])
def test_a_large_picture_scaled_down_is_the_small_one(setting: str, composition: int) -> None:
    seed = _seeds(composition)[0]
    small, large = (render(_prompt(setting), NEUTRAL, size, seed) for size in (_SMALL, (384, 216)))
    down, there = (
        np.asarray(Image.fromarray(pixels).resize((64, 36), Image.Resampling.BOX), float).ravel()
        for pixels in (large, small)
    )
    assert np.corrcoef(down, there)[0, 1] > 0.96


@pytest.mark.parametrize("setting", _OUTDOORS)
def test_a_scene_tells_where_somebody_may_stand_and_in_what_light(setting: str) -> None:
    for composition in range(COMPOSITIONS):
        prompt, seed = _prompt(setting), _seeds(composition)[0]
        stage = Stage(Canvas(_SMALL), light_for(prompt, NEUTRAL, seed), prompt, NEUTRAL, seed)
        SETTINGS[setting].paint(stage)
        view = stage.view()
        left, right = view.foreground
        assert 0.0 <= left < right <= 1.0
        assert right - left >= 0.2
        assert 0.1 < view.horizon / stage.canvas.high < 0.95
        assert view.eye > 0
        assert view.light.side in (-1, 1)
        assert view.light.key.shape == view.light.ambient.shape == (3,)


@pytest.mark.parametrize("setting", ["field", "old town", "harbour", "station", "canyon"])
def test_the_camera_follows_the_targets_and_neutral_ones_leave_it(setting: str) -> None:
    prompt, seed = _prompt(setting), _seeds(0)[0]

    def horizon(targets: PictureTargets) -> float:
        stage = Stage(Canvas(_SMALL), light_for(prompt, targets, seed), prompt, targets, seed)
        SETTINGS[setting].paint(stage)
        return stage.horizon

    low, plain, high = (horizon(PictureTargets(eye_height=eye)) for eye in (0.6, 1.0, 1.7))
    assert low > plain + 0.01 > high + 0.02
    base = render(prompt, NEUTRAL, _SMALL, seed)
    np.testing.assert_array_equal(
        base, render(prompt, PictureTargets(eye_height=1.0, remoteness=0.0), _SMALL, seed)
    )


def test_remoteness_moves_what_stands_there_away() -> None:
    prompt, seed = _prompt("field"), _seeds(0)[0]
    plain = render(prompt, NEUTRAL, (320, 180), seed).astype(int)
    far = render(prompt, PictureTargets(remoteness=0.9), (320, 180), seed).astype(int)
    assert np.abs(plain - far).max(axis=2).mean() > 3


def _mean(
    setting: str, time: str = "noon", rows: slice = slice(None), composition: int = 0
) -> NDArray[np.float64]:
    pixels = render(_prompt(setting, time), NEUTRAL, _SMALL, _seeds(composition)[0]).astype(float)
    return np.asarray(pixels[rows].mean(axis=(0, 1)))


def test_places_have_their_own_light() -> None:
    upper = slice(0, 18)
    red, green, blue = _mean("mars", rows=upper)
    assert red > green > blue
    assert _mean("moon surface", rows=upper).mean() < 40 < _mean("field", rows=upper).mean() - 60
    red, green, blue = _mean("underwater")
    assert blue > red + 40
    assert _mean("cave", composition=1).mean() < 0.6 * _mean("valley").mean()
    assert _mean("snow plain").mean() > _mean("swamp").mean() + 25


def test_lava_and_lamps_shine_at_night() -> None:
    for setting, composition in (("volcano", 0), ("street", 0), ("cave", 2)):
        pixels = render(_prompt(setting, "night"), NEUTRAL, _SMALL, _seeds(composition)[0]).astype(int)
        assert (pixels.max(axis=2) > 200).sum() > 20, setting
    hot = render(_prompt("volcano", "night"), NEUTRAL, _SMALL, _seeds(0)[0]).astype(int)
    assert ((hot[..., 0] > 180) & (hot[..., 2] < 120)).sum() > 15


def test_rain_wets_a_street_and_does_not_fall_under_water() -> None:
    dry, wet = (
        render(_prompt("street", "night", weather), NEUTRAL, _SMALL, _seeds(1)[0]).astype(float)
        for weather in ("clear", "rain")
    )
    assert wet[54:].std() > 1.1 * dry[54:].std()
    seed = _seeds(2)[0]
    rain, cloud = (_prompt("underwater", "noon", weather) for weather in ("rain", "cloudy"))
    stage = Stage(Canvas(_SMALL), light_for(rain, NEUTRAL, seed), rain, NEUTRAL, seed)
    SETTINGS["underwater"].paint(stage)
    assert stage.light.weather.rain == stage.light.weather.fog == 0
    assert (
        _distance(
            render(rain, NEUTRAL, _SMALL, seed).astype(float),
            render(cloud, NEUTRAL, _SMALL, seed).astype(float),
        )
        < 12
    )


@pytest.mark.parametrize("setting", ["park", "farm", "graveyard", "valley"])
def test_winter_is_white(setting: str) -> None:
    summer = _prompt(setting)
    winter = replace(summer, season="winter")
    seed = _seeds(1)[0]
    low = slice(44, None)
    white, green = (render(prompt, NEUTRAL, _SMALL, seed)[low].astype(float) for prompt in (winter, summer))
    assert np.ptp(white.mean(axis=(0, 1))) < np.ptp(green.mean(axis=(0, 1)))


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("a boy in the park", "park"),
        ("a garden at dawn", "garden"),
        ("a farm in winter", "farm"),
        ("a canyon", "canyon"),
        ("a waterfall in a jungle", "waterfall"),
        ("a lonely island", "island"),
        ("a market square at noon", "square"),
        ("a green valley", "valley"),
        ("a graveyard at night", "graveyard"),
        ("a frozen swamp with dead trees", "swamp"),
        ("a cave with an underground lake", "cave"),
        ("a volcano erupting at night", "volcano"),
        ("a lavender field at sunset", "lavender field"),
        ("a path through a bamboo forest", "bamboo forest"),
        ("a storm over the open sea", "open sea"),
        ("a floating island with a castle", "floating island"),
        ("a neon street in the rain", "street"),
        ("a rooftop garden above the city", "rooftop"),
        ("two friends hugging at a train station", "station"),
        ("an old town with bicycles along a canal", "canal"),
    ],
)
def test_words_find_their_place(text: str, setting: str) -> None:
    assert read_prompt(text).setting == setting
