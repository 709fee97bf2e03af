"""Chinese: words of running text in pinyin, and the phones of pinyin in Kokoro's letters."""

from __future__ import annotations

import re
from typing import Final

_INITIALS: Final = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n",
    "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ",
    "s": "s",
}  # fmt: skip

_FINALS: Final = {
    "a": ("", "a", ""), "ai": ("", "ai", ""), "an": ("", "a", "n"), "ang": ("", "a", "ŋ"),
    "ao": ("", "au", ""),
    "e": ("", "ɤ", ""), "ei": ("", "ei", ""), "en": ("", "ə", "n"), "eng": ("", "ə", "ŋ"),
    "er": ("", "ɚ", ""),
    "o": ("w", "o", ""), "ong": ("", "ʊ", "ŋ"), "ou": ("", "ou", ""), "ê": ("", "ɛ", ""),
    "i": ("", "i", ""), "ia": ("j", "a", ""), "ian": ("j", "ɛ", "n"), "iang": ("j", "a", "ŋ"),
    "iao": ("j", "au", ""),
    "ie": ("j", "e", ""), "in": ("", "i", "n"), "ing": ("", "i", "ŋ"), "iong": ("j", "ʊ", "ŋ"),
    "iu": ("j", "ou", ""),
    "iou": ("j", "ou", ""), "u": ("", "u", ""), "ua": ("w", "a", ""), "uai": ("w", "ai", ""),
    "uan": ("w", "a", "n"),
    "uang": ("w", "a", "ŋ"), "ui": ("w", "ei", ""), "uei": ("w", "ei", ""), "un": ("w", "ə", "n"),
    "uen": ("w", "ə", "n"), "ueng": ("w", "ə", "ŋ"), "uo": ("w", "o", ""), "ü": ("", "y", ""),
    "üe": ("ɥ", "e", ""),
    "üan": ("ɥ", "ɛ", "n"), "ün": ("", "y", "n"),
}  # fmt: skip
"""Pinyin's finals -> glide, nucleus, coda. After Duanmu 2007 and Lin 2007 (both: The Phonology of
Standard Chinese; The Sounds of Chinese), in Kokoro's letters."""

_TONES: Final = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE: Final = re.compile(
    r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([aeiouüê]*[aeiouüê](?:ng|n|r)?|m|n|ng)([1-5])?$"
)


def words(text: str) -> list[tuple[str, str]]:
    """(word, pinyin with tone figures) of running text."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.seg.mmseg import seg

    found: list[tuple[str, str]] = []
    for surface in seg.cut(text):
        read = lazy_pinyin(
            surface,
            style=Style.TONE3,
            neutral_tone_with_five=True,
            tone_sandhi=True,
            v_to_u=True,
            errors="ignore",
        )
        found.append((surface, " ".join(read)))
    return found


def phones(syllable: str) -> list[str]:
    """The phones of a syllable of pinyin with its tone's figure; the vowel has the tone's arrow after it."""
    respelled = re.sub(r"^yu(?=[eans\d]|$)", "ü", syllable)
    respelled = re.sub(r"^y(?=i)|^w(?=u)", "", respelled)
    respelled = re.sub(r"^y", "i", re.sub(r"^w", "u", respelled))
    respelled = re.sub(r"^([jqx])u", r"\1ü", respelled).replace("v", "ü")
    match = _SYLLABLE.match(respelled)
    if match is None:
        return [letter for letter in syllable if letter.isalpha()]
    initial, final, tone = match[1] or "", match[2], _TONES[match[3] or "5"]
    if final in ("m", "n", "ng"):
        return (
            [initial, {"ng": "ŋ"}.get(final, final) + tone]
            if initial
            else [{"ng": "ŋ"}.get(final, final) + tone]
        )
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return [_INITIALS[initial], "ɨ" + tone]
    if final == "o" and not initial:
        return ["ɔ" + tone]
    glide, nucleus, coda = _FINALS.get(final, ("", final, ""))
    return [phone for phone in (_INITIALS.get(initial, ""), glide, nucleus + tone, coda) if phone]
