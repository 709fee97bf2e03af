"""Emotion of voices, by a judge that learnt from real actors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judge import Judge, Measure, Opinion, need_file
from emogen.pipelines.evaluate.remember import remembered

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.hearing.frames import Array
    from emogen.pipelines.evaluate.hearing.model import VoiceModel

FILE: Final = "actors.safetensors"
"""What ``emogen train judge`` writes."""

MEASURES: Final = (
    Measure("arousal", "how aroused the voice sounds", -1.0, 1.0),
    Measure("valence", "how pleased the voice sounds, which is harder to hear", -1.0, 1.0),
)


class Actors(Judge):
    """Acoustic functionals and linear discriminants, trained by ``emogen train judge``.

    It hears how a voice departs from its neutral version when the item has one, and is less sure
    without. It shares neither measures nor training data with the targets that steer our voices.
    """

    name = "actors"
    medium = "speech"
    title = "which emotion a voice sounds like, learnt from real actors"
    measures = MEASURES
    categories = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
    source = "trained here by `emogen train judge` on labelled recordings (nEMO, RAVDESS)"
    licence = "that of the recordings (nEMO and RAVDESS: CC BY-NC-SA 4.0)"
    commercial = False
    files = (FILE,)

    def judge(self, item: Item) -> Opinion:
        neutral = None if item.neutral is None else heard(item.neutral)
        return with_card(self._model().opinion(heard(item), neutral), self.card())

    @classmethod
    def card(cls) -> Mapping[str, Any]:
        return {} if cls.missing() else card_of(cls._model())

    @staticmethod
    def _model() -> VoiceModel:
        from emogen.pipelines.evaluate.hearing.model import load

        return load(need_file(FILE))


class Studio(Judge):
    """The same ear, trained on eight studio recordings whose licence lets it ship: arousal only."""

    name = "studio"
    medium = "speech"
    title = "how aroused a voice sounds, learnt from studio recordings"
    measures = MEASURES[:1]
    source = "trained by tools.judge_studio on NVIDIA's Audio2Face-3D samples"
    licence = "Apache-2.0"

    def judge(self, item: Item) -> Opinion:
        neutral = None if item.neutral is None else heard(item.neutral)
        opinion = self._model.opinion(heard(item), neutral)
        return replace(opinion, values={"arousal": opinion.values["arousal"]})

    @cached_property
    def _model(self) -> VoiceModel:
        from emogen.pipelines.evaluate.hearing.model import load
        from emogen.tables import asset_file

        with asset_file("judge_studio.safetensors") as path:
            return load(path)


def card_of(model: VoiceModel) -> Mapping[str, Any]:
    """A trained judge's card, as :meth:`.Judge.card` has it."""
    from emogen.pipelines.evaluate.hearing.corpora import is_reference

    return model.card | {"published": is_reference(model.card["corpora"])}


def with_card(opinion: Opinion, card: Mapping[str, Any]) -> Opinion:
    """An opinion that says so when the judge's published figures are not its own."""
    if card["published"]:
        return opinion
    named = [figures["recall"] for figures in card["held_out"].values() if "recall" in figures]
    held_out = f"; of speakers left out it named {max(named):.2f} right" if named else ""
    note = f"trained on other recordings: its published figures do not apply{held_out}"
    return replace(opinion, notes=(*opinion.notes, note))


@remembered(32)
def heard(item: Item) -> Array:
    """An item's functionals, kept: a neutral one is asked for again and again, by several judges."""
    from emogen.pipelines.evaluate.hearing.acoustics import functionals

    return functionals(item.audio)
