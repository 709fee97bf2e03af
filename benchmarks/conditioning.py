"""How fast the conditioning layer is on this machine: writes docs/tables/conditioning_speed.md.

    python -m benchmarks.conditioning

Each row is one call in :func:`actions`: to measure something else, add it there.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import parse_markup
from emogen.conditioning.script import Script
from emogen.conditioning.ssml import parse_ssml
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.picture import picture_targets
from emogen.conditioning.targets.voice import voice_targets
from emogen.conditioning.taxonomy import describe
from emogen.conditioning.track import EmotionTrack
from emogen.files import write_text
from emogen.machine import cores

TABLE: Final = Path(__file__).parent.parent / "docs" / "tables" / "conditioning_speed.md"
ROUNDS: Final = 31

MARKUP: Final = (
    "[sad] I waited for you a *long* time, and nobody came to the harbour that night. <pause 0.4s> Not even "
    "you. [hope:0.7 + 0.2*joy] Then the door opened, and there you stood, in the rain, <whisper>without a "
    "word</whisper>. <sigh> So I made some {tea|tiː}, and we sat down by the fire. "
)
SSML: Final = (
    "<p>I waited for you a <emphasis>long</emphasis> time, and nobody came to the <prosody rate='90%'>"
    "harbour that night</prosody>. <break time='400ms'/> <mstts:express-as style='sad'>Not even you."
    "</mstts:express-as> Then the <phoneme ph='dɔː'>door</phoneme> opened, and there you stood, in the rain, "
    "without a word. So I made some tea, and we sat down by the fire.</p>\n"
)
WORDS: Final = 44
"""Spoken in either."""


def markup(count: int) -> str:
    """Markup of about so many words."""
    return MARKUP * round(count / WORDS)


def ssml(count: int) -> str:
    return f"<speak>{SSML * round(count / WORDS)}</speak>"


def actions() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured: a name, and a call that does it once."""
    script = parse_markup(markup(1000))
    track = EmotionTrack.parse("0s sad -> 2s hope:0.7 + 0.2*joy, 5s fear")
    yield "`Emotion.parse`, two names", lambda: Emotion.parse("joy:0.6 + surprise:0.3")
    yield "`EmotionTrack.parse`, three keyframes", lambda: EmotionTrack.parse(str(track))
    yield "`EmotionTrack.at`", lambda: track.at(1.2)
    yield "`parse_markup`, 1,000 words", lambda: parse_markup(markup(1000))
    yield "`parse_ssml`, 1,000 words", lambda: parse_ssml(ssml(1000))
    yield "`Script.plain`, 1,000 words", lambda: Script.plain(script.text)
    yield "`Script.markup`, 1,000 words", script.markup
    yield "`Script.sentences`, 1,000 words", lambda: list(script.sentences())
    mixed, point = Emotion.parse("joy:0.6 + surprise:0.3"), Emotion.va(-0.4, 0.2)
    yield "`voice_targets`, a take", lambda: voice_targets(mixed, take=3)
    yield "`face_targets`, a take", lambda: face_targets(mixed, take=3)
    yield "`picture_targets`, a take", lambda: picture_targets(mixed, take=3)
    yield "`embed`, a mixture", lambda: embed(mixed)
    yield "`embed`, a point", lambda: embed(point)
    yield "`describe`, all names", lambda: describe(point)


def milliseconds(action: Callable[[], object]) -> list[float]:
    """CPU time of each of several calls: what else the machine does is not in it. The first, which
    loads tables, does not count."""
    action()
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        action()
        spent.append((time.process_time() - began) * 1000)
    return spent


def growth(read: Callable[[str], Script], source: Callable[[int], str]) -> float:
    """How many times longer four times the text takes, from about 25,000 characters to 100,000."""
    short, long = (source(words) for words in (4_500, 18_000))
    return min(milliseconds(lambda: read(long))) / min(milliseconds(lambda: read(short)))


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = []
    for name, action in actions():
        spent = milliseconds(action)
        rows.append(f"| {name} | {statistics.median(spent):.3g} | {min(spent):.3g} |")
    lines = [
        "<!-- made by benchmarks/conditioning.py -->",
        f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}; {ROUNDS} calls, "
        "CPU time.",
        "",
        "| what | median, ms | fastest, ms |",
        "|---|---|---|",
        *rows,
        "",
        "Four times the text, from 25,000 to 100,000 spoken characters, takes",
        f"{growth(parse_markup, markup):.1f} times as long as markup and "
        f"{growth(parse_ssml, ssml):.1f} times as long as SSML (4 is in proportion).",
        "",
    ]
    write_text(TABLE, "\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
