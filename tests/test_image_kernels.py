"""The painter's compiled kernels against plain double-precision arithmetic, and against themselves."""

from __future__ import annotations

import numpy as np
import pytest

from emogen.conditioning.targets.picture import NEUTRAL, PictureTargets
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter import canvas as canvases
from emogen.pipelines.image.painter import raster
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.grade import grade
from emogen.pipelines.image.painter.noise import add_noise, fbm, gradient_noise
from emogen.vision.oklab import oklab


def _reference_noise(x: float, y: float, seed: int) -> float:
    """Gradient noise with true sines, in double precision."""

    def corner(ix: int, iy: int, u: float, v: float) -> float:
        h = (ix * 374761393 + iy * 668265263 + seed * 974711) & 0xFFFFFFFF
        h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
        h = ((h ^ (h >> 16)) * 2246822519) & 0xFFFFFFFF
        angle = 2 * np.pi * (h ^ (h >> 15)) / 2**32
        return float(np.cos(angle) * u + np.sin(angle) * v)

    ix, iy = int(np.floor(x)), int(np.floor(y))
    u, v = x - ix, y - iy
    su, sv = (t**3 * (t * (6 * t - 15) + 10) for t in (u, v))
    upper = corner(ix, iy, u, v) * (1 - su) + corner(ix + 1, iy, u - 1, v) * su
    lower = corner(ix, iy + 1, u, v - 1) * (1 - su) + corner(ix + 1, iy + 1, u - 1, v - 1) * su
    return 1.5 * (upper * (1 - sv) + lower * sv)


def test_noise_is_perlins() -> None:
    random = np.random.default_rng(0)
    x, y = random.uniform(-40, 40, (2, 300)).astype(np.float32)
    expected = np.array([_reference_noise(float(a), float(b), 7) for a, b in zip(x, y, strict=True)])
    points = [gradient_noise(a, b, 7) for a, b in zip(x, y, strict=True)]
    rows = np.zeros(300, np.float32)
    add_noise(x, y, 7, 1.0, 1.0, rows)
    np.testing.assert_allclose(points, expected, atol=3e-3)
    np.testing.assert_allclose(rows, expected, atol=3e-3)
    assert expected.std() > 0.2


@pytest.mark.parametrize("ridged", [False, True])
def test_fractal_noise_leaves_out_what_a_pixel_cannot_show(ridged: bool) -> None:
    x = np.linspace(0, 9, 4000, dtype=np.float32)
    fine, coarse = (fbm(x, x * 0, 3, octaves=7, px=px, ridged=ridged) for px in (0.0, 0.1))
    assert np.abs(np.diff(coarse)).max() < 0.5 * np.abs(np.diff(fine)).max()
    assert abs(fine.mean() - coarse.mean()) < 0.06
    assert np.corrcoef(fine, coarse)[0, 1] > 0.9


def test_the_grade_is_srgb_of_linear_light() -> None:
    canvas = Canvas((96, 64))
    random = np.random.default_rng(1)
    canvas.image[:] = random.uniform(0, 0.6, canvas.image.shape)  # below the shoulder
    plain = PictureTargets(roughness=-1.25)  # no texture
    light = canvas.image.astype(float)
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    assert np.abs(grade(canvas, plain, 0).astype(float) - srgb * 255).max() < 0.8
    bent = grade(canvas, PictureTargets(roughness=-1.25, saturation=1.5), 0)
    chroma = np.hypot(*oklab(bent).T[1:]), np.hypot(*oklab(grade(canvas, plain, 0)).T[1:])
    assert chroma[0].mean() > 1.15 * chroma[1].mean()


def test_bright_light_bends_towards_white_without_a_step() -> None:
    canvas = Canvas((200, 64))
    canvas.image[:] = np.linspace(0, 6, 200, dtype=np.float32)[None, :, None]
    row = grade(canvas, PictureTargets(roughness=-1.25), 0)[30, :, 0].astype(int)
    assert (np.diff(row) >= 0).all()
    assert row[-1] >= 254
    expected = 0.6 + 0.4 * (1 - np.exp(-(canvas.image[30, 40, 0] - 0.6) / 0.4))
    assert abs(row[40] / 255 - (1.055 * expected ** (1 / 2.4) - 0.055)) < 0.006


@pytest.mark.parametrize("power", [1.2, 1.5, 2.0, 4.0])
@pytest.mark.parametrize("angle", [0.0, 0.7, 2.4])
def test_a_dab_covers_the_area_of_its_ellipse(power: float, angle: float) -> None:
    image = np.zeros((80, 120, 3), np.float32)
    dab = np.array([[60, 40, 30, 8, angle, 1.0]], np.float32)
    colour, brush = np.ones((1, 3), np.float32), np.array([power, 0.1, 0.0], np.float32)
    raster.stamp_dabs(image, dab, colour, brush, 0, 80)
    t = np.linspace(0, 1, 20001)
    quarter = float(np.trapezoid((1 - t**power) ** (1 / power), t))
    assert image[..., 0].sum() == pytest.approx(4 * quarter * 30 * 8, rel=0.03)


def test_dabs_and_bands_meet_without_a_seam() -> None:
    random = np.random.default_rng(2)
    dabs = np.column_stack([
        random.uniform(0, 120, 400), random.uniform(0, 80, 400), random.uniform(0.2, 20, 400),
        random.uniform(0.2, 6, 400), random.uniform(0, 3, 400), random.uniform(0.1, 1, 400),
    ]).astype(np.float32)  # fmt: skip
    colours = random.random((400, 3)).astype(np.float32)
    brush = np.array([1.6, 0.6, 0.4], np.float32)
    whole, parts = np.zeros((2, 80, 120, 3), np.float32)
    raster.stamp_dabs(whole, dabs, colours, brush, 0, 80)
    for first, last in ((0, 13), (13, 14), (14, 61), (61, 80)):
        raster.stamp_dabs(parts, dabs, colours, brush, first, last)
    np.testing.assert_array_equal(whole, parts)
    assert whole.std() > 0.1


@pytest.mark.parametrize("text", ["a mountain lake in the rain", "a room at night", "a field with trees"])
def test_any_number_of_threads_paints_the_same_bytes(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = []
    for threads in (1, 3):
        monkeypatch.setattr(canvases, "_THREADS", threads)
        pictures.append(paint(text, size=(640, 360), targets=NEUTRAL).picture.pixels)
    np.testing.assert_array_equal(pictures[0], pictures[1])
