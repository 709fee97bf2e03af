"""Motion learnt from an actor: another take every time, in his manner.

:func:`load_motion_model` opens a folder that ``emogen train motion`` has written::

    actor = load_motion_model("actor/")
    learnt = actor.sample(audio, audio.duration, Emotion("joy"), fps=60, take=3)
    motion = actor.onto(spoken, learnt)    # lips of ``spoken``, the rest learnt

A small diffusion model makes five keyframes a second of the upper face, head and gaze, given the sound
and the emotion; between them come smooth curves, saccades, the actor's own fast detail and his blinks.
Sampling needs no torch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.archives import read_tensors
from emogen.arkit import INDEX
from emogen.conditioning.embedding import embed
from emogen.conditioning.emotion import NEUTRAL, Emotion, Feeling, as_emotion
from emogen.conditioning.targets.card import digest
from emogen.conditioning.targets.face import face_targets
from emogen.conditioning.targets.takes import check_take
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError, checked, unknown_name
from emogen.files import check_folder, whole_file, write_text
from emogen.media import Audio, FaceMotion
from emogen.pipelines.face.learnt.blinks import Blinks, blink, blink_frames
from emogen.pipelines.face.learnt.card import CARD, WEIGHTS, Card, read_card
from emogen.pipelines.face.learnt.channels import (
    CHANNELS,
    GAZE,
    HEAD,
    LIDS,
    SHAPES,
    columns_of,
    motion_of,
)
from emogen.pipelines.face.learnt.detail import Detail, detailed, drawn
from emogen.pipelines.face.learnt.prior import Prior
from emogen.pipelines.face.learnt.rate import RATE, STRIDE
from emogen.pipelines.face.learnt.solve import Context, solve
from emogen.pipelines.face.learnt.sound import LEVEL, SPEECH, hear
from emogen.pipelines.face.motion.animate import FRAME_RATES
from emogen.pipelines.face.motion.gaze import look_shapes
from emogen.seeds import stream
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emogen.arrays import Floats

_LONGEST: Final = 6 * 3600.0
_FEWEST: Final = 4
"""Keyframes through which a curve can be drawn."""

_WIDE: Final = ("eyeWideLeft", "eyeWideRight", "eyeSquintLeft", "eyeSquintRight")
"""What a closing lid takes with it."""


@dataclass(frozen=True, slots=True, eq=False)
class MotionModel:
    """An actor's manner of moving. Threads may share one.

    Attributes:
        card: what it is and what it was trained on.
        weights: of the network, as :func:`~.solve.solve` takes them.
        prior: the Gaussian process that the network departs from.
        detail: what is faster than keyframes.
        blinks: how the actor blinks.
    """

    card: Card
    weights: dict[str, Floats]
    prior: Prior
    detail: Detail
    blinks: Blinks

    @property
    def knows_emotions(self) -> bool:
        """Whether captures were labelled. If not, sampled motion is the same in every emotion, but for the
        rate of blinks; give :meth:`onto` the emotion's expression."""
        return bool(self.card.data.emotions)

    @property
    def hears(self) -> bool:
        """Whether captures had sound. If not, sampled motion does not follow the voice."""
        return self.card.data.seconds_heard > 0

    def sample(
        self,
        audio: Audio | None,
        duration: Seconds,
        emotion: Feeling | EmotionTrack = NEUTRAL,
        *,
        fps: float = 30,
        take: int = 0,
        seed: int = 0,
        guidance: float = 1.0,
        style: str = "",
    ) -> FaceMotion:
        """The upper face, head and gaze of one take.

        Args:
            audio: the voice that the face goes with; None when there is none.
            duration: seconds to make, whatever the sound's.
            emotion: held, or over time in seconds.
            fps: frames a second, 10 to 240.
            take, seed: another of either is another take.
            guidance: 0 ignores sound and emotion, 1 is the actor's, up to 5 exaggerates
                (classifier-free guidance, Ho & Salimans 2022).
            style: one of ``card.data.styles``; empty for none in particular.

        Returns:
            ``max(1, ceil(duration * fps))`` frames; lips, jaw, cheek puff and tongue are 0, and so is what
            the captures do not show (``card.channels`` says what they do).

        Raises:
            RequestError: a number out of range, an unknown style, a sound that cannot be used.
        """
        fps = checked(fps, "frame rate", *FRAME_RATES)
        duration = checked(duration, "duration", 0.0, _LONGEST)
        guidance = checked(guidance, "guidance", 0.0, 5.0)
        check_take(take)
        if style and style not in self.card.data.styles:
            raise unknown_name("style", style, self.card.data.styles)

        def generators(purpose: str) -> Callable[[int], np.random.Generator]:
            return lambda number: stream(seed, "learnt motion", take, purpose, number)

        count = max(_FEWEST, math.ceil(duration * RATE / STRIDE) + 2)
        times = np.arange((count - 1) * STRIDE) / RATE
        heard = hear(audio, times) if audio is not None and self.hears else None
        sound = None if heard is None else heard[::STRIDE]
        told = self._conditions(emotion, style, count)
        z = solve(self.weights, self.prior, Context(sound, told), count, guidance, generators("keys"))
        keys = self.prior.channels(z, told, guidance)
        frames = drawn(keys, self.card.channels, self.prior.scale, generators("jumps")(0))
        level = None if heard is None else heard[:, LEVEL]
        frames += detailed(frames, level, self.detail, self.prior.scale, generators("detail"))
        self._blink(frames, heard, emotion, generators("blinks")(0))
        at = np.arange(max(1, math.ceil(duration * fps))) / fps * RATE
        track = np.zeros((len(at), len(CHANNELS)), np.float32)
        for column, values in zip(columns_of(self.card.channels), frames.T, strict=True):
            track[:, column] = np.interp(at, np.arange(len(values)), values)
        return motion_of(track, fps)

    def onto(self, spoken: FaceMotion, learnt: FaceMotion, expression: Floats | None = None) -> FaceMotion:
        """A spoken motion with the learnt part in place of its own upper face, head and gaze; what the
        captures did not show stays as spoken.

        Args:
            spoken: of as many frames.
            learnt: from :meth:`sample`.
            expression: ARKit shapes that an emotion holds, float32, shape ``(T, 52)`` or ``(52,)``, for
                a model that does not know emotions: they are added to the learnt shapes, each of which
                moves what is left of its range.
        """
        known = set(self.card.channels)
        curves = spoken.curves.copy()
        columns = [INDEX[name] for name in SHAPES if name in known]
        shapes = learnt.curves[:, columns]
        if expression is not None:
            shapes = shapes + expression[..., columns] - shapes * expression[..., columns]
        curves[:, columns] = shapes
        head, gaze = spoken.head.copy(), spoken.gaze + spoken.head[:, :2]
        looked = learnt.gaze + learnt.head[:, :2]
        for column, name in enumerate(HEAD):
            if name in known:
                head[:, column] = learnt.head[:, column]
        for column, name in enumerate(GAZE):
            if name in known:
                gaze[:, column] = looked[:, column]
        # The eyes make up for the head (the vestibulo-ocular reflex), so that they stay where they look.
        gaze -= head[:, :2]
        look_shapes(curves, gaze)
        return FaceMotion(np.clip(curves, 0.0, 1.0), head, gaze, spoken.fps)

    def _conditions(self, emotion: Feeling | EmotionTrack, style: str, count: int) -> Floats | None:
        """Emotion and style at each keyframe, shape ``(count, 64 + styles)``."""
        if not self.knows_emotions:
            return None
        moments = (np.arange(count) * STRIDE / RATE).tolist()
        styles = self.card.data.styles
        return np.stack([condition(_emotion_at(emotion, time), style, styles) for time in moments])

    def _blink(
        self,
        frames: Floats,
        heard: Floats | None,
        emotion: Feeling | EmotionTrack,
        rng: np.random.Generator,
    ) -> None:
        """Add blinks to the frames, shape ``(T, channels)``, in place."""
        names = self.card.channels
        if not (len(self.blinks.library) and set(LIDS) <= set(names)):
            return
        speaking = None if heard is None else heard[:, SPEECH] > 0.5
        seconds = range(math.ceil(len(frames) / RATE))
        pace = np.array([_pace(_emotion_at(emotion, float(second))) for second in seconds], np.float32)
        lids = [names.index(name) for name in LIDS]
        closed = frames[:, lids]
        moments = blink_frames(self.blinks, speaking, np.repeat(pace, RATE)[: len(frames)], rng)
        closure = blink(closed, moments, self.blinks, rng)
        frames[:, lids] = closed
        taken = [column for column, name in enumerate(names) if name in _WIDE]
        frames[:, taken] *= 1.0 - closure[:, None]

    def save(self, folder: str | Path) -> Path:
        """Write the model into a folder: ``motion.json``, which says what it is, last.

        Raises:
            OutputError: the folder cannot be written.
        """
        from safetensors.numpy import save

        folder = check_folder(folder)
        parts: dict[str, NDArray[Any]] = {
            "detail.residual": self.detail.residual,
            "detail.level": self.detail.level,
            "detail.speed": self.detail.speed,
            "detail.starts": self.detail.starts,
            "blinks.library": self.blinks.library,
        }
        parts |= {f"prior.{name}": values for name, values in self.prior.parts().items()}
        parts |= {f"network.{name}": values for name, values in self.weights.items()}
        with whole_file(folder / WEIGHTS) as whole:
            whole.write_bytes(save({name: np.ascontiguousarray(part) for name, part in parts.items()}))
        card = self.card.model_copy(update={"weights": digest(folder / WEIGHTS)})
        write_text(folder / CARD, card.model_dump_json(indent=1) + "\n")
        return folder


def load_motion_model(folder: str | Path) -> MotionModel:
    """Open a folder that ``emogen train motion`` has written.

    Raises:
        RequestError: no such model, a damaged one, or one trained for another embedding of emotions or
            other channels.
    """
    folder = Path(folder)
    card = read_card(folder)
    parts, _ = read_tensors(folder / WEIGHTS, "model of motion")
    habit = card.blinks
    try:
        return MotionModel(
            card=card,
            weights={name[8:]: values for name, values in parts.items() if name.startswith("network.")},
            prior=Prior(**{field.name: parts[f"prior.{field.name}"] for field in fields(Prior)}),
            detail=Detail(*(parts[f"detail.{name}"] for name in ("residual", "level", "speed", "starts"))),
            blinks=Blinks(habit.rate, habit.in_pauses, habit.regularity, parts["blinks.library"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise RequestError(f"cannot read {folder / WEIGHTS}", why="it does not fit its card") from error


def _emotion_at(emotion: Feeling | EmotionTrack, time: Seconds) -> Emotion:
    return emotion.at(time) if isinstance(emotion, EmotionTrack) else as_emotion(emotion)


@lru_cache(maxsize=256)
def condition(emotion: Emotion, style: str, styles: tuple[str, ...]) -> Floats:
    """What the network is told: the embedded emotion, and which of the styles it is."""
    return np.append(embed(emotion), [np.float32(name == style) for name in styles]).astype(np.float32)


@lru_cache(maxsize=64)
def _pace(emotion: Emotion) -> float:
    """How much faster than calm people blink in an emotion."""
    return face_targets(emotion).blink_rate / face_targets(NEUTRAL).blink_rate
