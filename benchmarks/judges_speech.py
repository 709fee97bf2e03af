"""What the judges of words, quality, signal and speaker reach on real people.

Run ``python -m benchmarks.judges_speech DATA``, where DATA holds folders of recordings: ``nemo``
(nEMO), ``ravdess_actor01`` (RAVDESS) and ``claire_mark`` (Audio2Face-3D samples). Nothing is fitted
to them. Fills ``assets/judges.tsv`` and writes ``docs/tables/judges_speech.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.judge_table import TABLE, record
from emogen.dsp.recording import load, resampled
from emogen.files import write_text
from emogen.media import Audio
from emogen.pipelines.evaluate.evaluate import ready
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.hearing.corpora import Clip, read_clips
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import opinion
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judges import signal
from emogen.pipelines.evaluate.judges.dnsmos import Dnsmos
from emogen.pipelines.evaluate.judges.speaker import EMOTIONS, Speaker, actors_row
from emogen.pipelines.evaluate.judges.sphinx import Sphinx
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.evaluate.statistics import auc, figure, paired
from emogen.seeds import stream
from emogen.tables import asset_rows

RAVDESS_TEXTS = {"1": "Kids are talking by the door.", "2": "Dogs are sitting by the door."}
"""By the fifth number of a file's name (Livingstone and Russo 2018)."""

PANGRAMS = {
    "With tenure, Suzie'd have all the more leisure for yachting, but her publications are no good.": (
        *("Mark_anger", "Mark_joy", "Mark_neutral"),
    ),
    "Are those shy Eurasian footwear, cowboy chaps, or jolly earth-moving headgear?": (
        *("Mark_sadness", "Claire_sadness"),
    ),
    "The beige hue on the waters of the loch impressed all, including the French queen, before she "
    "heard that symphony again, just as young Arthur wanted.": ("Claire_anger",),
}
"""The studio's clips whose words are known: sentences with every sound of English."""

ALL = "nEMO, RAVDESS and studio clips"
NOISES = (20.0, 10.0, 0.0)
"""dB that speech is over the white noise that is added."""

CLICKS = (0.1, 0.3, 1.0)
"""Heights of inserted clicks, as parts of a clip's peak."""

EVERY = 31
"""Of all recordings, each 31st is measured where that is slow."""

WORDS = "words wrong, missing or added, for each word"


def with_noise(audio: Audio, decibels: float) -> Audio:
    """With white noise so many dB under the whole clip's power."""
    samples = audio.samples.astype(float)
    noise = stream(0, "noise", len(samples)).standard_normal(len(samples))
    scale = np.sqrt((samples**2).mean() / 10 ** (decibels / 10))
    return Audio((samples + scale * noise).astype(np.float32), audio.rate)


def clipped(audio: Audio, share: float) -> Audio:
    """As if recorded too loud: cut off at ``share`` of its peak, brought back to its peak."""
    top = float(np.abs(audio.samples).max()) * share
    return Audio((np.clip(audio.samples, -top, top) / share).astype(np.float32), audio.rate)


def with_clicks(audio: Audio, height: float, count: int = 3) -> tuple[Audio, list[int]]:
    """With single samples moved by ``height`` of the peak, anywhere, and where."""
    chance = stream(0, "clicks", len(audio.samples))
    places = sorted(chance.choice(np.arange(100, len(audio.samples) - 100), count, replace=False))
    samples = audio.samples.copy()
    samples[places] += height * np.abs(samples).max() * chance.choice([-1, 1], count)
    return Audio(samples.astype(np.float32), audio.rate), [int(place) for place in places]


# Words -------------------------------------------------------------------------------------------


def words(data: Path) -> None:
    corpora = {
        "RAVDESS": [
            (clip, RAVDESS_TEXTS[clip.text]) for clip in read_clips(data) if clip.corpus.name == "RAVDESS"
        ],
        "studio clips": [
            (clip, text)
            for clip in read_clips(data)
            for text, names in PANGRAMS.items()
            if clip.path.stem in names
        ],
    }
    for judge in (Whisper, Sphinx):
        for name, clips in corpora.items():
            heard = [hear(judge, clip, text) for clip, text in clips]
            rates = [rate for rate, _ in heard]
            figures = [figure("real/wer", rates, better="lower", meaning=WORDS)]
            if name == "RAVDESS":
                figures = [against_other_words(clips, heard), *figures, *by_emotion(clips, rates)]
            record(judge.name, figures, name, {"auc/words": 0.5})


def hear(judge: type[Whisper | Sphinx], clip: Clip, text: str) -> tuple[float, str]:
    """The word error rate, and what was heard."""
    found = ready(judge).judge(Item(clip.path, frozenset({"speech"}), text=text))
    return found.values["wer"], str(found.details["heard"])


def by_emotion(clips: Sequence[tuple[Clip, str]], rates: Sequence[float]) -> list[Figure]:
    found: dict[str, list[float]] = {}
    for (clip, _), rate in zip(clips, rates, strict=True):
        found.setdefault(clip.category or "serenity", []).append(rate)
    return [
        figure(f"wer/{name}", values, better="lower", meaning=f"{WORDS}, acted {name}")
        for name, values in found.items()
    ]


def against_other_words(clips: Sequence[tuple[Clip, str]], heard: Sequence[tuple[float, str]]) -> Figure:
    """Whether the right text gets the lower rate than the other sentence."""
    rows = [(1, -rate) for rate, _ in heard]
    for (_, text), (_, words) in zip(clips, heard, strict=True):
        other = next(one for one in RAVDESS_TEXTS.values() if one != text)
        rows.append((0, -opinion(plain_words(other), plain_words(words), words).values["wer"]))
    meaning = "chance that a clip's own text scores better than another sentence, which shares 4 of 6 words"
    return figure("auc/words", rows, paired(auc), better="higher", meaning=meaning)


# Quality -----------------------------------------------------------------------------------------


def quality(clips: Sequence[Clip]) -> None:
    judge = Dnsmos()
    conditions: dict[str, Callable[[Audio], Audio]] = {
        "real": lambda audio: audio,
        **{f"noise_{level:g}_db": partial(with_noise, decibels=level) for level in NOISES},
        "clipped_fifth": partial(clipped, share=0.2),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in conditions}
    for clip in clips[::EVERY]:
        for name, change in conditions.items():
            found[name].append(judge.score(resampled(change(load(clip.path)), 16_000)))
    figures = []
    for name, scores in found.items():
        for measure in ("ovrl", "sig", "bak", "p808") if name == "real" else ("ovrl",):
            values = [one[measure] for one in scores]
            what = "real acted speech" if name == "real" else f"the same with {name.replace('_', ' ')}"
            figures.append(
                figure(f"{name}/{measure}", values, better="higher", meaning=f"mean score of {what}")
            )
    steps = ["real", *(f"noise_{level:g}_db" for level in NOISES)]
    falls = [
        float(np.mean([found[a][i]["ovrl"] > found[b][i]["ovrl"] for a, b in combinations(steps, 2)]))
        for i in range(len(found["real"]))
    ]
    meaning = "share of pairs of a clip with less and more noise that are put in the right order"
    figures.append(figure("order/noise", falls, better="higher", meaning=meaning))
    cuts = [a["ovrl"] > b["ovrl"] for a, b in zip(found["real"], found["clipped_fifth"], strict=True)]
    meaning = "share of clips that score less when cut off at a fifth of their peak"
    figures.append(figure("order/clipped_fifth", cuts, better="higher", meaning=meaning))
    record(Dnsmos.name, figures, ALL, {one.id: 0.5 for one in figures if one.id.startswith("order/")})


# Signal ------------------------------------------------------------------------------------------


def technical(clips: Sequence[Clip]) -> None:
    audios = [load(clip.path) for clip in clips]
    minutes = sum(audio.duration for audio in audios) / 60
    alarms = [len(signal.clicks(audio)) for audio in audios]
    per_clip = len(audios) / minutes
    figures = []
    for height in CLICKS:
        changed = [with_clicks(audio, height) for audio in audios]
        found = [signal.clicks(audio) for audio, _ in changed]
        rows = [(1, len(one)) for one in found] + [(0, count) for count in alarms]
        meaning = f"chance that 3 clicks of {height:.0%} of the peak give a clip the higher count"
        figures.append(figure(f"auc/clicks_{height:g}", rows, paired(auc), better="higher", meaning=meaning))
        hits = [
            np.mean([any(abs(time - place / audio.rate) < 0.001 for time in times) for place in places])
            for (audio, places), times in zip(changed, found, strict=True)
        ]
        meaning = f"share of clicks of {height:.0%} of the peak that are found, anywhere in speech"
        figures.append(figure(f"found/clicks_{height:g}", hits, better="higher", meaning=meaning))
    meaning = "clicks a minute found in real speech as it was published: false alarms, or lips"
    rates = np.array(alarms) * per_clip
    figures.append(figure("alarms/clicks_per_minute", rates, better="lower", meaning=meaning))
    clean = [signal.clipped(audio.samples) for audio in audios]
    meaning = "share of real clips that are called clipped"
    called = [share > signal.CLIP_LIMIT for share in clean]
    figures.append(figure("alarms/clipped_clips", called, better="lower", meaning=meaning))
    for share in (0.9, 0.5):
        cut = [signal.clipped(clipped(audio, share).samples) for audio in audios]
        shares = [(1, value) for value in cut] + [(0, value) for value in clean]
        meaning = f"chance that a clip cut off at {share:.0%} of its peak has the larger clipped share"
        figures.append(
            figure(f"auc/clipped_{share:g}", shares, paired(auc), better="higher", meaning=meaning)
        )
    quiet = [audio for audio in audios if signal.snr(audio) > 40]
    for level in (30.0, *NOISES):
        errors = [abs(signal.snr(with_noise(audio, level)) - level) for audio in quiet]
        meaning = f"dB between the estimated and the true ratio at {level:g} dB, mean"
        figures.append(figure(f"error/snr_{level:g}", errors, better="lower", meaning=meaning))
    record(signal.Signal.name, figures, ALL, {one.id: 0.5 for one in figures if one.id.startswith("auc/")})


# Speaker -----------------------------------------------------------------------------------------


def speaker(clips: Sequence[Clip]) -> None:
    judge = Speaker()
    points = {clip.path: judge.embed(load(clip.path)) for clip in clips}

    def alike(a: Clip, b: Clip) -> float:
        return float(points[a.path] @ points[b.path])

    calm = [clip for clip in clips if clip.category == "neutral"]
    felt = [clip for clip in clips if clip.category in EMOTIONS]
    neutral_pairs = [pair for pair in combinations(calm, 2) if pair[0].text != pair[1].text]
    felt_pairs = [(a, b) for a in felt for b in calm if a.text != b.text]
    figures = []
    for name, pairs, what in (
        ("emotional", felt_pairs, "an emotional and a neutral clip"),
        ("neutral", neutral_pairs, "two neutral clips"),
    ):
        rows = [(a.speaker == b.speaker, alike(a, b)) for a, b in pairs]
        chosen: dict[str, Any] = {"clusters": [a.speaker for a, _ in pairs]}
        meaning = f"chance that {what} of one actor are more alike than of two, other words"
        figures.append(figure(f"auc/{name}", rows, paired(auc), better="higher", meaning=meaning, **chosen))
        meaning = f"error rate where as many are taken for one as for two: {what}, other words"
        figures.append(figure(f"eer/{name}", rows, eer, better="lower", meaning=meaning, **chosen))
    same = {(clip.speaker, clip.text): clip for clip in calm}
    own = [(clip, same[clip.speaker, clip.text]) for clip in felt if (clip.speaker, clip.text) in same]
    meaning = "similarity of real actors' emotional clips to their own neutral ones, same words"
    figures.append(_similarity("real/similarity", own, alike, meaning))
    for name in EMOTIONS:
        pairs = [pair for pair in own if pair[0].category == name]
        figures.append(_similarity(actors_row(name), pairs, alike, f"the same, acted {name}"))
    meaning = "of two neutral clips of one actor, other words"
    pairs = [(a, b) for a, b in neutral_pairs if a.speaker == b.speaker]
    figures.append(_similarity("similarity/neutral", pairs, alike, meaning))
    pairs = [(a, b) for a, b in neutral_pairs if a.speaker != b.speaker]
    meaning = "of two neutral clips of two actors, other words"
    figures.append(_similarity("similarity/others", pairs, alike, meaning))
    chance = {one.id: 0.5 for one in figures if one.id.startswith(("auc/", "eer/"))}
    record(Speaker.name, figures, "nEMO", chance)


def _similarity(
    id: str, pairs: Sequence[tuple[Clip, Clip]], alike: Callable[[Clip, Clip], float], meaning: str
) -> Figure:
    values, who = [alike(a, b) for a, b in pairs], [a.speaker for a, _ in pairs]
    return figure(id, values, better="higher", meaning=meaning, clusters=who)


def eer(rows: np.ndarray[Any, Any]) -> float:
    """Equal error rate of rows ``(same, similarity)``."""
    same, score = rows[:, 0] > 0.5, rows[:, 1]
    order = np.argsort(score)
    missed = np.cumsum(same[order]) / max(1, same.sum())
    taken = 1 - np.cumsum(~same[order]) / max(1, (~same).sum())
    place = int(np.argmin(np.abs(missed - taken)))
    return float((missed[place] + taken[place]) / 2)


# Page --------------------------------------------------------------------------------------------


def page() -> str:
    lines = [
        "Made by `benchmarks/judges_speech.py`; intervals of 95 % by bootstrap.\n",
        "| judge | figure | value | interval | chance | of | meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    names = [judge.name for judge in (Whisper, Sphinx, Dnsmos, signal.Signal, Speaker)]
    for row in sorted(
        (row for row in asset_rows(TABLE.name) if row["judge"] in names),
        key=lambda row: names.index(row["judge"]),
    ):
        value, low, high = (f"{float(row[name]):.2f}" for name in ("value", "low", "high"))
        chance = "" if row["chance"] == "nan" else row["chance"]
        lines.append(
            f"| {row['judge']} | {row['figure']} | {value} | {low} to {high} | {chance} "
            f"| {row['count']} of {row['data']} | {row['meaning']} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parts = ("words", "quality", "signal", "speaker")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", choices=parts, nargs="+", default=parts)
    asked = parser.parse_args()
    clips = read_clips(asked.data)
    if "words" in asked.only:
        words(asked.data)
    if "quality" in asked.only:
        quality(clips)
    if "signal" in asked.only:
        technical(clips)
    if "speaker" in asked.only:
        speaker([clip for clip in clips if clip.corpus.name == "nEMO"])
    write_text(Path(__file__).parents[1] / "docs" / "tables" / "judges_speech.md", page())


if __name__ == "__main__":
    main()
