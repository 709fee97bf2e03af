"""Emotion of voices as Whisper's encoder hears it, by a judge that learnt from real actors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from emogen.pipelines.evaluate.hearing.encoder import MODEL, encoded
from emogen.pipelines.evaluate.judge import Judge, Opinion, need_file
from emogen.pipelines.evaluate.judges.actors import MEASURES, Actors, card_of, with_card

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.hearing.model import VoiceModel
    from emogen.pipelines.evaluate.item import Item

FILE: Final = "listener.safetensors"
"""What ``emogen train judge`` writes besides the judge `actors`."""


class Listener(Judge):
    """Linear discriminants on what a network for speech recognition makes of a voice.

    A second pair of ears beside `actors`, trained on the same recordings by other numbers: where
    both agree, more is known. It hears a voice by itself and needs no neutral version.
    """

    name = "listener"
    medium = "speech"
    title = "which emotion a voice sounds like to Whisper's encoder, learnt from real actors"
    measures = MEASURES
    categories = Actors.categories
    source = "trained here by `emogen train judge` on labelled recordings, over Whisper tiny.en"
    licence = Actors.licence
    commercial = False
    models = (MODEL,)
    packages = ("faster_whisper",)
    files = (FILE,)

    def judge(self, item: Item) -> Opinion:
        return with_card(self._model().opinion(encoded(item.audio)), self.card())

    @classmethod
    def card(cls) -> Mapping[str, Any]:
        return {} if cls.missing() else card_of(cls._model())

    @staticmethod
    def _model() -> VoiceModel:
        from emogen.pipelines.evaluate.hearing.model import load
        from emogen.pipelines.evaluate.hearing.sense import ENCODED

        return load(need_file(FILE), ENCODED)
