"""What is judged: one file with what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.media import Medium as Medium
from emogen.sound import RECORDING_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emogen.arrays import Pixels

MEDIA: Final[tuple[Medium, ...]] = get_args(Medium)

STILLS: Final = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")
CLIPS: Final = (".mp4", ".mov", ".webm", ".mkv", ".avi")
SUFFIXES: Final = (*RECORDING_SUFFIXES, *STILLS, *CLIPS)
"""Of the files that can be judged, in lower case."""


@dataclass(frozen=True, eq=False)
class Item:
    """One file to judge. What it holds is decoded when a judge first asks for it, and kept.

    Attributes:
        path: the file.
        media: what it is: a talking clip is speech and a face.
        emotion: what it was made or acted to show; None when nobody said.
        text: the words that should be heard, or the prompt of a picture; "" when nobody said.
        who: the voice, character or person, so that items of one can be compared; "" when unknown.
        neutral: the same voice or face without an emotion: what it is compared with.
        facts: the rest of its sidecar, e.g. ``words`` with their times; empty without one.
    """

    path: Path
    media: frozenset[Medium]
    emotion: Emotion | None = None
    text: str = ""
    who: str = ""
    neutral: Item | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def audio(self) -> Audio:
        """The sound, mono, at the file's own rate.

        Raises:
            RequestError: it is no sound, damaged, shorter than 0.1 s, or silent all through (as the
                mean of its channels, which is what is judged).
        """
        import numpy as np

        from emogen.dsp.recording import load
        from emogen.vision.clip import read_sound

        audio = read_sound(self.path) if self.path.suffix.lower() in CLIPS else load(self.path)
        if audio.duration < _SHORTEST:
            raise RequestError(f"{self.path.name} is too short", why=f"it lasts {audio.duration:.2f} s")
        if float(np.abs(audio.samples).max()) < _SILENT:
            raise RequestError(f"{self.path.name} is silent", why=self._cancelled())
        return audio

    def _cancelled(self) -> str:
        """Why a file is silent that is not: its channels are each other's negative."""
        import numpy as np

        from emogen.dsp.recording import blocks, opened

        if self.path.suffix.lower() in CLIPS:
            return ""
        with opened(self.path) as sound:
            loud = any(float(np.abs(piece).max()) > _SILENT for piece in blocks(sound, self.path))
        return "its channels cancel each other in mono" if loud else ""

    @cached_property
    def pixels(self) -> Pixels:
        """A still, or a clip's middle frame: uint8 sRGB, shape ``(height, width, 3)``.

        Raises:
            RequestError: it is no picture, or damaged.
        """
        from emogen.vision.clip import middle_frame
        from emogen.vision.photo import read_photo

        if self.path.suffix.lower() in CLIPS:
            return middle_frame(self.path)
        return read_photo(self.path)

    def frames(self, fps: float) -> Iterator[Pixels]:
        """A clip's frames at ``fps`` a second, uint8 sRGB, ``(height, width, 3)``; a still's one.

        Raises:
            RequestError: it is no clip, or damaged.
        """
        from emogen.vision.clip import read_frames

        if self.path.suffix.lower() in CLIPS:
            yield from read_frames(self.path, fps)
        else:
            yield self.pixels

    def forget(self) -> None:
        """Drop what was decoded, so that a thousand items need no more memory than one."""
        for name in ("audio", "pixels"):
            self.__dict__.pop(name, None)

    @property
    def moves(self) -> bool:
        """Whether it is a clip and not a still."""
        return self.path.suffix.lower() in CLIPS


_SHORTEST: Final = 0.1
"""Seconds: less holds no syllable. Ours."""

_SILENT: Final = 1e-4
"""Full scale is 1: below -80 dB nothing is heard beside a room. Ours."""
