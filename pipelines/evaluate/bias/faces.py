"""Bias of faces: what an emotion changes besides the expression, and on whom it shows less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.conditioning.emotion import Emotion
from emogen.pipelines.evaluate.accuracy import accuracies
from emogen.pipelines.evaluate.bias.run import Difference, Size, of_groups, of_zero
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement, evaluate
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import judges, missing, wanted
from emogen.progress import Progress, ignore, part_of
from emogen.tables import asset_rows

if TYPE_CHECKING:
    from emogen.conditioning.character import Looks

EMOTIONS: Final = ("joy", "sadness", "anger", "fear", "disgust", "surprise")
"""The six that every judge of faces names."""

LOOKS: Final = {"appearance": ("age", "male"), "identity": ("distance",), "skin": ("ita",)}
"""The judges of what an emotion should leave alone, and which of their measures."""

PEOPLE: Final[Mapping[Size, int]] = {"small": 12, "full": 24}
"""How many seeded persons: ours; 24 hold at least eight of either sex, of both halves of age and skin."""

SMALLEST_SHARE: Final = 0.1
"""Of an emotion's share between groups of people; less is no matter. Ours."""

_SIDE: Final = "320x320"
_OLD: Final = 45.0
_DARK: Final = 0.5
"""Where the groups part: years, and the character's scale of skin. Ours."""

Groups = Mapping[str, Callable[["Looks"], bool]]

GROUPS: Final[Groups] = {
    "female - male": lambda person: person.sex < 0.5,
    f"over {_OLD:.0f} - younger": lambda person: person.age >= _OLD,
    "dark - light skin": lambda person: person.skin >= _DARK,
}


def measure(
    folder: Path, size: Size, jobs: int, seed: int, progress: Progress = ignore
) -> tuple[list[Difference], dict[str, str]]:
    """Both questions on persons drawn from seeds, each with six emotions; and the absent judges."""
    from emogen.conditioning.character import make_character

    items = portraits(folder, PEOPLE[size], part_of(progress, 0.0, 0.5))
    able = {one.name for one in judges() if one.medium == "face" and (one.categories or one.name in LOOKS)}
    absent = {one.name: why for one in judges() if one.name in able and (why := missing(one))}
    absent |= {name: "no such judge is registered" for name in LOOKS if name not in able}
    found = evaluate(items, names=sorted(able - set(absent)), jobs=jobs, progress=part_of(progress, 0.5, 1.0))
    people = {item.who: make_character(int(item.who)).looks for item in items}
    return [*changes(found, seed=seed), *readings(found, people, seed=seed)], absent


def portraits(
    folder: Path, people: int, progress: Progress = ignore, *, emotions: Sequence[str] = EMOTIONS
) -> list[Item]:
    """Portraits of persons 1 to ``people``, neutral and with each emotion; those there are kept.

    The neutral version of a neutral portrait is itself, so that every change has its zero.
    """
    from emogen.pipelines.requests.making import make_request

    items = []
    for number in range(1, people + 1):
        neutral: Item | None = None
        for emotion in ("neutral", *emotions):
            path = folder / f"{number}_{emotion}.png"
            request = make_request("face", {"character": str(number), "emotion": emotion, "size": _SIDE})
            if not request.is_done(path):
                request.make(path)
            neutral = neutral or Item(path, frozenset({"face"}), Emotion(), who=str(number))
            items.append(Item(path, frozenset({"face"}), Emotion(emotion), who=str(number), neutral=neutral))
        progress(number / people)
    return items


def changes(found: Evaluation, *, seed: int = 0) -> list[Difference]:
    """How each emotion moves the measures of :data:`LOOKS`, paired with the same person's neutral face."""
    differences = []
    for (judge, name), table in sorted(_values(found).items()):
        for emotion in _emotions(table):
            moved = [
                values[emotion] - values["neutral"]
                for values in table.values()
                if {"neutral", emotion} <= set(values)
            ]
            differences.append(
                of_zero(
                    "faces",
                    f"{judge} {name}",
                    f"{emotion} - neutral",
                    moved,
                    noise=noise(judge, name),
                    signed=name != "distance",
                    meaning=f"change of {name} when a neutral face shows {emotion}, mean over people",
                    seed=seed,
                )
            )
    return differences


def readings(
    found: Evaluation, people: Mapping[str, Looks], *, seed: int = 0, groups: Groups = GROUPS
) -> list[Difference]:
    """How much more surely the judges of expressions see what was meant in one group of people."""
    differences = []
    for judge, table in sorted(_shares(found).items()):
        wanted_ = _emotions(table)
        for emotion in (*wanted_, "all six" if len(wanted_) == len(EMOTIONS) else "all"):
            mean_of = wanted_ if emotion.startswith("all") else [emotion]
            person = {who: _mean(shares, mean_of) for who, shares in table.items()}
            for group, belongs in groups.items():
                differences.append(
                    of_groups(
                        "faces",
                        f"{judge} share of {emotion}",
                        group,
                        [value for who, value in person.items() if belongs(people[who])],
                        [value for who, value in person.items() if not belongs(people[who])],
                        noise=SMALLEST_SHARE,
                        meaning=f"difference of the share of what was meant ({emotion}), {group}",
                        seed=seed,
                    )
                )
    return differences


def noise(judge: str, measure: str) -> float:
    """How far a measure moves though the person is the same: what says nothing about an emotion.

    The larger of its change when a real photograph is mirrored, cropped or compressed
    (``assets/judge_noise.tsv``, which ``benchmarks/judges_picture.py`` writes) and of what it gives for
    two photographs of one person, where its accuracy tells that; 0 when neither was measured.
    """
    rows = asset_rows("judge_noise.tsv")
    retaken = [float(row["noise"]) for row in rows if (row["judge"], row["measure"]) == (judge, measure)]
    others = [row.value for row in accuracies().get(judge, ()) if row.figure == f"same/{measure}"]
    return max([*retaken, *others], default=0.0)


Table = dict[str, dict[str, float]]
"""Person -> emotion -> value."""


def _values(found: Evaluation) -> dict[tuple[str, str], Table]:
    tables: dict[tuple[str, str], Table] = defaultdict(lambda: defaultdict(dict))
    for one, emotion in _judged(found):
        for name in LOOKS.get(one.judge.name, ()):
            if one.opinion and name in one.opinion.values:
                tables[one.judge.name, name][one.item.who][emotion] = one.opinion.values[name]
    return tables


def _shares(found: Evaluation) -> dict[str, Table]:
    tables: dict[str, Table] = defaultdict(lambda: defaultdict(dict))
    for one, emotion in _judged(found):
        if one.opinion and emotion != "neutral" and emotion in one.opinion.shares:
            tables[one.judge.name][one.item.who][emotion] = one.opinion.shares[emotion]
    return tables


def _judged(found: Evaluation) -> Iterator[tuple[Judgement, str]]:
    for one in found.judgements:
        if one.opinion and (emotion := wanted(one.item, (*EMOTIONS, "neutral"))):
            yield one, emotion


def _emotions(table: Table) -> list[str]:
    there = {emotion for values in table.values() for emotion in values}
    return [emotion for emotion in EMOTIONS if emotion in there]


def _mean(shares: Mapping[str, float], emotions: Sequence[str]) -> float:
    """Over the emotions, all of which must be there: else another mix would pass for a difference."""
    if not set(emotions) <= set(shares):
        return float("nan")
    return sum(shares[emotion] for emotion in emotions) / len(emotions)
