"""Sprites: one face in many expressions, each different enough to be told at a glance.

Neighbours among the 28 labels of GoEmotions, such as gratitude and relief, have nearly one expression. What
tells people them apart is as much the head, the gaze and the eyes: ``assets/face_sprites.tsv`` has these.
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import INDEX
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.face import Units, face_targets
from emogen.conditioning.targets.units import action_units, units_to_arkit
from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.media import FaceMotion
from emogen.pipelines.face.motion.coarticulation import REST_GAP
from emogen.pipelines.face.motion.gaze import look_shapes
from emogen.seeds import stream
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST: Final = 200
"""Labels of one set. Ours."""

_LABEL: Final = re.compile(r"[a-z][a-z0-9_]*")
"""Names of labels: SillyTavern ends them at the first ``-`` or ``.``, Ren'Py at a space."""

_VARIED: Final = 0.12
"""Standard deviation between takes of what the table adds to an expression, natural logarithm. Ours."""

_SWAY: Final = 1.5
"""The same of the angles of the head, degrees. Ours."""

_EYES: Final = 0.5
"""Radians that eyes turn comfortably, about 30 degrees."""

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Of every file in a ZIP, so that the same sprites give the same bytes."""

_FILE: Final = 0o100644 << 16
"""A plain file that its owner may write, in the form of Unix."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """Changes of a face for a label besides its emotion.

    Attributes:
        units: action units that take the place of the emotion's own, intensity in [0, 1].
        yaw, pitch, roll: of the head, degrees; to its own left, chin up, tilted to its own left.
        gaze_yaw, gaze_pitch: where the eyes look, degrees from the viewer.
        blush: blood in the face, -1 pale to 1 deep red.
    """

    units: Units = ()
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    gaze_yaw: float = 0.0
    gaze_pitch: float = 0.0
    blush: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """A name that a tool asks a sprite by, and the emotion that it shows.

    Attributes:
        name: lower-case letters, digits and ``_``.
        emotion: what is felt.
    """

    name: str
    emotion: Emotion


@lru_cache(maxsize=1)
def _bearings() -> Mapping[str, Bearing]:
    table = {}
    for row in asset_rows("face_sprites.tsv"):
        units = tuple(
            (u, float(size)) for u, _, size in (part.partition(":") for part in row["units"].split())
        )
        angles = (float(row[name]) for name in ("yaw", "pitch", "roll", "gaze_yaw", "gaze_pitch", "blush"))
        table[row["label"]] = Bearing(units, *angles)
    return table


def goemotions() -> tuple[str, ...]:
    """The 28 labels that SillyTavern, Agnai and RisuAI ask sprites by: GoEmotions' 27, and neutral."""
    return tuple(_bearings())


def read_labels(text: str) -> tuple[Label, ...]:
    """The labels of a set: ``all`` for :func:`goemotions`, or emotions and ``NAME=EMOTION`` between commas.

    Raises:
        RequestError: an emotion that cannot be read, a name that no file can have, none, or more than 200.
    """
    parts = goemotions() if text.strip().lower() == "all" else [part.strip() for part in text.split(",")]
    labels: dict[str, Label] = {}
    for part in filter(None, parts):
        name, _, spec = part.partition("=")
        label = Label(name.strip().lower(), Emotion.parse((spec or name).strip()))
        if not _LABEL.fullmatch(label.name):
            raise RequestError(
                f"{name.strip()!r} is no name of a sprite",
                why="names have small letters, digits and _",
                fix='Write NAME=EMOTION, e.g. "glad=joy:0.6".',
            )
        if label.name in labels:
            raise RequestError(f"the label {label.name} is given twice", fix="Give it once.")
        labels[label.name] = label
    if not 1 <= len(labels) <= MOST:
        raise RequestError(f"a set of {len(labels)} labels cannot be made", fix=f"Use 1 to {MOST}.")
    return tuple(labels.values())


def bearing(label: Label) -> Bearing:
    """The bearing of a label: its own, or that of the emotion it shows where this is one of the table's."""
    table = _bearings()
    shown = str(label.emotion)
    return table.get(shown, Bearing()) if shown != label.name else table.get(label.name, Bearing())


def sprite_pose(label: Label, *, intensity: float = 1.0, take: int = 0, variation: float = 1.0) -> FaceMotion:
    """One frame: the expression and the bearing of a label.

    Args:
        label: what is shown.
        intensity: factor on the emotion and the bearing, 0 to 1.
        take, variation: as :func:`~emogen.pipelines.face.motion.animate.still`.
    """
    targets = face_targets(intensity * label.emotion, take=take, variation=variation)
    own, chance = bearing(label), stream(take, "sprite", label.name)
    spread = variation if take else 0.0
    factor = math.exp(spread * _VARIED * chance.standard_normal())
    units = _with(targets.units, own.units, intensity, factor)
    curves = units_to_arkit(units)[None, :]
    if not curves[0, INDEX["jawOpen"]]:
        curves[0, INDEX["mouthClose"]] = REST_GAP
    sway = spread * _SWAY * chance.standard_normal(3)
    turn = np.radians(intensity * np.array([own.yaw, own.pitch, own.roll]) + sway)
    head = np.array([0.0, targets.head_pitch, targets.head_roll]) + turn
    looks = np.radians(intensity * np.array([own.gaze_yaw, own.gaze_pitch]))
    gaze = (looks - head[:2]).clip(-_EYES, _EYES).astype(np.float32)[None, :]
    look_shapes(curves, gaze)
    return FaceMotion(curves, head.astype(np.float32)[None, :], gaze, 1.0)


def _with(felt: Units, own: Units, intensity: float, factor: float) -> Units:
    """An emotion's units, those of a bearing in their place as far as the intensity goes."""
    shown = dict(felt)
    for unit, size in own:
        both = [side for side in (f"{unit}L", f"{unit}R") if side in shown]
        before = max([shown.get(unit, 0.0), *(shown.pop(side) for side in both)])
        shown[unit] = (1 - intensity) * before + intensity * min(1.0, size * factor)
    return tuple((unit, size) for unit, size in shown.items() if size > 0 and unit in action_units())


def file_names(labels: Sequence[Label], takes: int, tag: str = "") -> dict[str, tuple[Label, int]]:
    """Names of the files of a set, with the label and the take of each.

    Args:
        labels: of the set.
        takes: sprites of each label.
        tag: name of the image in Ren'Py, ``mira joy.png``; "" names them as SillyTavern does, ``joy-1.png``.
    """
    names = {}
    for label in labels:
        for take in range(takes):
            if tag:
                name = " ".join(filter(None, (tag, label.name, f"take{take}" if take else "")))
            else:
                name = f"{label.name}-{take}" if take else label.name
            names[f"{name}.png"] = (label, take)
    return names


def write_zip(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a flat ZIP, whole or not at all; the same files give the same bytes."""
    with whole_file(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as packed:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = 3, _FILE  # Whatever system writes it.
            packed.writestr(entry, content)
