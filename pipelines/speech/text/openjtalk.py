"""Japanese words and their readings by OpenJTalk, where the extra ``japanese`` is installed.

It knows more words than the dictionary that emogen brings (NAIST-JDIC with additions), reads numbers
with their counters and tells readings apart by what stands beside them. ``docs/text.md`` has both
figures.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final, cast

_ENDINGS = ("助動詞", "接続助詞", "接尾", "非自立")
"""Kinds of words that are said as one with the word before."""


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether OpenJTalk is installed."""
    return find_spec("pyopenjtalk") is not None


def words(text: str, counted: Callable[[str, str, str, str], str]) -> list[tuple[str, str]]:
    """(word, how it is said in katakana) of running text; empty where the words do not make up the text.

    ``counted`` says a number, its numeral, a counter and the counter's reading as one word.
    """
    found: list[tuple[str, str]] = []
    for surface, reading, joined in _features(text):
        if joined and found and found[-1][1]:
            surface, reading = found[-1][0] + surface, found[-1][1] + reading
            found.pop()
        if _MINUTES.fullmatch(surface) and reading.endswith("ブ") and not (found and "割" in found[-1][0]):
            # Minutes; a hundredth after 割 alone.
            reading = counted(reading[:-1], surface[:-1], "分", "フン")
        found.append((surface, reading))
    return found if "".join(surface for surface, _ in found) == text else []


_MINUTES: Final = re.compile("[一二三四五六七八九十百]+分")


@lru_cache(maxsize=1)
def _frontend() -> Callable[[str], list[dict[str, Any]]]:
    """OpenJTalk's analysis, with its dictionaries loaded."""
    from pyopenjtalk import run_frontend

    with warnings.catch_warnings():
        # Its second dictionary, for words of several readings, is loaded in a way that is going away.
        warnings.simplefilter("ignore", DeprecationWarning)
        run_frontend("あの方は辛い")
    return cast("Callable[[str], list[dict[str, Any]]]", run_frontend)


def _features(text: str) -> Iterator[tuple[str, str, bool]]:
    """Each word, its reading, and whether it is joined to the word before."""
    number = False
    for word in _frontend()(text):
        kinds = (word["pos"], word["pos_group1"], word["pos_group2"])
        counted = number and ("数" in kinds or "接尾" in kinds or "助数詞" in kinds)
        number = "数" in kinds
        reading = word["pron"].replace("’", "") if word["mora_size"] else ""
        yield word["string"], reading, counted or any(kind in _ENDINGS for kind in kinds)
