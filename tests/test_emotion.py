"""The emotion value: its algebra, its text form, its coordinates."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import NEUTRAL, Emotion, as_emotion
from emogen.conditioning.vocabulary import BASIC
from emogen.errors import RequestError

names = st.sampled_from(sorted(vocabulary.entries()))
weights = st.floats(-1, 1)
points = st.tuples(weights, weights, weights)
emotions = st.builds(Emotion.of, st.lists(st.tuples(names, weights), max_size=4), points)
named = st.builds(Emotion.of, st.lists(st.tuples(names, weights), min_size=1, max_size=4))


@given(emotions)
def test_prints_what_it_parses(emotion: Emotion) -> None:
    assert Emotion.parse(str(emotion)) == emotion


@given(emotions)
def test_double_negation_is_identity(emotion: Emotion) -> None:
    opposite = -emotion
    assert -opposite == emotion


@given(emotions)
def test_scale_zero_is_neutral_and_scale_one_is_identity(emotion: Emotion) -> None:
    assert 0 * emotion == NEUTRAL
    assert 1 * emotion == emotion


@given(emotions, emotions)
def test_mixing_goes_from_one_to_the_other(one: Emotion, other: Emotion) -> None:
    assert one.mix(other, 0) == one
    assert one.mix(other, 1) == other
    assert one.mix(one, 0.5).vad == pytest.approx(one.vad, abs=1e-5)


@given(emotions)
def test_neutral_adds_nothing_and_an_emotion_and_its_opposite_are_none(emotion: Emotion) -> None:
    assert emotion + NEUTRAL == emotion
    assert emotion - emotion == NEUTRAL


@given(emotions, emotions, st.floats(0, 1))
def test_a_mixture_lies_between_its_parts(one: Emotion, other: Emotion, t: float) -> None:
    """In coordinates, while no weight has to be clipped: both parts hold at most one whole emotion."""
    one, other = (
        Emotion.of(part.terms) * (1 / max(1.0, sum(abs(w) for _, w in part.terms))) for part in (one, other)
    )
    for low, mixed, high in zip(one.vad, one.mix(other, t).vad, other.vad, strict=True):
        assert min(low, high) - 1e-4 <= mixed <= max(low, high) + 1e-4


@given(emotions, emotions, st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]))
def test_mixing_is_symmetric(one: Emotion, other: Emotion, t: float) -> None:
    forth, back = one.mix(other, t), other.mix(one, 1 - t)
    assert forth.vad == pytest.approx(back.vad, abs=1e-5)
    assert dict(forth.terms) == pytest.approx(dict(back.terms), abs=1e-5)


@given(emotions)
def test_coordinates_and_strengths_stay_in_bounds(emotion: Emotion) -> None:
    assert all(-1 <= x <= 1 for x in emotion.vad)
    strengths = emotion.basic()
    assert set(strengths) == set(BASIC)
    assert all(0 <= x <= 1 for x in strengths.values())
    assert sum(strengths.values()) <= 1 + 1e-9


@given(named)
def test_negation_mirrors_the_coordinates(emotion: Emotion) -> None:
    assert (-emotion).vad == pytest.approx([-x for x in emotion.vad], abs=1e-6)


@given(names, st.floats(0.05, 1), st.floats(0.05, 1))
def test_more_intensity_is_farther_from_neutral(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert math.hypot(*Emotion(name, low).vad) <= math.hypot(*Emotion(name, high).vad) + 1e-6


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("joy", "joy"),
        ("Happy", "joy"),
        ("joy:0.6+surprise:0.4", "0.6*joy + 0.4*surprise"),
        ("0.3*anger", "0.3*anger"),
        ("-joy", "-joy"),
        ("joy - 0.5*fear", "-0.5*fear + joy"),
        ("joy-fear", "-fear + joy"),
        ("joy + joy:-1", "neutral"),
        ("neutral", "neutral"),
        ("vad(-0.4, .2, 0.1)", "vad(-0.4, 0.2, 0.1)"),
        ("bittersweet pride", "0.5*bittersweet + 0.5*pride"),
        ("a bit worried", "0.54*apprehension"),
        ("so very angry", "anger"),
        ("not happy", "-0.5*joy"),
        ("0.5*stifled anger", "0.2*anger"),
        ("attitude:Dominant", "dominant"),
        ("plutchik-dyad:love", "love"),
        ("out of breath", "outofbreath"),
        ("jealousy and envy", "envy"),
        ("sad and neutral", "0.5*sadness"),
        ("😀", "0.69*joy"),
        ("👍🏽", "0.39*anticipation + 0.39*joy + 0.47*trust"),
        ("joy + 0.5*vad(0,1,0)", "joy + vad(0, 0.5, 0)"),
    ],
)
def test_reads_every_documented_form(text: str, printed: str) -> None:
    assert str(Emotion.parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("jy", "Did you mean joy"),
        ("joy:7", "out of range"),
        ("joy +", "column 6"),
        ("joy (surprise)", "column 5"),
        ("attitude:joy", "unknown attitude emotion"),
        ("mood:joy", "a number expected"),
        ("joy very", "names no emotion after"),
        ("joy quite", "names no emotion after"),
        ("a bit", "names no emotion"),
        ("va(1)", "takes 2 numbers"),
        ("va(2, 0.1)", "valence 2 is out of range"),
        ("va(0.1, 2)", "arousal 2 is out of range"),
        ("🦄", "unknown emoji"),
        ("nan*joy", "column 4"),
        ("joy:", "number expected"),
        ("joy:abc", "number expected"),
        ("sad -> joy", "track"),
        ("joy and", "unknown emotion 'and'"),
        ("(joy)", "column 1"),
    ],
)
def test_malformed_text_is_one_clear_error(text: str, says: str) -> None:
    with pytest.raises(RequestError) as error:
        Emotion.parse(text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        emotion = Emotion.parse(text)
    except RequestError:
        return
    assert Emotion.parse(str(emotion)) == emotion


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.01, -7])
def test_coordinates_out_of_range_are_refused(value: float) -> None:
    with pytest.raises(RequestError):
        Emotion.va(value, 0)
    with pytest.raises(RequestError):
        Emotion("joy", value)


@pytest.mark.parametrize("name", BASIC)
def test_a_basic_emotions_own_coordinates_lead_back_to_it(name: str) -> None:
    strengths = Emotion.va(*vocabulary.entries()[name].vad).basic()
    assert max(strengths, key=lambda key: strengths[key]) == name


def test_dominance_follows_valence_and_arousal_when_it_is_not_given() -> None:
    assert Emotion.va(-0.5, -0.5).dominance < 0 < Emotion.va(0.5, 0.5).dominance


def test_the_opposite_of_joy_is_sad() -> None:
    strengths = (-Emotion("joy")).basic()
    assert strengths["sadness"] > 0.8
    assert strengths["joy"] == 0


def test_the_constructor_reads_what_parse_reads() -> None:
    assert Emotion("a bit worried") == Emotion.parse("a bit worried")
    assert Emotion("0.5*joy + va(0, 0.2)", 0.5) == 0.5 * Emotion.parse("0.5*joy + va(0, 0.2)")


def test_text_stands_for_an_emotion() -> None:
    assert Emotion("joy").mix("fear", 0.3) == Emotion("joy").mix(Emotion("fear"), 0.3)
    assert as_emotion("0.5*joy") == Emotion("joy", 0.5)
    with pytest.raises(RequestError, match="float is no emotion"):
        as_emotion(0.5)  # type: ignore[arg-type]


def test_emotions_are_values() -> None:
    assert len({Emotion("joy"), Emotion("happiness"), Emotion.parse("1*joy")}) == 1
    with pytest.raises(AttributeError):
        Emotion("joy").point = (0.0, 0.0, 0.0)  # type: ignore[misc]


def test_the_vocabulary_holds_the_sets_it_claims() -> None:
    counts = {taxonomy: len(vocabulary.members(taxonomy)) for taxonomy in vocabulary.TAXONOMIES}
    del counts["common"]
    assert counts == {
        "ekman": 7,
        "plutchik": 24,
        "plutchik-dyad": 24,
        "goemotions": 27,
        "emonet": 40,
        "audio2face": 10,
        "attitude": 4,
    }


@pytest.mark.parametrize("word", sorted(vocabulary.words()))
def test_every_word_can_be_written(word: str) -> None:
    assert Emotion.parse(word) == Emotion(vocabulary.find(word).name)


def test_every_entry_says_what_it_is() -> None:
    entries = vocabulary.entries()
    words = [word for entry in entries.values() for word in (entry.name, *entry.synonyms)]
    assert len(words) == len(set(words))
    for entry in entries.values():
        assert entry.source
        assert all(-1 <= x <= 1 for x in entry.vad)
        assert all(0 < x < 1 for x in entry.spread)
        assert {basic for basic, _ in entry.basic} <= set(BASIC)
        assert sum(strength for _, strength in entry.basic) <= 1
        assert set(entry.parts) <= set(vocabulary.PRIMARIES)
        assert sum(strength for _, strength in entry.primaries) <= 1 + 1e-9


@pytest.mark.parametrize("emoji", sorted(vocabulary.emoji()))
def test_every_emoji_is_an_emotion(emoji: str) -> None:
    emotion = Emotion.parse(emoji)
    assert {name for name, _ in emotion.terms} <= set(vocabulary.PRIMARIES)


@given(emotions, st.lists(st.tuples(st.sampled_from(sorted(vocabulary.words())), weights), max_size=4))
def test_labels_parse_back_and_change_nothing(emotion: Emotion, asked: list[tuple[str, float]]) -> None:
    mixed = Emotion.of(asked) + emotion
    canonical = Emotion.of([(vocabulary.find(word).name, weight) for word, weight in asked]) + emotion
    assert mixed == canonical
    assert hash(mixed) == hash(canonical)
    assert str(mixed) == str(canonical)
    assert Emotion.parse(mixed.label) == mixed


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("melancholy", "melancholy"),
        ("Melancholic", "melancholic"),
        ("0.3*gloomy + joy", "joy + 0.3*gloomy"),
        ("melancholy:0.5 + gloomy:0.3", "0.8*pensiveness"),
        ("pensiveness", "pensiveness"),
        ("attitude:dominant", "dominant"),
        ("-happy", "-happy"),
        ("neutral", "neutral"),
        ("va(-0.4, 0.2)", str(Emotion.va(-0.4, 0.2))),
    ],
)
def test_a_label_says_the_word_that_was_asked_for(text: str, label: str) -> None:
    assert Emotion.parse(text).label == label
    assert Emotion(text).label == label


def test_words_are_kept_through_the_algebra() -> None:
    gloomy = Emotion("gloomy")
    assert (0.5 * gloomy).label == "0.5*gloomy"
    assert gloomy.mix("happy", 0.5).label == "0.5*happy + 0.5*gloomy"
    assert (gloomy - gloomy).label == "neutral"
