"""Estimates of what speech takes before it is made: seconds of sound, of work, and bytes.

The constants are measured (docs/voice_packs.md): lines of two games and of tables in four languages, by
Kokoro on one core of a 2-core machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from emogen.pipelines.batch.job import Job
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.timeline import Seconds

_RATES: Final[Mapping[str, float]] = {"en": 15.0, "fr": 15.0, "es": 15.0, "ja": 8.0, "zh": 4.5}
"""Characters said in a second."""

_USUAL_RATE: Final = 14.5
"""The same in other languages."""

_EDGES: Final[Seconds] = 0.6
"""Silence around a line, and what it takes to begin."""

_WORK: Final = 0.35
"""CPU seconds for a second of speech."""

_WORK_EACH: Final = 0.4
"""CPU seconds for each line besides."""

_BESIDE: Final = 6_000
"""Bytes of the sidecar and captions of a second of speech."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What jobs take.

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
    """What one job takes, if it is a spoken line."""
    request = job.request
    if not isinstance(request, SpeakRequest):
        return Estimate(unknown=1)
    base = job.labels.get("language", "en-us").partition("-")[0]
    letters = sum(map(str.isalnum, request.text)) * 1.25  # With blanks and marks; without tags' signs.
    speech = request.duration or _EDGES + letters / _RATES.get(base, _USUAL_RATE)
    takes = request.best_of or 1
    samples = speech * (request.rate or 24_000)
    return Estimate(
        speech,
        takes * (_WORK_EACH + _WORK * speech),
        int(samples * request.bits / 8 + _BESIDE * speech),
    )
