"""The review judged itself: defects planted in real lines of emogen's, and the same lines without any.

    python -m benchmarks.review_defects WORK

``WORK`` is a folder for the sounds, which are not made again when they are there. A hundred English lines of
``tests/corpus/round_trip.tsv`` are said by eight voices with six emotions; each is reviewed as it is, and
with one defect planted: a wrong word, a cut end, a click, a wrong emotion (20 each), a late mouth, a wrong
    level (10
each). Where a defect would be of the making (another word, another emotion), the line is really said so, and
only its sidecar says what was meant; the times of sidecars are those of the sound that is heard.
Thresholds of the review were chosen on other lines (``--tuning``: those of the kind ``opening``). Writes
``docs/tables/review_defects.md``.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from emogen.arrays import Floats
from emogen.dsp.recording import load
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.requests.making import make_request
from emogen.provenance import read_sidecar, sidecar_of
from emogen.seeds import stream

CORPUS: Final = Path(__file__).parents[1] / "tests" / "corpus" / "round_trip.tsv"
TABLE: Final = Path(__file__).parents[1] / "docs" / "tables" / "review_defects.md"
VOICES: Final = (
    *("af_heart", "am_michael", "af_bella", "bm_george", "bf_emma", "am_puck", "af_nicole", "am_onyx"),
)
EMOTIONS: Final = ("neutral", "joy", "sadness", "anger", "fear", "surprise")
KINDS: Final = {
    "wrong word": 20, "cut end": 20, "click": 20, "wrong emotion": 20, "late mouth": 10, "wrong level": 10,
}  # fmt: skip
SMALL: Final = frozenset(("that", "this", "with", "for", "but", "and", "the", "are", "was", "were"))
"""Words that are not exchanged."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One line, and the defect that is planted in it."""

    number: int
    text: str
    voice: str
    emotion: str
    defect: str

    @property
    def chance(self) -> np.random.Generator:
        return stream(self.number, "review defects")


def planned(kind: str) -> list[Planned]:
    """A hundred lines; every defect meets every emotion and voice about equally often."""
    with CORPUS.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = [row["written"] for row in rows if row["language"] == "en" and row["kind"] == kind][:100]
    defects = [name for name, count in KINDS.items() for _ in range(count)]
    return [
        Planned(i, text, VOICES[i % len(VOICES)], EMOTIONS[(i + i // 8) % len(EMOTIONS)], defect)
        for i, (text, defect) in enumerate(zip(texts, defects, strict=True))
    ]


def other_word(line: Planned, lines: list[Planned]) -> str:
    """The text with one of its longer words exchanged for one of another line."""
    words = list(re.finditer(r"[A-Za-z']{3,}", line.text))
    places = [word for word in words[1:] if word[0].lower() not in SMALL] or words
    place = places[int(line.chance.integers(len(places)))]
    donor = lines[(line.number + 37) % len(lines)].text
    offered = [w for w in re.findall(r"[a-z]{4,}", donor) if w not in SMALL and w not in line.text.lower()]
    word: str = offered[int(line.chance.integers(len(offered)))]
    return line.text[: place.start()] + word + line.text[place.end() :]


def other_emotion(line: Planned) -> str:
    others = [name for name in EMOTIONS if name != line.emotion]
    return others[int(line.chance.integers(len(others)))]


def say(path: Path, line: Planned, text: str = "", emotion: str = "") -> None:
    """Make a line; where it is said otherwise than was meant, its sidecar does not know."""
    if not path.exists():
        asked = {"text": text or line.text, "voice": line.voice, "emotion": emotion or line.emotion}
        make_request("speak", asked).make(path)
    if text or emotion:
        meant = make_request("speak", {"text": line.text, "voice": line.voice, "emotion": line.emotion})
        rewrite(path, request=meant.normal(), label=line.emotion)


def rewrite(path: Path, **facts: Any) -> None:
    record = (read_sidecar(path) or {}) | facts
    sidecar_of(path).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def changed(path: Path, source: Path, change: Callable[[Audio], Floats]) -> None:
    """A copy of a sound with a change, and the sidecar of its source, in time with what is left."""
    audio = load(source)
    samples = change(audio)
    Audio(samples.astype(np.float32), audio.rate).save(path)
    record = read_sidecar(source) or {}
    seconds = len(samples) / audio.rate
    clipped = {
        name: [[row[0], row[1], min(row[2], seconds), *row[3:]] for row in record[name] if row[1] < seconds]
        for name in ("words", "phonemes")
    }
    facts = record | clipped | {"seconds": seconds, "bytes": path.stat().st_size, "file": path.name}
    sidecar_of(path).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def cut_end(line: Planned, source: Path) -> Callable[[Audio], Floats]:
    """Cut within the last word, 80 to 250 ms before its end: the half of them short of any silence, the
    others faded over 5 ms and with silence after it, as a tool may leave them."""
    words = (read_sidecar(source) or {})["words"]
    rest = float(line.chance.uniform(0.08, 0.25))
    end = max(words[-1][2] - rest, words[-1][1] + 0.03)

    def change(audio: Audio) -> Floats:
        kept = audio.samples[: round(end * audio.rate)].copy()
        if line.number % 2:
            ramp = round(0.005 * audio.rate)
            kept[-ramp:] *= np.linspace(1, 0, ramp, dtype=np.float32)
            kept = np.concatenate([kept, np.zeros(round(0.4 * audio.rate), np.float32)])
        return kept

    return change


def click(line: Planned) -> Callable[[Audio], Floats]:
    """One click where it is loud: a single sample moved by 20 to 100 % of the peak, or a gap of 2 to 6 ms in
    which the sound stands still, as of a buffer that ran empty."""

    def change(audio: Audio) -> Floats:
        samples, chance = audio.samples.copy(), line.chance
        loud = np.flatnonzero(np.abs(samples) > 0.1 * np.abs(samples).max())
        place = int(chance.choice(loud[(loud > 200) & (loud < len(samples) - 400)]))
        if line.number % 2:
            samples[place] += chance.uniform(0.2, 1.0) * np.abs(samples).max() * chance.choice([-1, 1])
            return samples
        samples[place : place + round(chance.uniform(0.002, 0.006) * audio.rate)] = 0.0
        return samples

    return change


def wrong_level(line: Planned) -> Callable[[Audio], Floats]:
    """9 to 15 dB too quiet, or so much too loud that it clips."""
    decibels = float(line.chance.uniform(9, 15)) * (1 if line.number % 2 else -1)
    return lambda audio: np.clip(audio.samples * 10 ** (decibels / 20), -1, 1)


def make_curves(path: Path, source: Path, emotion: str, late: float = 0.0) -> None:
    """Curves of a face that says a line, beside it; or so many seconds too late."""
    from emogen.conditioning.emotion import Emotion
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.livelink import save_csv
    from emogen.pipelines.face.line import recorded_line
    from emogen.pipelines.face.motion.animate import animate

    line = recorded_line(source)
    motion = animate(line.timeline, Emotion(emotion), audio=line.audio, fps=60)
    frames = np.clip(np.arange(len(motion)) - round(late * 60), 0, None)
    moved = FaceMotion(motion.curves[frames], motion.head[frames], motion.gaze[frames], motion.fps)
    save_csv(moved, path)


def plant(line: Planned, lines: list[Planned], folder: Path) -> tuple[Path, Path]:
    """The clean sound and the one with the defect, made where they are not there."""
    clean = folder / f"{line.number:03d}.wav"
    bad = folder / f"{line.number:03d}_{line.defect.replace(' ', '_')}.wav"
    if not sidecar_of(clean).exists():
        say(clean, line)
    if line.defect == "late mouth" or line.number % 5 == 0:
        make_curves(clean.with_suffix(".csv"), clean, line.emotion)
    if bad.exists():
        return clean, bad
    match line.defect:
        case "wrong word":
            say(bad, line, text=other_word(line, lines))
        case "wrong emotion":
            say(bad, line, emotion=other_emotion(line))
        case "cut end":
            changed(bad, clean, cut_end(line, clean))
        case "click":
            changed(bad, clean, click(line))
        case "wrong level":
            changed(bad, clean, wrong_level(line))
        case _:
            changed(bad, clean, lambda audio: audio.samples)
            make_curves(bad.with_suffix(".csv"), clean, line.emotion, float(line.chance.uniform(0.12, 0.3)))
    return clean, bad


# Judging -----------------------------------------------------------------------------------------


def judged(path: Path) -> dict[str, Any]:
    """The review of a sound, as plain values."""
    from emogen.pipelines.review.aim import aim_of
    from emogen.pipelines.review.reviewer import Reviewer

    aim = aim_of(path)
    if aim is None:
        raise ValueError(f"{path} is no spoken line")
    review = Reviewer(path.parent).judge(path, aim)
    return {"name": path.stem, "failed": [v.check for v in review.failed], **review.as_json()}


def judge_all(paths: list[Path], kept: Path, jobs: int) -> dict[str, dict[str, Any]]:
    """The reviews of all sounds, each kept as soon as it is there."""
    found: dict[str, dict[str, Any]] = {}
    for row in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ():
        review = json.loads(row)
        found[review["name"]] = review
    todo = [path for path in paths if path.stem not in found]
    stream(0, "order").shuffle(todo)  # So that a part of them tells of all.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(judged, path) for path in todo]):
            review = done.result()
            found[review["name"]] = review
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(review, ensure_ascii=False) + "\n")
            print(review["name"], review["failed"], flush=True)
    return found


OWN: Final = {
    "wrong word": "words", "cut end": "ends", "click": "clicks", "wrong emotion": "emotion",
    "late mouth": "mouth", "wrong level": "level",
}  # fmt: skip
"""The check that is for each defect."""


def write_table(lines: list[Planned], found: dict[str, dict[str, Any]]) -> None:
    """Counts by defect, false alarms by check, and what was missed."""
    rows = ["| defect | planted | found | by its own check |", "|---|---|---|---|"]
    total, hits, missed = 0, 0, []
    for defect in KINDS:
        reviews = [
            (line, found[name])
            for line in lines
            if line.defect == defect and (name := f"{line.number:03d}_{defect.replace(' ', '_')}") in found
        ]
        caught = [line for line, review in reviews if review["failed"]]
        own = sum(OWN[defect] in review["failed"] for _, review in reviews)
        total, hits = total + len(reviews), hits + len(caught)
        rows.append(f"| {defect} | {len(reviews)} | {len(caught)} | {own} |")
        missed += [
            f"{defect}: *{line.text}* ({line.voice}, {line.emotion})"
            for line, r in reviews
            if not r["failed"]
        ]
    rows.append(f"| **all** | {total} | **{hits} ({hits / max(total, 1):.2f})** | |")
    clean = [(line, found[f"{line.number:03d}"]) for line in lines if f"{line.number:03d}" in found]
    alarms = [(line, review) for line, review in clean if review["failed"]]
    told = [
        f"{', '.join(review['failed'])}: *{line.text}* ({line.voice}, {line.emotion}): "
        + "; ".join(v["told"] for v in review["verdicts"] if v["passed"] is False)
        for line, review in alarms
    ]
    share = len(alarms) / max(len(clean), 1)
    parts = [
        "# The review judged itself\n",
        "Defects planted in lines of emogen's, and the same lines without any. Made by "
        "`benchmarks/review_defects.py`, which says how each is planted.\n",
        "\n".join(rows),
        f"\nFalse alarms: {len(alarms)} of {len(clean)} clean lines ({share:.2f}).\n",
        *(f"- {text}" for text in told),
        "\nNot found:\n",
        *(f"- {text}" for text in missed),
    ]
    write_text(TABLE, "\n".join(parts) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=Path, help="folder for sounds")
    parser.add_argument("--tuning", action="store_true", help="the lines that thresholds were chosen on")
    parser.add_argument("--make", action="store_true", help="only make the sounds")
    parser.add_argument("--jobs", type=int, default=2, help="processes that judge")
    options = parser.parse_args()
    lines = planned("opening" if options.tuning else "dialogue")
    folder = options.work / ("tuning" if options.tuning else "test")
    folder.mkdir(parents=True, exist_ok=True)
    paths = [path for line in lines for path in plant(line, lines, folder)]
    if options.make:
        return
    found = judge_all(sorted(set(paths)), folder / "reviews.jsonl", options.jobs)
    if not options.tuning:
        write_table(lines, found)


if __name__ == "__main__":
    main()
