"""Finished sound to a file as it was ordered: format, rate, bits, loudness, peaks and tags.

    deliver(speech.audio, "line.flac", Delivery(rate=48000, bits=24, loudness="podcast"))

The sound may come in pieces, e.g. from :func:`emogen.pipelines.speech.speak.stream`: it is kept on
disk meanwhile, so that hours of it need no more memory than a line.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.errors import GenerationError, RequestError, checked
from emogen.files import whole_file
from emogen.media import Audio, check_suffix
from emogen.pipelines.speech.delivery.evenness import EVEN, even_loudness
from emogen.pipelines.speech.delivery.loudness import Meter, decibels, limit_in_pieces, peaks, pieces
from emogen.scratch import scratch_folder
from emogen.seeds import stream
from emogen.sound import (
    AUDIO_SUFFIXES,
    Chapter,
    check_rate,
    check_tags,
    is_lossy,
    read_back,
    write_sound,
)

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats

LOUDNESS: Final = {"ebu": -23.0, "podcast": -16.0}
"""LUFS by name: EBU R 128; what Apple and the AES (TD1008) recommend for podcasts."""

_MARGIN: Final = 0.1
"""dB that peaks are held below the limit: meters interpolate between samples in different ways."""

_NEAR: Final = 0.05
"""LU that count as met."""

_PUSH: Final = 3.0
"""dB of gain that may be added to make up for what the limiter takes; more would be heard. Ours."""

_ROUNDS: Final = 6
_CODINGS: Final = 6
"""Tries to meet a loudness, and to keep the peaks of a lossy file below the limit."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a sound is to be delivered.

    Attributes:
        rate: samples a second, 8000 to 96000; None keeps the sound's own.
        bits: 16, with dither, or 24 a sample, of WAV and FLAC.
        loudness: integrated loudness in LUFS, -40 to -5, or a name of :data:`LOUDNESS`; ``even`` is one for
            each line of a pack (:mod:`.evenness`); None keeps the level of the sound, with which emotions
            are loud and soft.
        peak: highest true peak, dB of full scale, -20 to 0.

    Raises:
        RequestError: a value out of range, an unknown name.
    """

    rate: int | None = None
    bits: int = 16
    loudness: float | str | None = None
    peak: float = -1.0

    def __post_init__(self) -> None:
        if self.rate is not None:
            checked(self.rate, "rate", 8000, 96000)
        if self.bits not in (16, 24):
            raise RequestError(f"cannot write {self.bits} bits a sample", fix="Use 16 or 24.")
        object.__setattr__(self, "loudness", _loudness(self.loudness))
        checked(self.peak, "peak", -20.0, 0.0)

    @property
    def target(self) -> float | None:
        """The loudness wanted, LUFS; None where it is the sound's own, or hangs on it."""
        return None if self.loudness in (None, EVEN) else float(self.loudness or 0.0)

    def check(self, path: str | Path, rate: int = 24000) -> Path:
        """``path``, where it can be written this way; ``rate`` is that of the sound.

        Raises:
            RequestError: another suffix, or a rate or a number of bits that its format has not.
        """
        path = check_suffix(path, AUDIO_SUFFIXES)
        check_rate(path, self.rate or rate)
        if is_lossy(path) and self.bits != 16:
            raise RequestError(
                f"{path.suffix} has no bits a sample", fix="Leave them out, or use .wav or .flac."
            )
        return path


@dataclass(frozen=True, slots=True)
class Delivered:
    """A sound that was written.

    Attributes:
        path: the file.
        seconds: its length.
        loudness: as measured, LUFS; minus infinity for silence.
        peak: highest true peak as measured, dB of full scale; of lossy formats after decoding.
        notes: what the user should know.
    """

    path: Path
    seconds: float
    loudness: float
    peak: float
    notes: tuple[str, ...] = ()


def deliver(
    sound: Audio | Iterable[Audio],
    path: str | Path,
    delivery: Delivery | None = None,
    *,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    seed: int = 0,
) -> Delivered:
    """Write a sound, whole or not at all.

    Args:
        sound: whole, or in pieces of one rate.
        path: ``.wav``, ``.flac``, ``.ogg`` (Vorbis), ``.mp3``, ``.m4a`` or ``.m4b`` (AAC).
        delivery: how.
        tags: title, artist, album, genre, date, comment.
        chapters: of MP3, M4A and M4B; looked at when the sound has come to its end.
        seed: draws the dither.

    Raises:
        RequestError: a suffix, rate, tag or chapter that cannot be.
        GenerationError: there is no sound, or it has values that are no numbers.
        OutputError: the file cannot be written.
    """
    delivery = delivery or Delivery()
    path = delivery.check(path)
    check_tags(tags or {}, chapters, path)
    with scratch_folder() as folder:
        draft = folder / path.name
        store = _Store.of([sound] if isinstance(sound, Audio) else sound, delivery, path, folder)
        if delivery.loudness == EVEN:
            delivery = replace(delivery, loudness=even_loudness(store.loudness))
        master = _master(store, delivery)
        aim = master.loudness()
        reached = delivery.target is not None and abs(delivery.target - aim) <= 2 * _NEAR
        for _ in range(_CODINGS if is_lossy(path) else 1):
            dither = stream(seed, "dither") if delivery.bits == 16 else None
            write_sound(
                draft, master.blocks(), store.rate,
                bits=delivery.bits, dither=dither, tags=tags, chapters=chapters,
            )  # fmt: skip
            loudness, peak = _measured(draft, store.rate, folder)
            off = aim - loudness if reached and math.isfinite(loudness) else 0.0
            over = max(peak - delivery.peak, 0.0)
            if abs(off) <= _NEAR and not over:
                break
            # A lossy coder moves the wave a little: what it took is made up for.
            master = master.moved(off, -(over + _NEAR) if over else 0.0)
        with whole_file(path) as temporary:
            shutil.copyfile(draft, temporary)
    return Delivered(path, store.seconds, loudness, peak, tuple(_notes(delivery, loudness, peak)))


@dataclass(frozen=True, slots=True, eq=False)
class _Store:
    """Sound on disk.

    Attributes:
        samples: float32, mapped, shape ``(n,)``.
        rate: samples a second.
        loudness: LUFS.
    """

    samples: AnyFloats
    rate: int
    loudness: float

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    @classmethod
    def of(cls, pieces: Iterable[Audio], delivery: Delivery, path: Path, folder: Path) -> _Store:
        """The pieces joined, at the rate wanted."""
        file, meter = folder / "delivered.f32", None
        with file.open("wb") as out:
            for block, rate in _resampled(pieces, delivery, path):
                meter = meter or Meter(rate)
                meter.feed(block)
                block.astype("<f4").tofile(out)
        if meter is None or not file.stat().st_size:
            raise GenerationError(f"cannot write {path.name}", why="there is no sound in it")
        return cls(np.memmap(file, "<f4", "r"), meter.rate, meter.loudness)


def _resampled(pieces: Iterable[Audio], delivery: Delivery, path: Path) -> Iterator[tuple[AnyFloats, int]]:
    """Blocks at the rate wanted, with that rate. They are finite."""
    import soxr

    own, place, resampler = 0, 0, None
    for piece in pieces:
        if not own:
            own = piece.rate
            wanted = delivery.rate or own
            delivery.check(path, own)
            resampler = soxr.ResampleStream(own, wanted, 1, "float32", "VHQ") if wanted != own else None
        if piece.rate != own:
            raise GenerationError(f"cannot join sound of {own} and {piece.rate} Hz")
        bad = np.flatnonzero(~np.isfinite(piece.samples))
        if len(bad):
            raise GenerationError(
                f"cannot write {path.name}", why=f"sample {place + int(bad[0])} is no finite number"
            )
        place += len(piece.samples)
        samples = piece.samples.astype(np.float32)
        yield (resampler.resample_chunk(samples) if resampler else samples), wanted
    if resampler:
        yield resampler.resample_chunk(np.zeros(0, np.float32), last=True), wanted


@dataclass(frozen=True, slots=True, eq=False)
class _Master:
    """A stored sound with a gain and a limit.

    Attributes:
        gain: factor.
        ceiling: highest true peak, 1 is full scale.
    """

    store: _Store
    gain: float
    ceiling: float

    def blocks(self) -> Iterator[AnyFloats]:
        """The finished samples. Cut where it may be: each block is limited with what is round it."""
        store = self.store
        for _, piece in limit_in_pieces(store.samples, store.rate, self.gain, self.ceiling):
            yield piece

    def loudness(self) -> float:
        meter = Meter(self.store.rate)
        for block in self.blocks():
            meter.feed(block)
        return meter.loudness

    def moved(self, gain: float, ceiling: float) -> _Master:
        """The same with its gain and its limit moved by so many dB."""
        return _Master(self.store, self.gain * 10 ** (gain / 20), self.ceiling * 10 ** (ceiling / 20))


def _master(store: _Store, delivery: Delivery) -> _Master:
    """The gain at which the limited sound has the loudness wanted, as far as the limiter lets it."""
    ceiling = 10 ** ((delivery.peak - _MARGIN) / 20)
    if delivery.target is None or not math.isfinite(store.loudness):
        return _Master(store, 1.0, ceiling)
    plain = delivery.target - store.loudness
    pushed = 0.0
    master = _Master(store, 10 ** (plain / 20), ceiling)
    for _ in range(_ROUNDS):
        short = delivery.target - master.loudness()
        if short < _NEAR or pushed >= _PUSH:
            break
        pushed = min(pushed + short, _PUSH)
        master = _Master(store, 10 ** ((plain + pushed) / 20), ceiling)
    return master


def _measured(path: Path, rate: int, folder: Path) -> tuple[float, float]:
    """Loudness and true peak of a file, read back."""
    file = folder / "back.f32"
    read_back(path, file, rate)
    samples = np.memmap(file, "<f4", "r")
    meter, highest = Meter(rate), 0.0
    for place, around in pieces(len(samples), rate):
        meter.feed(samples[place])
        highest = max(highest, float(peaks(samples[around]).max()))
    return meter.loudness, decibels(highest)


def _notes(delivery: Delivery, loudness: float, peak: float) -> Iterator[str]:
    if delivery.target is not None and not math.isfinite(loudness):
        yield "the sound is silent: its loudness cannot be set"
    elif delivery.target is not None and delivery.target - loudness > 3 * _NEAR:
        yield (
            f"{loudness:.1f} LUFS, {delivery.target - loudness:.1f} LU below the {delivery.target:g} wanted: "
            f"peaks are held at {delivery.peak:g} dBTP"
        )
    if peak > delivery.peak + _NEAR:
        yield f"after coding the true peak is {peak:.2f} dBTP, above the {delivery.peak:g} wanted"


def _loudness(wanted: float | str | None) -> float | str | None:
    """LUFS of a number or a name; ``even`` stays."""
    if wanted is None or wanted == "none":
        return None
    if wanted == EVEN:
        return EVEN
    if wanted in LOUDNESS:
        return LOUDNESS[str(wanted)]
    try:
        return checked(float(wanted), "loudness in LUFS", -40.0, -5.0)
    except ValueError as error:
        raise RequestError(
            f"cannot read the loudness {wanted!r}",
            fix=f"Write LUFS, e.g. -16, or {', '.join((*LOUDNESS, EVEN))} or none.",
        ) from error
