"""A character's head as engines want it: surfaces of one material each, shapes and joints.

Metres, x to the character's own left, y up, z forward; the origin lies under the bust.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.conditioning.character import characters
from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.face.export.paint import eye_map, eye_places, power_of_two, srgb
from emogen.pipelines.face.export.surface import Bound, Material, Surface, compact, cut, unit, unseamed, whole
from emogen.pipelines.face.export.tubes import of_points, tubes
from emogen.pipelines.face.render.raster import smooth_normals

if TYPE_CHECKING:
    from emogen.arrays import Floats, Ints
    from emogen.conditioning.character import Character
    from emogen.pipelines.face.character.head import Head

_METRES: Final = np.float32(0.1)  # in a decimetre, the unit of heads
_STILL: Final = 2e-4
"""Decimetres (20 micrometres) below which a vertex takes no part in a shape. Ours."""

_STEADY: Final = 4e-3
"""What a normal of length 1 has to change by to take part in a shape. Ours."""

_HAIR_POINTS: Final = 18_000  # at most, for all the strands of the scalp that are kept
_STEP: Final = 0.2  # decimetres of a strand without curls that stay straight
_WIDER: Final = 0.8
"""The power of how many strands stand for one by which it is wider: less than all, since hair in locks
looks like hair. These three are ours."""

_IN_SHADOW: Final = 0.45  # what is left of hair's colour where no light comes; ours
_AHEAD: Final = np.array([0, 0.1, 0.995], np.float32)  # the way that brows and lashes face

_OPEN: Final = 0.7  # what is left of the skin's colour where it is hidden from the sky; ours

_GAPE: Final = Material("mouth", (0.05, 0.011, 0.011), rough=0.9)  # this and the teeth in their own shadow
_TEETH: Final = Material("teeth", (0.34, 0.30, 0.25), rough=0.35)
_TONGUE: Final = Material("tongue", (0.22, 0.07, 0.065), rough=0.45)
_HAIR: Final = Material("hair", rough=0.85)
_BROWS: Final = Material("brows", rough=0.7)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A whole head.

    Attributes:
        name: the character's.
        face: what the shapes move: skin, inside of the mouth, teeth, tongue, brows and lashes.
        cloth: follows the neck only.
        hair: turns with the head.
        eyes: left and right, relative to their ``centres``, shape ``(2, 3)``.
        pivot: the joint of head and neck, shape ``(3,)``.
    """

    name: str
    face: tuple[Surface, ...]
    cloth: Surface
    hair: Surface | None
    eyes: tuple[Surface, Surface]
    centres: Floats
    pivot: Floats


def make_model(character: Character | None) -> Model:
    """The model of a character, or of the first named one (about two seconds).

    Raises:
        MissingWeightError: the rig's source is absent.
    """
    character = character or next(iter(characters().values()))
    head = make_head(character.looks)
    normals = _normals(head, head.neutral)
    face, cloth = _skin(head, normals)
    for kinds, material in (((parts.UPPER_TEETH, parts.LOWER_TEETH), _TEETH), ((parts.TONGUE,), _TONGUE)):
        bound, triangles = _part(head, *kinds)
        face.append((_surface(head, normals, bound, triangles, material), bound))
    face.append(_fine_hair(head))
    floor = np.array([0, head.neutral[:, 1].min(), 0], np.float32)
    hair = _hair(head)
    left, right = (_eye(head, side) for side in (0, 1))
    return Model(
        name=character.name,
        face=tuple(_placed(surface, floor) for surface in _moved(head, normals, face)),
        cloth=_placed(cloth, floor),
        hair=hair and _placed(hair, floor),
        eyes=(_placed(left, 0 * floor), _placed(right, 0 * floor)),
        centres=(head.eyes[:, :3] - floor) * _METRES,
        pivot=(head.pivot - floor) * _METRES,
    )


def _normals(head: Head, points: Floats) -> Floats:
    normals = np.empty_like(points)
    smooth_normals(points, head.rig.triangles, normals)
    return unit(normals)


def _part(head: Head, *kinds: int) -> tuple[Bound, Ints]:
    """Vertices and triangles of whole parts of the mesh."""
    triangles = head.rig.triangles[np.isin(head.rig.triangle_part, kinds)]
    return compact(whole(len(head.neutral)), triangles)


def _surface(head: Head, normals: Floats, bound: Bound, triangles: Ints, material: Material) -> Surface:
    """A surface of vertices that lie on the head's mesh, before it moves."""
    share = bound.of(head.share[:, None])[:, 0]
    return Surface(material, bound.of(head.neutral), unit(bound.of(normals)), triangles, share)


def _skin(head: Head, normals: Floats) -> tuple[list[tuple[Surface, Bound]], Surface]:
    """Skin and inside of the mouth with what holds them, and the cloth, which is painted on the body in
    our own pictures and is cut off here along its hem."""
    body = head.rig.triangles[head.rig.triangle_part == parts.BODY]
    place, hem, inner = head.fixed[:, :2], head.fixed[:, 4:5], head.fixed[:, 3:4] - np.float32(0.5)
    vertices, bare, covered = cut(whole(len(head.neutral)), body, hem[:, 0])
    cloth = Material("cloth", _rgb(head.cloth), rough=0.9)
    dressed = _surface(head, normals, *compact(vertices, covered), cloth)
    vertices, gape, bare = cut(vertices, bare, vertices.of(inner)[:, 0])
    bound, triangles = compact(vertices, bare)
    bound, triangles, places = unseamed(bound, triangles, bound.of(place))
    picture = power_of_two(srgb(head.skin[..., :3]))
    skin = _surface(head, normals, bound, triangles, Material("skin", picture=picture, rough=0.5))
    inside, hollow = compact(vertices, gape)
    mouth = _surface(head, normals, inside, hollow, _GAPE)
    shade = _OPEN + (1 - _OPEN) * bound.of(head.fixed[:, 2:3])
    skin = replace(skin, place=places, colour=np.repeat(shade, 3, axis=1))
    return [(skin, bound), (mouth, inside)], dressed


def _moved(head: Head, normals: Floats, pieces: list[tuple[Surface, Bound]]) -> list[Surface]:
    """The pieces with the 52 shapes."""
    rig = head.rig
    offsets = [np.zeros((len(ARKIT), len(bound), 3), np.float32) for _, bound in pieces]
    bends = [np.zeros_like(offset) for offset in offsets]
    dense = np.empty_like(head.neutral)
    for shape in range(len(ARKIT)):
        rows = slice(rig.shape_start[shape], rig.shape_start[shape + 1])
        dense[:] = 0
        dense[rig.shape_vertex[rows]] = head.offset[rows]
        turned = _normals(head, head.neutral + dense) - normals
        for (_, bound), offset, bend in zip(pieces, offsets, bends, strict=True):
            offset[shape] = _beyond(bound.of(dense), _STILL)
            bend[shape] = _beyond(bound.of(turned), _STEADY)
    return [
        replace(surface, offsets=offset, bends=bend)
        for (surface, _), offset, bend in zip(pieces, offsets, bends, strict=True)
    ]


def _beyond(vectors: Floats, least: float) -> Floats:
    """Vectors with those shorter than ``least`` set to 0."""
    return np.where(np.linalg.norm(vectors, axis=1, keepdims=True) > least, vectors, np.float32(0))


def _fine_hair(head: Head) -> tuple[Surface, Bound]:
    """Brows and lashes, held by the skin."""
    fine = head.fine_hair
    bound = Bound(of_points(fine.corners), of_points(fine.shares))
    points = Bound(fine.corners, fine.shares).of(head.neutral) + fine.lift
    shape = (-1, fine.steps, 3)
    outward = np.broadcast_to(_AHEAD, points.shape).reshape(shape)
    around, normals, triangles = tubes(points.reshape(shape), outward, fine.width.reshape(shape[:2]))
    share = bound.of(head.share[:, None])[:, 0]
    colour = of_points(fine.colour).astype(np.float32)
    return Surface(_BROWS, around, normals, triangles, share, colour=colour), bound


def _hair(head: Head) -> Surface | None:
    """Every so-manieth strand, as much wider, with the shadow that the others throw on it."""
    strands = head.hair
    if not len(strands.points):
        return None
    count = len(strands.points) // strands.steps
    paths = strands.points.reshape(count, -1, 3)
    length = np.linalg.norm(np.diff(paths, axis=1), axis=2).sum(axis=1)
    curl = length / np.maximum(np.linalg.norm(paths[:, -1] - paths[:, 0], axis=1), 1e-6)
    pieces = int(np.clip(np.median(length * curl) / _STEP, min(3, strands.steps - 1), strands.steps - 1))
    steps = np.unique(np.linspace(0, strands.steps - 1, pieces + 1).astype(int))
    every = math.ceil(count * len(steps) / _HAIR_POINTS)

    def kept(values: Floats) -> Floats:
        return values.reshape(count, strands.steps, -1)[::every][:, steps]

    points = kept(strands.points)
    middle = np.array([0, 0.55 * head.crown + 0.45 * head.chin, 0.55], np.float32)
    width = kept(strands.width)[..., 0] * np.float32(every**_WIDER)
    around, normals, triangles = tubes(points, unit(points - middle), width)
    colour = kept(strands.colour) * (_IN_SHADOW + (1 - _IN_SHADOW) * kept(strands.sky))
    return Surface(
        _HAIR, around, normals, triangles, colour=of_points(colour.reshape(-1, 3)).astype(np.float32)
    )


def _eye(head: Head, side: int) -> Surface:
    """An eyeball about its own centre."""
    bound, triangles = _part(head, (parts.LEFT_EYE, parts.RIGHT_EYE)[side])
    around = bound.of(head.neutral) - head.eyes[side, :3]
    normals = unit(around)
    material = Material("eye", picture=eye_map(head.iris), rough=0.08)
    return Surface(material, around, normals, triangles, place=eye_places(normals))


def _placed(surface: Surface, floor: Floats) -> Surface:
    """In metres over the floor."""
    points = (surface.points - floor) * _METRES
    if surface.offsets is None:
        return replace(surface, points=points)
    return replace(surface, points=points, offsets=surface.offsets * _METRES)


def _rgb(colour: Floats) -> tuple[float, ...]:
    return tuple(round(float(channel), 4) for channel in colour)
