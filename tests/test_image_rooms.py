"""Rooms: each is itself in each composition, holds what the words name, and feels what the emotion feels."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from emogen.conditioning.targets.picture import NEUTRAL, PictureTargets
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.light import light_for
from emogen.pipelines.image.painter.scene import placeable, render
from emogen.pipelines.image.painter.settings.registry import SETTINGS
from emogen.pipelines.image.painter.stage import COMPOSITIONS, Stage
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.registry import THINGS
from emogen.pipelines.image.painter.words.prompt import read_prompt
from emogen.seeds import stream_seed

_ROOMS = sorted(name for name, setting in SETTINGS.items() if setting.indoors)
_FURNITURE = sorted(name for name, thing in THINGS.items() if thing.kind is Kind.ROOM)
_SMALL = (128, 72)


def _seed(composition: int) -> int:
    return next(seed for seed in range(99) if stream_seed(seed, "composition") % COMPOSITIONS == composition)


@cache
def _pixels(
    text: str, seed: int = 0, targets: PictureTargets = NEUTRAL, size: tuple[int, int] = _SMALL
) -> NDArray[np.uint8]:
    return render(placeable(read_prompt(text)), targets, size, seed)


def _thumbnail(room: str, composition: int) -> NDArray[np.float64]:
    small = Image.fromarray(_pixels(f"a {room}", _seed(composition))).resize((32, 18), Image.Resampling.BOX)
    return np.asarray(small, float)


def _changed(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    return int((np.abs(one.astype(int) - other).max(axis=2) > 12).sum())


def test_there_are_rooms_for_many_uses() -> None:
    assert len(_ROOMS) >= 20
    assert len(_FURNITURE) >= 55


@pytest.mark.slow
def test_every_room_in_every_composition_is_a_picture_of_its_own() -> None:
    pictures = {(room, n): _thumbnail(room, n) for room in _ROOMS for n in range(COMPOSITIONS)}
    alike = [
        (one, other)
        for one, other in combinations(pictures, 2)
        if np.abs(pictures[one] - pictures[other]).mean() < 7
    ]
    assert alike == []


@pytest.mark.sweep(4)
@pytest.mark.parametrize("name", _FURNITURE)
def test_furniture_can_be_asked_into_a_room(name: str) -> None:
    assert _changed(_pixels(f"a room with a {name}", 1), _pixels(f"a room without {name}", 1)) >= 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a bedroom", "a bedroom without a bed"),
        ("a library", "a library with two bookshelves"),
        ("a throne room", "a throne room with blue banners"),
        ("a kitchen with a red chair", "a kitchen with a blue chair"),
        ("a cellar with a barrel", "a cellar with five barrels"),
        ("a room without a window", "a room"),
        ("a church interior with three candles", "a church interior"),
        ("a kitchen with a huge clock", "a kitchen with a clock"),
        ("a prison cell with a candle and bread", "a prison cell with a candle"),
    ],
)
def test_the_words_decide_what_stands_in_a_room(one: str, other: str) -> None:
    assert _changed(_pixels(one, 2), _pixels(other, 2)) >= 10


@pytest.mark.parametrize("room", ["room", "theatre", "subway platform"])
def test_the_same_request_gives_the_same_bytes(room: str) -> None:
    first = _pixels(f"a {room} at night", 5)
    _pixels.cache_clear()
    np.testing.assert_array_equal(first, _pixels(f"a {room} at night", 5))


@pytest.mark.parametrize("room", ["library", "church interior", "prison cell", "spaceship cabin"])
def test_a_large_room_scaled_down_is_the_small_one(room: str) -> None:
    large = Image.fromarray(_pixels(f"a {room}", 3, size=(768, 432))).resize((64, 36), Image.Resampling.BOX)
    small = Image.fromarray(_pixels(f"a {room}", 3, size=(192, 108))).resize((64, 36), Image.Resampling.BOX)
    assert np.corrcoef(np.asarray(large, float).ravel(), np.asarray(small, float).ravel())[0, 1] > 0.97


@pytest.mark.parametrize("size", [(64, 64), (72, 200), (320, 64), (101, 77)])
@pytest.mark.parametrize("room", ["kitchen", "attic", "hospital corridor"])
def test_any_shape(room: str, size: tuple[int, int]) -> None:
    pixels = _pixels(f"a {room} with a toy and a candle", size=size)
    assert pixels.shape == (size[1], size[0], 3)
    assert pixels.std() > 12


@pytest.mark.parametrize(
    "targets",
    [
        PictureTargets(shelter=0.8),
        PictureTargets(shelter=-0.8),
        PictureTargets(decay=0.6),
        PictureTargets(company=0.7),
        PictureTargets(company=-0.7),
        PictureTargets(life=0.8),
        PictureTargets(life=-0.8),
        PictureTargets(filth=0.8),
        PictureTargets(menace=0.8),
        PictureTargets(fire=0.8),
        PictureTargets(eye_height=0.6),
        PictureTargets(remoteness=0.8),
    ],
    ids=lambda targets: next(
        f"{name} {getattr(targets, name):g}"
        for name in PictureTargets.__slots__
        if getattr(targets, name) != getattr(NEUTRAL, name)
    ),
)
def test_the_emotion_chooses_what_the_words_leave_open(targets: PictureTargets) -> None:
    plain, other = (_pixels("a kitchen in the afternoon", 4, t) for t in (NEUTRAL, targets))
    assert _changed(plain, other) >= 12


def test_shelter_lights_a_room_and_its_absence_darkens_it() -> None:
    for room in ("room", "tavern", "bedroom"):
        dark, plain, lit = (
            _pixels(f"a {room} at night", 1, PictureTargets(shelter=shelter)).mean()
            for shelter in (-0.9, 0, 0.9)
        )
        assert dark < plain < lit


def test_fire_turns_a_room_red() -> None:
    plain, hot = (_pixels("a room at night", 1, PictureTargets(fire=fire)).astype(float) for fire in (0, 0.9))
    assert (hot[..., 0] - hot[..., 2]).mean() > (plain[..., 0] - plain[..., 2]).mean() + 5


def _stage(text: str, targets: PictureTargets = NEUTRAL) -> Stage:
    canvas, prompt = Canvas(_SMALL), read_prompt(text)
    stage = Stage(canvas, light_for(prompt, targets, 1), prompt, targets, 1)
    SETTINGS[prompt.setting].paint(stage)
    return stage


def test_who_stands_in_front_is_lit_by_the_room() -> None:
    warm, cold = _stage("a tavern at night").light, _stage("a spaceship cabin").light
    assert (warm.key + warm.ambient)[0] > 1.5 * (warm.key + warm.ambient)[2]
    assert (cold.key + cold.ambient)[2] > 1.5 * (cold.key + cold.ambient)[0]
    left, right = _stage("a room").foreground
    assert 0.0 <= left < right <= 1.0
