"""Characters: personality, appraisal, feelings and moods over time, contagion, memory."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.mind import Character, Event, Memory, Personality, appraise, mood_name
from emogen.conditioning.mind.feelings import Feelings, find_kind, occ_kinds
from emogen.conditioning.mind.memory import CAPACITY, kept, recall, word_overlap
from emogen.conditioning.mind.mood import MOOD_HALF_LIFE, SWING, Affect
from emogen.conditioning.mind.pad import swung
from emogen.errors import RequestError
from emogen.tables import asset_rows

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
words = st.sampled_from(sorted(vocabulary.entries()))
emotions = st.builds(
    Emotion.of, st.lists(st.tuples(words, unit), max_size=4), st.tuples(unit, unit, unit) | st.just((0, 0, 0))
)
INSULT = Event("The traveller insulted me.", desirability=-0.6, praise=-0.8, actor="other")
THANKS = Event("The traveller thanked me.", desirability=0.5, praise=0.7, actor="other")


# Personality


def test_temperament_is_mehrabians() -> None:
    # The example of Gebhard 2005, whose ".4 neuroticism" has the effects of stability.
    one = Personality(0.4, 0.8, 0.6, 0.3, -0.4)
    assert one.temperament == pytest.approx((0.379, -0.078, 0.500), abs=1e-9)


@given(personalities, share)
def test_neuroticism_makes_less_pleased_and_more_aroused(one: Personality, step: float) -> None:
    calm, upset = (
        Personality(one.openness, one.conscientiousness, one.extraversion, one.agreeableness, n)
        for n in (-step, step)
    )
    assert calm.temperament[0] >= upset.temperament[0]
    assert calm.temperament[1] <= upset.temperament[1]
    assert all(-1 <= x <= 1 for x in upset.temperament)


@pytest.mark.parametrize("value", [1.01, math.nan, -math.inf])
def test_a_factor_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(RequestError, match="neuroticism"):
        Personality(neuroticism=value)


# Appraisal


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (Event(desirability=0.5), {"joy": 0.5}),
        (Event(desirability=-0.5), {"distress": 0.5}),
        (Event(desirability=0.8, prospect="possible", likelihood=0.25), {"hope": 0.2}),
        (Event(desirability=-0.8, prospect="possible", likelihood=0.25), {"fear": 0.2}),
        (Event(desirability=0.8, prospect="confirmed", likelihood=1), {"satisfaction": 0.8}),
        (Event(desirability=-0.8, prospect="confirmed", likelihood=1), {"fears-confirmed": 0.8}),
        (Event(desirability=0.8, prospect="disconfirmed"), {"disappointment": 0.4}),
        (Event(desirability=-0.8, prospect="disconfirmed"), {"relief": 0.4}),
        (Event(desirability_for_other=0.5, liking=0.5), {"happy-for": 0.25}),
        (Event(desirability_for_other=0.5, liking=-0.5), {"resentment": 0.25}),
        (Event(desirability_for_other=-0.5, liking=0.5), {"pity": 0.25}),
        (Event(desirability_for_other=-0.5, liking=-0.5), {"gloating": 0.25}),
        (Event(praise=0.5, actor="self"), {"pride": 0.5}),
        (Event(praise=-0.5, actor="self"), {"shame": 0.5}),
        (Event(praise=0.5, actor="other"), {"admiration": 0.5}),
        (Event(praise=-0.5, actor="other"), {"reproach": 0.5}),
        (Event(desirability=0.5, praise=0.5, actor="self"), {"gratification": 0.5}),
        (Event(desirability=-0.5, praise=-0.5, actor="self"), {"remorse": 0.5}),
        (Event(desirability=0.5, praise=0.5, actor="other"), {"gratitude": 0.5}),
        (Event(desirability=-0.5, praise=-0.5, actor="other"), {"anger": 0.5}),
        (Event(appeal=0.5), {"love": 0.5}),
        (Event(appeal=-0.5), {"hate": 0.5}),
        (Event("Nothing to me."), {}),
    ],
)
def test_each_emotion_of_occ_arises(event: Event, expected: dict[str, float]) -> None:
    assert appraise(event) == pytest.approx(expected)


@given(events)
def test_appraisal_gives_known_emotions_in_range(event: Event) -> None:
    felt = appraise(event)
    assert felt.keys() <= occ_kinds().keys()
    assert all(0 < x <= 1 for x in felt.values())


def test_praise_needs_an_actor_and_words_are_checked() -> None:
    with pytest.raises(RequestError, match="nobody did"):
        Event(praise=0.5)
    with pytest.raises(RequestError, match="possible"):
        Event(prospect="maybe")  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="surrogate"):
        Event("\ud800")


def test_the_table_has_the_22_in_the_octants_of_the_paper() -> None:
    octants = {
        row["name"]: mood_name(occ_kinds()[row["name"]].pull).split()[1] for row in asset_rows("occ.tsv")
    }
    assert len(octants) == 22
    assert octants["anger"] == octants["hate"] == "hostile"
    assert octants["fear"] == octants["shame"] == octants["remorse"] == octants["disappointment"] == "anxious"
    assert octants["distress"] == octants["pity"] == octants["fears-confirmed"] == "bored"
    assert octants["joy"] == octants["love"] == octants["pride"] == octants["happy-for"] == "exuberant"
    assert octants["relief"] == octants["satisfaction"] == "relaxed"
    assert octants["gratitude"] == octants["hope"] == octants["admiration"] == "dependent"
    assert octants["reproach"] == "disdainful"
    assert octants["gloating"] == "docile"


@pytest.mark.parametrize("name", sorted(occ_kinds()))
def test_an_emotion_shows_with_the_sign_of_its_pleasure(name: str) -> None:
    kind = find_kind(name)
    assert kind.pull[0] * kind.emotion.valence >= 0
    assert sum(weight for _, weight in kind.emotion.terms) == pytest.approx(1.0)
    if name in vocabulary.entries():
        assert kind.emotion == Emotion(name)


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
    one = Character("Ada", personality)
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
        Character("Ada", Personality(neuroticism=n), seed=seed) for n in (low, min(1.0, low + more))
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
        one = Character("Ada", variation=0)
        one.feel(0.4 * Emotion(first) if first != "neutral" else NEUTRAL)
        one.react(Event(desirability=0.4))
        return one.feelings["joy"]

    assert after("grief") < after("neutral") < after("hope")


def test_an_opposite_emotion_displaces_less_where_inertia_is_high() -> None:
    left = []
    for neuroticism in (-1.0, 1.0):
        one = Feelings.of([("anger", 0.6)])
        joined = one.joined(Feelings.of([("gratitude", 0.6)]), Personality(neuroticism=neuroticism).inertia)
        left.append(dict(joined.named)["anger"])
    assert left[0] < left[1] < 0.6


def test_a_fear_ends_with_the_false_alarm_and_other_fears_stay() -> None:
    alarm = {"desirability": -0.7, "likelihood": 0.6}
    one = Character("Ada", variation=0)
    one.react(Event(prospect="possible", **alarm))
    assert one.feelings.keys() == {"fear"}
    one.advance(30)
    one.react(Event(prospect="disconfirmed", **alarm))
    assert one.feelings.keys() == {"relief"}

    two = Character("Bo", variation=0)
    two.feel(0.5 * Emotion("fear"))
    two.react(Event(prospect="possible", **alarm))
    two.react(Event(prospect="disconfirmed", **alarm))
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
        one = Character("Ada", Personality(**factors))
        one.catch(Emotion("fear"), closeness)
        return one.feelings.get("fear", 0.0)

    assert caught(0) == 0 < caught(0.3) < caught(1) < 1
    assert caught(1, agreeableness=-1) < caught(1) < caught(1, agreeableness=1)
    assert caught(1, neuroticism=-1) < caught(1) < caught(1, neuroticism=1)


def test_a_calm_friend_soothes_and_an_afraid_one_frightens() -> None:
    calm, afraid = Character("Ada"), Character("Bo")
    afraid.feel(Emotion("fear"))
    before = afraid.feelings["fear"]
    afraid.catch(calm, 0.9)
    assert afraid.feelings["fear"] < before
    calm.catch(afraid, 0.9)
    assert 0 < calm.feelings["fear"] < before


# Characters


@settings(deadline=None)
@given(personalities, st.lists(events | emotions, max_size=6), st.integers(0, 2**53))
def test_what_shows_stays_in_bounds(
    personality: Personality, happened: list[Event | Emotion], seed: int
) -> None:
    one = Character("Ada", personality, seed=seed, variation=1.0)
    for what in happened:
        shown = one.react(what) if isinstance(what, Event) else one.feel(what)
        assert shown == one.emotion
        assert all(-1 <= x <= 1 for x in (*shown.vad, *one.mood))
        one.advance(10)


def test_reactions_vary_by_seed_and_not_at_all_without_variation() -> None:
    def shown(seed: int, variation: float) -> Emotion:
        return Character("Ada", seed=seed, variation=variation).react(INSULT)

    assert shown(1, 0.2) != shown(2, 0.2)
    assert shown(1, 0.2) == shown(1, 0.2)
    assert shown(1, 0) == shown(2, 0)


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, 1e300])
def test_time_only_goes_forward(seconds: float) -> None:
    with pytest.raises(RequestError, match="seconds"):
        Character("Ada").advance(seconds)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "\udfff"])
def test_a_character_needs_a_name(name: str) -> None:
    with pytest.raises(RequestError, match="name"):
        Character(name)


def test_ten_thousand_events_stay_bounded() -> None:
    one = Character("Ada", Personality(neuroticism=1.0))
    for number in range(10_000):
        good = (number * 37 % 201 - 100) / 100
        one.react(Event(f"Thing {number}", desirability=good, praise=-good, actor="other", appeal=good / 2))
        one.advance(2)
    assert len(one.memories) <= CAPACITY
    assert len(one.state.affect.feelings.named) <= len(occ_kinds())
    assert sum(one.feelings.values()) <= 1 + 1e-9
    assert all(-1 <= x <= 1 for x in one.mood)
    assert len(one.log.calls) == 20_000


# Memory


def test_recall_prefers_what_is_relevant_recent_and_in_tune() -> None:
    one = Character("Ada")
    one.remember("The fox stole a hen", Emotion("anger"), 0.5)
    one.remember("The fox played with her cubs", Emotion("joy"), 0.5)
    one.remember("Rain all day", NEUTRAL, 0.5)
    one.feel(0.8 * Emotion("joy"))
    assert [m.text for m in one.recall("the fox")] == ["The fox played with her cubs", "The fox stole a hen"]
    one.feel(Emotion("anger"))
    one.feel(Emotion("anger"))
    assert one.recall("the fox", count=1)[0].text == "The fox stole a hen"
    assert one.recall("dragons") == ()
    assert one.recall(count=0) == ()
    assert one.recall("anything", similarity=lambda _, text: float("Rain" in text))[0].text == "Rain all day"


def test_memories_fade_by_age_and_importance() -> None:
    old, new = (Memory("A walk", NEUTRAL, time, 0.2) for time in (0.0, 9000.0))
    great = Memory("A walk", NEUTRAL, 0.0, 1.0)
    assert old.strength(10_000) < new.strength(10_000) < great.strength(10_000) == 1.0
    assert recall([old, new, great], "walk", (0, 0, 0), 10_000) == (great, new, old)


@given(st.text(), st.text())
def test_word_overlap_is_a_similarity(one: str, other: str) -> None:
    assert 0 <= word_overlap(one, other) == word_overlap(other, one) <= 1


def test_the_least_important_is_forgotten_first() -> None:
    memories = tuple(Memory(f"{i}", NEUTRAL, 0.0, i % 11 / 10) for i in range(CAPACITY + 1))
    left = kept(memories, 100.0)
    assert len(left) == CAPACITY * 9 // 10
    assert min(m.importance for m in left) > 0
    assert kept(left, 100.0) == left


@pytest.mark.parametrize("similarity", [math.nan, 1.5, -0.1])
def test_a_similarity_out_of_range_is_refused(similarity: float) -> None:
    one = Character("Ada")
    one.remember("A walk")
    with pytest.raises(RequestError, match="similarity"):
        one.recall("walk", similarity=lambda *_: similarity)


def test_a_memory_needs_text_and_a_sane_importance() -> None:
    with pytest.raises(RequestError, match="text"):
        Character("Ada").remember(" ")
    with pytest.raises(RequestError, match="importance"):
        Character("Ada").remember("A walk", importance=-1)


def test_events_with_text_are_remembered_with_what_was_felt() -> None:
    one = Character("Ada", variation=0)
    one.react(INSULT)
    one.react(Event(desirability=0.3))
    (memory,) = one.memories
    assert memory.text == INSULT.text
    assert memory.emotion.valence < 0 < memory.importance
