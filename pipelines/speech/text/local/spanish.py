"""Spanish: ordinals, parts, dates, times of day, lower-case numerals.

Ordinals and parts after the Real Academia's Diccionario panhispánico de dudas, "Ordinales" and
"Fraccionarios".
"""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.dates import month_names, say_date
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.local import common
from emogen.pipelines.speech.text.local.internet import address_readers
from emogen.pipelines.speech.text.numbers import cardinal, decimal, ordinal, parse
from emogen.pipelines.speech.text.scan import Context, Grammar, Said

_UNITS: Final = (
    "",
    "primero",
    "segundo",
    "tercero",
    "cuarto",
    "quinto",
    "sexto",
    "séptimo",
    "octavo",
    "noveno",
    "décimo",
    "undécimo",
    "duodécimo",
)
_TENS: Final = (
    "",
    "decimo",
    "vigesimo",
    "trigésimo",
    "cuadragésimo",
    "quincuagésimo",
    "sexagésimo",
    "septuagésimo",
    "octogésimo",
    "nonagésimo",
)
_HUNDREDS: Final = (
    "",
    "centésimo",
    "ducentésimo",
    "tricentésimo",
    "cuadringentésimo",
    "quingentésimo",
    "sexcentésimo",
    "septingentésimo",
    "octingentésimo",
    "noningentésimo",
)
_PLAIN: Final = str.maketrans("áéíóú", "aeiou")


def ordinals(number: int) -> str:
    """*vigesimoprimero*, *centésimo trigésimo cuarto*; above a million the number itself."""
    if number in (10**6, 10**9, 10**12):
        return {10**6: "millonésimo", 10**9: "milmillonésimo", 10**12: "billonésimo"}[number]
    if not 0 < number < 10**6:
        return _counted(number)
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    said = []
    if thousands:
        said.append((_glued(thousands) if thousands > 1 else "") + "milésimo")
    said.append(_HUNDREDS[hundreds])
    if rest < len(_UNITS):
        said.append(_UNITS[rest])
    elif rest < 30:
        ten = _TENS[rest // 10]
        unit = _UNITS[rest % 10]
        said.append((ten + unit).replace("oo", "o") if unit else "vigésimo")
    else:
        said += [_TENS[rest // 10], _UNITS[rest % 10]]
    return " ".join(filter(None, said))


def parts(bottom: int) -> tuple[str, ...]:
    """*tercio*, *onceavo*, *ducentésimo*, *cincomilésimo*; nothing for numbers that have no name."""
    zeros = len(str(bottom)) - len(str(bottom).rstrip("0"))
    if bottom <= 10:
        part = {2: "medio", 3: "tercio"}.get(bottom) or ordinals(bottom)
    elif bottom < 100:
        part = re.sub("(?<=un)o$|a$", "", _glued(bottom)) + "avo"
    elif zeros == 2 and bottom < 1000:
        part = ordinals(bottom)
    elif bottom % 10**6 == 0 and bottom < 10**9:
        part = (_glued(bottom // 10**6) if bottom > 10**6 else "") + "millonésimo"
    elif zeros >= 3 and bottom < 10**6:
        part = (_glued(bottom // 1000) if bottom > 1000 else "") + "milésimo"
    else:
        return ()
    return part, part + "s"


def _counted(number: int) -> str:
    from emogen.pipelines.speech.text.languages import find_language

    return cardinal(number, find_language("es"))


def _glued(number: int) -> str:
    """A number as the first part of a word: *treintaitres*."""
    return _counted(number).replace(" y ", "i").replace(" ", "").translate(_PLAIN)


def readers(language: Language) -> Grammar:
    """The readers of Spanish."""
    months = "|".join(month_names(language))
    year = r"(?:\s+(?:de\s+|del\s+)?(?P<y>[12]\d{3})(?![\d.,]))?"
    half = r"(?:\s*(?P<half>[aApP])\.?\s?[mM]\b\.?)"
    zone = r"(?:\s(?P<zone>gmt|GMT|utc|UTC|est|EST|cet|CET|pst|PST)(?:(?P<off>[-+−]\d{1,2}(?::\d\d)?))?\b)"
    return common.compiled(
        [
            *address_readers(),
            *common.phone_readers(),
            *common.short_dates(),
            (rf"(?i:(?P<d>0?[1-9]|[12]\d|3[01])\s+(?:de\s+)?(?P<m>{months}){year})(?!\w)", _date),
            (rf"(?i:(?P<m>{months})\s+(?P<d>0?[1-9]|[12]\d|3[01])(?!\d),?{year})(?![\w%])", _date),
            (
                rf"(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?:\s?h\b\.?)?{half}?{zone}?"
                r"(?![\w:%/]|\.\d|,\d)",
                _clock,
            ),
            (
                r"(?P<h>[01]?\d|2[0-4])\s?h\s(?P<min>[0-5]?\d)\s?min\b\.?(?:\s(?P<s>[0-5]?\d)\s?s(?:eg)?\b\.?)?",
                _hours,
            ),
            (rf"(?P<h>1[0-2]|[1-9])(?P<min>)(?P<s>){half}{zone}?(?!\w)", _clock),
            (
                rf"(?P<n>{common.NUMBER})\.?(?P<g>[ºª]|ᵉʳ|er|ro|do|to|mo|vo|no|ra|da|ta|ma|va|na)s?(?!\w)",
                _ordinal,
            ),
            (r"(?i:(?P<head>siglos?)\s(?P<r>[ivx]+))(?!\w)", _numeral),
            *common.fraction_reader(language),
            (r"(?P<n>\d+(?:,\d+)?)/(?P<unit>s|h|min|km|kg|m²|m2|día|mes|año)(?!\w)", _per),
            (r"(?:(?<!\w)(?P<sign>[-−]))?(?P<n>\d+(?:,\d+)?)\s?°\s?(?P<unit>[cCfF])(?!\w)", _degrees),
        ]
    )


def _date(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    names = month_names(language)
    low = match["m"].lower()
    month = next((names[name] for name in names if re.fullmatch(name, low, re.IGNORECASE)), 0)
    said = say_date(language, int(match["d"]), month, int(match["y"]) if match["y"] else None)
    if match["d"] == "1":
        said = said.replace("uno", "primero", 1)
    return [(match.start(), match.end(), said)] if month else []


def say_time(hour: int, minute: int, second: int, language: Language) -> str:
    """*una y media*, *doce y cuarto*."""
    hours = "una" if hour == 1 else cardinal(hour, language)
    minutes = {15: "cuarto", 30: "media"}.get(minute) or cardinal(minute, language)
    seconds = f" y {cardinal(second, language)} segundos" if second else ""
    return hours + (f" y {minutes}" if minute else "") + seconds


def _clock(match: re.Match[str], context: Context) -> list[Said]:
    language, half, zone = context.language, match["half"], match["zone"]
    dotted = "." in match[0][: match.start("min") - match.start()] if match["min"] else False
    lone = not context.words and not context.after(match.end())
    told = half or zone or re.search(r"h\b", match[0]) or lone or context.before.lower() in ("las", "la")
    if dotted and not told:
        return []
    hour, minute, second = int(match["h"]), int(match["min"] or 0), int(match["s"] or 0)
    said = say_time(hour, minute, second, language)
    if half:
        said += " de la " + _part_of_day(hour, half.lower() == "p")
    if zone:
        said += " " + " ".join(language.spoken.get(("letter", letter), letter) for letter in zone.lower())
        if match["off"]:
            sign = language.word("plus" if match["off"][0] == "+" else "minus")
            said += f" {sign} " + " ".join(
                cardinal(int(part), language) for part in match["off"][1:].split(":")
            )
    return [(match.start(), match.end(), said)]


def _part_of_day(hour: int, afternoon: bool) -> str:
    if afternoon:
        return "noche" if 8 <= hour < 12 else "tarde"
    return "noche" if hour == 12 else "mañana"


def _hours(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"] or 0)
    if not second:
        return [(match.start(), match.end(), say_time(hour, minute, 0, language))]
    said = [
        f"{common.say_quantity(str(count), many, language)} {one if count == 1 else many}"
        for count, one, many in ((hour, "hora", "horas"), (minute, "minuto", "minutos"))
    ]
    said.append(f"y {cardinal(second, language)} segundos")
    return [(match.start(), match.end(), " ".join(said))]


def _ordinal(match: re.Match[str], context: Context) -> list[Said]:
    number, ending = common.whole(match["n"]), match["g"]
    said = ordinal(number, context.language, feminine=ending in ("ª", "ra", "da", "ta", "ma", "va", "na"))
    if ending.isascii() and ending != "er" and not said.endswith(ending):
        return []
    if ending in ("ᵉʳ", "er"):
        said = {11: "decimoprimero"}.get(number, said)
        said = said[:-1] if said.endswith(("primero", "tercero")) else said
    return [(match.start(), match.end(), said + ("s" if match[0].endswith("s") else ""))]


def _numeral(match: re.Match[str], context: Context) -> list[Said]:
    from emogen.pipelines.speech.text.numerals import roman

    number = roman(match["r"].upper())
    if not number:
        return []
    return [
        (match.start("head"), match.end("head"), match["head"]),
        (match.start("r"), match.end("r"), cardinal(number, context.language)),
    ]


def _per(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    unit = (*language.forms("unit", match["unit"]), match["unit"])[0]
    number = decimal(*parse(match["n"], language), language)
    said = f"{number} {language.word('per')} {unit}"
    return [(match.start(), match.end(), said)]


def _degrees(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    one, many = language.forms("unit", "°" + match["unit"].upper())[:2]
    number = common.say_quantity(match["n"], many, language)
    said = f"{common.minus(match, language)}{number} {one if match['n'] == '1' else many}"
    return [(match.start(), match.end(), said)]
