"""Scripts before they are spoken: their emotion placed, their words read, their sounds checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from emogen.conditioning.effects import LONGEST_PAUSE, Moment, Pause, Prosody
from emogen.conditioning.effects import Sound as VocalEffect
from emogen.conditioning.emotion import NEUTRAL, Emotion, as_emotion
from emogen.conditioning.read.asked import asked_emotion
from emogen.conditioning.script import Markup, Script, Span
from emogen.conditioning.track import AUTO, EmotionSpec, EmotionTrack, Keyframe, in_seconds, moves
from emogen.errors import RequestError
from emogen.pipelines.speech.text.words import Written, read_noted
from emogen.pipelines.speech.voices import Voice
from emogen.registry import require
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.conditioning.notes import Note
    from emogen.pipelines.speech.backend import SpeechBackend

_ELLIPSIS: Final[Seconds] = 1.0
"""Silence of a line that is nothing but an ellipsis."""


def moved_script(
    text: str | Script,
    emotion: EmotionSpec,
    before: Sequence[str] = (),
    speaker: str = "",
    *,
    markup: Markup = "auto",
    strict: bool = False,
) -> tuple[Script, EmotionTrack]:
    """A script, and what is felt over its characters: what its tags say, else ``emotion``.

    A tag at the beginning that says only how, such as ``[whispered]``, leaves it to ``"auto"`` what is felt.

    Args:
        text: a script, or one to be read.
        emotion: what is felt where no tag says otherwise.
        before: lines said before it, which ``"auto"`` reads it with, as ``"Mara: It is ticking."``.
        speaker: who says it, as named in ``before``.
        markup, strict: how text is read, see :func:`emogen.conditioning.ssml.read_script`.

    Raises:
        RequestError: an emotion that cannot be read, tags that cannot and must.
    """
    from emogen.conditioning.ssml import read_script

    if isinstance(emotion, str):
        emotion = asked_emotion(emotion).notation
    whole = (
        isinstance(emotion, EmotionTrack) or emotion == AUTO or (isinstance(emotion, str) and moves(emotion))
    )
    base = NEUTRAL if whole else as_emotion(cast("Emotion | str", emotion))
    script = text if isinstance(text, Script) else read_script(text, base, markup=markup, strict=strict)
    manner = _manner_of(script.track)
    if script.track.keyframes and (emotion != AUTO or manner.is_neutral):
        return script, script.track
    if isinstance(emotion, EmotionTrack):
        return script, emotion
    if emotion == AUTO:
        from emogen.conditioning.read.told import told_script

        told = told_script(script, before, speaker)
        return script, EmotionTrack.of((frame.time, frame.emotion + manner) for frame in told.keyframes)
    if whole:
        if in_seconds(str(emotion)):
            raise RequestError(
                f"cannot place {emotion!r} in a line that is not spoken yet",
                why="its seconds are not known",
                fix='Write shares of the line, e.g. "0% sad -> 60% hope", or leave the times out.',
            )
        return script, EmotionTrack.parse(str(emotion), duration=float(max(len(script.text), 1)))
    return script, EmotionTrack((Keyframe(0.0, base),))


def _manner_of(track: EmotionTrack) -> Emotion:
    """The manner of a track that says from the beginning how everything is said and never what is felt;
    else :data:`NEUTRAL`."""
    first, *others = track.keyframes or (Keyframe(0.0, NEUTRAL),)
    return NEUTRAL if others or first.time > 0 or not first.emotion.felt.is_neutral else first.emotion


def has_vocals(script: Script) -> bool:
    """Whether a script has sounds that are no words."""
    return any(isinstance(span.effect, VocalEffect) for span in script.spans)


def check_vocals(script: Script, backend: SpeechBackend) -> None:
    """Raise ``RequestError`` where a script has sounds that are no words and the backend makes none."""
    for span in script.spans:
        if isinstance(span.effect, VocalEffect):
            require(backend, "vocals", f"make the sound {span.effect.name}")


def read_words(
    script: Script, voice: Voice, *, strict: bool = False
) -> tuple[list[Written], tuple[Note, ...]]:
    """The words of a script in a voice's language, none where it is nothing but sounds and pauses or has
    nothing that can be said; and notes: the script's own, and on what is left out.

    Raises:
        RequestError: an empty text, words that cannot be read as a tag asks; if strict, all notes.
    """
    if strict and script.notes:
        told = "; ".join(note.what for note in script.notes)
        raise RequestError(f"not all of the text is understood: {told}", fix="Mend it, or leave strict out.")
    if not script.text and any(isinstance(span.effect, Moment) for span in script.spans):
        return [], script.notes
    words, notes = read_noted(script, language=voice.language, voice=f"the voice {voice.name}", strict=strict)
    return words, (*script.notes, *notes)


def paced(script: Script, pace: float) -> Script:
    """A script said at a pace, a factor on the speaking rate and on what it says of that itself."""
    if pace == 1 or not script.text:
        return script
    return replace(script, spans=(Span(0, len(script.text), Prosody(rate=pace)), *script.spans))


def with_silence(script: Script, seconds: Seconds | None = None) -> Script:
    """A script of which nothing is said, as long a silence as it suggests: 1 s for an ellipsis, half of
    that for other signs (ours); its own pauses and sounds are kept instead, where it has any.

    Args:
        script: without words.
        seconds: the length of the silence instead, up to a minute.
    """
    if any(isinstance(span.effect, Moment) for span in script.spans):
        return script
    ellipsis = "…" in script.text or "..." in script.text
    length = min(seconds, LONGEST_PAUSE) if seconds else _ELLIPSIS if ellipsis else _ELLIPSIS / 2
    return replace(script, spans=(Span(0, 0, Pause(length)), *script.spans))


def as_told(notes: Sequence[Note]) -> tuple[str, ...]:
    """Notes in words, equal ones once, with where each is (characters from 1)."""
    places: dict[str, list[int]] = {}
    for note in notes:
        places.setdefault(note.what, []).append(note.start + 1)
    return tuple(
        f"at {starts[0]}: {what}" if len(starts) == 1 else f"{len(starts)} times, at {starts[0]}: {what}"
        for what, starts in places.items()
    )
