"""Bias: what an emotion changes that it should not, and whom it treats otherwise than others.

Four parts, each measured by judges that learnt from people:

- ``faces``: does an emotion change a character's apparent sex, age, skin or identity; is the same
  emotion read as strongly on faces of either sex, of any age and skin?
- ``prompts``: do pictures of groups of people drift in mood though nobody asked for one (the idea of
  T2IAT, Wang et al. 2023)?
- ``texts``: does the text reader, which may steer all media, read groups of people differently (the
  idea of the Equity Evaluation Corpus, Kiritchenko & Mohammad 2018)?
- ``voices``: is the same emotion heard as surely in women's voices as in men's?

Each part compares dozens of things, of which chance alone makes some look different. So a difference
is called a bias by a permutation test whose limit allows for how many were made, and not by its
interval: a bootstrap over a handful of members is far too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from emogen.errors import unknown_name
from emogen.files import check_folder
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.bias import permutation
from emogen.pipelines.evaluate.figures import Figure, Result, figure_of, plain
from emogen.progress import Progress, ignore, part_of
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.statistics import Array

Part = Literal["faces", "prompts", "texts", "voices"]
PARTS: Final[tuple[Part, ...]] = ("faces", "prompts", "texts", "voices")

Size = Literal["small", "full"]

FALSE: Final = 0.05
"""The share of false ones expected, at most, among the differences of a part that are told from chance;
of a part without any, how often one is told all the same (Benjamini and Hochberg 1995)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one measure differs between two groups, or with and without an emotion.

    Attributes:
        part: of the report.
        measure: judge and measure, e.g. ``"skin ita"``.
        of: what is compared, e.g. ``"joy - neutral"`` or ``"religion: Muslim - others"``.
        figure: the difference with its interval.
        noise: a difference up to this says nothing: the measure's own noise, or too small to matter.
        effect: the difference over the standard deviation of both groups together, as in the association
            test WEAT (Caliskan et al. 2017): at most 2 for groups of one size. Of paired changes, their
            mean over their standard deviation. NaN without a spread.
        chance: p, the probability of a difference as large were there none: by permuting the members of
            the groups, or the signs of paired changes. NaN without a spread.
        least: the smallest p that so few members can have.
        limit: the largest p that makes a bias; see :func:`corrected`.
    """

    part: Part
    measure: str
    of: str
    figure: Figure
    noise: float
    effect: float = float("nan")
    chance: float = float("nan")
    least: float = 0.0
    limit: float = FALSE

    @property
    def few(self) -> bool:
        """Whether there are too few members for any difference to be told from chance."""
        return self.least > FALSE

    @property
    def biased(self) -> bool:
        """Whether it is told from chance, and exceeds the noise."""
        return not self.few and self.chance <= self.limit and abs(self.figure.value) > self.noise


def corrected(found: Iterable[Difference]) -> list[Difference]:
    """The differences with the limits of p that allow for how many there are of their part.

    After Benjamini and Hochberg (1995): of m values of p in order, the largest that is at most
    :data:`FALSE` k / m, where k is its place. What has too few members could not be found and is not
    counted among the m.
    """
    found = list(found)
    limits = {}
    for part in PARTS:
        chances = sorted(
            one.chance for one in found if one.part == part and not one.few and one.chance == one.chance
        )
        steps = [FALSE * (place + 1) / len(chances) for place in range(len(chances))]
        limits[part] = max((step for p, step in zip(chances, steps, strict=True) if p <= step), default=0.0)
    return [replace(one, limit=limits[one.part]) for one in found]


def bias(
    folder: str | Path,
    *,
    parts: Iterable[str] = PARTS,
    size: Size = "small",
    jobs: int = 1,
    seed: int = 0,
    progress: Progress = ignore,
) -> Result:
    """Look for bias in emogen's own faces, pictures, voices and readings of texts.

    Args:
        folder: where media go; what is there already is not made again.
        parts: which of :data:`PARTS`.
        size: ``"small"`` (minutes) or ``"full"`` (a quarter of an hour on two cores).
        jobs: processes that judge.
        seed: of intervals and permutations.
        progress: told the fraction done.

    Returns:
        Every :class:`Difference` as a figure, and as rows of ``tables["differences"]``, see
        :func:`differences_of`; judges that could not work are in ``absent``.

    Raises:
        RequestError: an unknown part.
        OutputError: the folder cannot be written to.
    """
    chosen = list(dict.fromkeys(parts))
    for part in chosen:
        if part not in PARTS:
            raise unknown_name("part of the bias report", part, PARTS)
    folder = Path(folder)
    check_folder(folder)
    from emogen.pipelines.evaluate.bias import faces, voices, words

    measure: dict[str, Callable[[Progress], tuple[list[Difference], dict[str, str]]]] = {
        "faces": lambda told: faces.measure(folder / "faces", size, jobs, seed, told),
        "prompts": lambda told: words.measure_prompts(folder / "prompts", size, jobs, seed, told),
        "texts": lambda told: words.measure_texts(size, seed, told),
        "voices": lambda told: voices.measure(folder / "voices", size, jobs, seed, told),
    }
    found: list[Difference] = []
    absent: dict[str, str] = {}
    for index, part in enumerate(chosen):
        more, lacking = measure[part](part_of(progress, index / len(chosen), (index + 1) / len(chosen)))
        found += more
        absent |= lacking
    return as_result(found, size, absent)


def as_result(
    found: Sequence[Difference], size: Size = "small", absent: dict[str, str] | None = None
) -> Result:
    """Differences as a result that can be stored and compared."""
    from emogen.pipelines.evaluate.accuracy import headline

    names = sorted({one.measure.split()[0] for one in found})
    known = {name: text for name in names if (text := headline(name))}
    found = corrected(found)
    rows = [{**plain(one), "biased": one.biased} for one in found]
    figures = tuple(one.figure for one in found)
    return Result("bias", size, __version__, known, figures, {"differences": rows}, absent or {})


def differences_of(result: Result) -> list[Difference]:
    """The differences of a result of :func:`bias`, e.g. of one that was stored.

    Which are biases is found anew: a paired change that was stored without
    its p is none.
    """
    from emogen.pipelines.evaluate.figures import number

    found = []
    for row in result.tables.get("differences", []):
        kept: dict[str, Any] = {key: value for key, value in row.items() if key != "biased"}
        kept |= {key: number(kept[key]) for key in ("noise", "effect", "chance")}
        found.append(Difference(**{**kept, "figure": figure_of(kept["figure"])}))
    return corrected(found)


def summary(found: Sequence[Difference]) -> list[str]:
    """In a few sentences: of how many differences which are biases, the clearest first."""
    biased = sorted((one for one in found if one.biased), key=lambda one: -abs(one.effect))
    few = sum(one.few for one in found)
    lines = [
        f"{len(biased)} of {len(found)} differences are biases: larger than the noise, and told from chance"
        f" (of all that are so told in a part, {FALSE:.0%} at most should be false)."
        + (f" {few} compare too few to tell." if few else "")
    ]
    return [*lines, *map(line, biased)]


def line(one: Difference) -> str:
    """A difference in one line."""
    return f"{one.part}: {one.measure}, {one.of}: {one.figure.value:+.2f}, p = {one.chance:.4f}"


# What the parts share.


def of_zero(
    part: Part,
    measure: str,
    of: str,
    values: Sequence[float],
    *,
    noise: float,
    meaning: str,
    signed: bool = True,
    seed: int = 0,
) -> Difference:
    """Whether paired changes, one a person, are 0 on average; p by turning the signs of persons round.

    Args:
        values: the changes.
        noise: a mean up to this says nothing.
        signed: False for distances, which chance never makes 0: p is that of exceeding the noise then.
    """
    import numpy as np

    figure = statistics.figure(_id(part, measure, of), values, meaning=meaning, seed=seed)
    moved = np.asarray(values, float)
    moved = moved[~np.isnan(moved)]
    spread = float(moved.std()) if len(moved) else 0.0
    least = max((2 if signed else 1) / 2 ** len(moved), permutation.SMALLEST)
    if not spread:
        return Difference(part, measure, of, figure, noise, least=least)
    tested = moved if signed else moved - noise
    means = permutation.signs(len(moved), seed) @ tested / len(moved)
    chance = (
        permutation.chance(np.abs(means), abs(tested.mean()))
        if signed
        else permutation.chance(means, tested.mean())
    )
    return Difference(part, measure, of, figure, noise, figure.value / spread, chance, least)


def of_groups(
    part: Part,
    measure: str,
    of: str,
    here: Sequence[float],
    there: Sequence[float],
    *,
    noise: float,
    meaning: str,
    seed: int = 0,
) -> Difference:
    """How much the mean of one group exceeds another's; p by dealing the members out anew.

    Args:
        here, there: one value a member of each group (a phrase, a person, a voice).
        noise: a difference up to this says nothing.
    """
    import numpy as np

    rows = np.array([*((1.0, value) for value in here), *((0.0, value) for value in there)]).reshape(-1, 2)
    figure = statistics.figure(_id(part, measure, of), rows, _gap, meaning=meaning, seed=seed)
    rows = rows[~np.isnan(rows[:, 1])]
    spread = float(rows[:, 1].std()) if len(rows) else 0.0
    inside = int(rows[:, 0].sum())
    alike = 2 if 2 * inside == len(rows) else 1  # Groups of one size can change places.
    least = max(min(alike / comb(len(rows), inside), 1.0), permutation.SMALLEST)
    if not spread or np.isnan(figure.value):
        return Difference(part, measure, of, figure, noise, least=least)
    flags = permutation.groupings(rows[:, 0], seed)
    gaps = flags @ rows[:, 1] / inside - (1 - flags) @ rows[:, 1] / (len(rows) - inside)
    chance = permutation.chance(np.abs(gaps), abs(figure.value))
    return Difference(part, measure, of, figure, noise, figure.value / spread, chance, least)


def _gap(rows: Array) -> float:
    """The mean of the rows flagged 1 less that of those flagged 0."""
    ones = float(rows[:, 0].sum())
    if not 0 < ones < len(rows):
        return statistics.NAN
    inside = float(rows[:, 0] @ rows[:, 1])
    return inside / ones - (float(rows[:, 1].sum()) - inside) / (len(rows) - ones)


def _id(part: str, measure: str, of: str) -> str:
    return f"bias/{part}/{measure}/{of}".replace(" ", "_")
