"""Captions of speech: SubRip, and WebVTT with every word timed and each line's emotion."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from emogen.conditioning.track import EmotionTrack
from emogen.files import write_text
from emogen.media import check_suffix
from emogen.timeline import Seconds, Timeline

CAPTION_SUFFIXES: Final = (".vtt", ".srt")

LINE: Final = 42
LINES: Final = 2
"""Characters a line and lines a caption, as television has them (Netflix Timed Text Style Guide,
English; BBC Subtitle Guidelines: 37 to 42)."""

SHORTEST: Final[Seconds] = 1.0
LONGEST: Final[Seconds] = 7.0
"""How long a caption stays (same guides: 5/6 s to 7 s)."""

_PACE: Final = 17.0
"""Characters a second that are read at ease; a caption stays on through a pause until it can have
been read (same guides: 17 to 20)."""

_PAUSE: Final[Seconds] = 0.7
_FELT: Final = 0.15
"""Seconds of silence that a caption should not span; strength from which an emotion is named. Ours."""

_SENTENCE: Final = re.compile(r"[.!?…][\"'”’»)\]]*$")
_CLAUSE: Final = re.compile(r"[,;:—–][\"'”’»)\]]*$")
_EACH, _MIDDLE, _AT_CLAUSE, _OVER_SENTENCE, _OVER_PARAGRAPH, _OVER_PAUSE, _SHORT = (
    1.0,
    3.0,
    0.7,
    0.8,
    4.0,
    2.0,
    1.5,
)
"""What it costs to have a caption at all, to end it within a clause or at its end, to go on over the
end of a sentence or paragraph or a pause, and each second that it is too short. Ours, by looking."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is shown for one word, or the few written without a blank between.

    Attributes:
        text: with its punctuation; sounds that are no words in brackets.
        start, end: seconds.
        paragraph: whether a new one begins after it.
    """

    text: str
    start: Seconds
    end: Seconds
    paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown at once.

    Attributes:
        lines: at most two; one piece a word.
        start, end: seconds; captions do not overlap.
        emotion: one of Ekman's seven, felt in its middle, or empty for calm.
    """

    lines: tuple[tuple[Piece, ...], ...]
    start: Seconds
    end: Seconds
    emotion: str = ""

    @property
    def text(self) -> str:
        return "\n".join(_joined(line) for line in self.lines)


def captions(timeline: Timeline, source: str = "", track: EmotionTrack | None = None) -> list[Caption]:
    """Captions of a timeline, broken where sentences and clauses end.

    Args:
        timeline: of the speech.
        source: the script's text, which its words' spans count in; without it captions have the
            words alone.
        track: what is felt, in seconds.
    """
    pieces = _pieces(timeline, source)
    if not pieces:
        return []
    made = [_caption(pieces[a:b], track or EmotionTrack()) for a, b in _breaks(pieces)]
    closing = [following.start for following in made[1:]] + [max(timeline.duration, 0.0)]
    return [replace(one, end=_shown_until(one, limit)) for one, limit in zip(made, closing, strict=True)]


def write_captions(
    path: str | Path,
    timeline: Timeline,
    source: str = "",
    track: EmotionTrack | None = None,
    *,
    speaker: str = "",
) -> Path:
    """Write the captions of speech as WebVTT or SubRip by the suffix, whole or not at all.

    WebVTT has a time before every word, the emotion as a class (``<c.sadness>``), and the speaker.

    Raises:
        RequestError: another suffix.
        OutputError: the file cannot be written.
    """
    path = check_suffix(path, CAPTION_SUFFIXES)
    made = captions(timeline, source, track)
    if path.suffix.lower() == ".srt":
        blocks = [f"{n}\n{_span(one, ',')}\n{one.text}\n" for n, one in enumerate(made, 1)]
        write_text(path, "\n".join(blocks))
    else:
        blocks = [f"{_span(one, '.')}\n{_cue(one, speaker)}\n" for one in made]
        write_text(path, "\n".join(["WEBVTT\n", *blocks]))
    return path


def _pieces(timeline: Timeline, source: str) -> list[Piece]:
    """What is shown, in order of time: words as the source writes them, and sounds."""
    pieces = [Piece(f"[{vocal.name}]", vocal.start, vocal.end) for vocal in timeline.vocals]
    if not source or not any(word.span[1] for word in timeline.words):
        pieces += [Piece(word.text, word.start, word.end) for word in timeline.words]
        return sorted(pieces, key=lambda piece: piece.start)
    tokens = list(re.finditer(r"\S+", source))
    starts = [token.start() for token in tokens]
    # Of each token the first word; tokens without one are shown with the word before them.
    said: dict[int, tuple[Seconds, Seconds]] = {}
    for word in timeline.words:
        place = max(bisect_right(starts, word.span[0]) - 1, 0)
        said[place] = (said.get(place, (word.start, 0.0))[0], word.end)
    places = sorted(said)
    last = bisect_right(starts, timeline.words[-1].span[1] - 1)
    whole = _whole(source, timeline)
    edges = [0 if whole else places[0], *places[1:], len(tokens) if whole else max(last, places[-1] + 1)]
    for place, (first, after) in zip(places, pairwise(edges), strict=True):
        text = " ".join(token[0] for token in tokens[first:after])
        ends_paragraph = source.startswith("\n\n", tokens[after - 1].end())
        pieces.append(Piece(text, *said[place], paragraph=ends_paragraph))
    return sorted(pieces, key=lambda piece: piece.start)


def _breaks(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """First piece of each caption and the one after its last: those that cost least together."""
    costs, choices = [0.0], [0]
    for end in range(1, len(pieces) + 1):
        found: list[tuple[float, int]] = []
        for start in range(end - 1, -1, -1):
            if start < end - 1 and not _fits(pieces[start:end]):
                break
            found.append((costs[start] + _cost(pieces[start:end], last=end == len(pieces)), start))
        cost, start = min(found)
        costs.append(cost)
        choices.append(start)
    spans: list[tuple[int, int]] = []
    end = len(pieces)
    while end:
        spans.append((choices[end], end))
        end = choices[end]
    return spans[::-1]


def _fits(pieces: Sequence[Piece]) -> bool:
    lines = _lines(pieces)
    short = len(lines) <= LINES and max(len(_joined(line)) for line in lines) <= LINE
    return short and pieces[-1].end - pieces[0].start <= LONGEST


def _cost(pieces: Sequence[Piece], *, last: bool) -> float:
    cost = _EACH + _SHORT * max(SHORTEST - (pieces[-1].end - pieces[0].start), 0.0)
    for piece, following in pairwise(pieces):
        cost += _OVER_PARAGRAPH * piece.paragraph + _OVER_SENTENCE * bool(_SENTENCE.search(piece.text))
        cost += _OVER_PAUSE * (following.start - piece.end > _PAUSE)
    if last or pieces[-1].paragraph or _SENTENCE.search(pieces[-1].text):
        return cost
    return cost + (_AT_CLAUSE if _CLAUSE.search(pieces[-1].text) else _MIDDLE)


def _lines(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """One line where it is enough, else two of like length, parted at a clause where that can be;
    more than two where two are not enough."""
    if len(pieces) == 1 or len(_joined(pieces)) <= LINE:
        return [tuple(pieces)]
    splits: list[tuple[float, int]] = []
    for at in range(1, len(pieces)):
        above, below = len(_joined(pieces[:at])), len(_joined(pieces[at:]))
        if max(above, below) <= LINE:
            ended = _CLAUSE.search(pieces[at - 1].text) or _SENTENCE.search(pieces[at - 1].text)
            splits.append((abs(above - below) - (20.0 if ended else 0.0), at))
    if not splits:
        return [(piece,) for piece in pieces]
    at = min(splits)[1]
    return [tuple(pieces[:at]), tuple(pieces[at:])]


def _caption(pieces: Sequence[Piece], track: EmotionTrack) -> Caption:
    start, end = pieces[0].start, pieces[-1].end
    strengths = track.at((start + end) / 2).basic()
    name = max(strengths, key=lambda emotion: strengths[emotion])
    return Caption(tuple(_lines(pieces)), start, end, name if strengths[name] >= _FELT else "")


def _shown_until(caption: Caption, limit: Seconds) -> Seconds:
    """Long enough to be read, where the next one leaves room."""
    wanted = max(caption.end - caption.start, SHORTEST, len(caption.text) / _PACE)
    return max(min(caption.start + min(wanted, LONGEST), limit), min(caption.end, limit))


def _joined(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _whole(source: str, timeline: Timeline) -> bool:
    """Whether the timeline is that of the whole source, not of a phrase of it."""
    return not re.search(r"\w", source[: timeline.words[0].span[0]] + source[timeline.words[-1].span[1] :])


def _cue(caption: Caption, speaker: str) -> str:
    """A caption's text with a time before every word but the first."""
    begun = _milliseconds(caption.start)
    lines = []
    for line in caption.lines:
        words = []
        for piece in line:
            at = _milliseconds(piece.start)
            stamp = f"<{_clock(at, '.')}>" if begun < at < _milliseconds(caption.end) else ""
            words.append(stamp + _escaped(piece.text))
            begun = max(begun, at)
        lines.append(" ".join(words))
    text = "\n".join(lines)
    text = f"<c.{caption.emotion}>{text}</c>" if caption.emotion else text
    return f"<v {_escaped(speaker)}>{text}</v>" if speaker else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _span(caption: Caption, point: str) -> str:
    first, last = _milliseconds(caption.start), _milliseconds(caption.end)
    return f"{_clock(first, point)} --> {_clock(max(last, first + 1), point)}"


def _milliseconds(seconds: Seconds) -> int:
    return math.floor(seconds * 1000 + 0.5)


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
