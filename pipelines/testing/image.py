"""What every image backend promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from emogen.media import Picture
from emogen.pipelines.image.backend import Painting
from emogen.pipelines.image.paint import check_paint, paint
from emogen.pipelines.testing.contract import expect, must, must_refuse, on_trial

TEXT: Final = "a house by the sea at dusk"

_SIZE: Final = (192, 128)


def check_image_backend(
    backend: type[Any],
    options: Mapping[str, Any] | None = None,
    *,
    text: str = TEXT,
    size: tuple[int, int] = _SIZE,
) -> None:
    """Check an image backend: the size and type of its pictures, that the seed and the emotion decide
    them, and that a wrong request is refused before any work.

    Args:
        backend: the class.
        options: its own settings, where the defaults cannot work.
        text: what it can paint.
        size: (width, height) that it can paint.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with on_trial(backend, "image", options) as made:

        def painted(emotion: str = "neutral", seed: int = 1) -> Painting:
            with must(made, f"a painting of {text!r}, {size[0]} x {size[1]} pixels"):
                return paint(text, emotion=emotion, size=size, seed=seed, backend=made.name, options=options)

        with must(made, f"{text!r} to pass its check"):
            check_paint(text, size, backend=made.name, options=options)
        for empty in ("", "  "):
            with must_refuse(made, "a text without words"):
                check_paint(empty, size, backend=made.name, options=options)
        first = painted()
        _check_painting(made, first)
        pixels = first.picture.pixels
        expect(made, _same(pixels, painted()), "the same picture for the same seed", "it differs")
        expect(made, not _same(pixels, painted(seed=2)), "another picture for another seed", "it is the same")
        for emotion in ("joy", "sadness"):
            felt = painted(emotion)
            expect(made, not _same(pixels, felt), f"another picture for {emotion}", "it is the same")


def _check_painting(backend: object, painting: Painting) -> None:
    expect(backend, isinstance(painting.picture, Picture), "a Picture", f"it is {painting.picture!r}")
    pixels = painting.picture.pixels
    fits = pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] in (3, 4)
    shape = f"they are {pixels.dtype} of the shape {pixels.shape}"
    expect(backend, fits, "pixels of uint8, rows x columns x 3 or 4", shape)
    for name in ("shown", "missing", "notes"):
        texts = getattr(painting, name)
        listed = isinstance(texts, tuple | list) and all(isinstance(text, str) for text in texts)
        expect(backend, listed, f"`{name}` that is a tuple of texts", f"it is {texts!r}")


def _same(left: np.ndarray[Any, Any], right: Painting) -> bool:
    return np.array_equal(left, right.picture.pixels)
