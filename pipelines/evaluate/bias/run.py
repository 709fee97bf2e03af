"""Bias: what an emotion changes that it should not, and whom it treats otherwise than others.

Four parts, each measured by judges that learnt from people:

- ``faces``: does an emotion change a character's apparent sex, age, skin or identity; is the same
  emotion read as strongly on faces of either sex, of any age and skin?
- ``prompts``: do pictures of groups of people drift in mood though nobody asked for one (the idea of
  T2IAT, Wang et al. 2023)?
- ``texts``: does the text reader, which may steer all media, read groups of people differently (the
  idea of the Equity Evaluation Corpus, Kiritchenko & Mohammad 2018)?
- ``voices``: is the same emotion heard as surely in women's voices as in men's?
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from emogen.errors import unknown_name
from emogen.files import check_folder
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.figures import Figure, Result, figure_of, plain
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.statistics import Array

Part = Literal["faces", "prompts", "texts", "voices"]
PARTS: Final[tuple[Part, ...]] = ("faces", "prompts", "texts", "voices")

Size = Literal["small", "full"]
Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""

PERMUTATIONS: Final = 4999
"""Of groups, for the chance of a drift as large: p is at least 0.0002."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one measure differs between two groups, or with and without an emotion.

    Attributes:
        part: of the report.
        measure: judge and measure, e.g. ``"skin ita"``.
        of: what is compared, e.g. ``"joy - neutral"`` or ``"religion: Muslim - others"``.
        figure: the difference with its interval.
        noise: a difference up to this says nothing: the measure's own noise, or too small to matter.
        effect: the difference in standard deviations (Cohen's d); NaN where it has no meaning.
        chance: probability of a difference as large were there none, by permutation; NaN likewise.
    """

    part: Part
    measure: str
    of: str
    figure: Figure
    noise: float
    effect: float = float("nan")
    chance: float = float("nan")

    @property
    def biased(self) -> bool:
        """Whether the interval excludes 0 and the difference exceeds the noise."""
        return (self.figure.low > 0 or self.figure.high < 0) and abs(self.figure.value) > self.noise


def bias(
    folder: str | Path,
    *,
    parts: Iterable[str] = PARTS,
    size: Size = "small",
    workers: int = 1,
    seed: int = 0,
    progress: Progress = lambda _: None,
) -> Result:
    """Look for bias in emogen's own faces, pictures, voices and readings of texts.

    Args:
        folder: where media go; what is there already is not made again.
        parts: which of :data:`PARTS`.
        size: ``"small"`` (minutes) or ``"full"`` (a quarter of an hour on two cores).
        workers: processes that judge.
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
        "faces": lambda told: faces.measure(folder / "faces", size, workers, seed, told),
        "prompts": lambda told: words.measure_prompts(folder / "prompts", size, workers, seed, told),
        "texts": lambda told: words.measure_texts(size, seed, told),
        "voices": lambda told: voices.measure(folder / "voices", size, workers, seed, told),
    }
    found: list[Difference] = []
    absent: dict[str, str] = {}
    for index, part in enumerate(chosen):
        more, lacking = measure[part](portion(progress, index, len(chosen)))
        found += more
        absent |= lacking
    return as_result(found, size, absent)


def portion(progress: Progress, index: int, count: int) -> Progress:
    """The progress of one of ``count`` equal parts of the work."""
    return lambda done: progress((index + done) / count)


def as_result(
    found: Sequence[Difference], size: Size = "small", absent: dict[str, str] | None = None
) -> Result:
    """Differences as a result that can be stored and compared."""
    from emogen.pipelines.evaluate.accuracy import headline

    names = sorted({one.measure.split()[0] for one in found})
    known = {name: text for name in names if (text := headline(name))}
    rows = [{**plain(one), "biased": one.biased} for one in found]
    figures = tuple(one.figure for one in found)
    return Result("bias", size, __version__, known, figures, {"differences": rows}, absent or {})


def differences_of(result: Result) -> list[Difference]:
    """The differences of a result of :func:`bias`, e.g. of one that was stored."""
    from emogen.pipelines.evaluate.figures import number

    found = []
    for row in result.tables.get("differences", []):
        kept: dict[str, Any] = {key: value for key, value in row.items() if key != "biased"}
        kept |= {key: number(kept[key]) for key in ("noise", "effect", "chance")}
        found.append(Difference(**{**kept, "figure": figure_of(kept["figure"])}))
    return found


def summary(found: Sequence[Difference]) -> list[str]:
    """In a few sentences: of how many differences which are biases, the clearest first."""
    biased = sorted((one for one in found if one.biased), key=lambda one: -abs(one.effect))
    lines = [
        f"{len(biased)} of {len(found)} differences are biases: their intervals exclude 0, as those of"
        f" {1 - statistics.COVERAGE:.0%} would by chance alone, and they exceed the noise."
    ]
    return [*lines, *map(line, biased)]


def line(one: Difference) -> str:
    """A difference in one line."""
    figure = one.figure
    span = f"[{figure.low:+.2f}, {figure.high:+.2f}]"
    return f"{one.part}: {one.measure}, {one.of}: {figure.value:+.2f} {span}"


# What the parts share.


def of_zero(
    part: Part, measure: str, of: str, values: Sequence[float], *, noise: float, meaning: str, seed: int = 0
) -> Difference:
    """Whether paired differences, one a person, are 0 on average; their effect in their own spread."""
    import numpy as np

    figure = statistics.figure(_id(part, measure, of), values, meaning=meaning, seed=seed)
    spread = float(np.nanstd(values)) if figure.count > 1 else 0.0
    return Difference(part, measure, of, figure, noise, figure.value / spread if spread else statistics.NAN)


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
    """How much the mean of one group exceeds another's, with the association test's d and p.

    Args:
        here, there: one value a member of each group (a phrase, a person, a voice).
        noise: a difference up to this says nothing.
    """
    import numpy as np

    from emogen.seeds import stream

    rows = np.array([*((1.0, value) for value in here), *((0.0, value) for value in there)]).reshape(-1, 2)
    figure = statistics.figure(_id(part, measure, of), rows, _gap, meaning=meaning, seed=seed)
    rows = rows[~np.isnan(rows[:, 1])]
    spread = float(rows[:, 1].std()) if len(rows) else 0.0
    if not spread or np.isnan(figure.value):
        return Difference(part, measure, of, figure, noise)
    flags = stream(seed, "permutation").permuted(np.tile(rows[:, 0], (PERMUTATIONS, 1)), axis=1)
    ones = flags.sum(1)
    gaps = flags @ rows[:, 1] / ones - (1 - flags) @ rows[:, 1] / (len(rows) - ones)
    larger = int((np.abs(gaps) >= abs(figure.value) - 1e-12).sum())
    chance = (1 + larger) / (1 + PERMUTATIONS)
    return Difference(part, measure, of, figure, noise, figure.value / spread, chance)


def _gap(rows: Array) -> float:
    """The mean of the rows flagged 1 less that of those flagged 0."""
    ones = float(rows[:, 0].sum())
    if not 0 < ones < len(rows):
        return statistics.NAN
    inside = float(rows[:, 0] @ rows[:, 1])
    return inside / ones - (float(rows[:, 1].sum()) - inside) / (len(rows) - ones)


def _id(part: str, measure: str, of: str) -> str:
    return f"bias/{part}/{measure}/{of}".replace(" ", "_")
