"""Hindi: ordinals with their endings, years, addresses, telephones, quarters, electronic addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from emogen.pipelines.speech.text.dates import say_date
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.local import common
from emogen.pipelines.speech.text.numbers import cardinal, decimal, digits, ordinal, year
from emogen.pipelines.speech.text.scan import Context, Grammar, Said

_SIGN: Final = "[\u0900-\u0903\u093a-\u094f]"
_END: Final = rf"(?![\w]|{_SIGN})"
"""No letter and no vowel sign follows."""

_NAMED: Final = {
    "ला": (1,),
    "ली": (1,),
    "ले": (1,),
    "रा": (2, 3),
    "री": (2, 3),
    "रे": (2, 3),
    "था": (4,),
    "थी": (4,),
    "थे": (4,),
    "ठा": (6,),
    "ठी": (6,),
    "ठे": (6,),
}
"""Endings of the ordinals that are not formed from the number, and their numbers."""

_PLACES: Final = (
    "स्ट्रीट|रोड|एवेन्यू|फ्लोर|फ़्लोर|फ्लैट|फ़्लैट|अपार्टमेंट|सेक्टर|शॉप|ब्लॉक|मार्ग|गली|कॉलोनी|लेन|प्लॉट|मकान|मंज़िल|टावर|हाउस"
    "|बिल्डिंग|चौक|बाईपास|हाईवे|ड्राइव|बुलेवार्ड|[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane|[Ff]loor"
)
"""Words of addresses: where they stand, numbers are said figure by figure."""

_CALLS: Final = "नंबर|कॉल|फ़ोन|फोन|मोबाइल|मोबाईल|टेलीफ़ोन|टेलीफोन|संपर्क|व्हाट्सएप|अंक|पिन|ओटीपी|OTP"
"""Words of telephone and card numbers."""

_SIGNS: Final = {
    ".": "डॉट",
    "@": "एट",
    "-": "हाइफ़न",
    "/": "फॉरवर्ड स्लैश",
    "\\": "बैकवर्ड स्लैश",
    ":": "कोलन",
    "_": "अंडरस्कोर",
    "?": "प्रश्न चिह्न",
    "=": "बराबर",
    "&": "एंड",
    "#": "हैश",
    "%": "प्रतिशत",
    "~": "टिल्ड",
    "+": "प्लस",
}


def readers(language: Language) -> Grammar:
    """The readers of Hindi."""
    units = common.any_of(language.written("unit"))
    site = r"[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)*\.[a-zA-Z]{2,6}(?:/[\w./?=&%-]*)?"
    return common.compiled(
        [
            (
                rf"https?://[^\s]+|www\.[^\s]+|[\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+|(?<![\w.]){site}(?![\w@])",
                _electronic,
            ),
            (r"[A-Z]:\\[^\s]*|(?<!\w)(?:/[a-z][\w.-]*)+/?(?!\w)", _electronic),
            (r"[A-Za-z]{2,24}(?![\w.'-])", _latin),
            (rf"(?P<n>\d+)\s?(?P<g>ला|ली|ले|रा|री|रे|था|थी|थे|ठा|ठी|ठे|वां|वाँ|वीं|वें|वी|वे|वा){_END}", _ordinal),
            (r"(?P<n>\d+)(?:st|nd|rd|th)(?!\w)", _english_ordinal),
            (
                r"(?:\+\d{1,3}[ -]\d{10}(?:[ -]\d{1,4})?|\(0\d{2,4}\)[ -]?\d{6,8}"
                r"|0[ -]?\(\d{2,4}\)[ -]?\d{6,8})(?!\d)",
                _phone,
            ),
            (r"(?:\d{10}|\d{3,5}[ -]\d{6,8})(?![\d/])", _call),
            (r"\d{3,12}(?!\d|[.,/-]\d)", _card),
            *common.phone_readers(),
            (r"(?P<a>\d{1,5})(?P<s>[-/])(?P<b>\d{1,5})(?![\w/.-])", _house),
            (r"(?P<n>\d{1,6})(?P<letter>[A-Z])?(?![\w.]|,\d|[-/:]\d)", _place),
            (r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4})(?![\d-])", _month_first),
            (r"(?P<m>0?[1-9]|1[0-2])-(?P<y>(?:1[1-9]|20)\d\d)(?![\d-])", _month_year),
            (r"(?=0|..-0)(?P<a>[0-3]\d)-(?P<b>[0-3]\d)(?![\d-])", _short_date),
            (r"(?P<a>\d{2,4})-(?P<b>\d{2,4})(?=\s?ई\.\s?पू)", _between),
            (r"(?P<h>[01]?\d|2[0-4]):(?P<min>[0-5]\d):(?P<s>[0-5]\d)(?![\d:])", _clock),
            (
                rf"(?P<n>\d+)\.(?P<q>5|25|75)\s?(?P<unit>{units}|घंटे|घंटा|किलो|साल|लाख|करोड़|हज़ार|मीटर)(?!\w|{_SIGN})",
                _quarters,
            ),
            (r"(?P<a>\d+)\s?[xX×]\s?(?P<b>\d+)(?!\w)", _by),
            *common.fraction_reader(language),
            (r"(?P<n>1[1-9]\d\d)(?![\w.,:/-]|\s?[%°₹$])", _year),
        ]
    )


def ordinals(number: int) -> str:
    """*पाँचवाँ*; the first four and the sixth have names."""
    from emogen.pipelines.speech.text.languages import find_language

    names = {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}
    return names.get(number) or cardinal(number, find_language("hi")) + "वाँ"


def years(number: int) -> str:
    """*उन्नीस सौ चौरासी* from 1100 to 1999; else a plain number."""
    from emogen.pipelines.speech.text.languages import find_language

    language = find_language("hi")
    if not 1100 <= number < 2000:
        return cardinal(number, language)
    hundreds, rest = divmod(number, 100)
    return f"{cardinal(hundreds, language)} सौ {cardinal(rest, language) if rest else ''}".strip()


def _ordinal(match: re.Match[str], context: Context) -> list[Said]:
    language, number, ending = context.language, int(match["n"][:15]), match["g"]
    if ending in _NAMED:
        if number not in _NAMED[ending]:
            return []
        said = ordinal(number, language)[:-1] + ending[-1]
        return [(match.start(), match.end(), said)]
    counted = year(number, language) if 1100 <= number < 2000 else cardinal(number, language)
    return [(match.start(), match.end(), counted + ending)]


def _english_ordinal(match: re.Match[str], context: Context) -> list[Said]:
    number = int(match["n"][:15])
    language = context.language
    said = language.spoken.get(("english", str(number))) or ordinal(number, language)
    return [(match.start(), match.end(), said)]


@lru_cache(maxsize=64)
def _has(text: str, words: str) -> bool:
    return re.search(rf"(?:{words}){_END}", text) is not None


def _phone(match: re.Match[str], context: Context) -> list[Said]:
    """Figure by figure, with the nought of the trunk where it is written."""
    language = context.language
    plus = f"{language.word('plus')} " if match[0][0] == "+" else ""
    groups = re.findall(r"\d+", match[0])
    return [(match.start(), match.end(), plus + ", ".join(digits(group, language) for group in groups))]


def _call(match: re.Match[str], context: Context) -> list[Said]:
    """A number to call: ten figures, or an area and a subscriber, beside a word that says so."""
    mobile = re.fullmatch(r"[6-9]\d{9}(?<!000)", match[0])
    return _phone(match, context) if mobile or _has(context.text, _CALLS) else []


def _card(match: re.Match[str], context: Context) -> list[Said]:
    """The figures that a card, a code or a telephone ends with."""
    near = context.text[max(0, match.start() - 24) : match.start()]
    coded = re.search(r"(?:अंक|पिन|ओटीपी|OTP|PIN|कोड)\s*:?\s*$", near)
    postal = len(match[0]) == 6 and match[0][0] != "0" and re.search(r",[^,।\d]*[\u0900-\u097f]\s+$", near)
    if postal and re.match(r"\s*(?:$|[,।.])", context.text[match.end() :]):
        coded = postal
    return [(match.start(), match.end(), digits(match[0], context.language))] if coded else []


def _house(match: re.Match[str], context: Context) -> list[Said]:
    """The number of a house: *66-4*, *14/3*."""
    if not _has(context.text, _PLACES):
        return []
    language = context.language
    joint = "हाइफ़न" if match["s"] == "-" else language.word("over")
    said = f"{digits(match['a'], language)} {joint} {digits(match['b'], language)}"
    return [(match.start(), match.end(), said)]


def _place(match: re.Match[str], context: Context) -> list[Said]:
    """A number in an address, figure by figure."""
    if not _has(context.text, _PLACES):
        return []
    language = context.language
    letter = language.spoken.get(("letter", (match["letter"] or "").lower()), "")
    return [(match.start(), match.end(), f"{digits(match['n'], language)} {letter}")]


def _month_first(match: re.Match[str], context: Context) -> list[Said]:
    """A date whose second number can be no month."""
    month, day = int(match["a"]), int(match["b"])
    if not (1 <= month <= 12 < day <= 31):
        return []
    language = context.language
    said = (
        f"{language.spoken['month', str(month)]} {cardinal(day, language)} {year(int(match['y']), language)}"
    )
    return [(match.start(), match.end(), said)]


def _month_year(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    month = language.spoken["month", str(int(match["m"]))]
    return [(match.start(), match.end(), f"{month} {year(int(match['y']), language)}")]


def _short_date(match: re.Match[str], context: Context) -> list[Said]:
    """A day and a month of two figures each, with a nought before one: *10-20* is a span."""
    language, first, second = context.language, int(match["a"]), int(match["b"])
    if 1 <= first <= 31 and 1 <= second <= 12:
        said = say_date(language, first, second, None)
    elif 1 <= first <= 12 < second <= 31:
        said = f"{language.spoken['month', str(first)]} {cardinal(second, language)}"
    else:
        return []
    return [(match.start(), match.end(), said)]


def _between(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    said = f"{cardinal(int(match['a']), language)} से {cardinal(int(match['b']), language)}"
    return [(match.start(), match.end(), said)]


def _clock(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    hour, minute, second = (cardinal(int(match[part]), language) for part in ("h", "min", "s"))
    return [(match.start(), match.end(), f"{hour} बजकर {minute} मिनट {second} सेकंड")]


def _quarters(match: re.Match[str], context: Context) -> list[Said]:
    """*डेढ़*, *ढाई*, *साढ़े तीन*, *सवा दो*, *पौने चार*."""
    language, number, part = context.language, int(match["n"][:15]), match["q"]
    if number == 0:
        return []
    if part == "5":
        said = {1: "डेढ़", 2: "ढाई"}.get(number) or f"साढ़े {cardinal(number, language)}"
    elif part == "25":
        said = "सवा" if number == 1 else f"सवा {cardinal(number, language)}"
    else:
        said = f"पौने {cardinal(number + 1, language)}"
    unit = (*language.forms("unit", match["unit"]), match["unit"])[0]
    if match["unit"] == "yr":
        unit = "साल"
    return [(match.start(), match.end(), f"{said} {unit}")]


def _by(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    ends = (decimal(figures, "", language) for figures in (match["a"], match["b"]))
    return [(match.start(), match.end(), f" {language.word('by')} ".join(ends))]


def _year(match: re.Match[str], context: Context) -> list[Said]:
    """Four figures are a year beside words of time; else they are a number."""
    language, number = context.language, int(match["n"])
    after = context.after(match.end())
    timely = re.match(rf"(?:में|की|के|का|से|तक|ई|ईस्वी|वाला|वाले){_END}", after) or context.before in _YEARS
    lone = match.start() == 0 and not after
    dated = any(context.before == language.spoken["month", str(month)] for month in range(1, 13))
    as_year = timely or dated or (lone and number >= 1500)
    said = year(number, language) if as_year else cardinal(number, language)
    return [(match.start(), match.end(), said)]


_YEARS: Final = frozenset(("सन", "सन्", "साल", "वर्ष", "संवत", "ईस्वी", "सत्र"))


def _electronic(match: re.Match[str], context: Context) -> list[Said]:
    """Known words as words, other letters one by one, figures one by one, every sign."""
    return [(match.start(), match.end(), _in_hindi(match[0].rstrip(",।"), context.language))]


def _latin(match: re.Match[str], context: Context) -> list[Said]:
    """English words of an address that have a form in Hindi; short ones are spelled, others stay."""
    if not _has(context.text, _PLACES + "|एड्रेस|address"):
        return []
    if ("english", match[0].lower()) not in context.language.spoken and len(match[0]) > 2:
        return []
    return [(match.start(), match.end(), _in_hindi(match[0], context.language))]


def _in_hindi(written: str, language: Language) -> str:
    said = []
    for part in re.findall(r"[a-zA-Z]+|\d|.", written):
        if part.isdecimal():
            said.append(cardinal(int(part), language))
        elif part.isalpha() and part.isascii():
            known = language.spoken.get(("english", part.lower()))
            said.append(known or " ".join(language.spoken["letter", letter] for letter in part.lower()))
        else:
            said.append(_SIGNS.get(part, ""))
    return " ".join(filter(None, said))
