"""Where the camera stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.errors import checked, unknown_name

if TYPE_CHECKING:
    from emogen.arrays import Floats
    from emogen.pipelines.face.character.head import Head


@dataclass(frozen=True, slots=True)
class Camera:
    """A framing of the head. All numbers are ours.

    Attributes:
        share: of the picture's height that the head fills from chin to crown, 0.2 to 2. In a narrow
            picture it is a share of the width instead.
        least: the share below which it never falls: less of a tall picture, and the lower edge of the
            bust comes into view.
        distance: from the face in head heights, 1.5 to 20: near ones enlarge the nose, far ones flatten.
        across, up: where the picture's middle is, in head heights from the middle of the head to the
            face's own left and from the chin up, -2 to 2.
    """

    share: float = 0.585
    least: float = 0.44
    distance: float = 4.6
    across: float = 0.0
    up: float = 0.44

    def __post_init__(self) -> None:
        checked(self.share, "the head's share of the picture", 0.2, 2)
        checked(self.least, "the head's least share of the picture", 0, 2)
        checked(self.distance, "the camera's distance", 1.5, 20)
        checked(self.across, "the camera's way across", -2, 2)
        checked(self.up, "the camera's height", -2, 2)

    def aimed(self, head: Head, size: tuple[int, int], samples: int) -> Floats:
        """The camera as :func:`raster.project` takes it, for a picture of ``size`` pixels."""
        width, height = size
        tall = head.crown - head.chin
        filled = max(self.share * min(height, width * 1.15), self.least * height)
        place = [self.across * tall, head.chin + self.up * tall, head.front + (self.distance - 0.35) * tall]
        scaled = np.array([*place, filled * self.distance, width / 2, height / 2], np.float32)
        scaled[3:] *= samples
        return scaled


CAMERAS: Final[Mapping[str, Camera]] = MappingProxyType(
    {
        "portrait": Camera(),
        "close-up": Camera(share=0.88, least=0.66, distance=5.5, up=0.45),
        "bust": Camera(share=0.46, least=0.46, up=0.39),
    }
)


def find_camera(camera: str | Camera) -> Camera:
    """A camera by its name in :data:`CAMERAS`; a camera is returned as it is.

    Raises:
        RequestError: there is none of that name.
    """
    if isinstance(camera, Camera):
        return camera
    if camera not in CAMERAS:
        raise unknown_name("camera", camera, CAMERAS)
    return CAMERAS[camera]
