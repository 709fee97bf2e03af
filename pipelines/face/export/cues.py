"""Mouth cues: one of a few drawn mouths at a time, in the three formats of Rhubarb Lip Sync."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from emogen.files import write_text
from emogen.pipelines.face.export.visemes import OCULUS, spans, weights

if TYPE_CHECKING:
    from pathlib import Path

    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.visemes import Span
    from emogen.timeline import Seconds, Timeline

SHAPES: Final = "ABCDEFGHX"
"""A lips closed on p, b, m; B teeth nearly together; C open; D wide open; E rounded; F puckered; G f
and v; H the tongue of l; X at rest (the manual of Rhubarb Lip Sync)."""

_OF_POSTURE: Final = {
    "rest": "X", "bmp": "A", "fv": "G", "th": "B", "td": "B", "nl": "B", "sz": "B", "sh": "B", "kg": "B",
    "r": "E", "w": "F", "j": "B", "h": "C", "aa": "D", "ae": "C", "eh": "C", "ih": "B", "iy": "B",
    "ao": "E", "uh": "F", "uw": "F", "er": "E", "schwa": "B",
}  # fmt: skip
"""The shape for each posture of ``assets/visemes.tsv``, after that manual's examples."""

_OF_OCULUS: Final = {"sil": "X", "PP": "A", "FF": "G", "CH": "B", "SS": "B", "ih": "B", "E": "C", "aa": "D",
                     "oh": "E", "ou": "F"}  # fmt: skip
_L: Final = frozenset("lɫɭɬɮɺ")

_BETWEEN: Final = {("A", "D"): "C", ("B", "D"): "C", ("G", "D"): "C", ("X", "D"): "C", ("C", "F"): "E",
                   ("D", "F"): "E"}  # fmt: skip
"""In-betweens that the manual asks for, so that a mouth does not jump."""

_PASSING: Final = 0.06
"""Seconds of an in-between, at most half of what it leads to. Ours."""

_SHORTEST: Final = 0.04
"""Seconds below which a mouth is not worth drawing (a frame of film); closures are kept."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One mouth: a letter of :data:`SHAPES` from ``start`` to ``end`` seconds."""

    start: Seconds
    end: Seconds
    shape: str


def mouth_cues(motion: FaceMotion, timeline: Timeline | None) -> list[Cue]:
    """The mouths of a motion, without gaps from 0 to its end, neighbours different; times in
    hundredths of a second, as Rhubarb gives them.

    Args:
        motion: what they are read off when nothing else is known.
        timeline: what is said when.
    """
    cues = _seen(motion) if timeline is None else [_cue(span) for span in spans(timeline)]
    cues = _merged(_without_flashes(_merged(cues)))
    return _merged(_snapped(_with_passing(cues))) or [Cue(0.0, round(motion.duration, 2), "X")]


def _cue(span: Span) -> Cue:
    shape = "H" if _L & set(span.symbol) else _OF_POSTURE[span.posture]
    return Cue(span.start, span.end, shape)


def _seen(motion: FaceMotion) -> list[Cue]:
    most = weights(motion, None).argmax(axis=1)
    return [
        Cue(frame / motion.fps, (frame + 1) / motion.fps, _OF_OCULUS[OCULUS[viseme]])
        for frame, viseme in enumerate(most)
    ]


def _merged(cues: list[Cue]) -> list[Cue]:
    """Neighbours of one shape as one cue."""
    merged: list[Cue] = []
    for cue in cues:
        if merged and merged[-1].shape == cue.shape:
            merged[-1] = replace(merged[-1], end=cue.end)
        else:
            merged.append(cue)
    return merged


def _without_flashes(cues: list[Cue]) -> list[Cue]:
    """Cues too short to be seen give their time to the one before; closures stay."""
    kept: list[Cue] = []
    for cue in cues:
        if kept and cue.end - cue.start < _SHORTEST and cue.shape not in "AG":
            kept[-1] = replace(kept[-1], end=cue.end)
        else:
            kept.append(cue)
    return kept


def _with_passing(cues: list[Cue]) -> list[Cue]:
    led = cues[:1]
    for before, cue in pairwise(cues):
        passing = _BETWEEN.get((before.shape, cue.shape))
        if passing is not None:
            turn = cue.start + min(_PASSING, (cue.end - cue.start) / 2)
            led.append(Cue(cue.start, turn, passing))
            cue = replace(cue, start=turn)
        led.append(cue)
    return led


def _snapped(cues: list[Cue]) -> list[Cue]:
    snapped = [Cue(round(cue.start, 2), round(cue.end, 2), cue.shape) for cue in cues]
    return [cue for cue in snapped if cue.end > cue.start]


def save_tsv(export: Export, path: Path) -> None:
    """Write ``seconds<tab>shape`` lines; the last one closes the mouth at the end."""
    cues = mouth_cues(export.motion, export.timeline)
    lines = [f"{cue.start:.2f}\t{cue.shape}\n" for cue in cues]
    write_text(path, "".join(lines) + f"{cues[-1].end:.2f}\tX\n")


def save_xml(export: Export, path: Path) -> None:
    """Write a ``rhubarbResult`` document."""
    cues = mouth_cues(export.motion, export.timeline)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<rhubarbResult>",
        "  <metadata>",
        f"    <soundFile>{escape(export.audio)}</soundFile>",
        f"    <duration>{cues[-1].end:.2f}</duration>",
        "  </metadata>",
        "  <mouthCues>",
        *(
            f'    <mouthCue start="{cue.start:.2f}" end="{cue.end:.2f}">{cue.shape}</mouthCue>'
            for cue in cues
        ),
        "  </mouthCues>",
        "</rhubarbResult>",
    ]
    write_text(path, "\n".join(lines) + "\n")


def save_json(export: Export, path: Path) -> None:
    """Write ``metadata`` and ``mouthCues``, a cue a line."""
    cues = mouth_cues(export.motion, export.timeline)
    metadata = json.dumps({"soundFile": export.audio, "duration": cues[-1].end}, ensure_ascii=False)
    lines = ",\n".join(
        f'    {{ "start": {cue.start:.2f}, "end": {cue.end:.2f}, "value": "{cue.shape}" }}' for cue in cues
    )
    write_text(path, f'{{\n  "metadata": {metadata},\n  "mouthCues": [\n{lines}\n  ]\n}}\n')
