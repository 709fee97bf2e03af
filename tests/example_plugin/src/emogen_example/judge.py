"""How far the loudest moment of a recording is above its mean."""

import numpy as np

from emogen.plugins import Item, Judge, Measure, Opinion


class Dynamics(Judge):
    """Two figures of the sound itself."""

    name = "dynamics"
    medium = "speech"
    title = "crest factor and length"
    measures = (
        Measure("crest", "peak over the mean power", 0.0, 100.0, unit="dB"),
        Measure("seconds", "length", 0.0, 1e6, unit="s"),
    )
    source = "textbook"
    licence = "Apache-2.0"

    def judge(self, item: Item) -> Opinion:
        audio = item.audio
        power = float(np.mean(np.square(audio.samples, dtype=np.float64)))
        crest = 20 * np.log10(float(np.abs(audio.samples).max()) / np.sqrt(power))
        return Opinion({"crest": float(crest), "seconds": audio.duration})
