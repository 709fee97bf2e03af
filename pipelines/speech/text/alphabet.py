"""The alphabet that Kokoro was trained on, and how espeak's IPA is written in it.

Facts from the published vocabulary of Kokoro-82M (114 symbols) and from how its training text was
made (misaki): one letter for each diphthong and affricate; in English no length marks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

PRIMARY, SECONDARY = "ˈ", "ˌ"

LETTERS: Final = frozenset(
    ';:,.!?—…"()“” \u0303ʣʥʦʨᵝ\uab67AIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰ'
    "ŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"
)
"""Every symbol of the model's vocabulary."""

_ENGLISH: Final = (
    ("ɔɪ", "Y"), ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("əl", "ᵊl"), ("ɚ", "əɹ"),
    ("ʔ", "t"), ("ɐ", "ə"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("ʍ", "w"),
)  # fmt: skip

_ELSEWHERE: Final = (
    ("ɔɪ", "Y"), ("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("oʊ", "O"), ("əʊ", "Q"),
    ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("dz", "ʣ"), ("ts", "ʦ"), ("r.", "ɽ"), ("-", ""),
)  # fmt: skip

SPELLINGS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en-us": (
        ("oʊ", "O"), ("əʊ", "O"), *_ENGLISH, ("ɜː", "ɜɹ"), ("ɝ", "ɜɹ"), ("ɪə", "iə"), ("e", "A"),
        ("o", "ɔ"), ("ː", ""),
        ("ɾ", "T"),
    ),
    "en-gb": (("əʊ", "Q"), ("oʊ", "Q"), ("eə", "ɛː"), ("iə", "ɪə"), *_ENGLISH, ("ɝ", "ɜː"), ("ɾ", "T")),
    **dict.fromkeys(("es", "fr-fr", "hi", "it", "pt-br"), _ELSEWHERE),
    "zh": (), "ja": (),
}  # fmt: skip
"""IPA -> the model's letters, applied in order, phone by phone; of languages that are added, as elsewhere."""

STAND_INS: Final = {
    "g": "ɡ", "ɫ": "l", "ɵ": "ʊ", "ɘ": "ə", "ʉ": "u", "ɞ": "ɜ", "ʏ": "y", "ɶ": "œ", "ɱ": "m", "ɦ": "h",
    "ħ": "h", "ʕ": "ʔ", "ʀ": "ʁ", "ʐ": "ʒ", "ʑ": "ʒ", "ɺ": "ɾ", "ɭ": "l", "ʟ": "l", "ɢ": "ɡ", "ɠ": "ɡ",
    "ɓ": "b",
    "ɗ": "d", "ʙ": "b", "ɮ": "l", "ʍ": "w", "ä": "a", "ɬ": "l", "ɝ": "ɜɹ", "ⱱ": "v", "ʄ": "ɟ",
}  # fmt: skip
"""IPA that the model has no letter for -> the nearest that it has. Ours."""

DETAILS: Final = frozenset(
    ".|‖‿-ˑ˞ʷˠˤʼ˺͜͡\u0325\u0329\u032f\u032a\u031e\u031d\u031f\u0320\u0330\u0324\u033b\u033a\u0339\u031c\u0306\u0308\u0348\u0349\u030a"
)
"""Signs of IPA for detail that the model cannot make: left out."""


@lru_cache(maxsize=4096)
def written(phone: str, language: str) -> str:
    """A phone in IPA, without stress, in the model's letters; nothing else is left in it."""
    letters = phone
    for ipa, trained in SPELLINGS.get(language, _ELSEWHERE):
        letters = letters.replace(ipa, trained)
    if language.startswith("en"):
        # English voices were trained without nasal vowels.
        letters = letters.replace("\u0303", "")
    letters = "".join(STAND_INS.get(letter, letter) for letter in letters)
    return "".join(letter for letter in letters if letter in LETTERS)
