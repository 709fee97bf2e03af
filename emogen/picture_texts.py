"""Texts that a picture's file carries: what it shows, who made it, from what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_DESCRIPTION: Final = 0x010E
_SOFTWARE: Final = 0x0131
_EXIF_IFD: Final = 0x8769
_USER_COMMENT: Final = 0x9286
"""Tags of Exif 2.32 (CIPA DC-008)."""

_CODE: Final = b"UNICODE\0"
"""The character code that opens an Exif user comment."""


def carried(suffix: str, about: Mapping[str, str]) -> dict[str, Any]:
    """Arguments of Pillow's ``save`` that put texts into a file.

    Args:
        suffix: of the file, with its dot.
        about: text by keyword. A PNG has a chunk of each, ``iTXt`` where it is not Latin; JPEG and WebP have
            ``Description`` and ``Software`` as their Exif tags, and all as JSON in the user comment.
    """
    if not about:
        return {}
    if suffix.lower() == ".png":
        from PIL.PngImagePlugin import PngInfo

        chunks = PngInfo()
        for keyword, text in about.items():
            chunks.add_text(keyword, text) if text.isascii() else chunks.add_itxt(keyword, text)
        return {"pnginfo": chunks}
    from PIL import Image

    exif = Image.Exif()
    exif[_DESCRIPTION] = about.get("Description", "")
    exif[_SOFTWARE] = about.get("Software", "")
    comment = json.dumps(dict(about), ensure_ascii=False).encode("utf-16-be")
    exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = _CODE + comment
    return {"exif": exif}


def texts_in(path: str | Path) -> dict[str, str]:
    """The texts that a file carries by keyword, as :func:`carried` puts them there; none where it has none.

    Raises:
        RequestError: it is no picture, damaged, or over the budget.
    """
    from emogen.pictures import opened

    with opened(path) as picture:
        if picture.format == "PNG":
            picture.load()  # Chunks after the pixels count too.
            return {key: str(text) for key, text in getattr(picture, "text", {}).items()}
        comment = picture.getexif().get_ifd(_EXIF_IFD).get(_USER_COMMENT, b"")
    if not isinstance(comment, bytes) or not comment.startswith(_CODE):
        return {}
    try:
        texts = json.loads(comment.removeprefix(_CODE).decode("utf-16-be"))
    except ValueError:
        return {}
    return (
        {key: text for key, text in texts.items() if isinstance(text, str)} if isinstance(texts, dict) else {}
    )
