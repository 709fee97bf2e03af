"""Words by sound: every line of the corpus said by ours and by plain Kokoro, and heard by Whisper.

    python -m benchmarks.round_trip WORK [--jobs 2] [--sample N] [--lines TEXT] [--all-voices] [--reading]

``WORK`` is a folder for what was heard (``ours.jsonl``, ``plain.jsonl``), one clip a line: a run that was
stopped goes on from there, and clips that are there are not made again. After a change of ours remove
``ours.jsonl``; plain Kokoro stays the same. A line is said by one voice of its language, the voices taking
turns, and in English with one of six emotions, every voice with every emotion equally often; plain Kokoro
says it by the same voice without an emotion. English is heard by Whisper tiny.en (``--english
whisper-base`` for the other), the rest by base; both write numbers in words.
Writes ``docs/tables/round_trip.md`` and ``.json`` (:mod:`benchmarks.round_trip_table`).
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from emogen import speak
from emogen.dsp.recording import resampled
from emogen.errors import EmogenError
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.encoder import RATE
from emogen.pipelines.evaluate.hearing.interjections import sound_of
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import Comparison, nearest
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.speech.scripts import moved_script, read_words
from emogen.pipelines.speech.voices import find_voice

CORPUS: Final = Path(__file__).parents[1] / "tests" / "corpus" / "round_trip.tsv"

VOICES: Final = {
    "en": ("af_heart", "am_michael", "af_bella", "bm_george"),
    "es": ("ef_dora", "em_alex", "em_santa"),
    "fr": ("ff_siwis",),
    "it": ("if_sara", "im_nicola"),
    "pt": ("pf_dora", "pm_alex", "pm_santa"),
    "zh": ("zf_xiaoxiao", "zm_yunxi", "zf_xiaobei", "zm_yunjian"),
    "ja": ("jf_alpha", "jm_kumo", "jf_gongitsune", "jf_nezumi"),
    "hi": ("hf_alpha", "hm_omega", "hf_beta", "hm_psi"),
}
"""Four voices a language, where it has as many."""

EMOTIONS: Final = ("neutral", "joy", "sadness", "anger", "fear", "surprise")
"""Of English lines; the other languages are said neutrally."""

System = Literal["ours", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the corpus: ``intended`` are the words to be heard, alternatives apart by ``|``, or the
    sounds of an interjection; ``voice`` is empty where any voice of the language may say it."""

    language: str
    kind: str
    voice: str
    written: str
    intended: str


@dataclass(frozen=True, slots=True)
class Clip:
    """One line said in one way, and the network that hears it."""

    system: System
    line: Line
    voice: str
    emotion: str
    recogniser: str

    @property
    def key(self) -> tuple[str, ...]:
        line = self.line
        return (self.system, line.language, line.written, self.voice, self.emotion, self.recogniser)


def corpus() -> list[Line]:
    """Every line, in order."""
    with CORPUS.open(encoding="utf-8", newline="") as table:
        return [Line(**row) for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


def clips(lines: Iterable[Line], english: str, *, every_voice: bool) -> Iterator[Clip]:
    """The clips of ours, in a design that is the same whichever lines are left out."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        voices = (line.voice,) if line.voice else VOICES[line.language]
        number = counts[line.language, line.kind]
        counts[line.language, line.kind] += 1
        emotions = EMOTIONS if line.language == "en" else EMOTIONS[:1]
        for turn in range(len(voices) if every_voice else 1):
            voice = voices[(number + turn) % len(voices)]
            # Voices change fastest; after a round of them the emotions have moved on by one.
            emotion = emotions[(number // len(voices) + number) % len(emotions)]
            yield Clip("ours", line, voice, emotion, english if line.language == "en" else "")


def plain(clip: Clip) -> Clip:
    """The same line by plain Kokoro."""
    return replace(clip, system="plain", emotion="neutral")


def read_as(line: Line) -> tuple[str, Comparison]:
    """The words that ours reads in a line, beside the nearest of those intended: what goes wrong before
    there is sound. Chinese and Japanese are read as pinyin and kana; of a line that is refused nothing is.
    """
    try:
        script, _ = moved_script(line.written, "neutral")
        words, _ = read_words(script, find_voice(line.voice or VOICES[line.language][0]))
    except EmogenError as error:
        return f"refused: {error.what}", nearest((), line.intended, line.language)
    spoken = " ".join(word.spoken or word.text for word in words)
    read = spoken.split() if line.language == "zh" else plain_words(spoken, line.language)
    return spoken, nearest(read, line.intended, line.language)


# Saying and hearing ------------------------------------------------------------------------------


def heard(clip: Clip) -> dict[str, Any]:
    """A clip's result: what was heard, or of an interjection its sounds; an error if it was refused."""
    began = time.perf_counter()
    result: dict[str, Any] = {
        "key": clip.key, "system": clip.system, **asdict(clip.line), "voice": clip.voice,
        "emotion": clip.emotion, "heard": "",
    }  # fmt: skip
    try:
        result |= _ours(clip) if clip.system == "ours" else _plain(clip)
    except EmogenError as error:
        result["error"] = str(error)
    return result | {"seconds": round(time.perf_counter() - began, 2)}


def _ours(clip: Clip) -> dict[str, Any]:
    speech = speak(clip.line.written, voice=clip.voice, emotion=clip.emotion)
    phones = [phoneme.symbol or "|" for phoneme in speech.timeline.phonemes]
    found: dict[str, Any] = {"phones": " ".join(phones), "duration": speech.audio.duration}
    if clip.line.kind == "interjection":
        return found | {"sound": asdict(sound_of(speech.audio, speech.timeline.phonemes))}
    return found | {"heard": _hear(speech.audio, clip)}


def _plain(clip: Clip) -> dict[str, Any]:
    from benchmarks.plain_kokoro import say

    audio, phones, front = say(clip.line.written, clip.voice)
    return {"phones": phones, "front": front, "duration": audio.duration, "heard": _hear(audio, clip)}


def _hear(audio: Audio, clip: Clip) -> str:
    return _whisper().hear(resampled(audio, RATE), clip.line.language, clip.recogniser)


@lru_cache(maxsize=1)
def _whisper() -> Whisper:
    return Whisper()


# A run -------------------------------------------------------------------------------------------


def results(folder: Path, system: System) -> dict[tuple[str, ...], dict[str, Any]]:
    """The results of a system in a work folder; a last line that was cut off by a kill is left out."""
    path = folder / f"{system}.jsonl"
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        try:
            result = json.loads(line)
        except json.JSONDecodeError:
            continue
        found[tuple(result["key"])] = result
    return found


def run(todo: Sequence[Clip], folder: Path, jobs: int) -> None:
    """Say and hear clips, appending each result as soon as it is there."""
    began = time.perf_counter()
    for path in folder.glob("*.jsonl"):
        if not path.read_bytes().endswith(b"\n"):
            # A kill cut its last line off.
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")
    # Started afresh: networks do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        waiting = [pool.submit(heard, clip) for clip in todo]
        for done, future in enumerate(as_completed(waiting), 1):
            result = future.result()
            with (folder / f"{result['system']}.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(result, ensure_ascii=False) + "\n")
            passed = time.perf_counter() - began
            left = passed / done * (len(todo) - done)
            print(
                f"{done}/{len(todo)} {left / 60:.0f} min left | {result['system']} {result['voice']} "
                f"{result['emotion']} | {result['written']} | {result.get('error') or result['heard']}",
                flush=True,
            )


def sampled(lines: Sequence[Line], count: int) -> list[Line]:
    """About so many lines, evenly over the corpus."""
    step = max(1, round(len(lines) / count)) if count else 1
    return list(lines[::step])


def _print_misread(lines: Iterable[Line]) -> None:
    for line in lines:
        if line.kind != "interjection":
            spoken, found = read_as(line)
            if found.errors:
                print(f"{line.language} | {line.written} | {spoken}")


def main() -> None:
    from benchmarks.round_trip_table import write

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=Path, help="folder of what was heard")
    parser.add_argument("--jobs", type=int, default=2, help="processes (0.9 GB each)")
    parser.add_argument("--sample", type=int, default=0, help="about so many lines, evenly over the corpus")
    parser.add_argument("--lines", default="", help="only lines that hold this text")
    parser.add_argument("--language", default="", help="only this language, e.g. en")
    parser.add_argument("--kind", default="", help="only this kind of line, e.g. opening")
    parser.add_argument("--all-voices", action="store_true", help="every line by all voices of its language")
    parser.add_argument("--english", default="", metavar="MODEL", help="hears English, e.g. whisper-base")
    parser.add_argument("--reading", action="store_true", help="say nothing: list what is misread")
    parser.add_argument("--table", action="store_true", help="write the tables of a part, too")
    options = parser.parse_args()

    options.work.mkdir(parents=True, exist_ok=True)
    whole = list(clips(corpus(), options.english, every_voice=options.all_voices))
    kept = [
        line
        for line in sampled(corpus(), options.sample)
        if options.lines in line.written
        and line.language.startswith(options.language)
        and line.kind.startswith(options.kind)
    ]
    if options.reading:
        _print_misread(kept)
        return
    chosen = set(kept)
    ours = [clip for clip in whole if clip.line in chosen]
    # No recogniser hears interjections, so plain Kokoro, which tells no times, says none.
    pairs = [(clip, plain(clip)) for clip in ours if clip.line.kind != "interjection"]
    wanted = list(dict.fromkeys([*ours, *(other for _, other in pairs)]))
    known = results(options.work, "ours") | results(options.work, "plain")
    todo = [clip for clip in wanted if clip.key not in known]
    todo.sort(key=lambda clip: clip.line.language)
    run(todo, options.work, options.jobs)
    known = results(options.work, "ours") | results(options.work, "plain")
    partly = len(ours) < len(whole)
    write(
        [known[clip.key] for clip in ours],
        {clip.key: known[other.key] for clip, other in pairs},
        options.work if partly and not options.table else Path("docs") / "tables",
    )


if __name__ == "__main__":
    main()
