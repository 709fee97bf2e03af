"""Whether the words are understood, by Whisper."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_letters
from typing import TYPE_CHECKING, Final

from emogen.pipelines.evaluate.hearing.encoder import MANY, MODEL, RATE, network
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import WER, expected_words, language_of, opinion
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Opinion

if TYPE_CHECKING:
    from emogen.arrays import Floats

_BEAM: Final = 5
"""Hypotheses kept: faster-whisper's and the paper's own (section 4.5)."""

_LEAD: Final = 0.3
"""Seconds of silence put before a clip: of one that starts at once the first short word is often lost,
*I waited* being heard as *awaited*. Ours, found so on generated speech."""

_FIGURES: Final = frozenset("0123456789$%")
"""Signs that must not be written: *nine one one* and *nine hundred eleven* would both be ``911``."""

_OTHER_SCRIPTS: Final = {"hi": frozenset("ØÙÚÛ" + ascii_letters)}
"""Signs that begin or make letters of a script in which a language is not written here, in the tokens'
own spelling of bytes: the network writes Hindi as Urdu (bytes D8 to DB begin Arabic letters) or in Latin
letters as it likes."""


class Whisper(Judge):
    """Word error rate by a small network trained on 680,000 hours of the web's speech.

    It guesses from context, so that it forgives a slip that people would hear, and falls into
    invention where there is no speech. English is heard by tiny.en, other languages by base; in Chinese
    syllables are counted and in Japanese kana.
    """

    name = "whisper"
    medium = "speech"
    title = "whether the words are understood (Whisper tiny.en or base, int8)"
    measures = (WER,)
    source = "Radford et al. 2022, Whisper tiny.en and base, through faster-whisper"
    licence = "MIT"
    needs = ("text",)
    models = (MODEL,)
    packages = ("faster_whisper",)

    def judge(self, item: Item) -> Opinion:
        from emogen.dsp.recording import resampled

        language = language_of(item) or "en"
        expected = expected_words(item, language)
        heard = self.hear(resampled(item.audio, RATE), language)
        return opinion(expected, plain_words(heard, language), heard)

    def hear(self, samples: Floats, language: str = "en", model: str = "") -> str:
        """The words in mono speech at 16 kHz, shape ``(n,)``, with its own punctuation, numbers in words.

        One pass without chance and without a memory of earlier passages, which is how the network
        comes to repeat itself; stretches that its voice activity detector finds silent are left
        out, since it invents words for them.

        Args:
            samples: the speech.
            language: what is spoken, by its two letters.
            model: the network; the one for the language where empty.

        Raises:
            MissingWeightError: the network has not been fetched.
        """
        import numpy as np

        model = model or (MODEL if language == "en" else MANY)
        lead = np.zeros(round(_LEAD * RATE), np.float32)
        passages, _ = network(model).transcribe(
            np.concatenate([lead, samples]),
            language=language,
            temperature=0.0,
            beam_size=_BEAM,
            condition_on_previous_text=False,
            without_timestamps=True,
            vad_filter=True,
            suppress_tokens=[-1, *_unwanted(model, language)],
        )
        return "".join(passage.text for passage in passages).strip()


@lru_cache(maxsize=16)
def _unwanted(model: str, language: str) -> tuple[int, ...]:
    """The tokens that write figures, or another script than the language's."""
    unwanted = _FIGURES | _OTHER_SCRIPTS.get(language, frozenset())
    vocabulary: dict[str, int] = network(model).hf_tokenizer.get_vocab()
    return tuple(
        sorted(
            number
            for token, number in vocabulary.items()
            if not token.startswith("<|") and not unwanted.isdisjoint(token)
        )
    )
