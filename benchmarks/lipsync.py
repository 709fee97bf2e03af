"""How well lip-sync from recordings hears: writes docs/tables/lipsync.md.

    python benchmarks/lipsync.py WORK DATA

WORK holds the speech that `python -m emogen.pipelines.face.lipsync.train WORK` said (test lines are added
when they are missing); DATA has real recordings: speech/ravdess_actor01, speech/claire_mark and
face-motion (livelink/test.wav and .csv, facegood/*). None of those trained anything that is measured.
Needs the extra `judges` (pocketsphinx and Whisper know the words' times and the words).
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.conditioning.read.sound import load
from emogen.errors import RequestError
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.phones import Phone, aligned, kind_of
from emogen.pipelines.evaluate.judges.lipsync import curves_opening, sync
from emogen.pipelines.face.lipsync.align import align
from emogen.pipelines.face.lipsync.augment import KINDS, spoilt_as, to_rate
from emogen.pipelines.face.lipsync.corpus import Line, on_time, read_lines, say_lines, say_sounds
from emogen.pipelines.face.lipsync.listen import listen
from emogen.pipelines.face.lipsync.network import RATE, frames_in
from emogen.pipelines.face.lipsync.sounds import FPS, soft_labels, viseme_names
from emogen.pipelines.face.lipsync.train import TEST_SPEECH
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.motion.visemes import is_bilabial
from emogen.seeds import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.timeline import Timeline

    Series = NDArray[np.floating[Any]]

NEAR: Final = 0.05
"""Seconds within which a closure counts as found."""

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


def table(head: str, rows: Sequence[Sequence[object]]) -> list[str]:
    columns = head.split(" | ")
    lines = [f"| {head} |", "|" + "---|" * len(columns)]
    return [*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""]


def visemes_at(timeline: Timeline, seconds: float) -> NDArray[np.str_]:
    """The viseme of each frame."""
    labels = soft_labels(timeline.phonemes, frames_in(seconds))
    return np.array(viseme_names())[labels.argmax(axis=1)]


def closures(timeline: Timeline) -> list[tuple[float, float]]:
    return [(p.start, p.end) for p in timeline.phonemes if is_bilabial(p.symbol)]


def found(wanted: Sequence[tuple[float, float]], had: Sequence[tuple[float, float]]) -> list[bool]:
    """Of each wanted closure, whether one is had within :data:`NEAR` of it."""
    return [any(a < end + NEAR and b > start - NEAR for a, b in had) for start, end in wanted]


def share(hits: Sequence[bool]) -> str:
    return f"{np.mean(hits):.2f}" if hits else "–"


# Held-out voices


def test_lines(work: Path) -> tuple[list[Line], list[Line]]:
    """Lines of the voices that training never heard, and their laughs and sighs alone."""
    say_lines(work, TEST_SPEECH, "test")
    say_sounds(work, "test")
    lines = on_time(list(read_lines(work, "test")))
    return [one for one in lines if not one.is_sound], [one for one in lines if one.is_sound]


def held_out(lines: Sequence[Line]) -> Iterator[str]:
    plain = [to_rate(line.samples)[0] for line in lines]
    rows, by_language, by_viseme = [], defaultdict(list), defaultdict(list)
    confused: dict[tuple[str, str], int] = defaultdict(int)
    for kind in KINDS:
        said, shut, extra, curves = [], [], [], []
        for number, line in enumerate(lines):
            rng = stream(6, "lip-sync benchmark", kind, number)
            samples = spoilt_as(kind, plain[number], rng, plain)
            heard = listen(Audio(samples, RATE))
            truth, guess = (visemes_at(one, line.timeline.duration) for one in (line.timeline, heard))
            spoken = truth != "rest"
            said.append((truth == guess, spoken))
            shut += found(closures(line.timeline), closures(heard))
            extra += found(closures(heard), closures(line.timeline))
            curves.append((line.timeline, heard))
            if kind == "clean":
                by_language[line.language].append((truth == guess)[spoken])
                for one in set(truth):
                    by_viseme[one].append((truth == guess)[truth == one])
                for pair in zip(truth[truth != guess], guess[truth != guess], strict=True):
                    confused[pair[0], pair[1]] += 1
        right, spoken = (np.concatenate(part) for part in zip(*said, strict=True))
        jaw, pucker = (same_curves(curves[:20], name) for name in ("jawOpen", "mouthPucker"))
        rows.append(
            (
                *(kind, f"{right.mean():.2f}", f"{right[spoken].mean():.2f}", share(shut), share(extra)),
                *(f"{jaw:.2f}", f"{pucker:.2f}"),
            )
        )
    languages = len({line.language for line in lines})
    yield f"## Voices that training never heard ({len(lines)} lines, {languages} languages)\n"
    head = "spoilt by | frames right | while speaking | closures found | closures true | jawOpen r | pucker r"
    yield from table(head, rows)
    yield from table(
        "language | frames right while speaking | lines",
        [
            (name, f"{np.concatenate(hits).mean():.2f}", len(hits))
            for name, hits in sorted(by_language.items())
        ],
    )
    worst = {
        one: max(((n, b) for (a, b), n in confused.items() if a == one), default=(0, "–"))[1]
        for one in by_viseme
    }
    yield from table(
        "viseme | frames right | share of frames | most often taken for",
        [
            (
                name,
                f"{np.concatenate(hits).mean():.2f}",
                f"{sum(map(len, hits)) / len(right):.3f}",
                worst[name],
            )
            for name, hits in sorted(by_viseme.items(), key=lambda item: -sum(map(len, item[1])))
        ],
    )


def same_curves(pairs: Sequence[tuple[Timeline, Timeline]], name: str) -> float:
    """Correlation of a curve that is drawn from what was heard with the one from what was said."""
    drawn = [[animate(one, fps=FPS).curve(name) for one in pair] for pair in pairs]
    cut = [(a[: len(b)], b[: len(a)]) for a, b in drawn]
    return float(np.corrcoef(*(np.concatenate(side) for side in zip(*cut, strict=True)))[0, 1])


def sounds_heard(sounds: Sequence[Line], lines: Sequence[Line], real: Sequence[Real]) -> Iterator[str]:
    """Laughs and sighs."""
    rows = []
    for name in ("laugh", "chuckle", "sob", "sigh", "gasp"):
        own = [line for line in sounds if line.text == f"<{name}>"]
        heard = [{v.name for v in listen(Audio(line.samples, 24_000)).vocals} for line in own]
        wanted = "laugh" if name == "chuckle" else name
        rows.append(
            (name, share([wanted in one for one in heard]), share([bool(one) for one in heard]), len(own))
        )
    yield "## Sounds that are no words\n"
    yield from table("sound, of held-out voices | heard as such | heard as any | clips", rows)
    silent = [line for line in lines if not line.timeline.vocals]
    for name, clips in (
        ("held-out voices", [Audio(line.samples, 24_000) for line in silent]),
        ("RAVDESS and studio", [one.audio for one in real]),
    ):
        wrong = sum(len(listen(clip).vocals) for clip in clips)
        minutes = sum(clip.duration for clip in clips) / 60
        yield f"False alarms a minute of speech, {name}: {wrong / minutes:.1f}.\n"


# Real recordings


def real_speech(data: Path) -> list[Real]:
    ravdess = sorted((data / "speech" / "ravdess_actor01").glob("*.wav"))
    clips = [Real(path.stem, load(path), RAVDESS[path.stem.split("-")[4]]) for path in ravdess]
    studio = data / "speech" / "claire_mark"
    return clips + [Real(name, load(studio / f"{name}.wav"), text) for name, text in STUDIO.items()]


def reference(one: Real) -> tuple[Phone, ...]:
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


def _kinds(spans: Sequence[tuple[str, float, float]], times: Series) -> list[str]:
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


def loudness_jaw(audio: Audio, fps: float) -> Series:
    """The naive way: the jaw opens with the loudness, smoothed over 50 ms."""
    from scipy.ndimage import gaussian_filter1d

    times = np.arange(0, audio.duration, 1 / fps)
    step = round(0.01 * audio.rate)
    power = np.add.reduceat(audio.samples.astype(float) ** 2, np.arange(0, len(audio.samples), step))
    smooth = np.sqrt(np.maximum(gaussian_filter1d(power, 5.0), 0.0))
    return np.interp(times, (np.arange(len(smooth)) + 0.5) * 0.01, smooth)


def against_captures(data: Path) -> Iterator[str]:
    """Real mouths."""
    rows = []
    for name, audio, jaw, opening, fps in captures(data / "face-motion"):
        timeline = listen(audio)
        phones = [Phone(kind_of(p.symbol), p.start, p.end) for p in timeline.phonemes]
        shifted = [Phone(p.kind, p.start + 2.0, p.end + 2.0) for p in phones if p.end + 2.0 < audio.duration]
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


def captures(folder: Path) -> Iterator[tuple[str, Audio, Series, Series, float]]:
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


def best_correlation(captured: Series, drawn: Series, fps: float) -> tuple[float, float]:
    """(r, ms) at the lag at which the captured curve follows the drawn one best."""
    size = min(len(captured), len(drawn))
    best = (-1.0, 0.0)
    for lag in range(-round(0.3 * fps), round(0.3 * fps) + 1):
        a, b = captured[max(lag, 0) : size + min(lag, 0)], drawn[max(-lag, 0) : size - max(lag, 0)]
        best = max(best, (float(np.corrcoef(a, b)[0, 1]), 1000 * lag / fps))
    return best


# Alignment


def alignment(lines: Sequence[Line], real: Sequence[Real]) -> Iterator[str]:
    rows = []
    by_language = defaultdict(list)
    for line in lines:
        if not line.timeline.vocals:
            by_language[line.language].append(line)
    for language, own in sorted(by_language.items()):
        errors, refused = [], 0
        for line in own:
            try:
                placed = align(Audio(line.samples, 24_000), line.text, language)
            except RequestError:
                refused += 1
                continue
            errors += _starts(placed, line.timeline)
        wrong = [one.text for one in own]
        caught = [
            _refuses(Audio(a.samples, 24_000), b, language)
            for a, b in zip(own, wrong[1:] + wrong[:1], strict=True)
            if a.text != b
        ]
        rows.append(
            (
                language,
                f"{1000 * np.median(errors):.0f}",
                f"{1000 * np.quantile(errors, 0.9):.0f}",
                f"{refused}/{len(own)}",
                f"{sum(caught)}/{len(caught)}",
            )
        )
    yield "## Alignment with a given text\n"
    yield (
        "Errors are of the start of each sound against the voices' own times. A wrong text is another line "
        "of the same language.\n"
    )
    yield from table(
        "language | median error, ms | 90 % within, ms | right text refused | wrong text refused", rows
    )
    refused = [_refuses(one.audio, one.text) for one in real]
    texts = sorted({one.text for one in real})
    wrong = [_refuses(one.audio, text) for one in real for text in texts if text != one.text]
    voices = [line for line in lines if line.language.startswith("en") and not line.timeline.vocals]
    mended = []
    for one, two, three in zip(voices, voices[1:], voices[2:], strict=False):
        sound = Audio(np.concatenate([line.samples for line in (one, two, three)]), 24_000)
        mended.append(_refuses(sound, f"{one.text} {three.text}"))
    yield (
        f"Three English lines in a row, the middle one missing in the text: refused {sum(mended)} of "
        f"{len(mended)}.\n"
    )
    yield (
        f"Real English recordings: right text refused {sum(refused)} of {len(refused)}, wrong text refused "
        f"{sum(wrong)} of {len(wrong)}.\n"
    )


def _refuses(audio: Audio, text: str, language: str = "en-us") -> bool:
    try:
        align(audio, text, language)
    except RequestError:
        return True
    return False


def _starts(placed: Timeline, truth: Timeline) -> list[float]:
    """Errors of the starts of sounds, when both have the same ones."""
    a, b = ([p for p in one.phonemes if p.symbol] for one in (placed, truth))
    return [abs(x.start - y.start) for x, y in zip(a, b, strict=True)] if len(a) == len(b) else []


def speed() -> Iterator[str]:
    rng = stream(6, "lip-sync speed")
    minutes = 10
    audio = Audio(0.1 * rng.standard_normal(minutes * 60 * 16_000).astype(np.float32), 16_000)
    listen(Audio(audio.samples[:16_000], 16_000))
    begun = time.process_time()
    listen(audio)
    used = time.process_time() - begun
    yield (
        f"## Speed\n\n{minutes} minutes at 16 kHz take {used:.1f} s of one core: "
        f"{minutes * 60 / used:.0f} times real time.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/tables/lipsync.md"))
    options = parser.parse_args()
    lines, sounds = test_lines(options.work)
    real = real_speech(options.data)
    report = ["<!-- made by benchmarks/lipsync.py -->", "# Lip-sync from recordings, measured\n"]
    for part in (
        held_out(lines),
        against_sphinx(real),
        polish(options.data),
        against_captures(options.data),
        alignment(lines, real),
        sounds_heard(sounds, lines, real),
        speed(),
    ):
        for text in part:
            print(text, flush=True)
            report.append(text)
    write_text(options.output, "\n".join(report))


if __name__ == "__main__":
    main()
