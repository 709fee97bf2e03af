"""Reading what is written in letters: words, abbreviations, acronyms, mixed case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.lists import listed as _listed
from emogen.pipelines.speech.text.numbers import cardinal, digits
from emogen.pipelines.speech.text.scan import LETTER, NEVER, VOWEL_SIGNS, WORD, Context, Reader, Said
from emogen.tables import asset_rows

_SHORT_WORDS: Final = "short"
"""English words of up to three letters, which are words in capitals too."""

_ELIDED: Final = {
    "'em": "them", "'cause": "because", "'til": "until", "'tis": "it is", "'twas": "it was", "'bout": "about",
    "'n'": "and", "'n": "and", "'round": "around",
}  # fmt: skip

_LENGTHENED: Final = "lengthened"
"""Words that keep one of their two letters when more are written: *cooool*."""

ADDRESS_SIGNS: Final = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", "\\": "slash"}


_LATIN: Final = "[a-zA-ZÀ-ÖØ-öø-ÿ]"


def letter_readers(language: Language) -> list[tuple[re.Pattern[str], Reader]]:
    """The readers of addresses and abbreviations, and those of words."""
    from emogen.pipelines.speech.text.addresses import DOMAIN, FILES, address, handle
    from emogen.pipelines.speech.text.numerals import numeral

    known = sorted(language.short, key=len, reverse=True)
    short = "|".join(map(re.escape, known)) or NEVER
    figures = "|".join(re.escape(written) for written in known if written[0].isdigit()) or NEVER
    letter_signs = _any_of(sign for sign in language.written("sign") if sign.isalpha())
    signs = _any_of(sign for sign in language.written("sign") if len(sign) == 1)
    cjk = language.unspaced
    after, plain = rf"(?:[^\W_]{VOWEL_SIGNS}*)+", rf"(?:[^\W_²³]{VOWEL_SIGNS}*)+"
    mixed = rf"(?=[\w-]{{0,64}}[\d₀-₉])(?=[\w-]{{0,64}}{LETTER})(?![a-z]+-\d{{4}}s?\b){plain}(?:[-.]{after})*"
    if cjk:
        mixed = r"(?=[\w-]{0,64}\d)(?=[\w-]{0,64}[a-zA-Z])[a-zA-Z0-9]+(?:[-.][a-zA-Z0-9]+)*"
    written = (
        (r"(?:https?://|www\.)[^\s<>\"“”]*[\w/]|(?!\.)[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", address),
        (rf"(?:[a-zA-Z0-9-]{{1,63}}\.){{1,8}}(?:{DOMAIN})(?:/[^\s<>\"“”]*[\w/])?(?![\w@])", address),
        (rf"(?=[\w-]{{0,64}}[a-zA-Z])[\w-]{{1,64}}\.(?:{FILES})(?!\w)", address),
        (r"~?(?:/[\w.-]+){2,}/?(?!\w)|[A-Z]:\\[\w\\.-]+", address),
        (rf"[@#](?=\w{{0,64}}{LETTER})\w+", handle),
        (r"#(?=\d)", _sign),
        (r"(?<!\b[a-z])(?<![^<]\d)<3(?![\d.])", _heart),
        (rf"(?:{figures})(?![\w/])|{letter_signs}(?!\w)", _fixed),
        (rf"(?:{short})(?:(?<=[.°º])(?=\d)|(?![\w/&]))", _abbreviation),
        (r"(?:[A-Z]\.){2,}(?!\w)|[A-Z]\.(?:\s[A-Z]\.)+|[A-Z]\.(?=\s[A-Z])", _initials),
        (r"[IVXLCDM]+(?:e|er|ème)?(?![\w'’.])|[IVXLCDM]+(?=\.(?:\s|$))", numeral),
        (mixed, _mixed),
        (r"['’](?:em|cause|til|tis|twas|bout|n|round)(?:['’](?=\s))?(?!\w)", _elided),
        (rf"{WORD}(?:[-'’‐‑/]{WORD})*" if not cjk else rf"{_LATIN}+(?:['’-]{_LATIN}+)*", _word),
        (rf"(?:(?!{_LATIN}){LETTER})+" if cjk else NEVER, _running),
        (signs, _sign),
    )  # fmt: skip
    ignored = (_elided,)
    return [
        (re.compile(pattern, re.IGNORECASE if reader in ignored else 0), reader)
        for pattern, reader in written
    ]


def _any_of(signs: Iterable[str]) -> str:
    """The pattern of any of some signs."""
    escaped = "".join(map(re.escape, signs))
    return f"[{escaped}]" if escaped else NEVER


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Acronyms and names in mixed case -> what is said, ``-`` when spelled (``assets/acronyms.tsv``)."""
    return {row["written"]: row["spoken"] for row in asset_rows("acronyms.tsv")}


def spell(letters: str, language: Language) -> str:
    """Letter by letter, figures too."""
    said = []
    for letter in letters:
        plain = unicodedata.normalize("NFD", letter.lower())[0]
        name = language.spoken.get(("letter", plain)) or language.spoken.get(("sign", letter))
        if letter.isdecimal():
            name = cardinal(int(letter), language)
        elif name is None and letter in ADDRESS_SIGNS:
            name = language.word(ADDRESS_SIGNS[letter])
        said.append(name if name is not None else letter if letter.isalpha() else "")
    return " ".join(filter(None, said))


def _heart(match: re.Match[str], context: Context) -> list[Said]:
    return [(match.start(), match.end(), "heart")] if context.language.english else []


def _fixed(match: re.Match[str], context: Context) -> list[Said]:
    """What is no word and is always said alike: ``24/7``, a Greek letter."""
    readings = context.language.short.get(match[0])
    said = readings[0][0] if readings else context.language.spoken["sign", match[0]]
    return [(match.start(), match.end(), said)]


def _abbreviation(match: re.Match[str], context: Context) -> list[Said]:
    after = context.after(match.end())
    for spoken, when in context.language.short[match[0]]:
        fits = {
            "": True,
            "number": after[:1].isdigit() or bool(re.match(r"(?:[IVXLC]{2,}|[VX])\b", after)),
            "name": after[:1].isupper() and bool(after[1:2].strip("")),
            "after": context.before[-1:].isdigit(),
        }[when]
        if spoken == "street" and re.match(r"[A-Z]", after) and context.before[:1].isdigit():
            fits = False
        if spoken == "saint" and re.search(
            r"\b\d+\w*\s+\w+\s+$", context.text[max(0, match.start() - 80) : match.start()]
        ):
            fits = False  # "5 Elm St. Springfield"
        if fits:
            return [(match.start(), match.end(), spoken)]
    return []


def _initials(match: re.Match[str], context: Context) -> list[Said]:
    written = match[0].rstrip()
    if written in _known() and context.language.english:
        return [(match.start(), match.start() + len(written), _known()[written])]
    letters = re.findall(r"[A-Z]", written)
    end = match.start() + len(written)
    return [(match.start(), end, spell("".join(letters), context.language))]


def _mixed(match: re.Match[str], context: Context) -> list[Said]:
    """Letters and figures in one: ``B2B``, ``COVID-19``, ``H2O``."""
    language = context.language
    if language.english and match[0] in _known():
        return [(match.start(), match.end(), _known()[match[0]])]
    said = []
    for part in re.findall(rf"\d+|{WORD}|\.(?=\d)", unicodedata.normalize("NFKC", match[0])):
        if part.isdecimal():
            one_by_one = part.startswith("0") or len(part) > 4
            number = digits(part, language) if one_by_one else cardinal(int(part), language)
            said.append(number.replace(" and ", " ") if language.english else number)
        elif part == ".":
            said.append(language.word("point"))
        elif len(part) == 1 or (part.isupper() and len(part) <= 3 and not _pronounceable(part)):
            said.append(spell(part, language))
        else:
            said.append(cased(part, language))
    return [(match.start(), match.end(), " ".join(said))]


def _elided(match: re.Match[str], context: Context) -> list[Said]:
    said = _ELIDED.get(match[0].lower().replace("’", "'"))
    return [(match.start(), match.end(), said)] if said and context.language.english else []


def _word(match: re.Match[str], context: Context) -> list[Said]:
    language, written = context.language, match[0]
    if language.english and written in _known() and _known()[written] != "-":
        return [(match.start(), match.end(), _known()[written])]
    shouted = written.isupper() and _shouted(match, context)
    written = written.replace("’", "'").replace("‐", "-").replace("‑", "-")
    said = (cased(part, language, shouted, context.before) for part in re.split(r"[-/]", written))
    return [(match.start(), match.end(), " ".join(said))]


def _running(match: re.Match[str], _: Context) -> list[Said]:
    """Chinese or Japanese, which is cut into words later."""
    return [(match.start(), match.end(), match[0])]


def _shouted(match: re.Match[str], context: Context) -> bool:
    """Whether a neighbour is in capitals too."""
    around = re.search(rf"({WORD})\W*$", context.text[max(0, match.start() - 40) : match.start()])
    after = re.match(rf"\W*({WORD})", context.text[match.end() : match.end() + 40])
    neighbours = [found[1] for found in (around, after) if found]
    long = [word for word in neighbours if len(word) > 1 and word not in _known()]
    return any(word.isupper() for word in long) or (bool(neighbours) and all(w.isupper() for w in neighbours))


def cased(word: str, language: Language, shouted: bool = False, before: str = "") -> str:
    """One word without hyphens, by its case."""
    if not language.english:
        return _foreign_case(word, language, shouted)
    base, ending = _possessive(word)
    known = _known().get(base)
    if known and not (shouted and base.lower() in _listed(_SHORT_WORDS) and before.lower() != "the"):
        if known == "-":
            return spell(base, language) + ending
        return known + ending
    if len(base) > 1 and base.isupper():
        return _capitals(base, language, shouted, before) + ending
    if re.search(r"[a-z][A-Z]", word) and not re.match(r"(?:Mc|Mac|O'|De|Di|Le|La|Van|Fitz)[A-Z]", word):
        parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+", word)
        return " ".join(cased(part, language) if len(part) > 1 else spell(part, language) for part in parts)
    return _drawn_out(word)


def _possessive(word: str) -> tuple[str, str]:
    for ending in ("'s", "s"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 1 and base.isupper():
            return base, ending
    return word, ""


def _capitals(word: str, language: Language, shouted: bool, before: str) -> str:
    low = word.lower()
    if low in _listed(_SHORT_WORDS) and not (before.lower() == "the" and low in ("who", "it", "us")):
        return low
    if not re.search("[aeiouyàâäéèêëîïôöùûü]", low) and len(word) <= 7:
        return spell(word, language)
    if len(word) <= 3 and not shouted:
        return spell(word, language)
    return _drawn_out(low)


def _foreign_case(word: str, language: Language, shouted: bool) -> str:
    article, apostrophe, base = word.rpartition("'")
    if apostrophe and base.isupper() and len(base) > 1:
        return article + "'" + _foreign_case(base, language, shouted)
    if len(word) > 1 and word.isupper() and word.isalpha() and ("letter", "a") in language.spoken:
        spelled = len(word) <= 5 and not _pronounceable(word) and (not shouted or not _has_vowel(word))
        return spell(word, language) if spelled else word.lower()
    if language.code == "hi" and word.isascii() and word.isupper():
        return spell(word, language)
    return word


def _has_vowel(word: str) -> bool:
    return any(letter in "aeiouy" for letter in unicodedata.normalize("NFD", word.lower()))


def _pronounceable(word: str) -> bool:
    """Whether consonants and vowels take turns, as far as short words go."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    vowels = "".join("v" if letter in "aeiouy" else "c" for letter in plain)
    return "v" in vowels and "c" in vowels and (len(plain) > 3 or ("cc" not in vowels and "vv" not in vowels))


def is_short_word(low: str) -> bool:
    """Whether it is a whole English word of up to three letters."""
    return low in _listed(_SHORT_WORDS)


def drawn_word(word: str, language: Language) -> str:
    """The word that is written at length: *sooo* is *so*, *COOOL* is *cool*."""
    low = word if word[:2].istitle() and not word[1:2].isupper() else word.lower()
    if not language.english:
        return re.sub(r"(\w)\1\1+", r"\1", low)
    return _drawn_out(low)


def plain_word(word: str, context: Context) -> str:
    """The words said for one word of letters, by its case and its neighbours."""
    return cased(word.replace("’", "'"), context.language, len(word) > 1 and word.isupper(), context.before)


def _drawn_out(word: str) -> str:
    if not re.search(r"([a-zA-Z])\1\1", word):
        return word
    double = re.sub(r"(?i)([a-z])\1{2,}", r"\1\1", word)
    return double if double.lower() in _listed(_LENGTHENED) else re.sub(r"(?i)([a-z])\1{2,}", r"\1", word)


def _compares(match: re.Match[str], context: Context) -> bool:
    """Whether ``<`` or ``>`` stands between blanks or at a figure or a single letter, not around a tag."""
    text, start, end = context.text, match.start(), match.end()
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:].isspace() and after[:1].isspace():
        return True
    beside = (before[::-1], after)
    return any(re.match(r"\d|-?\.?\d|[a-zA-Z](?![\w/])", side) for side in beside)


_ONLY_WITH_WORDS: Final = "&+=×÷±≈≠≤≥→%"


def _sign(match: re.Match[str], context: Context) -> list[Said]:
    """A sign that stands for a word, where something stands beside it."""
    sign, after = match[0], context.after(match.end())
    if sign in "<>" and not (context.before and re.match(r"[\w.-]", after) and _compares(match, context)):
        return []
    if sign == "#":
        return [(match.start(), match.end(), context.language.word("number"))]
    if sign in _ONLY_WITH_WORDS and not context.words and not after[:1].isalnum():
        return []
    return [(match.start(), match.end(), context.language.spoken["sign", sign])]
