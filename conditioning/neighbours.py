"""Other tools' controls of emotion: read as an emotion, and written for a given one.

Vectors with one number a feeling (IndexTTS2, Zonos, Audio2Face-3D) and Chatterbox's knob are part of the
notation of emotions: ``indextts(happy=0.6, sad=0.1)``, ``chatterbox(exaggeration=0.8)``. The other way,
for these and for tools that take a word or a tag, is :mod:`emogen.conditioning.paste`.

What each control means is in ``assets/neighbours.tsv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from emogen.conditioning.vocabulary import VAD
from emogen.errors import RequestError, checked, unknown_name
from emogen.tables import asset_rows

CALLS: Final = {
    "indextts": "indextts",
    "zonos": "zonos",
    "a2f": "audio2face",
    "audio2face": "audio2face",
    "chatterbox": "chatterbox",
}
"""What may be called in the notation of emotions, and the tool it stands for."""

WORDED: Final = ("elevenlabs", "cartesia", "fish")
"""The tools whose controls are words."""

_HIGHEST: Final = {"indextts": 1.4, "zonos": 1.0, "audio2face": 1.0}
"""The largest number of each vector: IndexTTS2's sliders in common front ends end at 1.4."""

_KNOBS: Final = {"exaggeration": (0.0, 2.0), "cfg_weight": (0.0, 1.0)}
"""Chatterbox's knobs and their ranges."""

USUAL: Final = 0.5
"""Chatterbox's exaggeration and cfg_weight of plain speech: its defaults (its README)."""

Terms = list[tuple[str | VAD, float]]
"""Expressions of emotions or points, with weights."""


@lru_cache(maxsize=16)
def controls(tool: str) -> dict[str, str]:
    """The controls of a tool in its order, each with the emotion that it is, as an expression."""
    return {row["control"]: row["emotion"] for row in asset_rows("neighbours.tsv") if row["tool"] == tool}


@lru_cache(maxsize=16)
def source(tool: str) -> str:
    """The source of a tool's controls."""
    return next((row["source"] for row in asset_rows("neighbours.tsv") if row["tool"] == tool), "")


def read_call(name: str, positional: list[float], named: Mapping[str, float]) -> Terms:
    """The terms of a call in the notation.

    Args:
        name: one of :data:`CALLS`.
        positional: all of a vector's numbers, in the tool's order, or none.
        named: some of them by name.

    Raises:
        RequestError: too few or too many numbers, an unknown name, a number out of range.
    """
    tool = CALLS[name]
    if tool == "chatterbox":
        return _of_exaggeration(positional, named)
    names = list(controls(tool))
    if positional and (named or len(positional) != len(names)):
        raise RequestError(
            f"{name} takes {len(names)} numbers, got {len(positional)}",
            fix=f"Write {', '.join(names)} in this order, or some by name: {names[0]}=0.6.",
        )
    values = dict(zip(names, positional, strict=True)) if positional else dict(named)
    for control in values:
        if control not in names:
            raise unknown_name(f"number of {name}", control, names)
    values = {
        control: checked(value, f"{name}'s {control}", 0.0, _HIGHEST[tool])
        for control, value in values.items()
    }
    share = max(1.0, sum(values.values()))
    return [
        (controls(tool)[control], value / share)
        for control, value in values.items()
        if value and controls(tool)[control] != "neutral"
    ]


def _of_exaggeration(positional: list[float], named: Mapping[str, float]) -> Terms:
    """Chatterbox's knob has no kind of emotion: it is arousal. Its default is none, 1 and above all."""
    values = dict(named)
    if positional:
        values = dict(zip(_KNOBS, positional, strict=False)) | values
    for knob, value in values.items():
        if knob not in _KNOBS:
            raise unknown_name("knob of chatterbox", knob, _KNOBS)
        checked(value, f"chatterbox's {knob}", *_KNOBS[knob])
    if "exaggeration" not in values or len(positional) > len(_KNOBS):
        raise RequestError("chatterbox takes its exaggeration", fix="Write chatterbox(exaggeration=0.8).")
    arousal = max(-1.0, min(1.0, (values["exaggeration"] - USUAL) / USUAL))
    return [((0.0, arousal, 0.0), 1.0)] if arousal else []
