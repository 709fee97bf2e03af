"""A story read out, its own emotional arc driving the voice, chapter by chapter.

The reading is made sentence by sentence and kept on disk, so that a novel needs little more memory
than a page: what grows with it are the times of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from emogen.conditioning.character import Lexicon, with_lexicon
from emogen.conditioning.character.lexicon import NO_WORDS
from emogen.conditioning.notes import Note
from emogen.conditioning.read.story import read_story
from emogen.conditioning.script import PARAGRAPH, Script
from emogen.conditioning.track import EmotionTrack, Keyframe
from emogen.dsp.measures import VoiceMeasures, measure
from emogen.errors import checked
from emogen.files import check_folder
from emogen.media import Audio
from emogen.pipelines.speech.backend import SpeechBackend, make_backend, voice_of
from emogen.pipelines.speech.delivery.chapters import Part, chapters_of
from emogen.pipelines.speech.delivery.sound_file import Delivered, Delivery, deliver
from emogen.pipelines.speech.scripts import as_told, read_words
from emogen.pipelines.speech.speak import Speech, stream, timed
from emogen.progress import Progress, ignore
from emogen.seeds import stream_seed
from emogen.sound import Chapter, is_lossy
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal, Word

AUDIOBOOK: Final = Delivery(loudness="podcast")
"""How narrations are delivered unless told otherwise."""

_REQUEST: Final = 20_000
"""Characters spoken at a time: half of what one request may have."""

_BETWEEN: Final[Seconds] = 1.5
"""Silence between chapters. Ours."""

_MEASURED: Final[Seconds] = 0.5
"""Shorter stretches of a sentence are not measured."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it sounds.

    Attributes:
        start, end: seconds of the whole narration.
        at: its first character.
        measures: of its sound, before delivery.
    """

    start: Seconds
    end: Seconds
    at: int
    measures: VoiceMeasures


@dataclass(slots=True)
class Narration:
    """A story that is being told, or has been.

    Attributes:
        text: what is said, white space as in scripts.
        arc: what is felt, over the characters of ``text``.
        voice: who reads.
        parts: its chapters.
        lexicon: how words are said.
        unsaid: what of the text is not said, and why.
        duration: seconds made so far.
        words, phonemes, vocals: heard so far, in seconds of the whole; words' spans in ``text``.
        sentences: measured so far.
        chapters: finished so far.
        delivered: the files.
    """

    text: str
    arc: EmotionTrack
    voice: str
    parts: Sequence[Part]
    lexicon: Lexicon = NO_WORDS
    unsaid: tuple[str, ...] = ()
    duration: Seconds = 0.0
    words: list[Word] = field(default_factory=list)
    phonemes: list[Phoneme] = field(default_factory=list)
    vocals: list[Vocal] = field(default_factory=list)
    sentences: list[Told] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)

    @property
    def timeline(self) -> Timeline:
        return Timeline(tuple(self.words), tuple(self.phonemes), self.duration, tuple(self.vocals))

    @property
    def track(self) -> EmotionTrack:
        """What is felt, in seconds."""
        return timed(self.arc, self.timeline)

    def of(self, chapter: Chapter) -> tuple[Timeline, EmotionTrack]:
        """The timeline and the track of one chapter, from its own start."""
        start, end = chapter.start, chapter.end

        def within(row: Word | Phoneme | Vocal) -> bool:
            return start <= (row.start + row.end) / 2 < end

        whole = Timeline(
            tuple(word for word in self.words if within(word)),
            tuple(phoneme for phoneme in self.phonemes if within(phoneme)),
            end,
            tuple(vocal for vocal in self.vocals if within(vocal)),
        )
        own = whole.shifted(-start)
        return own, timed(self.arc, own)

    @property
    def notes(self) -> tuple[str, ...]:
        delivered = (f"{done.path.name}: {note}" for done in self.delivered for note in done.notes)
        return (*self.unsaid, *delivered)


def read_aloud(
    narration: Narration,
    path: str | Path,
    *,
    title: str = "",
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    delivery: Delivery = AUDIOBOOK,
    split: bool = False,
    speaker: SpeechBackend | None = None,
    progress: Progress = ignore,
) -> None:
    """Read a prepared story aloud; what is heard when, and the files, are added to the narration.

    Args:
        narration: of :func:`prepare`.
        path: ``.m4b``, ``.m4a`` and ``.mp3`` get chapter marks; any other format of
            :func:`emogen.pipelines.speech.delivery.sound_file.deliver` will do.
        title: of the story.
        seed, take, variation: as for :func:`emogen.pipelines.speech.speak.speak`.
        delivery: how the files are.
        split: one file a chapter, ``story-01.m4b`` and so on.
        speaker: what speaks; Kokoro by default.
        progress: called with the share done, 0 to 1.

    Raises:
        MissingWeightError: the voice's model is not there.
        OutputError: a file cannot be written.
    """
    path = delivery.check(path)
    check_folder(path.parent)

    def told(number: int) -> Iterator[Audio]:
        for speech in _spoken(narration, number, speaker, seed, take, variation):
            progress(min(0.98, narration.words[-1].span[1] / len(narration.text)))
            yield speech.audio

    tags = {
        "title": title,
        "artist": narration.voice,
        "genre": "Audiobook",
        "comment": "Synthetic speech by emogen",
    }
    if split:
        for number, part in enumerate(narration.parts):
            own = {**tags, "title": part.title or title, "album": title}
            file = path.with_name(f"{path.stem}-{number + 1:02d}{path.suffix}")
            narration.delivered.append(deliver(told(number), file, delivery, tags=own, seed=seed))
    else:
        whole = (audio for number in range(len(narration.parts)) for audio in told(number))
        marks: Sequence[Chapter] = narration.chapters if _is_marked(path, narration) else ()
        narration.delivered.append(deliver(whole, path, delivery, tags=tags, chapters=marks, seed=seed))
    progress(1.0)


def prepare(
    story: str,
    *,
    title: str = "",
    voice: str = "af_heart",
    strength: float = 1.0,
    speaker: SpeechBackend | None = None,
    lexicon: Lexicon = NO_WORDS,
    strict: bool = False,
) -> Narration:
    """A story in chapters, with its arc, of which nothing has been said yet.

    Args:
        story: plain text or Markdown, up to 1,000,000 characters; headings begin chapters.
        title: of the story.
        voice: a voice's name, or a blend.
        strength: of the arc, 0 (no emotion) to 2; 1 is as it was read.
        speaker: what speaks; Kokoro by default.
        lexicon: how words are said.
        strict: whether something that cannot be said is an error; else it is left out and noted.

    Raises:
        RequestError: an empty story, an unknown voice; if strict, what cannot be said.
        MissingWeightError: the reader's model is not there.
    """
    strength = checked(strength, "strength", 0.0, 2.0)
    parts = chapters_of(story, title)
    text = PARAGRAPH.join(part.text for part in parts)
    arc = read_story(text).told.scaled(strength) if strength else EmotionTrack()
    reader = voice_of(speaker or make_backend("kokoro"), voice)
    narration, begun = Narration(text, arc, reader.name, parts, lexicon), 0
    notes: list[Note] = []
    for part in parts:
        # What cannot be said is found now, and not after an hour of reading.
        for start, script in _scripts(narration, begun, begun + len(part.text)):
            _, own = read_words(script, reader, strict=strict)
            notes += (replace(note, start=note.start + start, end=note.end + start) for note in own)
        begun += len(part.text) + len(PARAGRAPH)
    narration.unsaid = as_told(notes)
    return narration


def _is_marked(path: Path, narration: Narration) -> bool:
    return is_lossy(path) and path.suffix.lower() != ".ogg" and len(narration.parts) > 1


def _spoken(
    narration: Narration,
    number: int,
    speaker: SpeechBackend | None,
    seed: int,
    take: int,
    variation: float,
) -> Iterator[Speech]:
    """The phrases of one chapter; what is heard is added to the narration."""
    began = narration.duration
    first = sum(len(part.text) + len(PARAGRAPH) for part in narration.parts[:number])
    part = narration.parts[number]
    speech: Speech | None = None
    for index, (start, script) in enumerate(_scripts(narration, first, first + len(part.text))):
        drawn = stream_seed(seed, "narrate", number, index)
        for speech in stream(
            script, voice=narration.voice, seed=drawn, take=take, variation=variation,
            backend=speaker or "kokoro",
        ):  # fmt: skip
            _hear(narration, speech, start)
            yield speech
    if speech is not None and number < len(narration.parts) - 1:
        rest = replace(
            speech, audio=Audio(np.zeros(round(_BETWEEN * speech.audio.rate), np.float32), speech.audio.rate)
        )
        narration.phonemes.append(Phoneme("", narration.duration, narration.duration + rest.audio.duration))
        narration.duration += rest.audio.duration
        yield rest
    narration.chapters.append(Chapter(part.title or f"{number + 1}", began, narration.duration))


def _scripts(narration: Narration, first: int, end: int) -> Iterator[tuple[int, Script]]:
    """``text[first:end]`` in scripts short enough for one request, cut between sentences, each with
    its share of the arc; and where each begins."""
    text, begun = narration.text[first:end], 0
    last = 0
    for _, after in Script.plain(text).sentences():
        if after - begun > _REQUEST and last > begun:
            yield _script(narration, first + begun, first + last)
            begun = last
        last = after
    yield _script(narration, first + begun, first + len(text))


def _script(narration: Narration, start: int, end: int) -> tuple[int, Script]:
    text = narration.text[start:end].rstrip()
    frames = narration.arc.keyframes
    inside = [replace(f, time=f.time - start) for f in frames if start < f.time <= start + len(text)]
    script = Script(text, (), EmotionTrack((Keyframe(0.0, narration.arc.at(start)), *inside)))
    return start, with_lexicon(script, narration.lexicon)


def _hear(narration: Narration, speech: Speech, start: int) -> None:
    """Add a phrase whose script begins at character ``start``."""
    line = speech.timeline.shifted(narration.duration)
    words = [replace(w, span=(w.span[0] + start, w.span[1] + start)) for w in line.words]
    for at, heard in _by_sentence(speech, start):
        low, high = heard[0].start, heard[-1].end
        if high - low >= _MEASURED:
            samples = speech.audio.samples[round(low * speech.audio.rate) : round(high * speech.audio.rate)]
            told = measure(samples, speech.audio.rate)
            narration.sentences.append(Told(low + narration.duration, high + narration.duration, at, told))
    narration.words += words
    narration.phonemes += line.phonemes
    narration.vocals += line.vocals
    narration.duration += speech.audio.duration


def _by_sentence(speech: Speech, start: int) -> Iterable[tuple[int, list[Word]]]:
    """(first character in the story, words heard) for each sentence of a phrase."""
    groups: dict[int, list[Word]] = {}
    words = speech.timeline.words
    edges = [
        a for a, b in speech.script.sentences() if words and b > words[0].span[0] and a < words[-1].span[1]
    ]
    for word in words:
        at = max((edge for edge in edges if edge <= word.span[0]), default=0)
        groups.setdefault(start + at, []).append(word)
    return groups.items()
