"""Reading what is written in figures: dates, times, money, quantities, ranges, fractions, phones."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text import dates, fractions
from emogen.pipelines.speech.text.languages import LATIN, Language
from emogen.pipelines.speech.text.money import currencies, money, scaled
from emogen.pipelines.speech.text.numbers import (
    LONGEST,
    SIGNS,
    agree,
    cardinal,
    decimal,
    digits,
    is_year,
    longest,
    ordinal,
    parse,
    year,
)
from emogen.pipelines.speech.text.scan import LETTER, NEVER, WORD, Context, Reader, Said

_BIG: Final = {
    "en": "thousand|million|billion|trillion|hundred|lakh|crore",
    "de": r"[Tt]ausend|[Mm]illion(?:en)?|[Mm]illiarden?|[Bb]illion(?:en)?|Mio\.|Mrd\.|Tsd\.",
    "es": "mil millones|mil|mill[óo]n|millones|bill[óo]n|billones",
    "fr": "mille|millions?|milliards?|billions?",
    "it": "mila|milion[ei]|miliard[oi]",
    "pt": "mil|milh[ãa]o|milhões|bilh[ãa]o|bilhões|trilhões",
    "hi": "हज़ार|हजार|लाख|करोड़|अरब|मिलियन",
    "zh": "万亿|万|亿|百万|千万",
    "ja": "億|万|兆|千",
}
"""Words for large numbers that may stand between a sum and what it is a sum of."""

_AMBIGUOUS: Final = frozenset(("in", "pp", "N", "J", "V", "W", "t", "Go", "Mo", "mi"))
"""Units that are read as such only where they touch the number, or a full stop follows."""

_APART: Final = frozenset(("K", "A"))
"""Units that are read as such only after a blank: 4K and 3A are no temperature and no current."""

_VERSIONED: Final = frozenset(
    ("python", "version", "ubuntu", "release", "node", "php", "django", "go", "java", "section")
)
"""Words after which ``3.11`` is two numbers: *three point eleven*."""

_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉", "0123456789-0123456789")


def number_pattern(language: Language) -> str:
    """How a number is written, grouped or not, with decimals or not."""
    if language.decimal == ".":
        grouped = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3})+,\d\d(?!\d)"
        return rf"(?:{grouped}|\d+(?:\.\d+)?(?!\d)|\.\d+)"
    return r"(?:\d{1,3}(?:[. ’']\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:,\d{3})+\.\d\d(?!\d)|\d+(?:[.,]\d+)?(?!\d))"


def figure_readers(language: Language) -> list[tuple[re.Pattern[str], Reader]]:
    """The readers of figures, the particular before the general."""
    number = number_pattern(language)
    signs = "|".join(sorted(map(re.escape, currencies(language)), key=len, reverse=True))
    units = "|".join(sorted(map(re.escape, language.written("unit")), key=len, reverse=True)) or NEVER
    big = _BIG.get(language.code[:2], NEVER)
    scale = r"(?:bn|mn|tn|trn|[kKmMbBT])(?!\w)" if not language.unspaced else NEVER
    months = "|".join(
        m for m, _ in sorted(dates.month_names(language).items(), key=lambda item: -len(item[0]))
    )
    stop = r"(?![\w²³])" if not language.unspaced else r"(?![a-zA-Z²³])"
    half = r"(?:\s?(?P<half>[ap]\.?\s?m\b\.?))"
    # Where the point groups, 1.000.000 is no version.
    grouped = r"(?!\d{1,3}(?:\.\d{3})+(?![\d.]*\d))" if language.decimal == "," else ""
    # A sign may touch a word before it where words are not written apart.
    apart = r"(?<!\w)" if not language.unspaced else r"(?<![a-zA-Z\d%％°])"
    stops = r"a-zA-Z" if language.unspaced else r"\w"
    written = (
        (r"(?P<y>\d{4})-(?P<m>0\d|1[0-2])-(?P<d>[0-2]\d|3[01])(?!\d)"
            r"(?P<t>[T ]\d\d:\d\d(?::\d\d)?Z?)?", dates.iso_date),
        (r"(?P<a>\d{1,4})(?P<s>[/.\-])(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}|\d{1,2})(?![\d/]|[.\-]\d)",
         dates.figure_date),
        (rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|º|°|er)?\.?(?P<o>\s(?:of|de|di)\s|\s)(?P<m>{months})(?!\w)",
         dates.day_month),
        (rf"(?P<m>{months})\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d|\s?(?:{half}))",
         dates.month_day),
        (rf"(?P<h>[01]?\d|2[0-4])[:：](?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![:\d]){half}?", dates.clock),
        (rf"(?P<h>1[0-2]|0?[1-9]){half}(?!\w)", dates.clock),
        (r"(?P<h>[01]?\d|2[0-4])\s?h\s?(?P<m>[0-5]\d)?(?!\w)", dates.hour),
        (r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)", _phone),
        (r"(?:1[ -])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)|\d{3}-\d{4}(?!\d)", _phone),
        (r"0\d(?:[ .]\d\d){4}(?!\d)|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}(?!\d)", _phone),
        (
            rf"(?:{apart}(?P<sign>[-−–+]))?(?P<cur>{signs})\s?(?P<a>{number})(?P<dash>\s?[-–]\s?(?:{signs})?(?P<b>{number}))?"
            rf"(?:(?P<scale>{scale})|(?P<gap>\s?)(?P<big>{big})(?!\w))?", money,
        ),
        (
            rf"(?:{apart}(?P<sign>[-−–+]))?(?P<a>{number}|\d+,\d\d)(?:[-–](?P<b>{number}))?(?:(?P<scale>{scale})|(?P<gap>\s?)"
            rf"(?P<big>{big})(?:\s(?:de|di|d'))?)?\s?(?P<cur>{signs})(?![{stops}$])", money,
        ),
        (r"(?P<a>\d+)\s?(?:'|’|′|ft)\s?(?P<b>\d{1,2})\s?(?:\"|”|″|''|in)(?!\w)", _feet),
        (r"(?P<a>\d+)(?P<s>[′″])", _feet),
        (rf"(?P<a>{number})(?:(?P<dash>[-–—~～])|(?P<by>x|\sx\s|×))(?P<b>{number})"
            rf"(?P<gap>\s?)(?P<unit>{units})?{stop}", _range),
        (r"(?:(?P<w>\d+)[ ])?(?P<a>\d{1,2})[/⁄](?P<b>\d{1,3})(?![\d/])", fractions.fraction),
        (r"(?:(?P<w>\d+)\s?)?(?P<sign>[¼½¾⅐-⅞])", fractions.sign_fraction),
        (r"(?P<n>\d+)(?:st|nd|rd|th)(?!\w)", _ordinal),
        (r"(?P<n>\d+)\.?(?P<g>[ºª°]|er|[eè]re|[eè]me|nd|nde|e|ᵉ)(?!\w)", _ordinal),
        (r"['’]?(?P<n>\d{2}|[1-9]\d{2}0)(?P<s>['’]?s)(?!\w)", _decade),
        (r"['’](?P<n>\d{2})(?!\w)", _decade),
        (rf"{grouped}[vV]?\d+(?:\.\d+){{2,}}(?!\w)", _version),
        (r"(?P<a>\d+)[:：](?P<b>\d+)(?!\w)", _ratio),
        (
            rf"(?:{apart}(?P<sign>[-−–+±~≈<>≤≥]))?\s?(?P<n>{number})(?P<scale>{scale})?(?P<gap>\s?)(?P<unit>{units}){stop}"
            r"(?!['’]\w)(?P<stop>\.(?=\s[a-z]))?", _quantity,
        ),
        (
            rf"(?:{apart}(?P<sign>[-−–+±~≈<>≤≥]))?(?P<n>{number})(?P<scale>{scale})?(?P<power>⁻?[⁰¹²³⁴-⁹]+|\^-?\d+)?"
            rf"(?!{LETTER if not language.unspaced else '[a-zA-Z]'})", _plain,
        ),
        (r"[xX×*](?=\s?\d)", _times),
        (r"\s[-−]\s(?=\d)", _minus),
    )  # fmt: skip
    flags = re.IGNORECASE
    insensitive = (dates.day_month, dates.month_day, dates.clock)
    return [
        (re.compile(pattern, flags if reader in insensitive else 0), reader) for pattern, reader in written
    ]


# Quantities --------------------------------------------------------------------------------------


def say_number(figures: str, language: Language, *, as_year: bool = False) -> str:
    """A written number: with noughts before it, or very long, figure by figure."""
    whole, fraction = parse(figures, language)
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > longest(language):
        said = digits(whole, language)
        return f"{said} {language.word('point')} {digits(fraction, language)}" if fraction else said
    plain = figures.isdigit() and len(figures) == 4
    if as_year and plain and is_year(int(figures)):
        return year(int(figures), language)
    return decimal(whole, fraction, language)


def _unit(match: re.Match[str], context: Context, one: bool) -> str:
    """The words of the unit in a match; empty if it is none here."""
    unit = match["unit"]
    if unit in _APART and not match["gap"]:
        return ""
    latin = context.language.scripts[0] in LATIN
    if unit in _AMBIGUOUS and latin and match["gap"] and not match.groupdict().get("stop"):
        return ""
    forms = context.language.forms("unit", unit)
    return forms[0 if one else 1]


def _sign(written: str, language: Language) -> str:
    if not written:
        return ""
    return language.word(SIGNS[written]) if written in SIGNS else language.sign(written) or language.sign("≈")


def _quantity(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    whole, fraction = parse(match["n"], language)
    one = whole == "1" and (not fraction or language.code == "fr-fr") and not match["scale"]
    unit = _unit(match, context, one)
    if not unit:
        return []
    sign = _sign(match["sign"], language)
    if match["unit"] == "%" and language.code == "zh":
        return [(match.start(), match.end(), f"{sign}百分之{say_number(match['n'], language)}")]
    number = say_number(match["n"], language)
    number = number if match["unit"] in "%‰" else agree(number, unit, language)
    if match["scale"]:
        number += " " + scaled(match["scale"], language)[1]
    if not match["gap"]:
        return [(match.start(), match.end(), f"{sign} {number} {unit}")]
    return [(match.start(), match.end("n"), f"{sign} {number}"), (match.start("unit"), match.end(), unit)]


def _plain(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    if language.english and (match["scale"] or "") in ("b", "B", "t", "T") and "." not in match["n"]:
        return []  # 221B is a house
    dated = not (match["scale"] or match["sign"] or language.unspaced)
    number = say_number(match["n"], language, as_year=dated)
    if language.english and context.before.lower() in _VERSIONED and re.fullmatch(r"\d+\.\d\d", match["n"]):
        number = " point ".join(cardinal(int(part), language) for part in match["n"].split("."))
    counted = re.match(rf"{WORD}", context.after(match.end()))
    noun = counted and (counted[0].islower() or language.capitals)
    if (
        counted
        and noun
        and len(counted[0]) > 2 + counted[0].islower()
        and (match["n"].isdigit() or re.match("(?:m|b|tr)ill", counted[0]))
    ):
        number = agree(number, counted[0], language)
    if match["scale"]:
        number += " " + scaled(match["scale"], language)[1 if match["n"] != "1" else 0]
    if match["power"]:
        power = match["power"].translate(_RAISED).lstrip("^")
        if match["power"] in ("²", "³"):
            number += " " + language.spoken["sign", match["power"]]
        else:
            to_the = "to the power of" if language.english else ""
            minus = language.word("minus") if power.startswith("-") else ""
            number += f" {to_the} {minus} {cardinal(int(power.strip('-')), language)}"
    return [(match.start(), match.end(), f"{_sign(match['sign'], language)} {number}")]


def _range(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    unit = _unit(match, context, False) if match["unit"] else ""
    if match["unit"] and not unit:
        return []
    first, last = match["a"], match["b"]
    if match["dash"]:
        joint = language.word("to")
        ends = (say_number(figures, language, as_year=not unit) for figures in (first, last))
        said = f" {joint} ".join(ends)
    else:
        said = f" {language.word('by')} ".join(_pixels(figures, language) for figures in (first, last))
    return [(match.start(), match.end(), f"{said} {unit}")]


def _pixels(figures: str, language: Language) -> str:
    """*nineteen twenty by ten eighty*."""
    pairs = language.english and re.fullmatch(r"\d\d[1-9]\d", figures)
    return year(int(figures), language) if pairs else say_number(figures, language)


def _ratio(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    joint = language.word("against") or language.word("to")
    said = f"{say_number(match['a'], language)} {joint} {say_number(match['b'], language)}"
    return [(match.start(), match.end(), said)]


def _feet(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    if not language.english:
        return []
    groups = match.groupdict()
    if "s" in groups:
        forms = language.forms("unit", "ft" if groups["s"] == "′" else "in")
        return [
            (match.start(), match.end(), f"{cardinal(int(match['a']), language)} {forms[match['a'] != '1']}")
        ]
    said = f"{cardinal(int(match['a']), language)} foot {cardinal(int(match['b']), language)}"
    return [(match.start(), match.end(), said)]


def _ordinal(match: re.Match[str], context: Context) -> list[Said]:
    language, suffix = context.language, match.groupdict().get("g")
    number = int(match["n"])
    wrong = (suffix is None) != language.english or (
        suffix == "°" and language.code not in ("es", "it", "pt-br")
    )
    if wrong or number >= 10**LONGEST or language.unspaced or language.code == "hi":
        return []
    if suffix and suffix not in "ºª°" and language.code != "fr-fr":
        return []
    feminine = suffix in ("ª", "re", "ère", "ere", "nde")
    return [(match.start(), match.end(), ordinal(number, language, feminine=feminine))]


def _decade(match: re.Match[str], context: Context) -> list[Said]:
    language, figures = context.language, match["n"]
    if not language.english:
        return []
    number = int(figures)
    said = (
        year(number, language)
        if number >= 100
        else digits(figures, language)
        if number < 10
        else cardinal(number, language)
    )
    if number < 10:
        said = said.replace("zero", "oh", 1)
    if match.groupdict().get("s"):
        said = said[:-1] + "ies" if said.endswith("y") else said + ("es" if said.endswith("x") else "s")
    return [(match.start(), match.end(), said)]


def _version(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    parts = match[0].lstrip("vV").split(".")
    joint = language.word("dot" if len(parts) == 4 else "point")
    said = f" {joint} ".join(cardinal(int(part), language) for part in parts)
    if match[0][0] in "vV":
        said = language.spoken.get(("letter", "v"), "v") + " " + said
    return [(match.start(), match.end(), said)]


def _times(match: re.Match[str], context: Context) -> list[Said]:
    if not context.before[-1:].isdigit():
        return []
    times = context.language.sign("×")
    return [(match.start(), match.end(), times)] if times else []


def _minus(match: re.Match[str], context: Context) -> list[Said]:
    if not context.before[-1:].isdigit():
        return []
    return [(match.start(), match.end(), context.language.word("minus"))]


def _phone(match: re.Match[str], context: Context) -> list[Said]:
    """Group by group, as written; the French pairs as numbers."""
    language, said = context.language, []
    for group in re.findall(r"\+?\d+", match[0]):
        plus = f"{language.word('plus')} " if group[0] == "+" else ""
        figures = group.lstrip("+")
        pair = language.code == "fr-fr" and len(figures) == 2 and figures[0] != "0"
        said.append(plus + (cardinal(int(figures), language) if pair else digits(figures, language)))
    return [(match.start(), match.end(), ", ".join(said))]
