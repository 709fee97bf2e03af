"""What every speech backend promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final, cast

import numpy as np

from emogen.conditioning.targets.voice import NEUTRAL, VoiceTargets
from emogen.dsp.frames import analyse
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.speech import silence
from emogen.pipelines.speech.backend import (
    SpeechBackend,
    Spoken,
    VocalBackend,
    spoken_by,
    uttered_by,
    voice_of,
)
from emogen.pipelines.speech.performance import Cue
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.text.languages import language_names
from emogen.pipelines.speech.text.phonemes import Phone, chunks
from emogen.pipelines.speech.text.words import read
from emogen.pipelines.speech.vocals import Utterance
from emogen.pipelines.speech.voices import Voice
from emogen.pipelines.testing.contract import expect, must, on_trial
from emogen.registry import abilities, make
from emogen.seeds import stream

TEXT: Final = "12, 34. 567!"
"""Figures, which every language says in words of its own."""

_RATES: Final = (8_000, 192_000)
_PHONE: Final = (0.02, 0.6)
"""Seconds that a phone takes on average: what counts as speech. Ours, wide."""

_ROUNDING: Final = 1e-3
"""Difference between samples, of full scale 1, that counts as none between threads: networks may add up in
another order there. 60 dB below full scale. Ours."""

_LOUD: Final = (1e-3, 4.0)
"""Peak, of full scale, before speech is levelled. Ours, wide."""

_EDGE: Final = 0.02
"""Seconds at both ends that are silent."""

_LATE: Final = 0.12
"""Seconds by which an edge may miss where the sound is heard to begin or end, for ``timings``. Ours."""

_SHIFT: Final = 4.0
_LEAST_SHIFT: Final = 1.5
_SLOWER: Final = 1.4
_LEAST_SLOWER: Final = 1.1
"""Targets that are asked for, semitones and a factor on lengths, and how much of them must be heard."""


def check_speech_backend(
    backend: type[Any], options: Mapping[str, Any] | None = None, *, voice: str = "", realises: bool = True
) -> None:
    """Check a speech backend: its voices, the sound and the times that it makes, that targets are heard in
    it, that chance comes from the generator given, threads, and what it declares in ``can``.

    Args:
        backend: the class.
        options: its own settings, where the defaults cannot work.
        voice: one of its voices; its default where empty.
        realises: whether targets are looked for in the sound; False for a model that is not trained.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with on_trial(backend, "speech", options) as made:
        speaker = cast("SpeechBackend", made)
        _check_figures(speaker)
        who = _check_voices(speaker, voice)
        with must(speaker, f"a voice whose language is known; {who.name} speaks {who.language!r}"):
            phones = next(chunks(read(TEXT, language=who.language), who.language))

        def say(by: SpeechBackend, targets: VoiceTargets = NEUTRAL, seed: int = 1) -> Spoken:
            with must(speaker, "a chunk to be said"):
                return spoken_by(by, phones, who, [Cue(targets)] * len(phones), stream(seed, "contract"))

        plain = say(speaker)
        _check_sound(speaker, phones, plain)
        with must(speaker, "an instance of its class with the options given"):
            other = cast("SpeechBackend", make("speech", speaker.name, options or {}))
        same = np.array_equal(plain.samples, say(other).samples)
        expect(speaker, same, "the same sound from another instance, of the same generator", "it differs")
        _check_threads(speaker, plain, lambda: say(speaker))
        if realises:
            _check_targets(speaker, plain, lambda targets: say(speaker, targets))
        _check_abilities(speaker, who, phones, plain)
        _check_line(speaker, who)


def _check_figures(backend: SpeechBackend) -> None:
    with must(backend, "`rate`, `at_once` and `notes`"):
        rate, at_once, notes = backend.rate, backend.at_once, backend.notes
    fits = isinstance(rate, int) and _RATES[0] <= rate <= _RATES[1]
    expect(backend, fits, f"a whole rate from {_RATES[0]} to {_RATES[1]} Hz", f"it is {rate!r}")
    expect(backend, isinstance(at_once, int) and at_once >= 1, "at_once of 1 or more", f"it is {at_once!r}")
    texts = isinstance(notes, tuple | list) and all(isinstance(note, str) for note in notes)
    expect(backend, texts, "notes that are a tuple of texts", f"they are {notes!r}")


def _check_voices(backend: SpeechBackend, name: str) -> Voice:
    """The voice that was asked for."""
    with must(backend, f"the voice {name!r}" if name else 'a default voice for ""'):
        voice = voice_of(backend, name)
    expect(backend, isinstance(voice, Voice), "a Voice from find_voice", f"it gives {voice!r}")
    spoken = voice.language in language_names()
    expect(backend, spoken, "a voice of a registered language", f"{voice.name} speaks {voice.language!r}")
    expect(backend, voice.sex in ("female", "male"), "a sex, female or male", f"it is {voice.sex!r}")
    with must(backend, "a voice to be found by the name that it has"):
        again = voice_of(backend, voice.name)
    expect(backend, again == voice, "a voice to be found by the name that it has", f"it finds {again!r}")
    try:
        found = backend.find_voice("no such voice")
    except RequestError:
        return voice
    except Exception as error:
        expect(backend, False, "a RequestError for an unknown voice", f"it raises {error!r}")
    # A backend whose speaker is one of its options takes any name for it.
    expect(backend, found == voice, "a RequestError for an unknown voice", f"it gives {found!r}")
    return voice


def _check_sound(backend: SpeechBackend, phones: Sequence[Phone], spoken: Spoken) -> None:
    """Not yet checked by ``spoken_by``: level, length, silence at the ends, times within the sound."""
    samples, edges, rate = np.asarray(spoken.samples), np.asarray(spoken.edges), backend.rate
    expect(backend, samples.dtype == np.float32, "samples of float32", f"they are {samples.dtype}")
    peak, seconds = float(np.abs(samples).max(initial=0.0)), len(samples) / rate
    expect(backend, _LOUD[0] <= peak <= _LOUD[1], "a sound of full scale 1", f"its peak is {peak:g}")
    each = seconds / sum(not phone.mark for phone in phones)
    lasts = _PHONE[0] <= each <= _PHONE[1]
    expect(backend, lasts, f"{_PHONE[0]} to {_PHONE[1]} s a phone", f"a phone takes {each:.3f} s")
    onset, ending = silence.sounding(samples, rate)
    least = round(_EDGE * rate)
    quiet = onset >= least and ending <= len(samples) - least
    heard = f"it is heard from {onset / rate:.3f} s to {ending / rate:.3f} s of {seconds:.3f} s"
    expect(backend, quiet, f"{_EDGE} s of silence at both ends", heard)
    inside = edges[0] >= 0 and edges[-1] <= seconds + 1e-6
    expect(backend, inside, "edges within the sound", f"they lie from {edges[0]:.3f} to {edges[-1]:.3f} s")


def _check_threads(backend: SpeechBackend, plain: Spoken, say: Callable[[], Spoken]) -> None:
    """In as many threads as it says it can, and in one that is not the first."""
    with ThreadPoolExecutor(backend.at_once) as pool:
        sounds = [task.result().samples for task in [pool.submit(say) for _ in range(backend.at_once)]]
    heard = np.asarray(plain.samples)
    lengths = {np.shape(samples) for samples in sounds}
    expect(
        backend,
        lengths == {heard.shape},
        f"as long a sound from {backend.at_once} threads",
        f"it has {lengths}",
    )
    off = max(float(np.abs(samples - heard).max(initial=0.0)) for samples in sounds)
    expect(
        backend, off <= _ROUNDING, f"the same sound from {backend.at_once} threads", f"it is off by {off:.2g}"
    )


def _check_targets(backend: SpeechBackend, plain: Spoken, say: Callable[[VoiceTargets], Spoken]) -> None:
    slow = say(replace(NEUTRAL, sonorant_length=_SLOWER, obstruent_length=_SLOWER))
    ratio = _lasting(slow, backend.rate) / _lasting(plain, backend.rate)
    asked = f"phones {_SLOWER:g} times as long to be at least {_LEAST_SLOWER:g} times as long"
    expect(backend, ratio >= _LEAST_SLOWER, asked, f"they are {ratio:.2f} times as long")
    high = say(replace(NEUTRAL, f0_shift=_SHIFT))
    moved = _median(high, backend.rate) - _median(plain, backend.rate)
    asked = f"an F0 {_SHIFT:g} semitones higher to be at least {_LEAST_SHIFT:g} higher"
    expect(backend, moved >= _LEAST_SHIFT, asked, f"it is {moved:+.2f} higher")


def _lasting(spoken: Spoken, rate: int) -> float:
    onset, ending = silence.sounding(np.asarray(spoken.samples), rate)
    return (ending - onset) / rate


def _median(spoken: Spoken, rate: int) -> float:
    """Median F0 in semitones; 0 without any voice."""
    frames = analyse(Audio(np.asarray(spoken.samples, np.float32), rate))
    return float(np.median(frames.f0[frames.voiced])) if frames.voiced.any() else 0.0


def _check_abilities(backend: SpeechBackend, voice: Voice, phones: Sequence[Phone], plain: Spoken) -> None:
    can = abilities(backend)
    if "timings" in can:
        onset, ending = (place / backend.rate for place in silence.sounding(plain.samples, backend.rate))
        last = max(index for index, phone in enumerate(phones) if not phone.mark) + 1
        missed = max(abs(plain.edges[0] - onset), abs(plain.edges[last] - ending))
        promise = f"with `timings`, edges within {_LATE} s of where the sound is heard"
        expect(backend, missed <= _LATE, promise, f"they miss it by {missed:.3f} s")
    if "blends" in can:
        for name in (f"{voice.name}:0.5+{voice.name}:0.5", f"{voice.name}/{voice.name}"):
            with must(backend, f"with `blends`, the voice {name}"):
                voice_of(backend, name)
    if "vocals" in can:
        expect(backend, hasattr(backend, "utter"), "with `vocals`, the method utter", "it has none")
        with must(backend, "with `vocals`, a laugh"):
            laugh = uttered_by(cast("VocalBackend", backend), "laugh", voice, NEUTRAL, stream(1, "contract"))
        expect(backend, isinstance(laugh, Utterance), "an Utterance", f"it gives {laugh!r}")
        fits = np.ndim(laugh.samples) == 1 and np.isfinite(laugh.samples).all() and np.any(laugh.samples)
        expect(backend, fits, "a laugh that is heard", "its samples are no finite sound")


def _check_line(backend: SpeechBackend, voice: Voice) -> None:
    """A whole line with an emotion, as users have it spoken."""
    with must(backend, "a line with an emotion to be spoken"):
        speech = speak(TEXT, emotion="joy", voice=voice.name, seed=1, backend=backend)
    missing = [word.text for word in speech.timeline.words if word.end <= word.start]
    expect(backend, not missing, "a time for every word", f"{', '.join(missing)} take none")
