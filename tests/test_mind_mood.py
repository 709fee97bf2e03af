"""Feelings and moods over time, and from one character to another."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.mind import Character, Event, Mind, Personality, mood_name
from emogen.conditioning.mind.feelings import Feelings, find_kind, occ_kinds
from emogen.conditioning.mind.mood import MOOD_HALF_LIFE, SWING, Affect
from emogen.conditioning.pad import swung

unit = st.floats(-1, 1)
share = st.floats(0, 1)
personalities = st.builds(Personality, unit, unit, unit, unit, unit)
events = st.builds(
    Event,
    desirability=unit,
    praise=unit,
    actor=st.sampled_from(["self", "other"]),
    prospect=st.sampled_from(["happened", "possible", "confirmed", "disconfirmed"]),
    likelihood=share,
    desirability_for_other=unit,
    liking=unit,
    appeal=unit,
)
kinds = st.sampled_from(sorted({*occ_kinds(), *vocabulary.entries()}))
feelings = st.builds(
    Feelings.of, st.dictionaries(kinds, share, max_size=5).map(dict.items), st.tuples(unit, unit, unit)
)


# Feelings and mood over time


@given(feelings, st.floats(0, 5000), st.floats(0, 5000), st.floats(0.7, 1.42))
def test_feelings_only_fade(felt: Feelings, first: float, second: float, persistence: float) -> None:
    sooner = dict(felt.faded(first, persistence).named)
    later = dict(felt.faded(first + second, persistence).named)
    assert all(later.get(name, 0.0) <= x + 1e-12 for name, x in sooner.items())
    assert later.keys() <= sooner.keys() <= dict(felt.named).keys()


@given(feelings, feelings, share)
def test_what_is_felt_stays_in_bounds(felt: Feelings, new: Feelings, inertia: float) -> None:
    both = felt.joined(new, inertia)
    assert both.total <= 1 + 1e-9
    assert all(-1 <= x <= 1 for x in both.emotion.vad)


@given(feelings, st.tuples(unit, unit, unit), st.floats(0, 3000), st.floats(0, 3000))
def test_many_steps_are_one_step(felt: Feelings, swing: tuple[float, ...], one: float, two: float) -> None:
    start = Affect(felt, (swing[0], swing[1], swing[2]))
    steps, whole = start.after(one).after(two), start.after(one + two)
    assert steps.swing == pytest.approx(whole.swing, abs=1e-3)  # What is no longer felt is dropped.
    named = dict(whole.feelings.named)
    assert {**dict.fromkeys(named, 0.0), **dict(steps.feelings.named)} == pytest.approx(named, abs=2e-4)


def test_the_closed_form_solves_its_equation() -> None:
    start = Affect(Feelings.of([("anger", 0.6), ("sadness", 0.3)], (0.05, 0.0, -0.1)), (0.2, -0.1, 0.4))
    rate = math.log(2) / MOOD_HALF_LIFE
    step, swing, at = 0.25, list(start.swing), start
    for number in range(2400):
        at = Affect(start.feelings.faded((number + 0.5) * step, 1.2))
        pulls = [sum(pull[axis] for pull, _ in at.feelings.sources(1.2)) for axis in range(3)]
        swing = [s + step * rate * (SWING * p - s) for s, p in zip(swing, pulls, strict=True)]
    assert start.after(600.0, 1.2).swing == pytest.approx(swing, abs=2e-3)


def test_equal_half_lives_are_no_special_case() -> None:
    start = Affect(Feelings.of([("anger", 0.8)]))
    equal = MOOD_HALF_LIFE / find_kind("anger").half_life
    near = [start.after(200.0, equal * factor).swing[0] for factor in (1 - 1e-7, 1.0, 1 + 1e-7)]
    assert near[0] == pytest.approx(near[1], rel=1e-5)
    assert near[2] == pytest.approx(near[1], rel=1e-5)


@settings(deadline=None)
@given(personalities, st.lists(events, min_size=1, max_size=4))
def test_everyone_returns_to_the_temperament(personality: Personality, happened: list[Event]) -> None:
    one = Mind(Character("Ada", personality=personality))
    for event in happened:
        one.react(event)
        one.advance(20)
    one.advance(24 * 3600)
    assert one.mood == pytest.approx(personality.temperament, abs=1e-6)
    assert one.feelings == {}


bad_events = st.builds(
    Event, desirability=st.floats(-1, -0.05), praise=st.floats(-1, 0), actor=st.just("other")
)


@settings(deadline=None)
@given(bad_events, st.floats(-1, 0.8), st.floats(0.1, 1), st.integers(0, 99))
def test_a_neurotic_character_swings_more(event: Event, low: float, more: float, seed: int) -> None:
    calm, upset = (
        Mind(Character("Ada", personality=Personality(neuroticism=n)), seed=seed)
        for n in (low, min(1.0, low + more))
    )
    calm.react(event)
    upset.react(event)
    for _ in range(5):
        calm.advance(120)
        upset.advance(120)
        assert upset.state.affect_now.swing[0] < calm.state.affect_now.swing[0] < 0
        assert sum(upset.feelings.values()) > sum(calm.feelings.values()) > 0


def test_the_last_emotion_shapes_the_next() -> None:
    def after(first: str) -> float:
        one = Mind(Character("Ada"), variation=0)
        one.feel(0.4 * Emotion(first) if first != "neutral" else NEUTRAL)
        one.react(Event(desirability=0.4))
        return one.feelings["joy"]

    assert after("grief") < after("neutral") < after("hope")


def test_an_opposite_emotion_displaces_less_where_inertia_is_high() -> None:
    left = []
    for neuroticism in (-1.0, 1.0):
        one = Feelings.of([("anger", 0.3)])
        joined = one.joined(Feelings.of([("gratitude", 0.3)]), Personality(neuroticism=neuroticism).inertia)
        left.append(dict(joined.named)["anger"])
    assert left[0] < left[1] < 0.3


def test_feelings_fade_from_when_they_arose() -> None:
    one = Mind(Character("Ada"), variation=0)
    one.advance(1000)
    one.react(Event(desirability=-0.4, praise=-0.4, actor="other"))
    one.advance(find_kind("anger").half_life)
    assert one.feelings["anger"] == pytest.approx(0.2)


def test_a_fear_ends_with_the_false_alarm_and_other_fears_stay() -> None:
    threat = Event(desirability=-0.7, likelihood=0.6, prospect="possible")
    false_alarm = replace(threat, prospect="disconfirmed")
    one = Mind(Character("Ada"), variation=0)
    one.react(threat)
    assert one.feelings.keys() == {"fear"}
    one.advance(30)
    one.react(false_alarm)
    assert one.feelings.keys() == {"relief"}

    two = Mind(Character("Bo"), variation=0)
    two.feel(0.5 * Emotion("fear"))
    two.react(threat)
    two.react(false_alarm)
    assert 0 < two.feelings["fear"] < 0.5


@given(unit, st.floats(-2, 2), st.floats(0, 1))
def test_moods_swing_smoothly_within_the_axes(rest: float, swing: float, more: float) -> None:
    assert -1 <= swung(rest, swing) <= 1
    assert swung(rest, 0.0) == rest
    assert abs(swung(rest, swing) - rest) <= abs(swing) + 1e-12
    assert swung(rest, swing + more) >= swung(rest, swing) - 1e-12


def test_moods_have_names() -> None:
    assert mood_name((0.0, 0.01, 0.0)) == "neutral"
    assert mood_name((-0.3, 0.4, -0.2)) == "slightly anxious"
    assert mood_name((0.7, 0.7, 0.5)) == "moderately exuberant"
    assert mood_name((1, -1, 1)) == "fully relaxed"


# Contagion


@given(feelings, feelings, share)
def test_contagion_never_overshoots(mine: Feelings, theirs: Feelings, amount: float) -> None:
    caught = dict(mine.towards(theirs, amount).named)
    one, other = dict(mine.named), dict(theirs.named)
    for name in {*one, *other}:
        low, high = sorted((one.get(name, 0.0), other.get(name, 0.0)))
        assert low - 2e-4 <= caught.get(name, 0.0) <= high + 1e-12


def test_closeness_and_personality_decide_how_much_is_caught() -> None:
    def caught(closeness: float, **factors: float) -> float:
        one = Mind(Character("Ada", personality=Personality(**factors)))
        one.catch(Emotion("fear"), closeness)
        return one.feelings.get("fear", 0.0)

    assert caught(0) == 0 < caught(0.3) < caught(1) < 1
    assert caught(1, agreeableness=-1) < caught(1) < caught(1, agreeableness=1)
    assert caught(1, neuroticism=-1) < caught(1) < caught(1, neuroticism=1)


def test_a_calm_friend_soothes_and_an_afraid_one_frightens() -> None:
    calm, afraid = Mind(Character("Ada")), Mind(Character("Bo"))
    afraid.feel(Emotion("fear"))
    before = afraid.feelings["fear"]
    afraid.catch(calm, 0.9)
    assert afraid.feelings["fear"] < before
    calm.catch(afraid, 0.9)
    assert 0 < calm.feelings["fear"] < before
