"""Written text to the words that are said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.budgets import SPEECH_CHARACTERS
from emogen.conditioning.effects import Pronunciation, SayAs
from emogen.conditioning.script import Script, Span
from emogen.errors import RequestError
from emogen.pipelines.speech.text.phonemes import MAX_TOKENS, chunks
from emogen.pipelines.speech.text.sounds import espeak
from emogen.pipelines.speech.text.words import read, read_noted


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
        ("www.example.org/a", "double you double you double you dot example dot org slash ay"),
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
    ("text", "message"), [("", "empty"), (" \n", "empty"), ("a " * SPEECH_CHARACTERS.default, "characters")]
)
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read(text)


@settings(deadline=None)  # The first word of another script loads its dictionary.
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(RequestError):
        words, notes = read_noted(text)
        assert notes or any(word.spoken or word.ipa for word in words)


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


@pytest.mark.parametrize(
    ("effect", "written", "spoken"),
    [
        (SayAs("characters"), "B2b", "bee two bee"),
        (SayAs("cardinal"), "1,234", "one thousand two hundred and thirty four"),
        (SayAs("cardinal"), "XIV", "fourteen"),
        (SayAs("ordinal"), "3", "third"),
        (SayAs("digits"), "1999", "one nine nine nine"),
        (SayAs("fraction"), "3/4", "three quarters"),
        (SayAs("date", "dmy"), "2/3/2024", "march second twenty twenty four"),
        (SayAs("date"), "2024-05-01", "may first twenty twenty four"),
        (SayAs("time"), "14:30", "fourteen thirty"),
        (SayAs("telephone"), "+1 555 12", "plus one, five five five, one two"),
        (SayAs("currency"), "$5.20", "five dollars and twenty cents"),
    ],
)
def test_say_as(effect: SayAs, written: str, spoken: str) -> None:
    text = f"It is {written} now."
    (_, _, word, _) = read(Script(text, (Span(6, 6 + len(written), effect),)))
    assert (word.text, word.spoken) == (written, spoken)


def test_what_cannot_be_said_so() -> None:
    with pytest.raises(RequestError, match="cannot read 'soon' as date"):
        read(Script("soon", (Span(0, 4, SayAs("date", "dmy")),)))


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("təˈmɑːtəʊ", "təmˈɑtO"),
        ("ˈt͡ʃɜː.t͡ʃɪl", "ʧˈɜɹʧɪl"),
        ("ˌɪntəˈnæʃnəl", "ˌɪntənˈæʃnəl"),
        ("ɡoʊ", "ɡO"),
        ("lɒx", "lɒk"),
        ("ˈbʌtn̩", "bˈʌtən"),
    ],
)
def test_exact_pronunciation(ipa: str, expected: str) -> None:
    words = read(Script("Say it now", (Span(4, 6, Pronunciation(ipa)),)))
    (part,) = chunks(words, "en-us")
    assert "".join(sound.letters for sound in part if sound.word == 1).strip() == expected


def test_each_word_has_its_own_pronunciation() -> None:
    words = read(Script("two words, one", (Span(0, 10, Pronunciation("tˈuː wˈɜːdz")),)))
    assert [(word.text, word.ipa, word.mark) for word in words] == [
        ("two", "tˈuː", ""), ("words", "wˈɜːdz", ","), ("one", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("ipa", "symbol"), [("kǃa", "ǃ"), ("həˈlo?", r"\?"), ("ж", "ж"), ("ˈ", "no sound")])
def test_unknown_symbols_of_ipa(ipa: str, symbol: str) -> None:
    with pytest.raises(RequestError, match=symbol):
        read(Script("hello", (Span(0, 5, Pronunciation(ipa)),)))


def test_sentences_and_paragraphs() -> None:
    words = read("Dr. Who is No. 5, e.g. here. I left etc. and so on\n\nNext? Yes")
    assert [word.text for word in words if word.sentence] == ["here", "on", "Next", "Yes"]
    assert [word.text for word in words if word.paragraph] == ["on"]


def test_the_first_chunk_is_short_when_it_is_wanted_soon() -> None:
    text = "When the long winter was over, and the snow had gone from the hills behind the town, we left."
    words = read(f"{text} " * 5)
    first, *others = chunks(words, "en-us", first=60)
    assert sum(len(sound.letters) for sound in first) <= 60
    assert first[-1].mark == ","
    sounds = [sound for part in (first, *others) for sound in part if not sound.mark]
    assert [sound.word for sound in sounds] == sorted(sound.word for sound in sounds)
    assert {sound.word for sound in sounds} == set(range(len(words)))


@pytest.mark.parametrize(
    "text", ["5⁻ is", "10²⁻³", "see http://x.com/² now", "www.a.com/①", "½² ⅔", "the ²nd", "x² − 3⁻²"]
)
def test_raised_figures_anywhere_are_read(text: str) -> None:
    assert read(text)


@pytest.mark.parametrize(("kind", "inside"), [("characters", "m²"), ("cardinal", "-"), ("ordinal", "²")])
def test_what_say_as_cannot_read_is_one_error(kind: str, inside: str) -> None:
    from emogen.conditioning.ssml import read_script

    with suppress(RequestError):
        read(read_script(f'<speak>Say <say-as interpret-as="{kind}">{inside}</say-as> now.</speak>'))


@given(st.text(st.sampled_from("aB2²⁻5.,-/@:%$€ #½①٣٪'°x\n_IVX"), min_size=1, max_size=14))
def test_any_signs_are_read_or_refused(text: str) -> None:
    with suppress(RequestError):
        assert read(f"so {text}")[0].text == "so"


def test_two_threads_read_what_one_reads() -> None:
    texts = [f"The {word} number {n} was late." for n in range(30) for word in ("river", "thought", "jury")]

    def sounded(text: str) -> list[str]:
        return [sound.symbol for chunk in chunks(read(text), "en-gb") for sound in chunk]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(sounded, texts))
    espeak._phonemized.cache_clear()
    assert together == [sounded(text) for text in texts]


def test_a_long_sentence_is_not_cut_inside_a_noun_phrase() -> None:
    """Without marks, parts end where a clause or a phrase with a preposition begins."""
    sentence = " ".join(["the very old grey castle guard walked slowly to the broken northern gate"] * 14)
    words = read(sentence)
    parts = list(chunks(words, "en-us"))
    assert len(parts) > 1
    openings = [words[part[0].word].text for part in parts[1:]]
    assert set(openings) == {"to"}
