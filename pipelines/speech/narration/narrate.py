"""A story read out, its own emotional arc driving the voice, chapter by chapter.

The reading is made sentence by sentence and kept on disk, so that a novel needs little more memory
than a page: what grows with it are the times of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from emogen.conditioning.read.story import read_story
from emogen.conditioning.script import PARAGRAPH, Script
from emogen.conditioning.track import EmotionTrack, Keyframe
from emogen.dsp.measures import VoiceMeasures, measure
from emogen.errors import checked
from emogen.files import check_folder
from emogen.media import Audio
from emogen.pipelines.speech.delivery.chapters import Part, chapters_of
from emogen.pipelines.speech.delivery.sound_file import Delivered, Delivery, deliver
from emogen.pipelines.speech.speak import Speech, read_words, stream, timed
from emogen.pipelines.speech.voices import find_voice
from emogen.progress import Progress
from emogen.provenance import content_hash, write_sidecar
from emogen.registry import used
from emogen.seeds import stream_seed
from emogen.sound import Chapter, is_lossy
from emogen.timeline import Phoneme, Seconds, Timeline, Vocal, Word

AUDIOBOOK: Final = Delivery(loudness="podcast")
"""How narrations are delivered unless told otherwise."""

READERS: Final = ("minilm-l6",)
"""The weights that a story is read with, besides those of the voice."""

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
        return tuple(f"{done.path.name}: {note}" for done in self.delivered for note in done.notes)


def narrate(
    story: str,
    path: str | Path,
    *,
    title: str = "",
    voice: str = "af_heart",
    strength: float = 1.0,
    seed: int = 0,
    take: int = 0,
    variation: float = 1.0,
    delivery: Delivery | None = None,
    split: bool = False,
    progress: Progress | None = None,
) -> Narration:
    """Read a story out, with a sidecar beside every file that says how it was made.

    Args:
        story: plain text or Markdown, up to 1,000,000 characters; headings begin chapters.
        path: ``.m4b``, ``.m4a`` and ``.mp3`` get chapter marks; any other format of
            :func:`emogen.pipelines.speech.delivery.sound_file.deliver` will do.
        title: of the story.
        voice: a voice's name, or a blend.
        strength: of the arc, 0 (no emotion) to 2; 1 is as it was read.
        seed, take, variation: as for :func:`emogen.pipelines.speech.speak.speak`.
        delivery: how the files are; :data:`AUDIOBOOK` by default.
        split: one file a chapter, ``story-01.m4b`` and so on.
        progress: called with the share done, 0 to 1.

    Raises:
        RequestError: nothing to say, another script, an unknown voice, a format that cannot be.
        MissingWeightError: the voice's or the reader's model is not there.
        OutputError: a file cannot be written.
    """
    speaker = find_voice(voice)
    delivery = delivery or AUDIOBOOK
    path = delivery.check(path)
    check_folder(path.parent)
    narration = prepare(story, title=title, voice=voice, strength=strength)

    def told(number: int) -> Iterator[Audio]:
        for speech in _spoken(narration, number, seed, take, variation):
            if progress:
                progress(min(0.98, narration.words[-1].span[1] / len(narration.text)))
            yield speech.audio

    tags = {
        "title": title,
        "artist": speaker.name,
        "genre": "Audiobook",
        "comment": "Synthetic speech by emogen",
    }
    request = {
        "kind": "narrate", "text": narration.text, "title": title, "voice": voice, "strength": strength,
        "seed": seed, "take": take, "variation": variation, "delivery": asdict(delivery), "split": split,
    }  # fmt: skip

    def delivered(done: Delivered) -> None:
        narration.delivered.append(done)
        facts = {"seconds": round(done.seconds, 3), "loudness": done.loudness, "notes": done.notes}
        write_sidecar(done.path, _digest(request), request, facts)

    if split:
        for number, part in enumerate(narration.parts):
            own = {**tags, "title": part.title or title, "album": title}
            file = path.with_name(f"{path.stem}-{number + 1:02d}{path.suffix}")
            delivered(deliver(told(number), file, delivery, tags=own, seed=seed))
    else:
        whole = (audio for number in range(len(narration.parts)) for audio in told(number))
        marks: Sequence[Chapter] = narration.chapters if _is_marked(path, narration) else ()
        delivered(deliver(whole, path, delivery, tags=tags, chapters=marks, seed=seed))
    if progress:
        progress(1.0)
    return narration


def _digest(request: Mapping[str, Any]) -> str:
    return content_hash(request, media=("speech",), plugins=[used("speech", "kokoro")], model_ids=READERS)


def prepare(story: str, *, title: str = "", voice: str = "af_heart", strength: float = 1.0) -> Narration:
    """A story in chapters, with its arc, of which nothing has been said yet."""
    strength = checked(strength, "strength", 0.0, 2.0)
    parts = chapters_of(story, title)
    text = PARAGRAPH.join(part.text for part in parts)
    arc = read_story(text).told.scaled(strength) if strength else EmotionTrack()
    narration = Narration(text, arc, voice, parts)
    speaker, begun = find_voice(voice), 0
    for part in parts:
        # What cannot be said is found now, and not after an hour of reading.
        for _, script in _scripts(narration, begun, begun + len(part.text)):
            read_words(script, speaker)
        begun += len(part.text) + len(PARAGRAPH)
    return narration


def _is_marked(path: Path, narration: Narration) -> bool:
    return is_lossy(path) and path.suffix.lower() != ".ogg" and len(narration.parts) > 1


def _spoken(narration: Narration, number: int, seed: int, take: int, variation: float) -> Iterator[Speech]:
    """The phrases of one chapter; what is heard is added to the narration."""
    began = narration.duration
    first = sum(len(part.text) + len(PARAGRAPH) for part in narration.parts[:number])
    part = narration.parts[number]
    speech: Speech | None = None
    for index, (start, script) in enumerate(_scripts(narration, first, first + len(part.text))):
        drawn = stream_seed(seed, "narrate", number, index)
        for speech in stream(script, voice=narration.voice, seed=drawn, take=take, variation=variation):
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
    return start, Script(text, (), EmotionTrack((Keyframe(0.0, narration.arc.at(start)), *inside)))


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
