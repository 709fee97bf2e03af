"""Exports for engines: every format says what the motion says, and what can be read comes back."""

from __future__ import annotations

import csv
import io
import json
import sys
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import GenerationError, RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.export.backend import find_format, motion_suffix, motion_suffixes
from emogen.pipelines.face.export.contents import Export
from emogen.pipelines.face.export.cues import mouth_cues
from emogen.pipelines.face.export.expressions import vrm_expressions
from emogen.pipelines.face.export.flat import keyframes, parameters
from emogen.pipelines.face.export.livelink import COLUMNS, load_csv, save_csv
from emogen.pipelines.face.export.mapping import Mapping, load_mapping
from emogen.pipelines.face.export.resample import RATES, resampled
from emogen.pipelines.face.export.save import (
    READABLE,
    load_motion,
    save_motion,
)
from emogen.pipelines.face.export.visemes import OCULUS, spans, weights
from emogen.pipelines.face.motion.animate import animate
from emogen.timeline import Phoneme, Timeline, Word

MOTION_SUFFIXES = motion_suffixes()
MESHES = (".glb", ".usda", ".usdc")


def say(symbols: str, each: float = 0.09) -> Timeline:
    """A timeline of single-letter phonemes of equal length between two pauses."""
    sounds = [Phoneme("", 0.0, 0.3)]
    for symbol in symbols:
        sounds.append(Phoneme(symbol, sounds[-1].end, sounds[-1].end + each, int(symbol in "ɑæiuɔɛ")))
    sounds.append(Phoneme("", sounds[-1].end, sounds[-1].end + 0.4))
    word = Word("nonsense", 0.3, sounds[-1].start, (0, 8))
    return Timeline((word,), tuple(sounds), sounds[-1].end)


LINE = say("bɑmilupɛfɑwuʃitɔmɑ")
TRACK = EmotionTrack.parse("0s sadness -> 1s joy", LINE.duration)
MOTION = animate(LINE, Emotion("joy"), fps=60, seed=3)


def made(curves: dict[str, Any], fps: float, frames: int) -> FaceMotion:
    """A motion in which only these shapes move."""
    table = np.zeros((frames, 52), np.float32)
    for name, values in curves.items():
        table[:, INDEX[name]] = values
    return FaceMotion(table, np.zeros((frames, 3), np.float32), np.zeros((frames, 2), np.float32), fps)


def exported(motion: FaceMotion = MOTION, track: EmotionTrack | None = TRACK) -> Export:
    return Export(motion, timeline=LINE, track=track, audio="line.wav")


# Names


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.csv", ".csv"), ("a.A2F.CSV", ".a2f.csv"), ("a.json", ".json"), ("a.b.json", ".json"),
     ("a.anim.json", ".anim.json"), ("a.rhubarb.json", ".rhubarb.json"),
     ("x/y.motion3.json", ".motion3.json"),
     ("a.oculus.csv", ".oculus.csv")],
)  # fmt: skip
def test_the_longest_suffix_counts(name: str, suffix: str) -> None:
    assert motion_suffix(name) == suffix


@pytest.mark.parametrize("name", ["face", "face.fbx", "face.mp4", ".csv", "face.json.txt"])
def test_an_unknown_suffix_lists_the_known_ones_in_one_line(name: str) -> None:
    with pytest.raises(RequestError) as caught:
        save_motion(MOTION, name)
    assert "\n" not in str(caught.value)
    assert all(suffix in str(caught.value) for suffix in MOTION_SUFFIXES)
    with pytest.raises(RequestError, match="cannot read"):
        load_motion(name)


@pytest.mark.parametrize("suffix", [suffix for suffix in MOTION_SUFFIXES if suffix not in MESHES])
@pytest.mark.parametrize("full", [True, False])
def test_every_format_is_written_whole_and_alike(tmp_path: Path, suffix: str, full: bool) -> None:
    also: dict[str, Any] = {"timeline": LINE, "track": TRACK, "audio": "a/ä.wav"} if full else {}
    first, second = (save_motion(MOTION, tmp_path / f"{name}{suffix}", **also) for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a{suffix}", f"b{suffix}"]
    text = first.read_bytes()
    if suffix.endswith(".json"):
        json.loads(text)
    elif suffix == ".xml":
        ElementTree.fromstring(text)
    elif suffix in (".csv", ".a2f.csv", ".oculus.csv", ".tsv"):
        rows = list(csv.reader(io.StringIO(text.decode()), delimiter="\t" if suffix == ".tsv" else ","))
        assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("suffix", MOTION_SUFFIXES)
def test_a_format_says_what_reads_it(suffix: str) -> None:
    assert find_format(f"x{suffix}").title


@pytest.mark.parametrize("suffix", READABLE)
def test_what_can_be_read_comes_back(tmp_path: Path, suffix: str) -> None:
    back = load_motion(
        save_motion(MOTION, tmp_path / f"x{suffix}", timeline=LINE, track=TRACK, audio="x.wav")
    )
    assert back.fps == 60
    np.testing.assert_allclose(back.curves, MOTION.curves, atol=1e-5)
    np.testing.assert_allclose(back.gaze, MOTION.gaze, atol=1e-5)
    if suffix not in (".a2f.csv", ".json"):  # which have no place for the head
        np.testing.assert_allclose(back.head, MOTION.head, atol=1e-5)


@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.anim.json", "x.npz"])
@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"nonsense\n1", b"\xff\xfe", b'{"format": "emogen-motion"}']
)
def test_what_is_no_motion_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RequestError):
        load_motion(tmp_path / name)
    with pytest.raises(RequestError, match="no such"):
        load_motion(tmp_path / f"not-there-{name}")


@pytest.mark.parametrize("suffix", READABLE)
def test_damaged_files_are_refused_or_read(tmp_path: Path, suffix: str) -> None:
    """Whatever a broken disk does to a file, there is an error for people or a motion."""
    path = save_motion(MOTION, tmp_path / f"x{suffix}")
    whole, rng, refused = path.read_bytes(), np.random.default_rng(8), 0
    for _ in range(30):
        content = bytearray(whole[: rng.integers(1, len(whole) + 1)])
        for place in rng.integers(0, len(content), 5):
            content[place] = rng.integers(0, 256)
        path.write_bytes(bytes(content))
        try:
            assert np.isfinite(load_motion(path).curves).all()
        except RequestError:
            refused += 1
    assert refused > 10


@pytest.mark.parametrize("fps", [0.0, -30.0, float("inf")])
def test_an_impossible_rate_in_a_file_is_refused(tmp_path: Path, fps: float) -> None:
    motion = FaceMotion(MOTION.curves, MOTION.head, MOTION.gaze, fps)
    with pytest.raises(RequestError, match="frames a second"):
        load_motion(save_motion(motion, tmp_path / "x.npz"))


# Frame rates


@given(
    slow=st.floats(RATES[0], 59.0),
    middle=st.floats(10.0, 110.0),
    width=st.integers(0, 6),
)
@settings(max_examples=80, deadline=None)
def test_slower_frames_keep_short_closures_and_blinks(slow: float, middle: float, width: int) -> None:
    """A closure and a blink of one to seven frames at 60, anywhere against the slower frames."""
    frames = np.arange(121)
    last = round(middle) + width
    held = np.maximum(np.maximum(round(middle) - frames, frames - last), 0)
    bump = np.clip(1.0 - held, 0, 1)
    motion = made({"jawOpen": 0.6 * (1 - bump), "mouthClose": bump, "eyeBlinkLeft": bump}, 60, 121)
    slower = resampled(motion, slow)
    assert slower.curve("jawOpen").min() < 1e-6
    assert slower.curve("mouthClose").max() > 1 - 1e-6
    assert slower.curve("eyeBlinkLeft").max() > 1 - 1e-6
    shut = np.flatnonzero(slower.curve("eyeBlinkLeft") > 0.999) / slow
    assert abs(shut.mean() - (round(middle) + last) / 120) <= 1 / slow  # and at its time


def test_sampling_alone_would_lose_closures() -> None:
    """What the peaks are kept for: at 24 frames plain sampling misses most of a one-frame closure."""
    motion = made({"mouthClose": np.arange(60) % 60 == 31}, 60, 60)
    at = np.arange(24) * 2.5
    assert np.interp(at, np.arange(60), motion.curve("mouthClose")).max() < 0.6
    assert resampled(motion, 24).curve("mouthClose").max() == 1


@pytest.mark.parametrize("fps", [24, 25, 29.97, 30, 48, 50, 60, 90, 100, 120])
def test_every_closure_of_speech_survives_any_rate(fps: float) -> None:
    """The lips of the line, at each of its bilabials, as closed as at 60 frames a second."""
    shown = resampled(MOTION, fps)
    for sound in LINE.phonemes:
        if sound.symbol in "bmp" and sound.symbol:
            least = [
                motion.curve("jawOpen")[
                    round(sound.start * motion.fps) : round(sound.end * motion.fps) + 1
                ].min()
                for motion in (MOTION, shown)
            ]
            assert least[1] <= least[0] + 0.02


@given(fps=st.floats(60.0, 120.0), seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_faster_frames_are_smooth_and_in_bounds(fps: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    motion = made({"jawOpen": rng.choice([0.0, 1.0], 24), "mouthClose": rng.random(24)}, 24, 24)
    faster = resampled(motion, fps)
    assert len(faster) == round(fps)
    assert faster.curves.min() >= 0
    assert faster.curves.max() <= 1
    # between two frames never beyond them
    at = np.minimum(np.arange(len(faster)) / fps * 24, 23)
    low, high = motion.curves[np.floor(at).astype(int)], motion.curves[np.ceil(at).astype(int)]
    assert (faster.curves >= np.minimum(low, high) - 1e-6).all()
    assert (faster.curves <= np.maximum(low, high) + 1e-6).all()


def test_faster_frames_go_through_the_slower_ones() -> None:
    slow = animate(LINE, fps=30)
    fast = resampled(slow, 120)
    for name in ("curves", "head", "gaze"):
        np.testing.assert_allclose(getattr(fast, name)[::4], getattr(slow, name), atol=1e-6)
    jerk = np.abs(np.diff(fast.curve("jawOpen"), 2)).max()
    straight = np.interp(np.arange(len(fast)) / 4, np.arange(len(slow)), slow.curve("jawOpen"))
    assert jerk < 0.8 * np.abs(np.diff(straight, 2)).max()  # smoother than straight lines


@pytest.mark.parametrize("fps", [0, 23, 121, float("nan"), -30])
def test_rates_out_of_range_are_refused(tmp_path: Path, fps: float) -> None:
    with pytest.raises(RequestError, match="frame rate"):
        save_motion(MOTION, tmp_path / "x.csv", fps=fps)
    assert not list(tmp_path.iterdir())


def test_one_frame_is_held() -> None:
    still = resampled(made({"jawOpen": 0.5}, 1.0, 1), 30)
    assert len(still) == 30
    assert (still.curve("jawOpen") == 0.5).all()


# Live Link Face


@pytest.mark.parametrize("fps", [24, 25, 29.97, 30, 48, 50, 59.94, 60, 90, 120])
def test_live_link_timecodes_tell_the_rate(tmp_path: Path, fps: float) -> None:
    back = load_motion(save_motion(MOTION, tmp_path / "x.csv", fps=fps))
    assert back.fps == pytest.approx(fps, rel=1e-3)
    assert len(back) == len(resampled(MOTION, fps))
    codes = [row.split(",")[0] for row in (tmp_path / "x.csv").read_text().splitlines()[1:]]
    parts = [[float(part) for part in code.split(":")] for code in codes]
    assert parts == sorted(parts)
    assert all(frame < fps for *_, frame in parts)


def rows_of(tmp_path: Path) -> list[list[str]]:
    path = save_csv(MOTION, tmp_path / "x.csv")
    return list(csv.reader(path.read_text().splitlines()))


def written(tmp_path: Path, rows: list[list[str]]) -> Path:
    path = tmp_path / "y.csv"
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


def test_columns_in_any_order_and_case(tmp_path: Path) -> None:
    rows = rows_of(tmp_path)
    order = np.random.default_rng(5).permutation(len(COLUMNS))
    mixed = [[row[column] for column in order] + ["0.5"] for row in rows]
    mixed[0] = [name.lower() for name in mixed[0][:-1]] + ["Joy"]
    np.testing.assert_allclose(load_csv(written(tmp_path, mixed)).curves, MOTION.curves, atol=1e-6)


def test_frames_that_are_missing_are_filled_in_by_timecode(tmp_path: Path) -> None:
    rows = rows_of(tmp_path)
    rows[20] = rows[20][:2]  # tracking lost: a short row
    kept = rows[:30] + rows[33:]
    back = load_csv(written(tmp_path, kept))
    assert back.fps == 60
    assert len(back) == len(MOTION)
    there = np.setdiff1d(np.arange(len(MOTION)), [19, 29, 30, 31])
    np.testing.assert_allclose(back.curves[there], MOTION.curves[there], atol=1e-5)
    expected = (3 * MOTION.curves[28] + MOTION.curves[32]) / 4
    np.testing.assert_allclose(back.curves[29], expected, atol=1e-5)


def test_a_capture_over_midnight_and_one_that_runs_backwards(tmp_path: Path) -> None:
    rows = rows_of(tmp_path)
    for row in rows[1:]:
        second, frame = row[0].split(":")[2:]
        row[0] = f"23:59:59:{frame}" if second == "00" else f"00:00:{int(second) - 1:02d}:{frame}"
    back = load_csv(written(tmp_path, rows))
    assert back.fps == 60
    assert len(back) == len(MOTION)
    rows[40], rows[41] = rows[41], rows[40]
    with pytest.raises(RequestError, match="row 42"):
        load_csv(written(tmp_path, rows))


def test_a_long_pause_is_not_filled_in(tmp_path: Path) -> None:
    rows = rows_of(tmp_path)
    for row in rows[50:]:
        row[0] = "05" + row[0][2:]
    with pytest.raises(RequestError, match="row 51"):
        load_csv(written(tmp_path, rows))


def test_a_capture_without_angles_looks_where_its_shapes_say(tmp_path: Path) -> None:
    shapes_only = [row[:54] for row in rows_of(tmp_path)]
    back = load_csv(written(tmp_path, shapes_only))
    assert not back.head.any()
    np.testing.assert_allclose(back.gaze, MOTION.gaze, atol=1e-5)


@pytest.mark.parametrize("timecode", ["", "1:2:3", "aa:bb:cc:dd", "00:00:00:-1"])
def test_a_broken_timecode_is_named(tmp_path: Path, timecode: str) -> None:
    rows = rows_of(tmp_path)
    rows[7][0] = timecode
    with pytest.raises(RequestError, match="row 8"):
        load_csv(written(tmp_path, rows))


# Audio2Face


def test_audio2face_files_have_its_keys_and_order(tmp_path: Path) -> None:
    content = json.loads(save_motion(MOTION, tmp_path / "x.json", fps=30, audio="line.wav").read_text())
    assert list(content) == ["exportFps", "trackPath", "numPoses", "numFrames", "facsNames", "weightMat"]
    assert (content["exportFps"], content["trackPath"], content["numPoses"]) == (30, "line.wav", 52)
    assert content["numFrames"] == len(content["weightMat"]) == round(MOTION.duration * 30)
    names = content["facsNames"]
    assert names[14:18] == ["jawForward", "jawLeft", "jawRight", "jawOpen"]
    assert sorted(names) == sorted(ARKIT)
    table = save_motion(MOTION, tmp_path / "x.a2f.csv").read_text().splitlines()
    assert table[0].startswith(",timeCode,blendShapes.EyeBlinkLeft,blendShapes.EyeLookDownLeft")
    assert table[61].startswith("60,1.0,")


# Visemes, mouth cues, expressions


def test_visemes_cover_the_timeline() -> None:
    found = spans(LINE)
    assert found[0].start == 0
    assert found[-1].end == LINE.duration
    assert all(a.end == pytest.approx(b.start) for a, b in pairwise(found))
    assert spans(Timeline((), (), 1.0))[0].name == "sil"


@pytest.mark.parametrize("timeline", [LINE, None, Timeline((), (), LINE.duration)])
@pytest.mark.parametrize("fps", [24, 60])
def test_oculus_weights_are_shares(timeline: Timeline | None, fps: float) -> None:
    shares = weights(resampled(MOTION, fps), timeline)
    assert shares.shape == (len(resampled(MOTION, fps)), 15)
    assert shares.min() >= 0
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)


def test_oculus_visemes_are_full_in_the_middle_of_their_phonemes() -> None:
    shares = weights(MOTION, LINE)
    for span in spans(LINE):
        middle = round((span.start + span.end) / 2 * 60)
        assert shares[middle, OCULUS.index(span.name)] > 0.8


def test_mouth_cues_follow_the_phonemes() -> None:
    cues = mouth_cues(MOTION, LINE)
    assert cues[0].start == 0
    assert cues[-1].end == round(LINE.duration, 2)
    assert all(a.end == b.start and a.shape != b.shape for a, b in pairwise(cues))
    assert all(cue.end > cue.start for cue in cues)

    def at(symbol: str) -> set[str]:
        return {
            cue.shape
            for sound in LINE.phonemes
            if sound.symbol == symbol
            for cue in cues
            if cue.start <= sound.start + 0.75 * (sound.end - sound.start) < cue.end
        }

    expected = {"b": "A", "p": "A", "m": "A", "f": "G", "ɑ": "D", "u": "F", "w": "F", "ɔ": "E", "l": "H"}
    assert {symbol: at(symbol) for symbol in expected} == {k: {v} for k, v in expected.items()}
    assert cues[0].shape == cues[-1].shape == "X"


def test_mouth_cues_without_a_timeline_are_read_off_the_lips() -> None:
    blind, told = mouth_cues(MOTION, None), mouth_cues(MOTION, LINE)
    assert {cue.shape for cue in blind} >= {"A", "D", "F", "X"}
    times = np.arange(0.3, LINE.duration - 0.4, 0.01)

    def at(cues: list[Any]) -> list[str]:
        return [next(cue.shape for cue in cues if cue.start <= t < cue.end) for t in times]

    pairs = list(zip(at(blind), at(told), strict=True))
    closed = [(a in "AX", b in "AX") for a, b in pairs]
    assert np.mean([a == b for a, b in closed]) > 0.8
    assert np.mean([a == b for a, b in pairs]) > 0.4


def test_a_still_face_has_one_cue() -> None:
    (cue,) = mouth_cues(made({}, 30, 30), None)
    assert (cue.start, cue.end, cue.shape) == (0.0, 1.0, "X")


def test_rhubarb_files_say_the_same_three_times(tmp_path: Path) -> None:
    tsv, xml, text = (
        save_motion(MOTION, tmp_path / f"x{suffix}", timeline=LINE, audio="<a>.wav").read_text()
        for suffix in (".tsv", ".xml", ".rhubarb.json")
    )
    content = json.loads(text)
    cues = [(cue["start"], cue["end"], cue["value"]) for cue in content["mouthCues"]]
    assert content["metadata"] == {"soundFile": "<a>.wav", "duration": cues[-1][1]}
    rows = [line.split("\t") for line in tsv.splitlines()]
    assert [(float(start), shape) for start, shape in rows[:-1]] == [(s, v) for s, _, v in cues]
    assert rows[-1] == [f"{cues[-1][1]:.2f}", "X"]
    root = ElementTree.fromstring(xml)
    assert root.findtext("metadata/soundFile") == "<a>.wav"
    found = [(float(c.attrib["start"]), float(c.attrib["end"]), c.text) for c in root.iter("mouthCue")]
    assert found == cues


def test_vrm_expressions_carry_blinks_vowels_and_feelings() -> None:
    found = vrm_expressions(exported())
    assert {"aa", "ih", "ou", "ee", "oh", "blink", "blinkLeft", "lookUp", "happy", "relaxed"} <= set(found)
    assert all(len(v) == len(MOTION) and v.min() >= 0 and v.max() <= 1 for v in found.values())
    np.testing.assert_allclose(found["blink"] + found["blinkLeft"], MOTION.curve("eyeBlinkLeft"), atol=1e-6)
    assert found["sad"][0] > 0.5 > found["sad"][-1]
    assert found["happy"][-1] > 0.5 > found["happy"][0]
    assert "happy" not in vrm_expressions(exported(track=None))
    calm = vrm_expressions(exported(track=EmotionTrack.parse("serenity")))
    assert calm["relaxed"][0] > calm["happy"][0]


# Flat rigs


@given(values=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=60), tolerance=st.floats(0.001, 0.2))
@settings(deadline=None)
def test_keyframes_miss_nothing(values: list[float], tolerance: float) -> None:
    track = np.array(values, np.float32)
    kept = keyframes(track, tolerance)
    assert kept[0] == 0
    assert kept[-1] == len(track) - 1
    between = np.interp(np.arange(len(track)), kept, track[kept])
    assert np.abs(between - track).max() <= tolerance + 1e-6


def test_live2d_counts_and_values_are_right(tmp_path: Path) -> None:
    content = json.loads(save_motion(MOTION, tmp_path / "x.motion3.json").read_text())
    meta, curves = content["Meta"], content["Curves"]
    assert content["Version"] == 3
    assert meta["CurveCount"] == len(curves)
    segments = [(len(curve["Segments"]) - 2) // 3 for curve in curves]
    assert meta["TotalSegmentCount"] == sum(segments)
    assert meta["TotalPointCount"] == sum(segments) + len(curves)
    wanted = parameters(MOTION)
    assert {"ParamMouthOpenY", "ParamMouthForm", "ParamEyeLOpen", "ParamAngleX"} <= set(wanted)
    for curve in curves:
        line = curve["Segments"]
        assert all(kind == 0 for kind in line[2::3])
        times, values = [line[0], *line[3::3]], [line[1], *line[4::3]]
        back = np.interp(np.arange(len(MOTION)) / 60, times, values)
        scale = 30 if "Angle" in curve["Id"] and "Brow" not in curve["Id"] else 1
        assert np.abs(back - wanted[curve["Id"]]).max() < 0.005 * scale
        assert np.abs(values).max() <= scale


def test_live2d_turns_to_the_screens_right() -> None:
    motion = FaceMotion(np.zeros((1, 52), np.float32), np.array([[0.2, 0.1, 0.1]], np.float32),
                        np.array([[0.2, 0.1]], np.float32), 30)  # fmt: skip
    values = parameters(motion)
    # own left is the screen's right
    assert values["ParamAngleX"][0] == pytest.approx(np.rad2deg(0.2))
    assert values["ParamAngleY"][0] > 0
    assert values["ParamAngleZ"][0] > 0
    assert values["ParamEyeBallX"][0] > 0
    assert values["ParamEyeLOpen"][0] == 1


def test_spine_names_only_what_it_has(tmp_path: Path) -> None:
    content = json.loads(save_motion(MOTION, tmp_path / "x.spine.json", timeline=LINE).read_text())
    bones = {bone["name"] for bone in content["bones"]}
    assert all(bone.get("parent", "root") in bones for bone in content["bones"])
    drawn = content["skins"][0]["attachments"]
    talk = content["animations"]["talk"]
    assert set(talk["bones"]) <= bones
    for slot, lines in talk["slots"].items():
        times = [key["time"] for key in lines["attachment"]]
        assert times == sorted(set(times))
        assert {key["name"] for key in lines["attachment"]} <= set(drawn[slot])
    blinks = (np.diff((MOTION.curve("eyeBlinkLeft") > 0.5).astype(int)) > 0).sum()
    assert [k["name"] for k in talk["slots"]["eyeLeft"]["attachment"]].count("eyeLeft-closed") == blinks


# Mappings

RIG = """
name: puppet
curves:
  jaw_open: jawOpen
  smile:
    sum: {mouthSmileLeft: 50, mouthSmileRight: 50}
    offset: 10
    clamp: [0, 60]
  head_turn:
    sum: {headYaw: 57.29578}
"""


def rig(tmp_path: Path, text: str = RIG) -> Mapping:
    (tmp_path / "rig.yaml").write_text(text)
    return load_mapping(tmp_path / "rig.yaml")


def test_a_mapping_sums_offsets_and_clamps(tmp_path: Path) -> None:
    mapping = rig(tmp_path)
    found = mapping.apply(MOTION)
    np.testing.assert_allclose(found[:, 0], MOTION.curve("jawOpen"), atol=1e-6)
    smile = 50 * (MOTION.curve("mouthSmileLeft") + MOTION.curve("mouthSmileRight")) + 10
    np.testing.assert_allclose(found[:, 1], smile.clip(0, 60), atol=1e-4)
    np.testing.assert_allclose(found[:, 2], np.rad2deg(MOTION.head[:, 0]), atol=1e-4)
    table = save_motion(MOTION, tmp_path / "x.csv", fps=30, mapping=mapping).read_text().splitlines()
    assert table[0] == "time,jaw_open,smile,head_turn"
    assert len(table) == 1 + round(MOTION.duration * 30)
    content = json.loads(save_motion(MOTION, tmp_path / "x.json", mapping=mapping).read_text())
    assert content["facsNames"] == ["jaw_open", "smile", "head_turn"]
    np.testing.assert_allclose(np.array(content["weightMat"]), found, atol=1e-5)
    assert (
        ",timeCode,blendShapes.jaw_open"
        in save_motion(MOTION, tmp_path / "x.a2f.csv", mapping=mapping).read_text()
    )
    with pytest.raises(RequestError, match="with a mapping"):
        save_motion(MOTION, tmp_path / "x.glb", mapping=mapping)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("curves: {jaw: jawOpn}", "jawOpen"),
        ("curves: {jaw: {sum: {jawOpen: 1}, scale: 2}}", "scale"),
        ("curves: {jaw: {sum: {jawOpen: much}}}", "jawOpen"),
        ("curves: {}", "curves"),
        ("rig: x", "curves"),
        ("curves: [", "mapping"),
        ("curves: {jaw: {sum: {jawOpen: 1}, clamp: [1, 0]}}", "clamp"),
        ("curves: {jaw: {sum: {jawOpen: .inf}}}", "jawOpen"),
        ("", "mapping"),
    ],
)
def test_a_wrong_mapping_is_explained(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RequestError, match=says) as caught:
        rig(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_our_own_file_holds_what_was_said_and_felt(tmp_path: Path) -> None:
    path = save_motion(MOTION, tmp_path / "x.anim.json", timeline=LINE, track=TRACK, audio="line.wav")
    content = json.loads(path.read_text())
    assert content["audio"] == "line.wav"
    assert [word["text"] for word in content["words"]] == ["nonsense"]
    assert len(content["phonemes"]) == len(LINE.phonemes)
    assert content["emotion"][0]["emotion"] == "sadness"
    content["colour"] = "red"
    path.write_text(json.dumps(content))
    with pytest.raises(RequestError, match="colour"):
        load_motion(path)


def test_usd_without_its_package_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pxr", None)
    with pytest.raises(GenerationError, match=r"EXTRA=export|pip install"):
        save_motion(MOTION, tmp_path / "x.usda")
    assert not list(tmp_path.iterdir())
