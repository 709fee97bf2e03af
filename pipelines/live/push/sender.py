"""The contract of a protocol by which a face is sent, and sending by datagrams."""

from __future__ import annotations

import socket
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emogen.errors import EmogenError, RequestError
from emogen.media import FaceMotion
from emogen.pipelines.live.push.rest import resting

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.pipelines.live.push.address import Address

_SUBJECT: Final = 64
"""Bytes of the longest name of a face. Ours."""

_PROBES: Final = 3
_PROBING: Final = 0.03
"""Frames that are sent to see whether anybody listens, and seconds between them. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of a face.

    Attributes:
        motion: has it, and its rate.
        row: where in it.
        number: since the session began.
        emotion: felt meanwhile, if that is known.
    """

    motion: FaceMotion
    row: int = 0
    number: int = 0
    emotion: Emotion | None = None

    @property
    def alone(self) -> FaceMotion:
        """A motion of this frame only."""
        rows, motion = slice(self.row, self.row + 1), self.motion
        return FaceMotion(motion.curves[rows], motion.head[rows], motion.gaze[rows], motion.fps)


class Sender(ABC):
    """Sends one face to one program.

    Args:
        address: of the program.
        subject: name of the face there.

    Raises:
        RequestError: an empty or long name, a setting that is not known.
    """

    def __init__(self, address: Address, subject: str) -> None:
        subject = subject.strip()
        if not 0 < len(subject.encode()) <= _SUBJECT or not subject.isprintable():
            raise RequestError(
                "the face's name cannot be used", fix=f"Use 1 to {_SUBJECT} bytes of printable text."
            )
        self.address, self.subject = address, subject

    @abstractmethod
    def open(self) -> None:
        """Connect.

        Raises:
            EmogenError: nobody listens, or does not want to.
        """

    @abstractmethod
    def send(self, frame: Frame) -> None:
        """Send a frame.

        Raises:
            EmogenError: the program has gone, or refuses it.
        """

    @abstractmethod
    def close(self) -> None:
        """Disconnect; may be called again."""


class Datagrams(Sender):
    """A sender whose frames are UDP datagrams."""

    needs: str
    """Steps in the program after which it listens."""

    def __init__(self, address: Address, subject: str) -> None:
        super().__init__(address, subject)
        self._socket: socket.socket | None = None

    @abstractmethod
    def packets(self, frame: Frame) -> list[bytes]:
        """The datagrams of a frame."""

    def open(self) -> None:
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                self.address.host, self.address.port, type=socket.SOCK_DGRAM
            )[0]
            self._socket = socket.socket(family, kind, protocol)
            self._socket.connect(place)
        except (OSError, UnicodeError) as error:
            self.close()
            raise EmogenError(
                f"{self.address} cannot be reached", why=str(error), fix="Check the name and the network."
            ) from error
        # A port of this machine that nobody listens on says so, a moment after the first datagram.
        for _ in range(_PROBES):
            self.send(Frame(resting()))
            time.sleep(_PROBING)

    def send(self, frame: Frame) -> None:
        if self._socket is None:
            raise EmogenError(f"{self.address} is not open")
        try:
            for packet in self.packets(frame):
                self._socket.send(packet)
        except ConnectionRefusedError as error:
            raise EmogenError(f"nothing listens at {self.address}", fix=self.needs) from error
        except OSError as error:
            raise EmogenError(f"{self.address} cannot be reached", why=str(error)) from error

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
