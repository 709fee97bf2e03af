"""Training a judge of voices on recordings of real people, and finding out how good it is.

A judge is linear discriminants with shrunk covariance (Ledoit and Wolf 2004) on functionals, and a
ridge regression for arousal and valence, whose targets are the vocabulary's coordinates of what was
acted. What it reaches, and how sure it may be, is measured on speakers who were left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.conditioning.read.sound import load
from emogen.errors import RequestError
from emogen.pipelines.evaluate.acoustics import functionals
from emogen.pipelines.evaluate.speech_corpora import Clip
from emogen.pipelines.evaluate.statistics import auc, recall
from emogen.pipelines.evaluate.voice_model import Ear, VoiceModel
from emogen.seeds import stream

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.voice_frames import Array

Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""

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
        raise RequestError(
            "training a judge needs scikit-learn", fix='Run: pip install "emogen-toolkit[judges]"'
        )


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Clips with their functionals, shape ``(n, 81)``."""

    clips: tuple[Clip, ...]
    values: Array

    @property
    def categories(self) -> list[str]:
        return [clip.category for clip in self.clips]

    @property
    def speakers(self) -> list[str]:
        return [clip.who for clip in self.clips]

    def where(self, keep: Sequence[bool] | Array) -> Heard:
        """Some of the clips."""
        places = np.flatnonzero(np.asarray(keep))
        return Heard(tuple(self.clips[place] for place in places), self.values[places])


def hear_clips(clips: Sequence[Clip], progress: Progress = lambda _: None) -> tuple[Heard, list[str]]:
    """The functionals of clips; those that cannot be heard are left out, with a line each."""
    kept, values, left = [], [], []
    for count, clip in enumerate(clips, start=1):
        try:
            values.append(functionals(load(clip.path)))
            kept.append(clip)
        except RequestError as error:
            left.append(f"{clip.path.name}: {error}")
        progress(count / len(clips))
    return Heard(tuple(kept), np.array(values)), left


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


def train(heard: Heard, *, seed: int = 0) -> VoiceModel:
    """A judge that learnt from all the clips, calibrated on each speaker in turn left out.

    Raises:
        RequestError: too few speakers or emotions.
    """
    categories = told_apart(heard)
    model = _fit(heard, categories, seed)
    opinions = held_out(heard, seed=seed)
    figures: dict[str, Any] = {}
    ears = {}
    for name in ("relative", "absolute"):
        ear = getattr(model, name)
        if ear is None:
            continue
        said = opinions[name]
        temperature = _temperature(said, heard.categories, categories)
        ears[name] = replace(ear, weights=ear.weights / temperature, bias=ear.bias / temperature)
        figures[name] = {"temperature": round(temperature, 2)} | scores(said, heard, categories)
    return VoiceModel(
        categories, ears.get("relative"), ears["absolute"], _card(heard) | {"held_out": figures}
    )


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What was said of clips: ``shares`` ``(n, k)`` and ``axes`` ``(n, 2)``; NaN where nothing was."""

    shares: Array
    axes: Array


def held_out(heard: Heard, *, seed: int = 0) -> dict[str, Said]:
    """What judges say of each speaker whom they have not heard, with and without his neutral voice."""
    categories = told_apart(heard)
    speakers = np.array(heard.speakers)
    said = {name: nothing(len(heard.clips), len(categories)) for name in ("relative", "absolute")}
    for speaker in np.unique(speakers):
        apart = speakers == speaker
        model = _fit(heard.where(~apart), categories, seed)
        for name, part in listen(model, heard.where(apart), seed=seed).items():
            said[name].shares[apart], said[name].axes[apart] = part.shares, part.axes
    return said


def nothing(count: int, categories: int) -> Said:
    return Said(np.full((count, categories), np.nan), np.full((count, 2), np.nan))


def listen(model: VoiceModel, heard: Heard, *, seed: int = 0) -> dict[str, Said]:
    """What a judge says of clips, with and without one neutral recording of the same speaker.

    The neutral one says the same words where there is such a one, as ``emogen evaluate`` has it.
    """
    said = {"absolute": Said(*model.absolute.hear(heard.values))}
    if model.relative is not None:
        said["relative"] = Said(*model.relative.hear(heard.values - _neutrals(heard, seed, same_words=True)))
    return said


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


def _fit(heard: Heard, categories: Sequence[str], seed: int) -> VoiceModel:
    """Both ears, not calibrated."""
    versions = [
        heard.values - _neutrals(heard, seed * _REFERENCES + number, same_words=number == 0)
        for number in range(_REFERENCES)
    ]
    many = Heard(heard.clips * _REFERENCES, np.concatenate(versions))
    many = many.where(np.isfinite(many.values).all(1))
    relative = _ear(many, categories) if set(categories) <= set(many.categories) else None
    return VoiceModel(tuple(categories), relative, _ear(heard, categories), {})


def _ear(heard: Heard, categories: Sequence[str]) -> Ear:
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.linear_model import Ridge

    mean, scale = heard.values.mean(0), heard.values.std(0)
    blank = np.zeros((len(mean), 1))
    ear = Ear(mean, np.where(scale > 0, scale, 1.0), blank, blank, blank, blank)
    values = ear.standard(heard.values)
    named = np.isin(heard.categories, categories)
    even = np.full(len(categories), 1 / len(categories))
    discriminant = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto", priors=even)
    discriminant.fit(values[named], np.array(heard.categories)[named])
    if len(categories) == 2:  # scikit-learn then gives one logit, that of the second.
        weights = np.stack([0 * discriminant.coef_[0], discriminant.coef_[0]], 1)
        bias = np.array([0.0, discriminant.intercept_[0]])
    else:
        weights, bias = discriminant.coef_.T, discriminant.intercept_
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
    """Recall of the categories, and how well the two axes part the signs of what was acted."""
    fine = np.isfinite(said.shares).all(1)
    true = np.array(heard.categories)[fine]
    named = np.array(categories)[said.shares[fine].argmax(1)]
    known = np.isin(true, categories)
    found = {"recall": recall(true[known], named[known])}
    for axis, (name, split) in enumerate({"arousal": AROUSED, "valence": PLEASED}.items()):
        sides = [
            (place, truth in split[0]) for place, truth in enumerate(true) if truth in {*split[0], *split[1]}
        ]
        places = [place for place, _ in sides]
        found[f"auc_{name}"] = auc([side for _, side in sides], said.axes[fine][places, axis])
    return {name: round(value, 3) for name, value in found.items()}


def _card(heard: Heard) -> dict[str, Any]:
    corpora = {clip.corpus for clip in heard.clips}
    return {
        "date": date.today().isoformat(),
        "corpora": [
            {
                "name": corpus.name,
                "licence": corpus.licence,
                "commercial": corpus.commercial,
                "clips": sum(clip.corpus == corpus for clip in heard.clips),
                "speakers": len({clip.speaker for clip in heard.clips if clip.corpus == corpus}),
            }
            for corpus in sorted(corpora, key=lambda corpus: corpus.name)
        ],
        "licence": " and ".join(sorted({corpus.licence for corpus in corpora})),
        "commercial": all(corpus.commercial for corpus in corpora),
    }
