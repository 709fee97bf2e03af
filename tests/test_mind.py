"""Characters: who they are, what events mean to them, what shows, what they remember."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.mind import Character, Event, Memory, Mind, Personality, appraise, mood_name
from emogen.conditioning.mind.feelings import find_kind, occ_kinds
from emogen.conditioning.mind.memory import CAPACITY, kept, recall, word_overlap
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
words = st.sampled_from(sorted(vocabulary.entries()))
emotions = st.builds(
    Emotion.of, st.lists(st.tuples(words, unit), max_size=4), st.tuples(unit, unit, unit) | st.just((0, 0, 0))
)
INSULT = Event("The traveller insulted me.", desirability=-0.6, praise=-0.8, actor="other")


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
    assert kind.pull[0] * kind.emotion.valence > 0
    assert sum(weight for _, weight in kind.emotion.terms) == pytest.approx(1.0)
    if name in vocabulary.entries():
        assert kind.emotion == Emotion(name)


# Characters


@settings(deadline=None)
@given(personalities, st.lists(events | emotions, max_size=6), st.integers(0, 2**53))
def test_what_shows_stays_in_bounds(
    personality: Personality, happened: list[Event | Emotion], seed: int
) -> None:
    one = Mind(Character("Ada", personality=personality), seed=seed, variation=1.0)
    for what in happened:
        shown = one.react(what) if isinstance(what, Event) else one.feel(what)
        assert shown == one.emotion
        assert all(-1 <= x <= 1 for x in (*shown.vad, *one.mood))
        one.advance(10)


def test_reactions_vary_by_seed_and_not_at_all_without_variation() -> None:
    def shown(seed: int, variation: float) -> Emotion:
        return Mind(Character("Ada"), seed=seed, variation=variation).react(INSULT)

    assert shown(1, 0.2) != shown(2, 0.2)
    assert shown(1, 0.2) == shown(1, 0.2)
    assert shown(1, 0) == shown(2, 0)


def test_reactions_vary_from_one_to_the_next() -> None:
    one = Mind(Character("Ada"), seed=3, variation=0.5)
    shown = set()
    for _ in range(3):
        one.react(Event(desirability=0.4))
        shown.add(one.feelings["joy"])
        one.advance(24 * 3600)
    assert len(shown) == 3


def test_the_mood_shows_beside_what_is_felt() -> None:
    kind, cold = (
        Mind(Character("Ada", personality=Personality(agreeableness=1))),
        Mind(Character("Bo", personality=Personality(agreeableness=-1))),
    )
    assert kind.emotion.valence > 0 > cold.emotion.valence
    assert kind.feel(Emotion("anger")).valence < 0


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, 1e300])
def test_time_only_goes_forward(seconds: float) -> None:
    with pytest.raises(RequestError, match="seconds"):
        Mind(Character("Ada")).advance(seconds)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "\udfff"])
def test_a_character_needs_a_name(name: str) -> None:
    with pytest.raises(RequestError, match="name"):
        Character(name)


def test_ten_thousand_events_stay_bounded() -> None:
    one = Mind(Character("Ada", personality=Personality(neuroticism=1.0)))
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
    one = Mind(Character("Ada"))
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
    one = Mind(Character("Ada"))
    one.remember("A walk")
    with pytest.raises(RequestError, match="similarity"):
        one.recall("walk", similarity=lambda *_: similarity)


def test_a_memory_needs_text_and_a_sane_importance() -> None:
    with pytest.raises(RequestError, match="text"):
        Mind(Character("Ada")).remember(" ")
    with pytest.raises(RequestError, match="importance"):
        Mind(Character("Ada")).remember("A walk", importance=-1)


def test_events_with_text_are_remembered_with_what_was_felt() -> None:
    one = Mind(Character("Ada"), variation=0)
    one.react(INSULT)
    one.react(Event(desirability=0.3))
    (memory,) = one.memories
    assert memory.text == INSULT.text
    assert memory.emotion.valence < 0 < memory.importance


def test_a_mind_is_that_of_a_character() -> None:
    with pytest.raises(RequestError, match="find_character"):
        Mind("mira")  # type: ignore[arg-type]
