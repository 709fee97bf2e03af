"""What a face performs: a sound, what is said in it when, and what is felt when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.conditioning.emotion import NEUTRAL, as_emotion
from emogen.conditioning.read.asked import asked_emotion
from emogen.conditioning.track import AUTO, EmotionSpec, EmotionTrack, Keyframe, moves
from emogen.errors import RequestError, checked
from emogen.media import Audio
from emogen.pipelines.speech.delivery.facts import checked_facts, timeline_of, track_of
from emogen.progress import Progress
from emogen.provenance import is_ours, is_whole, read_sidecar
from emogen.timeline import Seconds, Timeline

if TYPE_CHECKING:
    from emogen.pipelines.speech.speak import Speech

LONGEST: Final = 4 * 3600.0
"""Seconds of a recording or of silence that are animated at most."""

ESTIMATED: Final = "The lips follow estimated times: the voice does not tell its own."
"""A note on a line whose backend does not measure when its sounds are heard."""

_SHORTEST: Final = 0.1
_SILENT: Final = 1e-4
"""Seconds of a recording below which there is nothing to see, and the peak below which it is silent."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line to be performed.

    Attributes:
        timeline: words, phonemes and other sounds, in seconds of ``audio``.
        track: what is felt, in seconds.
        audio: the sound; None for a silent face.
        notes: what a user should know.
    """

    timeline: Timeline
    track: EmotionTrack
    audio: Audio | None = None
    notes: tuple[str, ...] = ()

    def framed(self, before: Seconds, after: Seconds) -> Line:
        """The line with silence around it, so that the face is seen before and after the words."""
        import numpy as np

        words = self.timeline.shifted(before)
        audio = self.audio
        if audio is not None:
            around = (round(before * audio.rate), round(after * audio.rate))
            audio = Audio(np.pad(audio.samples, around), audio.rate)
        timeline = replace(words, duration=words.duration + after)
        return replace(
            self, audio=audio, timeline=timeline, track=self.track.retimed(lambda time: time + before)
        )


def spoken_line(speech: Speech) -> Line:
    """A line as it was synthesised."""
    notes = () if speech.timed else (ESTIMATED,)
    return Line(speech.timeline, speech.track, speech.audio, (*speech.notes, *notes))


def silent_line(seconds: Seconds, emotion: EmotionSpec = NEUTRAL) -> Line:
    """Nothing said for ``seconds``, 0.1 to 14,400.

    Raises:
        RequestError: a duration out of range; an emotion that cannot be read, or ``"auto"``.
    """
    seconds = checked(seconds, "duration", _SHORTEST, LONGEST)
    if emotion == AUTO:
        raise RequestError("there is nothing to read the emotion from", fix="Name an emotion.")
    return Line(Timeline((), (), seconds), _track(emotion, seconds))


def recorded_line(
    recording: str | Path | Audio,
    emotion: EmotionSpec = NEUTRAL,
    *,
    text: str | None = None,
    language: str = "en-us",
    progress: Progress | None = None,
) -> Line:
    """A line from a recording.

    What is said when comes from the sidecar of a sound that emogen made, which knows its own times, unless
    ``text`` is something else; else from ``text``, which is aligned with the sound; else the sound alone is
    listened to, in whatever language.

    Args:
        recording: a sound file, any rate, mono or not; or a sound in memory.
        emotion: one emotion, a track over the whole (``"sad -> hopeful"``), or ``"auto"``, which is what
            the sidecar says, else what the voice shows.
        text: what is said, word by word.
        language: of the text.
        progress: told the fraction done.

    Raises:
        RequestError: no such file, not a sound, too short or too long, a text that is not what is said.
    """
    from emogen.dsp.recording import checked_audio, load

    in_memory = isinstance(recording, Audio)
    audio = (
        checked_audio(recording) if isinstance(recording, Audio) else load(recording, longest=LONGEST + 1.0)
    )
    if not _SHORTEST <= audio.duration <= LONGEST:
        raise RequestError(
            f"{'the recording' if in_memory else recording} lasts {audio.duration:.2f} s",
            fix=f"Use {_SHORTEST:g} to {LONGEST:g} seconds.",
        )
    record = {} if isinstance(recording, Audio) else remembered(recording)
    timeline, notes = _timeline(audio, record, text, language, progress)
    if emotion == AUTO:
        track, why = _felt_in(audio, record)
        return Line(timeline, track, audio, (*notes, *why))
    return Line(timeline, _track(emotion, audio.duration), audio, notes)


def remembered(recording: str | Path) -> dict[str, Any]:
    """What the sidecar of a sound says of its line, where emogen made both; nothing otherwise: a file
    beside a recording may be anybody's, or of an older take."""
    path = Path(recording)
    record = read_sidecar(path) or {}
    return checked_facts(record) if is_ours(record) and is_whole(path, record) else {}


def known_line(audio: Audio, facts: Mapping[str, Any]) -> Line:
    """A line whose sidecar tells its times and its emotion, as checked facts."""
    notes = (ESTIMATED,) if facts.get("estimated") else ()
    return Line(timeline_of(facts, audio.duration), track_of(facts), audio, notes)


def _track(emotion: EmotionSpec, seconds: Seconds) -> EmotionTrack:
    if isinstance(emotion, EmotionTrack):
        return emotion
    meant = asked_emotion(emotion).notation if isinstance(emotion, str) else emotion
    if isinstance(meant, str) and moves(meant):
        return EmotionTrack.parse(meant, duration=seconds)
    return EmotionTrack((Keyframe(0.0, as_emotion(meant)),))


def _timeline(
    audio: Audio,
    record: Mapping[str, Any],
    text: str | None,
    language: str,
    progress: Progress | None,
) -> tuple[Timeline, tuple[str, ...]]:
    if not audio.samples.any() or abs(audio.samples).max() < _SILENT:
        return Timeline((), (), audio.duration), ("the recording is silent: nothing is said",)
    known = bool(record.get("phonemes"))
    unsaid: tuple[str, ...] = ()
    if text is not None and not (known and _is_same(text, record)):
        from emogen.pipelines.face.lipsync.align import align
        from emogen.pipelines.speech.scripts import as_told
        from emogen.pipelines.speech.text.words import read_noted

        words, notes = read_noted(text, language=language, voice="the aligner")
        unsaid = as_told(notes)
        if words:
            return align(audio, text, language, progress=progress), unsaid
    if known:
        return timeline_of(record, audio.duration), ()
    from emogen.pipelines.face.lipsync.listen import listen

    heard = listen(audio, progress=progress)
    if not any(phoneme.symbol for phoneme in heard.phonemes):
        return heard, (*unsaid, "no speech is heard in the recording: the lips rest")
    return heard, unsaid


def _is_same(text: str, record: Mapping[str, Any]) -> bool:
    """Whether a text is, letter by letter, what a sidecar says was said."""
    words = " ".join(word for word, *_ in record.get("words", ()))
    return _letters(text) in (_letters(record.get("said", "")), _letters(words))


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _felt_in(audio: Audio, record: Mapping[str, Any]) -> tuple[EmotionTrack, tuple[str, ...]]:
    if record.get("track"):
        return track_of(record), ()
    from emogen.conditioning.read.voice import read_voice

    reading = read_voice(audio)
    return reading.track, (f"read from the voice: {reading.overall.emotion}",)
