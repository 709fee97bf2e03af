"""Judges: each looks at an item, or listens to it, and gives figures by a source outside emogen.

Judges are plug-ins like the backends (:mod:`emogen.registry`, kind ``judge``), one class each.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, cast

from emogen import weights
from emogen.errors import EmogenError, MissingWeightError, RequestError
from emogen.home import home
from emogen.install import install_hint
from emogen.registry import broken, find, guarded, working

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.evaluate.item import Item, Medium

JUDGE_PATH: Final = "EMOGEN_JUDGE_PATH"
"""Environment variable: folders of judges' files, as in PATH; ``--judge-path`` adds to it."""

Need = Literal["text", "neutral", "motion"]
"""What a judge needs of an item besides its file: its words, its neutral version, that it moves."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure that a judge gives.

    Attributes:
        name: e.g. ``"wer"``.
        meaning: what it is, for people.
        low, high: its range.
        better: whether more is better (``"higher"``), less is (``"lower"``), or neither (``""``).
        unit: e.g. ``"LUFS"``; "" for plain numbers.
    """

    name: str
    meaning: str
    low: float
    high: float
    better: Literal["higher", "lower", ""] = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one judge says about one item.

    Attributes:
        values: by the name of the measure; a measure that does not apply is left out.
        shares: probability of each category it has learnt, together 1; empty for none.
        notes: what a reader of the figures should know.
        details: what a report may show besides, JSON-like, e.g. the words that were heard.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """The likeliest category; "" without categories."""
        return max(self.shares, key=lambda name: self.shares[name]) if self.shares else ""


class Judge(ABC):
    """A judge; made without arguments it loads nothing until it first judges.

    Class attributes:
        name: as users choose it.
        medium: what it judges.
        title: what it is, in a few words.
        measures: the figures it gives.
        categories: emotions (canonical names of the vocabulary, and ``"neutral"``) that it shares
            its probability over; empty for none.
        source, licence: where it comes from, and its licence.
        commercial: False where its licence or its training data forbid commercial use.
        independent: False for a judge that shares its knowledge with our generators: it flatters them.
        needs: what it needs of an item.
        models: weights of the manifest; ``files``: what it needs from the judge path;
        packages: modules it imports; ``extra``: the extra that installs them.
    """

    kind: ClassVar[str] = "judge"

    name: ClassVar[str]
    medium: ClassVar[Medium]
    title: ClassVar[str]
    measures: ClassVar[tuple[Measure, ...]] = ()
    categories: ClassVar[tuple[str, ...]] = ()
    source: ClassVar[str]
    licence: ClassVar[str]
    commercial: ClassVar[bool] = True
    independent: ClassVar[bool] = True
    needs: ClassVar[tuple[Need, ...]] = ()
    models: ClassVar[tuple[str, ...]] = ()
    files: ClassVar[tuple[str, ...]] = ()
    packages: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "judges"

    @abstractmethod
    def judge(self, item: Item) -> Opinion:
        """The judge's opinion of one item of its medium that has what it :attr:`needs`.

        Raises:
            RequestError, GenerationError: this item cannot be judged, e.g. no face was found; the
                other items are judged all the same.
        """

    @classmethod
    def card(cls) -> Mapping[str, Any]:
        """What the file of a judge that is trained by its user says of itself; empty for others.

        Returns:
            ``licence`` and ``commercial`` of what it learnt from, ``held_out`` figures by kind, and
            ``published``: whether it learnt from what its figures in ``judges.tsv`` were measured
            with, so that they are its own.

        Raises:
            RequestError: the file is damaged.
        """
        return {}

    @classmethod
    def missing(cls) -> str:
        """Why the judge cannot work here, with what to do about it; "" when it can."""
        for package in cls.packages:
            if find_spec(package) is None:
                return f"{package} is not installed: {install_hint(cls.extra)}"
        for name in cls.models:
            if set(weights.find_model(name).states().values()) != {"ready"}:
                return f"its weights are not here: emogen models pull {name}"
        for file in cls.files:
            if find_file(file) is None:
                return f"{file} is in no folder of --judge-path or ${JUDGE_PATH}"
        return ""


def judges() -> tuple[type[Judge], ...]:
    """Every registered judge that can be loaded, sorted by medium and name."""
    from emogen.pipelines.evaluate.item import MEDIA

    found = [judge for judge in working("judge") if judge.medium in MEDIA]
    return tuple(sorted(found, key=lambda judge: (MEDIA.index(judge.medium), judge.name)))


def broken_judges() -> dict[str, str]:
    """The registered judges that cannot be loaded, by name, with the reason."""
    from emogen.pipelines.evaluate.item import MEDIA

    unknown = {
        judge.name: f"it judges {judge.medium!r}, which is none of {', '.join(MEDIA)}"
        for judge in working("judge")
        if judge.medium not in MEDIA
    }
    return dict(sorted({**broken("judge"), **unknown}.items()))


def find_judge(name: str) -> type[Judge]:
    """The judge of that name. Raises as :func:`emogen.registry.find`."""
    return cast("type[Judge]", find("judge", name))


def missing(judge: type[Judge]) -> str:
    """Why a judge cannot work here, with what to do about it; "" when it can. As :meth:`Judge.missing`,
    which of a plug-in may fail."""
    try:
        with guarded(judge):
            return judge.missing()
    except EmogenError as error:
        return str(error)


def judge_folders() -> list[Path]:
    """Where judges' files are looked for, in order: ``$EMOGEN_JUDGE_PATH``, then emogen's own folder."""
    listed = os.environ.get(JUDGE_PATH, "")
    return [*(Path(part).expanduser() for part in listed.split(os.pathsep) if part), home() / "judges"]


def use_judge_path(folders: Sequence[Path] | None) -> None:
    """Look for judges' files in these folders first, in this process and those it starts.

    Raises:
        RequestError: one of them is no folder.
    """
    for folder in folders or ():
        if not folder.is_dir():
            raise RequestError(f"no such folder of judges: {folder}")
    parts = [*map(str, folders or ()), *filter(None, [os.environ.get(JUDGE_PATH)])]
    if parts:
        os.environ[JUDGE_PATH] = os.pathsep.join(parts)


def find_file(name: str) -> Path | None:
    """A judge's file by its name, from the first folder of the judge path that has it."""
    return next((folder / name for folder in judge_folders() if (folder / name).is_file()), None)


def need_file(name: str) -> Path:
    """As :func:`find_file`.

    Raises:
        MissingWeightError: no folder has it.
    """
    path = find_file(name)
    if path is None:
        folders = ", ".join(map(str, judge_folders()))
        raise MissingWeightError(
            f"the judge's file {name} is missing", why=f"looked in {folders}", fix="Give --judge-path FOLDER."
        )
    return path


def wanted(item: Item, categories: Collection[str]) -> str:
    """Which of a judge's categories an item was meant to show; "" when nobody said. See
    :func:`category_of`."""
    return "" if item.emotion is None else category_of(item.emotion, categories)


def category_of(emotion: Emotion, categories: Collection[str]) -> str:
    """Which of a judge's categories stands for an emotion.

    Returns:
        The strongest of its basic emotions if it is a category; ``"neutral"`` for a neutral one; ""
        when the judge has no name for it.
    """
    if emotion.is_neutral:
        return "neutral" if "neutral" in categories else ""
    shares = emotion.basic()
    best = max(shares, key=lambda name: shares[name], default="")
    return best if best in categories else ""
