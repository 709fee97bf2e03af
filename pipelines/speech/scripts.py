"""Scripts before they are spoken: their emotion placed, their words read, their sounds checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from emogen.conditioning.effects import Sound as VocalEffect
from emogen.conditioning.emotion import NEUTRAL, Emotion, as_emotion
from emogen.conditioning.script import Script
from emogen.conditioning.track import AUTO, EmotionSpec, EmotionTrack, Keyframe, in_seconds, moves
from emogen.errors import RequestError
from emogen.pipelines.speech.text.words import Written, read
from emogen.pipelines.speech.voices import Voice
from emogen.registry import require

if TYPE_CHECKING:
    from emogen.pipelines.speech.backend import SpeechBackend


def moved_script(text: str | Script, emotion: EmotionSpec) -> tuple[Script, EmotionTrack]:
    """A script, and what is felt over its characters: what its tags say, else ``emotion``.

    Raises:
        RequestError: tags or an emotion that cannot be read.
    """
    from emogen.conditioning.ssml import read_script

    whole = (
        isinstance(emotion, EmotionTrack) or emotion == AUTO or (isinstance(emotion, str) and moves(emotion))
    )
    base = NEUTRAL if whole else as_emotion(cast("Emotion | str", emotion))
    script = text if isinstance(text, Script) else read_script(text, base)
    if script.track.keyframes:
        return script, script.track
    if isinstance(emotion, EmotionTrack):
        return script, emotion
    if emotion == AUTO:
        from emogen.conditioning.read.story import read_story

        return script, read_story(script.text).told
    if whole:
        if in_seconds(str(emotion)):
            raise RequestError(
                f"cannot place {emotion!r} in a line that is not spoken yet",
                why="its seconds are not known",
                fix='Write shares of the line, e.g. "0% sad -> 60% hope", or leave the times out.',
            )
        return script, EmotionTrack.parse(str(emotion), duration=float(max(len(script.text), 1)))
    return script, EmotionTrack((Keyframe(0.0, base),))


def check_vocals(script: Script, backend: SpeechBackend) -> None:
    """Raise ``RequestError`` where a script has sounds that are no words and the backend makes none."""
    for span in script.spans:
        if isinstance(span.effect, VocalEffect):
            require(backend, "vocals", f"make the sound {span.effect.name}")


def read_words(script: Script, voice: Voice) -> list[Written]:
    """The words of a script in a voice's language; none where it is nothing but sounds.

    Raises:
        RequestError: there is nothing to say, or it cannot be said in this language.
    """
    if not script.text and any(isinstance(span.effect, VocalEffect) for span in script.spans):
        return []
    return read(script, language=voice.language, voice=f"the voice {voice.name}")
