"""How clean speech sounds, by DNSMOS."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion

if TYPE_CHECKING:
    from emogen.arrays import Floats

_RATE: Final = 16_000
_WINDOW: Final = 144_160
"""Samples the networks look at: 9.01 s. Windows start a second apart; shorter sound is repeated
to fill one (Microsoft's dnsmos_local.py, as are the constants below)."""

_MELS: Final[dict[str, Any]] = {"sr": _RATE, "n_fft": 321, "hop_length": 160, "n_mels": 120}
_CURVES: Final = {
    "sig": (-0.08397278, 1.22083953, 0.0052439),
    "bak": (-0.13166888, 1.60915514, -0.39604546),
    "ovrl": (-0.06766283, 1.11546468, 0.04602535),
}
"""From the network's outputs to the scale of people's ratings: quadratics, highest power first."""


def _measure(name: str, meaning: str) -> Measure:
    return Measure(name, f"{meaning}, as people would rate it, 1 bad to 5 excellent", 1.0, 5.0, "higher")


class Dnsmos(Judge):
    """Mean opinion scores as people would give them to cleaned-up calls.

    It hears noise, hiss and distortion. It does not hear whether a voice is natural or moving:
    synthetic voices score above real actors.
    """

    name = "dnsmos"
    medium = "speech"
    title = "how clean it sounds (DNSMOS P.835 and P.808)"
    measures = (
        _measure("ovrl", "overall quality"),
        _measure("sig", "quality of the voice alone"),
        _measure("bak", "freedom from background noise"),
        _measure("p808", "overall quality, by an older network of its own"),
    )
    source = "Reddy et al. 2021 and 2022, DNSMOS P.808 and P.835, weights of speechmos"
    licence = "MIT"
    models = ("dnsmos",)

    def judge(self, item: Item) -> Opinion:
        from emogen.dsp.recording import resampled

        return Opinion(self.score(resampled(item.audio, _RATE)))

    def score(self, samples: Floats) -> dict[str, float]:
        """The four scores of mono speech at 16 kHz, shape ``(n,)``, full scale 1: means over windows."""
        import numpy as np

        samples = np.clip(samples, -1.0, 1.0)
        while len(samples) < _WINDOW:
            samples = np.concatenate([samples, samples])
        whole = len(samples) // _RATE * _RATE
        starts = range(0, max(1, whole - _WINDOW + 1), _RATE)
        found = np.array([self._window(samples[start : start + _WINDOW]) for start in starts])
        return dict(zip((*_CURVES, "p808"), map(float, found.mean(0)), strict=True))

    def _window(self, samples: Floats) -> list[float]:
        """``sig, bak, ovrl, p808`` of one window."""
        import librosa
        import numpy as np

        p835, p808 = self._networks
        raw = p835.run(None, {"input_1": samples[None].astype(np.float32)})[0][0]
        mels = librosa.feature.melspectrogram(y=samples[:-160], **_MELS)
        decibels = (librosa.power_to_db(mels, ref=np.max).T + 40) / 40
        older = p808.run(None, {"input_1": decibels[None].astype(np.float32)})[0][0][0]
        return [*(np.polyval(_CURVES[name], raw[index]) for index, name in enumerate(_CURVES)), older]

    @cached_property
    def _networks(self) -> tuple[Any, Any]:
        from onnxruntime import InferenceSession, SessionOptions

        # One thread: the same sums in the same order on every machine.
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        names = (file.name for file in weights.find_model(self.models[0]).files)
        p835, p808 = (weights.path(self.models[0], name) for name in names)
        return InferenceSession(str(p835), options), InferenceSession(str(p808), options)
