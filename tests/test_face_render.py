"""The face renderer: what a person looking at the pictures would notice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from emogen.arkit import ARKIT, INDEX
from emogen.arrays import Floats
from emogen.conditioning.character import characters, find_character, make_character
from emogen.errors import RequestError
from emogen.media import FaceMotion, Picture
from emogen.pipelines.face.character.head import Head, make_head
from emogen.pipelines.face.character.rig import LOWER_TEETH, UPPER_TEETH
from emogen.pipelines.face.portrait import portrait
from emogen.pipelines.face.render import raster
from emogen.pipelines.face.render.camera import CAMERAS, Camera
from emogen.pipelines.face.render.lights import LIGHTINGS, in_mood
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.face.render.shadow import SIDE, Shadow, on_surface

STILL, AHEAD = np.zeros(3, np.float32), np.zeros(2, np.float32)
SIZE = (160, 160)


def curves(**shapes: float) -> Floats:
    values = np.zeros(len(ARKIT), np.float32)
    for name, amount in shapes.items():
        values[INDEX[name]] = amount
    return values


@pytest.fixture(scope="module")
def mira() -> Renderer:
    return Renderer(find_character("mira").looks, SIZE)


@pytest.fixture(scope="module")
def head() -> Head:
    return make_head(find_character("mira").looks)


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
    frame = Renderer(find_character("mira").looks, (64, 64), background=(90, 130, 60), samples=samples).frame(
        curves(), STILL, AHEAD
    )
    assert abs(frame[3, 3].astype(int) - (90, 130, 60)).max() <= 2


def test_the_same_frame_has_the_same_bytes(mira: Renderer) -> None:
    smile = curves(mouthSmileLeft=0.7, mouthSmileRight=0.7)
    again = Renderer(find_character("mira").looks, SIZE)
    assert (mira.frame(smile, STILL, AHEAD) == again.frame(smile, STILL, AHEAD)).all()


@pytest.mark.sweep(4)
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
    renderer = Renderer(find_character("jonas").looks, (256, 256))
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


@pytest.mark.slow
def test_named_characters_and_seeds_look_different() -> None:
    faces = [
        Renderer(who.looks, (96, 96)).frame(curves(), STILL, AHEAD).astype(int)
        for who in (*characters().values(), make_character(1), make_character(2))
    ]
    for index, face in enumerate(faces):
        for other in faces[:index]:
            assert abs(face - other).mean() > 4


def test_made_people_are_the_same_again_and_keep_what_is_asked() -> None:
    assert make_character(11) == make_character(11) != make_character(12)
    asked = make_character(11, age=70, sex=1.0, skin=0.9, hair="buzz").looks
    assert (asked.age, asked.sex, asked.skin, asked.hair) == (70, 1.0, 0.9, "buzz")


def test_there_are_people_of_every_kind() -> None:
    people = [person.looks for person in characters().values()]
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
        Renderer(find_character("mira").looks, SIZE, background="plaid")


def test_ages_and_curves_out_of_range_are_refused(mira: Renderer) -> None:
    with pytest.raises(RequestError, match="age"):
        make_character(3, age=200)
    with pytest.raises(RequestError, match="52"):
        mira.frame(np.zeros(51, np.float32), STILL, AHEAD)
    with pytest.raises(RequestError, match="finite"):
        mira.frame(curves(jawOpen=float("nan")), STILL, AHEAD)


def lit(person: str = "mira", values: Floats | None = None, **how: Any) -> NDArray[np.int64]:
    renderer = Renderer(find_character(person).looks, (128, 128), **how)
    return renderer.frame(curves() if values is None else values, STILL, AHEAD).astype(int)


def test_set_ups_light_the_face_differently_and_dramatic_has_the_deepest_shadows() -> None:
    faces = {name: lit(lighting=name, background=(90, 90, 90))[45:75, 44:84] for name in LIGHTINGS}
    spread = {name: np.percentile(face, 95) - np.percentile(face, 5) for name, face in faces.items()}
    assert spread["soft"] < spread["studio"]
    assert faces["dramatic"].mean() < faces["studio"].mean() - 20
    assert abs(faces["soft"] - faces["studio"]).mean() > 3


def test_light_follows_the_mood_in_proportion() -> None:
    studio = LIGHTINGS["studio"]
    assert in_mood(studio, {}) == in_mood(studio, {"joy": 0.0, "neutral": 1.0})
    np.testing.assert_allclose(in_mood(studio, {}).lamps(), studio.lamps())
    heights = [in_mood(studio, {"fear": s}).lamps()[0, 1] for s in (0, 0.5, 1)]
    assert heights[0] > heights[1] > heights[2]
    assert heights[2] < 0, "from below"
    warm, cold = (in_mood(studio, {name: 1.0}).key.colour for name in ("joy", "sadness"))
    assert warm[0] / warm[2] > studio.key.colour[0] / studio.key.colour[2] > cold[0] / cold[2]
    bright, dim = (lit(mood={name: 1.0})[45:75, 44:84].mean() for name in ("joy", "sadness"))
    assert bright > dim + 20
    with pytest.raises(RequestError, match="joy"):
        in_mood(studio, {"joy": 1.5})


def test_cameras_frame_more_or_less_of_the_person() -> None:
    filled = {}
    for name in CAMERAS:
        alpha = Renderer(
            find_character("jonas").looks, (96, 96), background="transparent", camera=name
        ).frame(curves(), STILL, AHEAD)[..., 3]
        filled[name] = int((alpha[:48] > 128).sum())
    assert filled["close-up"] > filled["portrait"] > filled["bust"]
    aside = lit(camera=Camera(across=0.3), background="transparent")[..., 3]
    assert aside[:40, :64].sum() > 1.5 * aside[:40, 64:].sum(), "the camera went to the face's own left"


def test_blood_comes_and_goes() -> None:
    def redness(blush: float) -> float:
        face = lit(blush=blush)[60:80, 44:84].astype(float)
        return float((face[..., 0] / face[..., 1]).mean())

    assert redness(1.0) > redness(0.0) + 0.05
    assert redness(-1.0) < redness(0.0) - 0.03


def test_foreheads_wrinkle_and_the_old_ones_more() -> None:
    def gained(person: str) -> float:
        """How much rougher the forehead is from row to row under raised brows."""
        renderer = Renderer(find_character(person).looks, (256, 256), camera="close-up")
        raised = curves(browInnerUp=1, browOuterUpLeft=1, browOuterUpRight=1)
        rough = []
        for values in (curves(), raised):
            rows = renderer.frame(values, STILL, AHEAD)[52:78, 110:146].astype(float).mean(axis=2)
            rough.append(float(abs(np.diff(rows, 2, axis=0)).mean()))
        return rough[1] - rough[0]

    assert gained("rosa") > gained("leni") + 0.5
    assert gained("jonas") > 0.3


def test_a_lamp_throws_a_shadow_with_a_soft_edge() -> None:
    """A square of a decimetre, lit from above, over a row of points that face up."""
    corners = np.array([[-0.5, 1, -0.5], [0.5, 1, -0.5], [0.5, 1, 0.5], [-0.5, 1, 0.5]], np.float32)
    sheet = np.array([[0, 2, 1], [0, 3, 2]], np.int32)
    above = Shadow(np.array([0, 1, 0], np.float32), 0.2, np.zeros(3, np.float32))
    depth, ids = np.empty((SIDE, SIDE), np.float32), np.empty((SIDE, SIDE), np.int32)
    above.cast(corners, sheet, np.zeros((0, 3), np.float32), depth, ids, np.empty((4, 3), np.float32))
    points = np.stack([np.linspace(0, 1, 21), np.zeros(21), np.zeros(21)], axis=1).astype(np.float32)
    upward = np.tile(np.array([[0, 1, 0]], np.float32), (21, 1))
    traits = np.zeros((21, 8), np.float32)
    on_surface(points, upward, above.frame, above.middle, above.soft, depth, traits)
    light = traits[:, 3]
    assert (light[:5] < 0.01).all()
    assert (light[16:] > 0.99).all()
    assert (np.diff(light) > -1e-6).all()
    assert ((light > 0.1) & (light < 0.9)).sum() >= 3


def test_gradients_and_pictures_stand_behind(tmp_path: Path) -> None:
    fade = lit(background="#c02020-#2020c0")
    assert fade[1, 1, 0] > 150 > 80 > fade[100, 1, 0]
    assert fade[100, 1, 2] > fade[1, 1, 2] + 60
    halves = np.zeros((20, 60, 3), np.uint8)
    halves[:, :30, 1], halves[:, 30:, 2] = 200, 200
    Picture(halves).save(tmp_path / "wall.png")
    for path in (tmp_path / "wall.png", str(tmp_path / "wall.png")):
        wall = lit(background=path)
        assert abs(wall[2, 2] - (0, 200, 0)).max() <= 6
        assert abs(wall[2, -3] - (0, 0, 200)).max() <= 6
    with pytest.raises(RequestError, match="no such background"):
        lit(background=tmp_path / "none.png")
    (tmp_path / "text.png").write_text("no picture")
    with pytest.raises(RequestError, match="cannot read"):
        lit(background=tmp_path / "text.png")


@pytest.mark.parametrize("how", [{"lighting": "studo"}, {"camera": "portrat"}, {"blush": 2.0}])
def test_unknown_ways_of_drawing_are_refused(how: dict[str, Any]) -> None:
    with pytest.raises(RequestError, match=r"studio|portrait|blush"):
        lit(**how)


@pytest.mark.parametrize(
    "numbers", [{"share": 0.0}, {"distance": 0.5}, {"across": 9.0}, {"up": float("nan")}]
)
def test_senseless_framings_are_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(RequestError, match="out of range"):
        Camera(**numbers)


def test_skin_does_not_flicker_while_the_head_turns() -> None:
    renderer = Renderer(find_character("leni").looks, (192, 192))
    turned = [np.array([0.004 * k, 0, 0], np.float32) for k in range(6)]
    film = np.stack([renderer.frame(curves(), head, AHEAD) for head in turned]).astype(int)
    forehead = film[:, 60:70, 85:108]
    assert abs(np.diff(forehead, 2, axis=0)).mean() < 1.5
