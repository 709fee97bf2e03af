"""The Kokoro backend: phonemes to sound, with the targets realised between the model's stages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from emogen import weights
from emogen.pipelines.speech import voices
from emogen.pipelines.speech.backend import Spoken
from emogen.pipelines.speech.kokoro import graph, prosody

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.conditioning.effects import Sounds
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Sound
    from emogen.pipelines.speech.vocals import Utterance
    from emogen.pipelines.speech.voices import Parts, Voice

    Floats = NDArray[np.floating[Any]]

RATE: Final = 24_000
"""Samples a second."""

_PER_FRAME: Final = 600
"""Samples of one frame of duration."""

_FINE: Final = 0.01
"""A speed at which the model, which rounds durations to frames, gives them to 1/100 of a frame."""


_SILENCE: Final = 1e-4
"""Power, as a share of the loudest 5 ms, below which nothing is heard in a pause (-40 dB)."""


_LEAD, _TAIL = 0.1, 0.25
"""Seconds of silence kept before and, at neutral, after a chunk: together a sentence's pause."""

_SHORTEST_PAUSE: Final = 0.06
"""Seconds of silence at a mark that count as a pause."""


class KokoroOptions(BaseModel):
    """Settings of the Kokoro backend.

    Attributes:
        variation: size of the natural differences between takes, 0 (none) to 1.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    variation: float = Field(default=1.0, ge=0.0, le=1.0)


class KokoroBackend:
    """Kokoro-82M, 54 voices in nine languages, on a CPU through onnxruntime."""

    name: ClassVar[str] = "kokoro"
    modality: ClassVar[str] = "speech"
    models: ClassVar[tuple[str, ...]] = (graph.MODEL, "kokoro-voices")
    Options: ClassVar[type[BaseModel]] = KokoroOptions
    rate: ClassVar[int] = RATE
    at_once: ClassVar[int] = 2
    notes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, options: KokoroOptions | None = None) -> None:
        self.options = options or KokoroOptions()

    def find_voice(self, name: str) -> Voice:
        """A voice of the table, or a blend. See :class:`SpeechBackend`."""
        return voices.find_voice(name)

    def synthesise(
        self, sounds: Sequence[Sound], voice: Voice, cues: Sequence[Cue], rng: np.random.Generator
    ) -> Spoken:
        """Say one chunk of at most 510 tokens. See :class:`SpeechBackend`."""
        vocabulary = _vocabulary()
        tokens = [vocabulary.get(letter, vocabulary[" "]) for sound in sounds for letter in sound.letters]
        style = styles(voice)[min(len(tokens), 510) - 1]
        variation = self.options.variation
        pace = float(np.exp(0.02 * variation * rng.standard_normal()))

        feed = {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.array([_FINE], np.float32)}
        durations, prosody_view, text_view = graph.session("text").run(None, feed)
        where = prosody.plan(sounds, durations.reshape(-1) * _FINE, cues, pace)
        aligned = np.repeat(prosody_view, where.frames, axis=1).swapaxes(1, 2)
        f0, energy = graph.session("prosody").run(None, {graph.PROSODY_FRAMES: aligned, "style": style})
        f0 = prosody.shape_f0(f0[0], where, rng, variation)
        energy = prosody.shape_energy(energy[0], where)
        decoded = graph.session("decoder").run(
            None,
            {
                graph.TEXT_FRAMES: np.repeat(text_view, where.frames, axis=2),
                graph.F0: f0[None],
                graph.ENERGY: energy[None],
                "style": style,
            },
        )[0]
        samples = decoded.reshape(-1)
        edges = _heard_edges(samples, sounds, where.edges * (_PER_FRAME / RATE))
        return _trimmed(samples, edges, _TAIL * cues[-1].targets.pause_length)

    def utter(self, name: Sounds, voice: Voice, targets: VoiceTargets, rng: np.random.Generator) -> Utterance:
        """A sound that is no word. See :class:`SpeechBackend`."""
        from emogen.pipelines.speech.vocals import utter

        return utter(name, styles(voice), targets, rng, sex=voice.sex)


def _heard_edges(samples: Floats, sounds: Sequence[Sound], edges: Floats) -> NDArray[np.float64]:
    """Move the edges of each pause to where silence is heard.

    The model counts most of a pause as length of the sound before the mark, and starts the sound
    after it a little early.
    """
    step = RATE // 200
    silent = _silent(samples, step)
    moved = edges.copy()
    for index in range(1, len(sounds)):
        if sounds[index].mark in ("", " ") or sounds[index - 1].mark:
            continue
        after = next((i for i in range(index, len(sounds)) if not sounds[i].mark), len(sounds))
        low = edges[index - 1]
        high = (edges[after] + edges[after + 1]) / 2 if after < len(sounds) else edges[after]
        start, end = _longest_run(silent[round(low * RATE / step) : round(high * RATE / step)])
        if (end - start) * step >= _SHORTEST_PAUSE * RATE:
            moved[index] = max(low + start * step / RATE, moved[index - 1] + 0.02)
            moved[index + 1 : after + 1] = low + end * step / RATE
        elif after < len(sounds):
            moved[index : after + 1] = edges[after]
    return np.maximum.accumulate(moved)


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """(start, end) of the longest run of true, both 0 when there is none."""
    changes = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    if not len(changes):
        return 0, 0
    longest = int(np.argmax(changes[1::2] - changes[::2]))
    return int(changes[2 * longest]), int(changes[2 * longest + 1])


def _silent(samples: Floats, step: int) -> NDArray[np.bool_]:
    """Whether each ``step`` samples are silent."""
    usable = len(samples) // step * step
    power = np.square(samples[:usable].reshape(-1, step)).mean(axis=1)
    silent: NDArray[np.bool_] = power <= power.max() * _SILENCE
    return silent


def _trimmed(samples: Floats, edges: Floats, tail: float) -> Spoken:
    """Leave ``_LEAD`` seconds of silence before a chunk and ``tail`` after it.

    The model wants its own long silence in front: given less, it swallows the first word.
    """
    step = RATE // 200
    heard = np.flatnonzero(~_silent(samples, step))
    onset, ending = (heard[0] * step, (heard[-1] + 1) * step) if len(heard) else (0, len(samples))
    first = max(0, onset - round(_LEAD * RATE))
    kept = samples[first : ending + round(tail * RATE)]
    moved = np.maximum(edges, onset / RATE) - first / RATE
    return Spoken(_faded(kept), np.minimum(moved, len(kept) / RATE))


def _faded(samples: Floats) -> Floats:
    """Fade the silent edges in and out over 10 ms, so that chunks join without a click."""
    ramp = np.linspace(0.0, 1.0, RATE // 100, dtype=np.float32)
    faded = samples.astype(np.float32, copy=True)
    faded[: len(ramp)] *= ramp
    faded[-len(ramp) :] *= ramp[::-1]
    return faded


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    return dict(json.loads(weights.path(graph.MODEL, "vocab.json").read_text(encoding="utf-8"))["vocab"])


@lru_cache(maxsize=8)
def styles(voice: Voice) -> Floats:
    """Style vectors of a voice by token count - 1, float32, shape ``(510, 1, 256)``: 128 numbers of
    timbre, which the decoder hears, then 128 of tune, which the predictor hears.

    Raises:
        MissingWeightError: the voice is not there.
    """
    return np.concatenate([_blend(voice.timbre)[..., :128], _blend(voice.tune)[..., 128:]], axis=2)


def _blend(parts: Parts) -> Floats:
    first, *others = (np.float32(share) * _style_of(name) for name, share in parts)
    return sum(others, start=first)


@lru_cache(maxsize=8)
def _style_of(name: str) -> Floats:
    return np.fromfile(weights.path("kokoro-voices", f"voices/{name}.bin"), np.float32).reshape(510, 1, 256)
