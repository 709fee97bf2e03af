"""The whole state of a mind as a value, and the calls that lead from one state to the next.

Everything that happens to a mind is a call, and ``after_call(state, call)`` is a pure function:
the same calls from the same state lead to the same state, bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from emogen.conditioning.character.character import Character
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.mind.appraisal import Event, appraise, settled_prospect
from emogen.conditioning.mind.feelings import Feelings, find_kind
from emogen.conditioning.mind.memory import CAPACITY, Memory, kept
from emogen.conditioning.mind.mood import UNMOVED, Affect
from emogen.conditioning.pad import PAD
from emogen.errors import RequestError, checked
from emogen.seeds import stream_seed

LONGEST_LIFE: Final = 1e11
"""Seconds, over 3,000 years: within it a clock still tells 0.1 ms apart."""

_MOOD_SHARE: Final = 0.3
"""How much of the mood shows in the face and the voice beside what is felt. Ours."""


@dataclass(frozen=True, slots=True)
class State:
    """A mind at one moment.

    Attributes:
        character: whose mind it is.
        seed: chooses the variation of reactions, 0 … 2^53 (so that every JSON reader keeps it).
        variation: how much reactions vary: an intensity is up to this share stronger or weaker.
        now: seconds of the character's life so far.
        changed: when ``affect`` was as it says; since then nothing happened.
        reactions: number of events met so far.
        affect: feelings and swing of the mood at ``changed``.
        memories: in the order in which they were made.

    Raises:
        RequestError: a value out of range.
    """

    character: Character
    seed: int = 0
    variation: float = 0.1
    now: float = 0.0
    changed: float = 0.0
    reactions: int = 0
    affect: Affect = UNMOVED
    memories: tuple[Memory, ...] = ()

    def __post_init__(self) -> None:
        for value, what in ((self.seed, "seed"), (self.reactions, "number of reactions")):
            if not 0 <= value <= 2**53:
                raise RequestError(f"{what} of a mind is out of range", fix="Use 0 to 2^53.")
        checked(self.variation, "variation", 0.0, 1.0)
        checked(self.now, "time of a mind", 0.0, LONGEST_LIFE)
        checked(self.changed, "time of the last change", 0.0, self.now)
        if len(self.memories) > CAPACITY:
            raise RequestError(f"{len(self.memories)} memories", fix=f"Keep at most {CAPACITY}.")

    @property
    def affect_now(self) -> Affect:
        return self.affect.after(self.now - self.changed, self.character.personality.persistence)

    @property
    def mood(self) -> PAD:
        """Pleasure, arousal, dominance now, each in [-1, 1]."""
        return self.affect_now.mood(self.character.mood_at_rest)

    @property
    def emotion(self) -> Emotion:
        """What shows now: the feelings, tinged by the mood."""
        affect = self.affect_now
        pleasure, arousal, dominance = affect.mood(self.character.mood_at_rest)
        tinge = Emotion.of([], (pleasure, arousal, dominance)) * _MOOD_SHARE
        return affect.feelings.emotion + tinge


@dataclass(frozen=True, slots=True)
class Advance:
    """Time passes until ``to``, in seconds of the character's life."""

    to: float


@dataclass(frozen=True, slots=True)
class React:
    """An event is met, judged, felt, and remembered if it has a text."""

    event: Event


@dataclass(frozen=True, slots=True)
class Feel:
    """An emotion arises without an event."""

    emotion: Emotion


@dataclass(frozen=True, slots=True)
class Catch:
    """Another's emotion is met at a closeness in [0, 1]."""

    emotion: Emotion
    closeness: float


@dataclass(frozen=True, slots=True)
class Remember:
    """Something is kept in mind with the emotion and importance given."""

    text: str
    emotion: Emotion
    importance: float


Intensities: TypeAlias = Sequence[tuple[str, float]]
"""Kinds of emotion with their intensities, at least 0."""

Call: TypeAlias = Advance | React | Feel | Catch | Remember


@dataclass(frozen=True, slots=True)
class Log:
    """A state and the calls made since: what a saved file holds, and enough to repeat a life."""

    state: State
    calls: tuple[Call, ...] = ()


def after_call(state: State, call: Call) -> State:
    """The state after one call.

    Raises:
        RequestError: a value out of range, time running backwards.
    """
    match call:
        case Advance(to):
            return replace(state, now=checked(to, "time of a mind", state.now, LONGEST_LIFE))
        case React(event):
            return _reacted(state, event)
        case Feel(emotion):
            return _stirred(state, Feelings.from_emotion(emotion))
        case Catch(emotion, closeness):
            return _caught(state, emotion, closeness)
        case Remember(text, emotion, importance):
            memory = Memory(text, emotion, state.now, importance)
            return replace(state, memories=kept((*state.memories, memory), state.now))


def _reacted(state: State, event: Event) -> State:
    chance = stream_seed(state.seed, "reaction", state.reactions) / 2**64
    vary = 1.0 + state.variation * (2.0 * chance - 1.0)
    over = _personal(state, settled_prospect(event))
    new = Feelings.of((name, vary * x) for name, x in _personal(state, appraise(event)))
    state = replace(_stirred(state, new, over), reactions=state.reactions + 1)
    if not event.text.strip():
        return state
    return after_call(state, Remember(event.text, new.emotion, min(1.0, new.total)))


def _personal(state: State, appraised: dict[str, float]) -> Intensities:
    """How strongly this character feels what an average one feels."""
    pleasant = {name: find_kind(name).pull[0] >= 0.0 for name in appraised}
    return [
        (n, state.character.personality.reactivity(pleasant=pleasant[n]) * x) for n, x in appraised.items()
    ]


def _stirred(state: State, new: Feelings, over: Intensities = ()) -> State:
    """New feelings arise, and what is over is eased first."""
    affect = state.affect_now
    feelings = affect.feelings
    for name, amount in over:
        feelings = feelings.eased(name, amount)
    feelings = feelings.joined(new, state.character.personality.inertia)
    return replace(state, changed=state.now, affect=replace(affect, feelings=feelings))


def _caught(state: State, emotion: Emotion, closeness: float) -> State:
    share = checked(closeness, "closeness", 0.0, 1.0) * state.character.personality.susceptibility
    affect = state.affect_now
    feelings = affect.feelings.towards(Feelings.from_emotion(emotion), share)
    return replace(state, changed=state.now, affect=replace(affect, feelings=feelings))
