"""Requests whose result is a sound, delivered as its receivers want it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from emogen.pipelines.requests.files import companion
from emogen.pipelines.requests.parameter import DELIVERY, parameter
from emogen.pipelines.requests.stages import staged
from emogen.pipelines.requests.values import FilePath, Loudness, Rate
from emogen.pipelines.requests.voiced import VoiceRequest

if TYPE_CHECKING:
    from emogen.pipelines.speech.delivery.sound_file import Delivery


class DeliveredRequest(VoiceRequest):
    """A request with a format of its sound, and with captions and timings beside it."""

    rate: Rate | None = parameter(
        None, "Samples a second; the voice's own by default.", unit="Hz", panel=DELIVERY
    )
    bits: int = parameter(16, "Bits a sample of WAV and FLAC, 16 or 24.", panel=DELIVERY)
    loudness: Loudness | None = parameter(
        None,
        "Integrated loudness: a number, ebu (-23), podcast (-16), or even, for the lines of a pack; the "
        "emotion's own by default.",
        unit="LUFS",
        metavar="LUFS",
        panel=DELIVERY,
    )
    captions: FilePath | None = parameter(
        None,
        "Also write captions by word: a file, or vtt or srt for one beside the sound.",
        panel=DELIVERY,
        stage="captions",
    )
    timings: FilePath | None = parameter(
        None,
        "Also write words, phonemes, visemes and emotion: a file, or json for one beside the sound.",
        panel=DELIVERY,
        stage="timings",
    )

    @property
    def delivery(self) -> Delivery:
        """How the sound is written. Raises ``RequestError`` for a value that no file has."""
        from emogen.pipelines.speech.delivery.sound_file import Delivery

        return Delivery(rate=self.rate, bits=self.bits, loudness=self.loudness)

    def times(self, path: Path, root: Path) -> dict[Path, str]:
        """The files of captions and timings, those that are wanted, each with its stage."""
        from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES

        captions = companion(path, self.captions, CAPTION_SUFFIXES, root=root)
        timings = companion(path, self.timings, (".json",), root=root, ending=".timings")
        return staged(captions=captions, timings=timings)
