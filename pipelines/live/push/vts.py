"""VTube Studio's public API: parameters of a Live2D model, over a WebSocket."""

from __future__ import annotations

import json
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen.arkit import ARKIT
from emogen.errors import EmogenError
from emogen.files import write_text
from emogen.pipelines.face.export.flat import parameters
from emogen.pipelines.live.push.sender import Sender

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

    from emogen.pipelines.live.push.address import Address
    from emogen.pipelines.live.push.sender import Frame

NAME: Final = "emogen"
DEVELOPER: Final = "emogen"
"""Names by which VTube Studio asks its user, 3 to 32 characters each."""

_CUSTOM: Final = ("yes", "no")

_ASKING: Final = 120.0
_ANSWER: Final = 10.0
"""Seconds that a user has to allow us in, and in which VTube Studio answers anything else."""

_DENIED: Final = 50
"""The number of the error after a user has said no."""

_LARGEST: Final = 1 << 20
"""Bytes of an answer that are read."""


class VTubeStudio(Sender):
    """Sends the standard inputs, and the 52 shapes as ``EmogenJawOpen`` and so on.

    The first time VTube Studio asks its user; the token that it gives is kept beside emogen's config.
    ``?custom=no`` of the address leaves the 52 out.
    """

    def __init__(self, address: Address, subject: str) -> None:
        super().__init__(address, subject)
        self._custom = address.setting("custom", _CUSTOM) == "yes"
        self._stack = ExitStack()
        self._socket: ClientConnection | None = None

    def open(self) -> None:
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        try:
            # No proxy: VTube Studio is on this machine or in this network.
            self._socket = self._stack.enter_context(
                connect(f"ws://{self.address.place}", open_timeout=_ANSWER, max_size=_LARGEST, proxy=None)
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise EmogenError(
                f"VTube Studio does not answer at {self.address}",
                why=str(error),
                fix="Start it, turn on 'Start API (allow plugins)' in its settings, and check the port.",
            ) from error
        try:
            self._authenticate()
            for request in self._creations():
                self._ask("ParameterCreationRequest", request)
        except BaseException:
            self.close()
            raise

    def send(self, frame: Frame) -> None:
        data = {
            "faceFound": True,
            "mode": "set",
            "parameterValues": [
                {"id": name, "value": value, "weight": 1.0}
                for name, value in inputs(frame, custom=self._custom).items()
            ],
        }
        self._write("InjectParameterDataRequest", data, str(frame.number))
        while (answer := self._read(0.0)) is not None:
            _check(answer)

    def close(self) -> None:
        self._stack.close()
        self._socket = None

    @property
    def _connection(self) -> ClientConnection:
        if self._socket is None:
            raise EmogenError(f"{self.address} is not open")
        return self._socket

    def _authenticate(self) -> None:
        who = {"pluginName": NAME, "pluginDeveloper": DEVELOPER}
        path = token_file(self.address)
        token = _remembered(path)
        if token and self._allowed({**who, "authenticationToken": token}):
            return
        # The token was revoked, or there is none.
        token = str(self._ask("AuthenticationTokenRequest", who, _ASKING).get("authenticationToken"))
        if not self._allowed({**who, "authenticationToken": token}):
            raise EmogenError(
                "VTube Studio refuses emogen", fix="Remove it from its list of plugins, and retry."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, token + "\n")
        path.chmod(0o600)

    def _allowed(self, who: dict[str, str]) -> bool:
        return self._ask("AuthenticationRequest", who).get("authenticated") is True

    def _creations(self) -> list[dict[str, Any]]:
        if not self._custom:
            return []
        return [
            {
                "parameterName": custom_name(name),
                "explanation": f"ARKit's {name}, 0 to 1, by emogen.",
                "min": 0.0,
                "max": 1.0,
                "defaultValue": 0.0,
            }
            for name in ARKIT
        ]

    def _ask(self, kind: str, data: dict[str, Any], seconds: float = _ANSWER) -> dict[str, Any]:
        """The data of the answer to a request. Raises ``EmogenError`` for an error or none in time."""
        number = uuid.uuid4().hex
        self._write(kind, data, number)
        while (answer := self._read(seconds)) is not None:
            if answer.get("requestID") == number:
                return _check(answer)
        raise EmogenError(
            f"VTube Studio has not answered in {seconds:.0f} s", fix="Click Allow in VTube Studio, and retry."
        )

    def _write(self, kind: str, data: dict[str, Any], number: str) -> None:
        from websockets.exceptions import WebSocketException

        request = {
            "apiName": "VTubeStudioPublicAPI",
            "apiVersion": "1.0",
            "requestID": number,
            "messageType": kind,
            "data": data,
        }
        try:
            self._connection.send(json.dumps(request))
        except (OSError, WebSocketException) as error:
            raise _gone(self.address) from error

    def _read(self, seconds: float) -> dict[str, Any] | None:
        """The next answer, or None where there is none in time."""
        from websockets.exceptions import WebSocketException

        try:
            answer = json.loads(self._connection.recv(timeout=seconds))
        except TimeoutError:
            return None
        except (OSError, WebSocketException) as error:
            raise _gone(self.address) from error
        except ValueError as error:
            raise EmogenError(f"{self.address} is not VTube Studio", why="it sends no JSON") from error
        return answer if isinstance(answer, dict) else {}


def inputs(frame: Frame, *, custom: bool) -> dict[str, float]:
    """Values of VTube Studio's tracking inputs: angles in degrees within ±30, positive to the right of the
    screen and up; eyes 0 closed to 1 open, and within ±1 to the right of the screen and up; brows and smile
    0 to 1 with the middle at rest.

    Args:
        frame: of a face.
        custom: whether to add the 52 shapes.
    """
    part = frame.alone
    model = {name: float(values[0]) for name, values in parameters(part).items()}

    def about_middle(name: str) -> float:
        return 0.5 + 0.5 * model[name]

    shown = {
        "FaceAngleX": model["ParamAngleX"],
        "FaceAngleY": model["ParamAngleY"],
        "FaceAngleZ": model["ParamAngleZ"],
        "MouthOpen": model["ParamMouthOpenY"],
        "MouthSmile": about_middle("ParamMouthForm"),
        "EyeOpenLeft": model["ParamEyeLOpen"],
        "EyeOpenRight": model["ParamEyeROpen"],
        "BrowLeftY": about_middle("ParamBrowLY"),
        "BrowRightY": about_middle("ParamBrowRY"),
        "CheekPuff": float(part.curve("cheekPuff")[0]),
        "TongueOut": float(part.curve("tongueOut")[0]),
    }
    shown["Brows"] = (shown["BrowLeftY"] + shown["BrowRightY"]) / 2
    for side in ("Left", "Right"):
        shown[f"Eye{side}X"], shown[f"Eye{side}Y"] = model["ParamEyeBallX"], model["ParamEyeBallY"]
    if custom:
        shown |= {custom_name(name): float(value) for name, value in zip(ARKIT, part.curves[0], strict=True)}
    return shown


def custom_name(shape: str) -> str:
    """The name of one of the 52 shapes among the parameters: 4 to 32 letters."""
    return f"Emogen{shape[0].upper()}{shape[1:]}"


def token_file(address: Address) -> Path:
    """The file with the token for a VTube Studio: beside the user's config."""
    from emogen.config import config_path

    host = "".join(sign if sign.isalnum() else "-" for sign in address.place)
    return config_path().parent / f"vtube-studio-{host}.token"


def _remembered(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()[:64]
    except (OSError, ValueError):
        return ""


def _check(answer: dict[str, Any]) -> dict[str, Any]:
    """The data of an answer.

    Raises:
        EmogenError: it is an error.
    """
    data = answer.get("data")
    data = data if isinstance(data, dict) else {}
    if answer.get("messageType") != "APIError":
        return data
    if data.get("errorID") == _DENIED:
        raise EmogenError("VTube Studio's user has not let emogen in", fix="Click Allow when it asks.")
    raise EmogenError("VTube Studio refuses a request", why=str(data.get("message", "")))


def _gone(address: Address) -> EmogenError:
    return EmogenError(f"VTube Studio at {address} has gone", fix="Start it again.")
