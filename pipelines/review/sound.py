"""Whether the sound of a line is whole: its ends, clicks, clipping, silences, level and length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.evaluate.judges.signal import CLIP_LIMIT
from emogen.pipelines.review.verdict import Verdict
from emogen.pipelines.speech.delivery.evenness import NEUTRAL

if TYPE_CHECKING:
    from emogen.arrays import Doubles
    from emogen.media import Audio
    from emogen.pipelines.evaluate.judge import Opinion
    from emogen.pipelines.review.aim import Aim
    from emogen.timeline import Seconds

CUT: Final = -44.0
"""dB of a sound's first or last 10 ms below its loud frames, above which it is cut. Lines of emogen's
begin and end between silences: -47.5 dB is the most in 200 of them."""

DROP: Final = (34.0, -36.0)
"""dB by which a sound falls within 15 ms after its last 10 ms, and their level, above both of which the
end is
cut off before a silence. Lines of emogen's die away: they fall by 28 dB at most (of 200), those cut within
their last word by 41 to 76 dB."""

DROPOUT: Final[Seconds] = 0.001
"""Seconds of one and the same value within speech, from which on it is a gap: two samples at 24 kHz are
alike by chance, 24 are not. Ours."""

GAP: Final[Seconds] = 1.0
"""Silence before or after a line, beyond which players hear a gap. Ours."""

PAUSE: Final[Seconds] = 0.6
"""By how much a pause may be longer than it was planned. Ours."""

LEVEL: Final = 3.0
"""LU that a line may be off the loudness that its emotion asks for: 2.3 is the most in 77 lines of
emogen's."""

SET_LEVEL: Final = 2.0
"""LU that a line may be off a loudness that was set: short lines cannot always be brought to it. Ours."""

SLOT: Final = 1.01
"""Share of its slot that a line may take. Ours."""

OLD: Final = (0.7, 1.35)
"""Shares of an old line's duration between which a new one fits its animation and subtitles. Ours."""

_STEP: Final[Seconds] = 0.005


@dataclass(frozen=True, slots=True)
class Edges:
    """Beginning and end of a sound.

    Attributes:
        start_db, end_db: level of its first and last 10 ms, beside its loud frames.
        fall_db: level of the last 10 ms that sound, beside its loud frames.
        drop_db: how far the level falls within 15 ms after that; 0 where the file ends there.
        lead_s, tail_s: seconds of silence before the first sound and after the last.
    """

    start_db: float
    end_db: float
    fall_db: float
    drop_db: float
    lead_s: Seconds
    tail_s: Seconds


def edges(audio: Audio) -> Edges:
    """Beginning and end of a sound. It sounds where 5 ms are less than 40 dB below the loud ones."""
    levels = _levels(audio)
    loud = float(np.percentile(levels, 95))
    sounding = np.flatnonzero(levels > loud - 40)
    first, last = (int(sounding[0]), int(sounding[-1])) if len(sounding) else (0, len(levels) - 1)
    fall, after = levels[max(last - 1, 0) : last + 1].max(), levels[last + 2 : last + 5]
    return Edges(
        float(levels[:2].max() - loud),
        float(levels[-2:].max() - loud),
        float(fall - loud),
        float(fall - after.max()) if len(after) else 0.0,
        first * _STEP,
        (len(levels) - 1 - last) * _STEP,
    )


def _levels(audio: Audio) -> Doubles:
    """dB of each 5 ms, floored at -100."""
    size = max(1, round(_STEP * audio.rate))
    count = len(audio.samples) // size
    frames = audio.samples[: count * size].reshape(count, size).astype(np.float64)
    return np.asarray(10 * np.log10(np.square(frames).mean(axis=1) + 1e-10))


def check_sound(audio: Audio, aim: Aim, opinion: Opinion) -> list[Verdict]:
    """The verdicts on all that is measured in the sound itself.

    Args:
        audio: the line.
        aim: what it should be.
        opinion: of the judge ``signal``.
    """
    found, values = edges(audio), opinion.values
    clicks = sorted({*opinion.details.get("clicks_at", ()), *dropouts(audio)})
    verdicts = [
        _ends(found),
        Verdict("clicks", not clicks, _told(clicks), float(len(clicks)), {"clicks": float(len(clicks))}),
        _clipping(values),
        _silence(found, values["pause"], aim),
    ]
    if (level := _level(values, aim)) is not None:
        verdicts.append(level)
    if aim.slot is not None or aim.old is not None:
        verdicts.append(_length(audio.duration, aim))
    return verdicts


def _ends(found: Edges) -> Verdict:
    drop, level = DROP
    falls = found.drop_db > drop and found.fall_db > level
    faults = []
    if found.start_db > CUT:
        faults.append("it begins abruptly")
    if found.end_db > CUT or falls:
        faults.append("its end is cut off")
    excess = max(found.start_db - CUT, found.end_db - CUT, found.drop_db - drop if falls else 0.0, 0.0)
    names = ("start_db", "end_db", "fall_db", "drop_db")
    measures = {name: getattr(found, name) for name in names}
    return Verdict("ends", not faults, " and ".join(faults), 1 + excess / 10 if faults else 0.0, measures)


def dropouts(audio: Audio) -> list[float]:
    """Times of gaps within speech, in which the sound stands still, in seconds."""
    still = np.concatenate([[False], np.diff(audio.samples) == 0, [False]])
    turns = np.flatnonzero(np.diff(still.astype(np.int8)))
    starts, ends = turns[::2], turns[1::2]
    levels = _levels(audio)
    sounds = levels > float(np.percentile(levels, 95)) - 25
    found = []
    for start, end in zip(starts, ends, strict=True):
        first, last = (int(place / audio.rate / _STEP) for place in (start, end))
        around = (*sounds[max(first - 1, 0) : first + 1], *sounds[last : last + 2])
        if (end - start) / audio.rate >= DROPOUT and (end - start) / audio.rate < 0.05 and sum(around) >= 2:
            found.append(round(start / audio.rate, 4))
    return found


def _told(clicks: Sequence[float]) -> str:
    places = ", ".join(f"{time:.2f} s" for time in clicks[:5])
    return f"a click at {places}" if len(clicks) == 1 else f"clicks at {places}" if clicks else ""


def _clipping(values: Mapping[str, float]) -> Verdict:
    share = values["clipped"]
    told = f"{share:.2%} of it is clipped" if share > CLIP_LIMIT else ""
    measures = {"clipped_share": share, "peak_dbtp": values["peak"]}
    return Verdict("clipping", not told, told, share / CLIP_LIMIT, measures)


def _silence(found: Edges, pause: Seconds, aim: Aim) -> Verdict:
    faults = []
    if found.lead_s > GAP:
        faults.append(f"{found.lead_s:.1f} s of silence before it")
    if found.tail_s > GAP:
        faults.append(f"{found.tail_s:.1f} s of silence after it")
    if pause > aim.pause + PAUSE:
        faults.append(f"a pause of {pause:.1f} s")
    worst = max(found.lead_s / GAP, found.tail_s / GAP, pause / (aim.pause + PAUSE))
    measures = {"lead_s": found.lead_s, "tail_s": found.tail_s, "pause_s": pause, "planned_s": aim.pause}
    return Verdict("silence", not faults, " and ".join(faults), worst if faults else 0.0, measures)


def _level(values: Mapping[str, float], aim: Aim) -> Verdict | None:
    """How loud it is beside what was asked for; None where nobody asked for anything."""
    if aim.loudness is not None:
        wanted, allowed = aim.loudness, SET_LEVEL
    elif aim.level is not None:
        wanted, allowed = NEUTRAL + aim.level, LEVEL
    else:
        return None
    if "loudness" not in values:
        return Verdict("level", False, "it is too quiet to be heard", 10.0)
    off = values["loudness"] - wanted
    told = f"{abs(off):.0f} dB too {'loud' if off > 0 else 'quiet'}" if abs(off) > allowed else ""
    measures = {"loudness_lufs": values["loudness"], "wanted_lufs": wanted}
    return Verdict("level", not told, told, abs(off) / allowed, measures)


def _length(seconds: Seconds, aim: Aim) -> Verdict:
    faults, badness, measures = [], 0.0, {"seconds": seconds}
    if aim.slot is not None:
        badness = seconds / (aim.slot * SLOT)
        measures["slot_s"] = aim.slot
        if badness > 1:
            faults.append(f"{seconds:.1f} s for a slot of {aim.slot:g} s")
    if aim.old is not None:
        share = seconds / max(aim.old, 0.05)
        measures["old_s"] = aim.old
        if not OLD[0] <= share <= OLD[1]:
            faults.append(f"{seconds:.1f} s where the old line has {aim.old:.1f} s")
            badness = max(badness, share / OLD[1], OLD[0] / share)
    return Verdict("length", not faults, " and ".join(faults), badness if faults else 0.0, measures)
