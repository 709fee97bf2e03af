"""Vectors of words in their sentence: the lower layers of all-MiniLM-L6-v2, run with numpy.

The weights are those published, without the changes that :mod:`emogen.conditioning.read.encoder` has
learnt. Embeddings are read from the file row by row, so that nothing but four layers is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from emogen import weights
from emogen.blas import one_thread
from emogen.conditioning.read.encoder import HEADS, MAX_TOKENS, MODEL, WIDTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

DEPTH: Final = 4
"""Layers that are run, of six."""


def word_vectors(text: str, places: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """The vector of each place in a text.

    It is the hidden states 2, 3 and 4 of the word (the mean over its word pieces), and state 3 of the
    piece before and of the piece after it.

    Args:
        text: one sentence; what is beyond 256 word pieces is not read.
        places: first and one past the last character of each word.

    Returns:
        Shape ``(len(places), 5 * WIDTH)``; a place that is not read is zero.

    Raises:
        MissingWeightError: the encoder is not there.
    """
    import numpy as np

    encoding = _tokenizer().encode(text)
    with one_thread():
        states = _states(encoding.ids)
    vectors = np.zeros((len(places), 5 * WIDTH), np.float32)
    for row, (start, end) in enumerate(places):
        pieces = [
            index for index, (first, last) in enumerate(encoding.offsets) if first < end and last > start
        ]
        if not pieces:
            continue
        own = states[2:, pieces].mean(axis=1)
        before, after = states[3, pieces[0] - 1], states[3, min(pieces[-1] + 1, states.shape[1] - 1)]
        vectors[row] = np.concatenate([*own, before, after])
    return vectors


def _states(ids: Sequence[int]) -> NDArray[np.float32]:
    """The embedding and four layers, shape ``(DEPTH + 1, len(ids), WIDTH)``."""
    import numpy as np

    tables = _tables()
    words = tables.get_slice("embeddings.word_embeddings.weight")
    rows = np.concatenate([words[piece : piece + 1] for piece in ids])
    places = tables.get_slice("embeddings.position_embeddings.weight")[: len(ids)]
    kind = tables.get_slice("embeddings.token_type_embeddings.weight")[:1]
    x = _normalised(rows + places + kind, "embeddings.LayerNorm")
    states = [x]
    for index in range(DEPTH):
        x = _layer(x, f"encoder.layer.{index}.")
        states.append(x)
    return np.stack(states)


def _layer(x: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    import numpy as np
    from scipy.special import erf

    query, key, value = (
        _dense(x, f"{name}attention.self.{part}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) * np.float32((WIDTH / HEADS) ** -0.5)
    share = np.exp(scores - scores.max(axis=-1, keepdims=True))
    share /= share.sum(axis=-1, keepdims=True)
    mixed = (share @ value).transpose(1, 0, 2).reshape(len(x), WIDTH)
    x = _normalised(x + _dense(mixed, f"{name}attention.output.dense"), f"{name}attention.output.LayerNorm")
    inner = _dense(x, f"{name}intermediate.dense")
    inner = inner * (0.5 * (1.0 + erf(inner * np.float32(2**-0.5)))).astype(np.float32)
    return _normalised(x + _dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")


def _dense(x: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    product: NDArray[np.float32] = x @ _tensor(f"{name}.weight").T + _tensor(f"{name}.bias")
    return product


def _normalised(x: NDArray[np.float32], name: str) -> NDArray[np.float32]:
    import numpy as np

    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-12))
    scaled: NDArray[np.float32] = centred / spread * _tensor(f"{name}.weight") + _tensor(f"{name}.bias")
    return scaled


@lru_cache(maxsize=128)
def _tensor(name: str) -> NDArray[np.float32]:
    tensor: NDArray[np.float32] = _tables().get_tensor(name)
    return tensor


@lru_cache(maxsize=1)
def _tables() -> Any:
    from safetensors import safe_open

    return safe_open(weights.path(MODEL, "model.safetensors"), framework="numpy")


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights.path(MODEL, "tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer
