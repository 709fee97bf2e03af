"""Does learnt motion follow voice and emotion, once there is enough to learn from?

Our own procedural motion is the actor: what it should have done to a new line is known. Part of
``motion_learnt.py``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from emogen.conditioning.emotion import Emotion
from emogen.media import Audio
from emogen.pipelines.face.export.livelink import save_csv
from emogen.pipelines.face.learnt.captures import read_captures
from emogen.pipelines.face.learnt.train import train
from emogen.pipelines.face.motion.animate import animate
from emogen.seeds import stream
from emogen.timeline import Phoneme, Timeline

SECONDS: Final = 40.0
TAKES: Final = 8
STEPS: Final = 600
_RATE: Final = 16_000


def babble(seed: int) -> tuple[Timeline, Audio]:
    """Syllables in phrases, some stressed, with a buzz for each that is louder when stressed."""
    random = stream(seed, "babble")
    clock = np.arange(round(SECONDS * _RATE)) / _RATE
    sound = np.zeros(len(clock), np.float32)
    at, phonemes = 0.3, [Phoneme("", 0.0, 0.3)]
    while at < SECONDS - 3.0:
        for _ in range(random.integers(4, 9)):
            stress = int(random.random() < 0.35)
            phonemes += [Phoneme("b", at, at + 0.06), Phoneme("ɑ", at + 0.06, at + 0.2, stress)]
            part = slice(round((at + 0.05) * _RATE), round((at + 0.2) * _RATE))
            buzz = np.sign(np.sin(2 * np.pi * (120 + 36 * stress) * clock[part]))
            sound[part] += (0.5 if stress else 0.12) * buzz * np.hanning(len(buzz))
            at += 0.2
        pause = random.uniform(0.3, 1.2)
        phonemes.append(Phoneme("", at, at + pause))
        at += pause
    phonemes.append(Phoneme("", at, SECONDS))
    return Timeline((), tuple(phonemes), SECONDS), Audio(sound, _RATE)


def taught() -> str:
    """Trains on calm and angry takes; two new lines against what the rules do with them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        labels = ["file,emotion"]
        for seed in range(TAKES):
            timeline, audio = babble(seed)
            emotion = ("neutral", "anger")[seed % 2]
            save_csv(
                animate(timeline, Emotion(emotion), audio=audio, fps=60, seed=seed), folder / f"{seed}.csv"
            )
            audio.save(folder / f"{seed}.wav")
            labels.append(f"{seed}.csv,{emotion}")
        (folder / "labels.csv").write_text("\n".join(labels))
        model = train(read_captures(folder)[0], folder / "actor", steps=STEPS)
    lines = [
        "| emotion | guidance | brows with the rules' (r) | browDown, learnt | browDown, rules |",
        "|---|---|---|---|---|",
    ]
    for emotion in ("neutral", "anger"):
        for guidance in (0.0, 1.0, 2.0):
            follow, learnt, ruled = [], [], []
            for seed in (50, 51):
                timeline, audio = babble(seed)
                real = animate(timeline, Emotion(emotion), audio=audio, fps=60, seed=seed)
                made = model.sample(audio, SECONDS, Emotion(emotion), fps=60, guidance=guidance, take=seed)
                pair = real.curve("browInnerUp"), made.curve("browInnerUp")[: len(real)]
                follow.append(np.corrcoef(*pair)[0, 1])
                learnt.append(made.curve("browDownLeft").mean())
                ruled.append(real.curve("browDownLeft").mean())
            row = (f"{np.mean(values):.2f}" for values in (follow, learnt, ruled))
            lines.append(f"| {emotion} | {guidance:g} | {' | '.join(row)} |")
    loss = f"Held-out loss {model.card.held_out_loss:.2f} after {model.card.steps} steps, "
    return "\n".join([*lines, "", loss + f"{model.card.first_loss:.2f} at first."])
