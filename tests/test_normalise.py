"""English text as words, against cases that others wrote, and on input that is made to be slow."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.normalise import Case, bare, read_cases, score, shares
from emogen.budgets import SPEECH_CHARACTERS
from emogen.pipelines.speech.text.words import read

CASES = Path(__file__).parent / "corpus" / "normalise" / "en.tsv"


def test_cases_that_others_wrote() -> None:
    rows = score(read_cases(CASES), "en-us")
    raw, fair, aside = shares(rows)
    wrong = [(row.case.written, row.said) for row in rows if not row.right]
    assert len(rows) == 259
    assert raw >= 0.92, wrong
    assert fair >= 0.99, wrong
    assert aside <= len(rows) / 10


def test_the_score_sees_what_is_wrong() -> None:
    cases = [
        Case("en-us", "money", "$2", ("two dollars",)),
        Case("en-us", "money", "$2", ("three dollars",)),
        Case("en-us", "time", "5 PM", ("five P.M.", "five p m")),
        Case("es", "cardinal", "2", ("dos",)),
    ]
    assert [row.right for row in score(cases, "en-us")] == [True, False, True]


def test_letters_and_their_names_are_one() -> None:
    assert bare("five PM", "en-us") == bare("Five pee-em!", "en-us") == "fivepm"
    assert bare("WWW", "en-us") == bare("double you double you double you", "en-us")
    assert bare("two dollars", "en-us") != bare("two dollar", "en-us")


@pytest.mark.parametrize(
    "part",
    [
        "1", "1,", "1/", "1-", "1:", "$", "$1", "12 Elm ", "St ", "a1", "a.", "a@", "1+", "1=1", "jan 1 ",
        "1st", "http://", "Ⅳ", "+1 ", "(1", "5 km/", "1-800-A", "A1-", "1/2 ", "½", "1.1.1.1", "<3",
        "5pm-", "'80s-",
    ],
)  # fmt: skip
def test_long_input_is_read_in_bounded_steps(part: str) -> None:
    """Each part over and over: a reader that looks back or ahead without a bound would not end."""
    text = (part * SPEECH_CHARACTERS.default)[: SPEECH_CHARACTERS.default // 4]
    assert read(f"so {text}")[0].text == "so"
