"""Times: frames, keyframes and the windows of them that the network sees."""

from __future__ import annotations

from typing import Final

from emogen.pipelines.face.export.livelink import CAPTURE_RATE

RATE: Final = int(CAPTURE_RATE)
"""Frames a second at which captures are learnt from and motion is made: 60."""

STRIDE: Final = 12
"""Frames from one keyframe to the next: 0.2 s. Expressions and heads move below 2.5 Hz mostly (Busso et
al. 2007); what is faster comes from the captures (:mod:`~.detail`)."""

WINDOW: Final = 32
"""Keyframes that the network sees at once: 6.4 s, a sentence or two. Ours."""

KNOWN: Final = 8
"""Of them, keyframes of the window before: 1.6 s are gone on from."""

SPAN: Final = (WINDOW - 1) * STRIDE + 1
"""Frames from the first keyframe of a window to its last."""
