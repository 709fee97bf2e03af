"""Notation of players and writers of games: HP 20/100, x2, 1.5x, 4K, Lv. 5, 3v3, h4x0r, f***."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import cardinal
from emogen.pipelines.speech.text.scan import LETTER, Context, Grammar, Reader, Said

_STATS: Final = (
    r"(?:HP|MP|SP|AP|XP|EXP|TP|PP|FP|DP|KP|[Hh]ealth|[Mm]ana|[Ss]tamina|[Aa]mmo|[Ss]hields?|[Ll]ives|"
    r"[Aa]rmou?r|[Ee]nergy|[Ss]core|[Kk]ills|[Pp]rogress|[Qq]uests?|[Dd]urability|[Cc]harges?)"
)
"""Names of what a character has so much of."""

_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9}(?:\.\d{1,3})?"

_BLEEPS: Final = {"en": "bleep", "fr": "bip", "es": "pip", "it": "bip", "pt": "bip", "hi": "बीप"}
"""The word said in place of a censored one, as a broadcaster's tone covers it."""

_ENDINGS: Final = ("ing", "ers", "er", "ed", "s")

_LEET: Final = {
    "1337": "leet", "w00t": "woot", "pwn": "pown", "pwns": "powns", "pwned": "powned", "pwning": "powning",
    "gr8": "great", "m8": "mate", "m8s": "mates", "l8r": "later", "l8": "late", "b4": "before", "h8": "hate",
    "h8er": "hater", "h8ers": "haters", "sk8": "skate", "sk8er": "skater", "str8": "straight",
    "2nite": "tonight", "2day": "today", "2moro": "tomorrow", "4ever": "forever", "w8": "wait",
    "cre8": "create",
    "ph34r": "fear", "d00d": "dude", "d00ds": "dudes", "h4x0r": "haxor", "h4x": "hax", "sup3r": "super",
    "plz": "please", "pls": "please", "thx": "thanks", "ggwp": "gee gee double you pee", "omfg": "oh my god",
    "l33t": "leet", "n00b": "noob", "n00bs": "noobs", "pr0": "pro",
}  # fmt: skip
"""Words of players and what is said for them. Ours."""

_LETTERS: Final = str.maketrans("013457", "oleast")
"""Figures that stand for letters inside a word."""

_SIGNED: Final = {
    "AoE": "ay oh ee", "PvP": "pee vee pee", "PvE": "pee vee ee", "PvPvE": "pee vee pee vee ee",
    "DoT": "dot", "CoOp": "co op", "EXP": "ee ex pee", "OP": "oh pee", "NG+": "new game plus",
    "LMB": "left mouse button", "RMB": "right mouse button", "WASD": "double you ay ess dee",
    "MMORPG": "em em oh ar pee gee", "MMO": "em em oh", "JRPG": "jay ar pee gee", "ARPG": "ay ar pee gee",
    "Ctrl": "control", "Esc": "escape", "PgUp": "page up", "PgDn": "page down", "1UP": "one up",
    "1-UP": "one up", "QTE": "cue tee ee", "FTW": "for the win", "GLHF": "good luck, have fun",
    "GGWP": "gee gee double you pee", "GG": "gee gee", "WP": "well played", "Lvl": "level", "LVL": "level",
    "lvl": "level", "Lv": "level", "Atk": "attack", "ATK": "attack", "DEF": "defense", "Ver": "version",
    "Mk": "mark", "AA": "double ay", "AAA": "triple ay",
}  # fmt: skip
"""Shorthand of games and what is said for it, where capitals alone would mislead. Ours."""


def game_readers(language: Language) -> Grammar:
    """The readers of game notation, asked before all others; those of English words in English only."""
    if language.code in ("zh", "ja"):
        return []
    censored: list[tuple[str, Reader]] = [
        (rf"(?<![\w*]){LETTER}{{1,4}}\*{{1,8}}{LETTER}{{0,6}}(?!\w|\*)", _censored),
        (r"(?<![\w@#$%&*])(?=[@#$%&*!?]{0,9}[@#$%&*])(?![$#@]\w)[@#$%&*!]{3,12}(?<![!])(?!\w)|"
         r"(?<![\w@#$%&*])(?=[@#$%&*]{2})[@#$%&*!]{3,12}(?!\w)", _grawlix),
    ]  # fmt: skip
    if not language.english:
        return [(re.compile(pattern), reader) for pattern, reader in censored]
    shorthand = "|".join(sorted(map(re.escape, _SIGNED), key=len, reverse=True))
    written: list[tuple[str, Reader]] = [
        *censored,
        (rf"(?<![\w/])({_NUMBER})\s?/\s?({_NUMBER})(?![\w/]|\.\d)", _share),
        (rf"(?<![\w.])[xX×]({_NUMBER})(?!\w|\.\d|\s?[x×]\s?\d)", _times),
        (rf"(?<![\w.])({_NUMBER})[xX](?!\w)", _fold),
        (r"(?<![\w.])(\d{1,2})[Kk](?=\s*(?:[.,;:!?)]|$)|\s+(?:video|resolution|screen|TV|monitor|display|textures?"
         r"|UHD|run|race|footage|camera|quality|gaming|and|or|at)\b)(?!\w)", _resolution),
        (r"(?<![\w.])(\d{1,3})\s?[vV]\s?(\d{1,3})(?![\w.])", _versus),
        (r"(?<!\w)[Nn]o\.\s?(?=\d)", partial(_word, "number")),
        (r"(?<!\w)(?:[Ll][Vv][Ll]?\.\s?(?=\d)|[Ll][Vv][Ll]?\s?(?=\d))", partial(_word, "level")),
        (r"(?<!\w)[Mm]k\.\s?(?=[IVX\d])", partial(_word, "mark")),
        (r"(?<!\w)[Vv]er\.\s?(?=\d)", partial(_word, "version")),
        (rf"(?<!\w)(?:{shorthand})(?![\w*]|['’]\w)", _shorthand),
        (r"(?<!\w)(?=[A-Za-z]{0,9}\d|[a-z]{2,4}(?!\w))[A-Za-z0-9]{2,12}(?!\w|[-.]\w)", _leet),
    ]  # fmt: skip
    return [(re.compile(pattern), reader) for pattern, reader in written]


def _said(match: re.Match[str], words: str) -> list[Said]:
    return [(match.start(), match.end(), words)] if words else []


def _word(words: str, match: re.Match[str], context: Context) -> list[Said]:
    del context
    return _said(match, words)


def _amount(figures: str, language: Language) -> str:
    whole, _, decimals = figures.replace(",", "").partition(".")
    said = cardinal(int(whole), language)
    return f"{said} {language.word('point')} {spelt(decimals, language)}" if decimals else said


def spelt(figures: str, language: Language) -> str:
    """Figures one by one."""
    return " ".join(cardinal(int(figure), language) for figure in figures)


def _share(match: re.Match[str], context: Context) -> list[Said]:
    """``HP: 20/100``: twenty out of a hundred; fractions and dates are others' business."""
    language = context.language
    if not _of_stats(match):
        return []
    part, whole = match[1], match[2]
    total = "a hundred" if whole == "100" else _amount(whole, language)
    return _said(match, f"{_amount(part, language)} out of {total}")


def _of_stats(match: re.Match[str]) -> bool:
    before, after = match.string[max(0, match.start() - 16) : match.start()], match.string[match.end() :][:16]
    return bool(
        re.search(rf"(?<!\w){_STATS}\s?[:=(]?\s?$", before) or re.match(rf"\)?\s{_STATS}(?!\w)", after)
    )


def _times(match: re.Match[str], context: Context) -> list[Said]:
    return _said(match, f"times {_amount(match[1], context.language)}")


def _fold(match: re.Match[str], context: Context) -> list[Said]:
    """``2x``: two times; ``1.5x``: one point five times."""
    return _said(match, f"{_amount(match[1], context.language)} times")


def _resolution(match: re.Match[str], context: Context) -> list[Said]:
    """``4K`` as of a picture; of money and counts it is thousands."""
    money = match.string[: match.start()].rstrip()[-1:] in "$€£¥"
    if int(match[1]) not in (2, 4, 5, 6, 8) or (money and match.start()):
        return []
    return _said(match, f"{cardinal(int(match[1]), context.language)} kay")


def _versus(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    return _said(match, f"{cardinal(int(match[1]), language)} vee {cardinal(int(match[2]), language)}")


def _shorthand(match: re.Match[str], context: Context) -> list[Said]:
    del context
    return _said(match, _SIGNED[match[0]])


def _censored(match: re.Match[str], context: Context) -> list[Said]:
    """``f***``, ``s**t``: a bleep; what the signs hide is not said."""
    bleep = _BLEEPS.get(context.language.code[:2], "")
    letters, stars = len(match[0].replace("*", "")), match[0].count("*")
    if not bleep or (stars < 2 and (letters < 3 or match[0].endswith("*"))):
        return []  # A product, a footnote.
    return _said(match, _bleeped(match[0], bleep, english=context.language.english))


def _bleeped(written: str, bleep: str, *, english: bool) -> str:
    rest = written.rpartition("*")[2].lower()
    ending = next((end for end in _ENDINGS if rest.endswith(end)), "") if english and "***" in written else ""
    return bleep + ending


def _grawlix(match: re.Match[str], context: Context) -> list[Said]:
    """``$#@!``: a bleep. A row of one sign is a rule, or a stress."""
    bleep = _BLEEPS.get(context.language.code[:2], "")
    signs = match[0].rstrip("!?") if len(set(match[0].rstrip("!?"))) > 1 else match[0]
    if len(set(match[0]) - {"!"}) < 2 or not bleep:
        return []
    return [(match.start(), match.start() + max(len(signs), 3), bleep)]


def _leet(match: re.Match[str], context: Context) -> list[Said]:
    del context
    return _said(match, _unmasked(match[0]))


@lru_cache(maxsize=4096)
def _unmasked(written: str) -> str:
    """The word that figures hide; empty where they are figures."""
    low = written.lower()
    if low in _LEET:
        return _LEET[low] if not written.isdigit() else ""
    masked = re.fullmatch(r"[a-z]+(?:[03457]{1,2}[a-z]+)+", written)
    if not masked or len(written) < 4:
        return ""
    plain = written.translate(_LETTERS)
    return plain if re.match(rf"(?:{_BEGINNINGS})?[aeiou]", plain) else ""


_BEGINNINGS: Final = "[^aeiou]|[bcfgkps]l|[bcdfgkpt]r|[cpstw]h|s[ckmnptw]|[dt]w|s[cpt]r"
"""Consonants that English words begin with."""
