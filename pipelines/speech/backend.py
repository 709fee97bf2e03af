"""A speech backend: one chunk of phones to samples, with the targets realised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from pydantic import ValidationError

from emogen.errors import RequestError
from emogen.registry import Backend, find_backend

if TYPE_CHECKING:
    import numpy as np

    from emogen.arrays import AnyFloats
    from emogen.conditioning.effects import Sounds
    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.vocals import Utterance
    from emogen.pipelines.speech.voices import Voice


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A chunk of speech.

    Attributes:
        samples: float32, shape ``(n,)``, at the backend's rate, not yet levelled.
        edges: seconds at which each phone starts, and the last one ends, shape ``(phones + 1,)``.
    """

    samples: AnyFloats
    edges: AnyFloats


class SpeechBackend(Backend, Protocol):
    """A backend of the modality ``speech``; made without arguments it has its default options."""

    @property
    def rate(self) -> int:
        """Samples a second."""

    @property
    def at_once(self) -> int:
        """How many chunks it can say at once, in threads."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user must know of what it makes, a clause each."""

    def find_voice(self, name: str) -> Voice:
        """The voice of that name.

        Raises:
            RequestError: there is none.
        """

    def synthesise(
        self, phones: Sequence[Phone], voice: Voice, cues: Sequence[Cue], rng: np.random.Generator
    ) -> Spoken:
        """Say one chunk, which begins and ends in silence.

        Args:
            phones: from :func:`emogen.pipelines.speech.text.phonemes.chunks`.
            voice: who speaks.
            cues: how each phone is said. ``level``, voice quality, whispering and exact pauses are
                left to what comes after (:mod:`emogen.pipelines.speech.phrase`).
            rng: draws the variation.

        Raises:
            MissingWeightError: the model or the voice is not there.
        """

    def utter(self, name: Sounds, voice: Voice, targets: VoiceTargets, rng: np.random.Generator) -> Utterance:
        """A sound that is no word, in the speaker's own voice.

        Raises:
            MissingWeightError: the model or the voice is not there.
        """


def make_backend(name: str, options: Mapping[str, Any]) -> SpeechBackend:
    """A registered backend with its own settings.

    Raises:
        RequestError: no such backend, an option that it does not have, a value that it cannot take.
    """
    kind = cast("Any", find_backend("speech", name))
    try:
        chosen = kind.Options(**options)
    except ValidationError as error:
        fault = error.errors()[0]
        option = ".".join(map(str, fault["loc"]))
        raise RequestError(
            f"the speech backend {name} cannot take the option {option!r}",
            why=fault["msg"],
            fix=f"It has: {', '.join(kind.Options.model_fields)}.",
        ) from error
    return cast("SpeechBackend", kind(chosen))
