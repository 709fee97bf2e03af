"""From files, folders, manifests and labels to items; bad input is said and never fatal."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Audio, Clip
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.items import named_medium, read_items, with_neutrals
from emogen.pipelines.face.video import save_clip
from emogen.pipelines.requests.making import make_request

RATE = 16_000


def tone(seconds: float = 0.5, level: float = 0.3) -> Audio:
    time = np.arange(round(seconds * RATE)) / RATE
    return Audio((level * np.sin(2 * np.pi * 220 * time)).astype(np.float32), RATE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a spoken line and a picture of ours, each with its sidecar."""
    folder = tmp_path_factory.mktemp("made")
    line = {"text": "Come in.", "emotion": "anger", "voice": "bf_emma"}
    make_request("speak", line).make(folder / "line.wav")
    scene = {"text": "a house", "emotion": "joy", "size": "96x64"}
    make_request("image", scene).make(folder / "scene.png")
    return folder


def test_a_sidecar_says_what_a_file_is(made: Path) -> None:
    items, left = read_items([made])
    assert not left
    line, scene = items
    assert (line.media, line.emotion, line.text, line.who) == (
        frozenset({"speech"}),
        Emotion("anger"),
        "Come in.",
        "bf_emma",
    )
    assert (scene.media, scene.emotion, scene.who) == (frozenset({"picture"}), Emotion("joy"), "a house")
    assert line.facts["words"][0][0] == "Come"


def test_our_own_items_get_a_neutral_version_once(made: Path) -> None:
    items = with_neutrals(read_items([made])[0])
    for item in items:
        assert item.neutral is not None
        assert item.neutral.emotion == Emotion()
        assert (item.neutral.text, item.neutral.who) == (item.text, item.who)
    again = with_neutrals(read_items([made])[0])
    assert [one.neutral and one.neutral.path for one in again] == [
        one.neutral and one.neutral.path for one in items
    ]
    assert items[0].neutral is not None
    assert not np.array_equal(items[0].neutral.audio.samples, items[0].audio.samples)


def test_a_neutral_item_of_the_same_voice_is_preferred(tmp_path: Path) -> None:
    for name in ("a", "b", "calm_a", "calm_b"):
        tone().save(tmp_path / f"{name}.wav")
    rows = ["file,emotion,speaker,text", "a.wav,anger,ann,hello", "b.wav,joy,bob,hello"]
    rows += ["calm_b.wav,neutral,bob,goodbye", "calm_a.wav,neutral,ann,hello"]
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    items = with_neutrals(read_items([tmp_path])[0])
    assert [(item.who, item.text, str(item.emotion)) for item in items[:2]] == [
        ("ann", "hello", "anger"),
        ("bob", "hello", "joy"),
    ]
    assert [item.neutral and item.neutral.path.name for item in items] == [
        "calm_a.wav",
        "calm_b.wav",
        None,
        None,
    ]


def test_strangers_stay_without_a_neutral_version(tmp_path: Path) -> None:
    (item,) = with_neutrals(read_items([tone().save(tmp_path / "a.wav")])[0])
    assert item.neutral is None
    assert item.emotion is None


def test_each_file_is_judged_once(tmp_path: Path) -> None:
    path = tone().save(tmp_path / "a.wav")
    assert len(read_items([path, tmp_path, path])[0]) == 1


def test_a_folder_says_what_it_leaves_out(tmp_path: Path) -> None:
    tone().save(tmp_path / "deep" / "a.wav")
    (tmp_path / "notes.docx").write_text("x")
    (tmp_path / "a.wav.json").write_text("{}")
    items, left = read_items([tmp_path])
    assert [item.path.name for item in items] == ["a.wav"]
    assert len(left) == 1
    assert "notes.docx" in left[0]


def test_a_manifest_is_read_with_what_failed(tmp_path: Path) -> None:
    tone().save(tmp_path / "a.wav")
    lines = [
        {"id": "a", "status": "made", "files": ["a.wav", "a.csv"]},
        {"id": "b", "status": "failed", "files": []},
        {"id": "c", "status": "made", "files": ["gone.wav"]},
    ]
    (tmp_path / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    items, left = read_items([tmp_path])
    assert [item.path.name for item in items] == ["a.wav"]
    assert len(left) == 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("nothing", None, "no such file"),
        ("text.docx", "x", "no known medium"),
        ("manifest.jsonl", "{}\n", "line 1"),
        ("manifest.jsonl", "not json\n", "line 1"),
        ("manifest.jsonl", "", "nothing to judge"),
        ("labels.csv", "file,emotion\n", "no rows"),
        ("labels.csv", "file,emotion\ngone.wav,joy\n", "line 2"),
    ],
)
def test_a_wrong_request_says_why(tmp_path: Path, name: str, content: str | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(RequestError, match=says):
        read_items([tmp_path / name])


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="it is empty"):
        read_items([tmp_path])


def test_a_still_is_a_face_when_one_is_seen(tmp_path: Path) -> None:
    make_request("face", {"size": "256x256"}).make(tmp_path / "made.png")
    Image.open(tmp_path / "made.png").save(tmp_path / "face.png")
    Image.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(tmp_path / "grey.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    seen = {item.path.name: item.media for item in read_items([tmp_path])[0]}
    assert seen["made.png"] == seen["face.png"] == {"face"}
    assert seen["grey.png"] == seen["broken.png"] == {"picture"}
    (told,), _ = read_items([tmp_path / "face.png"], medium=named_medium("picture"))
    assert told.media == {"picture"}


def test_unknown_media_are_refused() -> None:
    with pytest.raises(RequestError, match="unknown medium"):
        named_medium("fase")


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        (np.zeros(RATE), "silent"),
        (np.zeros(0), "too short"),
        (np.full(RATE, np.nan), "not numbers"),
    ],
)
def test_sound_that_cannot_be_judged_is_said(tmp_path: Path, samples: np.ndarray, says: str) -> None:
    import soundfile

    soundfile.write(tmp_path / "a.wav", samples.astype(np.float32), RATE, subtype="FLOAT")
    with pytest.raises(RequestError, match=says):
        _ = Item(tmp_path / "a.wav", frozenset({"speech"})).audio


def test_a_clip_gives_frames_and_sound(tmp_path: Path) -> None:
    shades = [np.full((48, 64, 3), shade, np.uint8) for shade in (0, 60, 120, 180, 240)]
    save_clip(Clip(shades, 5, 10, (64, 48), tone()), tmp_path / "a.mp4")
    (item,), _ = read_items([tmp_path / "a.mp4"])
    assert item.media == {"face", "speech"}
    seen = [float(frame.mean()) for frame in item.frames(10)]
    assert np.allclose(seen, [0, 60, 120, 180, 240], atol=8)
    assert 60 < item.pixels.mean() < 190
    assert abs(item.audio.duration - 0.5) < 0.1
    item.forget()
    assert not item.__dict__.keys() & {"audio", "pixels"}


def test_a_clip_without_sound_and_a_broken_one_are_said(tmp_path: Path) -> None:
    save_clip(Clip([np.zeros((48, 64, 3), np.uint8)] * 3, 3, 10, (64, 48)), tmp_path / "mute.mp4")
    (tmp_path / "broken.mp4").write_bytes(b"no clip")
    with pytest.raises(RequestError, match="no sound"):
        _ = Item(tmp_path / "mute.mp4", frozenset({"speech"})).audio
    broken = Item(tmp_path / "broken.mp4", frozenset({"face"}))
    with pytest.raises(RequestError, match="damaged"):
        _ = broken.pixels
    with pytest.raises(RequestError, match="damaged"):
        list(broken.frames(10))


def test_bad_rows_are_left_out_and_said(tmp_path: Path) -> None:
    tone().save(tmp_path / "a.wav")
    rows = ["file,emotion", "a.wav,joy", "gone.wav,joy", "a.wav,anger", "a.wav,flibber"]
    (tmp_path / "labels.csv").write_text("\n".join(rows))
    items, left = read_items([tmp_path])
    assert [str(item.emotion) for item in items] == ["joy"]
    assert [line.split(":")[0].rpartition(" ")[2] for line in left] == ["3", "4", "5"]
    good = json.dumps({"id": "a", "status": "made", "files": ["a.wav"]})
    (tmp_path / "manifest.jsonl").write_text(f"not json\n{good}\n")
    items, left = read_items([tmp_path])
    assert len(items) == len(left) == 1


def test_channels_that_cancel_each_other_are_told_from_silence(tmp_path: Path) -> None:
    import soundfile

    sound = tone().samples
    soundfile.write(tmp_path / "a.wav", np.stack([sound, -sound], 1), RATE)
    with pytest.raises(RequestError, match="cancel"):
        _ = Item(tmp_path / "a.wav", frozenset({"speech"})).audio


def test_a_sidecar_is_not_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a sidecar asks for, a neutral version is made without its files and its models."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "found"
    folder.mkdir()
    for name in ("package.json", "mine.vtt"):
        (tmp_path / name).write_text("mine")
    tone().save(folder / "line.wav")
    asked = {"kind": "speak", "text": "Come in.", "emotion": "anger", "voice": "af_heart"}
    for more in (
        {"timings": "package.json", "captions": "mine.vtt"},
        {"timings": str(tmp_path / "package.json")},
        {"backend": "coqui", "options": {"model": "evil", "download": True}},
    ):
        record = {"request": asked | more, "made_by": "emogen 0.1.0"}
        (folder / "line.wav.json").write_text(json.dumps(record))
        with_neutrals(read_items([folder])[0])
        assert {path.read_text() for path in tmp_path.glob("*.*")} == {"mine"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["found", "mine.vtt", "package.json"]
