"""The stage that protocols of one server share: its room, its characters, sessions that can be resumed."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast

from emogen.errors import BusyError
from emogen.pipelines.live.cast import Cast
from emogen.pipelines.live.server.asked import asked

if TYPE_CHECKING:
    from emogen.pipelines.live.incoming import Pieces
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Limits

SESSIONS: Final = 1000
"""Sessions that are remembered; those unused for longest are forgotten. Ours."""

RECORDING: Final = 120.0
"""Seconds of a recording that is performed live, at most. Ours."""

_RECORDINGS: Final = 2
"""Recordings that are listened to at once. Ours: each takes a core."""

_PAINTERS: Final = 1
"""Pictures that are made at once. Ours: each takes a core, and lines come first."""

_PICTURES: Final = 8
"""Pictures that are made or wait, at most. Ours."""

_KEPT: Final = 20
"""Lines that a session remembers to have performed. Ours."""


@dataclass(slots=True)
class Remembered:
    """The memory of a session of ``/v1/perform`` while nobody is connected.

    Attributes:
        name: to resume it by.
        settings: the fields of ``start`` that were given, by name.
        lines: the last lines that were performed to their end, by id.
    """

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT))


class Listener(Protocol):
    """A connection that performs a character's lines."""

    @property
    def character(self) -> str | None:
        """The character's session, by name."""

    def perform(self, id: str, pieces: Pieces, **manner: Any) -> None:
        """Perform a line while it is written. Raises ``BusyError`` where it has too many."""


T = TypeVar("T")


class Stage:
    """What the protocols of one server share.

    Args:
        room: where lines are made.
        cast: characters by name.
        limits: budgets.
        manner: parameters of ``speak`` that hold where a request says nothing.
    """

    def __init__(
        self, room: Room, cast: Cast, limits: Limits, manner: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        self.room, self.cast, self.limits, self._manner = room, cast, limits, manner
        self._pictures = 0
        self._painters = ThreadPoolExecutor(_PAINTERS, "emogen-paint")
        self._listening = ThreadPoolExecutor(_RECORDINGS, "emogen-listen")
        self._sessions: OrderedDict[str, Remembered] = OrderedDict()
        self._listeners: set[Listener] = set()
        self._numbered = 0

    def resume(self, name: str | None) -> tuple[Remembered, bool]:
        """The session of a name and whether it was known; without a name a new one that nobody guesses."""
        name = secrets.token_urlsafe(12) if name is None else name
        known = self._sessions.pop(name, None)
        session = self._sessions[name] = known or Remembered(name)
        while len(self._sessions) > SESSIONS:
            self._sessions.popitem(last=False)
        return session, known is not None

    def join(self, listener: Listener) -> None:
        """A connection is there."""
        self._listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        """A connection is gone."""
        self._listeners.discard(listener)

    def new_id(self, kind: str) -> str:
        """A name for a line that no client has named."""
        self._numbered += 1
        return f"{kind}-{self._numbered}"

    def listeners(self, character: str) -> Iterator[Listener]:
        """The connections that perform a character."""
        return (listener for listener in tuple(self._listeners) if listener.character == character)

    async def listening(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do work for a recording, in one of the few threads for it."""
        return await asyncio.get_running_loop().run_in_executor(self._listening, work, *arguments)

    def checked_manner(self, character: str | None, given: Mapping[str, Any]) -> tuple[int, str | None]:
        """Samples a second and the voice of lines in this manner.

        Raises:
            RequestError: there is no such voice, character or emotion.
        """
        from emogen.pipelines.requests.making import make_request
        from emogen.pipelines.requests.speak import SpeakRequest

        manner = self.manner_of(character, given)
        request = cast("SpeakRequest", make_request("speak", {**manner, "text": "Yes."}))
        return request.speech_backend().rate, request.speaker.name

    def manner_of(self, character: str | None, given: Mapping[str, Any], text: str = "") -> dict[str, Any]:
        """Parameters of ``speak`` for a line that is said now.

        Args:
            character: its session, by name; None for nobody.
            given: as it was asked for, by the names of ``speak``; a voice by any name of
                :mod:`~emogen.pipelines.live.server.asked`.
            text: the words, as far as they are known.

        Raises:
            RequestError: an unknown voice, character or emotion.
            BusyError: too many characters.
        """
        # A character of its own is another speaker than the server's usual one.
        usual = {name: x for name, x in self._manner.items() if character is None or name == "emotion"}
        manner = dict(asked(given.get("voice"), fields=given, defaults=usual).manner)
        if character is not None:
            session = self.cast.find(character)
            manner["character"] = session.character
            manner["emotion"] = session.emotion_for(manner.get("emotion"), text)
        return manner

    async def painting(self, work: Callable[..., T], *arguments: Any) -> T:
        """Make a picture, in a thread for it. Raises ``BusyError`` where too many wait."""
        if self._pictures >= _PICTURES:
            raise BusyError(f"{_PICTURES} pictures are waiting", fix="Come again in a few seconds.")
        self._pictures += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._painters, work, *arguments)
        finally:
            self._pictures -= 1


def stage_of(app: Any) -> Stage:
    """The stage of an app, made when it is first needed."""
    state = app.state
    if not hasattr(state, "stage"):
        serving = state.serving
        state.stage = Stage(state.room, Cast(serving.characters), serving.limits, serving.manner)
    stage: Stage = state.stage
    return stage
