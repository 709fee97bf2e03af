"""What generators make: sound, pictures, face motion and clips, with their units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from emogen.arkit import ARKIT, INDEX
from emogen.errors import GenerationError, RequestError
from emogen.files import whole_file
from emogen.sound import AUDIO_SUFFIXES, write_sound
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.arrays import Floats, Pixels

Medium = Literal["speech", "face", "picture"]
"""Something that an emotion can be shown in."""

_PIECE = 1 << 20
"""Samples that are written at once, so that an hour is never quantised as a whole."""

_WEBP = 16_383
"""Pixels a side that the format allows."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")


def check_suffix(path: str | Path, allowed: tuple[str, ...]) -> Path:
    """``path`` as a ``Path``, its suffix being one of ``allowed``.

    Raises:
        RequestError: another suffix, or none.
    """
    path = Path(path)
    if path.suffix.lower() not in allowed:
        raise RequestError(
            f"cannot write {path.name!r}",
            why=f"the file type {path.suffix or '(none)'} is not one of {', '.join(allowed)}",
            fix=f"Name the file e.g. {path.stem or 'out'}{allowed[0]}.",
        )
    return path


def parse_size(text: str) -> tuple[int, int]:
    """``"1280x720"`` -> ``(1280, 720)``, and ``"512"`` -> ``(512, 512)``: width, height in pixels.

    Raises:
        RequestError: malformed, or a side outside 16 to 8192 pixels.
    """
    match = re.fullmatch(r"(\d{1,6})(?:[x×](\d{1,6}))?", text.strip().lower())
    if match is None:
        raise RequestError(f"cannot read the size {text!r}", fix="Write e.g. 1280x720 or 512.")
    width, height = int(match[1]), int(match[2] or match[1])
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise RequestError(f"the size {width}x{height} is out of range", fix="Use 16 to 8192 pixels a side.")
    return width, height


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Audio:
    """Mono sound.

    Attributes:
        samples: float32, shape ``(n,)``, full scale is [-1, 1].
        rate: samples a second, Hz.
    """

    samples: Floats
    rate: int

    @property
    def duration(self) -> Seconds:
        return len(self.samples) / self.rate

    def __repr__(self) -> str:
        return f"<Audio: {self.duration:.2f} s at {self.rate} Hz>"

    def save(self, path: str | Path) -> Path:
        """Write by the suffix, at its own rate: WAV and FLAC with 16 bits, OGG Vorbis, MP3 or AAC (M4A, M4B);
        whole or not at all. For other rates and loudness see
        :mod:`emogen.pipelines.speech.delivery.sound_file`.

        Raises:
            RequestError: another suffix, or a rate that the format has not.
            GenerationError: there is no sound, or it has values that are no numbers.
            OutputError: the file cannot be written.
        """
        path = check_suffix(path, AUDIO_SUFFIXES)
        pieces = (self.samples[at : at + _PIECE] for at in range(0, len(self.samples), _PIECE))
        write_sound(path, pieces, self.rate)
        return path


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Picture:
    """A still.

    Attributes:
        pixels: uint8 sRGB, shape ``(height, width, 3)``, or ``(…, 4)`` with straight alpha.
    """

    pixels: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def __repr__(self) -> str:
        return "<Picture: {}x{} pixels>".format(*self.size)

    def save(self, path: str | Path, about: Mapping[str, str] = _NOTHING) -> Path:
        """Write as PNG, JPEG or WebP by the suffix; whole or not at all.

        Args:
            path: the file.
            about: texts that the file carries by keyword, e.g. ``Description`` and ``Software``: text chunks
                of a PNG, Exif of the others (see :func:`~emogen.picture_texts.carried`).

        Raises:
            RequestError: another suffix, or transparency in a JPEG.
            OutputError: the file cannot be written.
        """
        from PIL import Image

        from emogen.picture_texts import carried

        path = check_suffix(path, PICTURE_SUFFIXES)
        if self.pixels.shape[2] == 4 and path.suffix.lower() in (".jpg", ".jpeg"):
            raise RequestError(
                f"cannot write {path.name!r}", why="JPEG has no transparency", fix="Use .png or .webp."
            )
        if path.suffix.lower() == ".webp" and max(self.size) > _WEBP:
            raise RequestError(
                f"cannot write {path.name!r}", why=f"WebP ends at {_WEBP} pixels a side", fix="Use .png."
            )
        with whole_file(path) as temporary:
            Image.fromarray(self.pixels).save(temporary, quality=92, **carried(path.suffix, about))
        return path


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FaceMotion:
    """A face over time.

    Attributes:
        curves: float32, shape ``(T, 52)``, columns as :data:`emogen.arkit.ARKIT`, in [0, 1].
            The eyeLook* columns are in step with ``gaze``: they move the lids.
        head: float32, shape ``(T, 3)``: yaw, pitch, roll in radians. Positive yaw turns the face
            to its own left, positive pitch raises the chin, positive roll tilts to its own left.
        gaze: float32, shape ``(T, 2)``: yaw, pitch of both eyes in radians relative to the head,
            positive to the face's own left and up.
        fps: frames a second.
    """

    curves: Floats
    head: Floats
    gaze: Floats
    fps: float

    def __post_init__(self) -> None:
        frames = len(self.curves)
        shapes = (self.curves.shape, self.head.shape, self.gaze.shape)
        if shapes != ((frames, len(ARKIT)), (frames, 3), (frames, 2)):
            raise GenerationError(f"face motion arrays do not match: {shapes}")

    def __len__(self) -> int:
        return len(self.curves)

    def __repr__(self) -> str:
        return f"<FaceMotion: {len(self)} frames at {self.fps:g} a second>"

    @property
    def duration(self) -> Seconds:
        return len(self.curves) / self.fps

    def curve(self, name: str) -> Floats:
        """One ARKit curve by name, float32, shape ``(T,)``."""
        return self.curves[:, INDEX[name]]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clip:
    """Moving pictures with sound.

    Attributes:
        frames: uint8 sRGB frames of shape ``(height, width, 3)``, made while they are read, so
            that a long clip needs no more memory than a short one. Can be read again.
        count: how many frames there are.
        fps: frames a second.
        size: (width, height) in pixels, both even (H.264 needs it).
        audio: the sound, or None for a silent clip.
    """

    frames: Iterable[Pixels]
    count: int
    fps: float
    size: tuple[int, int]
    audio: Audio | None = None

    def __repr__(self) -> str:
        size = "{}x{}".format(*self.size)
        return f"<Clip: {self.count} frames of {size} pixels at {self.fps:g} a second>"
