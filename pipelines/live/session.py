"""A character in a session: a mind whose time is the clock's, safe to use from several threads."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeAlias

from emogen.conditioning.character.character import Character
from emogen.conditioning.emotion import Emotion, Feeling, as_emotion
from emogen.conditioning.mind import Event, Memory, Mind, mood_name
from emogen.conditioning.mind.document import log_document
from emogen.conditioning.mind.state import Log
from emogen.conditioning.pad import PAD
from emogen.conditioning.read.asked import asked_emotion, one_emotion
from emogen.conditioning.read.text import read_text
from emogen.conditioning.track import AUTO

Clock: TypeAlias = Callable[[], float]
"""Seconds since any beginning, as ``time.time``."""

_TINGE: Final = 0.3
"""Share of the mood in a line that has an emotion of its own, as much as shows beside a feeling. Ours."""

_MEANT: Final = 0.6
"""Share of an emotion read from a character's own words that it feels. Ours."""

_CLOSENESS: Final = 0.4
"""Closeness of whoever writes to a character: a conversation, not an embrace. Ours."""


@dataclass(frozen=True, slots=True)
class MindState:
    """A mind at one moment.

    Attributes:
        name: of the session.
        character: whose mind it is.
        time: seconds of life so far.
        emotion: as it shows now.
        feelings: named emotions, strongest first, each in (0, 1].
        mood: pleasure, arousal, dominance, each in [-1, 1].
        mood_name: the mood in words, e.g. ``"slightly anxious"``.
        memories: how many there are.
    """

    name: str
    character: Character
    time: float
    emotion: Emotion
    feelings: dict[str, float]
    mood: PAD
    mood_name: str
    memories: int


class Session:
    """A mind that lives while the clock runs.

    Args:
        name: of the session; several sessions may be of one character.
        mind: what lives.
        clock: its time.
        since: the clock's time at which the mind was as it is now; the present by default. What has passed
            since then is lived through at once.
    """

    def __init__(
        self, name: str, mind: Mind, *, clock: Clock = time.time, since: float | None = None
    ) -> None:
        self.name = name
        self._mind, self._clock = mind, clock
        self._lived = clock() if since is None else since
        self._lock = RLock()

    @property
    def character(self) -> Character:
        """Whose mind it is."""
        return self._mind.character

    @property
    def emotion(self) -> Emotion:
        """The emotion that shows now, in the face of somebody silent or in the next line."""
        with self._lock:
            return self._now().emotion

    def meet(self, event: Event) -> Emotion:
        """Have something happen to the character. Returns what then shows."""
        with self._lock:
            return self._changed(self._now().react(event))

    def feel(self, emotion: Feeling) -> Emotion:
        """Have an emotion arise as it is. Returns what then shows."""
        with self._lock:
            return self._changed(self._now().feel(emotion))

    def catch(self, emotion: Feeling, closeness: float = _CLOSENESS) -> Emotion:
        """Catch another's emotion, once an encounter. Returns what then shows."""
        with self._lock:
            return self._changed(self._now().catch(emotion, closeness))

    def remember(self, text: str, emotion: Feeling | None = None) -> None:
        """Keep something in mind, with what is felt now by default."""
        with self._lock:
            self._now().remember(text, emotion)
            self._mind.restart_log()

    def recall(self, query: str = "", count: int = 3) -> tuple[Memory, ...]:
        """At most ``count`` memories that come to mind about something, best first."""
        with self._lock:
            return self._now().recall(query, count)

    def saying(self, asked: Feeling | None = None) -> Emotion:
        """The emotion of a line that is said now.

        Args:
            asked: of the line itself; then the mood only tinges it. None says it as the character feels.
        """
        with self._lock:
            mind = self._now()
            return mind.emotion if asked is None else as_emotion(asked) + _TINGE * Emotion.of([], mind.mood)

    def meaning(self, read: Feeling) -> Emotion:
        """The emotion of a line whose words show an emotion: part of that is felt, and then shows with
        everything else that is felt."""
        return self.feel(_MEANT * as_emotion(read))

    def emotion_for(self, asked: str | None, text: str = "") -> str:
        """The emotion of a line that is said now, in notation.

        Args:
            asked: as requests take it. One that moves is left as it is; ``auto`` is read from the words, and
                felt in part; None leaves it to the mind.
            text: the words, as far as they are known.

        Raises:
            RequestError: it cannot be read.
        """
        if asked is None:
            return str(self.saying())
        if asked == AUTO and text:
            return str(self.meaning(read_text(text).emotion))
        meant = asked_emotion(asked)
        return asked if meant.is_moving else str(self.saying(one_emotion(asked)))

    @property
    def state(self) -> MindState:
        """All that can be told of it now."""
        with self._lock:
            mind = self._now()
            return MindState(
                self.name, mind.character, mind.time, mind.emotion, mind.feelings,
                mind.mood, mood_name(mind.mood), len(mind.memories),
            )  # fmt: skip

    def document(self) -> dict[str, Any]:
        """The mind as a saved file has it."""
        with self._lock:
            return log_document(Log(self._now().state))

    def save(self, path: Path) -> None:
        """Write the mind as it is now, whole or not at all. The file's time of change is the clock's, so
        that time passes for the character while nobody runs it.

        Raises:
            OutputError: the file cannot be written.
        """
        with self._lock:
            self._now().save(path)
            lived = self._lived
        os.utime(path, (lived, lived))

    @classmethod
    def load(cls, name: str, path: Path, clock: Clock = time.time) -> Session:
        """Go on with a saved mind.

        Raises:
            RequestError: the file is not there, or damaged.
        """
        mind = Mind.load(path)
        return cls(name, mind, clock=clock, since=path.stat().st_mtime)

    def _now(self) -> Mind:
        """The mind, brought up to the present. A clock that is set back stands still."""
        now = self._clock()
        if now > self._lived:
            self._mind.advance(now - self._lived)
        self._lived = now
        return self._mind

    def _changed(self, shown: Emotion) -> Emotion:
        self._mind.restart_log()  # Sessions live for days: nobody replays them.
        return shown
