"""Lip-sync on recordings of real people: RAVDESS, studio speech, nEMO, and captures of faces that speak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.lipsync_counts import NEAR, closures, found, share, table
from emogen.dsp.recording import load
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.phones import HeardPhone, aligned, kind_of
from emogen.pipelines.evaluate.judges.lipsync import curves_opening, sync
from emogen.pipelines.face.lipsync.align import align
from emogen.pipelines.face.lipsync.listen import listen
from emogen.pipelines.face.motion.animate import animate
from emogen.plots import FAINT, INK, drawing, plain
from emogen.visemes import is_bilabial

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats
    from emogen.timeline import Timeline

RAVDESS: Final = {"01": "kids are talking by the door", "02": "dogs are sitting by the door"}
TENURE: Final = "have all the more leisure for yachting but her publications are no good"
STUDIO: Final = {
    "Claire_anger": "the beige hue on the waters of the lock impressed all including the french queen before "
    "she heard that symphony again just as young arthur wanted",
    "Claire_neutral": "she usually rushes to push the garage door closed george is at the church watching a "
    "magic show we rode with lucy about the tall tower in her new yellow car",
    "Claire_sadness": "are those shy eurasian footwear cowboy chaps or jolly earth moving headgear",
    "Mark_anger": "with tenure suzy had " + TENURE,
    "Mark_joy": "with tenure suzy had " + TENURE,
    "Mark_neutral": "with tenure suzy would " + TENURE,
    "Mark_sadness": "are those shy eurasian footwear cowboy chaps or jolly earth moving headgear",
}
"""What is said, from Whisper and mended by hand; file name without suffix -> words."""


@dataclass(frozen=True, slots=True)
class Real:
    """A recording and its words."""

    name: str
    audio: Audio
    text: str


def real_speech(data: Path) -> list[Real]:
    ravdess = sorted((data / "speech" / "ravdess_actor01").glob("*.wav"))
    clips = [Real(path.stem, load(path), RAVDESS[path.stem.split("-")[4]]) for path in ravdess]
    studio = data / "speech" / "claire_mark"
    return clips + [Real(name, load(studio / f"{name}.wav"), text) for name, text in STUDIO.items()]


def reference(one: Real) -> tuple[HeardPhone, ...]:
    """Sounds by pocketsphinx; none where it fails."""
    try:
        return aligned(one.audio, one.text.split())
    except RequestError:
        return ()


def against_sphinx(real: Sequence[Real]) -> Iterator[str]:
    rows = []
    for corpus, clips in (
        ("RAVDESS, actor 1", [one for one in real if one.name[0] == "0"]),
        ("studio, 2 speakers", [one for one in real if one.name[0] != "0"]),
    ):
        for way, timeline_of in (
            ("listen", lambda one: listen(one.audio)),
            ("align", lambda one: align(one.audio, one.text)),
        ):
            rows.append((corpus, way, *_agreement(clips, timeline_of)))
    yield "## Real English, against pocketsphinx's alignment of the words\n"
    yield (
        "`shifted` is the same with the closures half a second late: what chance finds. `kinds` is the share "
        "of 10 ms steps in which both say open vowel, other vowel, p b m, other consonant or rest.\n"
    )
    yield from table(
        "recordings | by | closures found | shifted | closures true | kinds | lips late, ms | clips", rows
    )


def _agreement(clips: Sequence[Real], timeline_of: Callable[[Real], Timeline]) -> tuple[str, ...]:
    shut, chance, true, same, late, used = [], [], [], [], [], 0
    for one in clips:
        phones = reference(one)
        try:
            timeline = timeline_of(one)
        except RequestError:
            continue
        if not phones:
            continue
        used += 1
        wanted = [(p.start, p.end) for p in phones if p.kind == "lips"]
        had = closures(timeline)
        shut += found(wanted, had)
        chance += found([(a + 0.5, b + 0.5) for a, b in wanted], had)
        true += found(had, wanted)
        for a, b in wanted:
            near = [(c + d) / 2 - (a + b) / 2 for c, d in had if c < b + NEAR and d > a - NEAR]
            late += [min(near, key=abs)] if near else []
        times = np.arange(phones[0].start, phones[-1].end, 0.01)
        theirs = np.array(_kinds([(p.kind, p.start, p.end) for p in phones], times))
        ours = np.array(_kinds([(kind_of(p.symbol), p.start, p.end) for p in timeline.phonemes], times))
        same.append(theirs == ours)
    lag = f"{1000 * np.median(late):+.0f}" if late else "–"
    return (
        share(shut),
        share(chance),
        share(true),
        f"{np.concatenate(same).mean():.2f}",
        lag,
        f"{used}/{len(clips)}",
    )


def _kinds(spans: Sequence[tuple[str, float, float]], times: AnyFloats) -> list[str]:
    kinds = ["rest"] * len(times)
    for kind, start, end in spans:
        for place in range(*np.searchsorted(times, (start, end))):
            kinds[place] = kind
    return kinds


def polish(data: Path) -> Iterator[str]:
    """A language that no voice speaks, by actors: as many closures as the text has letters?"""
    folder = data / "speech" / "nemo"
    lines = (folder / "index.tsv").read_text(encoding="utf-8").splitlines()[1:]
    by_text = defaultdict(list)
    for line in lines[::4]:
        row = line.split("\t")
        by_text[row[5]].append(len(closures(listen(load(folder / row[0])))))
    yield "## Real Polish, which no voice of the training speaks (nEMO, every fourth clip)\n"
    yield from table(
        "text | letters p, b, m | closures heard, mean and deviation | clips",
        [
            (text, sum(letter in "pbm" for letter in text.lower()), _mean(counts), len(counts))
            for text, counts in by_text.items()
            if len(counts) > 3
        ],
    )


def _mean(counts: Sequence[int]) -> str:
    return f"{np.mean(counts):.1f} ± {np.std(counts):.1f}"


def loudness_jaw(audio: Audio, fps: float) -> AnyFloats:
    """The naive way: the jaw opens with the loudness, smoothed over 50 ms."""
    from scipy.ndimage import gaussian_filter1d

    times = np.arange(0, audio.duration, 1 / fps)
    step = round(0.01 * audio.rate)
    power = np.add.reduceat(audio.samples.astype(float) ** 2, np.arange(0, len(audio.samples), step))
    smooth = np.sqrt(np.maximum(gaussian_filter1d(power, 5.0), 0.0))
    return np.asarray(np.interp(times, (np.arange(len(smooth)) + 0.5) * 0.01, smooth))


def against_captures(data: Path) -> Iterator[str]:
    """Real mouths."""
    rows = []
    for name, audio, jaw, opening, fps in captures(data / "face-motion"):
        timeline = listen(audio)
        phones = [HeardPhone(kind_of(p.symbol), p.start, p.end) for p in timeline.phonemes]
        shifted = [
            HeardPhone(p.kind, p.start + 2.0, p.end + 2.0) for p in phones if p.end + 2.0 < audio.duration
        ]
        at, off = (sync(opening, fps, audio, one) for one in (phones, shifted))
        drawn = animate(timeline, audio=audio, fps=fps).curve("jawOpen")
        ours, naive = (best_correlation(jaw, one, fps) for one in (drawn, loudness_jaw(audio, fps)))
        late = best_correlation(jaw, np.roll(drawn, round(2 * fps)), fps)
        rows.append(
            (
                *(name, f"{at['separation']:.2f}", f"{at['lag']:+.0f}", f"{off['separation']:.2f}"),
                *(f"{ours[0]:.2f}", f"{ours[1]:+.0f}", f"{late[0]:.2f}", f"{naive[0]:.2f}"),
            )
        )
    yield "## Real mouths: captures of faces that speak\n"
    yield (
        "`d'` is how far apart the captured opening of the mouth is at the open vowels and at the p, b and m "
        "that were heard (best lag within 0.6 s; `shifted`: 2 s late, at its own best lag). `r` is the "
        "correlation of the captured jaw with the animated one, at the best lag within 0.3 s; `loudness`: "
        "of a jaw that only follows loudness.\n"
    )
    yield from table(
        "capture | d' | lag, ms | d' shifted | jaw r | lag, ms | r shifted | r of loudness", rows
    )
    mean = [f"{np.mean([float(row[place]) for row in rows]):.2f}" for place in (1, 3, 4, 6, 7)]
    yield "Means: d' {} (shifted {}); r {} (shifted {}), of loudness {}.\n".format(*mean)


def captures(folder: Path) -> Iterator[tuple[str, Audio, AnyFloats, AnyFloats, float]]:
    """(name, sound, jaw opening, mouth opening, frames a second)."""
    csv = folder / "livelink" / "test.csv"
    opening = curves_opening(csv)
    rows = csv.read_text(encoding="utf-8-sig").splitlines()
    column = rows[0].split(",").index("JawOpen")
    jaw = np.array([float(row.split(",")[column]) for row in rows[1:]])
    yield "livelink test, English", load(csv.with_suffix(".wav")), jaw, opening, 60.0
    # One name more than columns: the last has none (left and right ones move together only so).
    names = (folder / "facegood" / "bsname.txt").read_text().split()
    for path in sorted((folder / "facegood").glob("*.npy")):
        weights = np.load(path).astype(float)
        jaw, close = (weights[:, names.index(name)] for name in ("mouth_stretch_c", "mouth_chew_c"))
        yield (
            f"facegood {path.stem}, Mandarin",
            load(path.with_suffix(".flac")),
            jaw,
            np.maximum(jaw - close, 0),
            30.0,
        )


def best_correlation(captured: AnyFloats, drawn: AnyFloats, fps: float) -> tuple[float, float]:
    """(r, ms) at the lag at which the captured curve follows the drawn one best."""
    size = min(len(captured), len(drawn))
    best = (-1.0, 0.0)
    for lag in range(-round(0.3 * fps), round(0.3 * fps) + 1):
        a, b = captured[max(lag, 0) : size + min(lag, 0)], drawn[max(-lag, 0) : size - max(lag, 0)]
        best = max(best, (float(np.corrcoef(a, b)[0, 1]), 1000 * lag / fps))
    return best


def picture(data: Path, output: Path) -> None:
    """Six seconds of the Live Link capture: the jaw as captured, as heard, and by loudness."""
    _, audio, jaw, _, fps = next(captures(data / "face-motion"))
    timeline = listen(audio)
    heard = animate(timeline, audio=audio, fps=fps).curve("jawOpen")
    start, end = 2.0, 8.0
    with drawing(output, (9.0, 2.8)) as figure:
        axes = figure.subplots()
        for curve, name, colour, width in (
            (loudness_jaw(audio, fps), "by loudness", FAINT, 1.0),
            (jaw, "captured", INK, 1.8),
            (heard, "as heard", "#d1495b", 1.8),
        ):
            cut = curve[round(start * fps) : round(end * fps)]
            axes.plot(start + np.arange(len(cut)) / fps, cut / cut.max(), color=colour, lw=width, label=name)
        for phoneme in timeline.phonemes:
            if phoneme.symbol and start <= phoneme.start and phoneme.end <= end:
                colour = "#d1495b" if is_bilabial(phoneme.symbol) else INK
                axes.text((phoneme.start + phoneme.end) / 2, -0.14, phoneme.symbol, color=colour, ha="center")
        axes.set_ylim(-0.2, 1.05)
        axes.set_yticks([])
        axes.set_xlabel("seconds")
        axes.legend(frameon=False, ncols=3, loc="upper center")
        plain(axes)
