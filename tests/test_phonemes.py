"""The letters that the voices are given, line by line, in every language."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from emogen.pipelines.speech.text.alphabet import LETTERS
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read

with (Path(__file__).parent / "corpus" / "phonemes.tsv").open(encoding="utf-8", newline="") as file:
    GOLDEN = [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(("language", "text", "letters"), GOLDEN)
def test_a_line_is_given_to_the_voice_as_it_was_checked_by_hand(
    language: str, text: str, letters: str
) -> None:
    if language.startswith("en") and sys.version_info >= (3, 13):
        pytest.skip("misaki needs an older Python")
    phones = [phone for chunk in chunks(read(text, language=language), language) for phone in chunk]
    assert "".join(phone.letters for phone in phones) == letters
    assert set(letters) <= LETTERS


def test_every_language_has_lines() -> None:
    counts = {language: sum(row[0] == language for row in GOLDEN) for language, _, _ in GOLDEN}
    assert len(counts) == 9
    assert min(counts.values()) >= 14
