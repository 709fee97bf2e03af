"""What is written, in each language, to what is said and to the letters of the model."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning.script import Script
from emogen.errors import RequestError
from emogen.pipelines.speech.text.alphabet import LETTERS
from emogen.pipelines.speech.text.languages import find_language, language_names
from emogen.pipelines.speech.text.numbers import cardinal, ordinal, year
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read, read_noted
from emogen.pipelines.speech.voices import voices

CORPUS = Path(__file__).parent / "corpus"


def rows(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def letters(text: str, language: str) -> str:
    words = read(text, language=language)
    return " ".join("".join(sound.letters for sound in part).strip(". ") for part in chunks(words, language))


@pytest.mark.parametrize("language", language_names())
def test_corpus(language: str) -> None:
    cases = [row for row in rows("spoken.tsv") if row["language"] == language]
    assert len(cases) >= (150 if language.startswith("en") else 25)
    said = {
        case["text"]: " ".join(
            (word.spoken or f"/{word.ipa}/") + word.mark for word in read(case["text"], language=language)
        )
        for case in cases
    }
    assert said == {case["text"]: case["spoken"] for case in cases}


def test_homographs_are_told_apart_by_the_words_around_them() -> None:
    cases = rows("homographs.tsv")
    told = {case["text"]: "".join(word.ipa for word in read(case["text"])) for case in cases}
    assert told == {case["text"]: case["ipa"] for case in cases}
    assert len({word.text for case in cases for word in read(case["text"]) if word.ipa}) >= 20


def test_british_homographs_are_british() -> None:
    (close,) = (word for word in read("Please close it.", language="en-gb") if word.ipa)
    assert close.ipa == "klˈəʊz"


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        # After the dictionaries of each language, in the model's alphabet.
        ("es", "queso", "kˈeso"), ("es", "gente", "xˈɛnte"), ("es", "zapato", "θapˈato"),
        ("es", "noche", "nˈoʧe"),
        ("es", "jamón", "xamˈon"), ("es", "mañana", "maɲˈana"), ("es", "verdad", "beɾðˈad"),
        ("fr-fr", "bonjour", "bɔ̃ʒˈuʁ"), ("fr-fr", "pain", "pˈɛ̃"), ("fr-fr", "eau", "ˈo"),
        ("fr-fr", "fille", "fˈij"),
        ("fr-fr", "cœur", "kˈœʁ"), ("fr-fr", "monsieur", "məsjˈø"), ("fr-fr", "lune", "lˈyn"),
        ("it", "ciao", "ʧˈao"), ("it", "pizza", "pˈiʦːa"), ("it", "famiglia", "famˈiʎa"),
        ("it", "zio", "ʣˈio"),
        ("it", "giorno", "ʤˈorno"), ("it", "chiave", "kjˈave"), ("it", "scienza", "ʃˈɛnʦa"),
        ("pt-br", "dia", "ʤˈiæ"), ("pt-br", "tia", "ʧˈiæ"), ("pt-br", "não", "nˈɐ̃ʊ̃"),
        ("pt-br", "carro", "kˈaxʊ"),
        ("pt-br", "chuva", "ʃˈuvæ"), ("pt-br", "mulher", "muljˈɛr"),
        ("hi", "नमस्ते", "nəmˈʌsteː"), ("hi", "पानी", "pˈaːni"), ("hi", "घर", "ɡʰˈʌɾ"), ("hi", "भाई", "bʰˈaːi"),
        ("hi", "काम", "kˈaːm"),
        ("zh", "你好", "ni↗xau↓"), ("zh", "中国", "ꭧʊ→ŋkwo↗"), ("zh", "女人", "ny↓ɻə↗n"),
        ("zh", "二", "ɚ↘"),
        ("zh", "吃饭", "ꭧʰɨ→ fa↘n"), ("zh", "去", "ʨʰy↘"), ("zh", "月亮", "ɥe↘ lja↘ŋ"), ("zh", "四", "sɨ↘"),
        ("ja", "東京", "toːkʲoː"), ("ja", "新聞", "ɕimbɯɴ"), ("ja", "切手", "kʲiʔte"),
        ("ja", "写真", "ɕaɕiɴ"),
        ("ja", "お茶", "oʨa"), ("ja", "日本", "ɲiʔpoɴ"), ("ja", "猫", "neko"),
    ],
)  # fmt: skip
def test_words_of_the_dictionary(language: str, word: str, expected: str) -> None:
    assert letters(word, language) == expected


@pytest.mark.parametrize("language", language_names())
def test_every_letter_is_one_of_the_model(language: str) -> None:
    texts = (row["text"] for row in rows("spoken.tsv") if row["language"] == language)
    said = {letter for text in texts for letter in letters(text, language)}
    assert said <= LETTERS | {" "}


def test_every_voice_has_a_language() -> None:
    assert {voice.language for voice in voices()} == set(language_names())


@pytest.mark.parametrize("language", language_names())
def test_numbers_are_said_apart(language: str) -> None:
    spoken = find_language(language)
    numbers = [*range(200), 1000, 1001, 1010, 10_000, 123_456, 10**6, 10**9 + 1]
    assert len({cardinal(number, spoken) for number in numbers}) == len(numbers)
    assert ordinal(3, spoken) != cardinal(3, spoken)
    assert year(1984, spoken)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("привет", "fr-fr"), ("你好", "en-us"), ("नमस्ते", "es"), ("こんにちは", "zh"), ("안녕", "ja"),
        ("φίλος", "hi"), ("שלום", "pt-br"),
    ],
)  # fmt: skip
def test_words_of_another_script_are_said(text: str, language: str) -> None:
    words, notes = read_noted(text, language=language)
    (word,) = words
    assert (word.text, notes) == (text, ())
    (chunk,) = chunks(words, language)
    assert sum(bool(phone.symbol) for phone in chunk) >= 3


def test_letters_that_no_sound_is_known_for_are_left_out() -> None:
    words, notes = read_noted("She said สวัสดี, then left.")
    assert [word.text for word in words] == ["She", "said", "then", "left"]
    assert [(note.start, note.end) for note in notes] == [(9, 15)]
    assert "Thai" in notes[0].what
    with pytest.raises(RequestError, match="Thai"):
        read_noted("She said สวัสดี, then left.", strict=True)


def test_a_language_that_is_not_known() -> None:
    with pytest.raises(RequestError, match="unknown language"):
        read("Hallo", language="xx")


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="aé中国日本のカー今3.5%。！、, kmiPhone😀“「」\n", max_size=25),
    st.sampled_from(["zh", "ja", "fr-fr", "es"]),
)
def test_words_know_their_place_in_every_language(text: str, language: str) -> None:
    script = Script.plain(text)
    try:
        words = read(script, language=language)
    except RequestError:
        return
    place = 0
    for word in words:
        assert place <= word.start < word.end
        assert script.text[word.start : word.end] == word.text
        assert word.spoken or word.ipa
        place = word.end


def test_a_sentence_without_a_sound_is_left_out() -> None:
    (only,) = chunks(read("ー。こんにちは", language="ja"), "ja", first=60)
    assert only[0].symbol
    assert not list(chunks(read("ー", language="ja"), "ja"))
