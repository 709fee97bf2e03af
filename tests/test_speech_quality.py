"""Voice quality after the decoder, on a made voice whose pulses are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter, resample_poly

from emogen.errors import RequestError
from emogen.pipelines.evaluate.judges.signal import clicks
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.voice_quality import frames, glottis, irregular
from emogen.pipelines.speech.voice_quality.quality import RANGES, Quality, apply

RATE = 24_000
F0 = 120.0


def _vowel(seconds: float = 1.0, f0: float = F0) -> np.ndarray:
    """Pulses through three formants and a falling slope, with silence of 0.2 s around."""
    size = round(seconds * RATE)
    phase = np.cumsum(np.full(size, f0 / RATE))
    wave = lfilter([1.0], [1.0, -0.95], np.diff(np.floor(phase), prepend=0.0))
    for hertz, width in ((600.0, 80.0), (1300.0, 100.0), (2600.0, 150.0)):
        radius = np.exp(-np.pi * width / RATE)
        wave = lfilter([1.0], [1.0, -2 * radius * np.cos(2 * np.pi * hertz / RATE), radius**2], wave)
    wave *= np.minimum(1.0, np.minimum(np.arange(size), np.arange(size)[::-1]) / (0.03 * RATE))
    noise = 1e-4 * np.random.default_rng(5).standard_normal(size)
    whole = np.pad(wave / np.abs(wave).max() * 0.3 + noise, round(0.2 * RATE))
    return whole.astype(np.float32)


VOWEL = _vowel()
MIDDLE = slice(round(0.4 * RATE), round(1.0 * RATE))


def _changed(samples: np.ndarray = VOWEL, seed: int = 0, **values: float) -> np.ndarray:
    return apply(samples, RATE, Quality.steady(**values), np.random.default_rng(seed))


def _decibels(samples: np.ndarray, low: float, high: float) -> float:
    """Power between two frequencies in the middle of the vowel."""
    part = samples[MIDDLE] * np.hanning(MIDDLE.stop - MIDDLE.start)
    hertz = np.fft.rfftfreq(len(part), 1 / RATE)
    power = np.abs(np.fft.rfft(part)) ** 2
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum()))


def _harmonic(samples: np.ndarray, number: int) -> float:
    return _decibels(samples, (number - 0.2) * F0, (number + 0.2) * F0)


def _open(samples: np.ndarray) -> float:
    return _harmonic(samples, 1) - _harmonic(samples, 2)


def _slope(samples: np.ndarray) -> float:
    return _decibels(samples, 2000, 8000) - _decibels(samples, 300, 1000)


def _between(samples: np.ndarray) -> float:
    """Level between harmonics 20 to 30 against the harmonics: noise."""
    gaps = [_decibels(samples, (n + 0.3) * F0, (n + 0.7) * F0) for n in range(20, 30)]
    return float(np.mean(gaps) - np.mean([_harmonic(samples, n) for n in range(20, 30)]))


def _heights(samples: np.ndarray) -> np.ndarray:
    """dB of each cycle's highest swing in the middle."""
    period = round(RATE / F0)
    part = samples[MIDDLE][: (MIDDLE.stop - MIDDLE.start) // period * period].reshape(-1, period)
    return np.asarray(20 * np.log10(np.ptp(part, axis=1)))


def test_nothing_asked_is_nothing_changed() -> None:
    assert np.array_equal(_changed(), VOWEL)
    silence = np.zeros(2400, np.float32)
    assert np.array_equal(_changed(silence, whisper=1.0, breathiness=1.0, brightness=3.0), silence)


@settings(max_examples=12, deadline=None)
@given(st.fixed_dictionaries({name: st.floats(*limits) for name, limits in RANGES.items()}))
def test_any_quality_keeps_length_and_sanity(values: dict[str, float]) -> None:
    found = _changed(VOWEL, 0, **values)
    assert found.dtype == np.float32
    assert found.shape == VOWEL.shape
    assert np.isfinite(found).all()
    assert np.abs(found).max() < 1.5
    assert np.abs(found[:1000]).max() < 1e-2 > np.abs(found[-1000:]).max()


def test_same_state_same_bytes() -> None:
    assert np.array_equal(_changed(breathiness=0.6, creak=1.0), _changed(breathiness=0.6, creak=1.0))
    assert not np.array_equal(_changed(breathiness=0.6), _changed(breathiness=0.6, seed=1))


@pytest.mark.parametrize("decibels", [-9.0, -3.0, 3.0, 9.0])
def test_brightness_is_decibels_above_the_corner(decibels: float) -> None:
    found = _changed(brightness=decibels)
    high = _decibels(found, 5000, 10000) - _decibels(VOWEL, 5000, 10000)
    assert high == pytest.approx(decibels, rel=0.12)
    assert _decibels(found, 50, 300) == pytest.approx(_decibels(VOWEL, 50, 300), abs=0.5)


def test_tension_weakens_the_first_harmonic_and_lifts_the_high_ones() -> None:
    steps = [_changed(tension=value) for value in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert all(np.diff([_open(step) for step in steps]) < -1)
    assert all(np.diff([_slope(step) for step in steps]) > 0.5)


def test_breath_is_noise_and_a_strong_first_harmonic() -> None:
    steps = [_changed(breathiness=value) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert all(np.diff([_open(step) for step in steps]) > 0.3)
    assert all(np.diff([_between(step) for step in steps]) > 0.4)


def test_a_clear_voice_loses_noise_and_keeps_its_harmonics() -> None:
    noisy = (VOWEL + 0.003 * np.random.default_rng(3).standard_normal(len(VOWEL))).astype(np.float32)
    clear = _changed(noisy, breathiness=-1.0)
    assert _between(clear) < _between(noisy) - 3
    assert _harmonic(clear, 10) == pytest.approx(_harmonic(noisy, 10), abs=0.7)


def test_breath_swells_with_the_cycle() -> None:
    added = _changed(breathiness=1.0).astype(float) - VOWEL
    spectra = frames.split(added, RATE)
    spectra[:, frames.hertz(RATE) < 5000] = 0
    power = frames.join(spectra, len(added), RATE)[MIDDLE] ** 2
    turn = np.exp(-2j * np.pi * F0 * np.arange(len(power)) / RATE)
    aside = np.exp(-2j * np.pi * 1.37 * F0 * np.arange(len(power)) / RATE)
    assert abs(power @ turn) > 0.2 * power.sum()
    assert abs(power @ aside) < 0.15 * power.sum()


def test_effort_flattens_the_slope() -> None:
    steps = [_slope(_changed(effort=value)) for value in (-1.5, 0.0, 1.5)]
    assert np.diff(steps) == pytest.approx([2.8, 2.8], abs=1.2)
    assert _open(_changed(effort=1.5)) == pytest.approx(_open(VOWEL), abs=0.3)


def _periods(samples: np.ndarray) -> np.ndarray:
    """Samples between the pulses of the vowel, to a fraction of one: each cycle's steepest swing."""
    fine = resample_poly(samples[MIDDLE].astype(float), 8, 1)
    period = 8 * RATE / F0
    at, found = int(np.argmax(fine[: round(period)])), []
    while at + 1.5 * period < len(fine):
        near = slice(round(at + 0.8 * period), round(at + 1.2 * period))
        found.append(near.start + int(np.argmax(fine[near])) - at)
        at += found[-1]
    return np.array(found) / 8


def test_jitter_is_what_neighbouring_periods_differ_by() -> None:
    def rough(samples: np.ndarray) -> float:
        periods = _periods(samples)
        return float(100 * np.abs(np.diff(periods)).mean() / periods.mean())

    assert rough(VOWEL) < 0.2
    assert [rough(_changed(jitter=value)) for value in (1.0, 2.0, 4.0)] == pytest.approx([1, 2, 4], rel=0.35)


def test_shimmer_is_what_neighbouring_pulses_differ_by() -> None:
    own = np.abs(np.diff(_heights(VOWEL))).mean()
    steps = [np.abs(np.diff(_heights(_changed(shimmer=value)))).mean() for value in (0.5, 1.0, 1.5)]
    assert own < 0.2 < steps[0] < steps[1] < steps[2]
    assert steps[2] == pytest.approx(1.5, rel=0.4)


def test_creak_leaves_few_strong_pulses_at_the_end() -> None:
    found = _changed(creak=1.0)
    assert found[: round(0.5 * RATE)] == pytest.approx(VOWEL[: round(0.5 * RATE)], abs=1e-6)
    end = slice(round(1.0 * RATE), round(1.16 * RATE))
    period = round(RATE / F0)
    swing = np.ptp(found[end][: 18 * period].reshape(-1, period), axis=1)
    assert 20 * np.log10(swing.max() / swing.min()) > 10
    assert 0.2 < np.mean(swing > swing.max() / 2) < 0.7


def test_creak_keeps_slow_uneven_pulses() -> None:
    levels = irregular.creak(np.ones(400), np.full(400, 200.0), np.random.default_rng(0))
    kept = np.flatnonzero(levels == 0)
    gaps = np.diff(kept) / 200.0
    assert 1 / 80 < gaps.min() < gaps.max() < 1 / 35
    assert len(set(np.diff(kept))) > 1


def test_whisper_has_no_voice_and_is_quieter() -> None:
    found = _changed(whisper=1.0)
    assert glottis.find(VOWEL, RATE) is not None
    assert _between(VOWEL) < -20
    assert _between(found) > -6
    assert _decibels(found, 50, 300) < _decibels(VOWEL, 50, 300) - 20
    level = 20 * np.log10(found[MIDDLE].std() / VOWEL[MIDDLE].std())
    assert -28 < level < -4


def test_noise_alone_has_no_cycles_and_still_brightens() -> None:
    hiss = (0.05 * np.random.default_rng(1).standard_normal(RATE)).astype(np.float32)
    hiss[: RATE // 5] = hiss[-RATE // 5 :] = 0
    found = _changed(hiss, brightness=6.0, tension=1.0)
    assert _decibels(found, 6000, 10000) - _decibels(hiss, 6000, 10000) == pytest.approx(6.0, abs=0.7)


def test_cycles_follow_the_pulses() -> None:
    voice = glottis.find(VOWEL, RATE)
    assert voice is not None
    closures = glottis.pulses(voice)
    inside = closures[(closures > MIDDLE.start) & (closures < MIDDLE.stop)]
    assert np.diff(inside) == pytest.approx(RATE / F0, abs=4)
    place = (inside - round(0.2 * RATE)) / (RATE / F0) % 1
    turned = np.abs(np.mean(np.exp(2j * np.pi * place)))
    assert turned > 0.98


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("The parcel should be here by noon.", "bm_george"),
        ("The boxes are stacked in the hallway.", "af_nova"),
    ],
)
def test_the_closures_of_an_angry_line_do_not_click(text: str, voice: str) -> None:
    assert clicks(speak(text, voice=voice, emotion="anger").audio) == []


def test_a_step_of_a_curve_makes_no_seam() -> None:
    curves = {name: np.zeros(20) for name in RANGES} | {"brightness": np.repeat([0.0, 9.0], 10)}
    quality = Quality(**curves, step=0.07)
    found = apply(VOWEL, RATE, quality, np.random.default_rng(0))
    assert found[: round(0.55 * RATE)] == pytest.approx(VOWEL[: round(0.55 * RATE)], abs=1e-6)
    assert np.abs(np.diff(found)).max() < 3 * np.abs(np.diff(VOWEL)).max()
    early, late = slice(round(0.3 * RATE), round(0.5 * RATE)), slice(round(0.8 * RATE), round(1.0 * RATE))
    assert np.diff(found[late]).std() > 1.15 * np.diff(found[early]).std()


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 48_000])
def test_other_rates(rate: int) -> None:
    times = np.arange(rate) / rate
    tone = sum(np.sin(2 * np.pi * 150 * n * times) / n for n in range(1, 20)) * np.hanning(rate) * 0.1
    samples = tone.astype(np.float32)
    quality = Quality.steady(breathiness=0.5, tension=0.5, creak=0.5, whisper=0.3, brightness=2.0)
    found = apply(samples, rate, quality, np.random.default_rng(0))
    assert found.shape == samples.shape
    assert not np.array_equal(found, samples)


@pytest.mark.parametrize(
    ("name", "curve"),
    [
        ("breathiness", np.array([1.5])),
        ("creak", np.array([-0.1])),
        ("tension", np.array([np.nan])),
        ("whisper", np.zeros(2)),
        ("shimmer", np.zeros((1, 1))),
    ],
)
def test_bad_curves_are_named(name: str, curve: np.ndarray) -> None:
    curves = {each: np.zeros(1) for each in RANGES} | {name: curve}
    with pytest.raises(RequestError, match=name):
        Quality(**curves, step=0.1)


def test_bad_steps_are_refused() -> None:
    with pytest.raises(RequestError, match="step"):
        Quality.steady(step=0.0)
