"""What every vocabulary promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emogen.conditioning.vocabulary import Entry, checked_words
from emogen.conditioning.wordlists import Shipped
from emogen.pipelines.testing.contract import expect, must, on_trial


def check_vocabulary(vocabulary: type[Any], options: Mapping[str, Any] | None = None) -> None:
    """Check a vocabulary: that its words are new, well formed, have their source, and are the same each time.

    Args:
        vocabulary: the class.
        options: its own settings, where the defaults cannot work.

    Raises:
        ContractError: it breaks the contract.
    """
    with on_trial(vocabulary, "vocabulary", options) as made:
        shipped = {} if made.name == Shipped.name else {entry.name: entry for entry in Shipped().entries()}
        with must(made, "entries that are new and well formed"):
            words = checked_words(made, shipped)
        for word in words.values():
            expect(made, isinstance(word, Entry), "an Entry for each word", f"it gives {word!r}")
            expect(made, word.source, "the source of each word", f"{word.name!r} has none")
            expect(made, any(word.vad), "words that are not neutral", f"{word.name!r} lies at 0, 0, 0")
        with must(made, "the same entries each time"):
            again = checked_words(made, shipped)
        expect(made, again == words, "the same entries each time", "they differ")
