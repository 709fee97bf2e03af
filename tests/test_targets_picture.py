"""Picture targets: neutral changes nothing; directions agree with what has been published."""

from __future__ import annotations

from dataclasses import astuple, fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.picture import (
    BRIGHTNESS_OF_VAD,
    SATURATION_OF_VAD,
    PictureTargets,
    picture_targets,
)

_LIMITS = {
    "brightness": (-0.16, 0.16),
    "saturation": (0.42, 2.35),
    "contrast": (0.65, 1.53),
    "tint_red": (-0.05, 0.05),
    "tint_yellow": (-0.05, 0.05),
    "haze": (-0.35, 0.6),
    "key_light": (0.45, 1.75),
    "softness": (-1, 1),
    "cloud": (-0.5, 0.6),
    "rain": (0, 1),
    "fog": (0, 1),
    "storm": (0, 1),
    "roughness": (-0.6, 1),
    "angularity": (-1, 1),
    "vignette": (0, 0.6),
    "darkness": (-0.3, 1),
    "life": (-1, 1),
    "decay": (0, 1),
    "company": (-1, 1),
    "shelter": (-1, 1),
    "menace": (0, 1),
    "fire": (0, 1),
    "filth": (0, 1),
    "eye_height": (0.5, 2),
    "remoteness": (-1, 1),
}
_coordinate = st.floats(-1, 1)


def test_neutral_changes_nothing() -> None:
    assert picture_targets(NEUTRAL) == PictureTargets()


def test_the_inverse_is_of_valdez_and_mehrabian() -> None:
    published = np.array([[0.69, 0.22], [-0.31, 0.60], [-0.76, 0.32]])
    inverse = np.linalg.pinv(published)
    np.testing.assert_allclose([BRIGHTNESS_OF_VAD, SATURATION_OF_VAD], inverse, atol=5e-4)


@given(_coordinate, _coordinate, _coordinate)
def test_every_target_is_in_its_range(valence: float, arousal: float, dominance: float) -> None:
    targets = picture_targets(Emotion.va(valence, arousal, dominance))
    for field in fields(targets):
        low, high = _LIMITS[field.name]
        assert low <= getattr(targets, field.name) <= high, field.name


@pytest.mark.parametrize(
    ("target", "axis", "sign"),
    [
        ("brightness", 0, 1),
        ("brightness", 2, -1),
        ("saturation", 0, 1),
        ("saturation", 1, 1),
        ("contrast", 1, 1),
        ("key_light", 0, 1),
        ("angularity", 1, 1),
        ("angularity", 0, -1),
        ("cloud", 0, -1),
        ("life", 0, 1),
        ("decay", 0, -1),
        ("company", 0, 1),
        ("company", 1, 1),
        ("shelter", 0, 1),
        ("darkness", 0, -1),
        ("darkness", 1, 1),
        ("storm", 1, 1),
        ("eye_height", 2, 1),
        ("remoteness", 0, -1),
        ("remoteness", 1, -1),
    ],
)
def test_targets_are_monotone(target: str, axis: int, sign: int) -> None:
    values = []
    for x in np.linspace(-1, 1, 21):
        point = [0.0, 0.0, 0.0]
        point[axis] = float(x)
        values.append(getattr(picture_targets(Emotion.va(*point)), target))
    steps = sign * np.diff(values)
    assert (steps >= -1e-9).all()
    assert steps.sum() > 0.05


@given(_coordinate, _coordinate)
def test_targets_are_smooth(valence: float, arousal: float) -> None:
    here = astuple(picture_targets(Emotion.va(valence, arousal)))
    near = astuple(picture_targets(Emotion.va(max(-1.0, valence - 0.005), arousal)))
    assert max(abs(a - b) for a, b in zip(here, near, strict=True)) < 0.06


def test_named_emotions_have_their_colours_and_weather() -> None:
    joy, sadness, anger, fear = (picture_targets(Emotion(n)) for n in ("joy", "sadness", "anger", "fear"))
    assert joy.tint_yellow > 0 > sadness.tint_yellow
    assert anger.tint_red > max(joy.tint_red, 0.02)
    assert sadness.rain > joy.rain == 0
    assert anger.storm > fear.storm > sadness.storm
    assert fear.vignette > joy.vignette


def test_named_emotions_have_their_content() -> None:
    anger, fear, disgust, sadness, joy = (
        picture_targets(Emotion(name)) for name in ("anger", "fear", "disgust", "sadness", "joy")
    )
    assert anger.fire > 0.5 > max(fear.fire, disgust.fire, sadness.fire, joy.fire)
    assert fear.menace > 0.5 > max(anger.menace, disgust.menace, sadness.menace, joy.menace)
    assert fear.darkness > 0.6 > max(anger.darkness, disgust.darkness, sadness.darkness, joy.darkness)
    assert disgust.filth > 0.5 > max(anger.filth, fear.filth, sadness.filth, joy.filth)
    assert sadness.company < -0.5 < min(anger.company, fear.company, disgust.company, joy.company)
    assert joy.life > 0.5 > 0 > max(anger.life, fear.life, disgust.life, sadness.life)
