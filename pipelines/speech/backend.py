"""A speech backend: one chunk of phones to samples, with the targets realised."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

import numpy as np

from emogen.errors import GenerationError, RequestError, unknown_name
from emogen.registry import Backend, abilities, guarded, make, require

if TYPE_CHECKING:
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
    """A backend of the kind ``speech``. A class of this one has its defaults; ``rate``, :meth:`synthesise`
    and either ``voices`` or :meth:`find_voice` are its own. Of what not all can it has in ``can``:

    - ``vocals``: sounds that are no words; it then has ``utter``;
    - ``blends``: voices between voices, as :func:`emogen.pipelines.speech.voices.find_voice` reads them;
    - ``timings``: its edges are where the sounds are heard. Without it they may be an estimate, such as
      :func:`even_edges`: enough for pauses and levels, too coarse for captions and lips.

    Attributes:
        voices: those that it has, its default first.
    """

    kind: ClassVar[str] = "speech"
    voices: ClassVar[tuple[Voice, ...]] = ()

    @property
    @abstractmethod
    def rate(self) -> int:
        """Samples a second."""

    @property
    def at_once(self) -> int:
        """How many chunks it can say at once, in threads."""
        return 1

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user must know of what it makes, a clause each."""
        return ()

    def find_voice(self, name: str) -> Voice:
        """The voice of that name; for ``""``, its default.

        Raises:
            RequestError: there is none.
        """
        for voice in self.voices:
            if name in ("", voice.name):
                return voice
        raise unknown_name(f"voice of {self.name}", name, [voice.name for voice in self.voices])

    @abstractmethod
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


class VocalBackend(SpeechBackend, Protocol):
    """A speech backend that can make ``vocals``."""

    @abstractmethod
    def utter(self, name: Sounds, voice: Voice, targets: VoiceTargets, rng: np.random.Generator) -> Utterance:
        """A sound that is no word, in the speaker's own voice.

        Raises:
            MissingWeightError: the model or the voice is not there.
        """


def make_backend(name: str, options: Mapping[str, Any] | None = None) -> SpeechBackend:
    """A registered backend with its own settings. Raises as :func:`emogen.registry.make`."""
    return cast("SpeechBackend", make("speech", name, options or {}))


def voice_of(backend: SpeechBackend, name: str) -> Voice:
    """The voice of that name, of a backend.

    Raises:
        RequestError: there is none, or it is a blend and the backend has none.
        GenerationError: the backend fails.
    """
    if "+" in name:
        require(backend, "blends", f"blend voices, as {name!r} asks")
    try:
        with guarded(backend):
            return backend.find_voice(name)
    except RequestError:
        if "/" in name:
            require(backend, "blends", f"blend voices, as {name!r} asks")
        raise


def spoken_by(
    backend: SpeechBackend,
    phones: Sequence[Phone],
    voice: Voice,
    cues: Sequence[Cue],
    rng: np.random.Generator,
) -> Spoken:
    """One chunk by a backend, as :meth:`SpeechBackend.synthesise`.

    Raises:
        GenerationError: the backend fails, or makes what is no speech.
    """
    with guarded(backend):
        spoken = backend.synthesise(phones, voice, cues, rng)
        samples, edges = np.asarray(spoken.samples), np.asarray(spoken.edges)
    if samples.ndim != 1 or samples.dtype.kind != "f" or not np.isfinite(samples).all():
        why = f"its samples are {samples.dtype} of the shape {samples.shape}, not finite floats in a row"
    elif edges.shape != (len(phones) + 1,) or not (np.diff(edges) > -1e-9).all():
        why = f"its edges are no {len(phones) + 1} rising times"
    else:
        return spoken
    raise GenerationError(f"the speech backend {backend.name} failed", why=why)


def uttered_by(
    backend: SpeechBackend, name: Sounds, voice: Voice, targets: VoiceTargets, rng: np.random.Generator
) -> Utterance:
    """A sound that is no word, by a backend, as :meth:`VocalBackend.utter`.

    Raises:
        RequestError: the backend has no such sounds.
        GenerationError: it fails.
    """
    require(backend, "vocals", f"make the sound {name}")
    with guarded(backend):
        return cast("VocalBackend", backend).utter(name, voice, targets, rng)


def has_timings(backend: SpeechBackend) -> bool:
    """Whether the times of what a backend says are measured, not estimated."""
    return "timings" in abilities(backend)


def even_edges(samples: AnyFloats, phones: Sequence[Phone], rate: int) -> AnyFloats:
    """An estimate of the edges of phones for a backend that has none: from the first sample that is heard
    to the last, a pause as long as two phones, a blank between words none."""
    from emogen.pipelines.speech import silence

    onset, ending = silence.sounding(samples, rate)
    shares = [0.0 if phone.mark == " " else 2.0 if phone.mark else 1.0 for phone in phones]
    done = np.concatenate([[0.0], np.cumsum(shares)]) / max(sum(shares), 1.0)
    return np.asarray((onset + done * (ending - onset)) / rate)
