"""Faces pushed to programs: packets as their own decoders read them, in time, at rest at the end."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.emotion import Emotion, as_emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import EmogenError, RequestError
from emogen.media import Audio, FaceMotion
from emogen.pipelines.face.export.livelink import save_csv
from emogen.pipelines.face.line import Line
from emogen.pipelines.live.chunk import Chunk
from emogen.pipelines.live.push.address import Address
from emogen.pipelines.live.push.joining import Joints
from emogen.pipelines.live.push.livelink import packet, values
from emogen.pipelines.live.push.performing import perform_line, perform_motion
from emogen.pipelines.live.push.playing import Pusher
from emogen.pipelines.live.push.presence import Presence
from emogen.pipelines.live.push.sender import Frame
from emogen.pipelines.live.push.vmc import Vmc
from emogen.pipelines.live.push.vts import VTubeStudio, custom_name, token_file
from emogen.timeline import Phoneme, Timeline

DEADLINE = 30.0


def motion(frames: int = 12, fps: float = 60.0, **shapes: float) -> FaceMotion:
    """A motion whose jaw opens, with other shapes held."""
    curves = np.zeros((frames, 52), np.float32)
    curves[:, INDEX["jawOpen"]] = np.linspace(0.1, 0.9, frames)
    for name, value in shapes.items():
        curves[:, INDEX[name]] = value
    head = np.tile(np.array([0.3, 0.2, 0.1], np.float32), (frames, 1))
    gaze = np.tile(np.array([0.05, -0.04], np.float32), (frames, 1))
    return FaceMotion(curves, head, gaze, fps)


@contextmanager
def listening() -> Iterator[tuple[int, socket.socket]]:
    """A UDP port, and the socket behind it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(DEADLINE)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        yield receiver.getsockname()[1], receiver


def received(receiver: socket.socket) -> list[bytes]:
    """Everything that has arrived."""
    receiver.settimeout(0.2)
    packets = []
    try:
        while True:
            packets.append(receiver.recv(65536))
    except TimeoutError:
        return packets


def decoded(data: bytes) -> Any:
    from pylivelinkface import PyLiveLinkFace

    found, face = PyLiveLinkFace.decode(data)
    assert found
    return face


# Addresses


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("livelink://127.0.0.1:11111", "127.0.0.1", 11111),
        ("vmc://", "127.0.0.1", 39539),
        ("VTS://studio.local", "studio.local", 8001),
        ("vmc://[::1]:4000/", "::1", 4000),
    ],
)
def test_an_address_is_read(text: str, host: str, port: int) -> None:
    address = Address.parse(text)
    assert (address.host, address.port) == (host, port)
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "livelink", "udp://127.0.0.1", "vmc://127.0.0.1:0", "vmc://127.0.0.1:99999", "vmc://host/path"),
        *("vmc://user@host", "vmc://?shape=arkit", "livelink://?shapes=arkit", "vmc://x" * 99, "vts://#a"),
    ],
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RequestError):
        Address.parse(text)


def test_a_setting_that_is_not_known_is_refused() -> None:
    with pytest.raises(RequestError, match="arkit"):
        Pusher(["vmc://127.0.0.1:1?shapes=arkits"])
    with pytest.raises(RequestError):
        Pusher([])
    with pytest.raises(RequestError):
        Pusher(["vmc://"], subject="x" * 65)


# Live Link


def test_a_packet_is_what_the_decoder_of_live_link_face_reads() -> None:
    from pylivelinkface import FaceBlendShape

    face = motion(jawLeft=0.25, jawRight=0.5, mouthLeft=0.125, mouthRight=0.75, tongueOut=1.0)
    name = "Мира 🎭"
    data = packet(values(face, 3), "A" * 36, name, 1234, Fraction(60000, 1001))
    assert len(data) == 306 + len(name.encode())
    read = decoded(data)
    assert (read.name, read._frames, read.fps, read._denominator) == (name, 1234, 60000, 1001)
    for shape in ARKIT:
        column = FaceBlendShape[shape[0].upper() + shape[1:]]
        assert read.get_blendshape(column) == pytest.approx(float(face.curve(shape)[3])), shape
    # Captures count yaw to the right and pitch downwards as positive.
    head = [read.get_blendshape(FaceBlendShape[f"Head{axis}"]) for axis in ("Yaw", "Pitch", "Roll")]
    assert head == pytest.approx([-0.3, -0.2, 0.1])
    for side in ("Left", "Right"):
        eye = [read.get_blendshape(FaceBlendShape[f"{side}Eye{axis}"]) for axis in ("Yaw", "Pitch", "Roll")]
        assert eye == pytest.approx([-0.05, 0.04, 0.0])


def test_live_link_gets_every_frame_in_order_and_rest_at_the_end() -> None:
    from pylivelinkface import FaceBlendShape

    face = motion(frames=20)
    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"], subject="Mira") as pusher:
            perform_motion(pusher, face)
        frames = [decoded(data) for data in received(receiver)]
    assert {frame.name for frame in frames} == {"Mira"}
    jaw = [frame.get_blendshape(FaceBlendShape.JawOpen) for frame in frames]
    seen = [value for value in jaw if any(abs(value - wanted) < 1e-6 for wanted in face.curve("jawOpen"))]
    assert seen == sorted(seen)
    assert len(seen) + pusher.dropped >= len(face)
    assert max(jaw) == pytest.approx(0.9)
    assert not any(frames[-1]._blend_shapes)
    moving = [frame._frames for frame, value in zip(frames, jaw, strict=True) if value]
    assert moving == sorted(moving)


# VMC


def osc(data: bytes) -> list[Any]:
    """The messages of a datagram, as python-osc reads them."""
    from pythonosc.osc_packet import OscPacket

    return [timed.message for timed in OscPacket(data).messages]


def test_a_server_of_osc_reads_the_face_of_vmc() -> None:
    from pythonosc.dispatcher import Dispatcher
    from pythonosc.osc_server import ThreadingOSCUDPServer

    values_of: dict[str, float] = {}
    bones: dict[str, tuple[Any, ...]] = {}
    applied = threading.Event()

    def shape(_: str, name: str, value: Any) -> None:
        assert type(value) is float
        values_of[name] = value

    def bone(_: str, name: str, *rest: Any) -> None:
        assert all(type(value) is float for value in rest)
        bones[name] = rest

    def apply(_: str) -> None:
        if values_of.get("JawOpen", 0.0) > 0.8:
            applied.set()

    dispatcher = Dispatcher()
    dispatcher.map("/VMC/Ext/Blend/Val", shape)
    dispatcher.map("/VMC/Ext/Bone/Pos", bone)
    dispatcher.map("/VMC/Ext/Blend/Apply", apply)
    server = ThreadingOSCUDPServer(("127.0.0.1", 0), dispatcher)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with Pusher([f"vmc://127.0.0.1:{server.server_address[1]}"]) as pusher:
            pusher.put(motion(), pusher.clock.now())
            assert applied.wait(DEADLINE)
    finally:
        server.shutdown()
        server.server_close()
    assert set(values_of) == {name[0].upper() + name[1:] for name in ARKIT}
    assert set(bones) == {"Neck", "Head", "LeftEye", "RightEye"}


def messages_of(face: FaceMotion, shapes: str, emotion: Emotion | None = None) -> list[Any]:
    sender = Vmc(Address.parse(f"vmc://127.0.0.1:1?shapes={shapes}"), "emogen")
    packets = sender.packets(Frame(face, 0, 90, emotion))
    assert max(map(len, packets)) < 1472  # What a network's frame holds.
    return [message for data in packets for message in osc(data)]


def test_vmc_applies_shapes_once_they_are_all_there() -> None:
    messages = messages_of(motion(), "arkit")
    addresses = [message.address for message in messages]
    assert addresses[0] == "/VMC/Ext/OK"
    assert messages[0].params == [1]
    assert messages[1].params == [1.5]  # Frame 90 of 60 a second.
    assert addresses[-1] == "/VMC/Ext/Blend/Apply"
    assert [m.params[0] for m in messages if m.address == "/VMC/Ext/Blend/Val"] == list(ARKIT)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_vmc_turns_bones_in_unitys_frame(axis: int) -> None:
    face = motion(1)
    face.head[:] = 0.0
    face.gaze[:] = 0.0
    face.head[0, axis] = 0.4
    quaternions = {m.params[0]: m.params[4:] for m in messages_of(face, "arkit") if "Bone" in m.address}
    # Unity: x to the own right, y up, z ahead, turns clockwise as seen along an axis: left is -y, chin up -x,
    # and a tilt to the own left lifts the right side, +z.
    part, sign = ((1, -1), (0, -1), (2, 1))[axis]
    angle = sum(2 * math.asin(quaternions[name][part]) for name in ("Neck", "Head"))
    assert angle == pytest.approx(sign * 0.4, abs=1e-5)
    assert quaternions["LeftEye"] == pytest.approx([0, 0, 0, 1])


def test_vmc_shows_vrms_expressions_and_emotions() -> None:
    face = motion(1, eyeBlinkLeft=1.0, eyeBlinkRight=1.0)
    shown = {m.params[0]: m.params[1] for m in messages_of(face, "vrm", Emotion("joy")) if "Val" in m.address}
    assert {"aa", "ih", "ou", "ee", "oh", "blink", "happy", "relaxed"} <= set(shown)
    assert shown["blink"] == pytest.approx(1.0)
    assert 0.0 < shown["happy"] < 0.2  # It comes on.
    old = {m.params[0]: m.params[1] for m in messages_of(face, "vrm0", Emotion("joy")) if "Val" in m.address}
    assert {"A", "Blink", "Blink_L", "Joy", "Sorrow"} <= set(old)


# VTube Studio


class FakeStudio:
    """A server that answers as VTube Studio's public API documents it."""

    def __init__(self, *, allows: bool = True, token: str = "a-token") -> None:
        self.allows, self.token = allows, token
        self.requests: list[dict[str, Any]] = []
        self.parameters: set[str] = set()
        self.injected, self.left = threading.Event(), threading.Event()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        assert request["apiName"] == "VTubeStudioPublicAPI"
        assert request["apiVersion"] == "1.0"
        assert 1 <= len(request["requestID"]) <= 64
        assert request["requestID"].isascii()
        data, kind = request["data"], request["messageType"]
        handler: Callable[[dict[str, Any]], dict[str, Any]] = getattr(self, kind)
        found = handler(data)
        error = "errorID" in found
        return {
            "apiName": "VTubeStudioPublicAPI",
            "apiVersion": "1.0",
            "timestamp": 1625405710728,
            "requestID": request["requestID"],
            "messageType": "APIError" if error else kind.replace("Request", "Response"),
            "data": found,
        }

    def AuthenticationTokenRequest(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        assert 3 <= len(data["pluginName"]) <= 32
        assert 3 <= len(data["pluginDeveloper"]) <= 32
        if not self.allows:
            return {"errorID": 50, "message": "User has denied API access for your plugin."}
        return {"authenticationToken": self.token}

    def AuthenticationRequest(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        valid = data["authenticationToken"] == self.token
        return {"authenticated": valid, "reason": "Token valid." if valid else "Token invalid."}

    def ParameterCreationRequest(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        assert data["parameterName"].isalnum()
        assert 4 <= len(data["parameterName"]) <= 32
        assert len(data["explanation"]) < 256
        assert data["min"] <= data["defaultValue"] <= data["max"]
        self.parameters.add(data["parameterName"])
        return {"parameterName": data["parameterName"]}

    def InjectParameterDataRequest(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        assert (data["faceFound"], data["mode"]) == (True, "set")
        for value in data["parameterValues"]:
            assert value["id"] in self.parameters or not value["id"].startswith("Emogen")
            assert isinstance(value["value"], float)
            assert 0.0 <= value["weight"] <= 1.0
        if any(value["id"] == "MouthOpen" and value["value"] > 0.9 for value in data["parameterValues"]):
            self.injected.set()
        return {}


@contextmanager
def studio(fake: FakeStudio) -> Iterator[int]:
    """The fake behind a WebSocket on a free port."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.server import ServerConnection, serve

    def handle(connection: ServerConnection) -> None:
        for text in connection:
            request = json.loads(text)
            fake.requests.append(request)
            with suppress(ConnectionClosed):
                connection.send(json.dumps(fake.answer(request)))
        fake.left.set()

    with serve(handle, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join(DEADLINE)


@pytest.fixture
def config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMOGEN_CONFIG", str(tmp_path / "settings" / "config.toml"))
    return tmp_path / "settings"


def test_vtube_studio_lets_in_once_and_is_fed(config_folder: Path) -> None:
    fake = FakeStudio()
    with studio(fake) as port:
        address = f"vts://127.0.0.1:{port}"
        with Pusher([address]) as pusher:
            pusher.put(motion(), pusher.clock.now())
            assert fake.injected.wait(DEADLINE)
        assert fake.left.wait(DEADLINE)
        kinds = [request["messageType"] for request in fake.requests]
        assert kinds[:2] == ["AuthenticationTokenRequest", "AuthenticationRequest"]
        assert kinds.count("ParameterCreationRequest") == 52
        last = {p["id"]: p["value"] for p in fake.requests[-1]["data"]["parameterValues"]}
        assert (last["MouthOpen"], last["FaceAngleX"], last["EyeOpenLeft"]) == (0.0, 0.0, 1.0)
        assert last["MouthSmile"] == last["Brows"] == 0.5
        file = token_file(Address.parse(address))
        assert file.parent == config_folder
        assert file.read_text("utf-8").strip() == fake.token
        if os.name == "posix":
            assert file.stat().st_mode & 0o077 == 0
        fake.requests.clear()
        fake.left.clear()
        with Pusher([f"{address}?custom=no"]):
            pass
        assert fake.left.wait(DEADLINE)
        kinds = [request["messageType"] for request in fake.requests]
        assert kinds[0] == "AuthenticationRequest"
        assert not {"ParameterCreationRequest", "AuthenticationTokenRequest"} & set(kinds)


@pytest.mark.usefixtures("config_folder")
def test_a_token_that_was_revoked_is_asked_for_again() -> None:
    fake = FakeStudio(token="new-token")
    with studio(fake) as port:
        file = token_file(Address.parse(f"vts://127.0.0.1:{port}"))
        file.parent.mkdir(parents=True)
        file.write_text("old-token\n", "utf-8")
        with Pusher([f"vts://127.0.0.1:{port}?custom=no"]):
            pass
        assert file.read_text("utf-8").strip() == "new-token"


@pytest.mark.usefixtures("config_folder")
def test_a_user_who_says_no_is_told() -> None:
    with studio(FakeStudio(allows=False)) as port, pytest.raises(EmogenError, match="Allow"):
        Pusher([f"vts://127.0.0.1:{port}"]).open()


@pytest.mark.usefixtures("config_folder")
def test_requests_to_vtube_studio_are_those_of_pyvts() -> None:
    pyvts = pytest.importorskip("pyvts")
    theirs = pyvts.VTSRequest(developer="emogen", plugin_name="emogen", plugin_icon=None)
    fake = FakeStudio()
    with studio(fake) as port:
        sender = VTubeStudio(Address.parse(f"vts://127.0.0.1:{port}"), "emogen")
        sender.open()
        sender.send(Frame(motion()))
        sender.close()
    ours = {request["messageType"]: request for request in fake.requests}
    created = ours["ParameterCreationRequest"]["data"]
    injected = ours["InjectParameterDataRequest"]["data"]["parameterValues"]
    same = [
        theirs.authentication_token(),
        theirs.authentication(fake.token),
        theirs.requestCustomParameter(custom_name(ARKIT[-1]), 0.0, 1.0, 0.0, created["explanation"]),
        theirs.requestSetMultiParameterValue(
            [value["id"] for value in injected], [value["value"] for value in injected], 1.0, face_found=True
        ),
    ]
    for request in same:
        mine = ours[request["messageType"]]
        assert {**mine, "requestID": ""} == {**request, "requestID": ""}


# Time


def test_a_frame_that_is_late_gives_way_to_the_newest() -> None:
    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
            pusher.put(motion(frames=60), pusher.clock.now() - 10.0)
            pusher.wait()
            assert pusher.dropped == 59
        assert any(0.89 < decoded(data)._blend_shapes[17] < 0.91 for data in received(receiver))


def test_what_comes_later_is_dropped_for_something_else() -> None:
    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
            pusher.put(motion(frames=6000, cheekPuff=1.0), pusher.clock.now())
            pusher.rest()
            pusher.wait()
        assert decoded(received(receiver)[-1])._blend_shapes[46] == 0.0


def test_a_face_that_stands_still_is_sent_again() -> None:
    with listening() as (port, receiver), Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
        pusher.put(motion(1, cheekPuff=1.0), pusher.clock.now())
        puffed = 0
        while puffed < 3:
            puffed += decoded(receiver.recv(4096))._blend_shapes[46] == 1.0


def test_nobody_who_listens_is_an_error_that_says_so() -> None:
    with listening() as (port, _):
        pass
    for protocol in ("livelink", "vmc", "vts"):
        with pytest.raises(EmogenError, match=str(port)):
            Pusher([f"{protocol}://127.0.0.1:{port}"]).open()


def test_patience_waits_for_a_program_that_comes_later() -> None:
    with listening() as (port, _):
        pass
    with Pusher([f"livelink://127.0.0.1:{port}"], patient=True) as pusher:
        deadline = time.monotonic() + DEADLINE
        while not pusher.problems and time.monotonic() < deadline:
            pusher.wait()
            threading.Event().wait(0.05)
        assert "nothing listens" in str(pusher.problems[0])
        pusher.put(motion(), pusher.clock.now())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            receiver.bind(("127.0.0.1", port))
            receiver.settimeout(DEADLINE)
            assert decoded(receiver.recv(4096)).name == "emogen"


def test_a_recorded_line_is_performed_with_its_sound() -> None:
    phonemes = (Phoneme("", 0.0, 0.1), Phoneme("ɑ", 0.1, 0.3, 1), Phoneme("", 0.3, 0.4))
    line = Line(Timeline((), phonemes, 0.4), EmotionTrack(), Audio(np.zeros(9600, np.float32), 24_000))
    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
            perform_line(pusher, line, fps=60.0)
        jaw = [decoded(data)._blend_shapes[17] for data in received(receiver)]
    assert max(jaw) > 0.2
    assert jaw[-1] == 0.0


def chunks(count: int) -> Iterator[Chunk]:
    """A live line of so many tenths of a second."""
    for number in range(count):
        sound = Audio(np.zeros(2400, np.float32), 24_000)
        face = motion(3, 30.0, cheekPuff=1.0)
        yield Chunk(sound, number / 10, (), (), (), face, Emotion("joy"), 0)


def test_a_live_line_is_followed_and_left_at_rest() -> None:
    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
            passed = list(pusher.follow(chunks(4)))
            pusher.wait()
        assert len(passed) == 4
        puffs = [decoded(data)._blend_shapes[46] for data in received(receiver)]
    assert puffs.count(1.0) + pusher.dropped >= 12
    assert puffs[-1] == 0.0


def test_a_live_line_is_followed_in_asyncio() -> None:
    async def line() -> AsyncIterator[Chunk]:
        for chunk in chunks(3):
            yield chunk

    async def followed(pusher: Pusher) -> int:
        return len([chunk async for chunk in pusher.follow_async(line())])

    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
            assert asyncio.run(followed(pusher)) == 3
            pusher.wait()
        puffs = [decoded(data)._blend_shapes[46] for data in received(receiver)]
    assert 1.0 in puffs
    assert puffs[-1] == 0.0


def test_a_live_line_that_is_left_drops_what_waits() -> None:
    with listening() as (port, receiver):
        with Pusher([f"livelink://127.0.0.1:{port}"]) as pusher:
            following = pusher.follow(chunks(600))
            for _ in range(500):
                next(following)
            following.close()  # type: ignore[attr-defined]
            pusher.wait()  # Not the fifty seconds that were asked for.
        assert decoded(received(receiver)[-1])._blend_shapes[46] == 0.0


def test_a_motion_is_led_over_from_what_is_seen() -> None:
    joints = Joints()
    first = joints.led(motion(30, cheekPuff=1.0), 5.0, joins=True)
    np.testing.assert_array_equal(first.curves, motion(30, cheekPuff=1.0).curves)
    second = joints.led(motion(30), 5.25, joins=True)
    puff = second.curve("cheekPuff")
    assert puff[0] == pytest.approx(1.0)
    assert np.abs(np.diff(puff)).max() < 0.15
    assert puff[20:].max() == 0.0
    np.testing.assert_array_equal(joints.led(motion(30), 5.75, joins=False).curves, motion(30).curves)


def test_a_face_that_is_there_idles_between_lines_without_a_joint() -> None:
    with listening() as (port, receiver):
        with Presence([f"livelink://127.0.0.1:{port}"], emotion="joy") as presence:
            while not decoded(receiver.recv(4096))._blend_shapes[23]:
                pass  # Until it smiles.
            line = chunks(4)
            showing = presence.show()
            for chunk in line:
                showing.show(chunk)
            showing.end(whole=True)
            presence.emotion = as_emotion("sadness")
            while decoded(receiver.recv(4096))._blend_shapes[46] < 1.0:
                pass  # Until the line is seen,
            while decoded(receiver.recv(4096))._blend_shapes[46] > 0.0:
                pass  # and over.
            while not decoded(receiver.recv(4096))._blend_shapes[25]:
                pass  # Its lip corners are down.
            older, newer = presence.show(), presence.show()
            for chunk in chunks(600):
                older.show(chunk)
            assert presence.pusher.end - presence.pusher.clock.now() < 1.0
            for chunk in chunks(600):
                newer.show(chunk)
            newer.end(whole=False)
            assert presence.pusher.end - presence.pusher.clock.now() < 1.0
        assert not any(decoded(received(receiver)[-1])._blend_shapes)


# The command


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal for Ctrl-C to one process")
def test_ctrl_c_leaves_the_face_at_rest(tmp_path: Path) -> None:
    file = save_csv(motion(120, cheekPuff=1.0), tmp_path / "face.csv")
    with listening() as (port, receiver):
        command = "from emogen.cli.main import main; main()"
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", command, "push", str(file), "--loop"),
                *("--to", f"livelink://127.0.0.1:{port}", "--subject", "Mira"),
            ],
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        while decoded(receiver.recv(4096))._blend_shapes[46] < 0.9:
            pass
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=DEADLINE)
        last = decoded(received(receiver)[-1])
    assert process.returncode == 130
    assert "Traceback" not in told
    assert f"Mira -> livelink://127.0.0.1:{port}" in told
    assert last.name == "Mira"
    assert not any(last._blend_shapes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["voice.wav"], "pushed nowhere"),
        (["--to", "vmc://"], "--say"),
        (["voice.wav", "--say", "Hi.", "--to", "vmc://"], "--say"),
        (["no.wav", "--to", "vmc://"], "no.wav"),
        (["no.csv", "--play", "--to", "vmc://"], "no sound"),
        (["no.csv", "--to", "vmc://"], "no.csv"),
        (["no.csv", "--to", "osc://"], "no.csv"),
    ],
)
def test_what_cannot_be_pushed_is_told(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from emogen.cli.main import run_app

    assert run_app(["push", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_the_loudspeaker_is_a_clock_of_what_is_heard() -> None:
    miniaudio = pytest.importorskip("miniaudio")
    from emogen.cli.loudspeaker import Loudspeaker

    with Loudspeaker(24_000, [miniaudio.Backend.NULL]) as speaker:
        first = speaker.feed(Audio(np.ones(2400, np.float32), 24_000))
        second = speaker.feed(Audio(np.ones(2400, np.float32), 24_000))
        assert second == pytest.approx(first + 0.1)
        before = speaker.now()
        deadline = time.monotonic() + DEADLINE
        while speaker.now() < second + 0.1 and time.monotonic() < deadline:
            now = speaker.now()
            assert now >= before - 1e-3
            before = now
            threading.Event().wait(0.005)
        # After silence, what is fed is heard at once, and later than now.
        assert speaker.feed(Audio(np.ones(10, np.float32), 24_000)) >= speaker.now()


@pytest.mark.slow
@pytest.mark.usefixtures("config_folder")
def test_the_pages_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of docs/push.md, from top to bottom, with programs that listen elsewhere."""
    from emogen.cli.main import run_app

    page = (Path(__file__).parent.parent / "docs" / "push.md").read_text("utf-8")
    calls = re.findall(r"^emogen (.*)$", "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL)), re.M)
    monkeypatch.chdir(tmp_path)
    fake = FakeStudio()
    with listening() as (livelink, faces), listening() as (vmc, shapes), studio(fake) as vts:
        ports = {"livelink": livelink, "vmc": vmc, "vts": vts}
        for call in calls:
            here = re.sub(r"(\w+)://[\d.:]*", lambda m: f"{m[1]}://127.0.0.1:{ports[m[1]]}", call)
            assert run_app(shlex.split(here)) == 0, call
        jaw = [decoded(data)._blend_shapes[17] for data in received(faces)]
        names = {message.params[0] for data in received(shapes) for message in osc(data) if message.params}
    assert len(calls) >= 6
    assert max(jaw) > 0.1
    assert jaw[-1] == 0.0
    assert {"JawOpen", "aa", "Head"} <= names
    assert "InjectParameterDataRequest" in {request["messageType"] for request in fake.requests}
