"""Whether a recording is technically fit: loudness, peaks, clipping, clicks, pauses, noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.arrays import Doubles, Floats
    from emogen.media import Audio

_BLOCK: Final = 0.4
"""Seconds of a block of ITU-R BS.1770; a shorter clip is one block of its own length."""

_OVERSAMPLED: Final = 192_000
"""Hz that true peaks are looked for at: four times 48 kHz (ITU-R BS.1770, annex 2)."""

_PEAK_LIMIT: Final = -1.0
"""dBTP, the most that EBU R 128 allows."""

_FLAT: Final = 3
_EQUAL: Final = 1e-5
_CLIP_LEVEL: Final = 0.99
_CLIP_LOUD: Final = 0.1
CLIP_LIMIT: Final = 1e-4
"""Clipping: at least 3 samples in a row that are equal, to a third of a step of 16 bits, at 99 % of a
clip's highest or lowest point, when that is above a tenth of full scale (quieter, the steps of 16
bits alone make such plateaus); allowed share of such samples. Ours, see benchmarks/judges_speech.py."""

_CLICK_CORE: Final = 5
_CLICK_BESIDE: Final = 0.0015
_CLICK_RATIO: Final = 8.0
_CLICK_FLOOR: Final = 2e-3
"""A click: the fourth difference, in which speech nearly vanishes, is 8 times what it is anywhere
from 5 samples to 1.5 ms beside it, and above 2/1000 of full scale. A plosive's noise lasts longer
than that, and the voice's own pulses ring on. Ours, chosen on real clips for less than one false
alarm a minute, see benchmarks/judges_speech.py."""

_FRAME: Final = 0.02
_QUIET: Final = 35.0
_NOTHING: Final = -60.0
"""Frames of 20 ms are silent when their RMS is 35 dB under the 95th percentile, or under -60 dB of
full scale. Ours."""

_OFFSET_LIMIT: Final = 0.01
_PAUSE_LIMIT: Final = 2.0
_SNR_LIMIT: Final = 20.0
"""Share of full scale, seconds, dB: beyond these people notice, or tools stumble. Ours."""

_SNR_BEST: Final = 80.0
"""dB: below it lies the rounding of 16 bits, and of digital silence the ratio is infinite."""


class Signal(Judge):
    """Figures of the sound itself, without any network and without any taste."""

    name = "signal"
    medium = "speech"
    title = "whether the sound is technically sound (loudness, clipping, clicks, noise)"
    measures = (
        Measure("loudness", "integrated loudness (ITU-R BS.1770)", -70.0, 5.0, unit="LUFS"),
        Measure("peak", "true peak, between samples too (ITU-R BS.1770)", -80.0, 40.0, unit="dBTP"),
        Measure("clipped", "share of samples on clipped plateaus", 0.0, 1.0, "lower"),
        Measure("clicks", "impulses that are no speech", 0.0, 1e6, "lower"),
        Measure("silence", "share of the time without sound", 0.0, 1.0),
        Measure("pause", "longest pause between sounds", 0.0, 3600.0, unit="s"),
        Measure("offset", "mean of the samples, without sign", 0.0, 1.0, "lower"),
        Measure("snr", "speech over the noise between words, an estimate", 0.0, _SNR_BEST, "higher", "dB"),
    )
    source = "ITU-R BS.1770-4 (through pyloudnorm), EBU R 128; the rest ours"
    licence = "Apache-2.0"

    def judge(self, item: Item) -> Opinion:
        audio = item.audio
        found = clicks(audio)
        frames = _Frames.of(audio)
        values = {
            "peak": true_peak(audio),
            "clipped": clipped(audio.samples),
            "clicks": float(len(found)),
            "silence": frames.silence,
            "pause": frames.pause,
            "offset": abs(float(audio.samples.mean(dtype=float))),
            "snr": snr(audio),
        }
        if (loud := loudness(audio)) is not None:
            values["loudness"] = loud
        return Opinion(values, notes=_verdicts(values), details={"clicks_at": found})


def _verdicts(values: dict[str, float]) -> tuple[str, ...]:
    """What breaks a limit, for people."""
    checks = (
        ("loudness" not in values, "too quiet for a loudness"),
        (values["peak"] > _PEAK_LIMIT, f"its true peak is over {_PEAK_LIMIT:g} dBTP"),
        (values["clipped"] > CLIP_LIMIT, f"clipped: {values['clipped']:.2%} of its samples"),
        (values["clicks"] > 0, f"{values['clicks']:.0f} clicks"),
        (values["offset"] > _OFFSET_LIMIT, "it is off centre (DC offset)"),
        (values["pause"] > _PAUSE_LIMIT, f"a pause of {values['pause']:.1f} s"),
        (values["snr"] < _SNR_LIMIT, f"noisy: about {values['snr']:.0f} dB under the voice"),
    )
    return tuple(text for broken, text in checks if broken)


def loudness(audio: Audio) -> float | None:
    """Integrated loudness in LUFS; None for sound that the gate of -70 LUFS leaves nothing of."""
    import numpy as np
    from pyloudnorm import Meter

    meter = Meter(audio.rate, block_size=min(_BLOCK, audio.duration))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = float(meter.integrated_loudness(audio.samples.astype(float)))
    return found if np.isfinite(found) else None


def true_peak(audio: Audio) -> float:
    """The highest point of the wave, between samples too, in dB of full scale."""
    import numpy as np
    from scipy.signal import resample_poly

    times = max(1, round(_OVERSAMPLED / audio.rate))
    samples = resample_poly(audio.samples.astype(float), times, 1)
    return float(20 * np.log10(np.abs(samples).max()))


def clipped(samples: Floats) -> float:
    """Share of samples on plateaus at a clip's extremes."""
    import numpy as np

    count = 0
    for side in (samples, -samples):
        top = float(side.max())
        if top < _CLIP_LOUD:
            continue
        flat = (np.abs(np.diff(side)) <= _EQUAL) & (side[1:] >= _CLIP_LEVEL * top)
        count += sum(length + 1 for length in _runs(flat) if length + 1 >= _FLAT)
    return count / len(samples)


def clicks(audio: Audio) -> list[float]:
    """Times of clicks: single samples, bursts of some samples, and steps; seconds, in order."""
    import numpy as np
    from scipy.ndimage import maximum_filter1d

    bend = np.pad(np.abs(np.diff(audio.samples.astype(float), 4)), 2)
    beside = max(1, round(_CLICK_BESIDE * audio.rate))
    highest = maximum_filter1d(bend, 2 * (beside // 2) + 1, mode="constant")
    reach = _CLICK_CORE + beside // 2
    around = np.pad(highest, reach)
    floor = np.maximum(np.maximum(around[: -2 * reach], around[2 * reach :]), _CLICK_FLOOR / _CLICK_RATIO)
    found: list[float] = []
    for place in np.flatnonzero(bend > _CLICK_RATIO * floor) / audio.rate:
        if not found or place - found[-1] > _CLICK_BESIDE:
            found.append(round(float(place), 4))
    return found


def snr(audio: Audio) -> float:
    """Speech over the noise between words, 0 to 80 dB: the power of the whole over that of the quietest
    twentieth, the noise being in both.

    Of speech without a gap the quietest twentieth is speech: the estimate is low then.
    """
    import numpy as np

    power = np.sort(10 ** (_Frames.of(audio).levels / 10))
    noise = power[: max(1, len(power) // 20)].mean()
    return float(np.clip(10 * np.log10(max(power.mean() / noise - 1, 1e-9)), 0.0, _SNR_BEST))


@dataclass(frozen=True)
class _Frames:
    """Levels of frames of 20 ms in dB of full scale, shape ``(n,)``."""

    levels: Doubles

    @classmethod
    def of(cls, audio: Audio) -> _Frames:
        import numpy as np

        size = max(1, round(_FRAME * audio.rate))
        count = len(audio.samples) // size
        frames = audio.samples[: count * size].reshape(count, size).astype(float)
        centred = frames - audio.samples.mean(dtype=float)
        return cls(10 * np.log10((centred**2).mean(1) + 1e-12))

    @property
    def silent(self) -> NDArray[np.bool_]:
        import numpy as np

        return self.levels < max(float(np.percentile(self.levels, 95)) - _QUIET, _NOTHING)

    @property
    def silence(self) -> float:
        return float(self.silent.mean())

    @property
    def pause(self) -> float:
        import numpy as np

        heard = np.flatnonzero(~self.silent)
        between = self.silent[heard[0] : heard[-1]] if len(heard) else self.silent[:0]
        return max(_runs(between), default=0) * _FRAME


def _runs(flags: NDArray[Any]) -> list[int]:
    """Lengths of the runs of True."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [int(length) for length in edges[1::2] - edges[::2]]
