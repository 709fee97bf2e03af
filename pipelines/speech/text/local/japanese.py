"""Japanese: numbers in characters, days of the week, spans of time, years of an era, telephones."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.local.common import compiled
from emogen.pipelines.speech.text.numbers import cardinal
from emogen.pipelines.speech.text.scan import Context, Grammar, Said

_FIGURES: Final = "零一二三四五六七八九"
_SCALES: Final = ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, ""))
_ERAS: Final = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_DAYS: Final = "月火水木金土日"


def cardinals(number: int) -> str:
    """*千二*, *一千万六*: a thousand of ten thousands is told as one."""
    said = ""
    for scale, name in _SCALES:
        count, number = divmod(number, scale)
        if count:
            group = _group(count)
            said += ("一" if name and group.startswith("千") else "") + group + name
    return said or "零"


def _group(number: int) -> str:
    """A number below 10,000."""
    said = ""
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, number = divmod(number, power)
        if count:
            said += ("" if count == 1 and name else _FIGURES[count]) + name
    return said


def readers(_: Language) -> Grammar:
    """The readers of Japanese."""
    day = f"[{_DAYS}]"
    return compiled(
        [
            (r"(?:0\d{1,4}-\d{1,4}-\d{3,4}|0[5789]0\d{8}|(?<=〒)\d{3}-\d{4}|\d{4}-\d{4})(?!\d)", _phone),
            (
                r"(?<![\w.])(?P<era>[MTSHR])\.?(?P<y>\d{1,2}|元)(?:\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})|(?P<year>年))(?!\d)"
                r"|(?<![\w.])(?P<era2>[MTSHR])\.(?P<y2>\d{1,2})(?![\d.]|\w)",
                _era,
            ),
            (
                rf"[(（](?P<a>{day})(?:曜日?)?(?:[〜～~・、,-](?P<b>{day})(?:曜日?)?)?(?:[・、](?P<c>祝))?[)）]",
                _weekday,
            ),
            (
                r"(?P<wave>[〜～~])(?=\s?(?:\d|紀元|西暦|昭和|平成|令和|大正|明治|翌|来|同|[一二三四五六七八九十午正深夜朝昼夕月火水木金土日]))",
                _until,
            ),
            (r"(?P<h>[01]?\d|2[0-9])[:：](?P<min>[0-5]\d)[:：](?P<s>[0-5]\d)(?![\d:：])", _clock),
            (r"0(?P<n>\d)(?=[月日時分秒])", _small),
            (r"(?P<sign>[-−])?√(?P<n>\d+)", _root),
        ]
    )


def _phone(match: re.Match[str], _: Context) -> list[Said]:
    """Figure by figure, *no* between the groups."""
    groups = match[0].split("-")
    return [
        (
            match.start(),
            match.end(),
            "の".join("".join("ゼロ" if f == "0" else _FIGURES[int(f)] for f in g) for g in groups),
        )
    ]


def _era(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    figures = match["y"] or match["y2"]
    said = _ERAS[match["era"] or match["era2"]]
    said += (figures if figures == "元" else cardinal(int(figures), language)) + "年"
    if match["m"]:
        said += f"{cardinal(int(match['m']), language)}月{cardinal(int(match['d']), language)}日"
    return [(match.start(), match.end(), said)]


def _weekday(match: re.Match[str], context: Context) -> list[Said]:
    """A day of the week in brackets after a date."""
    if context.text[match.start() - 1 : match.start()] not in ("日", *"0123456789"):
        return []
    said = f"{match['a']}曜日"
    if match["b"]:
        said += f"から{match['b']}曜日"
    if match["c"]:
        said += "祝日"
    return [(match.start(), match.end(), said)]


def _until(match: re.Match[str], context: Context) -> list[Said]:
    """A wave between two times or amounts is *from*; elsewhere it lengthens a sound."""
    before = context.text[max(0, match.start() - 1) : match.start()]
    if not re.match(r"[\d年月日時分秒代旬紀世期末頃円歳個人回半前後度%％)）火水木金土]", before):
        return []
    return [(match.start(), match.end(), "から")]


def _clock(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    hour, minute, second = (cardinal(int(match[part]), language) for part in ("h", "min", "s"))
    return [(match.start(), match.end(), f"{hour}時{minute}分{second}秒")]


def _small(match: re.Match[str], context: Context) -> list[Said]:
    return [(match.start(), match.end(), cardinal(int(match["n"]), context.language))]


def _root(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    sign = language.word("minus") if match["sign"] else ""
    said = f"{sign}{language.sign('√')}{cardinal(int(match['n'][:15]), language)}"
    return [(match.start(), match.end(), said)]
