"""Workbooks (XLSX) as rows of text, each cell as a person sees it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from emogen.archives import opened_zip
from emogen.budgets import CELLS
from emogen.errors import BudgetError, RequestError
from emogen.pipelines.project.importers.sheets import Row, Sheet
from emogen.pipelines.project.importing import Source

_COLUMNS: Final = 256
"""Columns that are read at most. Ours."""

_PLACEHOLDER: Final = re.compile(r'"[^"]*"|\\.|\[[^]]*\]|_.|\*.')
_CLOCK: Final = re.compile(r"\[?h+\]?|m+|s+|d+|y+|a/p|am/pm", re.IGNORECASE)


def is_workbook(path: Path) -> bool:
    """Whether a file is called a workbook."""
    return path.suffix.lower() in (".xlsx", ".xlsm")


def read_workbook(source: Source, name: str = "") -> Iterator[Sheet]:
    """The sheets of a workbook, or the one of that name.

    Raises:
        RequestError: it is none, is too large, or has no such sheet.
    """
    from openpyxl import load_workbook

    _check(source)
    try:
        book = load_workbook(source.path, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # Of hostile files openpyxl raises anything: KeyError, ValueError, ParseError.
        raise _unreadable(source, error) from error
    try:
        if name and name not in book.sheetnames:
            fix = f"It has {', '.join(book.sheetnames[:20])}."
            raise RequestError(f"{source.name} has no sheet {name!r}", fix=fix)
        for sheet in book.worksheets:
            if name in ("", sheet.title):
                yield Sheet(sheet.title, tuple(_rows(source, sheet)))
    finally:
        book.close()


def _check(source: Source) -> None:
    try:
        with opened_zip(source.path, "workbook"):
            pass
    except BudgetError:
        raise
    except RequestError as error:
        raise RequestError(f"cannot read {source.name}", why=f"it is no workbook: {error.why}") from error


def _unreadable(source: Source, error: Exception) -> RequestError:
    text = " ".join(str(error).split())[:200] or type(error).__name__
    return RequestError(f"cannot read {source.name}", why=f"it is no workbook: {text}")


def _rows(source: Source, sheet: Any) -> Iterator[Row]:
    count, limit = 0, CELLS.limit
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_seen(cell) for cell in row[:_COLUMNS]]
            while cells and not cells[-1]:
                cells.pop()
            count += len(cells)
            if count > limit:
                raise CELLS.exceeded(f"{source.name} is too large")
            if cells:
                yield Row(number, tuple(cells))
    except RequestError:
        raise
    except Exception as error:  # As above.
        raise _unreadable(source, error) from error


def _seen(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    form = str(cell.number_format or "General")
    if isinstance(value, int | float):
        return number_as(value, form)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return time_as(value, form)
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def number_as(value: float, form: str) -> str:
    """A number in a format of spreadsheets: zeros before it, decimals, groups of thousands, percent.

    >>> number_as(721506, "0000000"), number_as(1000, "General"), number_as(1234.5, "#,##0.00")
    ('0721506', '1000', '1,234.50')
    """
    section = form.split(";")[0]
    before, after = "", ""
    literal = [
        match[0].strip('"').lstrip("\\") for match in _PLACEHOLDER.finditer(section) if match[0][0] in '"\\'
    ]
    bare = _PLACEHOLDER.sub("", section)
    digits = re.search(r"[#0?,]*[#0?](?:\.[0?#]*)?", bare)
    if digits is None or "E" in bare.upper().replace("GENERAL", "") or "/" in bare:
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    if literal and re.match(r'"|\\', section):
        before = literal[0]
    elif literal:
        after = literal[-1]
    whole, _, decimals = digits[0].partition(".")
    percent = "%" in bare
    least = whole.count("0")
    comma = "," if "," in whole else ""
    text = f"{abs(value) * (100 if percent else 1):{comma}.{len(decimals)}f}"
    figures, point, rest = text.partition(".")
    while rest and len(rest) > decimals.count("0") and rest[-1] == "0":
        rest = rest[:-1]
    figures = figures.rjust(least, "0") if not comma else figures
    sign = "-" if value < 0 else ""
    return f"{before}{sign}{figures}{point if rest else ''}{rest}{'%' if percent else ''}{after}"


def time_as(value: datetime.datetime | datetime.date | datetime.time, form: str) -> str:
    """A time in a format of spreadsheets.

    >>> time_as(datetime.time(12, 30), "h:mm"), time_as(datetime.date(2026, 3, 1), "d/m/yyyy")
    ('12:30', '1/3/2026')
    """
    moment = (
        datetime.datetime.combine(datetime.date(1900, 1, 1), value)
        if isinstance(value, datetime.time)
        else datetime.datetime(*value.timetuple()[:6])
    )
    form = form.split(";")[0].replace("[$-409]", "")
    form = re.sub(r'\[\$[^]]*\]|"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or "", form)
    half = re.search(r"(?i)am/pm|a/p", form)
    tokens = list(_CLOCK.finditer(form))
    written, at = "", 0
    for index, token in enumerate(tokens):
        near = (tokens[index - 1][0] if index else "") + (
            tokens[index + 1][0] if index + 1 < len(tokens) else ""
        )
        written += form[at : token.start()] + _part(moment, token[0].lower(), near.lower(), bool(half))
        at = token.end()
    return (written + form[at:]).strip() if tokens else str(value)


def _part(moment: datetime.datetime, token: str, near: str, half: bool) -> str:
    """One token of a format; ``m`` beside hours or seconds is minutes."""
    kind, length = token.strip("[]")[0], len(token.strip("[]"))
    if (kind == "m" and not set(near) & {"h", "s"}) or (kind == "d" and length > 2):
        names = {"m": ("%b", "%B"), "d": ("%a", "%A")}[kind]
        if length > 2:
            return moment.strftime(names[length > 3])
    if kind == "a":
        return "AM" if moment.hour < 12 else "PM"
    if kind == "y":
        return f"{moment.year % 100:02}" if length < 3 else str(moment.year)
    hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
    minutes = bool(set(near) & {"h", "s"})
    number = {
        "h": hour,
        "m": moment.minute if minutes else moment.month,
        "s": moment.second,
        "d": moment.day,
    }[kind]
    return f"{number:0{min(length, 2)}}"
