"""What every language promises."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final, get_args

from emogen.errors import RequestError
from emogen.pipelines.speech.text.languages import Kind, Language, find_language
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import Written, read
from emogen.pipelines.testing.contract import expect, must, on_trial

_NUMBERS: Final = (0, 1, 2, 3, 7, 10, 11, 12, 13, 20, 21, 99, 100, 1999, 2024, 1_000_000, 10**14 + 3)

_WRITTEN: Final = (
    *("12", "3.5", "3,5", "1/2", "3/4", "-7", "4x5", "50 %", "20 °C", "5 km/h", "10 €", "$3.20", "14:30"),
    *("3.5.2024", "2024-05-03", "a@b.de", "www.emogen.org", "NATO", "v2.0.1", "#1", "XIV", "x² + y", "a & b"),
)
"""What texts hold besides words; a language may leave out what it has no words for."""


def check_language(language: type[Any], options: Mapping[str, Any] | None = None, *, text: str = "") -> None:
    """Check a language: that it counts, reads what is no word without fail, and has sounds for all it says.

    Args:
        language: the class.
        options: its own settings, where the defaults cannot work.
        text: a few sentences in it.

    Raises:
        ContractError: it breaks the contract.
    """
    with on_trial(language, "language", options) as made:
        with must(made, "a Language of its own code, which counts"):
            found = find_language(made.name)
        _check_table(made, found)
        said = [_check_number(made, found, number) for number in _NUMBERS]
        expect(made, len(set(said)) == len(said), "another name for another number", f"they are {said}")
        for written in _WRITTEN:
            with must(made, f"{written!r} in a text to be read"):
                try:
                    _check_sounds(made, found, f"{written}, 1", read(f"{written}, 1", language=found.code))
                except RequestError as error:
                    raise ValueError(str(error)) from error
        if text:
            with must(made, f"{text!r} to be read"):
                _check_sounds(made, found, text, read(text, language=found.code))


def _check_table(made: Any, found: Language) -> None:
    expect(made, found.name, "a name in English", "it has none")
    expect(made, found.scripts, "scripts of its letters", "it has none")
    kinds = get_args(Kind)
    for (kind, written), words in found.spoken.items():
        expect(made, kind in kinds, f"in `spoken` kinds of {', '.join(kinds)}", f"it has {kind!r}")
        expect(made, words.strip(" ;"), "words in `spoken`", f"({kind!r}, {written!r}) has none")
        forms = len(words.split(";"))
        fits = forms in (1, 2, 4) if kind == "money" else forms <= 2
        expect(made, fits, "one or two forms, or four of money", f"({kind!r}, {written!r}) has {forms}")
    for short, readings in found.short.items():
        pairs = all(len(reading) == 2 for reading in readings)
        expect(made, pairs and readings, "readings of (words, when)", f"{short!r} has {readings!r}")


def _check_number(made: Any, found: Language, number: int) -> str:
    with must(made, f"the number {number} to be said"):
        words = read(str(number), language=found.code)
    said = " ".join(word.spoken for word in words).strip()
    expect(made, said, f"words for {number}", "it has none")
    scripts = (*found.scripts, "LATIN")
    strange = [
        letter for letter in said if letter.isalpha() and not unicodedata.name(letter, "").startswith(scripts)
    ]
    expect(made, not strange, f"{number} in letters of its scripts", f"it says {said!r}")
    _check_sounds(made, found, str(number), words)
    return said


def _check_sounds(made: Any, found: Language, text: str, words: list[Written]) -> None:
    """That every word said is heard."""
    with must(made, f"phones for {text!r} from {found.espeak or found.code!r} of {found.sounder}"):
        phones = [phone for chunk in chunks(words, found.code) for phone in chunk]
    heard = {phone.word for phone in phones if phone.symbol}
    mute = [word.spoken for index, word in enumerate(words) if index not in heard and word.spoken.strip()]
    expect(made, not mute, f"sounds for every word of {text!r}", f"there are none for {', '.join(mute)}")
