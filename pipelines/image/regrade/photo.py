"""Photographs as people have them, read and written by libvips: any size, profile, depth and orientation."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.budgets import STREAMED_PIXELS
from emogen.errors import EmogenError, OutputError, RequestError
from emogen.files import whole_file
from emogen.media import Picture
from emogen.pictures import is_picture
from emogen.scratch import scratch_folder

if TYPE_CHECKING:
    import pyvips

    from emogen.arrays import Floats

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
"""Formats that are read and written."""

_OTHER: Final = "it is damaged, or no picture"

_ROWS: Final = 1 << 18
"""Pixels of a strip, about: what is worked on at once. Ours."""

_PROFILE: Final = "icc-profile-data"
_SAVING: Final[dict[str, dict[str, Any]]] = {
    ".jpg": {"Q": 92},
    ".jpeg": {"Q": 92},
    ".webp": {"Q": 92},
    ".png": {"compression": 6},
    ".tif": {"compression": "deflate"},
    ".tiff": {"compression": "deflate"},
}
_DEPTHS: Final = {".jpg": 8, ".jpeg": 8, ".webp": 8}
"""Bits that a format ends at."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photograph.

    Attributes:
        path: its file.
        image: upright, its own colours, without transparency.
        light: the same as linear sRGB, float, beyond 0 to 1 where its profile is wider.
        alpha: its transparency, or None.
        bits: 8 or 16.
        notes: what could not be kept, for people.
    """

    path: Path
    image: pyvips.Image
    light: pyvips.Image
    alpha: pyvips.Image | None
    bits: int
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels, upright."""
        return self.image.width, self.image.height

    def strip(self, top: int, rows: int) -> Floats:
        """Rows of linear sRGB, float32 ``(rows, width, 3)``."""
        with _readable(self.path):
            strip: Floats = self.light.crop(0, top, self.image.width, rows).numpy()
        return strip

    def small(self, longest: int) -> Floats:
        """All of it as linear sRGB with at most ``longest`` pixels a side, float32 ``(h, w, 3)``."""
        with _readable(self.path):
            shrunk: Floats = self.light.resize(min(1.0, longest / max(self.size)), kernel="linear").numpy()
        return shrunk

    def strips(self, around: int) -> Iterator[tuple[int, int, int, int]]:
        """(first, last, top, bottom) of every strip: the rows it is for, and those with ``around`` more."""
        width, height = self.size
        step = max(16, _ROWS // width)
        for first in range(0, height, step):
            last = min(height, first + step)
            yield first, last, max(0, first - around), min(height, last + around)


def read(path: str | Path) -> Photo:
    """Open a photograph; its pixels are decoded when they are asked for.

    Raises:
        RequestError: it is not there, no picture, damaged, or too large.
    """
    import pyvips

    logging.getLogger("pyvips").setLevel(logging.ERROR)  # Damaged files are told of by errors.
    path = Path(path)
    if not path.is_file():
        raise RequestError(f"no such picture: {path}")
    with _readable(path):
        if not is_picture(path):  # libvips knows many more, which draw or open other files.
            raise RequestError(
                f"cannot read the picture {path}", why=_OTHER, fix="Give a PNG, JPEG, WebP or TIFF file."
            )
        image = pyvips.Image.new_from_file(str(path), fail_on="truncated")
        STREAMED_PIXELS.check(image.width * image.height, f"the picture {path}")
        image = image.autorot()
        alpha = image[image.bands - 1] if image.hasalpha() else None
        image = image[: image.bands - 1] if image.hasalpha() else image
        bits = 16 if image.format in ("ushort", "short", "uint", "int", "float", "double") else 8
        image, notes = _in_colours(image, bits)
        return Photo(path, image, _light_of(image), alpha, bits, notes)


def _in_colours(image: pyvips.Image, bits: int) -> tuple[pyvips.Image, tuple[str, ...]]:
    """The image with three channels: grey and CMYK become sRGB."""
    if image.bands == 3 and image.interpretation in ("srgb", "rgb16", "rgb"):
        return image, ()
    notes: tuple[str, ...] = ()
    if image.bands == 4 and _has_profile(image):
        image = image.icc_transform("srgb", embedded=True, depth=bits)
        notes = ("its CMYK colours became sRGB",)
    else:
        image = image.colourspace("rgb16" if bits == 16 else "srgb")
    image = image.copy()
    if _has_profile(image):
        image.remove(_PROFILE)
    return image, notes


def _has_profile(image: pyvips.Image) -> bool:
    return bool(image.get_typeof(_PROFILE))


def _with_profile(image: pyvips.Image, source: pyvips.Image) -> pyvips.Image:
    """The image with the profile of another, if that has one."""
    import pyvips

    image = image.copy()
    if _has_profile(source):
        image.set_type(pyvips.GValue.blob_type, _PROFILE, source.get(_PROFILE))
    return image


def _light_of(image: pyvips.Image) -> pyvips.Image:
    if _has_profile(image):
        return image.icc_import(embedded=True, pcs="xyz").colourspace("scrgb").cast("float")
    return image.colourspace("scrgb").cast("float")


class Canvas:
    """A photograph's new pixels while they are made, on disk, so that any size fits."""

    def __init__(self, photo: Photo, file: Path):
        self.photo = photo
        width, height = photo.size
        kind = np.uint16 if photo.bits == 16 else np.uint8
        self.pixels = np.memmap(file, kind, "w+", shape=(height, width, 3))

    def put(self, top: int, light: Floats) -> None:
        """Set rows from linear sRGB, float32 ``(rows, width, 3)``."""
        import pyvips

        photo = self.photo
        strip = pyvips.Image.new_from_array(np.ascontiguousarray(light, np.float32), interpretation="scrgb")
        if _has_profile(photo.image):
            strip = _with_profile(strip, photo.image).colourspace("xyz").icc_export(depth=photo.bits)
        else:
            strip = strip.colourspace(self._interpretation)
        self.pixels[top : top + len(light)] = strip.cast("ushort" if photo.bits == 16 else "uchar").numpy()

    def picture(self) -> Picture:
        """What was put, as sRGB of 8 bits."""
        import pyvips

        image = pyvips.Image.new_from_array(self.pixels, interpretation=self._interpretation)
        image = _light_of(_with_profile(image, self.photo.image)).colourspace("srgb")
        return Picture(image.numpy())

    @property
    def _interpretation(self) -> str:
        return "rgb16" if self.photo.bits == 16 else "srgb"

    def save(self, path: Path, about: dict[str, str]) -> None:
        """Write what was put, with the photograph's profile, transparency and metadata; whole or not at all.

        Raises:
            OutputError: the file cannot be written.
        """
        import pyvips

        image = pyvips.Image.new_from_array(self.pixels, interpretation=self._interpretation)
        image = _with_metadata(image, self.photo.image, about, path.suffix.lower())
        image = self._with_alpha(image, path)
        if _DEPTHS.get(path.suffix.lower()) == 8 and self.photo.bits == 16:
            image = (image >> 8).cast("uchar").copy(interpretation="srgb")
        with whole_file(path) as temporary:
            try:
                image.write_to_file(str(temporary), keep="all", **_SAVING[path.suffix.lower()])
            except pyvips.Error as error:
                raise OutputError(f"cannot write {path}", why=_reason(error)) from error

    def _with_alpha(self, image: pyvips.Image, path: Path) -> pyvips.Image:
        if self.photo.alpha is None:
            return image
        if path.suffix.lower() in (".jpg", ".jpeg"):
            raise RequestError(f"cannot write {path.name!r}", why="JPEG has no transparency", fix="Use .png.")
        return image.bandjoin(self.photo.alpha.cast(image.format))


@contextmanager
def canvas(photo: Photo) -> Iterator[Canvas]:
    """A canvas for a photograph; its scratch space is given back at the end."""
    with scratch_folder() as folder:
        made = Canvas(photo, folder / "pixels.raw")
        try:
            yield made
        finally:
            del made.pixels


def _with_metadata(
    image: pyvips.Image, source: pyvips.Image, about: dict[str, str], suffix: str
) -> pyvips.Image:
    """The image with what the source's file told: profile, Exif, XMP, IPTC, resolution; and texts of ours."""
    import pyvips

    image = image.copy(xres=source.xres, yres=source.yres)
    for name in source.get_fields():
        if name.startswith(("exif-", _PROFILE, "xmp-", "iptc-", "png-comment-")) and name != "exif-data":
            image.set_type(source.get_typeof(name), name, source.get(name))
    if suffix == ".png":
        for number, (keyword, text) in enumerate(about.items()):
            image.set_type(pyvips.GValue.gstr_type, f"png-comment-{900 + number}-{keyword}", text)
    elif "Software" in about:
        image.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Software", about["Software"])
    return image


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn the errors of libvips into ours."""
    import pyvips

    try:
        yield
    except EmogenError:
        raise
    except pyvips.Error as error:
        raise RequestError(
            f"cannot read the picture {path}", why=_reason(error), fix="Give a PNG, JPEG, WebP or TIFF file."
        ) from error


def _reason(error: Exception) -> str:
    """The first line of libvips' own report."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else _OTHER
