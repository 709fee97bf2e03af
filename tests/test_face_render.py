"""The face renderer: what a person looking at the pictures would notice."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from emogen.arkit import ARKIT, INDEX
from emogen.errors import RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.character.head import Head, make_head
from emogen.pipelines.face.character.people import characters, find_character, make_character
from emogen.pipelines.face.character.rig import LOWER_TEETH, UPPER_TEETH
from emogen.pipelines.face.portrait import portrait
from emogen.pipelines.face.render import raster
from emogen.pipelines.face.render.renderer import Renderer

Floats = NDArray[np.float32]
STILL, AHEAD = np.zeros(3, np.float32), np.zeros(2, np.float32)
SIZE = (160, 160)


def curves(**shapes: float) -> Floats:
    values = np.zeros(len(ARKIT), np.float32)
    for name, amount in shapes.items():
        values[INDEX[name]] = amount
    return values


@pytest.fixture(scope="module")
def mira() -> Renderer:
    return Renderer(find_character("mira"), SIZE)


@pytest.fixture(scope="module")
def head() -> Head:
    return make_head(find_character("mira"))


def moved(head: Head, values: Floats) -> Floats:
    out = np.empty_like(head.neutral)
    rig = head.rig
    raster.deform(head.neutral, rig.shape_start, rig.shape_vertex, head.offset, values, out)
    return out


def test_a_frame_has_the_asked_size_and_a_face_on_a_backdrop(mira: Renderer) -> None:
    frame = mira.frame(curves(), STILL, AHEAD)
    assert frame.shape == (160, 160, 3)
    assert frame.dtype == np.uint8
    middle, corner = frame[70:110, 70:90].mean(axis=(0, 1)), frame[:12, :12].mean(axis=(0, 1))
    assert middle[0] > middle[2] + 15, "skin is warm"
    assert abs(corner[0] - corner[2]) < 25, "the backdrop is grey"


@pytest.mark.parametrize("samples", [1, 2, 3, 4])
def test_the_backdrop_is_seen_where_nothing_stands_before_it(samples: int) -> None:
    frame = Renderer(find_character("mira"), (64, 64), background=(90, 130, 60), samples=samples).frame(
        curves(), STILL, AHEAD
    )
    assert abs(frame[3, 3].astype(int) - (90, 130, 60)).max() <= 2


def test_the_same_frame_has_the_same_bytes(mira: Renderer) -> None:
    smile = curves(mouthSmileLeft=0.7, mouthSmileRight=0.7)
    again = Renderer(find_character("mira"), SIZE)
    assert (mira.frame(smile, STILL, AHEAD) == again.frame(smile, STILL, AHEAD)).all()


@pytest.mark.parametrize("name", [name for name in ARKIT if not name.startswith("eyeLook")])
def test_every_shape_changes_the_picture(mira: Renderer, name: str) -> None:
    jaw = {"jawOpen": 0.5} if name in ("mouthClose", "tongueOut") else {}
    before = mira.frame(curves(**jaw), STILL, AHEAD).astype(int)
    after = mira.frame(curves(**{**jaw, name: 1.0}), STILL, AHEAD).astype(int)
    changed = abs(after - before).max(axis=2) > 12
    assert 8 <= changed.sum() < 0.2 * changed.size
    columns = np.nonzero(changed)[1]
    if name.startswith(("eye", "brow")) and name.endswith(("Left", "Right")):
        assert (columns.mean() > 80) == name.endswith("Left"), "its own left is the picture's right"


def test_the_jaw_carries_the_lower_teeth_only(head: Head) -> None:
    drop = moved(head, curves(jawOpen=1.0))[:, 1] - head.neutral[:, 1]
    part = head.rig.vertex_part
    assert drop[part == LOWER_TEETH].max() < -0.05
    assert abs(drop[part == UPPER_TEETH]).max() < 1e-3


def test_mouth_close_closes_the_open_jaw(head: Head) -> None:
    template = head.rig.template
    lips = (head.rig.masks[:, 0] > 0.6) & (abs(template[:, 0]) < 0.06)
    upper, lower = lips & (template[:, 1] > 6.64), lips & (template[:, 1] < 6.60)

    def gap(values: Floats) -> float:
        shape = moved(head, values)
        return float(shape[upper, 1].mean() - shape[lower, 1].mean())

    rest, opened = gap(curves()), gap(curves(jawOpen=0.5))
    closed = gap(curves(jawOpen=0.5, mouthClose=0.5))
    assert opened > rest + 0.08
    assert abs(closed - rest) < 0.25 * (opened - rest)


def test_the_gaze_moves_the_irises() -> None:
    renderer = Renderer(find_character("jonas"), (256, 256))
    wide = curves(eyeWideLeft=0.5, eyeWideRight=0.5)
    left, right = (renderer.frame(wide, STILL, np.array([yaw, 0], np.float32)) for yaw in (0.4, -0.4))
    change = left.astype(int).sum(axis=2) - right.astype(int).sum(axis=2)
    for eye in (change[:, :128], change[:, 128:]):
        darker, lighter = np.nonzero(eye < -60)[1], np.nonzero(eye > 60)[1]
        assert len(darker) > 4
        assert darker.mean() > lighter.mean() + 1, "irises went to the own left: the picture's right"


def test_the_head_turns_to_its_own_left_and_raises_its_chin(mira: Renderer) -> None:
    def warm_centre(angles: tuple[float, float, float]) -> tuple[float, float]:
        frame = mira.frame(curves(), np.array(angles, np.float32), AHEAD).astype(float)
        skin = (frame[..., 0] > frame[..., 2] + 25) & (frame.sum(axis=2) > 300)
        rows, columns = np.nonzero(skin)
        return float(columns.mean()), float(rows.mean())

    assert warm_centre((0.4, 0, 0))[0] > warm_centre((-0.4, 0, 0))[0] + 2
    assert warm_centre((0, 0.25, 0))[1] < warm_centre((0, -0.25, 0))[1] - 1


def test_transparent_pictures_have_the_face_opaque_and_the_corner_clear() -> None:
    picture = portrait(find_character("jonas"), curves(), size=(97, 121), background="transparent")
    assert picture.pixels.shape == (121, 97, 4)
    assert picture.pixels[2, 2, 3] == 0
    assert picture.pixels[60, 48, 3] == 255
    edge = picture.pixels[..., 3]
    assert ((edge > 0) & (edge < 255)).sum() > 50, "the silhouette is soft"


def test_frames_have_a_length_and_can_be_read_again(mira: Renderer) -> None:
    count = 7
    ramp = np.zeros((count, 52), np.float32)
    ramp[:, INDEX["jawOpen"]] = np.linspace(0, 0.8, count)
    motion = FaceMotion(ramp, np.zeros((count, 3), np.float32), np.zeros((count, 2), np.float32), 25)
    frames = mira.frames(motion)
    assert len(frames) == count
    first, second = list(frames), list(frames)
    assert len(first) == count
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    assert (first[3] == mira.frame(ramp[3], STILL, AHEAD)).all()


def test_named_characters_and_seeds_look_different() -> None:
    faces = [
        Renderer(who, (96, 96)).frame(curves(), STILL, AHEAD).astype(int)
        for who in (*characters().values(), make_character(1), make_character(2))
    ]
    for index, face in enumerate(faces):
        for other in faces[:index]:
            assert abs(face - other).mean() > 4


def test_made_people_are_the_same_again_and_keep_what_is_asked() -> None:
    assert make_character(11) == make_character(11) != make_character(12)
    asked = make_character(11, age=70, sex=1.0, skin=0.9, hair="buzz")
    assert (asked.age, asked.sex, asked.skin, asked.hair) == (70, 1.0, 0.9, "buzz")


def test_there_are_people_of_every_kind() -> None:
    people = characters().values()
    assert next(iter(characters())) == "mira"
    assert len(people) >= 6
    assert min(p.age for p in people) < 20 < 60 < max(p.age for p in people)
    assert min(p.skin for p in people) < 0.2 < 0.8 < max(p.skin for p in people)


@pytest.mark.parametrize("size", [(0, 512), (-4, 64), (100_000, 100_000)])
def test_absurd_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(RequestError, match="16 to 4096"):
        portrait(find_character("mira"), curves(), size=size)


def test_unknown_names_offer_near_ones() -> None:
    with pytest.raises(RequestError, match="mira"):
        find_character("mirra")
    with pytest.raises(RequestError, match="curly"):
        make_character(3, hair="curlly")
    with pytest.raises(RequestError, match="background"):
        Renderer(find_character("mira"), SIZE, background="plaid")


def test_ages_and_curves_out_of_range_are_refused(mira: Renderer) -> None:
    with pytest.raises(RequestError, match="age"):
        make_character(3, age=200)
    with pytest.raises(RequestError, match="52"):
        mira.frame(np.zeros(51, np.float32), STILL, AHEAD)
    with pytest.raises(RequestError, match="finite"):
        mira.frame(curves(jawOpen=float("nan")), STILL, AHEAD)
