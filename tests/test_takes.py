"""Targets as distributions: ranges, units, sources, and takes around the mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets import face, picture, voice
from emogen.conditioning.targets.face import FaceTargets, face_targets
from emogen.conditioning.targets.picture import PictureTargets, picture_targets
from emogen.conditioning.targets.voice import VoiceTargets, voice_targets
from emogen.errors import RequestError

KINDS: dict[type, Callable[..., Any]] = {
    VoiceTargets: voice_targets,
    FaceTargets: face_targets,
    PictureTargets: picture_targets,
}
TABLES = {VoiceTargets: voice.TARGETS, FaceTargets: face.TARGETS, PictureTargets: picture.TARGETS}
kinds = pytest.mark.parametrize("kind", KINDS)
emotions = st.builds(Emotion, st.sampled_from(sorted(vocabulary.entries())), st.floats(-1, 1))


@kinds
def test_every_number_has_a_unit_a_range_and_a_source(kind: type) -> None:
    table = TABLES[kind]
    assert set(table) == {field.name for field in fields(kind)} - {"units"}
    for target in table.values():
        assert target.low <= target.neutral <= target.high
        assert 0 <= target.sd < target.high - target.low
        assert target.unit
        assert target.meaning
        assert target.source


@kinds
@given(emotion=emotions, take=st.integers(0, 2**62), variation=st.floats(0, 2))
def test_any_take_stays_in_range(kind: type, emotion: Emotion, take: int, variation: float) -> None:
    drawn = KINDS[kind](emotion, take=take, variation=variation)
    for name, target in TABLES[kind].items():
        assert target.low <= getattr(drawn, name) <= target.high
    assert all(0 < size <= 1 for _, size in getattr(drawn, "units", ()))


@kinds
def test_take_0_and_no_variation_are_the_mean(kind: type) -> None:
    mean = KINDS[kind](Emotion("joy"))
    assert KINDS[kind](Emotion("joy"), take=0, variation=2) == mean
    assert KINDS[kind](Emotion("joy"), take=5, variation=0) == mean


@kinds
def test_takes_differ_and_repeat(kind: type) -> None:
    takes = [KINDS[kind](Emotion("anger"), take=take) for take in range(1, 6)]
    assert len(set(takes)) == 5
    assert takes == [KINDS[kind](Emotion("anger"), take=take) for take in range(1, 6)]


def test_takes_scatter_around_the_mean_as_said() -> None:
    """Sadness is no nearer to a bound than its own scatter, so that nothing is cut off."""
    mean = voice_targets(Emotion("sadness", 0.5))
    takes = [voice_targets(Emotion("sadness", 0.5), take=take) for take in range(1, 1500)]
    shifts = np.array([take.f0_shift for take in takes])
    assert shifts.mean() == pytest.approx(mean.f0_shift, abs=0.05)
    expected = np.hypot(voice.TARGETS["f0_shift"].sd, 0.2 * mean.f0_shift)
    assert shifts.std() == pytest.approx(expected, rel=0.15)


def test_cues_of_one_take_go_together() -> None:
    """A take in which anger comes out strongly is louder and brighter at once, and in the face."""
    takes = range(1, 600)
    level = [voice_targets(Emotion("anger", 0.6), take=take).level for take in takes]
    bright = [voice_targets(Emotion("anger", 0.6), take=take).brightness for take in takes]
    brow = [
        sum(v for u, v in face_targets(Emotion("anger", 0.6), take=n).units if u[:3] == "AU4") for n in takes
    ]
    assert np.corrcoef(level, bright)[0, 1] > 0.1
    assert np.corrcoef(level, brow)[0, 1] > 0.1


def test_faces_are_not_quite_even() -> None:
    units = dict(face_targets(Emotion("joy", 0.6), take=3).units)
    assert units["AU12L"] != units["AU12R"]
    assert units["AU12L"] == pytest.approx(units["AU12R"], rel=0.3)


def test_even_neutral_speech_varies_a_little() -> None:
    assert voice_targets(NEUTRAL, take=1) != VoiceTargets()


@pytest.mark.parametrize(("take", "variation"), [(-1, 1.0), (1, -0.1), (1, float("nan")), (1, 2.1)])
def test_impossible_takes_are_refused(take: int, variation: float) -> None:
    with pytest.raises(RequestError):
        voice_targets(Emotion("joy"), take=take, variation=variation)
