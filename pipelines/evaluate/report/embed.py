"""Media small enough to lie inside a page: sounds as MP3, pictures as thumbnails."""

from __future__ import annotations

import os
from base64 import b64encode
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from emogen.errors import EmogenError
from emogen.pipelines.evaluate.item import CLIPS, Item
from emogen.sound import RECORDING_SUFFIXES

if TYPE_CHECKING:
    from emogen.arrays import Pixels

SOUND_LIMIT: Final = 24 * 2**20
"""Bytes of sound in one page: some 1,500 lines of five seconds. What comes after plays from its own
file beside the page. Ours."""

_RATE: Final = 24_000
"""Hz: what voices need."""

_SQUEEZE: Final = 0.9
"""libsndfile's compression of MP3, 0 to 1: about 28 kbit/s, at which differences between takes of
a voice are still heard. Ours."""

_SIDE: Final = 192
"""Pixels: a thumbnail's longest side, sharp where it is shown at 96. Ours."""

_POSTERS: Final = 3
"""Frames of a clip that are shown, a second apart. Ours."""


class Embedder:
    """Makes the media of one page, until its limit of sound is reached.

    Attributes:
        folder: where the page will be.
        left: bytes of sound that may still be embedded.
        linked: how many sounds were not embedded for want of room.
    """

    def __init__(self, folder: Path, limit: int = SOUND_LIMIT) -> None:
        self.folder = folder.resolve()
        self.left = limit
        self.linked = 0

    def link(self, path: Path) -> str:
        """A file's address relative to the page."""
        path = path.resolve()
        try:
            return quote(os.fsencode(Path(os.path.relpath(path, self.folder)).as_posix()))
        except ValueError:  # On another drive.
            return path.as_uri()

    def sound(self, item: Item) -> str:
        """The address of an item's sound: a data URI, or its file's when there is no room left; ""
        when it cannot be read, or is the sound of a clip, which plays from its file."""
        if item.path.suffix.lower() not in RECORDING_SUFFIXES:
            return ""
        if self.left > 0:
            try:
                data = _mp3(item.path)
            except EmogenError:
                return ""
            if len(data) <= self.left:
                self.left -= len(data)
                return _uri("audio/mpeg", data)
        self.linked += 1
        return self.link(item.path)

    def pictures(self, item: Item) -> list[str]:
        """Data URIs: a still's thumbnail, some frames of a clip; none when it cannot be read."""
        try:
            if item.path.suffix.lower() in CLIPS:
                return [_thumbnail(frame) for frame in _posters(item)]
            if item.path.suffix.lower() not in RECORDING_SUFFIXES:
                from emogen.vision.photo import read_photo

                return [_thumbnail(read_photo(item.path))]
        except EmogenError:
            return []
        return []


def _posters(item: Item) -> list[Pixels]:
    """Frames of the first seconds, without the first of all, in which nothing has begun."""
    from emogen.vision.clip import middle_frame, read_frames

    frames = list(islice(read_frames(item.path, 1.0), 1, 1 + _POSTERS))
    return frames or [middle_frame(item.path)]


def _mp3(path: Path) -> bytes:
    import soundfile

    from emogen.dsp.recording import load, resampled
    from emogen.errors import RequestError

    samples = resampled(load(path), _RATE)
    if not len(samples):
        raise RequestError(f"{path.name} is empty")
    out = BytesIO()
    style = {"format": "MP3", "subtype": "MPEG_LAYER_III", "compression_level": _SQUEEZE}
    soundfile.write(out, samples.clip(-1.0, 1.0), _RATE, **style)
    return out.getvalue()


def _thumbnail(pixels: Pixels) -> str:
    from PIL import Image

    image = Image.fromarray(pixels)
    image.thumbnail((_SIDE, _SIDE))
    out = BytesIO()
    image.save(out, "WEBP", quality=72)
    return _uri("image/webp", out.getvalue())


def _uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"
