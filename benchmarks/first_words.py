"""Whether the first word of a line is heard when it is a short one: writes docs/tables/first_words.md.

Run ``python -m benchmarks.first_words``: every function word of one syllable opens a line, said by four
voices with six emotions, and written down by Whisper tiny.en. A word counts as heard when the line begins
with it, or with a word that sounds the same. Takes about half an hour on two cores.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Final

import emogen
from emogen.dsp.recording import resampled
from emogen.files import write_text
from emogen.pipelines.evaluate.hearing.encoder import RATE
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.judges.whisper import Whisper

TABLE: Final = Path(__file__).parent.parent / "docs" / "tables" / "first_words.md"
VOICES: Final = ("af_heart", "am_michael", "bf_emma", "bm_george")
EMOTIONS: Final = ("neutral", "joy", "sadness", "anger", "fear", "surprise")

LINES: Final = (
    "I found the keys.", "A dog was barking.", "The door was open.", "You left your coat.",
    "He never came back.", "She told me everything.", "It rained all night.", "We waited for you.",
    "They took the train.", "My brother lives here.", "His father built it.", "Her letters came late.",
    "Your horse is ready.", "Our ship leaves tonight.", "Oh, what a garden.", "In summer it rains.",
    "On Monday we left.", "At night it snows.", "If you see him, wait.", "Is there any water?",
    "Am I the only one?", "Are you coming with us?", "Do you remember me?", "Don't open that box.",
    "Can you carry this?", "So that was your plan.", "But nobody listened.", "And then it was dark.",
    "Or we could stay here.", "No one has seen them.", "Why did you leave me?", "Who broke the window?",
)  # fmt: skip
"""Each opens with its word. Ours."""

ALIKE: Final = {
    "you": ("you", "u"), "our": ("our", "are", "hour"), "oh": ("oh", "o"), "or": ("or", "oar", "all"),
    "no": ("no", "know"), "your": ("your", "you're"), "in": ("in", "and"), "and": ("and", "in"),
    "they": ("they",), "their": ("their", "there"), "i": ("i", "i've", "i'd"), "his": ("his", "is"),
    "he": ("he", "he'd"), "don't": ("don't",), "a": ("a", "the"), "the": ("the", "a"),
}  # fmt: skip
"""Words that a listener takes for one another at the start of a line; the network guesses between them."""


def is_heard(line: str, transcript: str) -> bool:
    """Whether the transcript begins with the line's first word, or one that sounds like it."""
    first, heard = plain_words(line)[0], plain_words(transcript)
    return bool(heard) and heard[0] in ALIKE.get(first, (first,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=VOICES)
    parser.add_argument("--emotions", nargs="+", default=EMOTIONS)
    arguments = parser.parse_args()
    judge = Whisper()
    heard: Counter[tuple[str, str]] = Counter()
    lost: list[tuple[str, str, str, str]] = []
    for emotion, voice in product(arguments.emotions, arguments.voices):
        for line in LINES:
            audio = emogen.speak(line, voice=voice, emotion=emotion).audio
            transcript = judge.hear(resampled(audio, RATE))
            heard[voice, emotion] += is_heard(line, transcript)
            if not is_heard(line, transcript):
                lost.append((line.split()[0].rstrip(","), voice, emotion, transcript))
                print(*lost[-1], sep="\t", flush=True)
        print(voice, emotion, heard[voice, emotion], flush=True)
        write_text(TABLE, _table(heard, lost, arguments.voices, arguments.emotions))


def _table(
    heard: Counter[tuple[str, str]],
    lost: list[tuple[str, str, str, str]],
    voices: tuple[str, ...],
    emotions: tuple[str, ...],
) -> str:
    rows = [
        f"| {voice} | "
        + " | ".join(str(heard[voice, emotion]) if (voice, emotion) in heard else "–" for emotion in emotions)
        + " |"
        for voice in voices
    ]
    clips = len(LINES) * len(heard)
    return "\n".join([
        "# First words of one syllable",
        "",
        f"{len(LINES)} lines, each opening with another word of one syllable (I, a, the, you ...), said by "
        f"{len(voices)} voices with {len(emotions)} emotions and written down by Whisper tiny.en. The figure "
        f"is the number of lines, of {len(LINES)}, whose first word is heard: "
        f"{sum(heard.values())} of {clips} in all; – was not said. Made by "
        "`python -m benchmarks.first_words`.",
        "",
        "| voice | " + " | ".join(emotions) + " |",
        "|---" * (len(emotions) + 1) + "|",
        *rows,
        "",
        "Not heard:",
        "",
        "| word | voice | emotion | written down |",
        "|---|---|---|---|",
        *(f"| {word} | {voice} | {emotion} | {text} |" for word, voice, emotion, text in lost),
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
