"""Whether it is still the same voice, by the GE2E speaker encoder."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.errors import RequestError
from emogen.pipelines.evaluate.accuracy import accuracies
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion, wanted
from emogen.pipelines.evaluate.remember import remembered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.media import Audio

# What the network was trained on, from resemblyzer's hparams.py and voice_encoder.py.
_RATE: Final = 16_000
_HOP: Final = 160
_MELS: Final = 40
_SPECTRA: Final[dict[str, Any]] = {"sr": _RATE, "n_fft": 400, "hop_length": _HOP, "n_mels": _MELS}
_HIDDEN: Final = 256
_LAYERS: Final = 3
_LEVEL: Final = 10 ** (-30 / 20)
"""RMS that quiet speech is raised to, -30 dB of full scale."""

_PART: Final = 160
_STEP: Final = 77
_COVERED: Final = 0.75
"""Frames of 10 ms that are looked at together and between two such parts (1.3 parts a second), and
how much of a last part must be speech."""

_PAUSE: Final = 40.0
"""dB under the loudest 0.1 s: what is quieter for long is no voice. Ours, in place of WebRTC's detector."""

_SHORTEST: Final = 0.5
"""Seconds of voice: with less, similarities are chance. Ours."""

EMOTIONS: Final = ("anger", "fear", "joy", "sadness", "surprise")
"""Emotions that real actors' own similarity was measured for."""


def actors_row(emotion: str) -> str:
    """The figure of judges.tsv that holds real actors' similarity of an emotion to their neutral."""
    return f"similarity/{emotion}"


class Speaker(Judge):
    """Similarity of a voice to its own neutral, and what is lost beyond what real actors lose.

    Feeling changes a voice: the network takes an angry actor for somebody else now and then.
    ``drop`` is what counts: real actors' mean similarity for the same emotion, less this one's.
    """

    name = "speaker"
    medium = "speech"
    title = "whether it is still the same voice (GE2E speaker encoder)"
    measures = (
        Measure("similarity", "to its own neutral voice", 0.0, 1.0, "higher"),
        Measure("drop", "similarity that is missing to what real actors keep", -1.0, 1.0, "lower"),
    )
    source = "Wan et al. 2018, generalised end-to-end loss; weights of resemblyzer"
    licence = "Apache-2.0"
    needs = ("neutral",)
    models = ("ge2e",)
    packages = ("torch",)

    def judge(self, item: Item) -> Opinion:
        if item.neutral is None:
            raise RequestError(f"there is no neutral version of {item.path.name}")
        similarity = min(1.0, float(voice_of(item) @ voice_of(item.neutral)))  # Of rounded unit vectors.
        values = {"similarity": similarity}
        kept = actors().get(wanted(item, EMOTIONS))
        if kept is not None:
            values["drop"] = kept - similarity
        return Opinion(values)

    def embed(self, audio: Audio) -> NDArray[np.float32]:
        """A voice as a point: float32, shape ``(256,)``, length 1, no number below 0.

        Raises:
            RequestError: there is too little voice in it.
        """
        from emogen.dsp.recording import resampled

        samples = without_pauses(resampled(audio, _RATE))
        if len(samples) < _SHORTEST * _RATE:
            raise RequestError("too little voice to know it by", why=f"less than {_SHORTEST:g} s")
        return self.embed_voice(samples)

    def embed_voice(self, samples: Floats) -> NDArray[np.float32]:
        """As :meth:`embed`, of mono voice at 16 kHz without pauses, shape ``(n,)``."""
        import librosa
        import numpy as np
        import torch

        level = float(np.sqrt(np.mean(samples.astype(float) ** 2)))
        samples = samples * max(1.0, _LEVEL / level)
        starts = _parts(len(samples))
        end = (starts[-1] + _PART) * _HOP
        samples = np.pad(samples, (0, max(0, end - len(samples))))
        mels = librosa.feature.melspectrogram(y=samples.astype(np.float32), **_SPECTRA).T
        parts = np.stack([mels[start : start + _PART] for start in starts]).astype(np.float32)
        recurrent, linear = _network()
        with torch.no_grad():
            _, (hidden, _) = recurrent(torch.from_numpy(parts))
            points = torch.nn.functional.normalize(torch.relu(linear(hidden[-1])), dim=1).mean(0)
        found: NDArray[np.float32] = torch.nn.functional.normalize(points, dim=0).numpy()
        return found


@remembered(64)
def voice_of(item: Item) -> NDArray[np.float32]:
    """As :meth:`Speaker.embed`, of an item."""
    return Speaker().embed(item.audio)


@lru_cache(maxsize=1)
def _network() -> tuple[Any, Any]:
    """The recurrent and the linear layer."""
    import torch

    state = torch.load(weights.path(Speaker.models[0], "pretrained.pt"), "cpu", weights_only=True)
    recurrent = torch.nn.LSTM(_MELS, _HIDDEN, _LAYERS, batch_first=True)
    linear = torch.nn.Linear(_HIDDEN, _HIDDEN)
    for layer, prefix in ((recurrent, "lstm."), (linear, "linear.")):
        named = state["model_state"].items()
        layer.load_state_dict(
            {name.removeprefix(prefix): value for name, value in named if name.startswith(prefix)}
        )
    return recurrent, linear


def actors() -> dict[str, float]:
    """Real actors' mean similarity of each emotion to their own neutral, from ``judges.tsv``."""
    found = {row.figure: row.value for row in accuracies().get(Speaker.name, ())}
    return {name: found[actors_row(name)] for name in EMOTIONS if actors_row(name) in found}


def without_pauses(samples: Floats) -> Floats:
    """Mono sound at 16 kHz without its pauses of more than about 0.2 s; shape ``(n,)``.

    Frames of 30 ms are voice when the 0.24 s around them are mostly within 40 dB of the loudest;
    0.09 s beside voice are kept (lengths as in resemblyzer's audio.py).
    """
    import numpy as np
    from scipy.ndimage import binary_dilation, uniform_filter1d

    frame = 480
    count = len(samples) // frame
    if not count:
        return samples[:0]
    frames = samples[: count * frame].reshape(count, frame)
    power = uniform_filter1d((frames.astype(float) ** 2).mean(1), 3, mode="nearest")
    loud = power > power.max() * 10 ** (-_PAUSE / 10)
    voice = binary_dilation(uniform_filter1d(loud.astype(float), 8, mode="constant") > 0.5, np.ones(7, bool))
    kept: Floats = frames[voice].reshape(-1)
    return kept


def _parts(length: int) -> list[int]:
    """The first frames of the parts that so many samples are looked at in."""
    frames = -(-(length + 1) // _HOP)
    starts = list(range(0, max(1, frames - _PART + _STEP + 1), _STEP))
    covered = (length - starts[-1] * _HOP) / (_PART * _HOP)
    return starts[:-1] if covered < _COVERED and len(starts) > 1 else starts
