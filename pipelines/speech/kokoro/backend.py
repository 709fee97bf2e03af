"""The Kokoro backend: phonemes to sound, with the targets realised between the model's stages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from pydantic import Field

from emogen import cancelling, weights
from emogen.device import Device
from emogen.dsp.frames import runs
from emogen.options import Options
from emogen.pipelines.speech import level, silence, voices
from emogen.pipelines.speech.backend import SpeechBackend, Spoken
from emogen.pipelines.speech.kokoro import graph, prosody
from emogen.pipelines.speech.kokoro.hush import hushed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats
    from emogen.conditioning.effects import Sounds
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.vocals import Utterance
    from emogen.pipelines.speech.voices import Parts, Voice

RATE: Final = 24_000
"""Samples a second."""

_PER_FRAME: Final = 600
"""Samples of one frame of duration."""

_LATE: Final = 0.055
"""Seconds by which the sounds are heard before the frames that the text encoder counts for them: the
decoder looks ahead. Measured on onsets and ends of 18 lines by three voices (0.04 to 0.07) and, by where
vowels go best with the level, on nine voices in seven languages (docs/lipsync.md)."""

_FINE: Final = 0.01
"""A speed at which the model, which rounds durations to frames, gives them to 1/100 of a frame."""


class KokoroOptions(Options):
    """Settings of the Kokoro backend."""

    variation: float = Field(
        default=1.0, ge=0.0, le=1.0, description="Size of natural differences between takes; 0 is none."
    )
    device: Device = Field(default="cpu", description="Where the model runs.")


class KokoroBackend(SpeechBackend):
    """Kokoro-82M, 54 voices in nine languages, on a CPU through onnxruntime."""

    name: ClassVar[str] = "kokoro"
    can: ClassVar[frozenset[str]] = frozenset(("blends", "timings", "vocals"))
    models: ClassVar[tuple[str, ...]] = (graph.MODEL, "kokoro-voices")
    Options = KokoroOptions
    rate = RATE
    at_once = 2

    def __init__(self, options: KokoroOptions | None = None) -> None:
        self.options = options or KokoroOptions()

    def find_voice(self, name: str) -> Voice:
        """A voice of the table, or a blend. See :class:`SpeechBackend`."""
        return voices.find_voice(name or voices.DEFAULT_VOICE)

    def synthesise(
        self, phones: Sequence[Phone], voice: Voice, cues: Sequence[Cue], rng: np.random.Generator
    ) -> Spoken:
        """Say one chunk of at most 510 tokens. See :class:`SpeechBackend`."""
        vocabulary = graph.vocabulary()
        tokens = [vocabulary.get(letter, vocabulary[" "]) for phone in phones for letter in phone.letters]
        style = styles(voice)[min(len(tokens), 510) - 1]
        variation, device = self.options.variation, self.options.device
        pace = float(np.exp(0.02 * variation * rng.standard_normal()))

        feed = {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.array([_FINE], np.float32)}
        durations, prosody_view, text_view = cancelling.run(graph.session("text", device), feed)
        where = prosody.plan(phones, durations.reshape(-1) * _FINE, cues, pace)
        f0, energy = graph.curves(prosody_view, where.frames, style, device)
        f0 = prosody.shape_f0(f0[0], where, rng, variation)
        energy = prosody.shape_energy(energy[0], where)
        samples = graph.decoded(text_view, where.frames, f0[None], energy[None], style, device)
        samples = level.with_range(samples, RATE, where.curve("level_range"), 1 / prosody.CURVE_RATE)
        counted = np.maximum(where.edges * (_PER_FRAME / RATE) - _LATE, 0.0)
        samples = hushed(samples, phones, counted, RATE)
        edges = _heard_edges(samples, phones, counted)
        return _trimmed(samples, edges, silence.TAIL * cues[-1].targets.pause_length)

    def utter(self, name: Sounds, voice: Voice, targets: VoiceTargets, rng: np.random.Generator) -> Utterance:
        """A sound that is no word. See :class:`SpeechBackend`."""
        from emogen.pipelines.speech.vocals import utter

        return utter(name, styles(voice), targets, rng, sex=voice.sex)


def _heard_edges(samples: AnyFloats, phones: Sequence[Phone], edges: AnyFloats) -> NDArray[np.float64]:
    """Move the edges of each pause to where silence is heard.

    The model counts most of a pause as length of the sound before the mark, and starts the sound
    after it a little early.
    """
    step, quiet = silence.step(RATE), silence.silent(samples, RATE)
    moved = edges.copy()
    for index in range(1, len(phones)):
        if phones[index].mark in ("", " ") or phones[index - 1].mark:
            continue
        after = next((i for i in range(index, len(phones)) if not phones[i].mark), len(phones))
        low = edges[index - 1]
        high = (edges[after] + edges[after + 1]) / 2 if after < len(phones) else edges[after]
        start, end = _longest_run(quiet[round(low * RATE / step) : round(high * RATE / step)])
        if (end - start) * step >= silence.PAUSE * RATE:
            moved[index] = max(low + start * step / RATE, moved[index - 1] + 0.02)
            moved[index + 1 : after + 1] = low + end * step / RATE
        elif after < len(phones):
            moved[index : after + 1] = edges[after]
    return np.maximum.accumulate(moved)


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """(start, end) of the longest run of true, both 0 when there is none."""
    return max(runs(flags), key=lambda run: run[1] - run[0], default=(0, 0))


def _trimmed(samples: AnyFloats, edges: AnyFloats, tail: float) -> Spoken:
    """Leave ``LEAD`` seconds of silence before a chunk and ``tail`` after it.

    The model wants its own long silence in front: given less, it swallows the first word. Soft sounds that
    it would end before anything is heard (the first of *They*) share what is heard with the next.
    """
    onset, ending = silence.sounding(samples, RATE)
    first = max(0, onset - round(silence.LEAD * RATE))
    kept = samples[first : ending + round(tail * RATE)]
    moved = np.maximum(edges, onset / RATE) - first / RATE
    heard = int(np.searchsorted(edges, onset / RATE, side="right"))
    if heard < len(edges):
        moved[: heard + 1] = np.linspace(moved[0], moved[heard], heard + 1)
    return Spoken(silence.faded(kept, RATE), np.minimum(moved, len(kept) / RATE))


@lru_cache(maxsize=8)
def styles(voice: Voice) -> AnyFloats:
    """Style vectors of a voice by token count - 1, float32, shape ``(510, 1, 256)``: 128 numbers of
    timbre, which the decoder hears, then 128 of tune, which the predictor hears.

    Raises:
        MissingWeightError: the voice is not there.
    """
    return np.concatenate([_blend(voice.timbre)[..., :128], _blend(voice.tune)[..., 128:]], axis=2)


def _blend(parts: Parts) -> AnyFloats:
    first, *others = (np.float32(share) * _style_of(name) for name, share in parts)
    return sum(others, start=first)


@lru_cache(maxsize=8)
def _style_of(name: str) -> AnyFloats:
    return np.fromfile(weights.path("kokoro-voices", f"voices/{name}.bin"), np.float32).reshape(510, 1, 256)
