"""What is read from recorded voices against what was acted: writes docs/tables/read_voice.md.

Run ``python -m benchmarks.read_voice DATA``, where DATA holds folders of recordings (any that are
there are used): ``nemo`` (nEMO: ``index.tsv`` with file, emotion, speaker), ``ravdess_actor01``
(RAVDESS file names) and ``claire_mark`` (``Name_emotion….wav``). Nothing is fitted to them.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.stats import rankdata, spearmanr

from emogen.conditioning import vocabulary
from emogen.conditioning.read.acoustics import baseline
from emogen.conditioning.read.reading import Reading
from emogen.conditioning.read.voice import VoiceReading, read_voice
from emogen.dsp.measures import VoiceMeasures, measure
from emogen.dsp.recording import load, resampled
from emogen.files import write_text
from emogen.media import Audio
from emogen.seeds import stream

NAMES = {
    **{"happiness": "joy", "happy": "joy", "sad": "sadness", "angry": "anger", "fearful": "fear"},
    **{"surprised": "surprise", "calm": "serenity"},
}
"""The corpora's words in the vocabulary's."""

RAVDESS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")

SMALLEST = "Claire and Mark"

SIX = ("neutral", "anger", "fear", "joy", "sadness", "surprise")
HIGH, LOW = ("anger", "fear", "joy", "surprise"), ("sadness", "neutral", "serenity")
PLEASANT, UNPLEASANT = ("joy", "serenity"), ("anger", "fear", "sadness", "disgust")

BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 1.0)


@dataclass(frozen=True)
class Clip:
    corpus: str
    speaker: str
    emotion: str
    audio: Audio


def clips(data: Path) -> list[Clip]:
    """Every clip, with its emotion in the vocabulary's words."""
    found = []
    index = data / "nemo" / "index.tsv"
    if index.exists():
        with index.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                found.append(("nEMO", row["speaker"], row["emotion"], index.parent / row["file"]))
    for path in sorted((data / "ravdess_actor01").glob("*.wav")):
        fields = path.stem.split("-")
        found.append(("RAVDESS 01", fields[6], RAVDESS[int(fields[2]) - 1], path))
    for path in sorted((data / "claire_mark").glob("*.wav")):
        speaker, emotion, *rest = path.stem.split("_")
        if emotion != "outofbreath" and not any("sec" in part or "khz" in part for part in rest):
            found.append((SMALLEST, speaker, emotion, path))
    return [Clip(c, s, NAMES.get(emotion, emotion), load(path)) for c, s, emotion, path in found]


class Habits:
    """Speakers' calm voices: medians of their neutral clips."""

    def __init__(self, everything: list[Clip]) -> None:
        self._calm: dict[tuple[str, str], dict[int, VoiceMeasures]] = {}
        for clip in everything:
            if clip.emotion == "neutral":
                mine = self._calm.setdefault((clip.corpus, clip.speaker), {})
                mine[id(clip)] = measure(clip.audio.samples, clip.audio.rate)

    def of(self, clip: Clip) -> VoiceMeasures:
        """The speaker's habit without this very clip, unless it is the only neutral one."""
        mine = self._calm[clip.corpus, clip.speaker]
        others = [measures for key, measures in mine.items() if key != id(clip)]
        return baseline(others or list(mine.values()))


def six_way(reading: Reading) -> tuple[str, float]:
    """The most likely of the six and its probability among them; neutral is what the names leave."""
    shares = {name: share for name, share in reading.mixture if name in SIX}
    shares["neutral"] = max(0.0, 1 - sum(share for _, share in reading.mixture))
    best = max(shares, key=lambda name: shares[name])
    return best, shares[best] / sum(shares.values())


def named(reading: Reading) -> str:
    return six_way(reading)[0]


def auc(scores: Iterable[float], positive: Iterable[bool]) -> float:
    """Area under the ROC curve."""
    ranks, yes = rankdata(list(scores)), np.array(list(positive))
    count = yes.sum()
    return float((ranks[yes].sum() - count * (count + 1) / 2) / (count * (len(yes) - count)))


def row(title: str, pairs: list[tuple[Clip, Reading]]) -> str:
    """One line of the table of accuracy."""
    arousal = {name: vocabulary.entries()[name].vad[1] for name in (*HIGH, *LOW[:1], *LOW[2:], "disgust")}
    arousal["neutral"] = 0.0
    extreme = [(c, r) for c, r in pairs if c.emotion in (*HIGH, *LOW)]
    high = [c.emotion in HIGH for c, _ in extreme]
    felt = [r.vad[1] for _, r in extreme]
    split = float(np.mean([(a > 0.1) == h for a, h in zip(felt, high, strict=True)]))
    side = [(c, r) for c, r in pairs if c.emotion in (*PLEASANT, *UNPLEASANT)]
    pleasant = auc([r.vad[0] for _, r in side], [c.emotion in PLEASANT for c, _ in side])
    order = spearmanr([arousal[c.emotion] for c, _ in pairs], [r.vad[1] for _, r in pairs]).statistic
    recall = uar(pairs)
    chance = 1 / len({c.emotion for c, _ in pairs if c.emotion in SIX})
    return (
        f"| {title} | {len(pairs)} | {split:.2f} | {auc(felt, high):.2f} | {order:.2f} | {pleasant:.2f} "
        f"| {recall:.2f} ({chance:.2f}) |"
    )


def uar(pairs: list[tuple[Clip, Reading]]) -> float:
    """Unweighted average recall over those of the six emotions that occur."""
    recalls = []
    for name in SIX:
        hits = [named(reading) == name for clip, reading in pairs if clip.emotion == name]
        if hits:
            recalls.append(np.mean(hits))
    return float(np.mean(recalls))


def confusion(pairs: list[tuple[Clip, Reading]]) -> list[str]:
    lines = [f"| acted \\ read | {' | '.join(SIX)} |", "|---|" + "---|" * len(SIX)]
    for name in SIX:
        read = [named(reading) for clip, reading in pairs if clip.emotion == name]
        cells = [f"{read.count(other) / max(1, len(read)):.2f}" for other in SIX]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def reliability(pairs: list[tuple[Clip, Reading]]) -> list[str]:
    """How often the name is right, by how sure the reading said it was."""
    lines = ["| confidence | clips | mean confidence | right |", "|---|---|---|---|"]
    six = [(six_way(r)[1], named(r) == c.emotion) for c, r in pairs if c.emotion in SIX]
    for low, high in pairwise(BINS):
        inside = np.array([(sure, right) for sure, right in six if low <= sure < high])
        if len(inside):
            sure, right = inside.mean(axis=0)
            lines.append(f"| {low:g} to {high:g} | {len(inside)} | {sure:.2f} | {right:.2f} |")
    return lines


def errors(pairs: list[tuple[Clip, Reading]]) -> list[str]:
    """The error of the coordinates against the spread that the readings gave."""
    lines = ["| coordinate | error, root mean square | spread said | within it |", "|---|---|---|---|"]
    meant = np.array(
        [(0, 0, 0) if c.emotion == "neutral" else vocabulary.entries()[c.emotion].vad for c, _ in pairs]
    )
    off = np.abs(meant - np.array([r.vad for _, r in pairs]))
    spread = np.array([r.spread for _, r in pairs])
    for axis, name in enumerate(("valence", "arousal", "dominance")):
        error, said = (float(np.sqrt(np.mean(x[:, axis] ** 2))) for x in (off, spread))
        lines.append(f"| {name} | {error:.2f} | {said:.2f} | {(off < spread)[:, axis].mean():.2f} |")
    return lines


def joins(everything: list[Clip], known: Habits, emotion: str) -> str:
    """Neutral then emotional clips of one speaker put together: is the seam found, and only it?"""
    nearest, elsewhere, false = [], 0, 0
    for key in sorted({(c.corpus, c.speaker) for c in everything if c.corpus != SMALLEST}):
        mine = [c for c in everything if (c.corpus, c.speaker) == key]
        random = stream(1, "joins", emotion, *key)
        for _ in range(4):
            first = _three([c for c in mine if c.emotion == "neutral"], random)
            last = _three([c for c in mine if c.emotion == emotion], random)
            both = Audio(np.concatenate([first.samples, last.samples]), first.rate)
            habit = known.of(next(c for c in mine if c.emotion == emotion))
            found = read_voice(both, baseline=habit).segments[1:]
            off = [abs(segment.start - first.duration) for segment in found]
            nearest.append(min(off, default=np.inf))
            elsewhere += sum(distance > 0.5 for distance in off)
            false += len(read_voice(first, baseline=habit).segments) - 1
    hits = [distance for distance in nearest if distance <= 0.5]
    count = len(nearest)
    return (
        f"| neutral, then {emotion} | {count} | {len(hits) / count:.2f} | {np.median(hits):.2f} "
        f"| {elsewhere / count:.2f} | {false / count:.2f} |"
    )


def _three(some: list[Clip], random: np.random.Generator) -> Audio:
    """Three of the clips, one after the other."""
    chosen = [some[i] for i in random.choice(len(some), min(len(some), 3), replace=False)]
    rate = chosen[0].audio.rate
    return Audio(np.concatenate([resampled(c.audio, rate) for c in chosen]), rate)


def report(everything: list[Clip]) -> str:
    """The tables as Markdown."""
    known = Habits(everything)
    corpora = list(dict.fromkeys(c.corpus for c in everything))
    ways: dict[str, Callable[[Clip], VoiceReading]] = {
        "own calm voice": lambda c: read_voice(c.audio, baseline=known.of(c)),
        "average speaker": lambda c: read_voice(c.audio),
    }
    lines = [
        "| recordings, compared with | clips | high/low arousal | AUC arousal | Spearman arousal "
        "| AUC valence | recall of 6 (chance) |",
        "|---|---|---|---|---|---|---|",
    ]
    kept: list[tuple[Clip, Reading]] = []
    for corpus in corpora:
        for title, way in ways.items():
            pairs = [(c, way(c).overall) for c in everything if c.corpus == corpus]
            lines.append(row(f"{corpus}, {title}", pairs))
            if title == "own calm voice":
                kept += [p for p in pairs if corpus != SMALLEST]
    lines += ["", "Names, all corpora but the smallest, own calm voice:", "", *confusion(kept)]
    lines += [
        "",
        "How far the confidence can be trusted (probability among the six):",
        "",
        *reliability(kept),
    ]
    lines += ["", "Coordinates, against those of the acted emotion's name:", "", *errors(kept)]
    lines += [
        *["", "Three neutral clips of a speaker and three emotional ones, put together:", ""],
        "| clips | trials | seam within 0.5 s | error, s | cuts elsewhere | cuts in the neutral half |",
        "|---|---|---|---|---|---|",
        *(joins(everything, known, name) for name in ("anger", "sadness", "joy")),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/read_voice.md"))
    options = parser.parse_args()
    table = report(clips(options.data))
    write_text(options.output, "<!-- made by benchmarks/read_voice.py -->\n" + table)
    print(table)


if __name__ == "__main__":
    main()
