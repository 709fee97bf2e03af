"""Whether the mouth goes with the sound, where face curves lie beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.errors import EmogenError
from emogen.pipelines.review.verdict import Verdict

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.item import Item

LAG: Final = 80.0
"""ms by which a mouth may be late or early: beyond 45 ms early and 125 ms late of the picture people notice
(ITU-R BT.1359-1); the measure itself is true to 30 ms."""

GAIN: Final = 0.4
"""By how much better a mouth must go with the sound at its lag than without one, as a difference of
correlations.
Of lines animated by emogen .37 is the most (of 29), of those 120 to 300 ms late .45 the least (of 10)."""

_FURTHEST: Final = 0.4
"""Seconds: a mouth that is later belongs to another line. Ours."""

CLOSURES: Final = 0.5
"""Share of P, B and M in which the lips must meet. Ours."""

_FEWEST: Final = 3
"""P, B and M from which on their share says something. Ours."""


def check_mouth(item: Item) -> Verdict | None:
    """The verdict on the curves beside a sound (Live Link Face CSV); None where there are none, or the
    times of the sounds are not known."""
    from emogen.pipelines.evaluate.hearing.phones import phones_of
    from emogen.pipelines.evaluate.judges.lipsync import curves_opening, following, sync

    csv = curves_of(item.path)
    if csv is None or not item.facts.get("phonemes"):
        return None
    phones, _ = phones_of(item)
    try:
        opening = curves_opening(csv)
        rate = _rate(len(opening), item.audio.duration)
        lag, gain = following(opening, rate, item.audio, phones, furthest=_FURTHEST)
        values = sync(opening, rate, item.audio, phones)
    except EmogenError as error:
        return Verdict("mouth", None, f"not judged: {error}")
    lag, faults = lag * 1000.0, []
    if abs(lag) > LAG and gain > GAIN:
        faults.append(f"the mouth is {abs(lag):.0f} ms too {'late' if lag > 0 else 'early'}")
    lips = sum(phone.kind == "lips" for phone in phones)
    closure = values.get("closure", 1.0)
    if lips >= _FEWEST and closure < CLOSURES and not faults:
        faults.append(f"the lips meet in {closure:.0%} of P, B and M only")
    measures = {"lag_ms": lag, "gain": gain, "closure_share": closure}
    missed = (1 - closure) / (1 - CLOSURES) if lips >= _FEWEST else 0.0
    badness = max(abs(lag) / LAG if gain > GAIN else 0.0, missed)
    return Verdict("mouth", not faults, " and ".join(faults), badness, measures)


def curves_of(path: Path) -> Path | None:
    """The file of face curves beside a sound."""
    candidates = (path.with_suffix(".csv"), path.with_name(f"{path.stem}.curves.csv"))
    return next((file for file in candidates if file.is_file()), None)


_RATES: Final = (24.0, 25.0, 29.97, 30.0, 48.0, 50.0, 60.0, 90.0, 100.0, 120.0)


def _rate(rows: int, seconds: float) -> float:
    """Rows a second of curves as long as a sound: the nearest usual rate."""
    return min(_RATES, key=lambda rate: abs(rows / max(seconds, 0.1) - rate))
