"""Chinese: numbers in characters, years, times, telephones, scores."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.dates import say_date
from emogen.pipelines.speech.text.fractions import say_fraction
from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.local.common import compiled
from emogen.pipelines.speech.text.numbers import cardinal, decimal, parse
from emogen.pipelines.speech.text.scan import Context, Grammar, Said

_FIGURES: Final = "零一二三四五六七八九"
_SCALES: Final = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))


def cardinals(number: int) -> str:
    """*两千零五*: a nought for each gap; 2 is 两 before thousands and more, where the number begins."""
    said = _grouped(number)
    said = said[1:] if said.startswith("一十") else said
    return re.sub("^二(?=[千万亿])", "两", said)


def years(number: int) -> str:
    """*二零二四*: figure by figure."""
    return _figures(str(number))


def _grouped(number: int) -> str:
    for scale, name in _SCALES:
        if number >= scale:
            count, rest = divmod(number, scale)
            counted = "十" if count == 10 else _grouped(count)
            gap = "零" if 0 < rest < scale // 10 else ""
            return counted + name + (gap + _grouped(rest) if rest else "")
    said, figures = "", str(number)
    for place, figure in enumerate(figures):
        if figure != "0":
            said += _FIGURES[int(figure)] + ("千", "百", "十", "")[place - len(figures)]
        elif any(later != "0" for later in figures[place + 1 :]) and not said.endswith("零"):
            said += "零"
    return said or "零"


_COUNTED: Final = (
    "(?:[个個位次天只本块件条张杯家岁点倍种台辆名部群对双篇斤公瓶碗把颗粒间户门场届层周克米]|小时|分钟|千克)"
)
"""Words that count, which 2 is 两 before."""


def readers(_: Language) -> Grammar:
    """The readers of Chinese."""
    era = r"(?P<era>[aA]\.?[dD]\.?|[bB]\.?[cC]\.?(?:[eE]\.?)?)"
    return compiled(
        [
            (
                r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"
                r"|(?:0\d{2,3}-|[(（]0\d{2,3}[)）]\s?)\d{7,8}(?!\d)|[48]00-\d{3,4}-\d{3,4}(?!\d)",
                _phone,
            ),
            (r"(?P<n>\d{3,8})(?!\d|[.,:：年月日%])", _called),
            (
                r"(?P<y>\d{4})[·・](?P<m>\d{1,2})[·・](?P<d>\d{1,2})(?!\d)|"
                r"(?P<y2>\d{2})/(?P<m2>0?[1-9]|1[0-2])/(?P<d2>0?[1-9]|[12]\d|3[01])(?![\d/])",
                _date,
            ),
            (
                rf"(?P<y>\d{{1,4}})(?:年(?:(?P<m>\d{{1,2}})月)?(?:(?P<d>\d{{1,2}})[日号])?)?\s?{era}(?![a-zA-Z])",
                _era,
            ),
            (r"(?P<y>\d{4}|0\d)(?=年)|(?P<lone>(?:1[1-9]|20)\d\d)(?![\d.,:：/%-]|[\u4e00-\u9fff])", _year),
            (r"(?P<n>\d{3,4})(?=(?:号?房|室)|房间)", _room),
            (rf"2(?={_COUNTED})", _two),
            (r"(?P<y>\d{1,4})(?=年)", _old_year),
            (r"0(?P<n>\d)(?=[月日号时点])", _small),
            (r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)[:：](?P<s>[0-5]\d)(?![\d:：])", _clock),
            (r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)(?![\d:：])", _clock),
            (r"(?P<a>\d+(?:\.\d+)?)[%％]\s?[-–—~～至到]\s?(?P<b>\d+(?:\.\d+)?)[%％]", _percents),
            (r"(?P<a>\d{1,3})[:：](?P<b>\d{1,3})(?![\d:：])", _score),
            (r"(?P<sign>[-−])?(?P<a>\d+)/(?P<b>\d+)(?![\d/])", _fraction),
        ]
    )


def _by_figure(figures: str) -> str:
    """As people read numbers that are called: one is *yāo*."""
    return "".join("幺" if figure == "1" else _FIGURES[int(figure)] for figure in figures)


def _phone(match: re.Match[str], _: Context) -> list[Said]:
    plus = "加" if match[0].startswith("+") else ""
    return [(match.start(), match.end(), plus + _by_figure(re.sub(r"\D", "", match[0])))]


_CALLING: Final = re.compile(
    r"(?:电话|热线|拨打|拨|致电|打|手机|号码|分机|房间|密码|验证码|尾号|航班|车牌)(?:号码?|是|为|[:：])*\s*$"
)


def _called(match: re.Match[str], context: Context) -> list[Said]:
    """A number to dial, or a code, by the words before it."""
    before = context.text[max(0, match.start() - 12) : match.start()]
    counted = re.match(r"[个次下本块元人份万千百]", context.text[match.end() :])
    if counted or not _CALLING.search(before):
        return []
    return [(match.start(), match.end(), _by_figure(match["n"]))]


def _date(match: re.Match[str], context: Context) -> list[Said]:
    figures = match["y"] or match["y2"]
    month, day = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    said = say_date(context.language, day, month, None).replace("号", "日")
    return [(match.start(), match.end(), f"{_figures(figures)}年{said}")]


def _figures(figures: str) -> str:
    return "".join(_FIGURES[int(figure)] for figure in figures)


def _era(match: re.Match[str], context: Context) -> list[Said]:
    """Years before and after Christ, by their English letters."""
    before = "前" if match["era"][0] in "bB" else ""
    said = f"公元{before}{_figures(match['y'])}年"
    for part, mark in (("m", "月"), ("d", "日")):
        if match[part]:
            said += cardinal(int(match[part]), context.language) + mark
    return [(match.start(), match.end(), said)]


def _year(match: re.Match[str], _: Context) -> list[Said]:
    groups = match.groupdict()
    return [(match.start(), match.end(), _figures(groups["y"] or groups["lone"]))]


def _room(match: re.Match[str], _: Context) -> list[Said]:
    return [(match.start(), match.end(), _by_figure(match["n"]))]


def _two(match: re.Match[str], context: Context) -> list[Said]:
    """*两个人*; but the second is 第二."""
    ordinal = context.text[max(0, match.start() - 1) : match.start()] == "第"
    return [] if ordinal else [(match.start(), match.end(), "两")]


def _old_year(match: re.Match[str], context: Context) -> list[Said]:
    """Years of fewer figures are dates only after an era."""
    before = context.text[max(0, match.start() - 3) : match.start()]
    dated = re.search(r"公元前?$|西元前?$", before)
    return [(match.start(), match.end(), _figures(match["y"]))] if dated else []


def _small(match: re.Match[str], context: Context) -> list[Said]:
    return [(match.start(), match.end(), cardinal(int(match["n"]), context.language))]


def _clock(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    minute = int(match["min"])
    said = f"{'两' if match['h'] in ('2', '02') else cardinal(int(match['h']), language)}点"
    if "s" in match.groupdict():
        said += f"{cardinal(minute, language)}分{cardinal(int(match['s']), language)}秒"
    else:
        said += f"{cardinal(minute, language)}分" if minute else "整"
    return [(match.start(), match.end(), said)]


def _score(match: re.Match[str], context: Context) -> list[Said]:
    """*三比二*."""
    language = context.language
    said = f"{cardinal(int(match['a']), language)}比{cardinal(int(match['b']), language)}"
    return [(match.start(), match.end(), said)]


def _percents(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    ends = (f"百分之{decimal(*parse(match[part], language), language)}" for part in ("a", "b"))
    return [(match.start(), match.end(), "到".join(ends))]


def _fraction(match: re.Match[str], context: Context) -> list[Said]:
    language, top, bottom = context.language, int(match["a"][:15]), int(match["b"][:15])
    dated = bool(re.match(r"[年月日]", context.text[match.end() :]))
    if dated or bottom < 2:
        return []
    sign = language.word("minus") if match["sign"] else ""
    return [(match.start(), match.end(), sign + say_fraction(top, bottom, language))]
