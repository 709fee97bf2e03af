"""Whether the lips go with the sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.budgets import CAPTURE_BYTES, FRAMES
from emogen.documents import parse_table
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.phones import HeardPhone, phones_of
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats

_FPS: Final = 30.0
"""Frames a second at which mouths are watched: a P lasts two or three. Ours."""

_LIPS: Final = ((82, 87), (13, 14), (312, 317))
"""Points of the face mesh on the inner edge of the upper lip, and below them on the lower one's."""
_EYES: Final = (33, 263)

_STEP: Final = 0.01
_FURTHEST: Final = 0.6
"""Seconds: lags are tried in these steps, this far both ways. Ours."""

_ROOM: Final = 0.04
"""Seconds around a P, B or M in which the lips may meet: a frame and a bit. Ours."""

_SHUT: Final = 0.25
"""The lips have met when they are this share as far apart as when the mouth is widely open, which is
the 90th percentile. Ours."""

_STILL: Final = 0.02
"""A mouth whose opening varies by less than this share of the distance of the eyes' outer corners
from its 10th to its 90th percentile does not speak: the mesh trembles by as much. Ours."""

_CLEAR: Final = 8.0
"""d' beyond which two kinds of sounds are as far apart as can be. Ours."""

_AIMS: Final = {"open": 1.0, "vowel": 0.6, "other": 0.35, "lips": 0.0, "rest": 0.0}
"""How open sounds want the mouth, roughly: to find the lag, not to judge shapes. Ours."""

_SMOOTH: Final = 0.05
"""Seconds: jaws are slower than sounds, and sound's loudness trembles. Ours."""


class Lipsync(Judge):
    """Whether lips meet for P, B and M, open for open vowels, and when.

    The times of emogen's own clips come from their sidecars, which also moved the lips: they show
    whether what was meant is seen, not whether the times are right. Others are aligned anew from
    their text; without words only ``correlation`` and ``lag`` are left, and those are rough.
    """

    name = "lipsync"
    medium = "face"
    title = "whether the lips go with the sound (face mesh and phone times)"
    measures = (
        Measure("closure", "share of P, B and M in which the lips meet", 0, 1, "higher"),
        Measure(
            "separation", "d' of the opening between open vowels and P, B and M", -_CLEAR, _CLEAR, "higher"
        ),
        Measure("lag", "by how much the lips are late; negative: early", -600, 600, unit="ms"),
        Measure("correlation", "of the mouth's opening with the sound's loudness", -1, 1, "higher"),
    )
    source = "MediaPipe's face mesh; Huggins-Daines et al. 2006, pocketsphinx"
    licence = "Apache-2.0 (mesh), BSD-2-Clause (pocketsphinx)"
    needs = ("motion",)
    models = ("face-mesh",)
    packages = ("pocketsphinx",)

    def judge(self, item: Item) -> Opinion:
        audio = item.audio
        phones, source = phones_of(item)
        notes = [] if phones else ["its sounds' times are not known: closure and separation are left out"]
        if not item.moves:
            raise RequestError(f"{item.path.name} does not move")
        opening = mouth_opening(item)
        if _spread(opening) < _STILL:
            still = {"closure": 0.0, "separation": 0.0, "correlation": 0.0}
            values = still if phones else {"correlation": 0.0}
            return Opinion(values, notes=(*notes, "the mouth hardly moves"), details={"phones": source})
        values = sync(opening, _FPS, audio, phones)
        return Opinion(values, notes=tuple(notes), details={"phones": source, "sounds": len(phones)})


def mouth_opening(item: Item, fps: float = _FPS) -> AnyFloats:
    """How far the lips are apart in each frame, shape ``(T,)``, in distances of the eyes' outer corners.

    Raises:
        RequestError: a face is seen in less than half of the frames.
    """
    import numpy as np

    from emogen.vision.shots import follow

    seen = [np.nan if shot is None else _opening(shot.points) for shot in follow(item.frames(fps))]
    opening = np.array(seen)
    there = ~np.isnan(opening)
    if there.mean() < 0.5:
        raise RequestError(f"no face was found in most of {item.path.name}")
    filled: AnyFloats = np.interp(np.arange(len(opening)), np.flatnonzero(there), opening[there])
    return filled


def curves_opening(csv: Path) -> AnyFloats:
    """How far recorded face curves (Live Link Face) open the mouth, one number a row, for :func:`sync`.

    It is JawOpen less MouthClose, not below 0.

    Raises:
        RequestError: no such file, or without those columns.
    """

    import numpy as np

    from emogen.files import read_text

    rows = parse_table(read_text(csv, kind="face curves", budget=CAPTURE_BYTES), csv, rows=FRAMES)
    try:
        jaw, close = (np.array([float(row[name]) for row in rows]) for name in ("JawOpen", "MouthClose"))
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError(f"{csv} is no Live Link Face file with numbers") from error
    opening: AnyFloats = np.maximum(jaw - close, 0.0)
    return opening


def sync(opening: AnyFloats, fps: float, audio: Audio, phones: Sequence[HeardPhone]) -> dict[str, float]:
    """How a mouth's opening goes with a sound.

    Args:
        opening: shape ``(T,)``, 0 for closed lips, in any unit.
        fps: its numbers a second; the first is at time 0 of the sound.
        audio: the sound.
        phones: when what is spoken; may be empty.

    Returns:
        ``lag`` (ms), the one at which the opening follows best what the sounds ask for, or the
        loudness when they are not known; ``correlation`` with the loudness and ``separation`` at
        that lag; ``closure`` as it is seen, without a lag. What cannot be told is left out.
    """
    import numpy as np
    from scipy.ndimage import gaussian_filter1d

    times = np.arange(0.0, min(audio.duration, len(opening) / fps), _STEP)
    mouth = np.interp(times, (np.arange(len(opening)) + 0.5) / fps, opening)
    loudness = _loudness(audio, times)
    asked = _asked(phones, times) if phones else loudness
    lag = _lag(gaussian_filter1d(mouth, _SMOOTH / _STEP), gaussian_filter1d(asked, _SMOOTH / _STEP))
    values = {"lag": lag * _STEP * 1000.0, "correlation": _at(mouth, loudness, lag)}
    lips = [phone for phone in phones if phone.kind == "lips"]
    vowels = [phone for phone in phones if phone.kind == "open"]
    if lips:
        shut = _SHUT * np.quantile(mouth, 0.9)
        values["closure"] = float(np.mean([_least(mouth, times, phone) < shut for phone in lips]))
    if len(lips) > 1 and len(vowels) > 1:
        near, far = (
            np.interp([phone.middle + lag * _STEP for phone in kind], times, mouth) for kind in (lips, vowels)
        )
        # No spread is possible in drawn curves only: it may not make a difference endless.
        spread = max(np.sqrt((near.var(ddof=1) + far.var(ddof=1)) / 2), 1e-9)
        values["separation"] = float(np.clip((far.mean() - near.mean()) / spread, -_CLEAR, _CLEAR))
    return values


def following(
    opening: AnyFloats, fps: float, audio: Audio, phones: Sequence[HeardPhone], *, furthest: float = _FURTHEST
) -> tuple[float, float]:
    """The lag in seconds, up to ``furthest`` both ways, at which a mouth follows best what its sounds ask
    for; and by how much better than without one, as a difference of correlations. See :func:`sync`."""
    import numpy as np
    from scipy.ndimage import gaussian_filter1d

    times = np.arange(0.0, min(audio.duration, len(opening) / fps), _STEP)
    mouth, asked = (
        gaussian_filter1d(course, _SMOOTH / _STEP) - gaussian_filter1d(course, _SLOW / _STEP)
        for course in (
            np.interp(times, (np.arange(len(opening)) + 0.5) / fps, opening),
            _asked(phones, times),
        )
    )
    lags = sorted(range(-round(furthest / _STEP), round(furthest / _STEP) + 1), key=abs)
    best = max(lags, key=lambda lag: _at(mouth, asked, lag))
    return best * _STEP, _at(mouth, asked, best) - _at(mouth, asked, 0)


_SLOW: Final = 0.15
"""Seconds: what is slower than syllables is an expression, e.g. the open mouth of surprise. Ours."""


def _opening(points: AnyFloats) -> float:
    import numpy as np

    flat = points[:, :2]
    apart = np.mean([np.linalg.norm(flat[upper] - flat[lower]) for upper, lower in _LIPS])
    return float(apart / np.linalg.norm(flat[_EYES[0]] - flat[_EYES[1]]))


def _spread(opening: AnyFloats) -> float:
    import numpy as np

    low, high = np.quantile(opening, [0.1, 0.9])
    return float(high - low)


def _least(mouth: AnyFloats, times: AnyFloats, phone: HeardPhone) -> float:
    inside = (times >= phone.start - _ROOM) & (times <= phone.end + _ROOM)
    return float(mouth[inside].min(initial=float("inf")))


def _asked(phones: Sequence[HeardPhone], times: AnyFloats) -> AnyFloats:
    import numpy as np

    asked = np.zeros(len(times))
    for phone in phones:
        asked[(times >= phone.start) & (times < phone.end)] = _AIMS[phone.kind]
    return asked


def _loudness(audio: Audio, times: AnyFloats) -> AnyFloats:
    """The root of the power around each time, smoothed as a syllable is."""
    import numpy as np
    from scipy.ndimage import gaussian_filter1d

    step = max(1, round(_STEP * audio.rate))
    power = np.add.reduceat(audio.samples.astype(float) ** 2, np.arange(0, len(audio.samples), step)) / step
    smooth = np.sqrt(np.maximum(gaussian_filter1d(power, _SMOOTH / _STEP), 0.0))
    return np.interp(times, (np.arange(len(smooth)) + 0.5) * _STEP, smooth)


def _lag(mouth: AnyFloats, asked: AnyFloats) -> int:
    """The lag in steps at which the two correlate best; the nearest to 0 of equals."""
    furthest = min(round(_FURTHEST / _STEP), len(mouth) // 2)
    lags = sorted(range(-furthest, furthest + 1), key=abs)
    return max(lags, key=lambda lag: _at(mouth, asked, lag))


def _at(mouth: AnyFloats, sound: AnyFloats, lag: int) -> float:
    """Correlation of the sound with the mouth ``lag`` steps later; 0 where one is constant."""
    import numpy as np

    late, early = (mouth[lag:], sound[: len(sound) - lag]) if lag >= 0 else (mouth[:lag], sound[-lag:])
    if late.std() < 1e-9 or early.std() < 1e-9:
        return 0.0
    return float(np.corrcoef(late, early)[0, 1])
