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
    """(word, pinyin with tone figures) of running text, cut into words by jieba's dictionary."""
    import rjieba
    from pypinyin import Style, lazy_pinyin

    surfaces = [part for surface in rjieba.cut(text) for part in _LONG.split(surface) if part]
    found: list[tuple[str, str]] = []
    for index, surface in enumerate(surfaces):
        read = _told_apart(surfaces, index) or " ".join(
            lazy_pinyin(
                surface,
                style=Style.TONE3,
                neutral_tone_with_five=True,
                tone_sandhi=True,
                v_to_u=True,
                errors="ignore",
            )
        )
        found.append((surface, read))
    return found


_LONG: Final = re.compile("(?<=^[很好太多不最更])(?=长$)")
"""Where *very long* is two words: 长 alone is long, not chief."""

_GROWS: Final = ("大", "成", "出", "得", "高", "满", "在", "着", "了", "胖", "进")
_MUST: Final = (
    "你",
    "我",
    "他",
    "她",
    "它",
    "们",
    "您",
    "就",
    "还",
    "都",
    "可",
    "总",
    "也",
    "人",
    "谁",
    "今天",
    "明天",
)
_NOT_A_FIELD: Final = ("很", "上", "里", "下", "的", "面", "是", "在", "不", "都", "有")
_READINGS: Final = {
    "教": "jiao1", "背着": "bei1 zhe5", "大夫": "dai4 fu5", "长": "chang2", "中了": "zhong4 le5",
    "得了": "de2 le5", "数一数": "shu3 yi5 shu3",
}  # fmt: skip
"""Words whose commoner reading is another than the dictionary's first. Ours."""


def _told_apart(surfaces: list[str], index: int) -> str:
    """The reading of a word that its neighbours tell; empty where the dictionary's stays."""
    surface = surfaces[index]
    before = surfaces[index - 1] if index else ""
    after = surfaces[index + 1] if index + 1 < len(surfaces) else ""
    match surface:
        case "得":
            return "dei3" if after and (not before or before.endswith(_MUST)) else "de5"
        case "地":
            adverb = len(before) > 1 and before[0] not in "这那每一各"
            return "de5" if adverb and after and not after.startswith(_NOT_A_FIELD) else "di4"
        case "长" if after.startswith(_GROWS):
            return "zhang3"
        case "数" if after and (not before or after[0] in "一数不着了"):
            return "shu3"
        case "中" if after == "了":
            return "zhong4"
        case "干" if after == "了" and before:
            return "gan1"
    return _READINGS.get(surface, "")


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
