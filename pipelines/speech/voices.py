"""The voices, from ``assets/voices.tsv``, and blends of them.

``af_heart:0.7+am_onyx:0.3`` is a voice between two; ``af_heart/bf_emma`` has the timbre of the one and
the tune of the other.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias, cast

from emogen.errors import RequestError, unknown_name
from emogen.tables import asset_rows

DEFAULT_VOICE: Final = "af_heart"
"""Of Kokoro."""

Sex = Literal["female", "male"]

Parts: TypeAlias = tuple[tuple[str, float], ...]
"""(voice, share) pairs; the shares sum to 1."""

_PART: Final = re.compile(r"\s*([A-Za-z]\w*)\s*(?::\s*([0-9]*\.?[0-9]+)\s*)?")

_SUM_ERROR: Final = 0.011
"""How far shares may be from 1 in sum: thirds are written as 0.33."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice, or a blend.

    Attributes:
        name: as users choose it, e.g. ``"af_heart"``.
        language: e.g. ``"en-us"``; of a blend, that of its largest part.
        sex: ``"female"`` or ``"male"``; of a blend, that of most of it.
        description: one line, with the median F0 and pace that the model predicts for one neutral text.
        timbre: whose sound it has; empty where the backend has no blends.
        tune: whose melody and rhythm it has; likewise.
    """

    name: str
    language: str
    sex: Sex
    description: str
    timbre: Parts = ()
    tune: Parts = ()


@lru_cache(maxsize=1)
def voices() -> tuple[Voice, ...]:
    """Every voice by itself, by name."""
    return tuple(
        Voice(
            row["name"],
            row["language"],
            cast("Sex", row["sex"]),
            row["description"],
            timbre=((row["name"], 1.0),),
            tune=((row["name"], 1.0),),
        )
        for row in asset_rows("voices.tsv")
    )


@lru_cache(maxsize=64)
def find_voice(name: str) -> Voice:
    """The voice of that name, or the blend that ``name`` describes.

    Args:
        name: a voice; shares of several as ``a:0.7+b:0.3`` (``a+b`` is half of each); or
            ``timbre/tune``, each of them a voice or shares.

    Raises:
        RequestError: there is no such voice (near names are offered), or the shares do not sum to 1.
    """
    timbre_text, slash, tune_text = name.partition("/")
    timbre = _parts(timbre_text, name)
    tune = _parts(tune_text, name) if slash else timbre
    if timbre == tune and len(timbre) == 1:
        return _single(timbre[0][0])
    sexes: Counter[Sex] = Counter()
    for part, share in timbre:
        sexes[_single(part).sex] += share  # type: ignore[assignment]  # shares are no counts
    largest = max(timbre, key=lambda part: part[1])[0]
    return Voice(
        name="".join(name.split()),
        language=_single(largest).language,
        sex=sexes.most_common(1)[0][0],
        description="a blend",
        timbre=timbre,
        tune=tune,
    )


def _single(name: str) -> Voice:
    for voice in voices():
        if voice.name == name:
            return voice
    raise unknown_name("voice", name, [voice.name for voice in voices()], see="emogen voices")


def _parts(text: str, whole: str) -> Parts:
    matches = [(piece, _PART.fullmatch(piece)) for piece in text.split("+")]
    for piece, match in matches:
        if match is None:
            raise unknown_name("voice", piece.strip(), [v.name for v in voices()], see="emogen voices")
    found = [(match[1], match[2]) for _, match in matches if match]
    for name, _ in found:
        _single(name)
    even = 1.0 / len(found)
    shares = [(name, float(share) if share else even) for name, share in found]
    total = sum(share for _, share in shares)
    if abs(total - 1.0) > _SUM_ERROR:
        raise RequestError(
            f"the shares of the voice {whole!r} sum to {total:g}, not to 1",
            fix="Write e.g. " + "+".join(f"{n}:{share / max(total, 1e-9):.2g}" for n, share in shares) + "."
            if total > 0
            else "Give each voice a share above 0.",
        )
    return tuple((name, share / total) for name, share in shares if share > 0)
