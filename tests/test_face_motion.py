"""Face motion: lips that meet, emotion that yields to speech, eyes and head that live."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.arkit import INDEX
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.face import FaceTargets
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.face.character.lips import lip_gap
from emogen.pipelines.face.export.livelink import COLUMNS, load_csv, save_csv
from emogen.pipelines.face.export.resample import resampled
from emogen.pipelines.face.motion.animate import animate, still
from emogen.timeline import Phoneme, Timeline
from emogen.visemes import is_bilabial, visemes_of

SIX = ("joy", "sadness", "anger", "fear", "surprise", "disgust")


def say(symbols: str, each: float = 0.08, *, rest: float = 0.15) -> Timeline:
    """A timeline of single-letter phonemes of equal length; ``_`` is a pause."""
    phonemes = [Phoneme("", 0.0, rest)]
    for symbol in symbols:
        start = phonemes[-1].end
        stress = 1 if symbol in "ɑæiuɔɛ" else 0
        phonemes.append(Phoneme("" if symbol == "_" else symbol, start, start + each, stress))
    phonemes.append(Phoneme("", phonemes[-1].end, phonemes[-1].end + rest))
    return Timeline((), tuple(phonemes), phonemes[-1].end)


LINE = say("bɑbzmʌmpʊtfɑvpɛfɛkt_vɑsɪzɔnmɑvænmebipipəl")


@pytest.mark.parametrize("emotion", ["neutral", *SIX])
@pytest.mark.parametrize("each", [0.045, 0.08, 0.16])
def test_lips_meet_on_m_b_p_under_every_emotion_and_at_every_speed(emotion: str, each: float) -> None:
    timeline = say("bɑbzmʌmpʊtfɑvpɛfɛkt_vɑsɪzɔnmɑvænmebipipəl", each)
    motion = animate(timeline, Emotion(emotion), fps=30)
    gap = lip_gap(motion)
    times = np.arange(len(motion)) / motion.fps
    assert gap.max() > 0.05  # The mouth does open.
    for phoneme in (p for p in timeline.phonemes if is_bilabial(p.symbol)):
        during = gap[(times > phoneme.start - 0.05) & (times < phoneme.end + 0.01)]
        assert during.min() < 0.15 * gap.max()


@pytest.mark.parametrize("emotion", ["neutral", *SIX])
def test_the_lower_lip_reaches_the_teeth_on_f_v(emotion: str) -> None:
    timeline = say("ɑfɑvɑ")
    motion = animate(timeline, Emotion(emotion), fps=60)
    for phoneme in (p for p in timeline.phonemes if p.symbol in "fv" and p.symbol):
        frames = slice(int((phoneme.start - 0.03) * 60), int(phoneme.end * 60) + 1)
        assert motion.curve("mouthRollLower")[frames].max() > 0.5
        assert motion.curve("jawOpen")[frames].min() < 0.1


def test_postures_are_weighted_and_anticipated() -> None:
    alone, before_u = animate(say("ti"), fps=60), animate(say("tu"), fps=60)
    frames = slice(int(0.15 * 60), int(0.2 * 60))  # During the t.
    assert (before_u.curve("mouthPucker")[frames] > alone.curve("mouthPucker")[frames] + 0.03).all()
    # No posture is reached at a jump: at 60 frames a second nothing moves by more than a third.
    motion = animate(LINE, fps=60)
    lips = [INDEX[name] for name in ("jawOpen", "mouthPucker", "mouthFunnel", "mouthStretchLeft")]
    assert np.abs(np.diff(motion.curves[:, lips], axis=0)).max() < 0.34


def test_another_seed_moves_head_and_eyes_but_not_the_lips() -> None:
    one, other = (animate(LINE, NEUTRAL, seed=seed) for seed in (1, 2))
    lips = [INDEX[name] for name in ("jawOpen", "mouthClose", "mouthPucker", "mouthRollLower")]
    np.testing.assert_array_equal(one.curves[:, lips], other.curves[:, lips])
    assert np.abs(one.head - other.head).max() > 0.01
    assert np.abs(one.gaze - other.gaze).max() > 0.01


def test_the_same_seed_is_the_same_motion() -> None:
    one, other = (animate(LINE, Emotion("fear"), seed=5) for _ in range(2))
    for name in ("curves", "head", "gaze"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("emotion", SIX)
def test_emotion_shows_while_speaking(emotion: str) -> None:
    shown = {
        "joy": "mouthSmileLeft",
        "sadness": "browInnerUp",
        "anger": "browDownLeft",
        "fear": "eyeWideLeft",
        "surprise": "browOuterUpLeft",
        "disgust": "noseSneerLeft",
    }[emotion]
    neutral, felt = animate(LINE), animate(LINE, Emotion(emotion))
    assert felt.curve(shown).mean() > neutral.curve(shown).mean() + 0.3
    assert felt.curve(shown)[0] < felt.curve(shown).max() - 0.1  # It comes on; it is not switched on.


def test_blinks_come_at_the_asked_rate_close_fast_and_leave_the_head_alone() -> None:
    long = say("bɑdi_" * 150)  # A minute.
    motion = animate(long, fps=60, targets=FaceTargets(blink_rate=26))
    lids = motion.curve("eyeBlinkLeft")
    starts = np.flatnonzero((lids[1:] > 0.5) & (lids[:-1] <= 0.5))
    assert 18 <= len(starts) / motion.duration * 60 <= 34
    assert lids.max() > 0.95
    rising, falling = (np.diff(lids) > 1e-4).sum(), (np.diff(lids) < -1e-4).sum()
    assert falling > 1.5 * rising
    without = animate(long, fps=60, targets=FaceTargets(blink_rate=5))
    np.testing.assert_array_equal(motion.head, without.head)


def test_eyes_stay_mostly_on_the_listener_and_lids_follow() -> None:
    motion = animate(say("bɑdi_" * 150), fps=30, seed=3)
    looks = motion.gaze + motion.head[:, :2]  # Where the eyes point, whatever the head does.
    on_face = np.hypot(*looks.T) < np.radians(5)
    assert 0.6 < on_face.mean() < 0.95
    assert np.hypot(*looks[on_face].T).mean() < np.radians(2)
    down = np.clip(-motion.gaze[:, 1], 0, None)
    assert np.corrcoef(down, motion.curve("eyeLookDownLeft"))[0, 1] > 0.99
    left = motion.gaze[:, 0] > np.radians(5)
    assert left.any()
    assert (motion.curve("eyeLookOutLeft")[left] > 0).all()
    assert (motion.curve("eyeLookInRight")[left] > 0).all()


def test_the_head_neither_freezes_nor_jitters() -> None:
    motion = animate(say("bɑdi_" * 50), fps=60, seed=4)
    speed = np.degrees(np.abs(np.diff(motion.head, axis=0)) * 60)
    assert speed.mean() > 0.3
    assert speed.max() < 60
    assert np.degrees(np.abs(motion.head)).max() < 15


def test_loud_syllables_are_accents() -> None:
    rate = 24_000
    timeline = say("bɑ_____bɑ", 0.2)
    samples = np.full(int(timeline.duration * rate), 0.01, np.float32)
    samples[int(1.5 * rate) :] = 0.5
    brows = animate(timeline, audio=Audio(samples, rate), fps=60).curve("browInnerUp")
    assert brows[90:].max() > 3 * brows[:60].max()


def test_a_still_is_the_apex_and_explicit_units_replace_the_emotion() -> None:
    pose = still(Emotion("joy"))
    assert len(pose) == 1
    assert pose.curve("mouthSmileLeft")[0] > 0.8
    other = still(Emotion("joy"), units=(("AU4", 0.7),))
    assert other.curve("mouthSmileLeft")[0] == 0
    assert other.curve("browDownLeft")[0] == pytest.approx(0.7)


@settings(max_examples=60)
@given(st.text(max_size=4))
def test_every_symbol_has_a_posture(symbol: str) -> None:
    for posture in visemes_of(symbol):
        assert all(0 <= part <= 1 for part in posture.posture)


@pytest.mark.parametrize(
    "symbol", ["aɪ", "aʊ", "ɔɪ", "eɪ", "oʊ", "əʊ", "tʃ", "dʒ", "ʧ", "iː", "ɜː", "n̩", "ᵻ", "A", "ɾ"]
)
def test_english_symbols_are_known(symbol: str) -> None:
    assert all(posture.name != "rest" for posture in visemes_of(symbol))


def test_an_empty_timeline_is_a_resting_face() -> None:
    motion = animate(Timeline((), (), 0.5), fps=30)
    assert len(motion) == 15
    assert motion.curve("jawOpen").max() == 0


def test_live_link_files_have_the_layout_of_captures_and_come_back(tmp_path: Path) -> None:
    motion = animate(LINE, Emotion("joy"), fps=60, seed=2)
    path = save_csv(motion, tmp_path / "x.csv")
    lines = path.read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert lines[0].startswith("Timecode,BlendshapeCount,EyeBlinkLeft,EyeLookDownLeft,EyeLookInLeft")
    assert lines[0].endswith("TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw,LeftEyePitch,LeftEyeRoll,"
                             "RightEyeYaw,RightEyePitch,RightEyeRoll")  # fmt: skip
    assert lines[1].split(",")[:2] == ["00:00:00:00.000", "61"]
    assert lines[62].split(",")[0] == "00:00:01:01.000"
    assert {len(line.split(",")) for line in lines} == {63}
    back = load_csv(path)
    assert back.fps == 60
    np.testing.assert_allclose(back.curves, motion.curves, atol=1e-6)
    np.testing.assert_allclose(back.head, motion.head, atol=1e-6)
    np.testing.assert_allclose(back.gaze, motion.gaze, atol=1e-6)


def test_resampling_keeps_duration_and_values() -> None:
    motion = animate(LINE, fps=30)
    double = resampled(motion, 60)
    assert double.duration == pytest.approx(motion.duration, abs=0.05)
    np.testing.assert_allclose(double.curves[::2][: len(motion) - 1], motion.curves[:-1], atol=1e-5)


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", ",".join(COLUMNS) + "\n", ",".join(COLUMNS) + "\n" + ",".join(["x"] * 63)]
)
def test_what_is_no_capture_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(RequestError):
        load_csv(tmp_path / "x.csv")


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_the_rate_of_a_short_file_is_read_from_its_timecodes(tmp_path: Path, fps: int) -> None:
    motion = animate(say("bɑdi" * 4), fps=fps)
    assert 1 < motion.duration < 3
    assert load_csv(save_csv(motion, tmp_path / "x.csv", fps=fps)).fps == fps


@pytest.mark.parametrize("fps", [0, 5, float("nan"), 1e9])
def test_senseless_frame_rates_are_refused(fps: float) -> None:
    with pytest.raises(RequestError, match="frame rate"):
        animate(LINE, fps=fps)


def test_every_ipa_letter_has_its_own_posture() -> None:
    """Only the schwa and its like look like one."""
    letters = "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟwɥʍɓɗʄɠʛʘǀǃǂǁɕʑɺʜʢʡ"
    letters += "iyɨʉɯuɪʏʊeøɘɵoɛœɜɞʌɔæɐaɶɑɒɚɝᵻ"
    assert [x for x in letters if visemes_of(x)[0].name in ("schwa", "rest")] == []
    assert all(is_bilabial(x) for x in "pbmʙɓʘ")
