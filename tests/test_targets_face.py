"""Face targets: published units, smooth in intensity, blends that cooperate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.arkit import INDEX
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.targets.face import FaceTargets, face_targets
from emogen.conditioning.targets.units import action_units, units_to_arkit
from emogen.conditioning.vocabulary import BASIC
from emogen.errors import RequestError
from emogen.pipelines.face.motion.units import parse_units

PUBLISHED = {
    "joy": {"AU6", "AU12"},
    "sadness": {"AU1", "AU4", "AU15"},
    "surprise": {"AU1", "AU2", "AU5", "AU26"},
    "fear": {"AU1", "AU2", "AU4", "AU5", "AU20", "AU26"},
    "anger": {"AU4", "AU5", "AU7", "AU23"},
    "disgust": {"AU9", "AU10", "AU15"},
    "contempt": {"AU14L"},
}

RANGES = {
    "blink_rate": (5.0, 60.0),
    "head_pitch": (-0.25, 0.25),
    "head_roll": (-0.2, 0.2),
    "gaze_pitch": (-0.2, 0.2),
    "aversion": (0.0, 0.6),
    "movement": (0.3, 2.0),
    "articulation": (0.7, 1.3),
    "onset": (0.2, 1.2),
}
"""As the docstring of FaceTargets promises."""


def test_neutral_asks_for_nothing() -> None:
    assert face_targets(NEUTRAL) == FaceTargets()


@pytest.mark.parametrize("name", BASIC)
def test_prototypes_hold_the_published_units(name: str) -> None:
    units = dict(face_targets(Emotion(name)).units)
    assert PUBLISHED[name] <= {unit for unit, size in units.items() if size >= 0.3}


@pytest.mark.parametrize("name", BASIC)
def test_units_grow_smoothly_with_intensity(name: str) -> None:
    steps = np.linspace(0, 1, 21)
    apex = np.stack([units_to_arkit(face_targets(step * Emotion(name)).units) for step in steps])
    shown = apex[:, apex[-1] > 0.3]
    assert (np.diff(shown, axis=0) >= -1e-6).all()
    assert np.abs(np.diff(apex, axis=0)).max() < 0.12


def test_blends_show_both_parts() -> None:
    blend = dict(face_targets(Emotion.parse("joy:0.6 + surprise:0.4")).units)
    assert blend["AU12"] > 0.4
    assert blend["AU2"] > 0.3


def test_coordinates_alone_move_the_face() -> None:
    pleasant, unpleasant = (dict(face_targets(Emotion.va(v, 0.0)).units) for v in (0.7, -0.7))
    assert pleasant.get("AU12", 0) > 0.1
    assert unpleasant.get("AU12", 0) < 0.1
    assert face_targets(Emotion.va(0, 0.8)).movement > face_targets(Emotion.va(0, -0.8)).movement


def test_all_units_move_known_shapes() -> None:
    for unit, shapes in action_units().items():
        assert shapes, unit
        assert all(name in INDEX and 0 < weight <= 1 for name, weight in shapes)


def test_one_sided_units_move_one_side() -> None:
    shapes = units_to_arkit(parse_units("au14l=0.5"))
    assert shapes[INDEX["mouthDimpleLeft"]] == pytest.approx(0.5)
    assert shapes[INDEX["mouthDimpleRight"]] == 0


def test_units_add_up_and_saturate() -> None:
    shapes = units_to_arkit(parse_units("AU26=1, AU27=1"))
    assert shapes[INDEX["jawOpen"]] == 1


@pytest.mark.parametrize(
    "text", ["", "smile", "AU12", "AU12=2", "AU12=nan", "AU12=x", "AU99=1", "AU1L=1", "AU12=1,,"]
)
def test_malformed_units_are_refused(text: str) -> None:
    with pytest.raises(RequestError):
        parse_units(text)


@given(*[st.floats(-1, 1)] * 3)
def test_every_target_of_coordinates_is_in_its_range(v: float, a: float, d: float) -> None:
    targets = face_targets(Emotion.va(v, a, d))
    assert all(0 < size <= 1 for _, size in targets.units)
    for name, (low, high) in RANGES.items():
        assert low <= getattr(targets, name) <= high, name


@pytest.mark.parametrize("name", BASIC)
def test_every_target_of_a_name_is_in_its_range(name: str) -> None:
    targets = face_targets(Emotion(name))
    for field, (low, high) in RANGES.items():
        assert low <= getattr(targets, field) <= high, field
