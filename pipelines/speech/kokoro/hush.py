"""Words of nothing but breath and friction, *Shh*, *Psst*, *Pfft*: the model, which has heard such sounds
only inside words, hums through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.pipelines.speech.text.phonemes import VOICELESS, Phone

if TYPE_CHECKING:
    from emogen.arrays import AnyFloats

_CUT: Final = 1500.0
"""Hz below which friction has next to nothing: of the energy of *sh* in *she*, as the same voices say it,
1 % lies below 1 kHz."""

_MOST: Final = 4.0
"""Greatest gain that gives a sound its level back. Ours."""

_FADE: Final = 0.01
"""Seconds over which the hum goes and comes back. Ours."""


def voiceless_words(phones: Sequence[Phone]) -> Iterator[tuple[int, int]]:
    """First phone and one past the last of each word without any voice."""
    voiced = {phone.word for phone in phones if not phone.mark and phone.symbol[:1] not in VOICELESS}
    start = None
    for index, phone in enumerate([*phones, None]):
        inside = phone is not None and not phone.mark and phone.word not in voiced
        if inside and start is None:
            start = index
        elif not inside and start is not None:
            yield start, index
            start = None


def hushed(samples: AnyFloats, phones: Sequence[Phone], edges: AnyFloats, rate: int) -> AnyFloats:
    """The sound without the hum in its voiceless words.

    Args:
        samples: shape ``(n,)``.
        phones, edges: what is said when, in seconds.
        rate: samples a second.
    """
    spans = list(voiceless_words(phones))
    if not spans:
        return samples
    from scipy.signal import butter, sosfiltfilt

    clean = sosfiltfilt(butter(4, _CUT, "highpass", fs=rate, output="sos"), samples).astype(np.float32)
    out, fade = samples.copy(), round(_FADE * rate)
    for first, after in spans:
        # At the ends of a chunk the hum begins before the sound and goes on after it.
        low = 0 if not first else round(float(edges[first]) * rate)
        last = all(phone.mark for phone in phones[after:])
        high = len(samples) if last else round(float(edges[after]) * rate)
        weight = np.zeros(len(samples), np.float32)
        weight[low:high] = 1.0
        if fade and high - low > 2 * fade:
            ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
            weight[low : low + fade] = ramp if low else 1.0
            weight[high - fade : high] = 1.0 if last else ramp[::-1]
        before, then = (float(np.sqrt(np.mean(x[low:high] ** 2)) + 1e-9) for x in (samples, clean))
        out += weight * (clean * min(before / then, _MOST) - samples)
    return out
