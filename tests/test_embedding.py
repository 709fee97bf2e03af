"""The embedding and the mapping between taxonomies."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.embedding import EMBEDDING_VERSION, LIPSCHITZ, SIZE, check_version, embed
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.taxonomy import describe
from emogen.errors import RequestError

NAMES = tuple(vocabulary.entries())
coordinates = st.floats(-1, 1).map(lambda x: round(x, 6))
points = st.tuples(coordinates, coordinates, coordinates)


def _nearest(emotion: Emotion) -> str:
    every = np.array([embed(Emotion(name)) for name in NAMES])
    cosine = every @ embed(emotion) / np.linalg.norm(every, axis=1)
    return NAMES[int(cosine.argmax())]


def test_the_embedding_is_a_vector_and_neutral_is_its_origin() -> None:
    vector = embed(Emotion.parse("joy:0.6 + va(0, 0.3)"))
    assert vector.shape == (SIZE,)
    assert vector.dtype == np.float32
    assert not embed(NEUTRAL).any()


@settings(max_examples=200)
@given(points, points, st.floats(0.001, 1))
def test_the_embedding_is_smooth_in_the_coordinates(
    one: tuple[float, ...], way: tuple[float, ...], t: float
) -> None:
    other = [round(a + t * (b - a), 6) for a, b in zip(one, way, strict=True)]
    apart = float(np.linalg.norm(np.subtract(one, other)))
    moved = np.subtract(embed(Emotion.va(*one)), embed(Emotion.va(*other)))
    assert np.linalg.norm(moved) <= LIPSCHITZ * apart + 1e-4


@pytest.mark.parametrize("weight", [0.5, 0.75, 1.0])
def test_every_name_is_its_own_nearest_at_half_intensity_and_above(weight: float) -> None:
    assert [_nearest(Emotion(name, weight)) for name in NAMES] == list(NAMES)


def test_names_stay_apart_under_a_third_of_another_emotion() -> None:
    mixed = [_nearest(Emotion(name).mix(Emotion(NAMES[index - 7]), 0.3)) for index, name in enumerate(NAMES)]
    assert np.mean([found == name for found, name in zip(mixed, NAMES, strict=True)]) > 0.85


def test_the_version_stands_for_these_vectors() -> None:
    """Another fingerprint means other vectors: raise EMBEDDING_VERSION, then renew it here."""
    probes = [*(Emotion(name) for name in NAMES), Emotion.va(-0.4, 0.2), -Emotion("joy")]
    vectors = np.concatenate([embed(probe) for probe in probes])
    fingerprint = hashlib.sha256(np.round(vectors * 100).astype(np.int16).tobytes()).hexdigest()[:12]
    assert (EMBEDDING_VERSION, fingerprint) == (1, "f0502187fdc7")


def test_another_version_is_refused() -> None:
    check_version(EMBEDDING_VERSION, "the adapter")
    with pytest.raises(RequestError, match="version 99"):
        check_version(99, "the adapter")


@pytest.mark.parametrize("name", vocabulary.members("plutchik-dyad"))
def test_mixing_two_primaries_is_their_dyad(name: str) -> None:
    one, other = vocabulary.entries()[name].parts
    found = describe(Emotion(one).mix(Emotion(other), 0.5), "plutchik-dyad")
    assert next(iter(found)) == name


@pytest.mark.parametrize("taxonomy", vocabulary.TAXONOMIES)
def test_a_name_is_likely_itself(taxonomy: str) -> None:
    for name in vocabulary.members(taxonomy):
        found = describe(Emotion(name), taxonomy)
        assert sum(found.values()) == pytest.approx(1)
        assert name in list(found)[:3]


@given(points)
def test_a_point_is_a_distribution_over_names(point: tuple[float, float, float]) -> None:
    found = describe(Emotion.of([], point), "goemotions")
    assert len(found) == 27
    assert sum(found.values()) == pytest.approx(1)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_neutral_is_called_anything() -> None:
    assert set(describe(NEUTRAL, "ekman").values()) == {1 / 7}


def test_an_unknown_taxonomy_is_refused() -> None:
    with pytest.raises(RequestError, match="goemotions"):
        describe(Emotion("joy"), "goemotion")
