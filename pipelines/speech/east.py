"""Chinese and Japanese: words found in running text, their readings, and the readings' phones.

Kokoro's Chinese and Japanese voices were trained on transcriptions of pinyin and kana, not on espeak's:
these are the same sounds in the same letters. Chinese is read by pypinyin, Japanese by Janome's
dictionary (IPADIC).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.pipelines.speech.languages import Language
from emogen.pipelines.speech.scan import Written

if TYPE_CHECKING:
    from janome.tokenizer import Tokenizer


def segmented(words: Sequence[Written], language: Language) -> list[Written]:
    """The words of running text, each with its reading as ``spoken``.

    Figures were written out before: what is read together is analysed together, clause by clause.
    """
    analyse = _chinese if language.sounder == "pinyin" else _japanese
    words = [_latin(word, language) for word in words]
    found: list[Written] = []
    clause: list[Written] = []
    for word in words:
        if word.ipa:
            found += [*_clause(clause, analyse), word]
            clause = []
            continue
        clause.append(word)
        if word.mark or word.sentence:
            found += _clause(clause, analyse)
            clause = []
    return [*found, *_clause(clause, analyse)]


def _latin(word: Written, language: Language) -> Written:
    """Words in Latin letters are read as English."""
    from emogen.pipelines.speech.phonemes import english_ipa

    latin = re.search("[a-zA-Z]", word.spoken) and not word.ipa
    return replace(word, ipa=english_ipa(word.spoken)) if latin else word


def _clause(words: Sequence[Written], analyse: Callable[[str], list[tuple[str, str]]]) -> list[Written]:
    """The words of one clause, cut where the analysis cuts them; figures stay whole."""
    owners = [index for index, word in enumerate(words) for _ in word.spoken.replace(" ", "")]
    readings: dict[int, list[tuple[int, str, str]]] = {}
    place = 0
    for surface, reading in analyse("".join(word.spoken.replace(" ", "") for word in words)):
        owner = owners[place]
        readings.setdefault(owner, []).append((place - owners.index(owner), surface, reading))
        place += len(surface)
    found: list[Written] = []
    for index, word in enumerate(words):
        said = [part for part in readings.get(index, []) if part[2]]
        if not said:
            # Its characters were read with those before it.
            if found:
                text = found[-1].text + word.text if found[-1].end == word.start else found[-1].text
                end = word.end if found[-1].end == word.start else found[-1].end
                found[-1] = replace(word, text=text, spoken=found[-1].spoken, start=found[-1].start, end=end)
        elif word.spoken != word.text:
            found.append(replace(word, spoken=" ".join(reading for _, _, reading in said)))
        else:
            found += _parts(word, said)
    return found


def _parts(word: Written, said: Sequence[tuple[int, str, str]]) -> Iterator[Written]:
    """A run of text cut into words, each at its place; its mark goes to the last."""
    for offset, surface, reading in said:
        start = word.start + offset
        end = min(start + len(surface), word.end)
        cut = Written(word.text[offset : offset + end - start], reading, "", start, end)
        last = offset == said[-1][0]
        yield replace(word, text=cut.text, spoken=reading, start=start, end=end) if last else cut


def transcribed(reading: str, sounder: str) -> list[list[str]]:
    """The phones of a reading; in Chinese each vowel has its tone's arrow after it."""
    if sounder == "kana":
        return [_kana_phones(reading)]
    return [[phone for syllable in reading.split() for phone in _pinyin_phones(syllable)]]


# Chinese -----------------------------------------------------------------------------------------

_INITIALS: Final = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n",
    "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip

_FINALS: Final = {
    "a": ("", "a", ""), "ai": ("", "ai", ""), "an": ("", "a", "n"), "ang": ("", "a", "ŋ"), "ao": ("", "au", ""),
    "e": ("", "ɤ", ""), "ei": ("", "ei", ""), "en": ("", "ə", "n"), "eng": ("", "ə", "ŋ"), "er": ("", "ɚ", ""),
    "o": ("w", "o", ""), "ong": ("", "ʊ", "ŋ"), "ou": ("", "ou", ""), "ê": ("", "ɛ", ""),
    "i": ("", "i", ""), "ia": ("j", "a", ""), "ian": ("j", "ɛ", "n"), "iang": ("j", "a", "ŋ"), "iao": ("j", "au", ""),
    "ie": ("j", "e", ""), "in": ("", "i", "n"), "ing": ("", "i", "ŋ"), "iong": ("j", "ʊ", "ŋ"), "iu": ("j", "ou", ""),
    "iou": ("j", "ou", ""), "u": ("", "u", ""), "ua": ("w", "a", ""), "uai": ("w", "ai", ""), "uan": ("w", "a", "n"),
    "uang": ("w", "a", "ŋ"), "ui": ("w", "ei", ""), "uei": ("w", "ei", ""), "un": ("w", "ə", "n"),
    "uen": ("w", "ə", "n"), "ueng": ("w", "ə", "ŋ"), "uo": ("w", "o", ""), "ü": ("", "y", ""), "üe": ("ɥ", "e", ""),
    "üan": ("ɥ", "ɛ", "n"), "ün": ("", "y", "n"),
}  # fmt: skip
"""Pinyin's finals -> glide, nucleus, coda. After Duanmu 2007 and Lin 2007 (both: The Phonology of
Standard Chinese; The Sounds of Chinese), in Kokoro's letters."""

_TONES: Final = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE: Final = re.compile(
    r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([aeiouüê]*[aeiouüê](?:ng|n|r)?|m|n|ng)([1-5])?$"
)


def _chinese(text: str) -> list[tuple[str, str]]:
    """(word, pinyin with tone figures) of running text."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.seg.mmseg import seg

    words: list[tuple[str, str]] = []
    for surface in seg.cut(text):
        read = lazy_pinyin(
            surface,
            style=Style.TONE3,
            neutral_tone_with_five=True,
            tone_sandhi=True,
            v_to_u=True,
            errors="ignore",
        )
        words.append((surface, " ".join(read)))
    return words


def _pinyin_phones(syllable: str) -> list[str]:
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


# Japanese ----------------------------------------------------------------------------------------

_ROWS: Final = {
    "アイウエオ": ("", "a i ɯ e o"), "カキクケコ": ("k", "a ʲi ɯ e o"), "ガギグゲゴ": ("ɡ", "a ʲi ɯ e o"),
    "サスセソ": ("s", "a ɨ e o"), "ザゼゾ": ("ʣ", "a e o"), "タテト": ("t", "a e o"), "ダデド": ("d", "a e o"),
    "ナヌネノ": ("n", "a ɯ e o"), "ハヘホ": ("h", "a e o"), "バビブベボ": ("b", "a ʲi ɯ e o"),
    "パピプペポ": ("p", "a ʲi ɯ e o"), "マミムメモ": ("m", "a ʲi ɯ e o"), "ラリルレロ": ("ɾ", "a ʲi ɯ e o"),
    "ヤユヨ": ("j", "a ɯ o"), "ヴ": ("v", "ɯ"), "ワヲ": ("β", "a o"),
}  # fmt: skip
_SINGLE: Final = {
    "シ": "ɕ i", "ジ": "ʥ i", "チ": "ʨ i", "ヂ": "ʥ i", "ツ": "ʦ ɨ", "ヅ": "z ɨ", "ズ": "z ɨ", "ニ": "ɲ i", "ヒ": "ç i",
    "フ": "ɸ ɯ", "ヲ": "o", "ヰ": "i", "ヱ": "e", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o",
    "ャ": "j a", "ュ": "j ɯ", "ョ": "j o", "ヮ": "β a", "ヵ": "k a", "ヶ": "k e",
}  # fmt: skip
_SMALL: Final = {"ャ": "a", "ュ": "ɨ", "ョ": "o", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o"}
_BEFORE_SMALL: Final = {
    "キ": "kʲ", "ギ": "ɡʲ", "シ": "ɕ", "ジ": "ʥ", "チ": "ʨ", "ヂ": "ʥ", "ニ": "ɲ", "ヒ": "ç", "ビ": "bʲ", "ピ": "pʲ",
    "ミ": "mʲ", "リ": "ɾʲ", "フ": "ɸ", "ヴ": "v", "テ": "tʲ", "デ": "dʲ", "ト": "t", "ド": "d", "ウ": "β", "ツ": "ʦ",
    "ク": "kᵝ", "グ": "ɡᵝ", "イ": "j",
}  # fmt: skip


@lru_cache(maxsize=1)
def _kana() -> dict[str, list[str]]:
    """One or two kana -> phones."""
    table = {kana: sounds.split() for kana, sounds in _SINGLE.items()}
    for row, (consonant, vowels) in _ROWS.items():
        for kana, vowel in zip(row, vowels.split(), strict=True):
            soft = "ʲ" if vowel[0] == "ʲ" else ""
            table.setdefault(kana, [phone for phone in (consonant + soft, vowel.lstrip("ʲ")) if phone])
    for first, consonant in _BEFORE_SMALL.items():
        for small, vowel in _SMALL.items():
            table[first + small] = [consonant, vowel]
    return table


def _kana_phones(reading: str) -> list[str]:
    """ッ holds the next consonant, ン takes its place, ー lengthens."""
    phones: list[str] = []
    place = 0
    while place < len(reading):
        sounds = _kana().get(reading[place : place + 2]) if place + 1 < len(reading) else None
        width = 2 if sounds else 1
        sounds = sounds or _kana().get(reading[place], [])
        letter = reading[place]
        if letter == "ー" and phones:
            phones[-1] += "ː" if not phones[-1].endswith("ː") else ""
        elif letter == "ッ":
            phones.append("ʔ")
        elif letter == "ン":
            phones.append(_nasal(reading[place + 1 : place + 2]))
        phones += sounds
        place += width
    return phones


def _nasal(following: str) -> str:
    first = (_kana().get(following) or ["ɴ"])[0][0]
    if first in "mpb":
        return "m"
    if first in "kɡ":
        return "ŋ"
    if first in "ɲʨʥ":
        return "ɲ"
    return "n" if first in "ntdɾzʣʦ" else "ɴ"


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from janome.tokenizer import Tokenizer

    return Tokenizer()


_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def _japanese(text: str) -> list[tuple[str, str]]:
    """(word, how it is said in katakana) of running text; endings are joined to what they end."""
    words: list[tuple[str, str]] = []
    before = ""
    for token in _tokenizer().tokenize(text):
        surface = token.surface
        said = token.phonetic if token.phonetic != "*" else surface.translate(_HIRAGANA)
        said = "".join(kana for kana in said if kana in "ーッン" or kana in _kana())
        kind = token.part_of_speech.split(",")
        ending = kind[0] == "助動詞" or "接続助詞" in kind or "接尾" in kind or "非自立" in kind[1:2]
        if (ending or (before and surface[0] in _NUMERALS + _COUNTERS)) and words and words[-1][1]:
            words[-1] = (words[-1][0] + surface, _counted(words[-1][1], before, surface, said))
        else:
            words.append((surface, said))
        before = surface if surface[-1] in _NUMERALS else ""
    return words


_NUMERALS: Final = "一二三四五六七八九十百千万億兆零"
_COUNTERS: Final = "時分秒回個階歳才冊頭本匹杯人月日円年度枚台件番点"
_SHORT: Final = {
    "一": ("イチ", "イッ"),
    "六": ("ロク", "ロッ"),
    "八": ("ハチ", "ハッ"),
    "十": ("ジュー", "ジュッ"),
    "百": ("ヒャク", "ヒャッ"),
}
_HARD: Final = {"ハ": "パ", "ヒ": "ピ", "フ": "プ", "ホ": "ポ"}
_SOFT: Final = {"ハ": "バ", "ヒ": "ビ", "フ": "プ", "ホ": "ボ"}
_FIXED: Final = {
    "四時": ("ヨン", "ヨ"), "七時": ("ナナ", "シチ"), "九時": ("キュー", "ク"), "四月": ("ヨン", "シ"),
    "七月": ("ナナ", "シチ"), "九月": ("キュー", "ク"), "四人": ("ヨン", "ヨ"), "四年": ("ヨン", "ヨ"), "四円": ("ヨン", "ヨ"),
}  # fmt: skip


_WHOLE: Final = {
    "一人": "ヒトリ", "二人": "フタリ", "二日": "フツカ", "三日": "ミッカ", "四日": "ヨッカ", "五日": "イツカ", "六日": "ムイカ",
    "七日": "ナノカ", "八日": "ヨーカ", "九日": "ココノカ", "十日": "トーカ",
}  # fmt: skip


def _counted(number: str, numeral: str, counter: str, said: str) -> str:
    """A number and what it counts, with the sounds that change where they meet: *sanbyaku*, *happun*."""
    last = numeral[-1:]
    if numeral + counter in _WHOLE and len(number) <= 3:
        return _WHOLE[numeral + counter]
    if old_new := _FIXED.get(last + counter[0]):
        return (
            number.removesuffix(old_new[0]) + old_new[1] + said
            if number.endswith(old_new[0])
            else number + said
        )
    if last == "三" and said[:1] in _SOFT and counter[0] in "百本匹杯分":
        return number + ("プ" if counter[0] == "分" else _SOFT[said[0]]) + said[1:]
    if last == "三" and counter[0] == "千":
        return number + "ゼン"
    changes = said[:1] in _HARD and counter[0] in "百本匹杯分"
    if last in _SHORT and (
        changes or (counter[0] in "千回個階歳才冊頭" and (last != "六" or said[0] == "カ" or said[0] == "コ"))
    ):
        long, short = _SHORT[last]
        if number.endswith(long):
            return (
                number.removesuffix(long)
                + short
                + (_HARD.get(said[0], said[0]) if changes else said[0])
                + said[1:]
            )
    if last == "四" and counter[0] == "分":
        return number + "プ" + said[1:]
    return number + said
