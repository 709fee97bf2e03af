"""The answer to Wyoming's ``describe``: who speaks, in which languages, with which emotions."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from wyoming.info import Attribution, Info, TtsProgram, TtsVoice, TtsVoiceSpeaker

from emogen.pipelines.live.protocols.languages import tag
from emogen.version import __version__

_US: Final = Attribution(name="emogen", url="")
_KOKORO: Final = Attribution(
    name="Kokoro-82M by hexgrad (Apache-2.0)", url="https://github.com/hexgrad/kokoro"
)


@lru_cache(maxsize=1)
def info() -> Info:
    """The service: each voice and each character, with the emotions as its speakers.

    Home Assistant lets a user choose a voice, and a speaker of it; so an emotion is a speaker.
    """
    from emogen.conditioning.character import characters
    from emogen.conditioning.vocabulary import members
    from emogen.pipelines.speech.voices import find_voice, voices

    emotions = [TtsVoiceSpeaker(name=name) for name in dict.fromkeys(("neutral", *members("goemotions")))]
    people = [
        (name, find_voice(person.voice).language, f"{name.capitalize()}, a character")
        for name, person in characters().items()
        if person.voice
    ]
    spoken = [(voice.name, voice.language, voice.name) for voice in voices()]
    program = TtsProgram(
        name="emogen", attribution=_US, installed=True, version=__version__,
        description="Speech with emotion",
        voices=[
            TtsVoice(
                name=name, attribution=_KOKORO, installed=True, version=None, description=told,
                languages=[tag(language)], speakers=emotions,
            )
            for name, language, told in (*spoken, *people)
        ],
        supports_synthesize_streaming=True,
    )  # fmt: skip
    return Info(tts=[program])
