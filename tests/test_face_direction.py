"""What a face is told to do: moving emotions, strengths, looks, units, hidden emotions, vocals, silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.line import recorded_line, silent_line
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.motion.direction import Direction
from emogen.pipelines.face.motion.looks import Look, parse_looks
from emogen.pipelines.face.motion.noise import wander
from emogen.pipelines.face.motion.strengths import Strengths
from emogen.pipelines.face.motion.units import parse_unit_track, parse_units, read_unit_table
from emogen.pipelines.face.motion.vocals import vocal_faces
from emogen.seeds import stream
from emogen.timeline import Phoneme, Timeline, Vocal
from emogen.visemes import is_bilabial

SPEECH = ("jawOpen", "mouthClose", "mouthPucker", "mouthFunnel", "mouthRollLower")


def say(symbols: str, each: float = 0.09) -> Timeline:
    phonemes = tuple(
        Phoneme("" if s == "_" else s, k * each, (k + 1) * each, 1 if s in "ɑɛ" else 0)
        for k, s in enumerate(symbols)
    )
    return Timeline((), phonemes, len(symbols) * each)


LINE = say("__bɑdimɛt_" * 4)


def silence(seconds: float, emotion: str = "neutral", **directed: object) -> FaceMotion:
    line = silent_line(seconds, emotion)
    return animate(line.timeline, line.track, fps=60, direction=Direction(**directed))  # type: ignore[arg-type]


def test_an_emotion_that_moves_comes_and_goes_without_a_jump() -> None:
    track = EmotionTrack.parse("0s neutral, 1s joy, 3s neutral", 6.0)
    smile = animate(say("_" * 66), track, fps=60).curve("mouthSmileLeft")
    assert smile[:58].max() < 0.05
    assert smile[150:180].min() > 0.5
    assert smile[330:].max() < 0.1
    assert np.abs(np.diff(smile)).max() < 0.1
    half = smile[150:180].mean() / 2
    rise = np.argmax(smile > half) / 60 - 1.0
    fall = np.argmax(smile[180:] < half) / 60
    assert 0.1 < rise < fall  # Offsets are slower than onsets.


def test_another_take_moves_the_face_otherwise_but_not_the_lips() -> None:
    one, other = (animate(LINE, fps=60, take=take) for take in (1, 2))
    lips = [INDEX[name] for name in SPEECH]
    np.testing.assert_array_equal(one.curves[:, lips], other.curves[:, lips])
    for name in ("head", "gaze"):
        assert np.abs(getattr(one, name) - getattr(other, name)).max() > 0.01


@pytest.mark.parametrize(
    ("part", "moved"),
    [
        ("head", lambda m: m.head),
        ("blinks", lambda m: m.curve("eyeBlinkLeft")),
        ("upper", lambda m: m.curve("browInnerUp")),
    ],
)
def test_every_part_has_a_strength(part: str, moved: object) -> None:
    still, lively = (
        animate(LINE, "surprise", fps=60, direction=Direction(strengths=Strengths(**{part: size})))
        for size in (0.0, 2.0)
    )
    quiet, loud = (np.abs(moved(motion)).sum() for motion in (still, lively))  # type: ignore[operator]
    assert quiet < 0.2 * loud
    np.testing.assert_array_equal(still.curve("jawOpen"), lively.curve("jawOpen"))


def test_lips_of_half_strength_still_meet() -> None:
    full, half = (
        animate(LINE, fps=60, direction=Direction(strengths=Strengths(lips=size))) for size in (1.0, 0.5)
    )
    assert half.curve("jawOpen").max() < 0.7 * full.curve("jawOpen").max()
    for phoneme in (p for p in LINE.phonemes if is_bilabial(p.symbol)):
        frames = slice(int(phoneme.start * 60), int(phoneme.end * 60))
        assert half.curve("mouthRollLower")[frames].max() > 0.15


def test_eyes_go_where_they_are_told_and_the_head_follows() -> None:
    motion = silence(4.0, looks=parse_looks("left@1-2, 10/-20 @ 2.5-3"))
    seen = np.degrees(motion.gaze + motion.head[:, :2])
    during = slice(int(1.2 * 60), int(1.95 * 60))
    np.testing.assert_allclose(seen[during], [[25.0, 0.0]] * (during.stop - during.start), atol=1.0)
    assert np.degrees(motion.head[int(1.7 * 60), 0]) > 6
    np.testing.assert_allclose(seen[int(2.8 * 60)], [10.0, -20.0], atol=1.0)
    assert np.abs(seen[int(2.2 * 60), 0]) < 8


@pytest.mark.parametrize(
    "text", ["left", "north@1-2", "left@2-1", "200/0@1-2", "left@1-2,up@1.5-3", "x/y@1-2"]
)
def test_looks_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(RequestError):
        parse_looks(text)


def test_looks_are_read_in_order_of_time() -> None:
    assert parse_looks("up@3-4s, left@1s-2") == (Look(1, 2, 25, 0), Look(3, 4, 0, 15))


def test_units_follow_their_keyframes_exactly() -> None:
    motion = silence(3.0, units=parse_unit_track("AU2 = 0@0 > 0.8@1s > 0.8@2 > 0@3, AU12L=0.4"))
    brow = motion.curve("browOuterUpLeft")
    assert brow[30] == pytest.approx(0.4, abs=0.03)
    assert brow[90] == pytest.approx(0.8, abs=0.03)
    assert motion.curve("mouthSmileLeft").min() >= 0.4
    assert motion.curve("mouthSmileRight").max() < 0.3


@pytest.mark.parametrize(
    "text", ["AU12", "AU12=2", "AU12=0.1@2>0.2@1", "AU12=0.1>0.2@1", "AU99=1", "AU12=a", "AU12=0@0>x@1"]
)
def test_unit_tracks_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(RequestError):
        parse_unit_track(text)


def test_a_still_has_no_unit_that_moves() -> None:
    assert parse_units("AU12=0.8, 4=.4") == (("AU12", 0.8), ("AU4", 0.4))
    with pytest.raises(RequestError, match="moves"):
        parse_units("AU12=0@0>1@1")


def test_tables_of_units_are_read_also_those_of_openface(tmp_path: Path) -> None:
    path = tmp_path / "au.csv"
    path.write_text("frame, timestamp, AU12_r, AU45_r, AU04_c\n1, 0.0, 0.0, 1, 0\n2, 0.5, 2.5, 0, 1\n")
    assert dict(read_unit_table(path))["AU12"] == ((0.0, 0.0), (0.5, 0.5))
    for bad in ("AU12\n0.3\n", "time,x\n0,1\n", "time,AU12\n0,a\n", "time,AU12\n0,3\n", ""):
        path.write_text(bad)
        with pytest.raises(RequestError):
            read_unit_table(path)


def test_strengths_are_read_and_checked() -> None:
    assert Strengths.parse("head=0.5, upper: 1.4") == Strengths(head=0.5, upper=1.4)
    assert Strengths.parse("") == Strengths()
    for bad in ("head", "nose=1", "head=3", "head=-1", "head=x", "head=nan"):
        with pytest.raises(RequestError):
            Strengths.parse(bad)


def test_a_hidden_emotion_leaks_briefly() -> None:
    plain, masked = silence(30.0), silence(30.0, hidden=Emotion("fear"))
    leaks = masked.curve("eyeWideLeft") - plain.curve("eyeWideLeft")
    shown = leaks > 0.15
    starts = np.flatnonzero(shown[1:] & ~shown[:-1])
    ends = np.flatnonzero(~shown[1:] & shown[:-1])
    assert 3 <= len(starts) <= 15
    assert (ends[: len(starts)] - starts[: len(ends)]).max() <= 0.5 * 60


@pytest.mark.parametrize("name", list(vocal_faces()))
def test_sounds_that_are_no_words_show_in_the_face(name: str) -> None:
    quiet = Timeline((), (), 4.0)
    loud = Timeline((), (), 4.0, (Vocal(name, 1.5, 2.5),))
    one, other = (animate(timeline, fps=60) for timeline in (quiet, loud))
    change = np.abs(other.curves - one.curves).sum(axis=1)
    assert change[100:140].mean() > 0.1
    assert change[:50].max() < 0.02


def test_a_laugh_bobs_the_head_and_lifts_cheeks() -> None:
    motion = animate(Timeline((), (), 3.0, (Vocal("laugh", 1.0, 2.0),)), fps=60)
    assert motion.curve("cheekSquintLeft")[90] > 0.6
    pitch = motion.head[66:114, 1] - np.convolve(motion.head[60:120, 1], np.ones(13) / 13, "valid")
    assert 6 <= (np.diff(np.sign(pitch)) != 0).sum() <= 12  # Four to five beats a second.


def test_ten_minutes_neither_drift_nor_repeat() -> None:
    motion = silence(600.0, "boredom")
    head = motion.head[:, 0]
    first, last = head[: 60 * 60], head[-60 * 60 :]
    assert abs(first.mean() - last.mean()) < 0.02
    assert 0.3 < first.std() / last.std() < 3.0
    slow = head[::15] - head.mean()
    spectrum = np.abs(np.fft.rfft(slow, 2 * len(slow))) ** 2
    likeness = np.fft.irfft(spectrum)[: len(slow)] / (slow**2).sum()
    assert likeness[4 * 20 :].max() < 0.35  # Nothing comes back after 20 seconds.


def test_a_silent_face_blinks_less_and_keeps_its_lips_closed() -> None:
    motion = silence(120.0)
    lids = motion.curve("eyeBlinkLeft")
    rate = ((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum() / 2
    assert 10 <= rate <= 24
    assert motion.curve("jawOpen").max() < 0.05


def test_noise_is_the_same_at_every_rate_and_has_its_spread() -> None:
    fast, slow = (wander(np.arange(0, 200, step), (0.5, 1.1), stream(3, "x")) for step in (1 / 60, 1 / 30))
    np.testing.assert_allclose(fast[::2][: len(slow)], slow, atol=1e-9)
    assert fast.std() == pytest.approx(1.0, abs=0.15)


def test_curves_stay_within_their_range() -> None:
    motion = animate(LINE, "fear", fps=60, direction=Direction(strengths=Strengths(*[2.0] * 8)))
    assert motion.curves.min() >= 0
    assert motion.curves.max() <= 1
    assert motion.curves.shape[1] == len(ARKIT)


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e9, float("nan")])
def test_senseless_durations_are_refused(seconds: float) -> None:
    with pytest.raises(RequestError):
        silent_line(seconds)


def test_recordings_that_cannot_be_animated_are_refused(tmp_path: Path) -> None:
    import soundfile

    with pytest.raises(RequestError, match="no such"):
        recorded_line(tmp_path / "none.wav")
    soundfile.write(tmp_path / "short.wav", np.zeros(100, np.float32), 16_000)
    with pytest.raises(RequestError, match="seconds"):
        recorded_line(tmp_path / "short.wav")
    soundfile.write(tmp_path / "silent.wav", np.zeros(16_000, np.float32), 16_000)
    line = recorded_line(tmp_path / "silent.wav")
    assert line.notes
    assert not line.timeline.phonemes


def test_tracks_with_times_are_tracks_with_and_without_arrows() -> None:
    for text in ("0s sad, 2.5s hope", "0s sad, 2.5s hope:0.7 -> 100% joy", "sad -> 2s hope -> joy"):
        line = silent_line(10.0, text)
        assert len(line.track.keyframes) >= 2
        assert line.track.keyframes[-1].time > 2
    assert len(silent_line(10.0, "joy:0.6 + surprise:0.4").track.keyframes) == 1
    with pytest.raises(RequestError, match="does not come after"):
        silent_line(1.0, "0s sad -> 2s hope -> 100% joy")


@pytest.mark.parametrize("seconds", [4.0, 9.0])
def test_another_frame_rate_is_the_same_motion(seconds: float) -> None:
    line = silent_line(seconds)
    slow, fast = (animate(line.timeline, line.track, fps=fps) for fps in (30, 60))
    np.testing.assert_allclose(fast.head[::2][: len(slow)], slow.head, atol=0.004)


def test_eyes_come_back_to_rest_after_adjoining_looks() -> None:
    motion = silence(4.0, looks=parse_looks("up@1-2, left@2-3"))
    after = np.degrees(motion.gaze + motion.head[:, :2])[int(3.1 * 60)]
    assert np.abs(after).max() < 10


def test_a_sidecar_of_somebody_else_is_not_believed(tmp_path: Path) -> None:
    import soundfile

    path = tmp_path / "x.wav"
    soundfile.write(path, 0.1 * np.sin(np.arange(16_000) / 9).astype(np.float32), 16_000)
    (tmp_path / "x.wav.json").write_text('{"phonemes": [{"p": "a"}], "seconds": "0:00:01", "track": 3}')
    assert recorded_line(path).timeline.duration == pytest.approx(1.0)


def test_what_was_said_by_us_is_remembered_with_its_stress(tmp_path: Path) -> None:
    from emogen.pipelines.requests.making import make_request

    make_request("speak", {"text": "Mother, my baby!"}).make(tmp_path / "a.wav")
    timeline = recorded_line(tmp_path / "a.wav").timeline
    assert [word.text for word in timeline.words] == ["Mother", "my", "baby"]
    assert sum(phoneme.stress == 1 for phoneme in timeline.phonemes) >= 2
