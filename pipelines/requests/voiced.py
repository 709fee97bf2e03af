"""What requests with a voice share."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.track import AUTO
from emogen.pipelines.requests.backend import Options, hashed_options
from emogen.pipelines.requests.base import MovingRequest, Request
from emogen.pipelines.requests.parameter import VOICE, parameter
from emogen.pipelines.requests.values import FilePath
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.conditioning.script import Script
    from emogen.pipelines.speech.backend import SpeechBackend
    from emogen.pipelines.speech.performance import TargetsOf
    from emogen.pipelines.speech.speak import Speech
    from emogen.pipelines.speech.voices import Voice
    from emogen.timeline import Seconds, Timeline


class VoiceRequest(Request):
    """A request in which a voice reads or speaks."""

    voice: str = parameter(
        "af_heart",
        "The voice, see `emogen voices`; a:0.7+b:0.3 blends two, a/b is a with the tune of b.",
        short="-v",
        panel=VOICE,
        complete="voices",
    )
    backend: str = parameter("kokoro", "What speaks; see `emogen plugins`.", panel=VOICE, complete="speech")
    option: Options = parameter(
        None,
        "A setting of the backend, e.g. --option variation=0.5; can be given again.",
        panel=VOICE,
        metavar="NAME=VALUE",
        default_factory=dict,
    )

    media: ClassVar[tuple[str, ...]] = ("speech",)
    models: ClassVar[tuple[str, ...]] = ("kokoro-82m", "kokoro-voices")

    def contents(self) -> dict[str, Any]:
        return {**super().contents(), "option": hashed_options(self.option)}

    def speaker(self) -> SpeechBackend:
        """The backend with its options. Raises ``RequestError`` for options that it has not."""
        from emogen.pipelines.speech.backend import make_backend

        return make_backend(self.backend, self.option)


class VoicedRequest(VoiceRequest, MovingRequest):
    """A request in which a voice speaks with an emotion."""

    actor: FilePath | None = parameter(
        None,
        "A folder of `emogen train targets`, whose actor's way of showing emotions is used.",
        panel=VOICE,
        metavar="DIR",
    )

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        if self.actor is not None:
            from emogen.conditioning.targets.card import read_card

            behind["actor"] = read_card(Path(self.actor)).model_dump(mode="json")
        return behind

    def targets(self, take: int) -> TargetsOf | None:
        """The actor's targets; None where the published ones are used."""
        if self.actor is None:
            return None
        from emogen.conditioning.targets.diffusion import load_targets

        return partial(load_targets(self.actor).sample, take=take, variation=self.variation)

    def speech(
        self,
        text: str | Script,
        feeling: Emotion,
        take: int,
        progress: Progress = ignore,
        *,
        duration: Seconds | None = None,
        backend: SpeechBackend | None = None,
    ) -> Speech:
        """Speak a text or script; arguments as :func:`emogen.pipelines.speech.speak.speak`."""
        from emogen.pipelines.speech.speak import moved_script, speak

        script, track = moved_script(text, self.emotion if self.is_moving else feeling)
        return speak(
            script,
            emotion=track.scaled(self.intensity) if self.is_moving else feeling,
            voice=self.voice,
            duration=duration,
            seed=self.seed,
            take=take,
            variation=self.variation,
            targets=self.targets(take),
            backend=backend or self.speaker(),
            progress=progress,
        )


def check_speakable(text: str, voice: Voice, emotion: Emotion | str) -> None:
    """Raise ``RequestError`` for a text that this voice cannot say, or not with this emotion."""
    from emogen.pipelines.speech.speak import moved_script, read_words

    read_words(moved_script(text, NEUTRAL if emotion == AUTO else emotion)[0], voice)


def line_facts(timeline: Timeline, track: object) -> dict[str, Any]:
    """What a sidecar tells of a spoken line."""
    return {
        "seconds": round(timeline.duration, 4),
        "track": str(track),
        "vocals": [[v.name, round(v.start, 4), round(v.end, 4)] for v in timeline.vocals],
        "words": [[word.text, round(word.start, 4), round(word.end, 4)] for word in timeline.words],
        "phonemes": [
            [phoneme.symbol, round(phoneme.start, 4), round(phoneme.end, 4), phoneme.stress]
            for phoneme in timeline.phonemes
        ],
    }
