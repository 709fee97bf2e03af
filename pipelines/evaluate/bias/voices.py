"""Bias of voices: whether an emotion is heard as surely in women's voices as in men's."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Final

from emogen.conditioning.emotion import Emotion
from emogen.pipelines.evaluate import statistics
from emogen.pipelines.evaluate.bias.faces import EMOTIONS, SMALLEST_SHARE
from emogen.pipelines.evaluate.bias.run import Difference, Size, of_groups
from emogen.pipelines.evaluate.evaluate import Evaluation, evaluate
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import judges, missing, wanted
from emogen.progress import Progress, ignore, part_of
from emogen.tables import asset_rows

WOMEN: Final = ("af_heart", "bf_emma", "af_bella", "af_sarah")
MEN: Final = ("am_michael", "bm_george", "am_fenrir", "am_puck")
"""English voices; the small size takes the first two of each."""

LINE: Final = "They moved the table into the other room."
"""Of no emotion by its words. Ours."""


def measure(
    folder: Path, size: Size, jobs: int, seed: int, progress: Progress = ignore
) -> tuple[list[Difference], dict[str, str]]:
    """Differences between women's and men's voices by every judge of emotion in speech; the absent ones."""
    able = {one.name for one in judges() if one.medium == "speech" and one.categories and one.independent}
    absent = {one.name: why for one in judges() if one.name in able and (why := missing(one))}
    if not able - set(absent):
        return [], absent or {"actors": "no judge of emotion in speech is registered"}
    items = spoken(folder, 2 if size == "small" else 4, part_of(progress, 0.0, 0.5))
    names = sorted(able - set(absent))
    found = evaluate(items, names=names, jobs=jobs, progress=part_of(progress, 0.5, 1.0))
    return differences(found, seed=seed), absent


def spoken(folder: Path, voices: int, progress: Progress = ignore) -> list[Item]:
    """The line by ``voices`` women and as many men, with each emotion; what is there is kept."""
    from emogen.pipelines.requests.making import make_request

    items = []
    speakers = (*WOMEN[:voices], *MEN[:voices])
    for count, voice in enumerate(speakers, start=1):
        neutral: Item | None = None
        for emotion in ("neutral", *EMOTIONS):
            path = folder / f"{voice}_{emotion}.wav"
            request = make_request("speak", {"text": LINE, "voice": voice, "emotion": emotion})
            if not request.is_done(path):
                request.make(path)
            item = Item(path, frozenset({"speech"}), Emotion(emotion), LINE, who=voice, neutral=neutral)
            neutral = neutral or item
            items.append(item)
        progress(count / len(speakers))
    return items


def differences(found: Evaluation, *, seed: int = 0) -> list[Difference]:
    """How much more surely each emotion, and all, are heard in women's voices; a voice is one member."""
    sex = {row["name"]: row["sex"] for row in asset_rows("voices.tsv")}
    heard: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in found.judgements:
        emotion = wanted(one.item, one.judge.categories)
        if one.opinion and emotion in EMOTIONS and emotion in one.opinion.shares:
            for name in (emotion, "all"):
                heard[one.judge.name, name][one.item.who].append(one.opinion.shares[emotion])
    return [
        of_groups(
            "voices",
            f"{judge} share of {emotion}",
            "female - male",
            [statistics.mean(shares) for voice, shares in by.items() if sex[voice] == "female"],
            [statistics.mean(shares) for voice, shares in by.items() if sex[voice] == "male"],
            noise=SMALLEST_SHARE,
            meaning=f"difference of the share of what was meant ({emotion}), women's less men's voices",
            seed=seed,
        )
        for (judge, emotion), by in sorted(heard.items())
    ]
