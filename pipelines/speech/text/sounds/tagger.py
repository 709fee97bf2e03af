"""Parts of speech of English words: spaCy's small model, run with numpy alone.

The network is spaCy's tok2vec (a hash embedding of six features, four windows of three words) and its
tagger, from the model ``en_core_web_sm`` 3.8. spaCy itself would take a second to start, and a dozen
packages; it is not needed to run them. Tags are those of the Penn Treebank. In ``tests/test_english.py``
tags are compared with spaCy's own.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.blas import one_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats

MODEL: Final = "english-tagger"
"""Id of the weights."""

_SEEDS: Final = (8, 9, 10, 11, 12, 13)
"""Of the hashes of the features, in the order of :func:`_features`."""

_PAD: Final = 4
"""Rows of zeros before and after the words, as in training."""

_AT_ONCE: Final = 400
"""Words tagged at once."""

_ENDINGS: Final = ("n't", "'s", "'m", "'d", "'ll", "'re", "'ve")
_NORMS: Final = {"n't": "not", "'ll": "will", "'ve": "have", "'re": "are", "'m": "am"}
_STEMS: Final = {"ca": "can", "wo": "will", "sha": "shall"}
"""Of *can't*, *won't* and *shan't*."""

_NUMBERED: Final = {
    "X": 101, "acl": 451, "agent": 401, "attr": 404, "aux": 405, "cc": 407,
    "conj": 410, "cop": 411, "dep": 414, "det": 415, "mark": 423, "meta": 424, "neg": 425, "nn": 427,
    "num": 431, "number": 432, "obj": 434, "obl": 435, "poss": 440, "possessive": 441, "prep": 443,
    "prt": 444, "root": 449, "ADJ": 84, "ADP": 85, "ADV": 86, "AUX": 87, "DEP": 76, "DET": 90, "EOL": 102,
    "GPE": 384, "ID": 64, "IDX": 455, "LAW": 390, "LOC": 385, "NUM": 93, "ORG": 383, "POS": 74, "SYM": 99,
    "TAG": 75,
}  # fmt: skip
"""Strings that have a small number in spaCy in place of their hash (``spacy.symbols``)."""

_ALL64: Final = 2**64 - 1


def tag(words: Sequence[str], spaced: Sequence[bool]) -> list[str]:
    """The part of speech of each word of a text, e.g. ``"NN"``.

    Args:
        words: as :func:`split` has them; a mark is a word too.
        spaced: whether a blank follows each.

    Raises:
        MissingWeightError: the model is not there.
    """
    tags: list[str] = []
    for start in range(0, len(words), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        with one_thread():
            tags += _tagged(words[part], spaced[part])
    return tags


def labels() -> list[str]:
    """Every part of speech, in the model's order."""
    return _network().labels


def split(word: str) -> list[str]:
    """A word without its mark, cut where the tagger wants it cut: *do n't*, *John 's*."""
    parts: list[str] = []
    while ending := next((e for e in _ENDINGS if word.lower().endswith(e) and len(word) > len(e)), ""):
        parts.insert(0, word[-len(ending) :])
        word = word[: -len(ending)]
    if word.lower().endswith("s'"):
        word, parts = word[:-1], ["'", *parts]
    if word.lower() == "cannot":
        return [word[:3], word[3:], *parts]
    return [word, *parts]


def _tagged(words: Sequence[str], spaced: Sequence[bool]) -> list[str]:
    import numpy as np

    network = _network()
    features = np.array(
        [
            [*_features(word, after), int(space), 0]
            for word, after, space in zip(words, [*words[1:], ""], spaced, strict=True)
        ],
        np.uint64,
    )
    embedded = [
        table[_hashed(features[:, column], seed) % np.uint64(len(table))].sum(axis=1)
        for column, (table, seed) in enumerate(zip(network.tables, _SEEDS, strict=True))
    ]
    x = network.layers[0](np.concatenate(embedded, axis=1))
    x = np.pad(x, ((_PAD, _PAD), (0, 0)))
    for layer in network.layers[1:]:
        padded = np.pad(x, ((1, 1), (0, 0)))
        x = x + layer(np.concatenate([padded[:-2], x, padded[2:]], axis=1))
    scores = x[_PAD:-_PAD] @ network.weight.T + network.bias
    return [network.labels[index] for index in scores.argmax(axis=1)]


def _features(word: str, after: str) -> tuple[int, int, int, int]:
    """Keys of the norm, the first letter, the last three and the shape."""
    low = word.lower().replace("’", "'")
    if after.lower() == "n't" and low in _STEMS:
        norm = _STEMS[low]
    else:
        norm = _NORMS.get(low) or _network().norms.get(_key(word)) or low
    return _key(norm), _key(word[0]), _key(word[-3:]), _key(_shape(word))


@lru_cache(maxsize=8192)
def _shape(word: str) -> str:
    """*Xxxxx* for *Harbour*: at most four of a kind in a row."""
    letters = (
        ("X" if c.isupper() else "x") if c.isalpha() else "d" if c.isdigit() else c for c in word[:100]
    )
    return re.sub(r"(.)\1{4,}", r"\1\1\1\1", "".join(letters))


@lru_cache(maxsize=16384)
def _key(text: str) -> int:
    """The number of a string in spaCy: its MurmurHash64A with seed 1."""
    if not text:
        return 0
    if text in _NUMBERED:
        return _NUMBERED[text]
    data = text.encode()
    mixer = 0xC6A4A7935BD1E995
    value = 1 ^ (len(data) * mixer & _ALL64)
    whole = len(data) - len(data) % 8
    for (block,) in struct.iter_unpack("<Q", data[:whole]):
        block = block * mixer & _ALL64
        block = (block ^ block >> 47) * mixer & _ALL64
        value = (value ^ block) * mixer & _ALL64
    if len(data) > whole:
        value = (value ^ int.from_bytes(data[whole:], "little")) * mixer & _ALL64
    value = (value ^ value >> 47) * mixer & _ALL64
    return value ^ value >> 47


def _hashed(keys: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Four numbers of 32 bits a key, shape ``(keys, 4)``: MurmurHash3 x86 128 of eight bytes, as thinc
    has it."""
    import numpy as np

    u64 = np.uint64
    first = keys * u64(0x87C37B91114253D5)
    first = (first << u64(31)) | (first >> u64(33))
    first = first * u64(0x4CF5AD432745937F) ^ u64(seed) ^ u64(8)
    second = np.full_like(first, seed ^ 8)
    first = first + second
    second = second + first
    first, second = (_finished(half) for half in (first, second))
    first = first + second
    second = second + first
    low = u64(0xFFFFFFFF)
    return np.stack([first & low, first >> u64(32), second & low, second >> u64(32)], axis=1)


def _finished(half: NDArray[np.uint64]) -> NDArray[np.uint64]:
    import numpy as np

    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        half = (half ^ half >> np.uint64(33)) * np.uint64(factor)
    return half ^ half >> np.uint64(33)


class _Layer:
    """Three linear maps, of which each output takes the largest; then normalised."""

    def __init__(self, maxout: dict[str, Any], norm: dict[str, Any]) -> None:
        self.weight, self.bias = maxout["W"], maxout["b"]
        self.gain, self.offset = norm["G"], norm["b"]

    def __call__(self, x: AnyFloats) -> AnyFloats:
        import numpy as np

        width, pieces, wide = self.weight.shape
        y = (x @ self.weight.reshape(-1, wide).T + self.bias.reshape(-1)).reshape(-1, width, pieces).max(2)
        y = (y - y.mean(1, keepdims=True)) / np.sqrt(y.var(1, keepdims=True) + 1e-8)
        return np.asarray(y * self.gain + self.offset)


class _Network:
    """The weights: tables of the features, five layers, the tagger's map, its labels."""

    def __init__(self) -> None:
        parameters = [part for part in _parameters("tok2vec/model") if part]
        self.tables = [part["E"] for part in parameters if "E" in part]
        maps = [part for part in parameters if "W" in part]
        norms = [part for part in parameters if "G" in part]
        self.layers = [_Layer(*pair) for pair in zip(maps, norms, strict=True)]
        (last,) = (part for part in _parameters("tagger/model") if part)
        self.weight, self.bias = last["W"], last["b"]
        path = weights.path(MODEL, "tagger/cfg")
        self.labels: list[str] = json.loads(path.read_text(encoding="utf-8"))["labels"]
        self.norms: dict[int, str] = _unpacked("vocab/lookups.bin")["lexeme_norm"]


@lru_cache(maxsize=1)
def _network() -> _Network:
    return _Network()


def _parameters(name: str) -> list[dict[str, Any]]:
    return [_arrays(part) for part in _unpacked(name)["params"]]


def _arrays(part: dict[str, Any] | None) -> dict[str, Any]:
    import numpy as np

    return {
        key: np.frombuffer(value[b"data"], value[b"type"]).reshape(value[b"shape"])
        for key, value in (part or {}).items()
    }


def _unpacked(name: str) -> Any:
    import msgpack

    return msgpack.unpackb(weights.path(MODEL, name).read_bytes(), strict_map_key=False)
