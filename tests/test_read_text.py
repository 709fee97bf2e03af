"""Reading text: sentences, stories, and what cannot be read."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.encoder import encode
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.read.story import plot_story, read_story
from emogen.conditioning.read.text import read_text, read_texts
from emogen.conditioning.vocabulary import entries
from emogen.errors import RequestError

HAPPY = "I am so happy, this is the best day of my life!"
ANGRY = "Get out of my house, you lying bastard, I hate you!"
AFRAID = "Please, somebody help me, he is coming and I am so scared."
PLAIN = "The meeting is on the third floor of the building."

STORY = f"{PLAIN} We came early. {HAPPY} Everybody laughed and sang. Then the phone rang. {AFRAID} {ANGRY}"


def test_sentences_are_told_apart() -> None:
    happy, angry, afraid, plain = read_texts([HAPPY, ANGRY, AFRAID, PLAIN])
    assert happy.vad[0] > 0.3 > plain.vad[0] > angry.vad[0]
    assert afraid.vad[0] < -0.1
    assert angry.vad[1] > plain.vad[1]
    assert dict(happy.mixture).keys() & {"joy", "excitement"}
    assert dict(angry.mixture).keys() & {"anger", "annoyance", "disgust"}
    assert "fear" in dict(afraid.mixture)
    assert sum(share for _, share in plain.mixture) < 0.5


def test_a_certain_name_brings_no_other_emotion_in() -> None:
    grief = Reading((-0.9, 0.4, 0.3), (0.2, 0.2, 0.2), (("sadness", 1.0),), 0.0, 1.0)
    assert grief.emotion == Emotion("sadness")
    open_mind = Reading((-0.3, 0.2, 0.1), (0.2, 0.2, 0.2), (), 0.9, 0.9)
    assert open_mind.emotion.vad == (-0.3, 0.2, 0.1)


def test_a_reading_is_an_emotion_near_its_coordinates() -> None:
    for reading in read_texts([HAPPY, ANGRY, PLAIN]):
        named = Emotion.of(reading.mixture).vad
        assert math.dist(reading.emotion.vad, reading.vad) <= math.dist(named, reading.vad) + 1e-5
        assert all(0 < spread < 1 for spread in reading.spread)
        assert 0 < reading.confidence <= 1
        assert {name for name, _ in reading.mixture} <= set(entries())
        assert Emotion.parse(str(reading.emotion)) == reading.emotion


def test_a_text_is_read_the_same_alone_and_among_others() -> None:
    alone, among = read_text(HAPPY), read_texts([PLAIN, HAPPY, STORY])[1]
    assert alone.vad == pytest.approx(among.vad, abs=1e-4)
    assert alone.confidence == pytest.approx(among.confidence, abs=1e-4)


def test_the_encoder_keeps_related_sentences_together() -> None:
    glad, pleased, tax = encode(["I am glad", "I am very pleased", "the tax office closes at four"])[:, -1]
    assert glad @ pleased > glad @ tax


def test_the_fallback_reads_a_little_and_says_so() -> None:
    happy, angry = read_texts([HAPPY, ANGRY], "ngrams")
    assert happy.vad[0] > angry.vad[0]
    assert happy.confidence <= 0.5
    assert happy.spread[0] > read_text(HAPPY).spread[0]


def test_emoji_are_read() -> None:
    glad, sad = read_texts(["😂🎉", "😭💔"])
    assert glad.vad[0] > 0.2
    assert sad.vad[0] < -0.2
    assert read_text("See you there 😡").vad[0] < read_text("See you there 😍").vad[0]


def test_a_story_has_an_arc() -> None:
    story = read_story(STORY)
    assert story.text[: story.sentences[0].end].strip() == PLAIN
    assert len(story.sentences) == len(story.curve) == 7
    assert max(mood.vad[0] for mood in story.curve[:4]) > story.curve[-1].vad[0]
    # The curve is smoother than what it goes through.
    sharp, smooth = (
        sum(abs(b[0] - a[0]) for a, b in pairwise(values))
        for values in ([s.reading.vad for s in story.sentences], [mood.vad for mood in story.curve])
    )
    assert smooth < sharp
    assert story.track.at(story.sentences[2].start).valence > story.track.at(len(story.text)).valence
    assert story.overall.vad[0] == pytest.approx(
        sum(len(story.text[s.start : s.end].split()) * s.reading.vad[0] for s in story.sentences)
        / len(story.text.split())
    )


def test_a_long_story_is_read_in_proportion() -> None:
    """Not by the square of its sentences: neither its ends of sentences nor its curve."""
    story = read_story("No. " * 3000 + "!" * 20000 + "a b", "ngrams")
    assert len(story.curve) == len(story.sentences) >= 3000


def test_a_foreign_text_is_no_surer_when_it_is_long() -> None:
    line = "Ich habe dich vermisst, und jetzt bist du endlich wieder da. "
    assert read_text(line * 20).confidence <= read_text(line).confidence + 0.05


def test_a_story_is_drawn(tmp_path: Path) -> None:
    path = plot_story(read_story(STORY), tmp_path / "arc.png")
    again = plot_story(read_story(STORY), tmp_path / "again.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.read_bytes() == again.read_bytes()
    with pytest.raises(RequestError, match=r"\.gif"):
        plot_story(read_story(STORY), tmp_path / "arc.gif")


@pytest.mark.parametrize("text", ["", "  \n", "?!…", "—"])
def test_nothing_to_read_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="nothing to read"):
        read_text(text)
    with pytest.raises(RequestError, match="nothing to read"):
        read_story(text)


def test_too_much_to_read_is_refused() -> None:
    with pytest.raises(RequestError, match="1,000,001"):
        read_story("a" * 1_000_001)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in ("encoder", "ngrams"):
        try:
            story = read_story(text, reader)
        except RequestError:
            continue
        assert all(-1 <= x <= 1 for x in story.overall.vad)
        assert isinstance(story.overall, Reading)
        assert 0 <= story.overall.confidence <= 1
