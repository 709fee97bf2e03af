"""From what the judges of one item say to one plain sentence.

Judges of emotions vote, each with the weight of its skill on real people; one that is near chance
there, was never measured, or shares its knowledge with emogen is shown and does not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from emogen.pipelines.evaluate.accuracy import Accuracies, Accuracy, main_figure, naming_figure
from emogen.pipelines.evaluate.evaluate import Evaluation, Judgement
from emogen.pipelines.evaluate.item import MEDIA, Item, Medium
from emogen.pipelines.evaluate.judge import Judge, wanted
from emogen.pipelines.evaluate.remarks import remarks

State = Literal["shown", "missed", "unclear", "open"]
"""The wanted emotion is perceived; is not; the judges leave it open; nothing was wanted, or nobody
can tell."""

LEAD: Final = 0.1
"""By how much of the judges' common probability one emotion must lead. Ours."""

NEAR_CHANCE: Final = 0.1
"""A judge with less skill on real people does not count: less than a tenth of the way from chance
to perfect. Ours."""

_VERBS: Final[dict[Medium, str]] = {"speech": "hears", "face": "sees", "picture": "feels"}


@dataclass(frozen=True, slots=True)
class Vote:
    """What one judge of emotions says of one item.

    Attributes:
        judge: its name.
        medium: what it judged.
        named: the emotion it finds likeliest.
        share: the probability it gives that, 0 to 1.
        wanted: what it should have named; "" when nobody said, or it has no name for it.
        wanted_share: the probability it gives that, 0 to 1.
        weight: its skill on real people, 0 to 1.
        doubt: why it does not count; "" when it does.
        shares: the probabilities of all its categories.
    """

    judge: str
    medium: Medium
    named: str
    share: float
    wanted: str
    wanted_share: float
    weight: float
    doubt: str
    shares: dict[str, float]

    @property
    def counts(self) -> bool:
        return not self.doubt

    @property
    def agrees(self) -> bool:
        """Whether it names what was wanted."""
        return bool(self.wanted) and self.named == self.wanted


@dataclass(frozen=True, slots=True)
class Place:
    """Where one judge finds an item among the feelings.

    Attributes:
        judge: its name.
        medium: what it judged.
        valence, arousal: in [-1, 1], on the judge's own scale.
        counts: whether it is independent of emogen and no near-chance judge on real people.
    """

    judge: str
    medium: Medium
    valence: float
    arousal: float
    counts: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judges say of one item together.

    Attributes:
        item: which.
        state: see :data:`State`.
        words: the verdict as one sentence, without a capital and a full stop.
        votes: of every judge of emotions that could judge it.
        places: of every judge of valence and arousal.
        support: the weighted share of the counting judges that name what was wanted, 0 to 1; None
            when none counts.
        agreement: the share of pairs of counting judges that name the same, 0 to 1; None below two.
        problems: why judges could not judge it.
    """

    item: Item
    state: State
    words: str
    votes: tuple[Vote, ...]
    places: tuple[Place, ...]
    support: float | None
    agreement: float | None
    problems: tuple[str, ...]


def verdict(found: Evaluation, item: Item, known: Accuracies | None = None) -> Verdict:
    """The verdict on one item.

    Args:
        found: what the judges said.
        item: one of its items.
        known: what judges reach on real people; the measured table when None.
    """
    return _verdict(item, found.of(item), known)


def verdicts(found: Evaluation, known: Accuracies | None = None) -> tuple[Verdict, ...]:
    """:func:`verdict` on every item, in order."""
    of: dict[int, list[Judgement]] = defaultdict(list)
    for one in found.judgements:
        of[id(one.item)].append(one)
    return tuple(_verdict(item, of[id(item)], known) for item in found.items)


def _verdict(item: Item, judgements: Sequence[Judgement], known: Accuracies | None) -> Verdict:
    votes = tuple(vote for one in judgements if (vote := _vote(one, known)))
    counting = [vote for vote in votes if vote.counts]
    places = tuple(place for one in judgements if (place := _place(one, known)))
    heard = [
        _heard(medium, item, votes) or _found(medium, item, places)
        for medium in MEDIA
        if medium in item.media
    ]
    sentence = "; ".join([*filter(None, heard), *remarks(judgements)])
    problems = [f"{one.judge.name}: {one.problem}" for one in judgements if one.problem]
    return Verdict(
        item=item,
        state=_state(counting),
        words=sentence or (f"could not be judged: {problems[0]}" if problems else "no verdict"),
        votes=votes,
        places=places,
        support=_support(counting),
        agreement=agreement(vote.named for vote in counting),
        problems=tuple(problems),
    )


def agreement(named: Iterable[str]) -> float | None:
    """The share of pairs of judges that name the same; None for fewer than two."""
    same = [one == other for one, other in combinations(named, 2)]
    return sum(same) / len(same) if same else None


def skill(judge: type[Judge], known: Accuracies | None = None) -> float:
    """A judge's weight: its skill on real people, 0 to 1; 0 when it was never measured."""
    figure = _telling(judge, known)
    return figure.skill if figure else 0.0


def _telling(judge: type[Judge], known: Accuracies | None) -> Accuracy | None:
    """The figure that a judge votes by: of its names, where it has names; how well it tells valence says
    nothing of them."""
    return (naming_figure if judge.categories else main_figure)(judge.name, known)


def doubt_about(judge: type[Judge], known: Accuracies | None = None) -> str:
    """Why a judge of feelings does not count; "" when it does."""
    if not judge.independent:
        return "shares its knowledge with emogen"
    if main_figure(judge.name, known) is None:
        return "was never measured on real people"
    if _telling(judge, known) is None:
        return "has names that were never measured on people"
    return "is near chance on real people" if skill(judge, known) < NEAR_CHANCE else ""


def _vote(one: Judgement, known: Accuracies | None) -> Vote | None:
    if one.opinion is None or not one.opinion.shares:
        return None
    shares, named = dict(one.opinion.shares), one.opinion.named
    asked = wanted(one.item, shares)  # What it learnt, which may be fewer than its kind names.
    doubt = doubt_about(one.judge, known)
    if not doubt and one.item.emotion is not None and not asked:
        doubt = "has no name for what was wanted"
    return Vote(
        judge=one.judge.name,
        medium=one.judge.medium,
        named=named,
        share=shares[named],
        wanted=asked,
        wanted_share=shares.get(asked, 0.0),
        weight=skill(one.judge, known),
        doubt=doubt,
        shares=shares,
    )


def _place(one: Judgement, known: Accuracies | None) -> Place | None:
    values = one.opinion.values if one.opinion else {}
    if "valence" not in values or "arousal" not in values:
        return None
    counts = not doubt_about(one.judge, known)
    return Place(one.judge.name, one.judge.medium, values["valence"], values["arousal"], counts)


def _found(medium: Medium, item: Item, places: Sequence[Place]) -> str:
    """Where the judges of a medium find it, in words: "valence +0.27 (wanted +0.61), arousal …"."""
    told = []
    for place in places:
        if place.medium == medium and place.counts:
            axes = [f"valence {place.valence:+.2f}", f"arousal {place.arousal:+.2f}"]
            if item.emotion is not None:
                asked = item.emotion.valence, item.emotion.arousal
                axes = [f"{axis} (wanted {value:+.2f})" for axis, value in zip(axes, asked, strict=True)]
            told.append(f"{place.judge} finds {', '.join(axes)}")
    return "; ".join(told)


def _support(counting: Sequence[Vote]) -> float | None:
    """The weighted share of judges that agree with the command; None without a command or judges."""
    total = sum(vote.weight for vote in counting if vote.wanted)
    return sum(vote.weight for vote in counting if vote.agrees) / total if total else None


def _state(counting: Sequence[Vote]) -> State:
    """The judges' common probability and their votes must both say so, else it is unclear."""
    support = _support(counting)
    if support is None:
        return "open"
    total = sum(vote.weight for vote in counting)
    pool: dict[str, float] = defaultdict(float)
    for vote in counting:
        for name, share in vote.shares.items():
            pool[name] += vote.weight * share / total
    asked = counting[0].wanted
    lead = pool[asked] - max((share for name, share in pool.items() if name != asked), default=0.0)
    if lead >= LEAD and support >= 0.5:
        return "shown"
    return "missed" if lead <= -LEAD and support <= 0.5 else "unclear"


def _heard(medium: Medium, item: Item, votes: Sequence[Vote]) -> str:
    """What the judges of one medium find, in words; "" when none of them judges emotions."""
    every = [vote for vote in votes if vote.medium == medium]
    counting = [vote for vote in every if vote.counts]
    if not every:
        return ""
    if not counting:
        return "; ".join(f"{vote.judge} says {vote.named}, but {vote.doubt}" for vote in every)
    told = ", ".join(f"{vote.judge} {_VERBS[medium]} {vote.named} ({vote.share:.0%})" for vote in counting)
    if item.emotion is None:
        return told
    asked = counting[0].wanted
    leads = {
        "shown": f"{asked}, as wanted",
        "missed": f"not {asked}, which was wanted",
        "unclear": f"hard to tell whether {asked}, which was wanted",
    }
    return f"{leads[_state(counting)]}: {told}"
