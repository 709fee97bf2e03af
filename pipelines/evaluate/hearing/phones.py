"""When each sound of a line is spoken: as the sidecar says, else by forced alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from emogen.errors import RequestError
from emogen.media import Audio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emogen.pipelines.evaluate.item import Item

    Samples = NDArray[np.int16]

Kind = Literal["open", "vowel", "lips", "other", "rest"]

_RATE: Final = 16_000
"""Hz of pocketsphinx's acoustic model."""
_FRAMES: Final = 100
"""Its frames a second."""

_BEAM: Final = 1e-80
"""How unlikely a path may become and still be followed: the words are known, and a search that loses
its only path finds nothing. Ours."""
_AT_ONCE: Final = 6
_EDGE: Final = 10
"""Words whose sounds are placed in one go, and the frames around them: a word that was not said spoils
no more than these. Ours."""

_OPEN: Final = {"AA", "AE", "AH", "AO", "AW", "AY"}
_VOWELS: Final = {"EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"}
_LIPS: Final = {"P", "B", "M"}
_SONORANTS: Final = {*_OPEN, *_VOWELS, "M", "N", "NG", "L", "R", "W", "Y"}
_REST: Final = {"", "SIL", "+SPN+", "+NSN+"}
_OPEN_IPA: Final = frozenset("aæɑɐɒʌɔ")
_VOWELS_IPA: Final = frozenset("eɛəɜɚɝiɪɨᵻyoɵuʊʉøœ")
_LIPS_IPA: Final = frozenset("pbm")
"""Of General American: ARPAbet as the aligner writes it, IPA as sidecars do. Open vowels are those
for which the jaw is low, the diphthongs that begin so among them."""


@dataclass(frozen=True, slots=True)
class HeardPhone:
    """One sound: what it asks of the mouth, from ``start`` to ``end`` in seconds, and whether it is a
    sonorant (known of aligned sounds only)."""

    kind: Kind
    start: float
    end: float
    sonorant: bool = False

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def kind_of(symbol: str) -> Kind:
    """What a sound asks of the mouth; ``symbol`` in IPA or, in capitals, ARPAbet."""
    if symbol in _REST:
        return "rest"
    letters = set(symbol)
    if symbol in _LIPS or letters & _LIPS_IPA:
        return "lips"
    if symbol in _OPEN or letters & _OPEN_IPA:
        return "open"
    return "vowel" if symbol in _VOWELS or letters & _VOWELS_IPA else "other"


def phones_of(item: Item) -> tuple[tuple[HeardPhone, ...], str]:
    """An item's sounds in time, and where they are from: ``"sidecar"``, ``"aligner"`` or "".

    There are none when nobody said what is spoken, a word is not in the aligner's dictionary, or the
    aligner is not installed.
    """
    written = item.facts.get("phonemes")
    if written:
        return tuple(HeardPhone(kind_of(symbol), start, end) for symbol, start, end, *_ in written), "sidecar"
    if not item.text:
        return (), ""
    from emogen.pipelines.evaluate.hearing.words import expected_words

    try:
        return aligned(item.audio, expected_words(item)), "aligner"
    except (RequestError, ImportError):
        return (), ""


def aligned(audio: Audio, words: Sequence[str]) -> tuple[HeardPhone, ...]:
    """Sounds in time by pocketsphinx's forced alignment, to 10 ms.

    Args:
        audio: speech that says just these words.
        words: plain English words.

    Raises:
        RequestError: a word is not in its dictionary, or the words do not fit the sound.
        ImportError: pocketsphinx is not installed.
    """
    import numpy as np

    from emogen.dsp.recording import resampled

    decoder = _decoder()
    if unknown := [word for word in words if decoder.lookup_word(word) is None]:
        raise RequestError(f"the aligner does not know {', '.join(sorted(set(unknown)))}")
    raw = (np.clip(resampled(audio, _RATE), -1, 1) * 32_767).astype(np.int16)
    try:
        placed = _words(decoder, raw, words)
        parts = [placed[first : first + _AT_ONCE] for first in range(0, len(placed), _AT_ONCE)]
        sounds = [phone for part in parts for phone in _sounds(decoder, raw, part)]
    except RuntimeError as error:
        raise RequestError("the words cannot be aligned with the sound", why=str(error)) from error
    if not sounds:
        raise RequestError("the words cannot be aligned with the sound")
    return tuple(sounds)


def _words(decoder: Any, raw: Samples, words: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each word with its first frame and the one after its last."""
    decoder.set_align_text(" ".join(words))
    _decode(decoder, raw)
    placed = [(one.word, one.start_frame, one.end_frame + 1) for one in decoder.seg() or ()]
    return [(word.partition("(")[0], start, end) for word, start, end in placed if word[0] not in "<["]


def _sounds(decoder: Any, raw: Samples, part: list[tuple[str, int, int]]) -> list[HeardPhone]:
    """The sounds of some words; none where they do not fit, e.g. since others were said."""
    first = max(0, part[0][1] - _EDGE)
    step = _RATE // _FRAMES
    piece = raw[first * step : (part[-1][2] + _EDGE) * step]
    try:
        decoder.set_align_text(" ".join(word for word, _, _ in part))
        _decode(decoder, piece)
        decoder.set_alignment()
        _decode(decoder, piece)
    except RuntimeError:
        return []
    return [
        HeardPhone(
            kind_of(one.name),
            (first + one.start) / _FRAMES,
            (first + one.start + one.duration) / _FRAMES,
            one.name in _SONORANTS,
        )
        for word in decoder.get_alignment() or ()
        for one in word
    ]


def _decode(decoder: Any, raw: Samples) -> None:
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(raw.tobytes(), full_utt=True)
    decoder.end_utt()


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from pocketsphinx import Decoder

    return Decoder(samprate=_RATE, cmn="batch", loglevel="FATAL", beam=_BEAM, pbeam=_BEAM, wbeam=_BEAM)
