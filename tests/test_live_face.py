"""A face over a session: no joints between phrases, silences and lines that are broken off."""

from __future__ import annotations

import numpy as np
import pytest

from emogen.arkit import INDEX
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.character.lips import lip_gap
from emogen.pipelines.face.line import Line
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.live.face import LiveFace
from emogen.timeline import Phoneme, Timeline

EASED = [INDEX[name] for name in ("mouthSmileLeft", "browInnerUp", "browDownLeft", "cheekSquintLeft")]


def phrase(symbols: str, emotion: str = "neutral", *, each: float = 0.083, rest: float = 0.1) -> Line:
    """A phrase as voices give it: a tenth of a second of silence, then its sounds; ``_`` is a pause."""
    phonemes = [Phoneme("", 0.0, rest)]
    for symbol in symbols:
        stress = 1 if symbol in "ɑæiuɔɛ" else 0
        start = phonemes[-1].end
        phonemes.append(Phoneme("" if symbol == "_" else symbol, start, start + each, stress))
    phonemes.append(Phoneme("", phonemes[-1].end, phonemes[-1].end + 0.2))
    end = phonemes[-1].end
    return Line(Timeline((), tuple(phonemes), end), EmotionTrack.parse(emotion, duration=end))


def joined(parts: list[FaceMotion]) -> FaceMotion:
    curves, head, gaze = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("curves", "head", "gaze")
    )
    return FaceMotion(curves, head, gaze, parts[0].fps)


def whole(lines: list[Line], fps: float) -> FaceMotion:
    """The face of all phrases together, as a file has it."""
    phonemes: list[Phoneme] = []
    start = 0.0
    for line in lines:
        phonemes += line.timeline.shifted(start).phonemes
        start += line.timeline.duration
    return animate(Timeline((), tuple(phonemes), start), lines[0].track, fps=fps)


def fastest(values: np.ndarray, order: int) -> float:
    """The largest step between rows, or change of it."""
    return float(np.abs(np.diff(values, order, axis=0)).max())


WORDS = ("bɑbzmʌmpʊt", "fɑvpɛfɛkt", "mɛni_pipəl", "sɪzɔnmɑvæn")


@pytest.mark.parametrize("fps", [30.0, 59.94])
def test_phrases_make_one_motion_without_a_step_at_their_borders(fps: float) -> None:
    lines = [phrase(word, "joy") for word in WORDS] * 4
    face = LiveFace(fps, emotion="joy")
    parts = [face.speak(line) for line in lines]
    live, reference = joined(parts), whole(lines, fps)
    borders = np.cumsum([len(part) for part in parts])[:-1]
    for name in ("curves", "head", "gaze"):
        moving, usual = getattr(live, name), getattr(reference, name)
        for border in borders:
            near = moving[border - 2 : border + 2]
            # Eyes leap as they like; nothing else may move faster than within a line.
            most = 1.5 if name == "gaze" else 1.0
            assert fastest(near, 1) <= most * fastest(usual, 1)
            assert fastest(near, 2) <= most * fastest(usual, 2)
    assert fastest(live.head, 1) < 1.5 * fastest(reference.head, 1)
    assert fastest(live.curves[:, EASED], 1) < 1.5 * fastest(reference.curves[:, EASED], 1)


def test_inside_a_phrase_the_lips_are_those_of_the_whole_line() -> None:
    lines = [phrase(word) for word in WORDS]
    face = LiveFace(60.0)
    parts = [face.speak(line) for line in lines]
    reference = whole(lines, 60.0)
    at = len(parts[0])
    for part in parts[1:]:
        inside = slice(at + 8, at + len(part) - 16)  # A phrase knows nothing of the next.
        lips = [INDEX[name] for name in ("jawOpen", "mouthClose", "mouthPucker", "mouthRollLower")]
        apart = part.curves[8:-16][:, lips] - reference.curves[inside][:, lips]
        assert np.abs(apart).max() < 0.03
        at += len(part)


def test_lips_meet_on_the_first_sound_of_a_phrase() -> None:
    face = LiveFace(60.0, emotion="joy")
    face.idle(1.0)
    motion = face.speak(phrase("bɑbɑ", "joy"))
    gap = lip_gap(motion)
    assert gap[6:11].min() < 0.15 * gap.max()


def test_frames_are_on_the_clock_of_the_session_whatever_phrases_last() -> None:
    face, line = LiveFace(30.0), phrase("hɛlo", each=0.0777)
    frames = sum(len(face.speak(line)) + len(face.idle(0.0123)) for _ in range(40))
    assert face.clock == pytest.approx(40 * (line.timeline.duration + 0.0123))
    assert frames == face.frame == int(np.ceil(face.clock * 30.0 - 1e-6))


def test_an_emotion_goes_on_over_a_border_and_does_not_begin_again() -> None:
    face = LiveFace(30.0)
    first = [face.speak(phrase("fɑvpɛfɛkt" * 3, "joy"))]
    smile = joined(first).curve("cheekSquintLeft")[-1]
    then = face.speak(phrase("fɑvpɛfɛkt", "joy")).curve("cheekSquintLeft")
    assert smile > 0.4
    assert then.min() > 0.8 * smile


def test_a_mood_comes_slowly_and_a_line_starts_from_it() -> None:
    face = LiveFace(30.0, seed=3)
    calm = face.idle(3.0)
    sad = face.idle(4.0, "sadness")
    assert face.emotion == Emotion("sadness")
    brows = joined([calm, sad]).curve("browInnerUp")
    assert brows[85:92].max() < 0.1
    assert brows[-1] > 0.5
    assert np.abs(np.diff(brows)).max() < 0.08
    spoken = face.speak(phrase("hɛlo", "joy")).curve("browInnerUp")
    assert spoken[0] > 0.8 * brows[-1]
    again = face.idle(4.0).curve("browInnerUp")
    assert again[-1] > 0.5


def test_an_idle_face_breathes_blinks_and_looks_about() -> None:
    motion = LiveFace(30.0, seed=1).idle(60.0)
    lids = motion.curve("eyeBlinkLeft")
    assert 6 <= ((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum() <= 30
    assert np.ptp(motion.head[:, 1]) > 0.01
    assert np.ptp((motion.gaze + motion.head[:, :2])[:, 0]) > 0.1
    assert motion.curve("jawOpen").max() < 0.1


def test_idling_in_pieces_is_idling_in_one() -> None:
    whole_minute = LiveFace(30.0, seed=7, emotion="fear").idle(20.0)
    face = LiveFace(30.0, seed=7, emotion="fear")
    pieces = joined([face.idle(0.1) for _ in range(200)])
    for name in ("curves", "head", "gaze"):
        np.testing.assert_allclose(getattr(pieces, name), getattr(whole_minute, name), atol=2e-3)


def test_a_line_that_is_broken_off_goes_on_from_what_was_seen() -> None:
    face = LiveFace(60.0, emotion="joy")
    face.idle(1.0)
    said = face.speak(phrase("bɑbzmʌmpʊtfɑvpɛfɛkt" * 3, "anger"))
    cut = 1.0 + 50 / 60
    face.cut(cut)
    assert (face.clock, face.frame) == (cut, 110)
    after = joined([face.idle(0.05), face.idle(2.0)])
    seen = FaceMotion(said.curves[:50], said.head[:50], said.gaze[:50], 60.0)
    together = joined([seen, after])
    for name in ("curves", "head", "gaze"):
        assert fastest(getattr(together, name)[48:54], 1) < max(0.01, 1.2 * fastest(getattr(said, name), 1))
    assert after.curve("jawOpen")[-30:].max() < 0.1


def test_what_a_phrase_costs_does_not_grow_with_what_was_before() -> None:
    face, line = LiveFace(30.0), phrase("bɑbzmʌmpʊtfɑvpɛfɛkt")
    for _ in range(60):
        face.speak(line)
        face.idle(5.0)
    held = face._face
    assert len(face._phrases) <= 1
    assert len(held._blinks._moments) < 20
    assert len(held._postures._steps) < 20
    assert sum(len(motion) for _, motion in face._seen) < 70 * 30


def test_a_session_of_an_hour_stays_on_its_clock() -> None:
    face, line = LiveFace(10.0), phrase("hɛlo")
    while face.clock < 3600.0:
        face.idle(60.0)
        motion = face.speak(line)
    assert face.frame == int(np.ceil(face.clock * 10.0 - 1e-6))
    assert np.isfinite(motion.head).all()
    assert motion.curve("jawOpen").max() > 0.05


def test_what_is_out_of_range_is_refused() -> None:
    with pytest.raises(RequestError):
        LiveFace(5.0)
    face = LiveFace(30.0)
    for wrong in (float("nan"), -1.0, 1e9):
        with pytest.raises(RequestError):
            face.idle(wrong)
        with pytest.raises(RequestError):
            face.cut(wrong)
    with pytest.raises(RequestError):
        face.idle(1.0, "nothing known")
    assert len(face.idle(0.0)) == 0
