"""Estimates of what speech takes before it is made: seconds of sound, of work, and bytes.

The constants are measured (docs/voice_packs.md): lines of two games and of tables in four languages, by
Kokoro on one core of a 2-core machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from emogen.pipelines.batch.job import Job
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.timeline import Seconds

_EACH: Final[Mapping[str, float]] = {"en": 0.052, "fr": 0.050, "es": 0.054, "ja": 0.166, "zh": 0.22}
"""Seconds for a character, by language; Chinese by the usual 4.5 syllables a second."""

_USUAL: Final = 0.053
"""The same in other languages."""

_EDGES: Final[Seconds] = 0.6
"""Seconds of a line besides: its edges and pauses."""

_MARKS: Final = re.compile(r"\[[^\]]*\]|<[^>]*>|[{}*]")
"""Parts of a text that are not said."""

_WORK: Final = 0.6
"""CPU seconds for a second of speech."""

_WORK_EACH: Final = 0.2
"""CPU seconds for each line besides."""

_BESIDE: Final = 6_000
"""Bytes of the sidecar and captions of a second of speech."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Time and space that jobs take.

    Attributes:
        speech: seconds of sound.
        work: CPU seconds on one core.
        size: bytes on the disk.
        unknown: jobs of which this is not known, such as pictures.
    """

    speech: Seconds = 0.0
    work: float = 0.0
    size: int = 0
    unknown: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.speech + other.speech,
            self.work + other.work,
            self.size + other.size,
            self.unknown + other.unknown,
        )


def estimated(job: Job) -> Estimate:
    """Time and space of one job, if it is a spoken line."""
    request = job.request
    if not isinstance(request, SpeakRequest):
        return Estimate(unknown=1)
    base = job.labels.get("language", "en").partition("-")[0]
    characters = len(_MARKS.sub("", request.text))
    speech = request.duration or _EDGES + _EACH.get(base, _USUAL) * characters
    takes = request.best_of or 1
    samples = speech * (request.rate or 24_000)
    return Estimate(
        speech,
        takes * (_WORK_EACH + _WORK * speech),
        int(samples * request.bits / 8 + _BESIDE * speech),
    )
