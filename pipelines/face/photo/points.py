"""Which of MediaPipe's 478 points lie where. Numbers read from the published mesh."""

from __future__ import annotations

from typing import Final

UPPER_LIP: Final = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_LIP: Final = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
"""The inner edge of the lips, from the person's right corner to the left one."""

UPPER_OUTER: Final = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
LOWER_OUTER: Final = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
"""The outer edge of the lips."""

UPPER_LID: Final = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (263, 466, 388, 387, 386, 385, 384, 398, 362),
)
LOWER_LID: Final = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (263, 249, 390, 373, 374, 380, 381, 382, 362),
)
"""The edges of the lids from the outer to the inner corner; the person's right eye, then the left."""

CREASE: Final = ((247, 30, 29, 27, 28, 56, 190), (467, 260, 259, 257, 258, 286, 414))
"""The row above the upper lid's edge, one point over each inner one of the edge."""

IRIS: Final = (range(468, 473), range(473, 478))
"""The middle of the iris and four points around it; right eye, left eye."""

OVAL: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The rim of the mesh, from the middle of the hairline past the person's left side to the chin and back."""
