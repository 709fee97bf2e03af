"""A studio's own rig: its curves as sums of the 52 shapes and the angles, from a small file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    field_validator,
    model_validator,
)

from emogen.arkit import ARKIT
from emogen.documents import parse_yaml
from emogen.errors import RequestError, unknown_name
from emogen.files import read_text, write_text

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.media import FaceMotion

ANGLES: Final = ("headYaw", "headPitch", "headRoll", "gazeYaw", "gazePitch")
"""Inputs besides the shapes, in radians with the signs of :class:`emogen.media.FaceMotion`; a
multiplier of 57.29578 gives degrees."""

_INPUTS: Final = (*ARKIT, *ANGLES)


class MappedCurve(BaseModel):
    """One curve of the rig: ``clamp(sum of input × multiplier + offset)``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sum: dict[str, FiniteFloat] = Field(description="inputs and their multipliers")
    offset: FiniteFloat = 0.0
    clamp: tuple[FiniteFloat, FiniteFloat] | None = Field(None, description="least and greatest value")

    @field_validator("sum")
    @classmethod
    def _known(cls, value: dict[str, float]) -> dict[str, float]:
        for name in value:
            if name not in _INPUTS:
                raise ValueError(str(unknown_name("shape", name, _INPUTS)))
        return value

    @field_validator("clamp")
    @classmethod
    def _rising(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and value[0] >= value[1]:
            raise ValueError("the least value must be below the greatest")
        return value

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        """A bare name is that shape as it is."""
        return {"sum": {value: 1.0}} if isinstance(value, str) else value


class Mapping(BaseModel):
    """The curves of a rig by name, in the order in which they are written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "rig"
    curves: dict[str, MappedCurve] = Field(min_length=1)

    def apply(self, motion: FaceMotion) -> Floats:
        """The rig's curves over time, float32, shape ``(T, len(curves))``."""
        inputs = np.column_stack([motion.curves, motion.head, motion.gaze]).astype(np.float64)
        found = np.empty((len(motion), len(self.curves)))
        for column, curve in enumerate(self.curves.values()):
            factors = np.array([curve.sum.get(name, 0.0) for name in _INPUTS])
            found[:, column] = inputs @ factors + curve.offset
            if curve.clamp is not None:
                found[:, column] = found[:, column].clip(*curve.clamp)
        return found.astype(np.float32)


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file, YAML or JSON.

    Raises:
        RequestError: missing or malformed file, an unknown key or shape (near names are offered).
    """
    try:
        return Mapping.model_validate(parse_yaml(read_text(path, kind="mapping"), f"mapping {path}"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        why = f"{place}: {first['msg'].removeprefix('Value error, ')}"
        raise RequestError(f"cannot read mapping {path}", why=why) from error


def write_csv(path: Path, mapping: Mapping, motion: FaceMotion) -> None:
    """Write a ``time`` column in seconds and one for each curve of the rig. Raises as ``write_text``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["time", *mapping.curves])
    for frame, row in enumerate(mapping.apply(motion)):
        writer.writerow([f"{frame / motion.fps:.6f}", *(f"{value:.6f}" for value in row)])
    write_text(path, out.getvalue())
