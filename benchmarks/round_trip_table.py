"""The tables of the round trip: errors of ours and of plain Kokoro, and the lines that went wrong."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from emogen.files import write_text
from emogen.pipelines.evaluate.hearing.interjections import Sound, expected, faults
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import Comparison, nearest, sound_alike
from emogen.pipelines.evaluate.statistics import interval

Result = Mapping[str, Any]

ALLOWED: Final = 0.5
"""Errors of 100 by which ours may be above plain Kokoro."""

_WORST: Final = 40
_OFTEN: Final = 25
"""Lines, and mistakes, that are listed at most."""

_NAMES: Final = {
    "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "pt": "Portuguese", "zh": "Chinese",
    "ja": "Japanese", "hi": "Hindi",
}  # fmt: skip

_UNITS: Final = {"zh": "syllables", "ja": "kana", "hi": "letters"}
"""Units of languages whose errors are not counted in words."""


@dataclass(frozen=True)
class Pair:
    """A line as ours and as plain Kokoro said it."""

    ours: Result
    plain: Result

    @cached_property
    def compared(self) -> tuple[Comparison, Comparison]:
        return judged(self.ours), judged(self.plain)

    @property
    def row(self) -> tuple[float, float, float, float]:
        """Errors and words expected, of ours and of plain Kokoro."""
        ours, plain = self.compared
        return errors(ours), ours.count, errors(plain), plain.count


def judged(result: Result) -> Comparison:
    """Errors of the words heard against the nearest of the intended readings."""
    language = result["language"]
    return nearest(plain_words(result["heard"], language), result["intended"], language)


def errors(found: Comparison) -> int:
    """Errors of a line, at most one a word: a recogniser that invents would count on and on."""
    return min(found.errors, found.count)


def write(ours: Sequence[Result], plain: Mapping[tuple[str, ...], Result], folder: Path) -> None:
    """Write ``round_trip.md`` and ``round_trip.json`` into a folder.

    Args:
        ours: results of ours, interjections among them.
        plain: plain Kokoro's result for the key of each of ours that are words.
    """
    pairs = [Pair(result, plain[tuple(result["key"])]) for result in ours if tuple(result["key"]) in plain]
    figures = {
        "language": _by(pairs, lambda pair: pair.ours["language"]),
        "emotion": _by([p for p in pairs if p.ours["language"] == "en"], lambda pair: pair.ours["emotion"]),
        "kind": _by(pairs, lambda pair: pair.ours["kind"]),
        "voice": _by(pairs, lambda pair: pair.ours["voice"]),
    }
    fronts = sorted({f"{pair.ours['language']}: {pair.plain.get('front', '?')}" for pair in pairs})
    sounds = [_interjection(result) for result in ours if result["kind"] == "interjection"]
    text = [*_head(pairs, fronts), *_tables(figures), *_interjections(sounds), *_mistakes(pairs)]
    found = {
        "clips": len(ours), "plain front ends": fronts, **figures,
        "interjections": {
            "clips": len(sounds), "right": sum(not wrong for *_, wrong in sounds),
            "wrong": [[written, wrong] for written, *_, wrong in sounds if wrong],
        },
        "refused": [result["written"] for result in ours if "error" in result],
    }  # fmt: skip
    write_text(folder / "round_trip.md", "\n".join(text) + "\n")
    write_text(folder / "round_trip.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print("\n".join(text))


def _by(pairs: Sequence[Pair], group: Callable[[Pair], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[group(pair)].append(pair)
    return {name: _figures(members) for name, members in groups.items()}


def _figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Errors of 100 of ours and of plain Kokoro, and their difference with its interval over lines."""
    rows = np.array([pair.row for pair in pairs])
    ours, plain = _rate(rows[:, :2]), _rate(rows[:, 2:])

    def difference(drawn: np.ndarray) -> float:
        return _rate(drawn[:, :2]) - _rate(drawn[:, 2:])

    low, high = interval(rows, difference, clusters=[pair.ours["written"] for pair in pairs])
    return {
        "clips": len(pairs), "words": int(rows[:, 1].sum()),
        "ours": ours, "plain": plain, "difference": ours - plain, "low": low, "high": high,
        "holds": bool(ours <= plain + ALLOWED),
    }  # fmt: skip


def _rate(rows: np.ndarray) -> float:
    return float(100 * rows[:, 0].sum() / max(1.0, rows[:, 1].sum()))


# Text --------------------------------------------------------------------------------------------


def _head(pairs: Sequence[Pair], fronts: Sequence[str]) -> list[str]:
    return [
        "# Words by sound",
        "",
        f"{len(pairs)} lines of `tests/corpus/round_trip.tsv` by ours and by plain Kokoro (the same network "
        "and voice with its own front end, no emotion), heard by Whisper, which writes numbers in words "
        "here. Errors of 100 words; of 100 syllables in Chinese, kana in Japanese, letters in Hindi. "
        f"Ours holds where it has at most {ALLOWED} more than plain Kokoro. In brackets 95 % of a bootstrap "
        "over lines. Made by `benchmarks/round_trip.py`.",
        "",
        f"Plain front ends: {', '.join(fronts)}.",
        "",
    ]


def _tables(figures: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[str]:
    text = []
    for title, groups in figures.items():
        text += [
            f"## By {title}{' (English)' if title == 'emotion' else ''}",
            "",
            f"| {title} | clips | counted | ours | plain Kokoro | difference | holds |",
            "|---|---|---|---|---|---|---|",
        ]
        for name, found in groups.items():
            unit = _UNITS.get(name, "words") if title == "language" else ""
            text.append(
                f"| {_NAMES.get(name, name)} | {found['clips']} | {found['words']} {unit} "
                f"| {found['ours']:.1f} | {found['plain']:.1f} | {found['difference']:+.1f} "
                f"[{found['low']:+.1f}, {found['high']:+.1f}] | {'yes' if found['holds'] else 'no'} |"
            )
        text.append("")
    return text


def _interjection(result: Result) -> tuple[str, Result, str]:
    """The line, its result, and what is wrong with it."""
    if "sound" not in result:
        return result["written"], result, str(result.get("error", "not said"))
    voicing, symbols = expected(result["intended"])
    raw = dict(result["sound"])
    sound = Sound(tuple(raw.pop("symbols")), **raw)
    return result["written"], result, "; ".join(faults(sound, symbols, voicing))


def _interjections(sounds: Sequence[tuple[str, Result, str]]) -> list[str]:
    if not sounds:
        return []
    text = [
        "## Interjections",
        "",
        f"{sum(not wrong for *_, wrong in sounds)} of {len(sounds)} right in phones, length, level, voice.",
        "",
        "| written | voice, emotion | phones | s | voiced | wrong |",
        "|---|---|---|---|---|---|",
    ]
    for written, result, wrong in sounds:
        sound = result.get("sound", {"symbols": [], "seconds": 0.0, "voiced": 0.0})
        text.append(
            f"| {written} | {result['voice']}, {result['emotion']} | {' '.join(sound['symbols'])} "
            f"| {sound['seconds']:.2f} | {sound['voiced']:.0%} | {wrong} |"
        )
    return [*text, ""]


def _mistakes(pairs: Sequence[Pair]) -> list[str]:
    """The lines where ours is worst beside plain Kokoro, and the words that go wrong most often."""

    def excess(pair: Pair) -> tuple[float, float]:
        wrong, _, plain_wrong, _ = pair.row
        return wrong - plain_wrong, wrong

    worst = [pair for pair in sorted(pairs, key=excess, reverse=True) if pair.row[0]][:_WORST]
    text = [
        "## The worst lines of ours", "",
        "| voice, emotion | written | heard | plain Kokoro heard | errors |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for pair in worst:
        heard = [str(result.get("error") or result["heard"]) for result in (pair.ours, pair.plain)]
        cells = [pair.ours["written"], *heard]
        text.append(
            f"| {pair.ours['voice']}, {pair.ours['emotion']} | "
            + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells)
            + f" | {pair.row[0]:.0f}, {pair.row[2]:.0f} |"
        )
    tally: Counter[str] = Counter()
    for pair in pairs:
        for sign, found in zip((1, -1), pair.compared, strict=True):
            for one, other in found.pairs:
                if not sound_alike(one.split(), other.split()):
                    tally[f"{one or '–'} → {other or '–'}"] += sign
    often = [f"{mistake} ({count})" for mistake, count in tally.most_common(_OFTEN) if count > 1]
    return [*text, "", f"More often than plain Kokoro: {'; '.join(often) or 'none more than once'}.", ""]
