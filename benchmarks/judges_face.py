"""How well the judges of faces agree with people: rows of assets/judges.tsv.

    python -m benchmarks.judges_face DATA [PEOPLE]

DATA holds portraits and face-motion/livelink. PEOPLE is a folder of photographs of known people, named
``name.jpg``, ``name2.jpg``, ..., e.g. the test pictures of the package face_recognition 1.3.0. Its
portraits count as one more person each.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.confusion_table import record_confusion
from benchmarks.judge_table import record
from emogen.dsp.recording import load, resampled
from emogen.errors import RequestError
from emogen.pipelines.evaluate.evaluate import ready
from emogen.pipelines.evaluate.figures import Figure
from emogen.pipelines.evaluate.hearing.phones import aligned
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion
from emogen.pipelines.evaluate.judges.appearance import Appearance
from emogen.pipelines.evaluate.judges.blendshapes import Blendshapes
from emogen.pipelines.evaluate.judges.faceapi import Expressions
from emogen.pipelines.evaluate.judges.facex import Facex
from emogen.pipelines.evaluate.judges.identity import ANOTHER, Identity, embeddings
from emogen.pipelines.evaluate.judges.lipsync import Lipsync, curves_opening, sync
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.evaluate.statistics import auc, coded, correlation, figure, mean, paired, recall_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

    Mask = np.ndarray[Any, np.dtype[np.bool_]]

NORMS = "OASIS portraits"
NAMED = "OASIS portraits with a theme of feeling"
SHOWN = {
    **{"angry": "anger", "happy": "joy", "excited": "joy", "neutral": "neutral", "scared": "fear"},
    **{"sad": "sadness", "depressed": "sadness", "miserable": "sadness"},
}
"""What the themes of the portraits show; a scary face shows nothing in particular."""

CAPTURE = "Live Link capture"
SHIFTS = (-0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4)
"""Seconds by which the capture is shifted."""
WRONG = (2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0)
"""Seconds beyond any lag that is looked for: the lips of other words."""

SMILES = ("mouthSmileLeft", "mouthSmileRight")
FROWNS = ("mouthFrownLeft", "mouthFrownRight", "browDownLeft", "browDownRight")


LOOKS = {
    "astronaut": ("f", False),
    "angry_face_2": ("f", False),
    "depressed_face_2": ("m", False),
    "excited_face_4": ("m", False),
    "excited_face_6": ("f", True),
    "happy_face_1": ("m", True),
    "miserable_face_1": ("", False),
    "neutral_face_1": ("m", False),
    "neutral_face_3": ("m", False),
    "neutral_face_5": ("f", False),
    "sad_face_2": ("", True),
    "sad_face_4": ("m", False),
    "sad_face_6": ("f", True),
    "sad_face_8": ("", True),
    "scared_face_1": ("m", False),
    "scary_face_2": ("f", False),
}
"""Sex, where it can be told, and whether it is a child, as one of us saw the portraits."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("people", type=Path, nargs="?")
    options = parser.parse_args()
    data: Path = options.data
    portraits(data / "portraits")
    identities(data / "portraits", options.people)
    appearances(data / "portraits")
    lips(data / "face-motion" / "livelink")


def portraits(folder: Path) -> None:
    rows = [line.split("\t") for line in (folder / "index.tsv").read_text("utf-8").splitlines()[1:]]
    rated = [(Item(folder / row[0], frozenset({"face"})), float(row[3])) for row in rows]
    readers: tuple[tuple[type[Judge], Callable[[Opinion], float]], ...] = (
        (Facex, lambda opinion: opinion.values["valence"]),
        (Expressions, lambda opinion: opinion.values["valence"]),
        (Blendshapes, _smile),
    )
    for judge, valence in readers:
        opinions = [_judge(ready(judge), item) for item, _ in rated]
        seen = np.array([opinion is not None for opinion in opinions], float)
        pairs = np.array(
            [
                (valence(opinion), people)
                for opinion, (_, people) in zip(opinions, rated, strict=True)
                if opinion is not None
            ]
        )
        how = "smile less frown and lowered brows" if judge is Blendshapes else "its valence"
        figures = [
            figure("valence/pearson", pairs, paired(correlation), meaning=f"{how} against people's ratings"),
            figure("found", seen, meaning="share of the faces that were found"),
        ]
        record(judge.name, figures, NORMS, {"valence/pearson": 0.0})
        if judge.categories:
            themes = [row[1].partition(" ")[0].lower() for row in rows]
            named([SHOWN.get(theme, "") for theme in themes], opinions, judge)


def named(shown: list[str], opinions: list[Opinion | None], judge: type[Judge]) -> None:
    """How often a judge names what the portraits' themes say."""
    pairs = [(one, op.named) for one, op in zip(shown, opinions, strict=True) if one and op]
    meant, heard = zip(*pairs, strict=True)
    record_confusion(judge.name, NAMED, meant, heard)
    meaning = "named as the theme says, mean over the five that occur"
    found = figure("recall", coded(meant, heard), recall_of, better="higher", meaning=meaning)
    record(judge.name, [found], NAMED, {"recall": 1 / len(judge.categories)})


def identities(folder: Path, people: Path | None) -> None:
    files = [*sorted(folder.glob("*.[jp][pn]g")), *(sorted(people.glob("*.jpg")) if people else ())]
    who, rows = [], []
    for file in files:
        try:
            rows.append(embeddings(Item(file, frozenset({"face"})))[0])
        except RequestError as error:
            print(error)
            continue
        own = people is not None and file.parent == people
        who.append(re.split(r"[\d_]", file.stem)[0] if own else file.stem)
    same = np.array([[one == other for other in who] for one in who])
    apart = np.linalg.norm(np.array(rows)[:, None] - np.array(rows)[None], axis=-1)

    def of_pairs(id: str, measure: Callable[[Mask, Floats], float], meaning: str) -> Figure:
        """A figure of all pairs; photographs are drawn, since one is in many pairs."""

        def of_photographs(places: NDArray[np.float64]) -> float:
            drawn = places.astype(int)
            first, second = np.array(list(combinations(drawn, 2))).T
            different = first != second  # One photograph drawn twice is no pair.
            chosen = first[different], second[different]
            return measure(same[chosen], apart[chosen])

        return figure(
            id, np.arange(len(who)), of_photographs, meaning=f"{meaning}, all pairs of so many photographs"
        )

    figures = [
        of_pairs("same/auc", lambda own, far: auc(own, -far), "photographs of one person are nearer"),
        of_pairs("same/distance", lambda own, far: mean(far[own]), "between photographs of one person"),
        of_pairs("same/accepted", lambda own, far: mean(far[own] < ANOTHER), "said to be one person"),
        of_pairs("other/distance", lambda own, far: mean(far[~own]), "between different people"),
        of_pairs("other/refused", lambda own, far: mean(far[~own] >= ANOTHER), "said to be different people"),
    ]
    figures = [one for one in figures if not np.isnan(one.value)]
    record(Identity.name, figures, "photographs", {"same/auc": 0.5})


def appearances(folder: Path) -> None:
    right, children = [], []
    for stem, (sex, child) in LOOKS.items():
        opinion = _judge(ready(Appearance), Item(next(folder.glob(f"*{stem}.*")), frozenset({"face"})))
        if opinion is None:
            continue
        if sex:
            right.append(float((opinion.values["male"] > 0.5) == (sex == "m")))
        children.append((float(child), -opinion.values["age"]))
    figures = [
        figure("sex/right", right, meaning="apparent sex as one of us saw it"),
        figure("child/auc", np.array(children), paired(auc), meaning="children look younger than grown-ups"),
    ]
    record(Appearance.name, figures, NORMS, 0.5)


def lips(folder: Path) -> None:
    audio, opening, fps = load(folder / "test.wav"), curves_opening(folder / "test.csv"), 60.0
    phones = aligned(audio, plain_words(Whisper().hear(resampled(audio, 16_000))))
    true = sync(opening, fps, audio, phones)
    shifted = [sync(np.roll(opening, round(shift * fps)), fps, audio, phones) for shift in SHIFTS]
    blind = [sync(np.roll(opening, round(shift * fps)), fps, audio, ()) for shift in SHIFTS]
    wrong = [sync(np.roll(opening, round(shift * fps)), fps, audio, phones) for shift in WRONG]
    errors = {
        kind: [abs(one["lag"] - true["lag"] - 1000 * shift) for one, shift in zip(found, SHIFTS, strict=True)]
        for kind, found in (("words", shifted), ("blind", blind))
    }
    figures = [
        figure(
            f"{name}/above_wrong",
            [float(true[name] > one[name]) + 0.5 * (true[name] == one[name]) for one in wrong],
            better="higher",
            meaning=f"how often the {name} of the right lips is above that of the lips of other words",
        )
        for name in ("separation", "correlation", "closure")
    ]
    chances = {one.id: 0.5 for one in figures}
    figures += [_plain(f"real/{name}", value, "of a real capture") for name, value in true.items()]
    figures += [
        figure("lag/error", errors["words"], meaning="milliseconds off seeded shifts, words known"),
        figure("lag/error_blind", errors["blind"], meaning="milliseconds off seeded shifts, words unknown"),
        *(
            figure(
                f"wrong/{name}", [one[name] for one in wrong], meaning=f"{name} with the lips of other words"
            )
            for name in ("closure", "separation", "correlation")
        ),
    ]
    record(Lipsync.name, figures, CAPTURE, chances)


def _plain(name: str, value: float, meaning: str) -> Figure:
    return Figure(name, value, float("nan"), float("nan"), 1, "", meaning)


def _smile(opinion: Opinion) -> float:
    smile, frown = (np.mean([opinion.values[name] for name in names]) for names in (SMILES, FROWNS))
    return float(smile - frown)


def _judge(judge: Judge, item: Item) -> Opinion | None:
    try:
        return judge.judge(item)
    except RequestError as error:
        print(error)
        return None


if __name__ == "__main__":
    main()
