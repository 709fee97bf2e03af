"""How well lip-sync from recordings hears: writes docs/tables/lipsync.md and docs/images/lipsync.png.

    python -m benchmarks.lipsync WORK DATA

WORK holds the speech that `python -m tools.lipsync.train WORK` said (test lines are added
when they are missing); DATA has real recordings: speech/ravdess_actor01, speech/claire_mark, speech/nemo and
face-motion (livelink/test.wav and .csv, facegood/*). None of those trained anything that is measured.
Needs pocketsphinx (extra `judges`), which knows when the words of real speech are said.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.lipsync_counts import closures, found, share, table, visemes_at
from benchmarks.lipsync_real import Real, against_captures, against_sphinx, picture, polish, real_speech
from emogen.errors import RequestError
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.face.lipsync.align import align
from emogen.pipelines.face.lipsync.listen import listen
from emogen.pipelines.face.lipsync.network import RATE
from emogen.pipelines.face.lipsync.sounds import FPS
from emogen.pipelines.face.motion.animate import animate
from emogen.seeds import stream
from tools.lipsync.augment import KINDS, spoilt_as, to_rate
from tools.lipsync.corpus import Line, on_time, read_lines, say_lines, say_sounds
from tools.lipsync.train import TEST_SPEECH

if TYPE_CHECKING:
    from emogen.timeline import Timeline


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
    one, other = (np.concatenate(side) for side in zip(*cut, strict=True))
    return float(np.corrcoef(one, other)[0, 1])


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
    lost = [_refuses(one.audio, one.text) for one in real]
    texts = sorted({one.text for one in real})
    swapped = [_refuses(one.audio, text) for one in real for text in texts if text != one.text]
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
        f"Real English recordings: right text refused {sum(lost)} of {len(lost)}, wrong text refused "
        f"{sum(swapped)} of {len(swapped)}.\n"
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
    picture(options.data, options.output.parent.parent / "images" / "lipsync.png")
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
