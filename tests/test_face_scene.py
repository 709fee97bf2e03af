"""A scene behind a face: it feels the same, gives its light, moves and comes round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import emogen
from emogen.arkit import ARKIT
from emogen.arrays import Pixels
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import as_emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import EmogenError, RequestError
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.image.painter.moving.scenery import LOOP, Scene
from emogen.pipelines.requests.face import FaceRequest
from emogen.pipelines.requests.scenes import felt_on_the_whole, scene_text
from emogen.pipelines.requests.talk import TalkRequest
from emogen.vision.clip import footage, read_frames
from emogen.vision.landmarks import find_faces

SIZE = (192, 108)
HARBOUR = "a harbour at dusk with boats"
POSE: Any = (np.zeros(len(ARKIT), np.float32), np.zeros(3, np.float32), np.zeros(2, np.float32))


def scene(text: str = HARBOUR, emotion: str = "neutral", size: tuple[int, int] = SIZE, **how: Any) -> Scene:
    return Scene(text, as_emotion(emotion), size, 3, **how)


def change(one: Pixels, other: Pixels) -> float:
    return float(abs(one.astype(int) - other.astype(int)).mean())


@pytest.mark.parametrize(
    "text",
    [HARBOUR, "a field in the rain", "a forest in the snow", "a mountain lake in fog", "a lane in autumn"],
)
def test_a_scene_moves_and_comes_round(text: str) -> None:
    made = scene(text)
    first, later, round_ = (made.behind(seconds) for seconds in (0.0, 1.3, LOOP))
    assert change(first, later) > 0.02
    assert np.array_equal(first, round_)
    assert np.array_equal(scene(text).behind(1.3), later), "the same seed moves alike"
    near = made.behind(1.3 + 1 / 30)
    assert change(later, near) < 6.0, "a frame is like the one before"


def test_only_what_can_move_moves() -> None:
    made = scene("a coast at noon", size=(256, 144))
    first, later = made.behind(0.0).astype(int), made.behind(2.1).astype(int)
    moved = abs(first - later).max(axis=2)
    assert moved[int(144 * 0.55) : int(144 * 0.8)].mean() > 0.3, "the water"
    assert moved[-4:].mean() < 0.2, "the beach lies still"


def test_a_still_scene_does_not_move() -> None:
    made = scene(moves=False)
    assert np.array_equal(made.behind(0.0), made.behind(2.0))
    rooms = scene("a room at night")
    assert np.array_equal(rooms.behind(0.0), rooms.behind(2.0))


def test_the_scene_feels_and_lights_the_face() -> None:
    looks = find_character("mira").looks
    frames = {}
    for emotion in ("joy", "fear"):
        made = scene(emotion=emotion)
        frames[emotion] = Renderer(looks, SIZE, background=made, samples=1).frame(*POSE)
        behind = made.behind(0.0)
        assert change(behind, frames[emotion]) > 1, "somebody stands in it"
    assert frames["joy"].mean() > frames["fear"].mean() + 5
    face = (slice(45, 65), slice(88, 104))
    assert frames["joy"][face].mean() > frames["fear"][face].mean()


def test_a_face_is_found_in_the_scene_and_dark_skin_keeps_its_face() -> None:
    for name in ("mira", "amara"):
        made = scene("a forest at night", "fear", (256, 256))
        frame = Renderer(find_character(name).looks, (256, 256), background=made, samples=2).frame(*POSE)
        (face,) = find_faces(frame)
        x, y = face.points[:, :2].mean(axis=0)
        assert abs(x - 128) < 25
        assert abs(y - 128) < 50


def test_the_face_is_lit_from_where_the_scene_is() -> None:
    for seed in range(8):
        made = Scene("a field in the morning", as_emotion("neutral"), (128, 128), seed)
        side = 1 if made.light.key.towards[0] > 0 else -1
        frame = Renderer(find_character("jonas").looks, (128, 128), background=made, samples=1).frame(*POSE)
        left, right = frame[60:80, 48:60].mean(), frame[60:80, 68:80].mean()
        assert (right - left) * side > 0, seed
        if side < 0:
            return
    pytest.fail("no scene is lit from the left")


def test_frames_of_a_motion_take_their_time_of_the_scene() -> None:
    made = scene("a field in the rain")
    drawn = Renderer(find_character("mira").looks, SIZE, background=made, samples=1)
    curves, head, gaze = (np.repeat(part[None], 4, axis=0) for part in POSE)
    motion = emogen.FaceMotion(curves, head, gaze, 10.0)
    frames = list(drawn.frames(motion))
    for number, frame in enumerate(frames):
        assert np.array_equal(frame, drawn.frame(POSE[0], POSE[1], POSE[2], number / 10.0))
    assert change(frames[0], frames[3]) > 0.02


def test_face_talk_and_idle_stand_in_a_scene(tmp_path: Path) -> None:
    background = f"scene: {HARBOUR}"
    still = emogen.face(emotion="sadness", background=background, size="192x192")
    studio = emogen.face(emotion="sadness", size="192x192")
    assert change(still.picture.pixels, studio.picture.pixels) > 10
    for name, made in (
        ("idle", emogen.idle(emotion="sadness", seconds=0.2, fps=10, size="96x96", background=background)),
        ("talk", emogen.talk(text="No.", emotion="sadness", fps=10, size="96x96", background=background)),
    ):
        path = tmp_path / f"{name}.mp4"
        made.save(path)
        frames = list(read_frames(path))
        assert footage(path).size == (96, 96)
        blue = frames[0][:24].mean(axis=(0, 1))
        assert blue[2] > blue[0], "a dusky sky, no studio wall"


def test_what_the_scene_cannot_show_is_noted(tmp_path: Path) -> None:
    made = emogen.face(background="still: a coast with a flux capacitor", size="64x64")
    assert any("capacitor" in note for note in made.notes), made.notes
    Image.open(made.save(tmp_path / "x.png")).verify()


def test_the_scene_feels_the_mean_of_a_track() -> None:
    track = EmotionTrack.parse("sadness -> joy", duration=4.0)
    felt = felt_on_the_whole(track, 4.0)
    mixed = felt.basic()
    assert mixed["sadness"] > 0.2
    assert mixed["joy"] > 0.2
    assert felt_on_the_whole(EmotionTrack.parse("anger"), 4.0) == as_emotion("anger")


def test_the_hash_knows_the_scene_and_its_painter() -> None:
    plain = FaceRequest(emotion="joy")
    there = FaceRequest(emotion="joy", background="scene: a field")
    assert "image" not in plain.all_media
    assert set(there.all_media) == {"face", "image"}
    assert (
        len({plain.digest, there.digest, FaceRequest(emotion="joy", background="scene: a coast").digest}) == 3
    )
    talk = TalkRequest(text="Hello.", background="scene: a field")
    assert set(talk.all_media) == {"speech", "face", "image"}
    assert scene_text("Scene: a field ") == "a field"
    assert scene_text("#30363c") is None


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (lambda: FaceRequest(background="scene:"), "empty"),
        (lambda: FaceRequest(background="scene: a field", lighting="dramatic"), "lighting and a scene"),
        (lambda: FaceRequest(background="scene: a field", light_emotion=True), "light_emotion and a scene"),
        (lambda: FaceRequest(background="scene: a field", transparent=True), "transparent and a scene"),
        (lambda: TalkRequest(text="Hi.", portrait="x.png", background="scene: a field"), "portrait"),
    ],
)
def test_what_is_refused(request_: Any, reason: str) -> None:
    with pytest.raises(EmogenError, match=reason):
        request_().check()


def test_a_scene_too_small_or_of_another_size_is_refused() -> None:
    with pytest.raises(RequestError, match="32 x 32"):
        emogen.face(background="scene: a field", size="32x32")
    with pytest.raises(RequestError, match="scene"):
        Renderer(find_character("mira").looks, (64, 64), background=scene())
