"""What a speech backend does: one chunk of sounds to samples, with the targets realised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from emogen.registry import Backend

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.phonemes import Sound

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A chunk of speech.

    Attributes:
        samples: float32, shape ``(n,)``, at the backend's rate, not yet levelled.
        edges: seconds at which each sound starts, and the last one ends, shape ``(sounds + 1,)``.
    """

    samples: Floats
    edges: Floats


class SpeechBackend(Backend, Protocol):
    """A backend of the modality ``speech``; made without arguments it has its default options.

    Attributes:
        rate: samples a second.
    """

    rate: ClassVar[int]

    def synthesise(
        self, sounds: Sequence[Sound], voice: str, targets: VoiceTargets, rng: np.random.Generator
    ) -> Spoken:
        """Say one chunk.

        Args:
            sounds: from :func:`emogen.pipelines.speech.phonemes.chunks`.
            voice: a voice's name.
            targets: what to change against the neutral voice. ``level`` and ``brightness`` are
                left to :func:`emogen.pipelines.speech.level.finish`, over the whole text.
            rng: draws the variation.

        Raises:
            MissingWeightError: the model or the voice is not there.
        """
