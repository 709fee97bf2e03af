"""English sums of money: ranges, prices per something, scales in letters, currencies of every country."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.lists import listed
from emogen.pipelines.speech.text.local.english.counting import bare_cardinal
from emogen.pipelines.speech.text.local.english.measures import per_unit
from emogen.pipelines.speech.text.money import CODES, currencies
from emogen.pipelines.speech.text.numbers import SIGNS, cardinal, decimal, digits, parse
from emogen.pipelines.speech.text.scan import Context, Grammar, Reader, Said

_SIGNS: Final = {
    "₺": "TRY", "₪": "ILS", "₱": "PHP", "₫": "VND", "₴": "UAH", "₦": "NGN", "฿": "THB", "₸": "KZT",
    "₡": "CRC", "₲": "PYG", "₵": "GHS", "₭": "LAK", "₮": "MNT", "₼": "AZN", "₾": "GEL", "HK$": "HKD",
    "CA$": "CAD", "AU$": "AUD", "NZ$": "NZD", "S$": "SGD", "NT$": "TWD", "MX$": "MXN", "Rs": "INR",
    "Rs.": "INR", "zł": "PLN", "kr": "SEK",
}  # fmt: skip
"""Signs of currencies that have no row in ``spoken.tsv``, and their ISO 4217 codes."""

_SCALES: Final = {
    "k": "thousand", "m": "million", "mn": "million", "mm": "million", "b": "billion", "bn": "billion",
    "t": "trillion", "tn": "trillion", "trn": "trillion",
}  # fmt: skip

_NUMBER: Final = r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?!\d)"


def sum_readers(language: Language) -> Grammar:
    """The readers of money."""
    signs = sorted({*currencies(language), *_SIGNS} - {"¢"}, key=len, reverse=True)
    currency = "|".join(re.escape(sign) for sign in signs)
    # Of these codes the others are words that stand before numbers too: PHP 8, MAD 100.
    codes = "|".join(sorted(listed("currency_codes") - {"PHP", "MAD", "RON", "TRY", "LAK", "GEL"}))
    large = "hundred|thousand|million|billion|trillion|lakh|crore"
    scale = rf"(?:\s?(?P<scale>bn|mn|mm|tn|trn|[kKmMbBtT])(?![\w'’])|\s(?P<big>{large})(?!\w))?"
    written: tuple[tuple[str, Reader], ...] = (
        (
            rf"(?:(?<!\w)(?P<sign>[-−–+]))?(?<!\w)(?P<cur>{currency}|(?:{codes})(?=\s?\d))\s?(?P<inner>[-−])?"
            rf"(?P<a>{_NUMBER})(?:\s?[-–]\s?(?P<again>{currency})?\s?(?P<b>{_NUMBER}))?{scale}"
            r"(?P<per>\s?/\s?[a-zA-Z]{1,8}(?!\w))?",
            _sum,
        ),
        (rf"(?<![\w.,])(?P<a>{_NUMBER})\s?(?P<cur>{codes})(?!\w)", _coded),
        (
            r"(?<![\w.,$£€-])(?P<a>\d{1,3}(?:,\d{3})*)(?=\s(?:thousand|million|billion|trillion)(?!\w))",
            _scaled,
        ),
        (rf"(?<![\w.,$£€-])(?P<a>{_NUMBER})\s?(?P<scale>bn|mn|tn|trn)(?![\w'’])", _scaled),
        (r"(?:(?<=\w)\$+|\$+(?!\w))(?!\s?[\d.]?\d)", _dollar),
    )
    return [(re.compile(pattern), reader) for pattern, reader in written]


def currency_forms(written: str, language: Language) -> tuple[str, ...]:
    """One and many (and their coins) of a currency as it is written; nothing where it is none."""
    for name in (written, written.upper()):
        if forms := language.forms("money", CODES.get(name, name)):
            return forms
    code = _SIGNS.get(written, written)
    own = CODES.get(code)
    return language.forms("money", own) if own else _cldr(code)


@lru_cache(maxsize=256)
def _cldr(code: str) -> tuple[str, ...]:
    """The name of a currency after the Unicode CLDR: *Swiss franc*, *Swiss francs*."""
    if code not in listed("currency_codes"):
        return ()
    from babel.numbers import get_currency_name

    return tuple(get_currency_name(code, count=count, locale="en") for count in (1, 2))


def _sum(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    forms = currency_forms(match["cur"], language)
    if not forms:
        return []
    sign = match["sign"] or match["inner"]
    prefix = f"{language.word(SIGNS[sign])} " if sign else ""
    large = match["big"] or (_SCALES[match["scale"].lower()] if match["scale"] else "")
    to = f" {language.word('to')} "
    if match["again"] and not large:
        said = to.join(_amount(match[end], forms, language) for end in "ab")
    elif large or match["b"]:
        figures = [_plain(match[end], language, bool(large)) for end in "ab" if match[end]]
        said = f"{to.join(figures)} {large} {forms[1]}"
    else:
        said = _amount(match["a"], forms, language)
    per = match["per"]
    rate = per_unit(per.strip(" /"), language) if per else ""
    end = match.end() if rate else match.start("per") if per else match.end()
    if large and match["big"] and match.start("big") < end:
        place = match.start("big")
        first, _, last = said.rpartition(f" {large} ")
        return [(match.start(), place, prefix + first), (place, end, f"{large} {last} {rate}")]
    return [(match.start(), end, f"{prefix}{said} {rate}")]


def _plain(written: str, language: Language, scaled: bool) -> str:
    """A number before *million* or before the currency that a range shares."""
    whole, fraction = parse(written, language)
    if scaled and not fraction and len(whole) <= 15:
        return bare_cardinal(int(whole), language)
    return say_decimal(written, language)


def say_decimal(written: str, language: Language) -> str:
    """A written number; what has no figure before its point has none when it is said either."""
    said = decimal(*parse(written, language), language)
    return said.split(" ", 1)[1] if written.startswith(".") else said


def _amount(written: str, forms: tuple[str, ...], language: Language) -> str:
    """*twenty dollars and fifty cents*, *one cent*; more than two decimals that count are said as such."""
    one, many, cent, cents = (*forms, "", "")[:4]
    whole, fraction = parse(written, language)
    fraction = fraction if len(fraction) <= 2 else fraction[:2] + fraction[2:].rstrip("0")
    if len(whole) > 15:
        return f"{digits(whole, language)} {many}"
    if len(fraction) > 2 or (fraction.strip("0") and not cent):
        return f"{say_decimal(written, language)} {many}"
    coins = int(fraction.ljust(2, "0")) if fraction else 0
    said = f"{cardinal(int(whole), language)} {one if int(whole) == 1 else many}"
    small = f"{cardinal(coins, language)} {cent if coins == 1 else cents}" if coins else ""
    if small and not int(whole):
        return small
    return f"{said} {language.word('and')} {small}" if small else said


def _coded(match: re.Match[str], context: Context) -> list[Said]:
    """*twenty Swiss francs* for ``20 CHF``, where the code has no row."""
    language, code = context.language, match["cur"]
    forms = () if language.forms("money", CODES.get(code, code)) else _cldr(code)
    return [(match.start(), match.end(), _amount(match["a"], forms, language))] if forms else []


def _scaled(match: re.Match[str], context: Context) -> list[Said]:
    """A number before *million*, which may be written short."""
    scale = match.groupdict().get("scale")
    said = _plain(match["a"], context.language, True)
    return [(match.start(), match.end(), f"{said} {_SCALES[scale]}" if scale else said)]


def _dollar(match: re.Match[str], context: Context) -> list[Said]:
    """A dollar sign without a sum; inside a word it is a letter in disguise."""
    text, language = context.text, context.language
    inside = (
        text[match.start() - 1 : match.start()].isalpha() and text[match.end() : match.end() + 1].isalpha()
    )
    if inside and len(match[0]) == 1:
        return []
    name = language.forms("money", "$")[0]
    return [(match.start(), match.end(), " ".join([name] * min(len(match[0]), 3)))]
