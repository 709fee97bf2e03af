"""Emotion tracks: between keyframes, and as text."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning import vocabulary
from emogen.conditioning.caret import TextError
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.track import Easing, EmotionTrack, Keyframe
from emogen.errors import RequestError

CORPUS = Path(__file__).parent / "corpus"
unhurried = settings(deadline=None)
SAD, JOY, HOPE = Emotion("sadness"), Emotion("joy"), Emotion("hope")

weights = st.floats(-1, 1)
names = st.sampled_from(sorted(vocabulary.entries()))
emotions = st.builds(
    Emotion.of, st.lists(st.tuples(names, weights), max_size=3), st.tuples(weights, weights, weights)
)
times = st.lists(st.floats(0, 1e6), unique=True, max_size=5).map(sorted)
easings = st.sampled_from(cast("list[Easing]", get_args(Easing)))


@st.composite
def tracks(draw: st.DrawFn) -> EmotionTrack:
    return EmotionTrack(tuple(Keyframe(time, draw(emotions), draw(easings)) for time in draw(times)))


def corpus(kind: str) -> list[object]:
    files = sorted((CORPUS / kind).glob("*.txt"))
    return [pytest.param(file.read_bytes().decode(), id=file.stem) for file in files]


@unhurried
@given(tracks())
def test_a_track_prints_what_it_parses(track: EmotionTrack) -> None:
    assert EmotionTrack.parse(str(track)) == track


@unhurried
@given(tracks(), st.floats(0, 1e6))
def test_a_track_is_felt_everywhere_and_meets_its_keyframes(track: EmotionTrack, time: float) -> None:
    assert all(-1 <= x <= 1 for x in track.at(time).vad)
    for frame in track.keyframes:
        assert track.at(frame.time) == frame.emotion


@pytest.mark.parametrize("easing", ["linear", "smooth", "in", "out"])
def test_a_glide_rises_from_one_emotion_to_the_other(easing: str) -> None:
    track = EmotionTrack.parse(f"neutral -{easing}-> joy" if easing != "smooth" else "neutral -> joy")
    shares = [track.at(step / 20).valence for step in range(21)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == JOY.valence


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("sad -> hopeful", "0s sadness -> 4s hope"),
        ("sad, hopeful", "0s sadness, 2s hope"),
        ("sad, fear -> hopeful", "0s sadness, 2s fear -> 4s hope"),
        ("sad -> fear → hopeful -linear-> joy,", None),
        ("0s sad, 2.5s hope:0.7", "0s sadness, 2.5s 0.7*hope"),
        ("sad -in-> 25% joy -out-> hope", "0s sadness -in-> 1s joy -out-> 4s hope"),
        ("500ms va(0.1, 0.2, ) -> joy", None),
        ("va(0, 0.5, 0), 3s joy", None),
        ("vad(0, 0.5, 0), 3s joy", "0s vad(0, 0.5, 0), 3s joy"),
        ("joy", "0s joy"),
        ("neutral", "neutral"),
    ],
)
def test_times_and_glides_are_read(text: str, printed: str | None) -> None:
    if printed is None:
        with pytest.raises(TextError):
            EmotionTrack.parse(text, duration=4)
    else:
        assert str(EmotionTrack.parse(text, duration=4)) == printed


@pytest.mark.parametrize(
    ("text", "says", "place"),
    [
        ("sad -> joyy", "Did you mean joy", "joyy"),
        ("sad -> joy +", "name of an emotion expected", ""),
        ("2s sad, 1s joy", "does not come after", "1s joy"),
        ("sad, , joy", "the emotion is empty", ""),
        ("9e99s sad", "out of range", "9e99"),
        ("sad -quick-> joy", "quick", "sad -quick"),
    ],
)
def test_an_error_points_at_its_keyframe(text: str, says: str, place: str) -> None:
    with pytest.raises(TextError) as caught:
        EmotionTrack.parse(text)
    assert says in str(caught.value)
    assert caught.value.text[caught.value.start : caught.value.end] == place


FRAGMENTS = st.sampled_from(
    [
        "sad",
        "joy:0.5",
        "va(0.1, 0.2)",
        "0s",
        "2.5s",
        "50%",
        "300ms",
        " ",
        ",",
        "->",
        "-in->",
        "→",
        "(",
        ")",
        "-",
        "😀",
        "x",
    ]
)


@unhurried
@given(st.lists(FRAGMENTS, max_size=8).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_track_or_refused(text: str) -> None:
    check_track(text)


@pytest.mark.parametrize("text", corpus("track"))
def test_the_corpus_is_a_track_or_refused(text: str) -> None:
    check_track(text)


def check_track(text: str) -> None:
    refused = track = None
    try:
        track = EmotionTrack.parse(text)
    except RequestError as error:
        refused = error
    assert track is None or EmotionTrack.parse(str(track)) == track
    assert refused is None or str(refused)


TERMS = st.sampled_from(
    ["joy", "0.3", "*", "+", "-", ":", "va(", ")", ",", "1e9", "nan", "😀", "a bit", "\x00", "\ud800", "²"]
)


@unhurried
@given(st.lists(TERMS, max_size=8).map("".join) | st.text(max_size=40))
def test_any_text_is_an_emotion_or_refused(text: str) -> None:
    check_emotion(text)


@pytest.mark.parametrize("text", corpus("emotion"))
def test_the_corpus_is_an_emotion_or_refused(text: str) -> None:
    check_emotion(text)


def check_emotion(text: str) -> None:
    refused = emotion = None
    try:
        emotion = Emotion.parse(text)
    except RequestError as error:
        refused = error
    assert emotion is None or Emotion.parse(str(emotion)) == emotion
    assert refused is None or str(refused)


def test_no_keyframes_are_neutral() -> None:
    assert EmotionTrack().at(3) == NEUTRAL
    assert EmotionTrack.parse("neutral") == EmotionTrack()
    assert EmotionTrack.parse("1s neutral") == EmotionTrack.of([(1, NEUTRAL)])


def test_a_track_can_be_timed_anew() -> None:
    track = EmotionTrack.of([(0, SAD), (10, HOPE)]).retimed(lambda position: position / 5)
    assert track == EmotionTrack.parse("0s sad -> 2s hope")
