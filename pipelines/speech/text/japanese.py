"""Japanese: words of running text in kana, and the phones of kana in Kokoro's letters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from emogen.pipelines.speech.text import openjtalk

if TYPE_CHECKING:
    from janome.tokenizer import Token, Tokenizer

_ROWS: Final = {
    "アイウエオ": ("", "a i ɯ e o"), "カキクケコ": ("k", "a ʲi ɯ e o"), "ガギグゲゴ": ("ɡ", "a ʲi ɯ e o"),
    "サスセソ": ("s", "a ɨ e o"), "ザゼゾ": ("ʣ", "a e o"), "タテト": ("t", "a e o"),
    "ダデド": ("d", "a e o"),
    "ナヌネノ": ("n", "a ɯ e o"), "ハヘホ": ("h", "a e o"), "バビブベボ": ("b", "a ʲi ɯ e o"),
    "パピプペポ": ("p", "a ʲi ɯ e o"), "マミムメモ": ("m", "a ʲi ɯ e o"), "ラリルレロ": ("ɾ", "a ʲi ɯ e o"),
    "ヤユヨ": ("j", "a ɯ o"), "ヴ": ("v", "ɯ"), "ワヲ": ("β", "a o"),
}  # fmt: skip
_SINGLE: Final = {
    "シ": "ɕ i", "ジ": "ʥ i", "チ": "ʨ i", "ヂ": "ʥ i", "ツ": "ʦ ɨ", "ヅ": "z ɨ", "ズ": "z ɨ", "ニ": "ɲ i",
    "ヒ": "ç i",
    "フ": "ɸ ɯ", "ヲ": "o", "ヰ": "i", "ヱ": "e", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o",
    "ャ": "j a", "ュ": "j ɯ", "ョ": "j o", "ヮ": "β a", "ヵ": "k a", "ヶ": "k e",
}  # fmt: skip
_SMALL: Final = {"ャ": "a", "ュ": "ɨ", "ョ": "o", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o"}
_BEFORE_SMALL: Final = {
    "キ": "kʲ", "ギ": "ɡʲ", "シ": "ɕ", "ジ": "ʥ", "チ": "ʨ", "ヂ": "ʥ", "ニ": "ɲ", "ヒ": "ç", "ビ": "bʲ",
    "ピ": "pʲ",
    "ミ": "mʲ", "リ": "ɾʲ", "フ": "ɸ", "ヴ": "v", "テ": "tʲ", "デ": "dʲ", "ト": "t", "ド": "d", "ウ": "β",
    "ツ": "ʦ",
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


def phones(reading: str) -> list[str]:
    """ッ holds the next consonant, ン takes its place, ー lengthens."""
    found: list[str] = []
    place = 0
    while place < len(reading):
        sounds = _kana().get(reading[place : place + 2]) if place + 1 < len(reading) else None
        width = 2 if sounds else 1
        sounds = sounds or _kana().get(reading[place], [])
        letter = reading[place]
        if letter == "ー" and found:
            found[-1] += "ː" if not found[-1].endswith("ː") else ""
        elif letter == "ッ":
            found.append("ʔ")
        elif letter == "ン":
            found.append(_nasal(reading[place + 1 : place + 2]))
        found += sounds
        place += width
    return found


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


def words(text: str) -> list[tuple[str, str]]:
    """(word, how it is said in katakana) of running text; endings are joined to what they end."""
    if openjtalk.available() and (read := openjtalk.words(text, _counted)):
        return read
    found: list[tuple[str, str]] = []
    before = ""
    tokens = list(_tokenizer().tokenize(text))
    for index, token in enumerate(tokens):
        surface = token.surface
        said = _told_apart(tokens, index) or (
            token.phonetic if token.phonetic != "*" else surface.translate(_HIRAGANA)
        )
        said = "".join(kana for kana in said if kana in "ーッン" or kana in _kana())
        kind = token.part_of_speech.split(",")
        ending = kind[0] == "助動詞" or "接続助詞" in kind or "接尾" in kind or "非自立" in kind[1:2]
        if (ending or (before and surface[0] in _NUMERALS + _COUNTERS)) and found and found[-1][1]:
            dated = len(found) > 1 and found[-2][0].endswith("月") and before + surface == "一日"
            joined = "ツイタチ" if dated else _counted(found[-1][1], found[-1][0], surface, said)
            found[-1] = (found[-1][0] + surface, joined)
        else:
            found.append((surface, said))
        before = surface if surface[-1] in _NUMERALS else ""
    return found


_READINGS: Final = {"何時": "ナンジ", "大勢": "オーゼイ", "夜中": "ヨナカ", "何でも": "ナンデモ"}
"""Words whose commoner reading is not the first in the dictionary. Ours."""

_AFTER_MINUTES: Final = ("ほど", "後", "前", "間", "くらい", "ぐらい", "待", "以内", "おき", "遅")
_AFTER_NAN: Final = ("でも", "と", "の", "だ", "で", "人", "度", "回", "個", "年", "月")
_THIS: Final = ("この", "その", "あの", "どの")


def _told_apart(tokens: Sequence[Token], index: int) -> str:
    """The reading of a word that its neighbours tell; empty where the dictionary's stays."""
    surface = tokens[index].surface
    before = tokens[index - 1].surface if index else ""
    after = tokens[index + 1].surface if index + 1 < len(tokens) else ""
    if surface == "行っ" and tokens[index].base_form == "行う" and before != "を":
        return "イッ"
    if surface == "十分" and after.startswith(_AFTER_MINUTES):
        return "ジュップン"
    if surface == "方" and before in _THIS:
        return "カタ"
    if surface == "何" and after.startswith(_AFTER_NAN):
        return "ナン"
    if surface == "間" and before in (*_THIS, "長い", "短い", "の"):
        return "アイダ"
    if surface == "後" and before == "の":
        return "アト"
    return _READINGS.get(surface, "")


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
    "七月": ("ナナ", "シチ"), "九月": ("キュー", "ク"), "四人": ("ヨン", "ヨ"), "四年": ("ヨン", "ヨ"),
    "四円": ("ヨン", "ヨ"),
}  # fmt: skip


_WHOLE: Final = {
    "二十日": "ハツカ", "二十歳": "ハタチ",
    "一人": "ヒトリ", "二人": "フタリ", "二日": "フツカ", "三日": "ミッカ", "四日": "ヨッカ",
    "五日": "イツカ", "六日": "ムイカ",
    "七日": "ナノカ", "八日": "ヨーカ", "九日": "ココノカ", "十日": "トーカ",
}  # fmt: skip


def _counted(number: str, numeral: str, counter: str, said: str) -> str:
    """A number and what it counts, with the sounds that change where they meet: *sanbyaku*, *happun*."""
    last = numeral[-1:]
    if numeral + counter in _WHOLE:
        return _WHOLE[numeral + counter]
    if old_new := _FIXED.get(last + counter[0]):
        return (
            number.removesuffix(old_new[0]) + old_new[1] + said
            if number.endswith(old_new[0])
            else number + said
        )
    if last == "三" and said[:1] in _SOFT and counter[0] in "百本匹杯分":
        return number + ("プ" if counter[0] == "分" else _SOFT[said[0]]) + said[1:]
    if last == "三" and counter[0] in "千階":
        return number + ("ゼン" if counter[0] == "千" else "ガイ")
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
