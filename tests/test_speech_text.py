"""Written text to the words that are said."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning.script import Script
from emogen.errors import RequestError
from emogen.pipelines.speech.phonemes import MAX_TOKENS, chunks
from emogen.pipelines.speech.text import MAX_CHARACTERS, read


def said(text: str) -> str:
    return " ".join(word.spoken + word.mark for word in read(text))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Dr. Smith paid $3.50", "doctor Smith paid three dollars and fifty cents"),
        ("at 3:30 pm.", "at three thirty pee em."),
        ("at 9:05", "at nine oh five"),
        ("20% more, e.g. in 1999", "twenty percent more, for example in nineteen ninety nine"),
        ("the 1990s", "the nineteen nineties"),
        ("the 22nd of May", "the twenty second of may"),
        ("$5 million!", "five million dollars!"),
        ("007", "zero zero seven"),
        ("-5°C", "minus five degrees celsius"),
        ("10,000 km", "ten thousand kilometers"),
        ("www.example.org/a", "double you double you double you dot example dot org slash a"),
        ("and/or", "and or"),
        ("well-known", "well known"),
        ("Wait... what?", "Wait… what?"),
        ("Hello 😀👍🏽 world!", "Hello world!"),
        ("No. I mean it.", "No. I mean it."),
        ("“Stop!” she said", "Stop! she said"),
    ],
)
def test_reading(text: str, spoken: str) -> None:
    assert said(text) == spoken


def test_words_keep_their_writing() -> None:
    assert [word.text for word in read("Dr. Smith (aged 42) can't wait!")] == [
        "Dr.", "Smith", "aged", "42", "can't", "wait",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("😀😀", "nothing to say"),
        ("?!…", "nothing to say"),
        ("你好", "Chinese"),
        ("привет", "Cyrillic"),
        ("a " * MAX_CHARACTERS, "characters"),
    ],
)
def test_what_cannot_be_said(text: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(RequestError):
        assert any(word.spoken for word in read(text))


@pytest.mark.parametrize(
    "text", ["Nobody was there that the man had told of it. " * 30, "word " * 600, "on and on, " * 200]
)
def test_chunks_fit_the_model_and_lose_no_word(text: str) -> None:
    words = read(text)
    parts = list(chunks(words, "en-us"))
    assert max(sum(len(sound.letters) for sound in part) for part in parts) <= MAX_TOKENS
    assert {sound.word for part in parts for sound in part} == set(range(len(words)))


def test_words_that_run_together_are_told_apart() -> None:
    (part,) = chunks(read("He told me that the end was near."), "en-us")
    sounds = ["".join(s.symbol for s in part if s.word == word) for word in range(8)]
    assert sounds[3].startswith("ð") and sounds[4].startswith("ð")  # noqa: PT018  # one statement each way
    assert all(sounds)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$1.5M", "one point five million dollars"),
        ("¥500", "five hundred yen"),
        ("Chapter IV", "Chapter four"),
        ("Plan X", "Plan X"),
        ("1999-12-31", "december thirty first nineteen ninety nine"),
        ("12/03/2021", "december third twenty twenty one"),
        ("1/2 cup", "one half cup"),
        ("3/4", "three quarters"),
        ("5 Elm St.", "five Elm street"),
        ("St. Mary", "saint Mary"),
        ("10-20 people", "ten to twenty people"),
        ("pp. 5-7", "pages five to seven"),
        ("555-123-4567", "five five five, one two three, four five six seven"),
    ],
)
def test_numbers_with_signs_inside_are_said_as_people_say_them(text: str, said: str) -> None:
    assert " ".join(word.spoken for word in read(text)) == said


@given(st.text(alphabet="ab e\u0301é.…—-\"'“”’()[]1$%😀👍🏽\u200d,!? \n", max_size=40))
def test_words_know_their_place(text: str) -> None:
    script = Script.plain(text)
    with suppress(RequestError):
        end = 0
        for word in read(script):
            assert end <= word.start < word.end
            assert script.text[word.start : word.end] == word.text
            end = word.end
