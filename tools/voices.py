"""What each voice is like, as the model predicts it: the descriptions of ``assets/voices.tsv``.

    python -m tools.voices

Every voice reads one neutral text in its language. The duration and tune predictors alone are run:
median F0 over voiced frames, spread of the tune (interquartile range in semitones), sounds a second.
Prints one line a voice: name, language, sex, description.
"""

from __future__ import annotations

import argparse

import numpy as np

from emogen import weights
from emogen.pipelines.speech.kokoro import graph
from emogen.pipelines.speech.kokoro.backend import _FINE, _PER_FRAME, RATE
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read

LANGUAGES = {
    "a": ("en-us", "American"), "b": ("en-gb", "British"), "e": ("es", "Spanish"), "f": ("fr-fr", "French"),
    "h": ("hi", "Indian"), "i": ("it", "Italian"), "j": ("ja", "Japanese"), "p": ("pt-br", "Brazilian"),
    "z": ("zh", "Chinese"),
}  # fmt: skip
"""First letter of a voice's name -> its language, and the people."""

TEXTS = {
    "en-us": "The train leaves at nine in the morning, and it takes two hours to reach the coast.",
    "es": "El tren sale a las nueve de la mañana y tarda dos horas en llegar a la costa.",
    "fr-fr": "Le train part à neuf heures du matin, et il met deux heures pour arriver à la côte.",
    "hi": "गाड़ी सुबह नौ बजे चलती है और समुद्र तक पहुँचने में दो घंटे लगते हैं।",
    "it": "Il treno parte alle nove di mattina e ci mette due ore per arrivare alla costa.",
    "ja": "電車は朝九時に出て、海岸まで二時間かかります。",
    "pt-br": "O trem sai às nove da manhã e leva duas horas para chegar à costa.",
    "zh": "火车早上九点出发，到海边需要两个小时。",
}
TEXTS["en-gb"] = TEXTS["en-us"]

TUNES = ((2.7, "even"), (4.5, "moderate"), (99.0, "lively"))
PACES = ((8.5, "slow"), (10.85, "medium pace"), (99.0, "brisk"))


def measured(name: str, language: str) -> tuple[float, float, float]:
    """Median F0 in Hz, spread of the tune in semitones, sounds a second."""
    (sounds,) = chunks(read(TEXTS[language], language=language), language)
    vocabulary = graph.vocabulary()
    tokens = [vocabulary[letter] for sound in sounds for letter in sound.letters]
    styles = np.fromfile(weights.path("kokoro-voices", f"voices/{name}.bin"), np.float32).reshape(510, 1, 256)
    style = styles[len(tokens) - 1]
    feed = {"tokens": np.array([[0, *tokens, 0]]), "style": style, "speed": np.array([_FINE], np.float32)}
    durations, prosody_view, _ = graph.session("text").run(None, feed)
    frames = np.maximum(np.round(durations.reshape(-1) * _FINE), 1).astype(int)
    aligned = np.repeat(prosody_view, frames, axis=1).swapaxes(1, 2)
    f0 = graph.session("prosody").run(None, {graph.PROSODY_FRAMES: aligned, "style": style})[0].reshape(-1)
    voiced = f0[f0 > 50.0]
    low, median, high = np.percentile(voiced, [25, 50, 75])
    spoken = frames[1:-1].sum() * _PER_FRAME / RATE
    return float(median), float(12 * np.log2(high / low)), sum(not s.mark for s in sounds) / spoken


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    names = sorted(
        f.name[7:-4] for f in weights.find_model("kokoro-voices").files if f.name.startswith("voices/")
    )
    for name in names:
        language, people = LANGUAGES[name[0]]
        sex = "female" if name[1] == "f" else "male"
        f0, spread, pace = measured(name, language)
        tune = next(word for limit, word in TUNES if spread < limit)
        speed = next(word for limit, word in PACES if pace < limit)
        person = f"{people} {'woman' if sex == 'female' else 'man'}"
        print(
            f"{name}\t{language}\t{sex}\t{person}, median F0 {5 * round(f0 / 5)} Hz, {tune} tune, {speed}",
            f"\t# {spread:.1f} {pace:.1f}",
        )


if __name__ == "__main__":
    main()
