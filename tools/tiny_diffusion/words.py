"""Captions with words of feeling in them, and the word-level tokenizer that knows them all."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np

from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import Emotion
from emogen.tables import asset_rows
from tools.tiny_diffusion.scenes import SETTINGS, TIMES, WEATHERS, Scene

LENGTH: Final = 24
"""Tokens of the longest text."""

_FELT: Final = 0.6
"""Share of captions with a word of feeling."""
_SHORT: Final = 0.25
"""Share of captions without the time, and without the weather."""
_EMPTY: Final = 0.1
"""Share of captions that are empty, for guidance."""
_NEAR: Final = 0.25
"""Standard deviation of valence and arousal around a word's own within which it is used."""

_MOODS: Final = {
    "quiet": (0.2, -0.6), "still": (0.1, -0.7), "sleepy": (-0.1, -0.7), "dull": (-0.4, -0.6),
    "dreary": (-0.6, -0.4), "bleak": (-0.7, -0.3), "miserable": (-0.85, -0.2), "depressing": (-0.8, -0.4),
    "lifeless": (-0.6, -0.8), "hopeless": (-0.8, -0.5), "drab": (-0.5, -0.7), "mournful": (-0.6, -0.4),
    "ominous": (-0.6, 0.4), "scary": (-0.7, 0.7), "frightening": (-0.7, 0.7), "horrible": (-0.8, 0.5),
    "terrible": (-0.8, 0.4), "disgusting": (-0.7, 0.35), "violent": (-0.7, 0.85), "frantic": (-0.3, 0.9),
    "menacing": (-0.6, 0.5), "chaotic": (-0.4, 0.9), "wild": (0.1, 0.85), "intense": (0.0, 0.8),
    "energetic": (0.5, 0.8), "exciting": (0.6, 0.8), "thrilling": (0.6, 0.85), "lively": (0.6, 0.6),
    "vibrant": (0.7, 0.65), "dazzling": (0.8, 0.8), "exuberant": (0.8, 0.85), "radiant": (0.85, 0.4),
    "delightful": (0.8, 0.4), "wonderful": (0.85, 0.35), "lovely": (0.75, 0.1), "pleasant": (0.65, 0.0),
    "beautiful": (0.75, 0.1), "cosy": (0.6, -0.3), "gentle": (0.5, -0.4), "soft": (0.4, -0.5),
    "dreamy": (0.5, -0.6), "restful": (0.6, -0.7), "soothing": (0.7, -0.7), "mellow": (0.5, -0.6),
    "idyllic": (0.85, -0.4), "heavenly": (0.9, -0.2), "mighty": (0.2, 0.5), "gleeful": (0.85, 0.7),
    "unpleasant": (-0.6, 0.1), "ugly": (-0.7, 0.1), "wretched": (-0.85, -0.1), "agitated": (-0.3, 0.7),
    "restless": (-0.2, 0.5), "explosive": (-0.1, 0.95), "electrifying": (0.5, 0.95), "languid": (0.1, -0.8),
    "drowsy": (0.0, -0.85), "tame": (0.1, -0.5), "slow": (0.0, -0.6), "hushed": (0.1, -0.7),
}  # fmt: skip
"""Words of feeling besides those of emogen's vocabulary: valence and arousal. Ours."""

_OTHERS: Final = (
    "a an the of in at on by with and to is it that this as very so where there full for from "
    "picture photo photograph portrait painting image scene view place day light landscape feeling mood "
    "atmosphere feels looks ordinary plain neutral usual man woman house street trees sea sky road person "
    "village garden beach mountains town boat tree old new people"
)
"""Words that directions may be found with, in captions as fillers."""


@cache
def moods() -> dict[str, tuple[float, float]]:
    """Words of feeling with the valence and arousal of what they are used for."""
    known: dict[str, tuple[float, float]] = {}
    for row in asset_rows("vocabulary.tsv"):
        if row["name"] in vocabulary.entries() and row["name"].isalpha():
            valence, arousal, _ = Emotion(row["name"]).vad
            words = [row["name"], *(word.strip() for word in row["synonyms"].split(","))]
            known |= {word: (valence, arousal) for word in words if word.isalpha()}
    return known | _MOODS


@cache
def _places() -> tuple[tuple[str, ...], np.ndarray[Any, np.dtype[np.float64]]]:
    return tuple(moods()), np.array(list(moods().values()))


def caption(scene: Scene, random: np.random.Generator) -> str:
    """One way to describe a scene: some name its feeling, some leave time or weather out, some are empty."""
    if random.random() < _EMPTY:
        return ""
    time = "" if random.random() < _SHORT else scene.time
    weather = "" if random.random() < _SHORT else scene.weather
    if random.random() >= _FELT:
        return " ".join(f"{_opening(random)}a {scene.setting} {time} {weather}".split())
    words, coordinates = _places()
    distance = ((coordinates - (scene.valence, scene.arousal)) ** 2).sum(1)
    weight = np.exp(-(distance - distance.min()) / (2 * _NEAR**2))
    word = words[random.choice(len(words), p=weight / weight.sum())]
    way = random.integers(4)
    if way == 0:
        text = f"{_opening(random)}a {word} {scene.setting} {time} {weather}"
    elif way == 1:
        text = f"{_opening(random)}a {scene.setting} {time} {weather} {word}"
    elif way == 2:
        text = f"a {word} picture of a {scene.setting} {time} {weather}"
    else:
        text = f"a {scene.setting} {time} {weather} with a {word} mood"
    return " ".join(text.split())


def _opening(random: np.random.Generator) -> str:
    return ("", "", "a picture of ", "a photo of ", "a painting of ", "a scene of ")[random.integers(6)]


def tokenizer() -> Any:
    """A tokenizer of whole words, as transformers saves and loads it."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    texts = [*SETTINGS, *TIMES, *WEATHERS, *moods(), _OTHERS]
    words = dict.fromkeys(["<pad>", "<start>", "<end>", "<unk>", *" ".join(texts).split()])
    ids = {word: number for number, word in enumerate(words)}
    made = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("removed")])
    made.post_processor = processors.TemplateProcessing(
        single="<start> $A <end>", special_tokens=[("<start>", ids["<start>"]), ("<end>", ids["<end>"])]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<start>", eos_token="<end>", pad_token="<pad>", unk_token="<unk>",
        model_max_length=LENGTH,
    )  # fmt: skip
