"""Things in pictures: every one is drawn, in its size, colour and state; the drawings' makers are named."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from emogen.conditioning.targets.picture import PictureTargets
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter import relief
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.light import light_for, linear
from emogen.pipelines.image.painter.stage import Stage, subject_of
from emogen.pipelines.image.painter.things import (
    animals,
    fire,
    food,
    graves,
    keepsakes,
    perches,
    plants,
    structures,
    vehicles,
    wonders,
    yard,
)
from emogen.pipelines.image.painter.things.kinds import Kind
from emogen.pipelines.image.painter.things.pairs import joined
from emogen.pipelines.image.painter.things.registry import THINGS, in_the_open
from emogen.pipelines.image.painter.things.silhouettes import drawing
from emogen.pipelines.image.painter.words.prompt import read_prompt
from emogen.tables import asset_rows

_MODULES = (animals, fire, food, graves, keepsakes, perches, plants, structures, vehicles, wonders, yard)
_NAMES = sorted(name for module in _MODULES for name in module.THINGS)
_ROOT = Path(__file__).parents[1]
_COLOURED = ("cat", "horse", "apple", "umbrella", "banner", "market stall", "tea", "robot", "bicycle")


def _drawn(
    name: str, *, targets: PictureTargets | None = None, colour: str | None = None, time: str = "noon"
) -> NDArray[np.float32]:
    """One thing, as large as the canvas, on bare ground; linear light ``(96, 96, 3)``."""
    targets = targets or PictureTargets()
    canvas = Canvas((96, 96))
    prompt = read_prompt(f"a field at {time}")
    light = light_for(prompt, targets, 1)
    canvas.image[:] = light.lit(linear("#8a8f6a"), 0.6)
    stage = Stage(canvas, light, prompt, targets, 1)
    pen = stage.pen(name, canvas.wide / 2, canvas.high * 0.9, colour=colour)
    scale = 0.75 * canvas.high / (in_the_open(name).close or 8.0)
    in_the_open(name).draw(replace(pen, scale=scale, distance=0.1))
    return canvas.image


@cache
def _picture(text: str, seed: int = 2) -> NDArray[np.uint8]:
    return paint(text, size=(192, 108), seed=seed).picture.pixels


def test_there_are_a_hundred_things_and_more() -> None:
    assert len(_NAMES) >= 200
    assert len(set(_NAMES)) == len(_NAMES)
    assert len([name for name in THINGS if in_the_open(name).kind is not Kind.SCENE]) >= 250


@pytest.mark.sweep(4)
@pytest.mark.parametrize("name", _NAMES)
def test_every_thing_is_drawn_and_keeps_within_its_size(name: str) -> None:
    image = _drawn(name)
    ground = image[-1, 0]
    painted = np.abs(image - ground).max(axis=2) > 0.05
    assert painted.mean() > 0.004
    assert np.isfinite(image).all()


def test_drawings_look_each_like_nothing_else() -> None:
    names = [name for name in _NAMES if in_the_open(name).kind in (Kind.TABLE, Kind.FLOOR)]
    flat = np.stack([_drawn(name).ravel() for name in names])
    for n, name in enumerate(names):
        apart = np.abs(np.delete(flat, n, 0) - flat[n]).mean(axis=1)
        assert apart.min() > 0.003, name


@pytest.mark.parametrize("name", _COLOURED)
def test_a_colour_changes_the_thing_and_not_the_ground(name: str) -> None:
    plain, red, blue = (_drawn(name, colour=colour) for colour in (None, "#c8201c", "#2040c8"))
    assert np.abs(red - blue).max() > 0.15
    assert np.abs(plain - red).max() > 0.1
    np.testing.assert_array_equal(red[:4, :4], blue[:4, :4])
    changed = np.abs(red - blue).max(axis=2) > 0.02
    warm = (red - blue)[changed]
    assert warm[:, 0].mean() > 0 > warm[:, 2].mean()


@pytest.mark.parametrize("name", ["apple", "bread", "strawberry bowl"])
def test_filth_spoils_food_and_no_filth_leaves_it(name: str) -> None:
    fresh = _drawn(name)
    np.testing.assert_array_equal(fresh, _drawn(name, targets=PictureTargets(filth=0.0, decay=0.0)))
    assert np.abs(_drawn(name, targets=PictureTargets(filth=0.9)) - fresh).max() > 0.1


@pytest.mark.parametrize("name", ["banner", "tower"])
def test_decay_breaks_what_people_built(name: str) -> None:
    assert np.abs(_drawn(name, targets=PictureTargets(decay=1.0)) - _drawn(name)).max() > 0.1


def test_things_are_lit_from_the_side_of_the_light() -> None:
    layers = [relief.Layer(linear("#a0a0a0"), (np.array([[-1, 0], [1, 0], [1, 2], [-1, 2]], np.float32),))]
    prompt = read_prompt("a field in the morning")
    for seed in range(4):
        canvas = Canvas((96, 96))
        light = light_for(prompt, PictureTargets(), seed)
        pen = Stage(canvas, light, prompt, PictureTargets(), seed).pen(
            "box", canvas.wide / 2, canvas.high * 0.8
        )
        relief.paint(replace(pen, scale=0.3), layers)
        body = canvas.image.sum(axis=2)
        columns = np.flatnonzero(body.max(axis=0) > 0.01)
        edge = max(2, len(columns) // 6)
        left, right = body[:, columns[:edge]].sum(), body[:, columns[-edge:]].sum()
        assert (right > left) == (light.side > 0)


def test_the_thing_named_first_is_the_picture() -> None:
    empty = _picture("a field at noon, clear").astype(int)

    def size(text: str) -> int:
        return int((np.abs(_picture(text).astype(int) - empty).max(axis=2) > 20).sum())

    assert size("a fox in a field at noon, clear") > 400
    assert size("a tree in a field, a bench and a fox at noon, clear") > 0
    assert subject_of(read_prompt("a bench with a fox in a field")) is None
    assert subject_of(read_prompt("a fox on a path in a field")) == "fox"


def test_a_still_life_stands_in_front_of_the_room() -> None:
    room, apple = _picture("a room at noon"), _picture("an apple in a room at noon")
    changed = np.abs(apple.astype(int) - room).max(axis=2) > 8
    assert changed[84:].mean() > 0.6  # the table
    middle = apple[50:92, 60:132].astype(int)
    assert ((middle[..., 0] - middle[..., 1]) > 60).sum() > 150  # a red apple on it


def test_pairs_become_one() -> None:
    names = [wanted.name for wanted in joined(read_prompt("a goldfish in a bowl and a cat")).things]
    assert names == ["goldfish bowl", "cat"]
    assert np.abs(_picture("a goldfish in a bowl").astype(int) - _picture("a goldfish")).max() > 40


def test_things_burn_where_there_is_fire() -> None:
    calm = paint("a house in a field", size=(192, 108), targets=PictureTargets()).picture.pixels
    burning = paint("a house in a field", size=(192, 108), targets=PictureTargets(fire=1.0)).picture.pixels
    hot = [((p[..., 0].astype(int) - p[..., 2] > 120) & (p[..., 0] > 200)).sum() for p in (calm, burning)]
    assert hot[1] > hot[0] + 60


def test_the_same_seed_gives_the_same_bytes() -> None:
    text = "an owl on a branch, three mushrooms and a lantern in a forest at dusk"
    one = paint(text, size=(192, 108), seed=5).picture.pixels
    np.testing.assert_array_equal(one, paint(text, size=(192, 108), seed=5).picture.pixels)


def test_every_drawing_names_its_author_and_licence_and_the_notice_names_them_too() -> None:
    rows = asset_rows("silhouettes.tsv")
    assert len(rows) >= 150
    notice = (_ROOT / "NOTICE").read_text(encoding="utf-8")
    licences = {"noto": "Apache-2.0", "game-icons": "CC-BY-3.0"}
    for row in rows:
        assert row["author"]
        assert row["author"] in notice, row["name"]
        assert row["licence"] == licences[row["set"]]
        assert drawing(row["name"])
    table = asset_size()
    assert table < 1_500_000
    made = set(re.findall(r'"([a-z ]+)"', " ".join(_source(module) for module in _MODULES)))
    assert {row["name"] for row in rows} <= made  # nothing is carried that nobody draws


def asset_size() -> int:
    return (_ROOT / "assets" / "silhouettes.tsv").stat().st_size


def _source(module: object) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")  # type: ignore[attr-defined]


def test_layers_fit_the_unit_they_are_stored_in() -> None:
    for row in asset_rows("silhouettes.tsv"):
        points = np.concatenate([ring for layer in drawing(row["name"]) for ring in layer.rings])
        assert points[:, 1].min() == pytest.approx(0.0, abs=0.03), row["name"]
        assert np.ptp(points, axis=0).max() == pytest.approx(1.0, abs=0.03), row["name"]
        for layer in drawing(row["name"]):
            assert 0.0 < layer.opacity <= 1.0
            assert (layer.albedo >= 0).all()
            assert (layer.albedo <= 1).all()
