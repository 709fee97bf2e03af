"""A voice against its own habit, in the units in which voices are steered.

:func:`baseline` takes a speaker's habit from the measures of several recordings, and
:func:`relative` says how an utterance departs from that habit, in the units of
:mod:`emogen.conditioning.targets.voice`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from emogen.conditioning.targets.voice import TARGETS, VoiceTargets
from emogen.dsp.measures import VoiceMeasures
from emogen.errors import RequestError


def baseline(measures: Sequence[VoiceMeasures]) -> VoiceMeasures:
    """A speaker's habit: the median of each measure over recordings in which there is a voice.

    Durations and syllables are added up: they say how much the habit rests on.

    Raises:
        RequestError: there is none.
    """
    heard = [one for one in measures if one.voiced > 0]
    if not heard:
        raise RequestError(
            "no voice in the recordings of the speaker's own habit", fix="Give some seconds of calm speech."
        )
    values = {field.name: [getattr(one, field.name) for one in heard] for field in fields(VoiceMeasures)}
    added = ("duration", "speech", "syllables")
    return VoiceMeasures(**{k: float(sum(v) if k in added else np.median(v)) for k, v in values.items()})


def relative(measures: VoiceMeasures, baseline: VoiceMeasures) -> VoiceTargets:
    """How a voice departs from its habit, as targets within their ranges.

    A recording does not tell the accent of single vowels, nor effort apart from level and
    brightness: they stay neutral. It tells one tempo, which goes to both kinds of sounds. Without
    a voice on both sides everything is neutral, without pauses on both sides their length is.
    """
    found = departure(measures, baseline)
    return VoiceTargets(**{name: TARGETS[name].bounded(value) for name, value in found.items()})


def departure(measures: VoiceMeasures, baseline: VoiceMeasures) -> dict[str, float]:
    """As :func:`relative` by the names of the targets, but unbounded: for statistics, where a wobble
    below the habit must count as much as one above. Empty without a voice on both sides.
    """
    if not (measures.voiced and baseline.voiced):
        return {}
    stretch = ratio(baseline.rate, measures.rate)
    return {
        "f0_shift": measures.f0_median - baseline.f0_median,
        "f0_range": ratio(measures.f0_range, baseline.f0_range),
        "f0_tilt": measures.f0_tilt - baseline.f0_tilt,
        "final_rise": measures.final_rise - baseline.final_rise,
        "sonorant_length": stretch,
        "obstruent_length": stretch,
        "pause_length": ratio(measures.pause_length, baseline.pause_length),
        "level": measures.level - baseline.level,
        "level_range": ratio(measures.level_range, baseline.level_range),
        "brightness": measures.brightness - baseline.brightness,
        "tremor": measures.tremor - baseline.tremor,
        "jitter": measures.jitter - baseline.jitter,
    }


def ratio(one: float, other: float) -> float:
    """``one / other``, or 1 (no change) where either was not there to be measured."""
    return one / other if one > 0 and other > 0 else 1.0
