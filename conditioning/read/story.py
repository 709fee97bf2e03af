"""The emotional arc of a story: every sentence read, and a smooth curve through them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.conditioning.read.cues import read_lines
from emogen.conditioning.read.reading import Reading, mean_reading
from emogen.conditioning.read.text import Reader, checked_text, is_readable
from emogen.conditioning.script import Script
from emogen.conditioning.track import EmotionTrack

if TYPE_CHECKING:
    from emogen.arrays import Doubles

_BREADTH: Final = 25.0
"""Standard deviation of the smoothing, in words: two or three sentences either way. Ours."""

_SHARES: Final = (0.03, 0.06)
"""Least and most of a story's words that it may be: a novel's arc is smoother than a letter's, and a
few sentences are not smoothed at all."""

_OWN: Final = 0.5
"""The share of a sentence's own emotion in how it is told. Ours."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its characters ``start`` to ``end`` of the story's text, and its reading."""

    start: int
    end: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class StoryReading:
    """What was read from a story.

    Attributes:
        text: the story, its white space put in order; what the positions count in.
        sentences: those with something to read, in order.
        curve: the smooth arc: at each sentence, the mean reading of those around it.
        overall: all sentences as one, each as much as it has words.
    """

    text: str
    sentences: tuple[Sentence, ...]
    curve: tuple[Reading, ...]
    overall: Reading

    @property
    def told(self) -> EmotionTrack:
        """How a reader colours it: half by the arc, half by what each sentence says itself, which the
        arc alone, being smooth, would take away."""
        return EmotionTrack.of(
            (float(sentence.start), mood.emotion.mix(sentence.reading.emotion, _OWN))
            for sentence, mood in zip(self.sentences, self.curve, strict=True)
        )

    @property
    def track(self) -> EmotionTrack:
        """The curve as emotions over the characters of the text."""
        return EmotionTrack.of(
            (float(sentence.start), mood.emotion)
            for sentence, mood in zip(self.sentences, self.curve, strict=True)
        )


def read_story(text: str, reader: Reader = "encoder") -> StoryReading:
    """Read a text of any number of sentences.

    Raises:
        RequestError: nothing to read; control characters.
        MissingWeightError: the encoder is not there.
    """
    import numpy as np

    script = Script.plain(checked_text(text))
    places = [(a, b) for a, b in script.sentences() if is_readable(script.text[a:b])]
    readings = read_lines([script.text[a:b].strip() for a, b in places], reader)
    words = np.array([len(script.text[a:b].split()) for a, b in places], float)
    return StoryReading(
        text=script.text,
        sentences=tuple(Sentence(a, b, r) for (a, b), r in zip(places, readings, strict=True)),
        curve=_smoothed(readings, words),
        overall=mean_reading(readings, words.tolist()),
    )


def _smoothed(readings: list[Reading], words: Doubles) -> tuple[Reading, ...]:
    """At each sentence, the mean of those around it by their words and a bell over the distance."""
    import numpy as np

    low, high = (share * float(words.sum()) for share in _SHARES)
    breadth = min(high, max(low, _BREADTH))
    middle = np.cumsum(words) - words / 2
    # Beyond four breadths the bell is nothing.
    firsts, lasts = (np.searchsorted(middle, middle + side * 4 * breadth) for side in (-1, 1))
    curve = []
    for place, first, last in zip(middle, firsts, lasts + 1, strict=True):
        near = slice(int(first), int(last))
        bell = np.exp(-0.5 * ((middle[near] - place) / breadth) ** 2) * words[near]
        curve.append(mean_reading(readings[near], bell.tolist()))
    return tuple(curve)


def plot_story(story: StoryReading, path: str | Path) -> Path:
    """Draw the arc: each sentence's valence as a dot in the colour of its likeliest name, the curve
    with its deviation, arousal below, and the sentences at the turning points in words.

    Raises:
        RequestError: a suffix that is no picture's.
        OutputError: the file cannot be written.
    """
    import numpy as np

    from emogen.plots import AXES, FAINT, INK, colour_of, drawing, plain

    at = np.array([(sentence.start + sentence.end) / 2 for sentence in story.sentences])
    curve, spread = (np.array([getattr(mood, part) for mood in story.curve]) for part in ("vad", "spread"))
    size = min(16.0, max(1.0, 2000 / len(at)))
    with drawing(path, (10, 5.4)) as figure:
        for axis, axes in enumerate(figure.subplots(2, sharex=True, height_ratios=(2, 1))):
            name, colour = AXES[axis]
            plain(axes)
            axes.axhline(0, color=FAINT, linewidth=0.6)
            low, high = curve[:, axis] - spread[:, axis], curve[:, axis] + spread[:, axis]
            axes.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(at, curve[:, axis], color=colour, linewidth=2)
            dots = [sentence.reading.vad[axis] for sentence in story.sentences]
            colours = [colour_of(s.reading.emotion.basic(), neutral=0.15) for s in story.sentences]
            axes.scatter(at, dots, s=size, color=colours, zorder=3, clip_on=False)
            axes.set_ylim(-1, 1)
            axes.set_yticks([-1, 0, 1])
            axes.set_ylabel(name)
        valence = figure.axes[0]
        for index in _turns(curve[:, 0]):
            sentence = story.sentences[index]
            below = curve[index, 0] < 0
            valence.annotate(
                _excerpt(story.text[sentence.start : sentence.end]),
                (at[index], curve[index, 0]),
                xytext=(0, -30 if below else 30),
                textcoords="offset points",
                ha="left" if at[index] < at[-1] / 2 else "right",
                fontsize=8,
                color=INK,
                arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.6},
            )
        valence.set_title("The story's arc", loc="left", fontsize=13, fontweight="bold")
        figure.axes[1].set_xticks([])
        count = f"{len(at)} sentence{'s' if len(at) > 1 else ''}"
        figure.axes[1].set_xlabel(
            f"{count}: dots as read, in the colour of what they mostly are; line smoothed, band its deviation"
        )
    return Path(path)


def _turns(values: Doubles) -> list[int]:
    """The highest and the lowest point, and the largest turns between, at most four."""
    import numpy as np

    inner = np.flatnonzero(np.diff(np.sign(np.diff(values))) != 0) + 1
    found = {int(values.argmax()), int(values.argmin())}
    for index in sorted(inner, key=lambda i: -abs(values[i] - values.mean())):
        if len(found) < 4 and all(abs(index - other) > len(values) // 8 for other in found):
            found.add(int(index))
    return sorted(found)


def _excerpt(text: str, most: int = 44) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
