"""Trains the head that reads directions from the multilingual encoder, for what no table of words has.

Texts: ``tools/direction_texts.tsv`` (ours, English) and, of each manner and each word of the vocabulary that
has texts there, a few ways to ask for it. One softmax over the emotions and ``none`` and one over the manners
and none, both linear in the 512 numbers of the encoder, which carries them over to its other languages.
The sharpness of the first is chosen where held-out texts are most likely.

    python -m tools.direction_head
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import save_file

from emogen.arrays import Doubles
from emogen.conditioning import manners, vocabulary
from emogen.conditioning.read.multilingual import encode

_TEXTS: Final = Path(__file__).with_name("direction_texts.tsv")
_HEAD: Final = Path(__file__).parents[1] / "assets" / "direction_head.safetensors"

_WAYS: Final = ("{}", "in a {} tone", "say it in a {} way", "sounding {}", "she feels {}", "{} voice")
_SPOKEN: Final = ("{}", "speak {}", "in a {} voice", "{}, to him")
_PENALTY: Final = 3e-4
_STEPS: Final = 600
_RATE: Final = 0.5
_FOLDS: Final = 5


def _texts() -> tuple[list[str], list[str], list[str]]:
    """Each text, its emotion or ``none``, and its manners."""
    texts: list[str] = []
    felt: list[str] = []
    said: list[str] = []
    rows = [line.split("\t") for line in _TEXTS.read_text("utf-8").splitlines()[1:]]
    emotions = sorted({label for kind, label, _ in rows if kind == "emotion"} - {"none"})
    for kind, label, text in rows:
        texts.append(text)
        felt.append(label if kind == "emotion" else "none")
        said.append(label if kind == "manner" else "")
    for name in emotions:
        for word in (name, *vocabulary.entries()[name].synonyms):
            texts += [way.format(word) for way in _WAYS]
            felt += [name] * len(_WAYS)
            said += [""] * len(_WAYS)
    for manner in manners.manners().values():
        for word in (manner.name, *manner.synonyms):
            texts += [way.format(word) for way in _SPOKEN]
            felt += ["none"] * len(_SPOKEN)
            said += [manner.name] * len(_SPOKEN)
    return texts, felt, said


def _softmax(logits: Doubles) -> Doubles:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def _fit(x: Doubles, y: Doubles, weight: Doubles) -> Doubles:
    """Softmax regression by gradient steps with momentum; a row of weights each class, the bias last."""
    x1 = np.hstack([x, np.ones((len(x), 1))])
    w = np.zeros((y.shape[1], x1.shape[1]))
    speed = np.zeros_like(w)
    share = weight / weight.sum()
    for _ in range(_STEPS):
        gradient = ((_softmax(x1 @ w.T) - y) * share[:, None]).T @ x1
        gradient[:, :-1] += _PENALTY * w[:, :-1]
        speed = 0.95 * speed - _RATE * 20 * gradient
        w += speed
    return w


def _logits(x: Doubles, w: Doubles) -> Doubles:
    return np.asarray(x @ w[:, :-1].T + w[:, -1])


def _weights(labels: list[str], texts: list[str]) -> Doubles:
    """Each class counts by the root of its number; texts that describe count double."""
    count = {label: labels.count(label) for label in set(labels)}
    longer = np.array([2.0 if len(text.split()) > 3 else 1.0 for text in texts])
    return longer / np.sqrt([count[label] for label in labels])


def main() -> None:
    texts, felt, said = _texts()
    x = encode(texts).astype(np.float64)
    classes = ["none", *sorted(set(felt) - {"none"})]
    y = np.array([[float(label == name) for name in classes] for label in felt])
    weight = _weights(felt, texts)
    fold = np.random.default_rng(0).integers(_FOLDS, size=len(texts))
    held = np.zeros_like(y)
    for k in range(_FOLDS):
        held[fold == k] = _logits(x[fold == k], _fit(x[fold != k], y[fold != k], weight[fold != k]))
    described = np.array([len(text.split()) > 3 for text in texts]) & np.array([s == "" for s in said])
    likelihood = {
        t: float(np.log((_softmax(held * t) * y).sum(axis=1)[described]).mean())
        for t in np.arange(0.5, 4.0, 0.1)
    }
    temperature = max(likelihood, key=lambda t: likelihood[t])
    right = (held.argmax(axis=1) == y.argmax(axis=1))[described].mean()
    print(
        f"{len(texts)} texts, {len(classes)} classes; held out {right:.2f} right, sharpness {temperature:.1f}"
    )
    spoken = ["", *manners.manners()]
    z = np.array([[float(label == name) for name in spoken] for label in said])
    manner = _fit(x, z, _weights(said, texts))
    emotion = _fit(x, y, weight) * temperature
    save_file(
        {"emotion": emotion.astype(np.float16), "manner": manner.astype(np.float16)},
        _HEAD,
        metadata={"emotions": ",".join(classes), "manners": ",".join(spoken)},
    )


if __name__ == "__main__":
    main()
