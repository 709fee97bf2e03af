"""Whether the words are understood, by Whisper tiny.en."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from emogen.pipelines.evaluate.hearing.encoder import MODEL, RATE, network
from emogen.pipelines.evaluate.hearing.words import WER, expected_words, opinion
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion

if TYPE_CHECKING:
    from emogen.arrays import Floats

_BEAM: Final = 5
"""Hypotheses kept: faster-whisper's and the paper's own (section 4.5)."""

_LEAD: Final = 0.3
"""Seconds of silence put before a clip: of one that starts at once the first short word is often lost,
*I waited* being heard as *awaited*. Ours, found so on generated speech."""


class Whisper(Judge):
    """Word error rate by a small network trained on 680,000 hours of the web's speech.

    It guesses from context, so that it forgives a slip that people would hear, and falls into
    invention where there is no speech. English only.
    """

    name = "whisper"
    medium = "speech"
    title = "whether the words are understood (Whisper tiny.en, int8)"
    measures = (WER,)
    source = "Radford et al. 2022, Whisper tiny.en, through faster-whisper"
    licence = "MIT"
    needs = ("text",)
    models = (MODEL,)
    packages = ("faster_whisper",)

    def judge(self, item: Item) -> Opinion:
        from emogen.dsp.recording import resampled

        expected = expected_words(item)
        return opinion(expected, self.hear(resampled(item.audio, RATE)))

    def hear(self, samples: Floats) -> str:
        """The words in mono speech at 16 kHz, shape ``(n,)``, with its own punctuation.

        One pass without chance and without a memory of earlier passages, which is how the network
        comes to repeat itself; stretches that its voice activity detector finds silent are left
        out, since it invents words for them.
        """
        import numpy as np

        lead = np.zeros(round(_LEAD * RATE), np.float32)
        passages, _ = network().transcribe(
            np.concatenate([lead, samples]),
            language="en",
            temperature=0.0,
            beam_size=_BEAM,
            condition_on_previous_text=False,
            without_timestamps=True,
            vad_filter=True,
        )
        return "".join(passage.text for passage in passages).strip()
