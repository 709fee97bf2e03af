"""Whether stills of every named character show what is meant, and stay the same person.

Each character of ``emogen characters`` is drawn neutral and with six emotions at intensity 1.0. Two
judges of expressions, and dlib's embedding of identity, look at the pictures. The two judges were looked
at while looks and the sizes of action units were chosen, so theirs are no held-out figures.

Run from the project root: ``python -m benchmarks.face_stills [TARGET]``; the table goes to
docs/tables/face_stills.md. ``--who a,b`` draws only those.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from emogen.conditioning.character import Character, find_character
from emogen.conditioning.emotion import Emotion
from emogen.files import write_text
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge
from emogen.pipelines.evaluate.judges.faceapi import Expressions
from emogen.pipelines.evaluate.judges.facex import Facex
from emogen.pipelines.evaluate.judges.identity import ANOTHER, embeddings
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.portrait import portrait

EMOTIONS = ("joy", "sadness", "anger", "fear", "disgust", "surprise")
SIDE = 512  # pixels
Named = Mapping[tuple[str, str], str]
"""What a judge called the picture of (character, emotion)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", default="docs/tables/face_stills.md")
    parser.add_argument("--who", default="")
    options = parser.parse_args()
    from emogen.conditioning.character import characters

    who = options.who.split(",") if options.who else list(characters())
    judges: dict[str, Judge] = {"facex": Facex(), "faceapi": Expressions()}
    with tempfile.TemporaryDirectory() as folder:
        items = {
            (name, emotion): draw(find_character(name), emotion, Path(folder))
            for name in who
            for emotion in ("neutral", *EMOTIONS)
        }
        named = {
            judge: {key: seen.judge(item).named for key, item in items.items()}
            for judge, seen in judges.items()
        }
        faces = {key: embeddings(item)[0] for key, item in items.items()}
    text = report(who, named, faces)
    write_text(options.target, text)
    print(text)


def draw(character: Character, emotion: str, folder: Path) -> Item:
    pose = still(Emotion(emotion))
    picture = portrait(character, pose.curves[0], head=pose.head[0], gaze=pose.gaze[0], size=(SIDE, SIDE))
    path = picture.save(folder / f"{character.name}-{emotion}.png")
    return Item(path, frozenset({"face"}), Emotion(emotion), who=character.name)


def report(who: list[str], named: Mapping[str, Named], faces: Mapping[tuple[str, str], np.ndarray]) -> str:
    lines = [
        f"<!-- made by benchmarks/face_stills.py: {len(who)} characters, intensity 1.0, {SIDE} pixels -->",
        "",
        "Stills named as meant, chance 1 of 7.",
        "",
        "| judge | " + " | ".join(EMOTIONS) + " | six emotions | neutral |",
        "|---|" + "---|" * (len(EMOTIONS) + 2),
    ]
    for judge, calls in named.items():
        shares = [np.mean([calls[name, emotion] == emotion for name in who]) for emotion in EMOTIONS]
        calm = np.mean([calls[name, "neutral"] == "neutral" for name in who])
        cells = [f"{share:.0%}" for share in (*shares, np.mean(shares), calm)]
        lines.append(f"| {judge} | " + " | ".join(cells) + " |")
    either = np.mean([any(calls[n, e] == e for calls in named.values()) for n in who for e in EMOTIONS])
    lines += ["", f"At least one of the two names {either:.0%} of the emotions.", ""]
    lines += [
        "What each still was called, right ones in bold, " + " / ".join(named) + ":",
        "",
        "| character | neutral | " + " | ".join(EMOTIONS) + " | right of 12 | furthest from neutral |",
        "|---|" + "---|" * (len(EMOTIONS) + 3),
    ]
    for name in who:
        cells = [
            " / ".join(
                f"**{calls[name, emotion]}**" if calls[name, emotion] == emotion else calls[name, emotion]
                for calls in named.values()
            )
            for emotion in ("neutral", *EMOTIONS)
        ]
        right = sum(calls[name, emotion] == emotion for calls in named.values() for emotion in EMOTIONS)
        apart = max(np.linalg.norm(faces[name, e] - faces[name, "neutral"]) for e in EMOTIONS)
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {right} | {apart:.2f} |")
    return "\n".join([*lines, "", *identity(who, faces), ""])


def identity(who: list[str], faces: Mapping[tuple[str, str], np.ndarray]) -> list[str]:
    own = [np.linalg.norm(faces[name, e] - faces[name, "neutral"]) for name in who for e in EMOTIONS]
    others = [np.linalg.norm(faces[a, "neutral"] - faces[b, "neutral"]) for a, b in combinations(who, 2)]
    nearest = [
        min(who, key=lambda b: float(np.linalg.norm(faces[a, e] - faces[b, "neutral"]))) == a
        for a in who
        for e in EMOTIONS
    ]
    lines = [
        "Distance of dlib's embeddings; two people's are usually more than "
        f"{ANOTHER} apart, photographs of one person less.",
        "",
        "| pictures | mean | furthest | nearest |",
        "|---|---|---|---|",
        f"| an emotion and the neutral face | {np.mean(own):.2f} | {max(own):.2f} | {min(own):.2f} |",
    ]
    if others:
        row = f"{np.mean(others):.2f} | {max(others):.2f} | {min(others):.2f}"
        lines.append(f"| two characters, both neutral | {row} |")
    return [
        *lines,
        "",
        f"The nearest neutral face is the character's own for {np.mean(nearest):.0%} of the emotions.",
    ]


if __name__ == "__main__":
    main()
