"""VITS: one pass from phonemes or letters to sound, with a duration for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.errors import GenerationError, RequestError, unknown_name
from emogen.pipelines.speech.coqui.marks import MARKS
from emogen.pipelines.speech.realise import edges
from emogen.pipelines.speech.realise.line import Said, length, liveliness, text_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.pipelines.speech.performance import Cue
    from emogen.pipelines.speech.text.phonemes import Phone

_STRESS: Final = ("", "ˈ", "ˌ")


class Vits:
    """VITS with one speaker.

    Args:
        model: of coqui-tts, loaded.
        language: of a model that speaks several.
        speaker: the name of one of the model's speakers; the first where none is named.
        phonemes: whether the model was trained on IPA, not on letters.

    Raises:
        RequestError: an unknown speaker or language.
    """

    longest = 400

    def __init__(self, model: Any, language: str, speaker: str, *, phonemes: bool) -> None:
        self._model = model
        self._phonemes = phonemes
        self.rate = int(model.config.audio.sample_rate)
        self._given = {**_speaker(model, speaker), **_language(model, language)}

    def say(self, phones: Sequence[Phone], cues: Sequence[Cue], seed: int, variation: float) -> Said:
        """Say one line. The length of every phone is the model's, changed by its target; the noise that
        makes takes differ is scaled by how lively the tune is to be. See :class:`Engine`."""
        import torch

        ids, owners = self._tokens(phones)
        if not ids:
            raise GenerationError(
                f"the model knows no letter of {text_of(phones, MARKS)!r}", fix="Try another one."
            )
        model, lively = self._model, variation * liveliness(cues)
        model.inference_noise_scale = model.args.inference_noise_scale * lively
        model.inference_noise_scale_dp = model.args.inference_noise_scale_dp * lively
        factors = np.array([length(phones[owner], cues[owner]) for owner in owners])
        device = next(model.parameters()).device
        tokens = torch.tensor([ids], device=device)
        given = {name: value.to(device) for name, value in self._given.items()}
        with torch.random.fork_rng(), torch.inference_mode(), _lengthened(model, factors):
            torch.manual_seed(seed)
            out = model.inference(tokens, {"x_lengths": None, **given})
        samples = out["model_outputs"].reshape(-1).float().cpu().numpy()
        frames = out["durations"].reshape(-1).double().cpu().numpy()
        seconds = np.concatenate([[0.0], np.cumsum(frames)]) / frames.sum() * (len(samples) / self.rate)
        left = [
            replace(cue.targets, sonorant_length=1.0, obstruent_length=1.0, pause_length=1.0) for cue in cues
        ]
        return Said(samples, self._edges(phones, owners, seconds), left)

    def _tokens(self, phones: Sequence[Phone]) -> tuple[list[int], list[int]]:
        """The tokens of a line, and the index of the phone that each belongs to."""
        tokenizer = self._model.tokenizer
        characters = tokenizer.characters
        written = _phonemes(phones) if self._phonemes else _letters(phones)
        cased = ((c if c in characters.vocab else c.lower(), owner) for c, owner in written)
        known = [(characters.char_to_id(c), owner) for c, owner in cased if c in characters.vocab]
        if not known:
            return [], []
        ids, owners = [token for token, _ in known], [owner for _, owner in known]
        if tokenizer.add_blank:
            ids = tokenizer.intersperse_blank_char(ids)
            owners = [owner for owner in owners for _ in range(2)] + owners[-1:]
        if tokenizer.use_eos_bos:
            ids = tokenizer.pad_with_bos_eos(ids)
            owners = [owners[0], *owners, owners[-1]]
        return ids, owners

    def _edges(
        self, phones: Sequence[Phone], owners: Sequence[int], seconds: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Where each phone with tokens starts is known."""
        known = {0: 0.0, len(phones): float(seconds[-1])}
        for token, owner in enumerate(owners):
            known.setdefault(owner, float(seconds[token]))
        return edges.between(phones, known)


def _phonemes(phones: Sequence[Phone]) -> Iterator[tuple[str, int]]:
    """Each character of a line in IPA, and the index of its phone."""
    for index, phone in enumerate(phones):
        for character in MARKS.get(phone.mark, phone.mark) or _STRESS[phone.stress] + phone.symbol:
            yield character, index


def _letters(phones: Sequence[Phone]) -> Iterator[tuple[str, int]]:
    """Each letter of a line, and the index of the phone at its place in the word."""
    for index, phone in enumerate(phones):
        if phone.said:
            its = [
                i for i in range(index, len(phones)) if phones[i].word == phone.word and not phones[i].mark
            ]
            for place, letter in enumerate(phone.said):
                yield letter, its[place * len(its) // len(phone.said)]
        # A blank within a written word is one of its letters.
        elif phone.mark and (phone.mark != " " or phones[min(index + 1, len(phones) - 1)].said):
            yield from ((character, index) for character in MARKS.get(phone.mark, phone.mark))


@contextmanager
def _lengthened(model: Any, factors: NDArray[np.float64]) -> Iterator[None]:
    """The model's own durations times ``factors``, one a token, in whole frames that add up."""
    import torch

    def longer(_: object, __: object, predicted: torch.Tensor) -> torch.Tensor:
        own = np.ceil(np.exp(predicted.double().cpu().numpy()) * model.length_scale)
        ends = np.rint(np.cumsum(own.reshape(-1) * factors))
        frames = np.maximum(np.diff(ends, prepend=0.0), own.reshape(-1) > 0)
        # The model takes the exponent and rounds up.
        exact = np.log(np.maximum(frames - 0.5, 1e-9) / model.length_scale).reshape(own.shape)
        return torch.from_numpy(exact).to(predicted)

    hook = model.duration_predictor.register_forward_hook(longer)
    try:
        yield
    finally:
        hook.remove()


def _speaker(model: Any, name: str) -> dict[str, Any]:
    """What tells the model who speaks: an id, or the mean embedding of a speaker."""
    import torch

    manager = model.speaker_manager
    names = list(manager.speaker_names) if manager is not None else []
    if not names:
        if name:
            raise RequestError(
                f"this model has one voice, and cannot speak as {name}", fix="Leave --speaker out."
            )
        return {}
    chosen = name or names[0]
    if chosen not in names:
        raise unknown_name("speaker of this model", chosen, names)
    if model.args.use_d_vector_file:
        embedding = np.asarray(manager.get_mean_embedding(chosen), np.float32)
        return {"d_vectors": torch.from_numpy(embedding)[None]}
    return {"speaker_ids": torch.tensor([manager.name_to_id[chosen]])}


def _language(model: Any, language: str) -> dict[str, Any]:
    import torch

    manager = model.language_manager
    if not model.args.use_language_embedding or manager is None:
        return {}
    names = list(manager.language_names)
    chosen = language if language in names else language.split("-")[0]
    if chosen not in names:
        raise unknown_name("language of this model", language, names)
    return {"language_ids": torch.tensor([manager.name_to_id[chosen]])}
