"""From written text to words a voice can say, each tied to the written word it came from.

Numbers, money, years, times, per cent, ordinals, common abbreviations, addresses and symbols are
said as people say them. Emoji and other pictures are left out: they are not words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from emogen.conditioning.script import Script
from emogen.errors import RequestError
from emogen.pipelines.speech.numbers import cardinal, convert, digits, is_year, plural, say_notation, year

MAX_CHARACTERS: Final = 40_000
"""Longest text of one request: about 45 minutes of speech, which is levelled in memory as a whole."""

STOPS: Final = ".!?…"
"""Marks that end a sentence."""

_MARKS: Final = {
    **{mark: mark for mark in ",.!?;:…"},
    "—": "—", "–": "—", "--": "—", "...": "…", "(": ",", ")": ",", "[": ",", "]": ",",
}  # fmt: skip
"""Written punctuation -> the mark the voice knows."""

_ABBREVIATIONS: Final = {
    "dr.": "doctor", "mr.": "mister", "mrs.": "missus", "ms.": "miz", "prof.": "professor",
    "st.": "saint", "jr.": "junior", "sr.": "senior", "vs.": "versus", "etc.": "et cetera",
    "e.g.": "for example", "i.e.": "that is", "approx.": "approximately", "no.": "number",
    "a.m.": "a m", "p.m.": "p m", "am.": "am", "dept.": "department", "inc.": "incorporated",
    "ltd.": "limited", "ave.": "avenue", "capt.": "captain", "gen.": "general", "sgt.": "sergeant",
    "pp.": "pages",
    "jan.": "january", "feb.": "february", "aug.": "august", "sept.": "september",
    "oct.": "october", "nov.": "november", "dec.": "december",
}  # fmt: skip

_NEED_NUMBER: Final = frozenset({"no."})
"""Abbreviations that are also whole words: read long only before a number."""

_UNITS: Final = {
    "%": "percent", "km": "kilometers", "kg": "kilograms", "cm": "centimeters", "mm": "millimeters",
    "°c": "degrees celsius", "°f": "degrees fahrenheit", "°": "degrees", "gb": "gigabytes", "mb": "megabytes",
    "ms": "milliseconds", "hz": "hertz", "khz": "kilohertz", "am": "a m", "pm": "p m", "k": "thousand",
}  # fmt: skip

_CURRENCIES: Final = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
}
_MAGNITUDES: Final = ("thousand", "million", "billion", "trillion")

_SYMBOLS: Final = {
    "&": "and", "+": "plus", "=": "equals", "@": "at", "%": "percent", "#": "number", "°": "degrees",
    "/": "slash", "_": "underscore", "~": "about", "×": "times", "÷": "divided by", "π": "pi",
    "$": "dollars", "£": "pounds", "€": "euros", "¥": "yen", "<": "less than", ">": "greater than",
    "½": "a half", "¼": "a quarter", "¾": "three quarters", "²": "squared", "³": "cubed",
}  # fmt: skip

_ADDRESS_SIGNS: Final = {
    ".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", "=": "equals", "&": "and",
}  # fmt: skip

_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", **dict.fromkeys('“”"«»*', " ")})
_NUMBER: Final = re.compile(
    r"^([-−+]?)([$£€¥]?)([0-9][0-9,]*)(\.[0-9]+)?(st|nd|rd|th|s)?([$£€¥]?)(%|°[cf]?|[a-z]{1,3})?$"
)
_TIME: Final = re.compile(r"^([0-9]{1,2}):([0-9][0-9])(am|pm)?$")
_ADDRESS: Final = re.compile(
    r"^(?:https?://|www\.)\S+$|^\S+@\S+\.\w+$|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|io|uk)(?:/\S*)?$"
)
_PIECE: Final = re.compile(r"^([^\w$£€¥#@&+°%½¼¾π=<>~-]*)(.*?)([^\w$£€¥%°²³½¼¾]*)$", re.DOTALL)
_INITIALS: Final = re.compile(r"^(?:[A-Za-z]\.){2,}$")


@dataclass(frozen=True, slots=True)
class Written:
    """One written word.

    Attributes:
        text: as written, without surrounding punctuation.
        spoken: the words said for it, lower-case letters and apostrophes, blank-separated; may be
            several.
        mark: the punctuation after it, one of ``, . ! ? ; : — …`` or empty.
        start: index of its first character in the script's text.
        end: index after its last one: ``script.text[start:end] == text``.
        ipa: its exact pronunciation, empty where it is the language's.
    """

    text: str
    spoken: str
    mark: str
    start: int
    end: int
    ipa: str = ""


def read(script: Script | str, *, language: str = "en-us", voice: str = "the voice") -> list[Written]:
    """The words of a script, ready to be said.

    Args:
        script: a script, or words without markup, of up to :data:`MAX_CHARACTERS` characters.
        language: that of the voice.
        voice: name for error messages.

    Raises:
        RequestError: empty or too long, nothing that can be said, letters of another script.
    """
    if not language.startswith("en"):
        raise RequestError(f"{voice} speaks {language}, which is not read yet")
    script = Script.plain(script) if isinstance(script, str) else script
    text = script.text
    if not text.strip():
        raise RequestError("the text is empty", fix="Give some words to say.")
    if len(text) > MAX_CHARACTERS:
        raise RequestError(
            f"the text has {len(text):,} characters",
            why=f"at most {MAX_CHARACTERS:,} fit into one request",
            fix="Split it into parts.",
        )
    _check_script(text, voice)
    clean = _clean(text)
    pieces = list(re.finditer(r"\S+", clean.text))
    words: list[Written] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1][0] if index + 1 < len(pieces) else ""
        _read_piece(clean, piece, following, words)
    words = [replace(word, text=text[word.start : word.end]) for word in words]
    if not any(word.spoken for word in words):
        raise RequestError("there is nothing to say in the text", why="no words", fix="Write some words.")
    return words


def _check_script(text: str, voice: str) -> None:
    foreign = [c for c in text if c.isalpha() and c not in _SYMBOLS and not _is_latin(c)]
    if foreign:
        script = unicodedata.name(foreign[0], "unknown").split()[0].capitalize()
        raise RequestError(
            f"{voice} speaks English and cannot say {''.join(foreign[:8])!r}",
            why=f"these are {'Chinese' if script == 'Cjk' else script} letters",
            fix="Write the text in English.",
        )


def _is_latin(letter: str) -> bool:
    return letter in "ªº" or "LATIN" in unicodedata.name(letter, "")


@dataclass(frozen=True, slots=True)
class _Clean:
    """A text with the place of each of its characters in the text that it was made from."""

    text: str
    places: tuple[tuple[int, int], ...]

    def sub(self, pattern: str, replacement: str) -> _Clean:
        """Put ``replacement`` for each match."""
        text, done = "", 0
        places: list[tuple[int, int]] = []
        for match in re.finditer(pattern, self.text):
            first, last = match.span()
            text += self.text[done:first] + replacement
            places += self.places[done:first]
            covered = self.places[first:last] or (self.places[first - 1],)
            places += [(covered[0][0], covered[-1][1])] * len(replacement)
            done = last
        return _Clean(text + self.text[done:], (*places, *self.places[done:]))


def _clean(text: str) -> _Clean:
    """Plain quotes, marks set apart where they join words, and no pictures or control characters."""
    letters = ""
    places: list[tuple[int, int]] = []
    for cluster in re.finditer(r".[\u0300-\u036f]*", text, re.DOTALL):
        composed = "".join(map(_kept, unicodedata.normalize("NFC", cluster[0]).translate(_QUOTES)))
        letters += composed
        places += [cluster.span()] * len(composed)
    clean = _Clean(letters, tuple(places)).sub(r"\s*(--+|—|–)\s*", "— ").sub(r"\.\.\.", "…")
    return clean.sub(r"(?<=[^\W\d]…)(?=\w)", " ").sub(r"(?<=[,;:!?])(?=[^\W\d]{2})", " ")


def _kept(character: str) -> str:
    if character == "\u200d":
        return ""
    known = character in _SYMBOLS or character in "$£€¥" or unicodedata.category(character)[0] in "LNP"
    return character if known else " "


def _read_piece(clean: _Clean, piece: re.Match[str], following: str, words: list[Written]) -> None:
    """Append the word in ``piece``; lone punctuation goes to the word before it."""
    lead, core, tail = _PIECE.match(piece[0]).groups()  # type: ignore[union-attr]  # it matches any text
    if any(c in "([" for c in lead) and words:
        _mark(words, ",")
    first = piece.start() + len(lead)

    def word(text: str, spoken: str, mark: str) -> Written:
        return Written(text, spoken, mark, clean.places[first][0], clean.places[first + len(text) - 1][1])

    mark = next((_MARKS[c] for c in reversed(tail) if c in STOPS), "") or next(
        (_MARKS[c] for c in tail if c in _MARKS), ""
    )
    dotted = core.lower() + "."
    if core and tail.startswith(".") and _is_abbreviation(core, dotted, following):
        last = not following or (following[0].isupper() and dotted in ("etc.", "a.m.", "p.m.", "jr.", "sr."))
        spoken = "street" if dotted == "st." and not following[:1].isupper() else _ABBREVIATIONS.get(dotted)
        spoken = spoken or " ".join(core.replace(".", "").lower())
        rest = mark if len(tail) > 1 else ""
        words.append(word(core + ".", spoken, rest if not last or rest else "."))
        return
    spoken = say_notation(core, words[-1].text if words else "") or _say(core, following, words)
    if spoken:
        words.append(word(core, spoken, mark))
    elif mark and words:
        _mark(words, mark)


def _is_abbreviation(core: str, dotted: str, following: str) -> bool:
    if dotted in _NEED_NUMBER:
        return following[:1].isdigit()
    return dotted in _ABBREVIATIONS or bool(_INITIALS.match(core + "."))


def _mark(words: list[Written], mark: str) -> None:
    last = words[-1]
    if not last.mark or mark in STOPS:
        words[-1] = replace(last, mark=mark)


def _say(core: str, following: str, words: list[Written]) -> str:
    """The words said for one written word without its punctuation."""
    low = core.lower()
    if not core:
        return ""
    if low in _SYMBOLS:
        return _SYMBOLS[low]
    if low == "-":
        return "minus" if following[:1].isdigit() else ""
    time = _TIME.match(low)
    if time and int(time[1]) < 25 and int(time[2]) < 60:
        return _say_time(int(time[1]), int(time[2]), time[3] or "")
    if low in ("am", "pm") and words and words[-1].text[-1:].isdigit():
        return " ".join(low)
    if _ADDRESS.match(low):
        return _say_address(low)
    number = _NUMBER.match(low)
    if number and (number[7] is None or number[7] in _UNITS):
        return _say_number(number, following)
    before = words[-1].text if words else ""
    if low in _MAGNITUDES and before[:1] in _CURRENCIES:
        return f"{low} {_CURRENCIES[before[0]][1]}"
    if low in _UNITS and (before[-1:].isdigit() or "°" in low):
        return _UNITS[low]
    return _say_mixed(core)


def _say_mixed(core: str) -> str:
    """Words with signs or digits inside: ``and/or``, ``B2B``, ``well-known``, ``2024-05-01``."""
    said: list[str] = []
    for part in re.findall(r"[0-9]+(?:\.[0-9]+)?|[^\W\d_]+(?:['.][^\W\d_]+)*'?|[²³½¼¾]|[^\w\s]|_", core):
        if part[0] in "0123456789":
            said.append(cardinal(part) if not part.startswith("0") or len(part) == 1 else digits(part))
        elif part[0].isalpha() and part not in _SYMBOLS:
            said.append(" ".join(part.replace(".", " ").split()))
        elif part == "/":
            said.append("slash" if any(c.isdigit() for c in core) else "")
        elif part != "-" and part in _SYMBOLS:
            said.append(_SYMBOLS[part])
    return " ".join(filter(None, said))


def _say_time(hour: int, minute: int, half: str) -> str:
    minutes = f"oh {cardinal(minute)}" if 0 < minute < 10 else cardinal(minute) if minute else ""
    ending = " ".join(half) if half else "" if minute else "o'clock" if hour <= 12 else "hundred"
    return " ".join(filter(None, (cardinal(hour), minutes, ending)))


def _say_address(low: str) -> str:
    low = re.sub(r"^https?://", "", low).rstrip("/")
    low = re.sub(r"^www\.", "w w w dot ", low)
    for sign, name in _ADDRESS_SIGNS.items():
        low = low.replace(sign, f" {name} ")
    return " ".join(
        cardinal(part) if part.isdigit() else part for part in re.findall(r"[0-9]+|[^\W\d]+", low)
    )


def _say_number(match: re.Match[str], following: str) -> str:
    sign, before, whole, fraction, suffix, after, unit = match.groups()
    figures = whole.replace(",", "")
    prefix = {"-": "minus ", "−": "minus ", "+": "plus "}.get(sign, "")
    currency = before or after
    if currency:
        return prefix + _say_money(currency, figures, fraction, following)
    if suffix in ("st", "nd", "rd", "th"):
        return prefix + convert(int(figures), "ordinal")
    if suffix == "s" and len(figures) in (2, 4):
        return prefix + plural(year(int(figures)))
    if (len(figures) > 1 and figures.startswith("0")) or len(figures) > 15:
        said = digits(figures)
    elif len(figures) == 4 and "," not in whole and not fraction and not unit and is_year(int(figures)):
        said = year(int(figures))
    else:
        said = cardinal(figures)
    if fraction:
        said += " point " + digits(fraction[1:])
    return prefix + said + (f" {_UNITS[unit]}" if unit else "s" if suffix == "s" else "")


def _say_money(currency: str, figures: str, fraction: str | None, following: str) -> str:
    one, many, cent, cents = _CURRENCIES[currency]
    magnitude = following.strip(".,;:!?").lower()
    if magnitude in _MAGNITUDES:
        # "$5 million": the next word says "million dollars".
        return cardinal(figures) + (" point " + digits(fraction[1:]) if fraction else "")
    small = int((fraction or ".0")[1:].ljust(2, "0")[:2])
    said = f"{cardinal(figures)} {one if figures == '1' else many}" if int(figures) or not small else ""
    coins = f"{cardinal(small)} {cent if small == 1 else cents}" if small else ""
    return " and ".join(filter(None, (said, coins)))
