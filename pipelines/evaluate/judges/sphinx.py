"""Whether the words are understood, by pocketsphinx."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import WER, expected_words, opinion
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion

if TYPE_CHECKING:
    from emogen.arrays import Floats

_RATE: Final = 16_000
"""Hz of the bundled acoustic model (its feat.params)."""

_LEVEL: Final = 0.1
"""RMS that sound is brought to: the recogniser reads 16 bits, which quiet speech hardly fills. Ours."""


class Sphinx(Judge):
    """Word error rate by hidden Markov models and a trigram grammar of the 1990s' kind.

    Nothing in it is a neural network: where it and ``whisper`` agree, it is not their training.
    It is far weaker, on acted speech most of all; compare its figure only with its own.
    """

    name = "sphinx"
    medium = "speech"
    title = "whether the words are understood (pocketsphinx, en-us)"
    measures = (WER,)
    source = "Huggins-Daines et al. 2006, pocketsphinx with its bundled US English model"
    licence = "BSD-2-Clause"
    needs = ("text",)
    packages = ("pocketsphinx",)

    def judge(self, item: Item) -> Opinion:
        from emogen.dsp.recording import resampled

        expected = expected_words(item)
        unknown = sorted({word for word in expected if self._decoder.lookup_word(word) is None})
        notes = [f"not in its dictionary: {', '.join(unknown)}"] if unknown else []
        heard = self.hear(resampled(item.audio, _RATE))
        return opinion(expected, plain_words(heard), heard, *notes)

    def hear(self, samples: Floats) -> str:
        """The words in mono speech at 16 kHz, shape ``(n,)``."""
        import numpy as np

        level = float(np.sqrt(np.mean(samples.astype(float) ** 2)))
        loud = np.clip(samples * (_LEVEL / level), -1.0, 1.0)
        # Its estimate of the noise would live on from clip to clip: figures would hang on their order.
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw((loud * 32_767).astype(np.int16).tobytes(), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return str(found.hypstr) if found else ""

    @cached_property
    def _decoder(self) -> Any:
        from pocketsphinx import Decoder

        # Cepstra are normalised over each clip, not over what was heard before it.
        return Decoder(samprate=_RATE, cmn="batch", loglevel="FATAL")
