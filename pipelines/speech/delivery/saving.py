"""A spoken line to its files: the sound as ordered, captions and timings beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from emogen.errors import RequestError
from emogen.media import check_suffix
from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES, write_captions
from emogen.pipelines.speech.delivery.sound_file import Delivered, Delivery, deliver
from emogen.pipelines.speech.delivery.timings import write_timings

if TYPE_CHECKING:
    from emogen.pipelines.speech.speak import Speech


def save_speech(
    speech: Speech,
    path: str | Path,
    delivery: Delivery | None = None,
    *,
    captions: str | Path | None = None,
    timings: str | Path | None = None,
    title: str = "",
    seed: int = 0,
) -> Delivered:
    """Write a line, and its captions and timings where they are wanted. Every suffix is looked at first.

    Args:
        speech: what was said.
        path: as for :func:`emogen.pipelines.speech.delivery.sound_file.deliver`.
        delivery: how the sound is.
        captions: ``.vtt`` or ``.srt``.
        timings: ``.json``.
        title: a tag of the file; the first words of the line by default.
        seed: draws the dither.

    Raises:
        RequestError: a file that cannot be written this way; times of a backend that has none.
        GenerationError: there is no sound, or it has values that are no numbers.
        OutputError: a file cannot be written.
    """
    if (captions or timings) and not speech.timed:
        raise RequestError(
            "captions and timings cannot be written",
            why="the speech backend does not tell when its words are heard",
            fix="Leave them out, or choose a backend that can: see `emogen plugins`.",
        )
    for file, allowed in ((captions, CAPTION_SUFFIXES), (timings, (".json",))):
        if file is not None:
            check_suffix(file, allowed)
    words, voice = speech.script.text, speech.voice.name
    tags = {
        "title": title or " ".join(words.split()[:8]),
        "artist": voice,
        "genre": "Speech",
        "comment": "Synthetic speech by emogen",
    }
    done = deliver(speech.audio, path, delivery, tags=tags, seed=seed)
    if captions is not None:
        write_captions(captions, speech.timeline, words, speech.track)
    if timings is not None:
        write_timings(timings, speech.timeline, speech.track, text=words, voice=voice)
    return done
