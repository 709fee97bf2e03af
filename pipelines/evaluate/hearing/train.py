"""Training a judge of voices on recordings of real people, and finding out how good it is.

A judge is linear discriminants with shrunk covariance (Ledoit and Wolf 2004) on functionals, and a
ridge regression for arousal and valence, whose targets are the vocabulary's coordinates of what was
acted. What it reaches, and how sure it may be, is measured on speakers who were left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from emogen.errors import RequestError
from emogen.install import install_hint
from emogen.pipelines.evaluate.hearing.corpora import digest
from emogen.pipelines.evaluate.hearing.heard import Heard
from emogen.pipelines.evaluate.hearing.model import Ear, VoiceModel, compared
from emogen.pipelines.evaluate.statistics import auc, recall
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.hearing.frames import Array

AROUSED: Final = (frozenset({"anger", "fear", "joy", "surprise"}), frozenset({"neutral", "sadness"}))
PLEASED: Final = (frozenset({"joy"}), frozenset({"anger", "disgust", "fear", "sadness"}))
"""Emotions on the two sides of arousal and of valence (Russell 1980)."""

_REFERENCES: Final = 4
"""Neutral recordings of the same speaker that each recording is compared with in training: a judge
that will be given one must have met many, good and bad. Ours."""

_RIDGE: Final = 300.0
"""Of the regressions on standardised functionals. Ours: from 100 to 1000 nothing changes by .01."""

_TEMPERATURES: Final = np.geomspace(0.5, 8.0, 49)
"""That are tried: logits are divided by the one that makes held-out speakers likeliest."""


def need_extra() -> None:
    """Raises RequestError: scikit-learn is not installed."""
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        raise RequestError("training a judge needs scikit-learn", fix=f"Run `{install_hint('judges')}`.")


def told_apart(heard: Heard) -> tuple[str, ...]:
    """Categories that at least two speakers show: one alone could be told by anything.

    Raises:
        RequestError: fewer than two.
    """
    shown: dict[str, set[str]] = {}
    for category, speaker in zip(heard.categories, heard.speakers, strict=True):
        if category:
            shown.setdefault(category, set()).add(speaker)
    found = tuple(sorted(name for name, speakers in shown.items() if len(speakers) > 1))
    if len(found) < 2:
        raise RequestError(
            "nothing can be told apart",
            why=f"{len(found)} emotions are shown by two speakers or more",
            fix="Add speakers: each should show the same emotions.",
        )
    return found


Relative = Literal["both", "difference", "none"]
"""What a judge hears of an utterance whose speaker's neutral voice is known: the difference and the
voice itself, which pays with many speakers (functionals on nEMO: recall .50 instead of .46) and harms
with few; the difference only; or no more than without."""


def train(
    heard: Heard, categories: Sequence[str], *, relative: Relative = "both", seed: int = 0
) -> VoiceModel:
    """A judge that learnt from all the clips, calibrated on each speaker in turn left out.

    Args:
        heard: what it learns from.
        categories: what it tells apart, see :func:`told_apart`; none for arousal and valence only.
        relative: what it hears where a neutral version is given.
        seed: of the neutral recordings that each is compared with.

    Raises:
        RequestError: there is one speaker only.
    """
    if len(set(heard.speakers)) < 2:
        raise RequestError("one speaker is too few", why="a judge is tried on speakers left out")
    model = fit(heard, categories, relative=relative, seed=seed)
    opinions = held_out(heard, categories, relative=relative, seed=seed)
    figures: dict[str, Any] = {}
    ears, notes = {}, []
    for name in ("relative", "absolute"):
        ear = getattr(model, name)
        if ear is None:
            continue
        if name not in opinions:
            notes.append("neutral recordings of one speaker only: it hears voices by themselves")
            continue
        said = opinions[name]
        temperature = _temperature(said, heard.categories, categories) if categories else 1.0
        ears[name] = replace(ear, weights=ear.weights / temperature, bias=ear.bias / temperature)
        figures[name] = {"temperature": round(temperature, 2)} | scores(said, heard, categories)
    card = _card(heard) | {"held_out": figures, "notes": notes}
    return VoiceModel(tuple(categories), ears.get("relative"), ears["absolute"], card)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What was said of clips: ``shares`` ``(n, k)`` and ``axes`` ``(n, 2)``; NaN where nothing was."""

    shares: Array
    axes: Array


def held_out(
    heard: Heard, categories: Sequence[str], *, relative: Relative = "both", seed: int = 0
) -> dict[str, Said]:
    """What judges say of each speaker whom they have not heard, with and without his neutral voice."""
    speakers = np.array(heard.speakers)
    said = {name: nothing(len(heard.clips), len(categories)) for name in ("relative", "absolute")}
    for speaker in np.unique(speakers):
        apart = speakers == speaker
        model = fit(heard.where(~apart), categories, relative=relative, seed=seed)
        for name, part in listen(model, heard.where(apart), seed=seed).items():
            said[name].shares[apart], said[name].axes[apart] = part.shares, part.axes
    return {name: one for name, one in said.items() if np.isfinite(one.axes).any()}


def nothing(count: int, categories: int) -> Said:
    return Said(np.full((count, categories), np.nan), np.full((count, 2), np.nan))


def listen(model: VoiceModel, heard: Heard, *, seed: int = 0) -> dict[str, Said]:
    """What a judge says of clips, with and without one neutral recording of the same speaker.

    The neutral one says the same words where there is such a one, as ``emogen evaluate`` has it.
    """
    found = {"absolute": _said(model.absolute, heard.values)}
    if model.relative is not None:
        neutrals = _neutrals(heard, seed, same_words=True)
        found["relative"] = _said(model.relative, compared(heard.values, neutrals, len(model.relative.mean)))
    return found


def _said(ear: Ear, numbers: Array) -> Said:
    return Said(ear.shares(numbers), ear.axes(numbers))


def _neutrals(heard: Heard, seed: int, *, same_words: bool) -> Array:
    """For each clip a neutral one of its speaker, and not itself; NaN without any."""
    calm: dict[str, list[int]] = {}
    for place, clip in enumerate(heard.clips):
        if clip.category == "neutral":
            calm.setdefault(clip.who, []).append(place)
    chance = stream(seed, "neutral references")
    found = np.full_like(heard.values, np.nan)
    for place, clip in enumerate(heard.clips):
        others = [other for other in calm.get(clip.who, []) if other != place]
        same = [other for other in others if clip.text and heard.clips[other].text == clip.text]
        if others:
            found[place] = heard.values[chance.choice(same if same and same_words else others)]
    return found


def fit(heard: Heard, categories: Sequence[str], *, relative: Relative = "both", seed: int = 0) -> VoiceModel:
    """Both ears, not calibrated, without a card; see :func:`train`."""
    absolute = _ear(heard, categories)
    if relative == "none":
        return VoiceModel(tuple(categories), None, absolute, {})
    count = heard.values.shape[1] * (2 if relative == "both" else 1)
    versions = []
    for number in range(_REFERENCES):
        neutrals = _neutrals(heard, seed * _REFERENCES + number, same_words=number == 0)
        versions.append(compared(heard.values, neutrals, count))
    many = Heard(heard.clips * _REFERENCES, np.concatenate(versions))
    many = many.where(np.isfinite(many.values).all(1))
    complete = many.clips and set(categories) <= set(many.categories)
    compared_too = _ear(many, categories) if complete else None
    return VoiceModel(tuple(categories), compared_too, absolute, {})


def _ear(heard: Heard, categories: Sequence[str]) -> Ear:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import Ridge

    mean, scale = heard.values.mean(0), heard.values.std(0)
    blank = np.zeros((len(mean), 1))
    ear = Ear(mean, np.where(scale > 0, scale, 1.0), blank, blank, blank, blank)
    values = ear.standard(heard.values)
    weights, bias = np.zeros((len(mean), 0)), np.zeros(0)
    if categories:
        named = np.isin(heard.categories, categories)
        even = np.full(len(categories), 1 / len(categories))
        discriminant = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto", priors=even)
        discriminant.fit(values[named], np.array(heard.categories)[named])
        weights, bias = discriminant.coef_.T, discriminant.intercept_
    if len(categories) == 2:  # scikit-learn then gives one logit, that of the second.
        weights, bias = np.pad(weights, ((0, 0), (1, 0))), np.pad(bias, (1, 0))
    ridge = Ridge(alpha=_RIDGE)
    ridge.fit(values, targets(heard), sample_weight=_evenly(heard))
    return replace(ear, weights=weights, bias=bias, slopes=ridge.coef_.T, origin=ridge.intercept_)


def targets(heard: Heard) -> Array:
    """Arousal and valence of what was acted, shape ``(n, 2)``."""
    vad = np.array([clip.emotion.vad for clip in heard.clips])
    return vad[:, [1, 0]]


def _evenly(heard: Heard) -> Array:
    """Weights that make every emotion count the same, mean 1."""
    names = [str(clip.emotion) for clip in heard.clips]
    counts = {name: names.count(name) for name in set(names)}
    return np.array([len(names) / len(counts) / counts[name] for name in names])


def _temperature(said: Said, true: Sequence[str], categories: Sequence[str]) -> float:
    fine = np.isin(true, categories) & np.isfinite(said.shares).all(1)
    right = np.array([categories.index(name) for name in np.array(true)[fine]])
    logits = np.log(said.shares[fine].clip(1e-12, None))
    losses = []
    for temperature in _TEMPERATURES:
        scaled = logits / temperature
        scaled = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        losses.append(-scaled[np.arange(len(right)), right].mean())
    return float(_TEMPERATURES[int(np.argmin(losses))])


def scores(said: Said, heard: Heard, categories: Sequence[str]) -> dict[str, float]:
    """Recall of the categories, and how well the two axes part the sides of what was acted: what is
    defined of these."""
    fine = np.isfinite(said.axes).all(1)
    true = np.array(heard.categories)[fine]
    found = {}
    if categories:
        named = np.array(categories)[said.shares[fine].argmax(1)]
        known = np.isin(true, categories)
        found["recall"] = recall(true[known].tolist(), named[known].tolist())
    for axis, (name, (up, down)) in enumerate({"arousal": AROUSED, "valence": PLEASED}.items()):
        sides = np.isin(true, [*up, *down])
        found[f"auc_{name}"] = auc(np.isin(true[sides], [*up]), said.axes[fine][sides, axis])
    return {name: round(value, 3) for name, value in found.items() if np.isfinite(value)}


def _card(heard: Heard) -> dict[str, Any]:
    corpora = {clip.corpus for clip in heard.clips}
    return {
        "corpora": [
            {
                "name": corpus.name,
                "licence": corpus.licence,
                "commercial": corpus.commercial,
                "clips": sum(clip.corpus == corpus for clip in heard.clips),
                "digest": digest(clip for clip in heard.clips if clip.corpus == corpus),
                "speakers": len({clip.speaker for clip in heard.clips if clip.corpus == corpus}),
            }
            for corpus in sorted(corpora, key=lambda corpus: corpus.name)
        ],
        "licence": " and ".join(sorted({corpus.licence for corpus in corpora})),
        "commercial": all(corpus.commercial for corpus in corpora),
    }
