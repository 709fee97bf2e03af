"""Photographs and videos with the look of an emotion: what moves, what stays, whatever the file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
import pyvips
from PIL import Image

from emogen.arrays import Pixels
from emogen.conditioning.emotion import Emotion, as_emotion
from emogen.conditioning.targets.picture import NEUTRAL, picture_targets
from emogen.errors import RequestError
from emogen.media import Clip
from emogen.pipelines.face.video import save_clip
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.regrade.cube import SIZE, table
from emogen.pipelines.image.regrade.video import read_video
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.requests.regrade import RegradeRequest
from emogen.provenance import read_sidecar
from emogen.vision.clip import read_sound
from emogen.vision.oklab import lab_plane
from emogen.vision.srgb import light_of_pixels


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landscape that is no photograph, but has sky, distance and shade as one."""
    return paint("a mountain lake with pines", size=(320, 200), seed=3).picture.save(
        tmp_path_factory.mktemp("scene") / "lake.png"
    )


def regraded(source: Path, target: Path, **values: Any) -> Path:
    values = {"protect": "none", **values}
    return make_request("regrade", {"source": str(source), **values}).make(target).files[0]


def pixels(path: Path) -> Pixels:
    return np.asarray(Image.open(path).convert("RGB"))


def lab(path: Path) -> np.ndarray[Any, Any]:
    light = light_of_pixels(pixels(path))
    out = np.empty_like(light)
    lab_plane(light, out)
    return out


def test_neutral_changes_no_pixel(scene: Path, tmp_path: Path) -> None:
    out = regraded(scene, tmp_path / "out.png")
    assert np.array_equal(pixels(out), pixels(scene))


@pytest.mark.parametrize(
    ("axis", "measure", "sign"),
    [(0, "lightness", 1), (0, "chroma", 1), (1, "chroma", 1), (1, "contrast", 1), (2, "lightness", -1)],
)
def test_colour_moves_as_published(scene: Path, tmp_path: Path, axis: int, measure: str, sign: int) -> None:
    found = []
    for level in (-0.9, -0.45, 0.0, 0.45, 0.9):
        point = [0.0, 0.0, 0.0]
        point[axis] = level
        emotion = str(Emotion.va(*point))
        seen = lab(regraded(scene, tmp_path / f"{level}.png", emotion=emotion))
        measured = {
            "lightness": seen[..., 0].mean(),
            "chroma": np.hypot(seen[..., 1], seen[..., 2]).mean(),
            "contrast": seen[..., 0].std(),
        }
        found.append(sign * float(measured[measure]))
    assert all(low < high for low, high in pairwise(found)), found


def test_strength_scales_the_way(scene: Path, tmp_path: Path) -> None:
    before = pixels(scene).astype(float)
    distances = [
        np.abs(pixels(regraded(scene, tmp_path / f"{i}.png", emotion="fear", intensity=i)) - before).mean()
        for i in (0.25, 0.5, 1.0)
    ]
    assert 0 < distances[0] < distances[1] < distances[2]


def test_the_drawing_stays(scene: Path, tmp_path: Path) -> None:
    """Lightness keeps its order nearly everywhere: what was lighter than its surroundings still is."""
    before = lab(scene)[..., 0]
    for emotion in ("joy", "melancholy", "anger", "fear"):
        after = lab(regraded(scene, tmp_path / f"{emotion}.png", emotion=emotion))[..., 0]
        assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.9


def test_emotions_are_different_pictures(scene: Path, tmp_path: Path) -> None:
    looks = {
        emotion: lab(regraded(scene, tmp_path / f"{emotion}.png", emotion=emotion)).mean((0, 1))
        for emotion in ("joy", "sadness", "anger", "fear", "disgust")
    }
    names = sorted(looks)
    apart = [np.abs(looks[a] - looks[b]).max() for a in names for b in names if a < b]
    assert min(apart) > 0.01


def test_no_colour_leaves_the_range_and_ramps_stay_ramps() -> None:
    for emotion in ("joy", "sadness", "anger", "fear", "disgust", "surprise"):
        colours = table(picture_targets(as_emotion(emotion)))
        assert colours.shape == (SIZE, SIZE, SIZE, 3)
        assert colours.min() >= 0
        assert colours.max() <= 1
        greys = colours[range(SIZE), range(SIZE), range(SIZE)].mean(1)
        assert (np.diff(greys) > -1e-4).all(), emotion


def test_the_neutral_table_is_the_identity() -> None:
    steps = np.linspace(0, 1, SIZE)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    assert np.abs(table(NEUTRAL) - np.stack([red, green, blue], -1)).max() < 2e-3


def test_ffmpeg_applies_the_table_as_we_do(scene: Path, tmp_path: Path) -> None:
    make_request(
        "regrade", {"source": str(scene), "emotion": "anger", "lut": "mood.cube", "protect": "none"}
    ).make(tmp_path / "out.png", root=tmp_path)
    applied = tmp_path / "applied.png"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    _run([ffmpeg, "-y", "-v", "error", "-i", scene, "-vf", "lut3d=mood.cube", applied], tmp_path)
    before, by_table, whole = lab(scene), lab(applied), lab(tmp_path / "out.png")
    shift, wanted = (seen.mean((0, 1)) - before.mean((0, 1)) for seen in (by_table, whole))
    assert np.dot(shift, wanted) > 0.5 * np.dot(wanted, wanted)
    assert (tmp_path / "mood.cube.json").is_file()


def _run(command: list[Any], folder: Path) -> None:
    import subprocess

    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


# Files as people have them


def test_sixteen_bits_and_transparency_are_kept(scene: Path, tmp_path: Path) -> None:
    image = pyvips.Image.new_from_file(str(scene)).colourspace("rgb16")
    alpha = (pyvips.Image.xyz(image.width, image.height)[0] * 200).cast("ushort")
    image.bandjoin(alpha).write_to_file(str(tmp_path / "deep.png"))
    out = regraded(tmp_path / "deep.png", tmp_path / "out.png", emotion="sadness")
    after = pyvips.Image.new_from_file(str(out))
    assert (after.format, after.bands) == ("ushort", 4)
    assert (after[3] - alpha).abs().max() == 0
    values = np.unique(after[0].numpy())
    assert (values % 257 != 0).any()  # Not eight bits stretched.
    with pytest.raises(RequestError, match="JPEG has no transparency"):
        regraded(tmp_path / "deep.png", tmp_path / "out.jpg", emotion="sadness")


def test_the_orientation_is_applied_once(scene: Path, tmp_path: Path) -> None:
    turned = Image.open(scene).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # Upright after a quarter turn clockwise.
    exif[0x010F] = "Maker"
    turned.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    out = regraded(tmp_path / "turned.jpg", tmp_path / "out.jpg", emotion="joy")
    with Image.open(out) as picture:
        assert picture.size == (320, 200)
        assert picture.getexif().get(0x0112, 1) == 1
        assert picture.getexif()[0x010F] == "Maker"
        assert str(picture.getexif()[0x0131]).startswith("emogen ")


def test_a_wide_profile_is_kept_and_means_the_same_colours(scene: Path, tmp_path: Path) -> None:
    plain = pyvips.Image.new_from_file(str(scene))
    wide = plain.icc_transform("p3", input_profile="srgb")
    wide.write_to_file(str(tmp_path / "wide.png"), keep="icc")
    assert np.abs(pixels(tmp_path / "wide.png").astype(int) - pixels(scene)).max() > 5
    out = regraded(tmp_path / "wide.png", tmp_path / "out.png", emotion="melancholy")
    after = pyvips.Image.new_from_file(str(out))
    assert after.get("icc-profile-data") == pyvips.Image.new_from_file(str(tmp_path / "wide.png")).get(
        "icc-profile-data"
    )
    back = after.icc_transform("srgb", embedded=True).numpy().astype(int)
    direct = pixels(regraded(scene, tmp_path / "direct.png", emotion="melancholy")).astype(int)
    assert np.abs(back - direct).mean() < 1.5


def test_grey_and_cmyk_are_read(scene: Path, tmp_path: Path) -> None:
    Image.open(scene).convert("L").save(tmp_path / "grey.png")
    Image.open(scene).convert("CMYK").save(tmp_path / "press.jpg", quality=95)
    for name in ("grey.png", "press.jpg"):
        out = regraded(tmp_path / name, tmp_path / f"out-{name}", emotion="joy")
        assert pixels(out).shape == (200, 320, 3)


def test_strips_leave_no_seam(tmp_path: Path) -> None:
    """A picture of many strips is graded as one: a flat grey stays flat."""
    Image.new("RGB", (3000, 700), (120, 120, 120)).save(tmp_path / "flat.png")
    seen = pixels(regraded(tmp_path / "flat.png", tmp_path / "out.png", emotion="serenity"))[:, 1500, 1]
    assert np.abs(np.diff(seen.astype(int))).max() <= 1


def test_metadata_says_how_it_was_made(scene: Path, tmp_path: Path) -> None:
    from emogen.picture_texts import texts_in

    out = regraded(scene, tmp_path / "out.png", emotion="fear", seed=5)
    assert '"seed": 5' in texts_in(out)["emogen"]
    sidecar = read_sidecar(out) or {}
    assert sidecar["request"]["kind"] == "regrade"
    first = out.read_bytes()
    assert regraded(scene, tmp_path / "again.png", emotion="fear", seed=5).read_bytes() == first
    assert regraded(scene, tmp_path / "other.png", emotion="fear", seed=6).read_bytes() != first


def test_another_photograph_under_the_same_name_is_another_request(scene: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.png"
    copy.write_bytes(scene.read_bytes())
    before = RegradeRequest(source=str(copy), emotion="joy").digest
    Image.new("RGB", (64, 64)).save(copy)
    assert RegradeRequest(source=str(copy), emotion="joy").digest != before


# People


def test_a_person_keeps_her_skin(tmp_path: Path) -> None:
    from emogen import face
    from emogen.vision.landmarks import find_faces

    source = face(size=(320, 320), background="#6a8a5a").save(tmp_path / "face.png")
    (found,) = find_faces(pixels(source))
    x, y = found.points[:, :2].mean(0).round().astype(int)
    patch = np.s_[y - 8 : y + 8, x - 8 : x + 8]

    def moved(protect: str) -> float:
        out = regraded(source, tmp_path / f"{protect}.png", emotion="disgust", protect=protect)
        return float(np.abs(lab(out)[patch] - lab(source)[patch])[..., 1:].mean())

    assert moved("skin,person") < 0.6 * moved("none")


# Videos


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second and a half of a moving scene with a tone."""
    from emogen.media import Audio

    wide = paint("a coast with a lighthouse", size=(320, 120), seed=2).picture.pixels
    frames = [np.ascontiguousarray(wide[:, 4 * n : 4 * n + 160]) for n in range(18)]
    tone = Audio(np.sin(np.arange(36000) * 0.05).astype(np.float32) * 0.3, 24000)
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    return save_clip(Clip(frames, len(frames), 12, (160, 120), tone), path)


def test_a_video_gets_one_look_and_keeps_its_sound(clip: Path, tmp_path: Path) -> None:
    out = regraded(clip, tmp_path / "out.mp4", emotion="sadness")
    before, after = read_video(clip), read_video(out)
    assert (after.size, after.fps, after.count) == (before.size, before.fps, before.count)
    means = [[frame.mean() for frame in video.frames()] for video in (before, after)]
    shifts = np.array(means[1]) - np.array(means[0])
    assert len(shifts) == 18
    assert shifts.mean() < -3
    assert np.abs(np.diff(shifts)).max() < 1.5  # Nothing pumps.
    sounds = [read_sound(path) for path in (clip, out)]
    assert np.abs(sounds[1].samples).max() > 0.2


def test_a_video_is_not_written_as_a_picture(clip: Path, scene: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"\.mp4"):
        regraded(clip, tmp_path / "out.png", emotion="joy")
    with pytest.raises(RequestError, match=r"\.png"):
        regraded(scene, tmp_path / "out.mp4", emotion="joy")


# Bad input


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"no picture at all", "x.png", "cannot read the picture"),
        (b"", "x.jpg", "cannot read the picture"),
        (b"no video", "x.mp4", "no pictures can be read"),
        (None, "nowhere.png", "no such picture"),
        (None, "nowhere.mp4", "no such clip|no such video"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    content: bytes | None, name: str, words: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RequestError, match=words) as error:
        make_request("regrade", {"source": str(tmp_path / name), "emotion": "joy"})
    assert "\n" not in str(error.value)


def test_a_truncated_file_leaves_nothing_behind(scene: Path, tmp_path: Path) -> None:
    (tmp_path / "half.png").write_bytes(scene.read_bytes()[:-4000])
    with pytest.raises(RequestError, match="cannot read the picture"):
        regraded(tmp_path / "half.png", tmp_path / "out.png", emotion="joy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["half.png"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"protect": "sky"}, "unknown part"),
        ({"protect": "none,skin"}, "contradicts itself"),
        ({"option": {"model": "x"}}, "without backend"),
        ({"backend": "painter"}, "start from a picture"),
        ({"lut": "mood.lut"}, r"file type \.lut"),
    ],
)
def test_wrong_requests_are_one_line(values: dict[str, Any], words: str, scene: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=words) as error:
        make_request("regrade", {"source": str(scene), **values}).make(tmp_path / "x.png")
    assert "\n" not in str(error.value)
