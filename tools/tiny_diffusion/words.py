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

_FELT: Final = 0.75
"""Share of captions with a word of feeling."""
_SHORT: Final = 0.25
"""Share of captions without the time, and without the weather."""
_EMPTY: Final = 0.1
"""Share of captions that are empty, for guidance."""
_NEAR: Final = 0.25
"""Standard deviation of valence and arousal around a word's own within which it is used."""

_MOODS: Final = {
    (-0.75, -0.1): "miserable gloomy dismal bleak hopeless unpleasant dreary wretched dreadful ugly",
    (0.75, 0.1): "joyful cheerful delightful lovely hopeful pleasant sunny blissful wonderful beautiful",
    (0.05, -0.75): "calm sleepy quiet still tranquil drowsy slow restful motionless gentle",
    (0.0, 0.8): "wild frantic energetic explosive hectic intense restless dynamic electric turbulent",
    (-0.2, -0.2): "weak helpless timid meek fragile humble powerless submissive vulnerable shy",
    (0.15, 0.3): "powerful mighty commanding imposing strong towering bold invincible majestic dominant",
    (0.0, 0.0): "ordinary plain usual regular typical common standard normal average everyday neutral",
    (0.8, 0.5): "joyous merry gleeful jolly festive radiant jubilant happy smiling delighted",
    (-0.65, -0.35): "sad mournful tearful grieving melancholy heartbroken lonely weeping forlorn sorrowful",
    (-0.5, 0.65): "angry furious raging hostile enraged wrathful fierce seething violent aggressive",
    (-0.65, 0.6): "scary terrifying frightened eerie sinister haunted fearful ominous creepy nightmarish",
    (-0.6, 0.35): "disgusting filthy rotten revolting mouldy foul slimy putrid vile nauseating",
    (-0.3, -0.1): "contemptuous scornful arrogant sneering disdainful haughty mocking smug aloof "
    "condescending",
    (0.3, 0.7): "surprising astonishing amazing startling unexpected astounded stunned incredible shocked",
    (0.8, 0.85): "exuberant thrilling dazzling ecstatic euphoric exciting vibrant triumphant",
    (-0.75, 0.85): "terrible horrible panicked murderous hellish",
    (0.8, -0.7): "heavenly soothing peaceful serene idyllic blessed dreamy relaxing",
    (-0.75, -0.8): "lifeless dead depressing drab dull dying empty exhausted",
    (0.5, -0.35): "cosy mellow soft tender",
    (-0.4, -0.55): "tired bored monotonous colourless",
}  # fmt: skip
"""Valence and arousal that words of feeling are used for, besides those of emogen's vocabulary. The first
fourteen lines are the words that directions of emotion are found with (``assets/diffusion_directions.tsv``).
Ours."""

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
    return known | {word: place for place, words in _MOODS.items() for word in words.split()}


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
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    texts = [*SETTINGS, *TIMES, *WEATHERS, *moods(), _OTHERS]
    words = dict.fromkeys(["<pad>", "<start>", "<end>", "<unk>", *" ".join(texts).split()])
    ids = {word: number for number, word in enumerate(words)}
    made = Tokenizer(models.WordLevel(ids, unk_token="<unk>"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("removed")]
    )
    made.post_processor = processors.TemplateProcessing(
        single="<start> $A <end>", special_tokens=[("<start>", ids["<start>"]), ("<end>", ids["<end>"])]
    )
    made_for_models: Any = transformers.PreTrainedTokenizerFast
    return made_for_models(
        tokenizer_object=made, bos_token="<start>", eos_token="<end>", pad_token="<pad>", unk_token="<unk>",
        model_max_length=LENGTH,
    )  # fmt: skip
