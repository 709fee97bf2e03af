"""The living state of a character: what it feels, its mood and memories, for games and stories.

bram = Character("Bram", personality=Personality(neuroticism=0.6, agreeableness=-0.2))
guard = Mind(bram, seed=7)
guard.react(Event("The traveller insulted me", desirability=-0.6, praise=-0.8, actor="other"))
guard.advance(90)
emogen.speak("Move along.", emotion=guard.emotion)
"""

from __future__ import annotations

from pathlib import Path

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.personality import Personality
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.mind.appraisal import Event
from emogen.conditioning.mind.document import damaged, read_log, write_log
from emogen.conditioning.mind.memory import Memory, Similarity, recall, word_overlap
from emogen.conditioning.mind.mood import mood_name
from emogen.conditioning.mind.state import (
    LONGEST_LIFE,
    Advance,
    Call,
    Catch,
    Feel,
    Log,
    React,
    Remember,
    State,
    after_call,
)
from emogen.conditioning.pad import PAD
from emogen.errors import RequestError, checked


class Mind:
    """The mind of a character to whom things happen.

    Time passes only by :meth:`advance`; nothing else is hidden.

    Args:
        character: whose mind it is.
        seed: another seed varies reactions otherwise.
        variation: how much reactions vary, 0 (not at all) … 1.

    Raises:
        RequestError: a value out of range.
    """

    def __init__(self, character: Character, *, seed: int = 0, variation: float = 0.1) -> None:
        if not isinstance(character, Character):
            raise RequestError(
                f"a mind is a character's, not {character!r}'s",
                fix="Give a Character, e.g. of emogen.find_character.",
            )
        self._begin(State(character, seed, variation))

    def _begin(self, state: State) -> None:
        self._state = self._start = state
        self._calls: list[Call] = []

    def __repr__(self) -> str:
        return f"<Mind of {self.name}: {mood_name(self.mood)}, {self.emotion}>"

    def _do(self, call: Call) -> None:
        self._state = after_call(self._state, call)
        if isinstance(call, Advance) and self._calls and isinstance(self._calls[-1], Advance):
            self._calls[-1] = call  # Frames of a game are one stretch of time.
        else:
            self._calls.append(call)

    # What happens

    def react(self, event: Event) -> Emotion:
        """Meet an event: judge it, feel it, remember it if it has a text. Returns what then shows."""
        self._do(React(event))
        return self.emotion

    def advance(self, seconds: float) -> None:
        """Let time pass. Many small steps are the same as one large step, up to rounding of the sum.

        Raises:
            RequestError: below 0, not a number, or the clock would pass 3,000 years.
        """
        self._do(Advance(self.time + checked(seconds, "seconds", 0.0, LONGEST_LIFE)))

    def feel(self, emotion: Feeling) -> Emotion:
        """Have an emotion arise as it is, without an event. Returns what then shows."""
        self._do(Feel(as_emotion(emotion)))
        return self.emotion

    def catch(self, other: Mind | Feeling, closeness: float) -> Emotion:
        """Catch the emotion that another shows, in one encounter (not each frame); a calm one soothes.

        Args:
            other: the other, or what it shows.
            closeness: 0 (a stranger far away) … 1 (a loved one, face to face).

        Returns:
            What then shows: between what was and the other's, by closeness and personality.

        Raises:
            RequestError: closeness out of range.
        """
        self._do(Catch(other.emotion if isinstance(other, Mind) else as_emotion(other), closeness))
        return self.emotion

    def remember(self, text: str, emotion: Feeling | None = None, importance: float | None = None) -> None:
        """Keep something in mind.

        Args:
            text: what.
            emotion: felt with it; what shows now if not given.
            importance: 0 (soon forgotten) … 1 (never); how much is felt now if not given.

        Raises:
            RequestError: no text, importance out of range.
        """
        weight = self._state.affect_now.feelings.total if importance is None else importance
        self._do(Remember(text, self.emotion if emotion is None else as_emotion(emotion), min(1.0, weight)))

    # What is the case

    @property
    def character(self) -> Character:
        """Whose mind it is, with voice and looks."""
        return self._state.character

    @property
    def name(self) -> str:
        return self.character.name

    @property
    def personality(self) -> Personality:
        return self.character.personality

    @property
    def time(self) -> float:
        """Seconds of life so far."""
        return self._state.now

    @property
    def emotion(self) -> Emotion:
        """What shows now, for voice, face and picture: the feelings, tinged by the mood."""
        return self._state.emotion

    @property
    def feelings(self) -> dict[str, float]:
        """The named emotions that are felt now, strongest first, intensities in (0, 1]."""
        named = self._state.affect_now.feelings.named
        return dict(sorted(named, key=lambda pair: -pair[1]))

    @property
    def mood(self) -> PAD:
        """Pleasure, arousal, dominance now, each in [-1, 1]. See ``mood_name``."""
        return self._state.mood

    @property
    def memories(self) -> tuple[Memory, ...]:
        """Everything that is not forgotten, in the order in which it happened."""
        return self._state.memories

    @property
    def state(self) -> State:
        """All of the above as one value."""
        return self._state

    def recall(
        self, query: str = "", count: int = 3, similarity: Similarity = word_overlap
    ) -> tuple[Memory, ...]:
        """What comes to mind about ``query``, best first: what is relevant, recent or important, and
        agrees with how the character feels now.

        Args:
            query: the subject; empty for anything.
            count: at most this many.
            similarity: how much two texts are about the same, 0 … 1, e.g. by a sentence encoder.

        Raises:
            RequestError: ``similarity`` gave something else.
        """
        return recall(self.memories, query, self.emotion.vad, self.time, count, similarity)

    # Keeping and repeating

    @property
    def log(self) -> Log:
        """The state at the start of the log and every call since. It grows with each call (stretches
        of time count once); :meth:`restart_log` empties it."""
        return Log(self._start, tuple(self._calls))

    def restart_log(self) -> None:
        """Begin the log anew with the present state."""
        self._begin(self._state)

    @classmethod
    def replay(cls, log: Log) -> Mind:
        """Live through a log again: the same state, bit by bit.

        Raises:
            RequestError: a call that cannot follow, such as time running backwards.
        """
        mind = cls.__new__(cls)
        mind._begin(log.state)
        for call in log.calls:
            mind._do(call)
        return mind

    def save(self, path: str | Path, *, history: bool = False) -> None:
        """Write the state as readable JSON, enough to continue exactly; with ``history`` the whole
        log instead.

        Raises:
            OutputError: the file cannot be written.
        """
        write_log(self.log if history else Log(self._state), path)

    @classmethod
    def load(cls, path: str | Path) -> Mind:
        """Read a saved mind, and repeat its calls if it was saved with its history; or begin the mind of
        a character file.

        Raises:
            RequestError: no such file, or it is damaged, of another version, or edited wrongly.
        """
        log = read_log(path)
        try:
            return cls.replay(log)
        except RequestError as error:
            raise damaged(path, str(error)) from error
