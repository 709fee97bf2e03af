"""English pronunciation: never worse than misaki alone, parts of speech as spaCy has them, names, letters."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.sounds import english, tagger
from emogen.pipelines.speech.text.sounds.foreign import foreign_phones
from emogen.pipelines.speech.text.words import read
from emogen.tables import asset_rows

CORPUS = Path(__file__).parent / "corpus"

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 13), reason="misaki needs an older Python")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def letters(text: str, language: str = "en-us") -> str:
    """The letters of Kokoro that the voice is given."""
    spoken = chunks(read(text, language=language), language)
    return "".join(phone.letters for chunk in spoken for phone in chunk)


def test_plain_lines_are_said_as_misaki_says_them() -> None:
    homographs = {row["homograph"] for row in asset_rows("homograph_readings.tsv")}
    changed = homographs.union(*(row["word"].split() for row in asset_rows("homographs.tsv")))
    same = 0
    for row in _rows("plain_english.tsv"):
        said = letters(row["text"], row["language"])
        if said == row["letters"].strip():
            same += 1
            continue
        words = row["text"].lower().split()
        for word, plain, mine in zip(words, row["letters"].split(), said.split(), strict=True):
            assert plain == mine or word.strip(",.!?") in changed, (row["text"], word, plain, mine)
    assert same >= 1980


def test_parts_of_speech_are_those_of_spacy() -> None:
    right = count = 0
    for row in _rows("english_tags.tsv"):
        parts = [part for chunk in row["text"].split() for part in english._parts(chunk)]
        tags = tagger.tag(parts, [True] * len(parts))
        wanted = row["tags"].split()
        assert len(tags) == len(wanted), row["text"]
        right += sum(mine == theirs for mine, theirs in zip(tags, wanted, strict=True))
        count += len(wanted)
    assert right / count > 0.99


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The AI answers.", "ði ˈA ˈI ˈænsəɹz."),
        ("Meet me in L.A. now.", "mˈit mˌi ɪn ˈɛl ˈA nˈW."),
        ("A dog ate plan A.", "ɐ dˈɔɡ ˈAt plˈæn ˈA."),
        ("Vitamin A is good.", "vˈITəmən ˈA ɪz ɡˈʊd."),
        ("I found it.", "ˌI fˈWnd ɪt."),
        ("The USA won.", "ðə jˈu ˈɛs ˈA wˈʌn."),
    ],
)
def test_letters_are_said_by_their_names(text: str, said: str) -> None:
    assert letters(text) == said


def test_the_readings_of_a_homograph_differ() -> None:
    readings: dict[str, list[str]] = {}
    for row in asset_rows("homograph_readings.tsv"):
        readings.setdefault(row["homograph"], []).append(row["ipa"])
    assert len(readings) > 140
    assert [word for word, said in readings.items() if len(set(said)) < len(said)] == []


def test_a_text_of_homographs_alone_takes_its_time_once() -> None:
    """Blocks are read one after the other, each with its neighbours."""
    words = read("live " * 300)
    assert len(words) == 300
    assert {word.ipa for word in words} <= {"lˈɪv", "lˈaɪv"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Live music! She took a bow, then he dove in. Polish the Polish lamp.",
            "lˈIv mjˈuzɪk! ʃˌi tˈʊk ɐ bˈW, ðˈɛn hi dˈOv ˈɪn. pˈɑlɪʃ ðə pˈOlɪʃ lˈæmp.",
        ),
        (
            "The invalid had an invalid ticket; lead levels fell.",
            "ði ˈɪnvəlɪd hæd ɐn ɪnvˈælɪd tˈɪkət; lˈɛd lˈɛvᵊlz fˈɛl.",
        ),
        ("Prices increase; the increase is large.", "pɹˈIsᵻz ɪnkɹˈis; ði ˈɪnkɹˌis ɪz lˈɑɹʤ."),
        ("They transport it by transport.", "ðˌA tɹænspˈɔɹt ɪt bI tɹˈænspˌɔɹt."),
    ],
)
def test_lines_of_games_have_the_right_homographs(text: str, said: str) -> None:
    assert letters(text) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("Nguyen", "wˈɪn"), ("Joaquín", "wɑkˈin"), ("Siobhan", "ʃɪvˈɔn"), ("Niamh's", "nˈivz")],
)
def test_names_are_said_as_people_say_them(name: str, said: str) -> None:
    assert letters(f"{name} left.").startswith(said)


def test_a_word_that_no_dictionary_has_is_said_by_espeak() -> None:
    assert letters("The grumblewick sang.").split()[1] == "ɡɹˈʌmbᵊlwˌɪk"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("你好", "nˌiːhˈaʊ"),
        ("привет", "pɹiːvjˈɛt"),
        ("こんにちは", "koʊniːtʃˈiːwɑː"),
        ("नमस्ते", "nəmˈʌstɛ"),
        ("שלום", "ʃɑːlˈoʊm"),
    ],
)
def test_other_scripts_are_said_with_english_sounds(word: str, said: str) -> None:
    assert "".join(foreign_phones(word) or ()) == said


@pytest.mark.parametrize("word", ["ツ", "ᚠ", "", "😀", "مرحبا", "ь"])
def test_what_nothing_reads_is_none(word: str) -> None:
    assert foreign_phones(word) is None


@pytest.mark.parametrize(
    "text", ["'", "a'b'c 'n't n't", "’’ ‘quoted’", "x" * 3000, "n't " * 500, "the " * 2000]
)
def test_odd_words_are_said_without_an_error(text: str) -> None:
    words = [word for word in text.split() if word]
    assert len(english.sounded(words, {}, british=True)) == len(words)
