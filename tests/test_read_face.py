"""Reading faces: pictures of every kind, meshes, activations, emotions, and what is no face."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from emogen.arkit import ARKIT
from emogen.arrays import Pixels
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.face import FaceReading, read_face, read_faces
from emogen.conditioning.read.face_emotion import read_emotion, variants
from emogen.conditioning.read.face_plot import plot_faces
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.units import units_to_arkit
from emogen.conditioning.vocabulary import BASIC
from emogen.errors import RequestError
from emogen.media import Picture
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer
from emogen.vision.face_shapes import AXES, place, shape_model
from emogen.vision.landmarks import find_faces
from emogen.vision.photo import LONGEST, read_photo
from emogen.vision.windows import Window, around, cut, pyramid

PEOPLE = ("mira", "malik")
STRAIGHT = np.zeros(3, np.float32)
POSES = ("neutral", "joy", "sadness", "anger", "surprise")


@pytest.fixture(scope="module")
def stills() -> dict[tuple[str, str], Pixels]:
    """Each person in each pose, 224 pixels a side, head straight."""
    drawn = {}
    for person in PEOPLE:
        renderer = Renderer(find_character(person).looks, (224, 224))
        for pose in POSES:
            motion = still(Emotion(pose))
            drawn[person, pose] = renderer.frame(motion.curves[0], STRAIGHT, STRAIGHT[:2])
    return drawn


@pytest.fixture(scope="module")
def readings(stills: dict[tuple[str, str], Pixels]) -> dict[tuple[str, str], FaceReading]:
    return {key: read_face(pixels) for key, pixels in stills.items()}


# Emotions


@pytest.mark.parametrize("person", PEOPLE)
def test_valence_and_names_come_out(person: str, readings: dict[tuple[str, str], FaceReading]) -> None:
    of = {pose: readings[person, pose].reading for pose in POSES}
    assert of["joy"].vad[0] > of["neutral"].vad[0] + 0.2
    assert of["sadness"].vad[0] < of["neutral"].vad[0] - 0.1
    assert of["anger"].vad[0] < of["joy"].vad[0] - 0.4
    assert of["surprise"].vad[1] > of["sadness"].vad[1] + 0.3
    assert [of[pose].mixture[0][0] for pose in ("joy", "sadness", "surprise")] == [
        "joy",
        "sadness",
        "surprise",
    ]
    assert sum(strength for _, strength in of["neutral"].mixture) < 0.4


@pytest.mark.parametrize("person", PEOPLE)
def test_a_resting_picture_sharpens_a_faint_expression(
    person: str, stills: dict[tuple[str, str], Pixels]
) -> None:
    compared = read_face(stills[person, "anger"], neutral=stills[person, "neutral"])
    assert compared.reading.mixture[0][0] == "anger"
    same = read_face(stills[person, "neutral"], neutral=stills[person, "neutral"])
    assert sum(strength for _, strength in same.reading.mixture) < 0.3


def test_activations_and_units_follow_what_was_drawn(
    readings: dict[tuple[str, str], FaceReading],
) -> None:
    joy, surprise, rest = (readings["mira", pose] for pose in ("joy", "surprise", "neutral"))
    assert tuple(joy.activations) == ARKIT
    assert joy.activations["mouthSmileLeft"] > rest.activations["mouthSmileLeft"] + 0.4
    assert surprise.activations["jawOpen"] > rest.activations["jawOpen"] + 0.2
    assert joy.units["AU12"] > 0.5 > rest.units.get("AU12", 0.0)
    values = [*joy.activations.values(), *joy.units.values()]
    assert all(0.0 <= value <= 1.0 for value in values)


def test_one_sided_units_are_named_by_side(stills: dict[tuple[str, str], Pixels]) -> None:
    smile, rest = stills["mira", "joy"], stills["mira", "neutral"]
    half = np.concatenate([smile[:, :112], rest[:, 112:]], axis=1)  # the person's right side smiles
    units = read_face(half).units
    assert units.get("AU12R", units.get("AU12", 0.0)) > units.get("AU12L", 0.0)


@pytest.mark.parametrize("name", BASIC)
def test_every_prototype_and_variant_is_named_by_itself(name: str) -> None:
    regression = shape_model().alone
    for units in (face_targets(Emotion(name)).units, *variants()[name]):
        seen = regression.gain * units_to_arkit(units) + regression.bias
        reading = read_emotion(seen, regression)
        rivals = dict(reading.mixture)
        assert rivals.get(name, 0.0) >= 0.3 * max(rivals.values()), (units, reading)
    seen = regression.gain * units_to_arkit(face_targets(Emotion(name)).units) + regression.bias
    assert read_emotion(seen, regression).mixture[0][0] == name


@given(st.lists(st.floats(-1.0, 2.0), min_size=52, max_size=52))
def test_readings_stay_in_their_ranges(values: list[float]) -> None:
    reading = read_emotion(np.array(values), shape_model().alone)
    assert all(-1.0 <= value <= 1.0 for value in reading.vad)
    assert all(value > 0.0 for value in reading.spread)
    assert 0.0 <= sum(strength for _, strength in reading.mixture) <= 1.0 + 1e-6
    assert 0.0 <= reading.confidence <= 1.0
    named = Emotion.of(reading.mixture).vad
    assert math.dist(reading.emotion.vad, reading.vad) <= math.dist(named, reading.vad) + 1e-5


# Pictures


def test_two_faces_are_read_the_largest_first(stills: dict[tuple[str, str], Pixels], tmp_path: Path) -> None:
    large = np.asarray(Image.fromarray(stills["malik", "sadness"]).resize((400, 400)))
    small = np.pad(stills["mira", "joy"], ((176, 0), (0, 0), (0, 0)), mode="edge")
    both = np.concatenate([small, large], axis=1)
    first, second = read_faces(both)
    assert [face.reading.mixture[0][0] for face in (first, second)] == ["sadness", "joy"]
    assert second.box[2] < 224 < first.box[0]
    path = plot_faces((first, second), both, tmp_path / "plot.png")
    with Image.open(path) as plot:
        assert np.asarray(plot.convert("RGB")).std() > 10
    with pytest.raises(RequestError, match="file type"):
        plot_faces((first, second), both, tmp_path / "plot.txt")


def sixteen_bits(pixels: Pixels) -> NDArray[np.uint16]:
    return pixels.astype(np.uint16) * 257


def with_alpha(pixels: Pixels) -> Pixels:
    return np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])


@pytest.mark.parametrize(
    "change", [sixteen_bits, with_alpha, lambda pixels: pixels / 255.0, lambda pixels: pixels[:, :, 1]]
)
def test_kinds_of_arrays_read_alike(
    change: Callable[[Pixels], NDArray[np.generic]],
    stills: dict[tuple[str, str], Pixels],
    readings: dict[tuple[str, str], FaceReading],
) -> None:
    read = read_face(change(stills["mira", "joy"])).reading
    assert read.vad == pytest.approx(readings["mira", "joy"].reading.vad, abs=0.12)


def test_files_of_many_kinds_read_alike(
    stills: dict[tuple[str, str], Pixels], readings: dict[tuple[str, str], FaceReading], tmp_path: Path
) -> None:
    picture = Image.fromarray(stills["mira", "joy"])
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    picture.rotate(90, expand=True).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257).save(tmp_path / "deep.png")
    Picture(stills["mira", "joy"]).save(tmp_path / "plain.webp")
    picture.convert("L").convert("F").save(tmp_path / "floats.tiff")
    picture.convert("CMYK").save(tmp_path / "inks.jpg", quality=95)
    for name in ("turned.jpg", "deep.png", "plain.webp", "floats.tiff", "inks.jpg"):
        read = read_face(tmp_path / name)
        assert read.reading.mixture[0][0] == "joy", name
        assert np.allclose(read.points[:, :2], readings["mira", "joy"].points[:, :2], atol=4), name


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_faces_on_their_side_are_found(quarters: int, stills: dict[tuple[str, str], Pixels]) -> None:
    upright = find_faces(stills["malik", "joy"])[0]
    turned = find_faces(np.ascontiguousarray(np.rot90(stills["malik", "joy"], quarters)))[0]
    assert turned.size == pytest.approx(upright.size, rel=0.1)


def test_small_faces_in_large_pictures_are_found(stills: dict[tuple[str, str], Pixels]) -> None:
    wall = np.full((500, 900, 3), 90, np.uint8)
    wall[330:426, 610:706] = np.asarray(Image.fromarray(stills["mira", "joy"]).resize((96, 96)))
    (face,) = find_faces(wall)
    left, top, right, bottom = face.box
    assert 610 < left < right < 706
    assert 330 < top < bottom < 426


def test_the_same_picture_reads_the_same(stills: dict[tuple[str, str], Pixels]) -> None:
    one, other = (find_faces(stills["mira", "anger"])[0].points for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 700, 3), (3, 2, 1), (200, 300, 3), (300, 200)])
def test_pictures_without_a_face_say_so(shape: tuple[int, ...]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, shape).astype(np.uint8)
    with pytest.raises(RequestError, match="no face was found") as caught:
        read_face(noise)
    assert caught.value.fix


def test_files_that_are_no_pictures(tmp_path: Path) -> None:
    text, cut_off = tmp_path / "note.png", tmp_path / "cut.png"
    text.write_text("not a picture")
    Image.fromarray(np.zeros((64, 64, 3), np.uint8)).save(cut_off)
    cut_off.write_bytes(cut_off.read_bytes()[:60])
    for path in (text, cut_off, tmp_path, tmp_path / "none.png"):
        with pytest.raises(RequestError):
            read_faces(path)


def test_large_pictures_are_scaled_down() -> None:
    assert max(read_photo(np.zeros((300, 5000), np.uint8)).shape) == LONGEST


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=4),
    st.sampled_from(["u1", "u2", "f4", "f8", "i4", "bool", "c8"]),
)
def test_arrays_become_pictures_or_errors(shape: list[int], kind: str) -> None:
    try:
        pixels = read_photo(np.ones(shape, kind))
    except RequestError:
        return
    assert pixels.dtype == np.uint8
    assert pixels.shape == (shape[0], shape[1], 3)


# Geometry


@given(
    st.tuples(*[st.floats(-1.2, 1.2)] * 3),
    st.floats(0.1, 500.0),
    st.tuples(*[st.floats(-1000.0, 1000.0)] * 3),
)
def test_pose_size_and_place_are_taken_out(
    head: tuple[float, float, float], size: float, shift: tuple[float, float, float]
) -> None:
    model = shape_model()
    (cy, cp, cr), (sy, sp, sr) = np.cos(head), np.sin(head)
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    pitch = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    roll = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
    seen = size * model.mean @ (yaw @ pitch @ roll).T * AXES + shift
    placed = place(seen, model.mean, model.firm)
    assert np.allclose(placed.points, model.mean, atol=1e-3)
    assert np.allclose(placed.head, head, atol=1e-3)


@given(st.floats(-3.1, 3.1), st.floats(5.0, 90.0))
def test_windows_around_points_hold_them(turn: float, size: float) -> None:
    unit = np.array([[0.0, 0.5], [1.0, 0.5], [0.3, 0.1], [0.7, 0.9]])
    window = Window(50.0, 60.0, size, size, turn)
    points = window.to_picture(unit)
    found = around(points, points[0], points[1])
    assert found.turn == pytest.approx(turn, abs=1e-3)
    assert (found.x, found.y) == pytest.approx((50.0, 60.0), abs=0.05)
    assert (found.width, found.height) == pytest.approx((size, 0.8 * size), rel=1e-3)


def test_cuts_keep_colours_and_are_empty_outside() -> None:
    levels = pyramid(np.full((120, 80, 3), 200, np.uint8))
    inside = cut(levels, Window(40, 60, 30, 30, 0.4), 16)
    assert inside.shape == (1, 16, 16, 3)
    assert np.allclose(inside, 200 / 255, atol=1e-6)
    assert not cut(levels, Window(-500, 60, 30, 30), 16).any()
