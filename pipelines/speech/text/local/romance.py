"""French, Italian and Portuguese: dates, times of day, telephones, parts."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.dates import month_names
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.local import common
from emogen.pipelines.speech.text.local.internet import address_readers
from emogen.pipelines.speech.text.numbers import cardinal, counted, ordinal
from emogen.pipelines.speech.text.scan import Context, Grammar, Said

# French ------------------------------------------------------------------------------------------


def french(language: Language) -> Grammar:
    """The readers of French."""
    months = "|".join(month_names(language))
    day = r"(?:0?[1-9]|[12]\d|3[01])(?:er)?"
    return common.compiled(
        [
            *address_readers(),
            *common.phone_readers(),
            *common.short_dates(),
            (r"(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d):(?P<s>[0-5]\d)(?![\d:])", _french_time),
            # Several days of a month, and a day and a month in figures.
            (rf"(?P<days>{day}(?:[/-]{day})+)(?=\s(?:{months})(?!\w))", _days),
            (r"(?P<d>0[1-9]|[12]\d|3[01])\.(?P<m>0[1-9]|1[0-2])(?![\w.,]|\s?[%€$])", _short_date),
            (
                rf"(?P<n>{common.NUMBER})(?P<g>ers?|res?|[eè]res?|i?[eè]mes?|nde?s?|es?|ᵉʳ|ᵉ)(?!\w)",
                _french_ordinal,
            ),
            *common.fraction_reader(language),
        ]
    )


def _french_time(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"])
    said = counted(hour, "heure" if hour < 2 else "heures", language)
    said += " " + counted(minute, "minute" if minute < 2 else "minutes", language) if minute else ""
    said += " " + counted(second, "seconde" if second < 2 else "secondes", language) if second else ""
    return [(match.start(), match.end(), said)]


def _days(match: re.Match[str], context: Context) -> list[Said]:
    days = re.findall(r"\d+", match["days"])
    said = " ".join(
        ordinal(1, context.language) if day in ("1", "01") else cardinal(int(day), context.language)
        for day in days
    )
    return [(match.start(), match.end(), said)]


def _short_date(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    day = ordinal(1, language) if match["d"] == "01" else cardinal(int(match["d"]), language)
    return [(match.start(), match.end(), f"{day} {language.spoken['month', str(int(match['m']))]}")]


def _french_ordinal(match: re.Match[str], context: Context) -> list[Said]:
    language, number, ending = context.language, common.whole(match["n"]), match["g"]
    if number == 1 and "r" not in ending:
        return []
    many = "s" if ending.endswith("s") else ""
    if number in (10**6, 10**9):
        # num2words has no ordinal of these.
        return [(match.start(), match.end(), {10**6: "millionième", 10**9: "milliardième"}[number] + many)]
    feminine = ending.rstrip("s") in ("re", "ère", "ere", "nde")
    if ending.startswith("nd"):
        return [(match.start(), match.end(), "second" + ("e" if feminine else "") + many)]
    return [(match.start(), match.end(), ordinal(number, language, feminine=feminine) + many)]


# Italian -----------------------------------------------------------------------------------------


def italian(language: Language) -> Grammar:
    """The readers of Italian."""
    return common.compiled(
        [
            *address_readers(),
            *common.phone_readers(),
            *common.short_dates(),
            (
                r"(?P<h>[01]?\d|2[0-4])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:%/]|[.,]\d)",
                _italian_time,
            ),
            *common.fraction_reader(language),
        ]
    )


_HOURS_BEFORE: Final = frozenset(("alle", "dalle", "le", "all'", "ore", "ora", "alla"))


def _italian_time(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    if (
        match[0][match.start("min") - match.start() - 1] == "."
        and context.before.lower() not in _HOURS_BEFORE
    ):
        return []
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"] or 0)
    said = "una" if hour == 1 else cardinal(hour, language)
    if minute:
        exact = counted(minute, "minuto" if minute == 1 else "minuti", language)
        said += " e " + ({30: "mezza", 15: "un quarto"}.get(minute) or exact)
    if second:
        said += " e " + counted(second, "secondo" if second == 1 else "secondi", language)
    return [(match.start(), match.end(), said)]


# Portuguese --------------------------------------------------------------------------------------


def portuguese(language: Language) -> Grammar:
    """The readers of Brazilian Portuguese."""
    afternoon = r"(?P<late>(?=\s+da\s+(?:tarde|noite)))?"
    return common.compiled(
        [
            *address_readers(),
            *common.phone_readers(),
            *common.short_dates(),
            (
                rf"(?P<h>[01]?\d|2[0-4])(?::(?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?|\s?h\s?(?P<m2>[0-5]\d)?(?:\s?min\b)?)"
                rf"(?![\d:\w]){afternoon}",
                _portuguese_time,
            ),
            *common.fraction_reader(language),
        ]
    )


def parts(bottom: int) -> tuple[str, ...]:
    """*terço*, *quinto*, *centésimo*; *onze avos* above ten."""
    from emogen.pipelines.speech.text.languages import find_language

    language = find_language("pt-br")
    if bottom in (2, 3):
        return {2: ("meio", "meios"), 3: ("terço", "terços")}[bottom]
    if bottom <= 10 or bottom in (100, 1000, 10**6):
        part = "milionésimo" if bottom == 10**6 else ordinal(bottom, language)
        return part, part + "s"
    avos = f"{cardinal(bottom, language)} avos"
    return (avos, avos) if bottom < 100 else ()


def _portuguese_time(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    hour, minute = int(match["h"]), int(match["min"] or match["m2"] or 0)
    if match["late"] is not None and 12 < hour < 19:
        hour -= 12
    said = counted(hour, "hora" if hour == 1 else "horas", language)
    if match["s"]:
        minutes = "minuto" if minute == 1 else "minutos"
        seconds = "segundo" if match["s"] == "01" else "segundos"
        said += f" e {cardinal(minute, language)} {minutes} e {cardinal(int(match['s']), language)} {seconds}"
    elif minute:
        said += f" e {cardinal(minute, language)}"
    return [(match.start(), match.end(), said)]


def portuguese_cardinals(number: int) -> str:
    """A number below 10**15: *e* stands before the last group only, and only if that is short or round."""
    from num2words import num2words

    groups: list[tuple[int, str]] = []
    for power, one, many in _PORTUGUESE_SCALES:
        count, number = divmod(number, power)
        if not count:
            continue
        name = one if count == 1 else many
        said = name if power == 1000 and count == 1 else f"{num2words(count, lang='pt_BR')} {name}".strip()
        groups.append((count, said))
    if not groups:
        return "zero"
    last = groups[-1][0]
    joint = " e " if len(groups) > 1 and (last < 100 or last % 100 == 0) else " "
    before = " ".join(said for _, said in groups[:-1])
    return (before + joint + groups[-1][1]).strip()


_PORTUGUESE_SCALES: Final = (
    (10**12, "trilhão", "trilhões"),
    (10**9, "bilhão", "bilhões"),
    (10**6, "milhão", "milhões"),
    (1000, "mil", "mil"),
    (1, "", ""),
)
