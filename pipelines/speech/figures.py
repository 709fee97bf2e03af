"""Reading what is written in figures: dates, times, money, quantities, ranges, fractions, phones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.languages import Language
from emogen.pipelines.speech.numbers import LONGEST, cardinal, decimal, digits, is_year, ordinal, parse, year
from emogen.pipelines.speech.scan import LETTER, WORD, Context, Reader, Said

_SIGNS: Final = {"-": "minus", "−": "minus", "–": "minus", "+": "plus"}
_CODES: Final = {
    "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$", "CAD": "C$", "AUD": "A$",
    "元": "¥", "円": "¥", "ドル": "$", "美元": "$", "欧元": "€", "ユーロ": "€",
}  # fmt: skip
"""Other ways to write a currency."""

_BIG: Final = {
    "en": "thousand|million|billion|trillion|hundred|lakh|crore",
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

_FRENCH_FEMININE: Final = frozenset(
    ("heure", "minute", "seconde", "livre", "tonne", "once", "roupie", "image")
)

_VERSIONED: Final = frozenset(
    ("python", "version", "ubuntu", "release", "node", "php", "django", "go", "java", "section")
)
"""Words after which ``3.11`` is two numbers: *three point eleven*."""

_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉", "0123456789-0123456789")


def number_pattern(language: Language) -> str:
    """How a number is written, grouped or not, with decimals or not."""
    if language.decimal == ".":
        return r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3})+,\d\d(?!\d)|\d+(?:\.\d+)?(?!\d)|\.\d+)"
    return r"(?:\d{1,3}(?:[. ’']\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:,\d{3})+\.\d\d(?!\d)|\d+(?:[.,]\d+)?(?!\d))"


def figure_readers(language: Language) -> list[tuple[re.Pattern[str], Reader]]:
    """The readers of figures, the particular before the general."""
    number = number_pattern(language)
    signs = "|".join(
        sorted((re.escape(s) for s in (*language.written("money"), *_CODES)), key=len, reverse=True)
    )
    units = "|".join(sorted((re.escape(unit) for unit in language.written("unit")), key=len, reverse=True))
    big = _BIG[language.code[:2]]
    scale = r"(?:bn|mn|tn|trn|[kKmMbBT])(?!\w)" if language.sounder == "espeak" else "(?!)"
    months = "|".join(m for m, _ in sorted(_months(language).items(), key=lambda item: -len(item[0])))
    stop = r"(?![\w²³])" if language.sounder == "espeak" else r"(?![a-zA-Z²³])"
    half = r"(?:\s?(?P<half>[ap]\.?\s?m\b\.?))"
    written = (
        (r"(?P<y>\d{4})-(?P<m>0\d|1[0-2])-(?P<d>[0-2]\d|3[01])(?!\d)(?P<t>[T ]\d\d:\d\d(?::\d\d)?Z?)?", _iso_date),
        (r"(?P<a>\d{1,4})(?P<s>[/.\-])(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}|\d{1,2})(?![\d/]|[.\-]\d)", _date),
        (rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|º|°|er)?\.?(?P<o>\s(?:of|de|di)\s|\s)(?P<m>{months})(?!\w)", _day_month),
        (rf"(?P<m>{months})\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d|\s?(?:{half}))", _month_day),
        (rf"(?P<h>[01]?\d|2[0-4])[:：](?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![:\d]){half}?", _time),
        (rf"(?P<h>1[0-2]|0?[1-9]){half}(?!\w)", _time),
        (r"(?P<h>[01]?\d|2[0-4])\s?h\s?(?P<m>[0-5]\d)?(?!\w)", _hour),
        (r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)", _phone),
        (r"(?:1[ -])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)|\d{3}-\d{4}(?!\d)", _phone),
        (r"0\d(?:[ .]\d\d){4}(?!\d)|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}(?!\d)", _phone),
        (
            rf"(?:(?<!\w)(?P<sign>[-−–+]))?(?P<cur>{signs})\s?(?P<a>{number})(?P<dash>\s?[-–]\s?(?:{signs})?(?P<b>{number}))?"
            rf"(?:(?P<scale>{scale})|(?P<gap>\s?)(?P<big>{big})(?!\w))?", _money,
        ),
        (
            rf"(?:(?<!\w)(?P<sign>[-−–+]))?(?P<a>{number}|\d+,\d\d)(?:[-–](?P<b>{number}))?(?:(?P<scale>{scale})|(?P<gap>\s?)"
            rf"(?P<big>{big})(?:\s(?:de|di|d'))?)?\s?(?P<cur>{signs})(?![\w$])", _money,
        ),
        (r"(?P<a>\d+)\s?(?:'|’|′|ft)\s?(?P<b>\d{1,2})\s?(?:\"|”|″|''|in)(?!\w)", _feet),
        (r"(?P<a>\d+)(?P<s>[′″])", _feet),
        (rf"(?P<a>{number})(?:(?P<dash>[-–—~～])|(?P<by>x|\sx\s|×))(?P<b>{number})(?P<gap>\s?)(?P<unit>{units})?{stop}", _range),
        (r"(?:(?P<w>\d+)[ ])?(?P<a>\d{1,2})[/⁄](?P<b>\d{1,3})(?![\d/])", _fraction),
        (r"(?:(?P<w>\d+)\s?)?(?P<sign>[½⅓⅔¼¾⅕⅛⅜⅝⅞])", _sign_fraction),
        (r"(?P<n>\d+)(?:st|nd|rd|th)(?!\w)", _ordinal),
        (r"(?P<n>\d+)\.?(?P<g>[ºª°]|er|[eè]re|[eè]me|nd|nde|e|ᵉ)(?!\w)", _ordinal),
        (r"['’]?(?P<n>\d{2}|[1-9]\d{2}0)(?P<s>['’]?s)(?!\w)", _decade),
        (r"['’](?P<n>\d{2})(?!\w)", _decade),
        (r"[vV]?\d+(?:\.\d+){2,}(?!\w)", _version),
        (r"(?P<a>\d+)[:：](?P<b>\d+)(?!\w)", _ratio),
        (
            rf"(?:(?<!\w)(?P<sign>[-−–+±~≈<>≤≥]))?\s?(?P<n>{number})(?P<scale>{scale})?(?P<gap>\s?)(?P<unit>{units}){stop}"
            r"(?!['’]\w)(?P<stop>\.(?=\s[a-z]))?", _quantity,
        ),
        (
            rf"(?:(?<!\w)(?P<sign>[-−–+±~≈<>≤≥]))?(?P<n>{number})(?P<scale>{scale})?(?P<power>[⁰¹²³⁴-⁹⁻]+|\^-?\d+)?"
            rf"(?!{LETTER if language.sounder == 'espeak' else '[a-zA-Z]'})", _plain,
        ),
        (r"[xX×*](?=\s?\d)", _times),
        (r"\s[-−]\s(?=\d)", _minus),
    )  # fmt: skip
    flags = re.IGNORECASE
    insensitive = (_day_month, _month_day, _time)
    return [
        (re.compile(pattern, flags if reader in insensitive else 0), reader) for pattern, reader in written
    ]


# Dates and times ---------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _months(language: Language) -> dict[str, int]:
    """The names of the months, and their abbreviations, as patterns."""
    if language.sounder != "espeak":
        return {"(?!)": 0}
    names = {language.spoken["month", str(index)]: index for index in range(1, 13)}
    short = {
        re.escape(written): names[readings[0][0]]
        for written, readings in language.short.items()
        if readings[0][0] in names
    }
    if language.english:
        short |= {name[:3] + r"(?!\w)": index for name, index in names.items() if name != "may"}
        short |= {"sept": 9}
    return names | short


def _month(written: str, language: Language) -> str:
    low = written.lower()
    for pattern, index in _months(language).items():
        if re.fullmatch(pattern, low, re.IGNORECASE):
            return language.spoken["month", str(index)]
    return low


def say_date(language: Language, day: int, month: int, of_year: int | None, digits2: str = "") -> str:
    """A date in the language's way of saying it."""
    name = language.spoken["month", str(month)]
    last = year(of_year, language) if of_year is not None else digits2
    if language.code in ("zh", "ja"):
        marks = "日" if language.code == "ja" else "号"
        return f"{last + '年' if last else ''}{name}{cardinal(day, language)}{marks}"
    if language.order == "mdy":
        return f"{name} {ordinal(day, language)} {last}"
    if language.english:
        return f"the {ordinal(day, language)} of {name} {last}"
    of = language.word("of") if language.code in ("es", "pt-br") else ""
    return " ".join((_day(day, language), of, name, of if last else "", last))


def _day(day: int, language: Language) -> str:
    first = day == 1 and language.code in ("fr-fr", "it", "pt-br")
    return ordinal(1, language) if first else cardinal(day, language)


def _iso_date(match: re.Match[str], context: Context) -> list[Said]:
    day, month = int(match["d"]), int(match["m"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return []
    date_end = match.end("d")
    said = [(match.start(), date_end, say_date(context.language, day, month, int(match["y"])))]
    if match["t"]:
        hour, minute = int(match["t"][1:3]), int(match["t"][4:6])
        said.append((date_end + 1, match.end(), say_time(context.language, hour, minute)))
    return said


def _date(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4:
        of_year: int | None = int(first)
        month, day = int(second), int(third)
        short = ""
    elif len(first) > 2 or len(third) == 1 or (len(third) == 2 and match["s"] != "/"):
        return []
    else:
        parts = int(first), int(second)
        month, day = parts if language.order == "mdy" else (parts[1], parts[0])
        if month > 12:
            month, day = day, month
        of_year = int(third) if len(third) == 4 else None
        short = "" if of_year else _short_year(third, language)
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return []
    return [(match.start(), match.end(), say_date(language, day, month, of_year, short))]


def _short_year(figures: str, language: Language) -> str:
    if language.english and figures.startswith("0"):
        return f"oh {cardinal(int(figures), language)}"
    return cardinal(int(figures), language)


def _day_month(match: re.Match[str], context: Context) -> list[Said]:
    language, day = context.language, int(match["d"])
    if not 1 <= day <= 31:
        return []
    spoken = _day(day, language)
    if language.english:
        article = "" if context.before.lower() in ("the", "a") else "the "
        of = "" if match["o"].strip() else " of"
        spoken = f"{article}{ordinal(day, language)}{of}"
    said = [(match.start(), match.end("d"), spoken)]
    if match["o"].strip():
        said.append((match.start("o") + 1, match.end("o") - 1, match["o"].strip()))
    return [*said, (match.start("m"), match.end("m"), _month(match["m"], language))]


def _month_day(match: re.Match[str], context: Context) -> list[Said]:
    language, day = context.language, int(match["d"])
    if not language.english or not 1 <= day <= 31 or not match["m"][0].isupper():
        return []
    return [
        (match.start("m"), match.end("m"), _month(match["m"], language)),
        (match.start("d"), match.end(), ordinal(day, language)),
    ]


def say_time(language: Language, hour: int, minute: int, second: int = 0, half: str = "") -> str:
    """A time of day."""
    hours = cardinal(hour, language)
    if language.code == "zh":
        return f"{hours}点" + (
            f"{'零' if minute < 10 else ''}{cardinal(minute, language)}分" if minute else "整"
        )
    if language.code == "ja":
        return f"{hours}時" + (f"{cardinal(minute, language)}分" if minute else "")
    if language.english:
        oh = "oh " if 0 < minute < 10 else ""
        sharp = "" if half else "o'clock" if hour <= 12 else "hundred"
        minutes = f"{oh}{cardinal(minute, language)}" if minute else sharp
        seconds = f"and {cardinal(second, language)} seconds" if second else ""
        return f"{hours} {minutes} {seconds}"
    if language.code == "hi":
        return f"{hours} बजकर {cardinal(minute, language)} मिनट" if minute else f"{hours} बजे"
    one, many = language.forms("word", "hour")[:2]
    if language.code in ("fr-fr", "pt-br"):
        minutes = cardinal(minute, language) if minute else ""
        joined = " e " if language.code == "pt-br" and minute else " "
        return f"{_counted(hour, one if hour < 2 else many, language)}{joined}{minutes}"
    hours = {"es": {1: "una"}, "it": {1: "una"}}[language.code].get(hour, hours)
    joined = {"es": " y ", "it": " e "}[language.code] if minute else ""
    return f"{hours}{joined}{cardinal(minute, language) if minute else ' ' + language.word('oclock')}"


def _time(match: re.Match[str], context: Context) -> list[Said]:
    language, groups = context.language, match.groupdict()
    half = (groups.get("half") or "").lower().replace(".", "").replace(" ", "")
    if half and not language.english and language.code != "es":
        return []
    if language.code == "hi" and context.after(match.end()).startswith("बजे") and groups.get("m"):
        # The hour's own word follows.
        minutes = cardinal(int(match["m"]), language)
        return [(match.start(), match.end(), f"{cardinal(int(match['h']), language)} {minutes}")]
    spoken = say_time(language, int(match["h"]), int(groups.get("m") or 0), int(groups.get("s") or 0), half)
    if not half:
        return [(match.start(), match.end(), spoken)]
    letters = " ".join(language.spoken["letter", letter] for letter in half)
    return [(match.start(), match.start("half"), spoken), (match.start("half"), match.end(), letters)]


def _hour(match: re.Match[str], context: Context) -> list[Said]:
    if context.language.code not in ("fr-fr", "pt-br") or (match["m"] is None and int(match["h"]) > 24):
        return []
    return [(match.start(), match.end(), say_time(context.language, int(match["h"]), int(match["m"] or 0)))]


# Money -------------------------------------------------------------------------------------------


def _counted(count: int, noun: str, language: Language) -> str:
    """A number with the noun it counts, in its gender."""
    return f"{agree(cardinal(count, language), noun, language)} {noun}"


def agree(said: str, noun: str, language: Language) -> str:
    """*uno* before a noun is *un* or *una*."""
    first = noun.split(maxsplit=1)[0] if noun else ""
    feminine = first.rstrip("s").endswith("a") and first not in ("sistema", "grama", "gramas", "quilograma")
    if language.code == "es" and said.endswith("uno"):
        return said[:-3] + ("una" if feminine else "ún" if said.endswith("veintiuno") else "un")
    if language.code == "it" and said == "uno":
        return "una" if feminine else "un"
    if language.code == "pt-br" and feminine:
        return re.sub(r"\bdois$", "duas", re.sub(r"\bum$", "uma", said))
    if language.code == "fr-fr" and first.rstrip("s") in _FRENCH_FEMININE:
        return re.sub(r"\bun$", "une", said)
    return said


def _money(match: re.Match[str], context: Context) -> list[Said]:
    language, text = context.language, context.text
    forms = language.forms("money", _CODES.get(match["cur"], match["cur"]))
    whole, fraction = parse(match["a"], language)
    if not forms or not whole.isdigit():
        return []
    prefix = f"{language.word(_SIGNS[match['sign']])} " if match["sign"] else ""
    one, many, cent, cents = (*forms, *forms)[:4]
    to = f"{language.word('to')} {decimal(*parse(match['b'], language), language)} " if match["b"] else ""
    number = prefix + decimal(whole, fraction, language) + " " + to
    of = f"{language.word('of')} " if language.decimal == "," else ""
    if match["scale"]:
        scale = (
            match["scale"]
            .lower()
            .replace("mn", "m")
            .replace("trn", "tn")
            .replace("t", "tn")
            .replace("tnn", "tn")
        )
        large = language.forms("scale", "bn" if scale == "b" else scale)
        of = "" if scale == "k" else of
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
    said = _counted(int(whole), noun, language) if int(whole) or not small else ""
    coins = _counted(small, cent if small == 1 else cents, language) if small else ""
    joined = f" {language.word('and')} ".join(filter(None, (said, coins)))
    per = re.compile(rf"/(?={WORD})").match(text, match.end())
    return [(match.start(), match.end(), prefix + joined + (f" {language.word('per')}" if per else ""))]


# Quantities --------------------------------------------------------------------------------------


def say_number(figures: str, language: Language, *, as_year: bool = False) -> str:
    """A written number: with noughts before it, or very long, figure by figure."""
    whole, fraction = parse(figures, language)
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > LONGEST:
        said = digits(whole, language)
        return f"{said} {language.word('point')} {digits(fraction, language)}" if fraction else said
    plain = figures.isdigit() and len(figures) == 4
    if as_year and plain and is_year(int(figures)):
        return year(int(figures), language)
    return decimal(whole, fraction, language)


def _unit(match: re.Match[str], context: Context, one: bool) -> str:
    """The words of the unit in a match; empty if it is none here."""
    unit = match["unit"]
    if unit in _AMBIGUOUS and match["gap"] and not match.groupdict().get("stop"):
        return ""
    forms = context.language.forms("unit", unit)
    return forms[0 if one else 1]


def _sign(written: str, language: Language) -> str:
    if not written:
        return ""
    return (
        language.word(_SIGNS[written])
        if written in _SIGNS
        else language.spoken.get(("sign", written), "") or (language.spoken["sign", "≈"])
    )


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
    number = agree(say_number(match["n"], language), unit, language)
    if match["scale"]:
        number += " " + language.forms("scale", match["scale"].lower())[1]
    if not match["gap"]:
        return [(match.start(), match.end(), f"{sign} {number} {unit}")]
    return [(match.start(), match.end("n"), f"{sign} {number}"), (match.start("unit"), match.end(), unit)]


def _plain(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    number = say_number(match["n"], language, as_year=not match["scale"] and not match["sign"])
    if language.code == "zh" and re.fullmatch(r"\d{4}|2", match["n"]):
        counted = re.match(r"[年个個位次天只本块件条张杯家岁]", context.text[match.end() :])
        if counted and (counted[0] == "年") == (len(match["n"]) == 4):
            number = year(int(match["n"]), language) if counted[0] == "年" else "两"
    if language.english and context.before.lower() in _VERSIONED and re.fullmatch(r"\d+\.\d\d", match["n"]):
        number = " point ".join(cardinal(int(part), language) for part in match["n"].split("."))
    counted = re.match(rf"{WORD}", context.after(match.end()))
    if counted and len(counted[0]) > 3 and counted[0].islower() and match["n"].isdigit():
        number = agree(number, counted[0], language)
    if match["scale"]:
        scale = {"b": "bn", "t": "tn"}.get(match["scale"].lower(), match["scale"].lower())
        forms = language.forms("scale", {"mn": "m", "trn": "tn"}.get(scale, scale))
        number += " " + forms[1 if match["n"] != "1" else 0]
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
        said = f"{say_number(first, language, as_year=not unit)} {joint} {say_number(last, language, as_year=not unit)}"
    else:
        said = f" {language.word('by')} ".join(_pixels(figures, language) for figures in (first, last))
    return [(match.start(), match.end(), f"{said} {unit}")]


def _pixels(figures: str, language: Language) -> str:
    """*nineteen twenty by ten eighty*."""
    pairs = language.english and re.fullmatch(r"\d\d[1-9]\d", figures)
    return year(int(figures), language) if pairs else say_number(figures, language)


def _ratio(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    said = f"{say_number(match['a'], language)} {language.word('to')} {say_number(match['b'], language)}"
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


_PARTS: Final[dict[str, dict[int, tuple[str, str]]]] = {
    "en": {2: ("half", "halves"), 4: ("quarter", "quarters")},
    "es": {2: ("medio", "medios"), 3: ("tercio", "tercios")},
    "fr": {2: ("demi", "demis"), 3: ("tiers", "tiers"), 4: ("quart", "quarts")},
    "it": {2: ("mezzo", "mezzi")},
    "pt": {2: ("meio", "meios"), 3: ("terço", "terços")},
}


def say_fraction(top: int, bottom: int, language: Language) -> str:
    """*three quarters*."""
    if language.code == "zh":
        return f"{cardinal(bottom, language)}分之{cardinal(top, language)}"
    if language.code == "ja":
        return f"{cardinal(bottom, language)}分の{cardinal(top, language)}"
    if language.code == "hi":
        return f"{cardinal(top, language)} बटा {cardinal(bottom, language)}"
    forms = _PARTS[language.code[:2]].get(bottom)
    if not forms:
        part = ordinal(bottom, language)
        plural = part[:-1] + "i" if language.code == "it" else part + "s"
        forms = (part, plural)
    if top == 1 and bottom == 2 and language.code in ("es", "it", "pt-br"):
        return forms[0]
    count = agree(cardinal(top, language), forms[0], language)
    return f"{count} {forms[0 if top == 1 else 1]}"


def _fraction(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    top, bottom = int(match["a"]), int(match["b"])
    if top == bottom and not match["w"] and language.english:
        said = f"{cardinal(top, language)} {'out of ' if top == 10 else ''}{cardinal(bottom, language)}"
        return [(match.start(), match.end(), said)]
    if bottom < 2 or top == 0 or (top > bottom and bottom > 10) or bottom > 100:
        said = f"{cardinal(top, language)} {language.word('slash')} {cardinal(bottom, language)}"
        return [] if match["w"] else [(match.start(), match.end(), said)]
    said = say_fraction(top, bottom, language)
    if not match["w"]:
        return [(match.start(), match.end(), said)]
    whole = cardinal(int(match["w"]), language)
    if language.english and top == 1:
        said = said.replace("one ", "an " if bottom == 8 else "a ", 1)
    joint = "and" if language.english else _and(language)
    return [(match.start(), match.end("w"), whole), (match.start("a"), match.end(), f"{joint} {said}")]


def _and(language: Language) -> str:
    return {"es": "y", "zh": "又", "ja": "と"}.get(language.code) or language.word("and")


def _sign_fraction(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    said = language.spoken["fraction", match["sign"]]
    whole = f"{cardinal(int(match['w']), language)} {_and(language)} " if match["w"] else ""
    return [(match.start(), match.end(), whole + said)]


def _ordinal(match: re.Match[str], context: Context) -> list[Said]:
    language, suffix = context.language, match.groupdict().get("g")
    number = int(match["n"])
    wrong = (suffix is None) != language.english or (
        suffix == "°" and language.code not in ("es", "it", "pt-br")
    )
    if wrong or number >= 10**LONGEST or language.sounder != "espeak" or language.code == "hi":
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
    return [(match.start(), match.end(), context.language.spoken["sign", "×"])]


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
