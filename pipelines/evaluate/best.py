"""The best of several takes, by the judges of ``emogen evaluate``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.errors import RequestError
from emogen.progress import Progress, ignore
from emogen.scratch import scratch_folder

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.ranking import Ranking
    from emogen.pipelines.speech.speak import Speech

MOST: Final = 50
"""Takes that can be compared at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """What was chosen.

    Attributes:
        speech: the best take.
        take: its number.
        ranking: all takes, the best first, with the scores of each judge.
    """

    speech: Speech
    take: int
    ranking: Ranking

    @property
    def note(self) -> str:
        """The choice in a line."""
        judges = ", ".join(self.ranking.judges)
        takes = " ".join(place.item.path.stem for place in self.ranking.places)
        return f"take {self.take} of {len(self.ranking.places)} by {judges} (best first: {takes})"


def best_of(
    count: int,
    take: int,
    emotion: Emotion,
    say: Callable[[Emotion, int], Speech],
    progress: Progress = ignore,
) -> Best:
    """Say a line ``count`` times and keep the take that shows the emotion best.

    Every judge that can tell the emotion votes, preferring it over its neighbours; a take that is much
    worse than the best in words, quality or likeness is not chosen (:mod:`..evaluate.ranking`).

    Args:
        count: takes, 2 to 50.
        take: number of the first one.
        emotion: what is wanted.
        say: an emotion and a take to speech.
        progress: told the share done.

    Raises:
        RequestError: a count out of range; no judge that can tell the emotion.
    """
    from emogen.pipelines.evaluate.evaluate import evaluate
    from emogen.pipelines.evaluate.item import Item, Medium
    from emogen.pipelines.evaluate.ranking import rank

    if not 2 <= count <= MOST:
        raise RequestError(f"cannot choose the best of {count}", fix=f"Give 2 to {MOST} takes.")
    speech_only: frozenset[Medium] = frozenset({"speech"})
    with scratch_folder() as folder:
        calm = say(NEUTRAL, 0).audio.save(folder / "neutral.wav")
        takes: dict[Path, tuple[int, Speech]] = {}
        items = []
        for number in range(take, take + count):
            speech = say(emotion, number)
            path = speech.audio.save(folder / f"{number}.wav")
            takes[path] = number, speech
            text, who = speech.script.text, speech.voice.name
            neutral = Item(calm, speech_only, NEUTRAL, text, who)
            items.append(Item(path, speech_only, emotion, text, who, neutral))
            progress(0.7 * len(takes) / count)
        ranking = rank(evaluate(items, progress=lambda share: progress(0.7 + 0.29 * share)), emotion)
        number, speech = takes[ranking.places[0].item.path]
    return Best(speech, number, ranking)
