"""Who is in front of what: the person's share of each pixel, and the background without the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.face.photo.fill import filled
from emogen.pipelines.face.photo.mesh import PIVOT
from emogen.pipelines.face.photo.points import OVAL
from emogen.vision.guided import guided
from emogen.vision.person import SIDE, person_share
from emogen.vision.windows import Window, cut, pyramid

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels
    from emogen.pipelines.face.photo.fit import Fit

_SEEN: Final = 8.4
"""Rig units that the network sees around the head: what turns with the head lies within. Ours."""

_FINE: Final = 768
"""Pixels at which the outline is drawn after the photograph's edges. Ours."""

_REACH: Final = 5
_EVENNESS: Final = 4e-4
"""Radius in those pixels and least variance that counts as an edge (guided filter, He 2010). Ours."""

_TEXTURE: Final = 0.08
"""How far behind the outline the background has texture, in longest sides of what is seen. Ours: a
head's turn uncovers less."""

_LEAST_FACE: Final = 0.8
"""A cut-out that leaves out more of the face than this is not used. Ours."""


def layers(pixels: Pixels, fit: Fit) -> tuple[Pixels, Pixels, bool]:
    """The person times its share, with that share, uint8 ``(h, w, 4)``; the background, uint8
    ``(h, w, 3)``; and whether the person was found at all: where not, all is person.

    ``person[:3] + (1 - share) * background`` is the photograph.

    Raises:
        MissingWeightError: the segmentation network has not been fetched.
    """
    person = np.empty((*pixels.shape[:2], 4), np.uint8)
    person[..., :3], person[..., 3] = pixels, 255
    window = _window(fit)
    left, top = (max(0, int(middle - window.width / 2)) for middle in (window.x, window.y))
    right, bottom = int(window.x + window.width / 2), int(window.y + window.height / 2)
    seen = pixels[top:bottom, left:right]
    share = _share(seen, Window(window.x - left, window.y - top, window.width, window.height))
    face = fit.points[list(OVAL), :2].mean(axis=0) - (left, top)
    inside = np.concatenate([fit.points[list(OVAL), :2] - (left, top), face[None]]).astype(int)
    inside = inside.clip(0, (seen.shape[1] - 1, seen.shape[0] - 1))
    if share[inside[:, 1], inside[:, 0]].mean() < _LEAST_FACE:
        return person, pixels, False
    behind = _behind(seen, share)
    back = pixels.copy()
    back[top:bottom, left:right] = (behind + 0.5).astype(np.uint8)
    premultiplied = seen - (1 - share[..., None]) * back[top:bottom, left:right]
    person[top:bottom, left:right, :3] = (premultiplied + 0.5).clip(0, 255).astype(np.uint8)
    person[top:bottom, left:right, 3] = (share * 255 + 0.5).astype(np.uint8)
    return person, back, True


def _window(fit: Fit) -> Window:
    x, y, _ = fit.place(np.array([0, 0.1, PIVOT[2]], np.float32))
    side = _SEEN * fit.unit
    return Window(float(x), float(y), side, side)


def _share(seen: Pixels, window: Window) -> Floats:
    """The person's share of each pixel, float32, the size of ``seen``."""
    from PIL import Image

    height, width = seen.shape[:2]
    coarse = person_share(cut(pyramid(seen), window, SIDE))
    scale = min(1.0, _FINE / max(height, width))
    small = max(2, round(width * scale)), max(2, round(height * scale))
    x, y = ((np.arange(size) + 0.5) / scale for size in small)
    columns = ((x - window.x) / window.width + 0.5) * SIDE - 0.5
    rows = ((y - window.y) / window.height + 0.5) * SIDE - 0.5
    from scipy.ndimage import map_coordinates

    mask = map_coordinates(coarse, np.meshgrid(rows, columns, indexing="ij"), order=1, mode="nearest")
    guide = np.asarray(Image.fromarray(seen).resize(small, Image.Resampling.BOX), np.float32) / 255
    reach = max(1, round(_REACH * max(small) / _FINE))
    fine = ((guided(mask.astype(np.float32), guide.mean(axis=2), reach, _EVENNESS) - 0.08) / 0.84).clip(0, 1)
    whole = Image.fromarray(fine).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(whole, np.float32)


def _behind(seen: Pixels, share: Floats) -> Floats:
    """The background, filled in where the person is."""
    from PIL import Image
    from scipy.ndimage import minimum_filter

    scale = min(1.0, _FINE / max(seen.shape[:2]))
    small = tuple(max(2, round(side * scale)) for side in seen.shape[1::-1])
    rough = np.asarray(Image.fromarray(seen).resize(small, Image.Resampling.BOX), np.float32)
    clear = 1 - np.asarray(Image.fromarray(share).resize(small, Image.Resampling.BOX), np.float32)
    # next to the outline there is still some of the person
    sure = minimum_filter((clear > 0.98).astype(np.float32), 5)
    smooth = _mirrored(rough, sure, filled(rough, sure)).clip(0, 255)
    planes = [Image.fromarray(np.ascontiguousarray(plane)) for plane in smooth.transpose(2, 0, 1)]
    large = [plane.resize(seen.shape[1::-1], Image.Resampling.BILINEAR) for plane in planes]
    behind = np.stack([np.asarray(plane, np.float32) for plane in large], axis=2)
    own = (1 - 25 * share).clip(0, 1)[..., None]
    return np.asarray(own * seen + (1 - own) * behind, np.float32)


def _mirrored(rough: Floats, sure: Floats, smooth: Floats) -> Floats:
    """``smooth`` with the background's texture, mirrored at the outline, where there is any."""
    from scipy.ndimage import distance_transform_edt, gaussian_filter, map_coordinates

    far, nearest = distance_transform_edt(sure < 0.5, return_indices=True)
    here = np.indices(sure.shape)
    # normals of an outline are rough: mirrored texture would tear
    goal = here + 2 * np.array(
        [gaussian_filter((end - start).astype(float), 2.0) for end, start in zip(nearest, here, strict=True)]
    )
    known = map_coordinates(sure, goal, order=1, mode="constant")
    texture = np.stack(
        [map_coordinates(plane, goal, order=1, mode="nearest") for plane in rough.transpose(2, 0, 1)]
    )
    reach = _TEXTURE * max(sure.shape)
    share = known * ((reach - far) / reach).clip(0, 1) ** 0.5
    share = np.where(sure > 0.5, 0, gaussian_filter(share, 1.0))[..., None]
    return np.asarray(smooth + share * (texture.transpose(1, 2, 0) - smooth), np.float32)
