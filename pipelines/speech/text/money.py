"""Reading sums of money."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.numbers import SIGNS, counted, decimal, parse
from emogen.pipelines.speech.text.scan import WORD, Context, Said

CODES: Final = {
    "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$", "CAD": "C$", "AUD": "A$",
    "CRC": "₡", "KRW": "₩",
    "元": "¥", "円": "¥", "ドル": "$", "美元": "$", "欧元": "€", "ユーロ": "€",
}  # fmt: skip
"""Other ways to write a currency."""

_WORDS: Final = frozenset(
    ("all", "bam", "cup", "gel", "lei", "mad", "mop", "pen", "ron", "sos", "top", "try", "vef", "won")
)
"""Codes of currencies that are words in small letters."""


def currencies(language: Language) -> tuple[str, ...]:
    """Every way to write a currency: signs, codes, and codes in small letters where they are no word."""
    codes = (*language.written("money"), *CODES)
    small = (code.lower() for code in codes if re.fullmatch("[A-Z]{3}|US\\$", code))
    return (*codes, *(code for code in small if code not in _WORDS))


def _forms(currency: str, language: Language) -> tuple[str, ...]:
    for written in (currency, currency.upper()):
        if forms := language.forms("money", CODES.get(written, written)):
            return forms
    return ()


_SCALES: Final = {"mn": "m", "b": "bn", "t": "tn", "trn": "tn"}


def scaled(written: str, language: Language) -> tuple[str, ...]:
    """The word for a scale written in letters (``k``, ``bn``): one and many."""
    low = written.lower()
    return language.forms("scale", _SCALES.get(low, low))


def money(match: re.Match[str], context: Context) -> list[Said]:
    language, text = context.language, context.text
    forms = _forms(match["cur"], language)
    whole, fraction = parse(match["a"], language)
    if not forms or not whole.isdigit():
        return []
    if len(fraction) > 2 and not fraction[2:].strip("0") and not match["big"]:
        fraction = fraction[:2]
    prefix = f"{language.word(SIGNS[match['sign']])} " if match["sign"] else ""
    one, many, cent, cents = (*forms, *forms)[:4]
    to = f"{language.word('to')} {decimal(*parse(match['b'], language), language)} " if match["b"] else ""
    number = prefix + decimal(whole, fraction, language) + " " + to
    of = f"{language.word('of')} " if language.decimal == "," else ""
    if match["scale"]:
        large = scaled(match["scale"], language)
        of = "" if match["scale"] in "kK" else of
        spoken = f"{number} {large[int((whole, fraction) != ('1', ''))]} {of}{many}"
        return [
            (
                match.start(),
                match.end(),
                spoken.replace("de euros", "d'euros") if language.code == "fr-fr" else spoken,
            )
        ]
    if match["big"]:
        of = "" if match["big"] in ("mil", "mille", "mila") else of
        if match.start("big") > match.start("cur"):
            if not match["gap"]:
                return [(match.start(), match.end(), f"{number}{match['big']} {of}{many}")]
            first = (match.start(), match.start("gap"), number)
            return [first, (match.start("big"), match.end(), f"{match['big']} {of}{many}")]
        end = match.end("big")
        return [(match.start(), end, f"{number}{match['big']}"), (match.start("cur"), match.end(), of + many)]
    small = int(fraction.ljust(2, "0")[:2]) if fraction else 0
    if len(fraction) > 2 or match["b"] or not cent or language.code in ("zh", "ja"):
        return [(match.start(), match.end(), f"{number} {many}")]
    noun = one if int(whole) == 1 else many
    if of.strip() and int(whole) and int(whole) % 10**6 == 0:
        noun = f"{of}{many}".replace("de euros", "d'euros") if language.code == "fr-fr" else of + many
    said = counted(int(whole), noun, language) if int(whole) or not small else ""
    coins = counted(small, cent if small == 1 else cents, language) if small else ""
    joined = f" {language.word('coins')} ".join(filter(None, (said, coins)))
    per = re.compile(rf"/(?={WORD})").match(text, match.end())
    return [(match.start(), match.end(), prefix + joined + (f" {language.word('per')}" if per else ""))]
