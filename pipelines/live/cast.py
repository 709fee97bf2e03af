"""The characters of a server: sessions by name, made when first asked for, and kept in one folder."""

from __future__ import annotations

import time
from pathlib import Path
from threading import RLock
from typing import Any, Final

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.document import KIND, read_document
from emogen.conditioning.character.people import characters, make_character
from emogen.conditioning.mind import Mind
from emogen.conditioning.mind.document import log_of
from emogen.errors import BusyError, RequestError, unknown_name
from emogen.file_names import file_name, id_of
from emogen.pipelines.live.session import Clock, Session

LONGEST_NAME: Final = 40
"""Characters of a session's name. Ours: escaped it is still a file's name everywhere."""

SUFFIX: Final = ".mind.json"
"""Of the file of a session."""

_LONGEST_SEED: Final = 15
"""Digits of a number that draws a person here. Ours."""

_OWN: Final = (None, "kokoro")
"""Backends whose voices are names, never files."""


class Cast:
    """Sessions by name.

    Args:
        folder: where they are saved after each change; None keeps them in memory only.
        most: how many there may be at once; with a folder, those unused for longest are put away.
        clock: their time.
    """

    def __init__(self, folder: Path | None = None, *, most: int = 200, clock: Clock = time.time) -> None:
        self._folder, self._most, self._clock = folder, most, clock
        self._sessions: dict[str, Session] = {}
        self._lock = RLock()

    def names(self) -> list[str]:
        """Every session there is, in alphabetical order, saved ones too."""
        saved = [] if self._folder is None else [*self._folder.glob(f"*{SUFFIX}")]
        stored = [id_of(path.name.removesuffix(SUFFIX)) for path in saved]
        with self._lock:
            return sorted({*self._sessions, *stored})

    def find(self, name: str) -> Session:
        """The session of a name, loaded or begun if it is a saved one, a character of emogen's or a number.

        Raises:
            RequestError: there is no such character, or its file is damaged.
            BusyError: there are too many.
        """
        name = checked_name(name)
        with self._lock:
            session = self._sessions.pop(name, None) or self._loaded(name) or self._begun(name)
            self._keep(session)
            return session

    def make(self, name: str, character: Character, *, seed: int = 0, variation: float = 0.1) -> Session:
        """Begin a session anew, in the place of one that has the name.

        Raises:
            RequestError: a name that cannot be, a value out of range.
            BusyError: there are too many.
            OutputError: it cannot be saved.
        """
        return self.go_on(name, Mind(character, seed=seed, variation=variation))

    def go_on(self, name: str, mind: Mind) -> Session:
        """A session that goes on with a mind, in place of one of that name. Raises as :meth:`make`."""
        session = Session(checked_name(name), mind, clock=self._clock)
        with self._lock:
            self._sessions.pop(session.name, None)
            self._keep(session)
        self.save(session)
        return session

    def remove(self, name: str) -> bool:
        """Forget a session and its file. Returns whether there was one."""
        name = checked_name(name)
        path = self._path(name)
        with self._lock:
            there = self._sessions.pop(name, None) is not None
            if path is not None and path.is_file():
                path.unlink()
                return True
        return there

    def save(self, session: Session) -> None:
        """Write a session to its file, if there is a folder. Raises ``OutputError`` where it cannot be."""
        path = self._path(session.name)
        if path is not None:
            session.save(path)

    def close(self) -> None:
        """Save every session."""
        for session in list(self._sessions.values()):
            self.save(session)

    def _path(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{file_name(name)}{SUFFIX}"

    def _loaded(self, name: str) -> Session | None:
        path = self._path(name)
        return Session.load(name, path, self._clock) if path is not None and path.is_file() else None

    def _begun(self, name: str) -> Session:
        return Session(name, Mind(known_character(name)), clock=self._clock)

    def _keep(self, session: Session) -> None:
        """Put a session last, as the one used most recently, and make room for it."""
        while len(self._sessions) >= self._most:
            if self._folder is None:
                raise BusyError(
                    f"there are {self._most} characters already",
                    fix="Delete one, or keep them in a folder.",
                )
            oldest = next(iter(self._sessions))
            self.save(self._sessions.pop(oldest))
        self._sessions[session.name] = session


def checked_name(name: str) -> str:
    """A session's name without spaces around it. Raises ``RequestError`` for one that cannot be."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise RequestError(
            f"a character cannot be called {name!r}", fix=f"Use 1 to {LONGEST_NAME} printable characters."
        )
    return name


def known_character(name: str) -> Character:
    """A character by name or number; unlike ``find_character`` never of a file, as names come over the
    network.

    Raises:
        RequestError: there is none.
    """
    key = name.strip()
    if key.isdecimal() and len(key) <= _LONGEST_SEED:
        return make_character(int(key))
    if key.lower() not in characters():
        raise unknown_name("character", key, characters(), see="emogen characters")
    return characters()[key.lower()]


def told_mind(value: Any) -> Mind:
    """A mind as a body tells it: the table of a saved one.

    Raises:
        RequestError: it is malformed, or has what a character of a request cannot have.
    """
    mind = Mind.replay(log_of(value, "the body"))
    _check_own(mind.character)
    return mind


def told_character(value: Any) -> Character:
    """A character as a body tells it: a name, a number, or the table of a character file.

    Raises:
        RequestError: there is none, or the table is malformed.
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        return known_character(str(value))
    if not isinstance(value, dict):
        raise RequestError("the character is nobody", fix="Give a name, a number or a table.")
    character = read_document({"emogen": KIND, "version": 2, **value}, "the body")
    _check_own(character)
    return character


def _check_own(character: Character) -> None:
    if character.speaker.backend not in _OWN:
        raise RequestError(
            f"a character of a request cannot have the backend {character.speaker.backend!r}",
            why="its voices may be files of this machine",
            fix="Leave backend out.",
        )
