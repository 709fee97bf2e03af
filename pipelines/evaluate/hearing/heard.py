"""Labelled recordings as numbers: what judges of voices learn from and are tried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.dsp.recording import load
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.corpora import Clip
from emogen.pipelines.evaluate.hearing.sense import ACOUSTIC, Sense
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from emogen.pipelines.evaluate.hearing.frames import Array

_LONG: Final = 5.0
"""Seconds: actors' utterances last 2 to 4 s, and functionals of longer ones differ. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Clips with what is heard of them, shape ``(n, f)``."""

    clips: tuple[Clip, ...]
    values: Array

    @property
    def categories(self) -> list[str]:
        return [clip.category for clip in self.clips]

    @property
    def speakers(self) -> list[str]:
        return [clip.who for clip in self.clips]

    def where(self, keep: ArrayLike) -> Heard:
        """Some of the clips."""
        places = np.flatnonzero(np.asarray(keep))
        return Heard(tuple(self.clips[place] for place in places), self.values[places])


def hear_clips(
    clips: Sequence[Clip], progress: Progress = ignore, *, sense: Sense = ACOUSTIC
) -> tuple[Heard, list[str]]:
    """What a sense hears of clips, long ones in pieces; and a line for each that cannot be heard.

    Raises:
        RequestError: none can be heard.
    """
    kept, values, left = [], [], []
    for count, clip in enumerate(clips, start=1):
        try:
            for piece in pieces(load(clip.path)):
                values.append(sense.hear(piece))
                kept.append(clip)
        except RequestError as error:
            left.append(f"{clip.path.name}: {error}")
        progress(count / len(clips))
    if not kept:
        raise RequestError("no recording can be heard", why=left[0])
    return Heard(tuple(kept), np.array(values)), left


def pieces(audio: Audio) -> list[Audio]:
    """A recording of more than 5 s in pieces of 2 to 4 s, cut where it is quietest; the last may be
    shorter, and is left out below 1 s."""
    from scipy.ndimage import uniform_filter1d

    if audio.duration <= _LONG:
        return [audio]
    shortest, longest = int(2 * audio.rate), int(4 * audio.rate)
    loudness = uniform_filter1d(audio.samples.astype(np.float64) ** 2, audio.rate // 7)
    found, start = [], 0
    while len(loudness) - start > longest:
        end = start + shortest + int(loudness[start + shortest : start + longest].argmin())
        found.append((start, end))
        start = end
    if len(loudness) - start > audio.rate:
        found.append((start, len(loudness)))
    return [Audio(audio.samples[start:end], audio.rate) for start, end in found]
