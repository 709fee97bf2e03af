"""Portraits: pictures of every kind read, and faces in them moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from emogen.arkit import ARKIT, INDEX
from emogen.arrays import Floats, Pixels
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.photo.fill import filled
from emogen.pipelines.face.photo.fit import fit_face, lip_gap
from emogen.pipelines.face.photo.load import LEAST_FACE, Photo, read_portrait
from emogen.pipelines.face.photo.mesh import topology
from emogen.pipelines.face.photo.points import LOWER_LID, UPPER_LID
from emogen.pipelines.face.photo.render import LIMITS, PhotoRenderer
from emogen.pipelines.face.photo.warp import FAR, cover, fill_polygon
from emogen.pipelines.face.render.renderer import Renderer
from emogen.vision.face_mesh import SIDE, mesh
from emogen.vision.face_shapes import place, shape_model
from emogen.vision.windows import Window, around, cut, pyramid

STRAIGHT = np.zeros(3, np.float32)


def curves(**shapes: float) -> Floats:
    """52 activations; a name without a side means both."""
    values = np.zeros(len(ARKIT), np.float32)
    for name, value in shapes.items():
        for column in [INDEX[name]] if name in INDEX else [INDEX[name + "Left"], INDEX[name + "Right"]]:
            values[column] = value
    return values


def drawn(side: int = 384, yaw: float = 0.0, **shapes: float) -> Pixels:
    head = np.array([yaw, 0, 0], np.float32)
    return Renderer(find_character("mira").looks, (side, side)).frame(curves(**shapes), head, STRAIGHT[:2])


@pytest.fixture(scope="module")
def neutral() -> Pixels:
    return drawn(mouthClose=0.035)


@pytest.fixture(scope="module")
def photo(neutral: Pixels, tmp_path_factory: pytest.TempPathFactory) -> Photo:
    path = tmp_path_factory.mktemp("photo") / "mira.jpg"
    Image.fromarray(neutral).save(path, quality=95)
    return read_portrait(path)


@pytest.fixture(scope="module")
def renderer(photo: Photo) -> PhotoRenderer:
    return PhotoRenderer(photo)


@pytest.fixture(scope="module")
def smiling(tmp_path_factory: pytest.TempPathFactory) -> Photo:
    path = tmp_path_factory.mktemp("photo") / "smiling.png"
    Image.fromarray(drawn(mouthSmile=0.9, jawOpen=0.3, mouthUpperUp=0.4)).save(path)
    return read_portrait(path)


def move(renderer: PhotoRenderer, **shapes: float) -> Pixels:
    return renderer.frame(curves(**shapes), STRAIGHT, STRAIGHT[:2])


def seen(pixels: Pixels) -> Floats:
    """The mesh of the one face, looked for where these pictures have it."""
    levels = pyramid(pixels)
    window = Window(len(pixels) / 2, len(pixels) / 2, len(pixels) * 0.6, len(pixels) * 0.6)
    for _ in range(2):
        unit, _ = mesh(cut(levels, window, SIDE))
        points = np.hstack([window.to_picture(unit[:, :2]), unit[:, 2:] * window.width])
        window = around(points, points[33], points[263]).square(1.5)
    return points


def gap(pixels: Pixels) -> float:
    """The lips' distance in the middle, in sizes of the face."""
    fit = fit_face(seen(pixels))
    return float(lip_gap(fit.points, fit.axes[1] / fit.unit)[4:7].mean()) / fit.unit


def eyes(pixels: Pixels) -> float:
    fit = fit_face(seen(pixels))
    upper, lower = ([lid[4] for lid in lids] for lids in (UPPER_LID, LOWER_LID))
    apart = (fit.points[upper] - fit.points[lower]) @ (fit.axes[1] / fit.unit)
    return float(apart.mean()) / fit.unit


# what is read


def save_exif(pixels: Pixels, path: Path) -> None:
    image = Image.fromarray(np.rot90(pixels))
    exif = image.getexif()
    exif[0x0112] = 6  # to be shown turned by a quarter to the right
    image.save(path, exif=exif, quality=95)


def save_alpha(pixels: Pixels, path: Path) -> None:
    Image.fromarray(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])).save(path)


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("turned.jpg", save_exif),
        ("clear.png", save_alpha),
        ("cmyk.jpg", lambda pixels, path: Image.fromarray(pixels).convert("CMYK").save(path, quality=95)),
        ("grey.png", lambda pixels, path: Image.fromarray(pixels).convert("L").save(path)),
    ],
)
def test_any_picture_is_read(
    name: str, save: Callable[[Pixels, Path], None], neutral: Pixels, photo: Photo, tmp_path: Path
) -> None:
    save(neutral, tmp_path / name)
    read = read_portrait(tmp_path / name)
    assert read.pixels.shape == neutral.shape
    assert abs(read.points[:, :2] - photo.points[:, :2]).max() < 8


def test_a_large_picture_keeps_its_pixels(neutral: Pixels, photo: Photo, tmp_path: Path) -> None:
    Image.fromarray(neutral).resize((2304, 2304)).save(tmp_path / "large.jpg")
    read = read_portrait(tmp_path / "large.jpg")
    assert read.pixels.shape == (2304, 2304, 3)
    assert abs(read.points[:, :2] / 6 - photo.points[:, :2]).max() < 4


def test_one_of_several_faces_is_chosen(neutral: Pixels, tmp_path: Path) -> None:
    small = np.asarray(Image.fromarray(neutral).resize((288, 288)))
    both = np.full((384, 672, 3), 128, np.uint8)
    both[:, :384], both[96:, 384:] = neutral, small
    Image.fromarray(both).save(tmp_path / "two.png")
    largest, second = (read_portrait(tmp_path / "two.png", face=face) for face in (None, 2))
    assert "2 faces" in largest.notes[0]
    assert largest.points[:, 0].mean() < 384 < second.points[:, 0].mean()
    for number in (0, 3):
        with pytest.raises(RequestError, match="no face"):
            read_portrait(tmp_path / "two.png", face=number)


def test_what_is_no_face_is_refused(tmp_path: Path) -> None:
    drawing = Image.new("RGB", (300, 300), "white")
    pen = ImageDraw.Draw(drawing)
    pen.ellipse((60, 40, 240, 260), outline="black", width=3)
    for x in (110, 170):
        pen.ellipse((x, 110, x + 20, 125), fill="black")
    pen.arc((110, 150, 190, 220), 20, 160, fill="black", width=3)
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    for picture in (drawing, Image.fromarray(noise), Image.new("RGB", (3, 3))):
        picture.save(tmp_path / "none.png")
        with pytest.raises(RequestError, match="no face"):
            read_portrait(tmp_path / "none.png")


def test_a_profile_is_refused(tmp_path: Path) -> None:
    Image.fromarray(drawn(yaw=1.05)).save(tmp_path / "side.png")
    with pytest.raises(RequestError, match=r"turned too far|no face"):
        read_portrait(tmp_path / "side.png")


def test_a_small_face_is_refused_with_the_least_size(neutral: Pixels, tmp_path: Path) -> None:
    Image.fromarray(neutral).resize((80, 80)).save(tmp_path / "small.png")
    with pytest.raises(RequestError) as error:
        read_portrait(tmp_path / "small.png")
    assert f"{LEAST_FACE} pixels" in str(error.value)
    Image.fromarray(neutral).resize((40, 40)).save(tmp_path / "tiny.png")
    with pytest.raises(RequestError, match=r"too small|no face"):
        read_portrait(tmp_path / "tiny.png")


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("not a picture")
    for name in ("text.jpg", "missing.jpg"):
        with pytest.raises(RequestError):
            read_portrait(tmp_path / name)


# what is drawn


def test_no_motion_is_the_photograph(photo: Photo, smiling: Photo) -> None:
    for one in (photo, smiling):
        assert (PhotoRenderer(one).frame(curves(), STRAIGHT, STRAIGHT[:2]) == one.pixels).all()


def test_the_least_motion_is_nearly_the_photograph(renderer: PhotoRenderer, photo: Photo) -> None:
    frame = renderer.frame(curves(), np.array([1e-5, 0, 0], np.float32), STRAIGHT[:2])
    assert abs(frame.astype(int) - photo.pixels).mean() < 0.5
    assert np.percentile(abs(frame.astype(int) - photo.pixels), 99.9) < 12


def test_the_mouth_opens_and_closes(renderer: PhotoRenderer) -> None:
    gaps = [gap(move(renderer, jawOpen=value)) for value in (0.1, 0.3, 0.5, 0.7)]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 0.25
    assert gap(move(renderer, mouthPress=0.2)) < 0.15 * gaps[-1]
    assert gap(move(renderer, jawOpen=0.5, mouthClose=0.5)) < 0.15 * gaps[-1]


def test_a_smile_closes_its_mouth(smiling: Photo) -> None:
    renderer = PhotoRenderer(smiling)
    closed = move(renderer, mouthPress=0.2)
    assert gap(closed) < 0.35 * gap(smiling.pixels)
    frown = move(renderer, mouthFrown=0.9)
    model = shape_model()
    left, right = INDEX["mouthSmileLeft"], INDEX["mouthSmileRight"]
    before, after = (model.read(seen(pixels))[[left, right]].mean() for pixels in (smiling.pixels, frown))
    assert after < before - 0.3


def test_a_blink_keeps_the_smile(smiling: Photo) -> None:
    blink = move(PhotoRenderer(smiling), eyeBlink=1.0)
    mouth = smiling.points[[61, 291, 0, 17], :2].astype(int)
    (left, top), (right, bottom) = mouth.min(axis=0), mouth.max(axis=0)
    changed = abs(blink[top:bottom, left:right].astype(int) - smiling.pixels[top:bottom, left:right])
    assert changed.mean() < 1.5


def test_eyes_close(renderer: PhotoRenderer, photo: Photo) -> None:
    open_, half, shut = (eyes(move(renderer, eyeBlink=value)) for value in (0.01, 0.5, 1.0))
    assert shut < half < open_
    assert shut < 0.5 * eyes(photo.pixels)


def test_eyes_look_about(renderer: PhotoRenderer, photo: Photo) -> None:
    def iris(pixels: Pixels) -> float:
        points = seen(pixels)
        return float(points[[468, 473], 0].mean() - points[[33, 133, 263, 362], 0].mean())

    left, right = (
        iris(renderer.frame(curves(), STRAIGHT, np.array([yaw, 0], np.float32))) for yaw in (0.35, -0.35)
    )
    # positive is the face's own left, which is right in the picture
    assert right < iris(photo.pixels) < left


def test_the_head_turns_within_limits(renderer: PhotoRenderer, photo: Photo) -> None:
    model = shape_model()

    def pose(pixels: Pixels) -> NDArray[np.float64]:
        return np.array(place(seen(pixels), model.mean, model.firm).head)

    start = pose(photo.pixels)
    for axis in range(3):
        for sign in (-1, 1):
            head = STRAIGHT.copy()
            head[axis] = sign * 0.15
            turned = pose(renderer.frame(curves(), head, STRAIGHT[:2])) - start
            assert turned[axis] * sign > 0.05
    far = renderer.frame(curves(), np.array([2.0, 0, 0], np.float32), STRAIGHT[:2])
    assert abs(pose(far)[0] - start[0]) < LIMITS[0] + 0.08


def test_the_background_holds_still(renderer: PhotoRenderer, photo: Photo) -> None:
    frame = renderer.frame(curves(jawOpen=0.5), np.array([0.2, 0.1, 0.1], np.float32), STRAIGHT[:2])
    changed = abs(frame.astype(int) - photo.pixels).max(axis=2)
    side = len(frame)
    assert changed[: side // 8, : side // 8].max() == 0
    assert changed[: side // 8, -side // 8 :].max() == 0
    assert changed[-2:].max() <= 8  # nor does the bust over the picture's edge


def test_expressions_are_read_back(renderer: PhotoRenderer) -> None:
    model = shape_model()
    for name in ("mouthSmile", "browInnerUp", "browDown", "mouthPucker"):
        columns = np.flatnonzero(curves(**{name: 1.0}))
        read = [float(model.read(seen(move(renderer, **{name: v})))[columns].mean()) for v in (0.2, 0.6, 1)]
        assert read == sorted(read), name


def test_emotions_do_not_disturb_what_is_far(renderer: PhotoRenderer, photo: Photo) -> None:
    pose = still(Emotion("anger"))
    frame = renderer.frame(pose.curves[0], STRAIGHT, STRAIGHT[:2])
    assert (frame[:20] == photo.pixels[:20]).all()
    assert abs(frame.astype(int) - photo.pixels).mean() > 0.2


def test_frames_are_a_motion_drawn_lazily(renderer: PhotoRenderer, photo: Photo) -> None:
    rows = np.stack([curves(jawOpen=value) for value in (0.0, 0.2, 0.4)])
    motion = FaceMotion(rows, np.zeros((3, 3), np.float32), np.zeros((3, 2), np.float32), 30)
    frames = renderer.frames(motion)
    first, second = list(frames), list(frames)
    assert len(frames) == len(first) == 3
    assert all((one == other).all() for one, other in zip(first, second, strict=True))
    assert (first[2] == move(renderer, jawOpen=0.4)).all()
    assert (first[0] == photo.pixels).all()


def test_another_size_is_filled(photo: Photo) -> None:
    for size in ((200, 160), (160, 200)):
        renderer = PhotoRenderer(photo, size)
        frame = move(renderer, jawOpen=0.4)
        assert renderer.size == size
        assert frame.shape == (size[1], size[0], 3)
    with pytest.raises(RequestError, match="cannot draw"):
        PhotoRenderer(photo, (8, 8))


@pytest.mark.parametrize("size", [(800, 60), (2048, 64)])
def test_a_face_that_a_flat_size_cuts_off_is_refused(photo: Photo, size: tuple[int, int]) -> None:
    with pytest.raises(RequestError, match="does not fit"):
        PhotoRenderer(photo, size)


def test_a_flat_photo_keeps_its_shape(neutral: Pixels, tmp_path: Path) -> None:
    """Eight times as wide as high, the face from edge to edge of it."""
    width = neutral.shape[1]
    wide = np.pad(neutral, ((0, 0), (3 * width, 4 * width), (0, 0)), mode="edge")
    Image.fromarray(wide).resize((1600, 200)).save(tmp_path / "flat.png")
    renderer = PhotoRenderer(read_portrait(tmp_path / "flat.png"))
    assert renderer.size == (1600, 200)
    moved = abs(move(renderer, jawOpen=0.6).astype(int) - move(renderer)).max(axis=(0, 2))
    assert moved[600:800].max() > 30
    assert moved[:400].max() == moved[1000:].max() == 0


def test_dark_glasses_are_noted_and_stay(photo: Photo) -> None:
    image = Image.fromarray(photo.pixels)
    pen = ImageDraw.Draw(image)
    for upper, lower in zip(UPPER_LID, LOWER_LID, strict=True):
        x, y = photo.points[[*upper, *lower], :2].mean(axis=0)
        pen.ellipse((x - 30, y - 22, x + 30, y + 22), fill=(20, 20, 22))
    covered = Photo(np.asarray(image), photo.points)
    renderer = PhotoRenderer(covered)
    assert any("glasses" in note for note in renderer.notes)
    assert abs(move(renderer, eyeBlink=1.0).astype(int) - covered.pixels).mean() < 0.3


def test_a_covered_mouth_is_noted_and_stays(photo: Photo) -> None:
    image = Image.fromarray(photo.pixels)
    x, y = photo.points[[13, 14], :2].mean(axis=0)
    ImageDraw.Draw(image).rectangle((x - 60, y - 25, x + 60, y + 60), fill=(240, 240, 240))
    covered = Photo(np.asarray(image), photo.points)
    renderer = PhotoRenderer(covered)
    assert any("mouth cannot be seen" in note for note in renderer.notes)
    assert abs(move(renderer, jawOpen=0.8).astype(int) - covered.pixels).mean() < 0.3


def test_a_frame_of_another_shape_is_refused(renderer: PhotoRenderer) -> None:
    with pytest.raises(RequestError, match="52 curves"):
        renderer.frame(np.zeros(51, np.float32), STRAIGHT, STRAIGHT[:2])
    with pytest.raises(RequestError, match="finite"):
        renderer.frame(np.full(52, np.nan, np.float32), STRAIGHT, STRAIGHT[:2])


# its parts


def test_the_mesh_has_no_cracks(renderer: PhotoRenderer) -> None:
    screen = renderer._mesh.rest
    depth = np.full((150, 150), FAR, np.float32)
    x, y = screen[:, :2].mean(axis=0)
    left, top = int(x) - 75, int(y) - 75
    out = np.zeros((150, 150, 2), np.float32)
    cover(
        screen,
        screen[:, :2].copy(),
        renderer._mesh.triangles,
        topology().solid,
        float(left),
        float(top),
        depth,
        out,
    )
    assert (depth < FAR).all()
    rows, columns = np.mgrid[top : top + 150, left : left + 150]
    assert abs(out - np.stack([columns, rows], axis=2)).max() < 0.01


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 12), st.floats(1.0, 12.0), st.floats(-0.5, 0.5))
def test_a_polygon_is_filled_to_its_area(corners: int, radius: float, shift: float) -> None:
    angles = 2 * np.pi * np.arange(corners) / corners
    polygon = np.stack([16 + shift + radius * np.cos(angles), 16 + radius * np.sin(angles)], axis=1)
    out = np.empty((32, 32), np.float32)
    fill_polygon(polygon.astype(np.float32), 0.0, 0.0, out)
    area = corners / 2 * radius**2 * np.sin(2 * np.pi / corners)
    assert out.sum() == pytest.approx(area, rel=0.06, abs=0.5)
    assert out.max() <= 1.001


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 40), st.integers(2, 40), st.integers(0, 255))
def test_filling_keeps_what_is_known(height: int, width: int, value: int) -> None:
    pixels = np.full((height, width, 3), value, np.uint8)
    known = np.zeros((height, width), np.float32)
    known[0, 0] = 1
    result = filled(pixels, known)
    assert result.shape == pixels.shape
    assert np.allclose(result, value, atol=0.5)
