"""What emotions ask of a voice."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets import voice
from emogen.conditioning.targets.voice import TARGETS, VoiceTargets, voice_targets

SIX = ("joy", "sadness", "anger", "fear", "surprise", "disgust")
UNIT = st.floats(-1, 1)


def test_neutral_changes_nothing() -> None:
    assert voice_targets(NEUTRAL) == voice.NEUTRAL == VoiceTargets()
    assert voice_targets(Emotion("anger", 0.0)) == voice.NEUTRAL


@given(UNIT, UNIT, UNIT)
def test_every_point_stays_in_range(valence: float, arousal: float, dominance: float) -> None:
    targets = asdict(voice_targets(Emotion.va(valence, arousal, dominance)))
    assert all(target.low <= targets[name] <= target.high for name, target in TARGETS.items())
    assert set(targets) == set(TARGETS)


@pytest.mark.parametrize("name", [*SIX, "contempt"])
def test_targets_move_one_way_with_intensity(name: str) -> None:
    steps = [asdict(voice_targets(Emotion(name, k / 10))) for k in range(11)]
    for target in TARGETS:
        changes = [b[target] - a[target] for a, b in pairwise(steps)]
        assert all(c >= -1e-9 for c in changes) or all(c <= 1e-9 for c in changes), target
        assert max(map(abs, changes)) < 0.25 * (TARGETS[target].high - TARGETS[target].low)


def test_published_directions() -> None:
    joy, sad, angry, afraid, disgusted = (
        voice_targets(Emotion(name)) for name in ("joy", "sadness", "anger", "fear", "disgust")
    )
    assert joy.f0_shift > 0 > sad.f0_shift
    assert afraid.f0_shift > joy.f0_shift
    assert disgusted.f0_shift < 0
    assert angry.f0_range > 1 > sad.f0_range
    assert afraid.f0_range < 1
    assert angry.sonorant_length < 1 < sad.sonorant_length < 1.8
    assert disgusted.sonorant_length > 1
    assert angry.level > joy.level > 0 > sad.level
    assert angry.brightness > 0 > sad.brightness
    assert sad.pause_length > 1 > angry.pause_length
    assert afraid.tremor > 0 == joy.tremor


def test_coordinates_alone_move_the_voice() -> None:
    excited, calm = voice_targets(Emotion.va(0.0, 0.7)), voice_targets(Emotion.va(0.0, -0.7))
    assert excited.f0_shift > 0 > calm.f0_shift
    assert excited.level > 0 > calm.level
    assert excited.sonorant_length < 1 < calm.sonorant_length


def test_a_mixture_lies_between_its_parts() -> None:
    mixed = voice_targets(Emotion.parse("joy:0.5 + sadness:0.5")).level
    assert voice_targets(Emotion("sadness")).level < mixed < voice_targets(Emotion("joy")).level


def test_men_move_their_pitch_further() -> None:
    fear = Emotion("fear")
    assert voice_targets(fear, sex="male").f0_shift > voice_targets(fear, sex="female").f0_shift


def test_attitudes_are_heard_as_themselves() -> None:
    """Not as weak joy or anger: seduction and dominance lower the voice, friendliness lifts it."""
    friendly, seductive, dominant, distant = (
        voice_targets(Emotion.parse(f"attitude:{name}"))
        for name in ("friendly", "seductive", "dominant", "distant")
    )
    assert seductive.f0_shift < 0 < friendly.f0_shift
    assert dominant.f0_shift < 0 < dominant.level
    assert seductive.level < 0 < seductive.sonorant_length - 1
    assert distant.f0_range < 0.8 < 1.1 < friendly.f0_range


def test_tenderness_is_low_and_soft() -> None:
    tender = voice_targets(Emotion("tenderness"))
    assert tender.f0_shift < 0
    assert tender.brightness < 0
    assert tender.level < 0
    assert tender.jitter == 0
