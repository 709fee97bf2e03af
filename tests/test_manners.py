"""Manners: how something is said, in the notation of emotions and as targets of voice and face."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, strategies

from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.explain import explain, untold
from emogen.conditioning.manners import find, manners, words
from emogen.conditioning.targets import face, voice
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.picture import picture_targets
from emogen.conditioning.targets.units import action_units
from emogen.conditioning.targets.voice import voice_targets
from emogen.conditioning.taxonomy import describe
from emogen.dsp.measures import VoiceMeasures, measure
from emogen.errors import RequestError
from emogen.pipelines.speech.speak import Speech, speak

NAMES = tuple(manners())


@pytest.mark.parametrize("name", NAMES)
def test_every_manner_changes_targets_that_there_are_and_has_a_source(name: str) -> None:
    manner = manners()[name]
    assert manner.source
    assert manner.voice
    assert set(manner.voice) <= set(voice.TARGETS)
    assert {key for key in manner.face if not key.startswith("AU")} <= set(face.TARGETS)
    assert {key for key in manner.face if key.startswith("AU")} <= set(action_units())
    said = voice_targets(f"manner:{name}")
    for target, change in manner.voice.items():
        bounded = voice.TARGETS[target].bounded(change)
        assert getattr(said, target) == pytest.approx(bounded)


def test_words_for_manners_are_each_for_one_and_can_be_written() -> None:
    every = [word for manner in manners().values() for word in (manner.name, *manner.synonyms)]
    assert len(every) == len(set(every)) == len(words())
    for word, name in words().items():
        assert Emotion.parse(f"manner:{word}") == Emotion.parse(f"0.4*joy + manner:{name} - 0.4*joy")


weights = strategies.dictionaries(strategies.sampled_from(NAMES), strategies.floats(0.01, 1.0), max_size=3)


@given(said=weights, joy=strategies.floats(-1.0, 1.0))
def test_what_is_printed_is_parsed(said: dict[str, float], joy: float) -> None:
    emotion = Emotion.of([("joy", joy)], (0.0, 0.0, 0.0), said.items())
    assert Emotion.parse(str(emotion)) == emotion
    assert hash(Emotion.parse(emotion.label)) == hash(emotion)
    assert emotion.felt == Emotion.of([("joy", joy)])


def test_manners_are_scaled_mixed_and_added() -> None:
    whispered, fast = Emotion.parse("sadness + manner:whispered"), Emotion.parse("manner:fast")
    assert str(0.5 * whispered) == "0.5*sadness + 0.5*manner:whispered"
    assert str(whispered.mix(fast, 0.25)) == "0.75*sadness + 0.25*manner:fast + 0.75*manner:whispered"
    assert (whispered + whispered).manners == (("whispered", 1.0),)
    assert (-fast).is_neutral
    assert str(Emotion("manner:fast", 0.5)) == "0.5*manner:fast"


def test_a_manner_is_not_felt() -> None:
    shouted = Emotion.parse("joy + manner:shouted")
    assert shouted.vad == Emotion("joy").vad
    assert shouted.basic() == Emotion("joy").basic()
    assert np.array_equal(embed(shouted), embed("joy"))
    assert picture_targets(shouted) == picture_targets("joy")
    alone = Emotion.parse("manner:shouted")
    assert not alone.is_neutral
    assert alone.felt.is_neutral
    assert describe(alone) == describe(NEUTRAL)


def test_an_unknown_manner_has_near_ones() -> None:
    with pytest.raises(RequestError, match=r"unknown manner 'wisper'.*whisper"):
        Emotion.parse("joy + manner:wisper")
    assert find("Out of Breath").name == "breathless"


def test_a_half_is_half_the_way() -> None:
    whole, half = voice_targets("manner:slow"), voice_targets("0.5*manner:slow")
    assert half.sonorant_length == pytest.approx(math.sqrt(whole.sonorant_length))
    assert voice_targets("0.5*manner:whispered").whisper == 0.5


def test_a_whisper_is_one_in_every_take() -> None:
    assert {voice_targets("sadness + manner:whispered", take=take).whisper for take in range(1, 20)} == {1.0}
    assert voice_targets("sadness", take=3).whisper == 0.0


def test_the_face_shows_a_manner_on_top_of_the_emotion() -> None:
    glad, glad_and_tired = face_targets("joy"), face_targets("joy + manner:tired")
    assert dict(glad_and_tired.units)["AU43"] > dict(glad.units).get("AU43", 0.0)
    assert dict(glad_and_tired.units)["AU12"] == dict(glad.units)["AU12"]
    assert glad_and_tired.movement < glad.movement
    assert glad_and_tired.head_pitch < glad.head_pitch


def test_the_source_of_a_manner_is_told_and_what_it_lacks() -> None:
    rows = {row.target: row for row in explain("sadness + manner:child", "voice")}
    assert "child: F0 of 250 to 300 Hz" in rows["f0_shift"].source
    assert "Schröder" in rows["f0_shift"].source
    assert "child" not in rows["pause_length"].source
    assert untold("joy + manner:child") == ("child: " + manners()["child"].untold,)
    assert untold("joy") == ()


@lru_cache
def _spoken(manner: str) -> Speech:
    return speak("We waited for the train all evening, and nobody came.", emotion=manner)


def _measured(manner: str) -> VoiceMeasures:
    audio = _spoken(manner).audio
    return measure(audio.samples, audio.rate)


def test_a_whisper_has_no_voice_and_a_shout_is_high_and_loud_and_whole() -> None:
    plain, whispered, shouted = (_measured(m) for m in ("neutral", "manner:whispered", "manner:shouted"))
    assert plain.voiced > 0.5
    assert whispered.voiced < 0.2
    assert whispered.level < plain.level
    assert shouted.level > plain.level + 5
    assert shouted.f0_median > plain.f0_median + 4
    assert np.abs(_spoken("manner:shouted").audio.samples).max() < 0.9


def test_out_of_breath_phrases_are_short_with_breath_between() -> None:
    plain, breathless = _spoken("neutral"), _spoken("manner:breathless")
    assert not plain.timeline.vocals
    assert {vocal.name for vocal in breathless.timeline.vocals} == {"breath"}
    assert len(breathless.timeline.vocals) >= 3
    assert [word.text for word in breathless.timeline.words] == [word.text for word in plain.timeline.words]
