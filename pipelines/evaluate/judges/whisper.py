"""Whether the words are understood, by Whisper."""

from __future__ import annotations

import re
from functools import lru_cache
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

_FIGURES: Final = "[0-9$%]"
"""Signs that are written out in a second hearing: *nine one one* and *nine hundred eleven* are both ``911``
in the first."""

_SPELT: Final = {
    "en": "Twenty-one men paid five dollars in nineteen ninety.",
    "es": "Veintiún hombres pagaron cinco euros en mil novecientos noventa.",
    "fr": "Vingt et un hommes ont payé cinq euros en mille neuf cent quatre-vingt-dix.",
    "it": "Ventuno uomini hanno pagato cinque euro nel millenovecentonovanta.",
    "pt": "Vinte e um homens pagaram cinco reais em mil novecentos e noventa.",
    "hi": "इक्कीस लोगों ने पाँच रुपये दिए।",
    "zh": "二十一个人在一九九零年付了五块钱。",
    "ja": "二十一人が千九百九十年に五円を払いました。",
}
"""What the network is told it wrote before, so that it goes on with numbers in words: kept from figures
alone, it may end where a number begins. Ours."""

_OTHER_SCRIPTS: Final = {"hi": "[a-zA-ZÃ-ß]"}
"""A pattern of tokens of other scripts than a language's, in the tokens' own spelling of bytes. Small
networks write Hindi in Arabic (bytes C3 to DF) or Latin letters as they like."""


class Whisper(Judge):
    """Word error rate by a small network trained on 680,000 hours of the web's speech.

    It guesses from context, so that it forgives a slip that people would hear, and falls into
    invention where there is no speech. English is heard by tiny.en, other languages by base; in Chinese
    syllables are counted, in Japanese kana, in Hindi letters.
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
        out, since it invents words for them. Where it writes figures it is asked again for words.

        Args:
            samples: the speech.
            language: what is spoken, by its two letters.
            model: the network; the one for the language where empty.

        Raises:
            MissingWeightError: the network has not been fetched.
        """
        model = model or (MODEL if language == "en" else MANY)
        other, first = _OTHER_SCRIPTS.get(language, ""), ""
        if not other:
            first = _written(samples, language, model, "", None)
            if not re.search(_FIGURES, first):
                return first
        # Where another script threatens, figures do too: a first hearing would be lost in either.
        spelt = _written(samples, language, model, f"{_FIGURES}|{other or _FIGURES}", _SPELT.get(language))
        # Words are longer than figures: less means that it gave up.
        return spelt if _size(spelt) >= _size(first) else first


def _written(samples: Floats, language: str, model: str, unwanted: str, before: str | None) -> str:
    """One pass over a sound without the tokens that hold a pattern, as if after some text."""
    import numpy as np

    lead = np.zeros(round(_LEAD * RATE), np.float32)
    passages, _ = network(model).transcribe(
        np.concatenate([lead, samples]),
        language=language,
        temperature=0.0,
        beam_size=_BEAM,
        condition_on_previous_text=False,
        without_timestamps=True,
        vad_filter=True,
        suppress_tokens=[-1, *_tokens_with(model, unwanted)],
        initial_prompt=before,
    )
    return "".join(passage.text for passage in passages).strip()


@lru_cache(maxsize=16)
def _tokens_with(model: str, unwanted: str) -> tuple[int, ...]:
    """The tokens that hold a pattern, in the spelling of bytes that the network has; none for ""."""
    if not unwanted:
        return ()
    pattern = re.compile(unwanted)
    vocabulary: dict[str, int] = network(model).hf_tokenizer.get_vocab()
    return tuple(
        sorted(
            number
            for token, number in vocabulary.items()
            if not token.startswith("<|") and pattern.search(token)
        )
    )


def _size(text: str) -> int:
    return sum(map(str.isalnum, text))
