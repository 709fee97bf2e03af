"""Trains the heads that tell homographs apart: assets/homographs.safetensors and homograph_readings.tsv.

Run ``python -m tools.homographs DATA`` with a folder that has ``homographs_train.tsv`` and
``homographs_wordids.tsv`` of WikipediaHomographData (Gorman et al. 2018). A tenth of the sentences, by a
fixed hash, is never trained on; the accuracy on it goes to docs/tables/homographs.md. Takes a quarter of an
hour. See docs/models/homographs.md.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import save_file

from emogen.conditioning.read.tokens import word_vectors
from emogen.files import write_text
from emogen.pipelines.speech.text.homographs import scored
from emogen.pipelines.speech.text.pronounce import phones
from emogen.pipelines.speech.text.sounds import tagger
from emogen.pipelines.speech.text.sounds.english import misaki_readings, sounded, tags_of
from emogen.pipelines.speech.text.sounds.sound import Sound, ipa_of, sound

ROOT: Final = Path(__file__).parent.parent
HEADS: Final = ROOT / "assets" / "homographs.safetensors"
READINGS: Final = ROOT / "assets" / "homograph_readings.tsv"
TABLE: Final = ROOT / "docs" / "tables" / "homographs.md"

PENALTY: Final = 0.01
"""C of the logistic regressions."""

BALANCE: Final = 1.0
"""Share of the log prior taken off each reading: an encyclopedia's readings are not those of dialogue."""

TAG_WEIGHT: Final = 0.5
"""Weight of the log likelihood of the part of speech. This and the balance by cross-validation on the part
that is trained on: .973 right, the mean over readings .926, where the vector alone has .962 and .781."""

SMOOTHING: Final = 20.0
"""Sentences of all homographs' readings of a kind (*verb*) that count for each reading's own tags."""

BY_HAND: Final = {
    "aged_adj": ("ˈAʤᵻd", "ˈAʤɪd"), "alternate_adj-nou": ("ˈɔltəɹnət", "ɔːltˈɜːnət"),
    "august_nam": ("ˈWɡʊst", "ˈWɡʊst"), "axes_nou-vrb": ("ˈæksᵻz", "ˈaksɪz"), "bass_corp": ("bˈæs", "bˈas"),
    "blessed_adj": ("blˈɛsᵻd", "blˈɛsɪd"), "bologna": ("bəlˈOni", "bəlˈQni"),
    "buffet_nou": ("bəfˈA", "bˈʊfA"), "celtic_adj-nou-sports": ("sˈɛltɪk", "sˈɛltɪk"),
    "diagnoses_vrb": ("dˌIəɡnˈOsᵻz", "dˌIəɡnˈQzɪz"), "dove_vrb": ("dˈOv", "dˈQv"),
    "export_vrb": ("ɪkspˈɔɹt", "ɪkspˈɔːt"), "expose_nou": ("ˌɛkspOzˈA", "ɛkspˈQzA"),
    "frequent_vrb": ("fɹikwˈɛnt", "fɹɪkwˈɛnt"), "impact_vrb": ("ɪmpˈækt", "ɪmpˈakt"),
    "increment_vrb": ("ˈɪŋkɹəmˌɛnt", "ˈɪŋkɹɪmɛnt"), "jesus_es": ("hAsˈus", "hAsˈuːs"),
    "lead_nou": ("lˈɛd", "lˈɛd"), "learned_adj": ("lˈɜɹnᵻd", "lˈɜːnɪd"), "mate_nou": ("mˈɑtA", "mˈatA"),
    "mobile_nou-art": ("mˈObil", "mˈQbIl"), "nestle_nam": ("nˈɛsli", "nˈɛsli"),
    "pasty_nou": ("pˈæsti", "pˈasti"), "perfume_nou": ("pˈɜɹfjˌum", "pˈɜːfjuːm"),
    "perfume_vrb": ("pəɹfjˈum", "pəfjˈuːm"), "pervert_nou": ("pˈɜɹvˌɜɹt", "pˈɜːvɜːt"),
    "polish_geo": ("pˈOlɪʃ", "pˈQlɪʃ"), "protest_vrb": ("pɹətˈɛst", "pɹətˈɛst"),
    "ravel_nam": ("ɹəvˈɛl", "ɹəvˈɛl"), "reading_geo": ("ɹˈɛdɪŋ", "ɹˈɛdɪŋ"),
    "recount_nou": ("ɹˈikˌWnt", "ɹˈiːkWnt"), "resume_nou": ("ɹˈɛzəmˌA", "ɹˈɛzjʊmA"),
    "rodeo_geo": ("ɹOdˈAO", "ɹQdˈAQ"), "sake_jp": ("sˈɑki", "sˈɑːki"), "tear_nou": ("tˈɪɹ", "tˈɪə"),
}  # fmt: skip
"""Readings that misaki's dictionaries lack, American and British in Kokoro's letters. Ours, after Wells 2008
(Longman Pronunciation Dictionary)."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence: its homograph, where it stands (characters), and how it is read there."""

    homograph: str
    reading: str
    sentence: str
    start: int
    end: int

    @property
    def held_out(self) -> bool:
        """Whether it is of the tenth that training never sees."""
        return hashlib.sha256(self.sentence.encode()).digest()[0] % 10 == 0


def examples(folder: Path) -> list[Example]:
    found = []
    for row in _rows(folder / "homographs_train.tsv"):
        start, end = (
            len(row["sentence"].encode()[: int(row[side])].decode()) for side in ("start_byte", "end_byte")
        )
        found.append(Example(row["homograph"], row["wordid"], row["sentence"], start, end))
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="a .npy file of earlier vectors, or where to keep them")
    arguments = parser.parse_args()
    sentences = examples(arguments.data)
    vectors = _vectors(sentences, arguments.vectors)
    facts = {row["wordid"]: row for row in _rows(arguments.data / "homographs_wordids.tsv")}
    tags = [_tag(example) for example in sentences]
    by_word: dict[str, list[int]] = defaultdict(list)
    for index, example in enumerate(sentences):
        if not example.held_out:
            by_word[example.homograph].append(index)
    kinds = {word: sorted({sentences[index].reading for index in own}) for word, own in by_word.items()}
    kinds = {word: readings for word, readings in kinds.items() if len(readings) > 1}
    likelihoods = _likelihoods(sentences, tags, {reading: row["label"] for reading, row in facts.items()})
    tensors: dict[str, list[np.ndarray]] = defaultdict(list)
    table = ["homograph\treading\tipa\tbritish"]
    for word, readings in kinds.items():
        labels = np.array([readings.index(sentences[index].reading) for index in by_word[word]])
        weight, bias = _head(vectors[by_word[word]], labels, len(readings))
        tensors["weights"].append(weight)
        tensors["biases"].append(bias)
        for reading in readings:
            tensors["tags"].append(TAG_WEIGHT * likelihoods[reading][None])
            table.append("\t".join([word, reading, *_said(word, reading, facts[reading]["pronunciation"])]))
    save_file(
        {
            name: np.concatenate(parts).astype(np.float32 if name == "biases" else np.float16)
            for name, parts in tensors.items()
        },
        HEADS,
    )
    write_text(READINGS, "\n".join([*table, ""]))
    rows = {}
    for word, readings in kinds.items():
        start = sum(len(other) for other in list(kinds.values())[: list(kinds).index(word)])
        rows[word] = slice(start, start + len(readings))
    answers = {
        index: kinds[example.homograph][
            int(scored(vectors[index], tags[index], rows[example.homograph]).argmax())
        ]
        for index, example in enumerate(sentences)
        if example.held_out and example.homograph in kinds
    }
    write_text(TABLE, _table(sentences, answers))


def _likelihoods(sentences: list[Example], tags: list[int], labels: dict[str, str]) -> dict[str, np.ndarray]:
    """Log likelihood of each part of speech under each reading, smoothed by all readings of its kind."""
    kinds: dict[str, np.ndarray] = defaultdict(
        lambda: np.full(len(tagger.labels()), 5 / len(tagger.labels()))
    )
    own: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(tagger.labels())))
    for example, tag in zip(sentences, tags, strict=True):
        if not example.held_out:
            kinds[labels[example.reading]][tag] += 1
            own[example.reading][tag] += 1
    shares = {label: counts / counts.sum() for label, counts in kinds.items()}
    return {
        reading: np.log((counts + SMOOTHING * shares[labels[reading]]) / (counts.sum() + SMOOTHING))
        for reading, counts in own.items()
    }


def _tag(example: Example) -> int:
    words, marks, own = _words(example)
    return tagger.labels().index(tags_of(words, marks)[own])


def _vectors(sentences: list[Example], kept: Path | None) -> np.ndarray:
    if kept and kept.exists():
        return np.asarray(np.load(kept))
    vectors = np.stack([word_vectors(one.sentence, [(one.start, one.end)])[0] for one in sentences])
    if kept:
        np.save(kept, vectors)
    return vectors


def _head(vectors: np.ndarray, labels: np.ndarray, kinds: int) -> tuple[np.ndarray, np.ndarray]:
    """A row of weights and a bias for each reading; the standardising of the vectors is inside."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = vectors.mean(0), vectors.std(0) + 1e-6
    model = LogisticRegression(C=PENALTY, max_iter=2000).fit((vectors - mean) / spread, labels)
    weight, bias = model.coef_, model.intercept_
    if kinds == 2:
        weight, bias = np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
    prior = BALANCE * np.log(np.bincount(labels, minlength=kinds))
    return weight / spread, bias - (weight / spread) @ mean - prior


def _said(homograph: str, reading: str, pronunciation: str) -> list[str]:
    """American and British IPA: misaki's reading that is nearest to the data's, or one by hand."""
    if reading in BY_HAND:
        return [ipa_of(letters) for letters in BY_HAND[reading]]
    wanted = _plain(_letters(sound(phone, "en-us") for phone in phones(pronunciation.replace("'", "ˈ"))))
    return [
        ipa_of(
            max(misaki_readings(homograph, british=british), key=lambda letters: _likeness(letters, wanted))
        )
        for british in (False, True)
    ]


def _letters(sounds: Iterable[Sound]) -> str:
    """Sounds in Kokoro's letters, with their stress."""
    return "".join(("", "ˈ", "ˌ")[said.stress] + said.letters for said in sounds)


def _likeness(letters: str, wanted: str) -> float:
    return SequenceMatcher(None, _plain(letters), wanted).ratio()


_PLAINER: Final = str.maketrans("ᵊᵻTɾ", "əɪtt", "ˌː")


def _plain(letters: str) -> str:
    return letters.translate(_PLAINER)


def _table(sentences: list[Example], answers: dict[int, str]) -> str:
    """Accuracy on the tenth that training never saw, of all its sentences."""
    known: dict[str, Counter[str]] = defaultdict(Counter)
    for example in sentences:
        known[example.homograph][example.reading] += not example.held_out
    held = sorted(answers)
    commoner = [known[sentences[index].homograph].most_common(1)[0][0] for index in held]
    heads = [answers[index] for index in held]
    misaki = [_by_misaki(sentences[index]) for index in held]
    rows = [
        f"| {name} | {np.mean([sentences[i].reading == x for i, x in zip(held, said, strict=True)]):.3f} |"
        for name, said in (("heads", heads), ("misaki", misaki), ("the commoner reading", commoner))
    ]
    words = Counter(
        sentences[i].homograph for i, one in zip(held, heads, strict=True) if sentences[i].reading != one
    )
    worst = ", ".join(f"{word} ({count})" for word, count in words.most_common(12))
    return "\n".join([
        "# Homographs",
        "",
        f"{len(held):,} sentences of WikipediaHomographData that training never saw (a tenth, by a fixed "
        f"hash), {len({sentences[i].homograph for i in held})} homographs of two or three readings. "
        "Share read right; made by "
        "`python -m tools.homographs`.",
        "",
        "| reader | right |",
        "|---|---|",
        *rows,
        "",
        f"Read wrong most often by the heads: {worst}.",
        "",
    ])  # fmt: skip


def _words(example: Example) -> tuple[list[str], dict[int, str], int]:
    """The words of a sentence, the marks after them, and which of them is the homograph."""
    words: list[str] = []
    marks: dict[int, str] = {}
    own = -1
    for match in re.finditer(r"\S+", example.sentence):
        word = re.sub(r"^\W+|\W+$", "", match[0])
        if match.start() <= example.start < match.end():
            own, word = len(words), example.sentence[example.start : example.end]
        if word:
            words.append(word)
            if match[0][-1] in ",.!?;:":
                marks[len(words) - 1] = match[0][-1]
    return words, marks, own


def _by_misaki(example: Example) -> str:
    """The reading that is nearest to what misaki says."""
    words, marks, own = _words(example)
    sounds = _letters(sounded(words, marks, british=False)[own])
    readings = _letters_of()[example.homograph]
    return max(readings, key=lambda kind: _likeness(sounds, _plain(readings[kind])))


@lru_cache(maxsize=1)
def _letters_of() -> dict[str, dict[str, str]]:
    """Homograph -> reading -> its letters."""
    letters: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(READINGS):
        sounds = (sound(phone, "en-us") for phone in phones(row["ipa"]))
        letters[row["homograph"]][row["reading"]] = _letters(sounds)
    return letters


if __name__ == "__main__":
    main()
