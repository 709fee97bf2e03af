"""How well faces are read: drawn people it never saw, our own stills, real faces, and bias.

From the project root, with people the model was not fitted on and what a judge saw in the portraits::

    python -m tools.face_pairs HELD.npz --people 30 --first 20000
    python -m benchmarks.judge_faces .../face_landmarker.task JUDGE.json .../portraits/*.*g
    python -m benchmarks.read_face .../portraits HELD.npz JUDGE.json

writes ``docs/tables/read_face.md``. The portraits (OASIS, Kurdi et al. 2017) only measure here.
"""

from __future__ import annotations

import argparse
import csv
import json
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emogen.arkit import ARKIT
from emogen.conditioning.character import characters
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.face import FaceReading, read_face
from emogen.conditioning.read.face_emotion import read_emotion
from emogen.conditioning.vocabulary import BASIC
from emogen.errors import RequestError
from emogen.files import write_text
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer
from emogen.vision.face_shapes import shape_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from emogen.arrays import AnyFloats, Pixels
    from emogen.conditioning.read.reading import Reading

NAMES = ("neutral", *BASIC)
WEAKEST = 0.2
"""A reading whose strengths sum to less is called neutral in the counts below."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portraits")
    parser.add_argument("held")
    parser.add_argument("judge")
    options = parser.parse_args()
    portraits, held, judge = options.portraits, options.held, options.judge
    parts = [
        "# How well faces are read",
        "Made by `benchmarks/read_face.py`; see there for how to repeat it.",
        *held_out(np.load(held)),
        *own_stills(),
        *real_faces(Path(portraits), json.loads(Path(judge).read_text(encoding="utf-8"))),
    ]
    write_text("docs/tables/read_face.md", "\n\n".join(parts) + "\n")


# Drawn people


def held_out(pairs: Mapping[str, AnyFloats]) -> list[str]:
    model = shape_model()
    first = {int(who): index for index, who in reversed(list(enumerate(pairs["person"])))}
    resting = [pairs["points"][first[int(who)]] for who in pairs["person"]]
    alone = np.array([model.read(points) for points in pairs["points"]])
    compared = np.array([model.read(*both) for both in zip(pairs["points"], resting, strict=True)])
    posed = np.flatnonzero(np.isin(pairs["emotion"], NAMES))
    rows = []
    for kind, raw, regression in (("alone", alone, model.alone), ("compared", compared, model.compared)):
        chosen = [index for index in posed if index not in first.values()]
        readings = [read_emotion(raw[index], regression) for index in chosen]
        wanted = [str(pairs["emotion"][index]) for index in chosen]
        right = np.array([name_of(reading) == name for reading, name in zip(readings, wanted, strict=True)])
        sure = np.array([reading.confidence for reading in readings])
        bins = [(sure >= low) & (sure < high) for low, high in ((0, 0.5), (0.5, 0.8), (0.8, 1.01))]
        rows.append([kind, len(right), f"{right.mean():.2f}"] + [share(right[here]) for here in bins])
    people = len(first)
    return [
        f"## Drawn people the model never saw\n\n{len(alone)} pictures of {people} people, turned, lit and "
        "photographed at random. First, the named emotion of those who pose one, at strengths from 0.2 to 1 "
        "with units missing and sides unequal, out of eight names (chance 0.13); *compared* has the same "
        "person's resting face.",
        table(["", "pictures", "right", "when confidence < 0.5", "0.5 to 0.8", "above 0.8"], rows),
        "Second, the ARKit values: Pearson r of what was read with what was commanded. A faint shape that "
        "few pictures show has a low r however it is read.",
        table(
            ["shape", "r alone", "r compared", "read for a commanded 1"],
            shapes(pairs["curves"], alone, compared),
        ),
        *bias(pairs, alone),
    ]


def shapes(wanted: AnyFloats, alone: AnyFloats, compared: AnyFloats) -> list[list[object]]:
    """One row for each shape, the mean of both sides."""
    columns: dict[str, list[int]] = {}
    for column, name in enumerate(ARKIT):
        sided = name.startswith(("eye", "brow", "cheekS", "nose")) or name[5:] not in ("Left", "Right")
        stem = (
            name.removesuffix("Left").removesuffix("Right") if sided and not name.startswith("jaw") else name
        )
        columns.setdefault(stem, []).append(column)
    rows: list[list[object]] = []
    for stem, places in columns.items():
        one, other = (
            np.mean([np.corrcoef(read[:, place], wanted[:, place])[0, 1] for place in places])
            for read in (alone, compared)
        )
        gain = float(np.mean(shape_model().alone.gain[places]))
        rows.append([stem, f"{one:.2f}", f"{other:.2f}", f"{gain:.2f}"])
    return sorted(rows, key=lambda row: str(row[1]), reverse=True)


def bias(pairs: Mapping[str, AnyFloats], alone: AnyFloats) -> list[str]:
    """How the reading of a resting face depends on who it is."""
    resting = np.flatnonzero(pairs["emotion"] == "neutral")
    vad = np.array([read_emotion(alone[index], shape_model().alone).vad for index in resting])
    named = np.array([name_of(read_emotion(alone[index], shape_model().alone)) for index in resting])
    age, sex, skin = pairs["looks"][resting].T
    rows = []
    for label, here in (
        ("all", age > 0),
        ("9 to 30 years", age < 30), ("30 to 55", (age >= 30) & (age < 55)), ("55 to 80", age >= 55),
        ("female", sex < 0.5), ("male", sex >= 0.5),
        ("lightest third of skin", skin < 1 / 3), ("middle", (skin >= 1 / 3) & (skin < 2 / 3)),
        ("darkest third", skin >= 2 / 3),
    ):  # fmt: skip
        mean, error = vad[here].mean(axis=0), vad[here].std(axis=0) / np.sqrt(max(1, here.sum()))
        rows.append(
            [label, int(here.sum()), f"{mean[0]:+.3f} ± {error[0]:.3f}", f"{mean[1]:+.3f} ± {error[1]:.3f}",
             f"{(named[here] == 'neutral').mean():.2f}"]
        )  # fmt: skip
    return [
        "### Does a resting face look like an emotion?\n\nMean reading of resting faces (standard error), "
        "which should be 0, by who is drawn.",
        table(["people", "pictures", "valence", "arousal", "called neutral"], rows),
    ]


def own_stills() -> list[str]:
    """The named characters, which the model was not fitted on, in the eight poses."""
    seen: dict[tuple[str, str], Pixels] = {}
    for character in characters().values():
        renderer = Renderer(character.looks, (384, 384))
        for name in NAMES:
            pose = still(Emotion(name))
            seen[character.name, name] = renderer.frame(pose.curves[0], pose.head[0], pose.gaze[0])
    parts = ["## Our own stills\n\nThe seven named characters at full strength. Rows: posed. Columns: read."]
    for kind in ("alone", "compared"):
        readings = {
            key: read_face(pixels, seen[key[0], "neutral"] if kind == "compared" else None).reading
            for key, pixels in seen.items()
        }
        counts = {name: dict.fromkeys(NAMES, 0) for name in NAMES}
        for (_, name), reading in readings.items():
            counts[name][name_of(reading)] += 1
        wanted = np.array([Emotion(name).vad for _, name in readings])
        got = np.array([reading.vad for reading in readings.values()])
        valence, arousal = (np.corrcoef(wanted[:, axis], got[:, axis])[0, 1] for axis in (0, 1))
        right = sum(counts[name][name] for name in NAMES)
        parts.append(
            f"**{kind.capitalize()}**: {right} of {len(readings)} right; r of valence {valence:.2f}, "
            f"of arousal {arousal:.2f}."
        )
        parts.append(table(["", *NAMES], [[name, *counts[name].values()] for name in NAMES]))
    return parts


# Real people


def real_faces(folder: Path, judged: dict[str, Any]) -> list[str]:
    with (folder / "index.tsv").open(encoding="utf-8") as file:
        norms = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}
    rows, pairs, ours, theirs, apart, smiles = [], [], [], [], [], []
    for path in sorted(folder.glob("*.*g")):
        try:
            face = read_face(path)
        except RequestError:
            rows.append([path.stem, "no face found", "", "", ""])
            continue
        norm, (valence, arousal, _) = norms.get(path.name), face.reading.vad
        rated: list[str] = []
        if norm:
            human = [float(norm[f"{scale}_mean_1_7"]) for scale in ("valence", "arousal")]
            pairs.append([*human, valence, arousal])
            rated = [f" ({value:.1f})" for value in human]
        read = [f"{value:+.2f}" for value in (valence, arousal)]
        cells = [number + note for number, note in zip_longest(read, rated, fillvalue="")]
        rows.append([path.stem, summary(face.reading), *cells, f"{face.reading.confidence:.2f}"])
        if judged[path.name]:
            same = min(judged[path.name], key=lambda other: distance(face, other))
            ours.append([face.activations[name] for name in ARKIT])
            theirs.append([same["shapes"].get(name, 0.0) for name in ARKIT])
            apart.append(100 * distance(face, same) / face.size)
            if norm:
                smiles.append((human[0], same["shapes"]["mouthSmileLeft"] - same["shapes"]["mouthFrownLeft"]))
    human_v, human_a, read_v, read_a = np.array(pairs).T
    smile = np.corrcoef(*np.array(smiles).T)[0, 1]
    return [
        f"## Real faces\n\n{len(rows)} portraits, {len(pairs)} of them with human ratings from 1 to 7 (in "
        f"brackets) and a face that was found. Pearson r of the reading with the ratings: **valence "
        f"{np.corrcoef(human_v, read_v)[0, 1]:.2f}, arousal {np.corrcoef(human_a, read_a)[0, 1]:.2f}**. A "
        "classifier trained on labelled faces (facex) reaches .73 for valence and none for arousal on these; "
        f"MediaPipe's mouthSmile less mouthFrown reaches {smile:.2f} on the {len(smiles)} that it sees. "
        "With so few faces a correlation of .4 is one and a half standard errors from none.",
        table(["portrait", "read", "valence", "arousal", "confidence"], rows),
        f"**Against MediaPipe's landmarker**, on the {len(ours)} portraits in which it finds a face: the "
        f"meshes are {np.median(apart):.1f} % of a face's size apart (median). Pearson r of the "
        "activations, for shapes that vary in what it sees:",
        table(["shape", "r", "its mean", "our mean"], agreement(np.array(ours), np.array(theirs))),
    ]


def agreement(ours: AnyFloats, theirs: AnyFloats) -> list[list[object]]:
    rows: list[list[object]] = []
    for column, name in enumerate(ARKIT):
        if theirs[:, column].std() > 0.08 and not name.startswith("eyeLook"):
            r = np.corrcoef(ours[:, column], theirs[:, column])[0, 1]
            rows.append(
                [name, f"{r:.2f}", f"{theirs[:, column].mean():.2f}", f"{ours[:, column].mean():.2f}"]
            )
    return rows


def distance(face: FaceReading, other: dict[str, Any]) -> float:
    """Mean distance of the points of two meshes in pixels."""
    return float(np.linalg.norm(face.points[:, :2] - np.array(other["points"])[:, :2], axis=1).mean())


# Words and tables


def name_of(reading: Reading) -> str:
    strength = sum(size for _, size in reading.mixture)
    return reading.mixture[0][0] if strength >= WEAKEST else "neutral"


def summary(reading: Reading) -> str:
    return ", ".join(f"{name} {size:.2f}" for name, size in reading.mixture[:2] if size >= 0.1) or "neutral"


def share(right: NDArray[np.bool_]) -> str:
    return f"{right.mean():.2f} of {len(right)}" if len(right) else "none"


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


if __name__ == "__main__":
    main()
