"""XTTS: speaks as a recording does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.errors import GenerationError, RequestError, unknown_name
from emogen.pipelines.speech.coqui.marks import MARKS
from emogen.pipelines.speech.realise import edges
from emogen.pipelines.speech.realise.line import Said, length, liveliness, text_of

if TYPE_CHECKING:
    import torch

    from emogen.conditioning.targets.voice import VoiceTargets
    from emogen.media import Audio
    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone

_LISTENS: Final = 22_050
"""Samples a second at which XTTS hears recordings."""

_TEMPERATURES: Final = (0.1, 1.0)
"""Bounds of the randomness of the tune; above 1, XTTS loses the words (its users' reports)."""

_WIDEST: Final = 2.0
"""Most by which a style recording is taken to have widened or narrowed the tune (ours)."""

_TEMPI: Final = (0.5, 2.0)
"""Bounds of its own tempo; the rest is left to conversion (ours)."""


class Xtts:
    """XTTS with one speaker.

    The tune follows the style recording (the latents of its language model), the timbre the speaker
    recording (the embedding of its decoder). Without a style recording both follow the speaker.

    Args:
        model: of coqui-tts, loaded.
        language: e.g. ``"en"``, ``"zh-cn"``.
        speaker: a recording, or the name of a speaker stored with the model.
        style: a recording of the same person with the feeling that is wanted.

    Raises:
        RequestError: no speaker, an unknown one, a language that the model does not speak.
    """

    def __init__(self, model: Any, language: str, speaker: Audio | str, style: Audio | None = None) -> None:
        self._model = model
        self._language = _known_language(language, list(model.config.languages))
        self.rate = int(model.args.output_sample_rate)
        self.longest = int(model.tokenizer.char_limits.get(self._language.split("-")[0], 250))
        if isinstance(speaker, str):
            self._tune, self._timbre = _stored(model, speaker)
        else:
            heard = _tensor(speaker)
            self._tune, self._timbre = _tune(model, heard), model.get_speaker_embedding(heard, _LISTENS)
        if style is not None:
            self._tune = _tune(model, _tensor(style))
        self._moved = (
            _difference(speaker, style) if style is not None and not isinstance(speaker, str) else (0.0, 1.0)
        )

    def say(self, phones: Sequence[Phone], cues: Sequence[Cue], seed: int, variation: float) -> Said:
        """Say one line. The model has one tempo for it, and its randomness; see :class:`Engine`."""
        import torch

        said = [i for i, phone in enumerate(phones) if not phone.mark]
        slower = float(np.exp(np.mean([np.log(length(phones[i], cues[i])) for i in said])))
        slower = float(np.clip(slower, 1 / _TEMPI[1], 1 / _TEMPI[0]))
        warmth = float(self._model.config.temperature) * (1 + (liveliness(cues) - 1) * min(variation, 1.0))
        with torch.random.fork_rng(), torch.inference_mode():
            torch.manual_seed(seed)
            out = self._model.inference(
                text_of(phones, MARKS),
                self._language,
                self._tune,
                self._timbre,
                temperature=float(np.clip(warmth, *_TEMPERATURES)),
                length_penalty=float(self._model.config.length_penalty),
                repetition_penalty=float(self._model.config.repetition_penalty),
                top_k=int(self._model.config.top_k),
                top_p=float(self._model.config.top_p),
                do_sample=variation > 0,
                speed=1 / slower,
            )["wav"]
        samples = np.asarray(out, np.float32).reshape(-1)
        if not len(samples) or not np.isfinite(samples).all():
            raise GenerationError(f"XTTS could not say {text_of(phones, MARKS)!r}", fix="Try another seed.")
        return Said(
            samples,
            edges.heard(samples, self.rate, phones),
            [self._left(cue.targets, slower) for cue in cues],
        )

    def _left(self, targets: VoiceTargets, slower: float) -> VoiceTargets:
        """What one tempo and the style recording do not do."""
        shift, widened = self._moved
        return replace(
            targets,
            sonorant_length=targets.sonorant_length / slower,
            obstruent_length=targets.obstruent_length / slower,
            pause_length=targets.pause_length / slower,
            f0_shift=_rest(targets.f0_shift, shift),
            f0_range=float(np.exp(_rest(float(np.log(targets.f0_range)), float(np.log(widened))))),
        )


def _rest(wanted: float, done: float) -> float:
    """What is left of ``wanted`` when ``done`` was done; what goes the other way is no part of it."""
    return wanted - float(np.clip(done, min(wanted, 0.0), max(wanted, 0.0)))


def _known_language(language: str, known: list[str]) -> str:
    code = language.lower()
    code = {"zh": "zh-cn"}.get(code, code)
    found = code if code in known else code.split("-")[0]
    if found not in known:
        raise unknown_name("language of this model", language, known)
    return found


def _stored(model: Any, name: str) -> tuple[torch.Tensor, torch.Tensor]:
    manager = model.speaker_manager
    names = list(manager.speakers) if manager is not None else []
    if not name or not names:
        raise RequestError(
            f"no such recording, and no such speaker of the model: {name}"
            if name
            else "no speaker was named",
            why="XTTS speaks as a recording does",
            fix="Give --speaker a recording of 6 to 30 s"
            + (f", or one of {', '.join(names[:8])} …" if names else "")
            + ".",
        )
    if name not in names:
        raise unknown_name("speaker", name, names)
    tune, timbre = manager.speakers[name].values()
    return tune, timbre


def _tensor(audio: Audio) -> torch.Tensor:
    """The recording as XTTS hears it, shape ``(1, n)``, resampled as it was for its training."""
    import torch
    import torchaudio

    samples = torch.from_numpy(np.ascontiguousarray(audio.samples, np.float32))[None]
    heard: torch.Tensor = torchaudio.functional.resample(samples, audio.rate, _LISTENS)
    return heard.clip(-1.0, 1.0)


def _tune(model: Any, heard: torch.Tensor) -> torch.Tensor:
    config = model.config
    latents: torch.Tensor = model.get_gpt_cond_latents(
        heard, _LISTENS, length=int(config.gpt_cond_len), chunk_length=int(config.gpt_cond_chunk_len)
    )
    return latents


def _difference(speaker: Audio, style: Audio) -> tuple[float, float]:
    """How the style recording differs in tune: shift of the median F0 in semitones, factor on its range."""
    from emogen.dsp.frames import analyse

    medians, ranges = [], []
    for audio in (speaker, style):
        frames = analyse(audio)
        tune = frames.f0[frames.voiced]
        if len(tune) < 20:  # 0.2 s of voice: too little to tell.
            return 0.0, 1.0
        medians.append(float(np.median(tune)))
        ranges.append(float(np.subtract(*np.quantile(tune, [0.9, 0.1]))))
    widened = float(np.clip(ranges[1] / max(ranges[0], 0.1), 1 / _WIDEST, _WIDEST))
    return medians[1] - medians[0], widened
