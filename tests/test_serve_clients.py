"""The clients of ``integrations`` in their own engines, where those are installed, against a real server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live_server import Server, serving
from tests.renpy_engine import engine, launcher

CLIENTS = Path(__file__).parent.parent / "integrations"
SECONDS = 120
RESULT = "RESULT "


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def length(server: Server) -> int:
    """Bytes of the line that clients say."""
    body = {"model": "emogen", "input": "Hi.", "voice": "af_heart@joy", "response_format": "pcm"}
    return len(server.http.post("/v1/audio/speech", json=body).content)


def run(command: list[str], folder: Path, **variables: str) -> Any:
    """The line of JSON that a program prints."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), **variables},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith(RESULT)]
    assert lines, done.stdout + done.stderr
    return json.loads(lines[-1].removeprefix(RESULT))


JAVASCRIPT = """
import { applyFace, connect, Player } from "./emogen.js";

const emogen = await connect(process.env.EMOGEN_URL, { emotion: "joy", parts: ["sound", "words", "curves"] });
const mesh = { morphTargetDictionary: { jawOpen: 1, mine: 0 }, morphTargetInfluences: [0.5, 0] };
let bytes = 0, open = 0;
const words = [], samples = [];
for await (const chunk of emogen.say("Hi.")) {
  bytes += 2 * chunk.pcm.length;
  samples.push(...chunk.pcm);
  words.push(...chunk.words.map((word) => word.text));
  for (const row of chunk.face.curves) {
    applyFace(mesh, emogen.ready.curves, row);
    open = Math.max(open, mesh.morphTargetInfluences[1]);
  }
}
const pieces = emogen.open({ emotion: "sadness" });
for (const piece of ["Hi", ", the", "re."]) pieces.write(piece);
pieces.end();
for await (const chunk of pieces) words.push(...chunk.words.map((word) => word.text));
const long = emogen.say("One. Two. Three. ".repeat(30));
for await (const chunk of long) if (!long.over) long.cancel();
let frames = 0;
for await (const chunk of emogen.perform(Int16Array.from(samples), 24000)) frames += chunk.face.curves.length;
const told = (error) => error.message;
const wrong = await emogen.say("Hi.", { voice: "nobody" })[Symbol.asyncIterator]().next().catch(told);
const refused = await emogen.start({ fps: 1 }).catch(told);
emogen.close();
console.log("RESULT " + JSON.stringify(
  { bytes, words, open, kept: mesh.morphTargetInfluences[0], over: long.over.type, frames, wrong, refused }));
"""


def node() -> list[str]:
    """Node with a WebSocket of its own; skipped without one."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("Node is not installed")
    version = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", check=True).stdout
    major = int(version.lstrip("v").split(".")[0])
    if major < 20:
        pytest.skip("Node has no WebSocket before 20")
    return [program, *(["--experimental-websocket"] if major < 22 else []), "--no-warnings"]


def test_javascript_in_node(server: Server, length: int, tmp_path: Path) -> None:
    shutil.copy(CLIENTS / "javascript" / "emogen.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "try.js").write_text(JAVASCRIPT, encoding="utf-8")
    told = run([*node(), "try.js"], tmp_path, EMOGEN_URL=server.of("http", "ws"))
    assert told["bytes"] == length
    assert told["words"] == ["Hi", "Hi", "there"]
    assert told["open"] > 0.2
    assert told["kept"] == 0.5
    assert told["over"] == "cancelled"
    assert told["frames"] > 20
    assert "unknown voice" in told["wrong"]
    assert "fps" in told["refused"]


PLAYER = """
import { Player } from "./emogen.js";

const started = [];
const context = {
  currentTime: 10, destination: {},
  createBuffer: (channels, length, rate) => (
    { duration: length / rate, getChannelData: () => new Float32Array(length) }),
  createBufferSource: () => (
    { connect() {}, start(time) { started.push(time); }, stop() { started.push("stop"); } }),
};
const player = new Player(context);
const chunk = (first, row) => (
  { id: "a", rate: 1000, pcm: new Int16Array(100), face: { fps: 10, first, curves: [row] } });
player.add(chunk(0, [0]));
player.add(chunk(1, [1]));
const faces = [10, 10.05, 10.1, 10.15, 20].map((time) => player.face(time));
player.stop();
console.log("RESULT " + JSON.stringify({ started, faces }));
"""


def test_javascripts_player_has_no_gaps_and_its_face_is_in_step(tmp_path: Path) -> None:
    shutil.copy(CLIENTS / "javascript" / "emogen.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "try.js").write_text(PLAYER, encoding="utf-8")
    told = run([*node(), "try.js"], tmp_path)
    assert told["started"][:2] == pytest.approx([10.05, 10.15])
    assert told["started"][2:] == ["stop", "stop"]
    assert told["faces"][0] is None
    assert [face[0] for face in told["faces"][1:]] == pytest.approx([0, 0.5, 1, 1])


GODOT = """
extends SceneTree

var emogen = load("res://emogen_godot3.gd").new()
var mesh = preload("res://face.gd").new()
var words = []

func _init():
	emogen.keep_sound = true
	emogen.mesh = mesh
	emogen.connect("started", self, "_started")
	emogen.connect("line_over", self, "_over")
	emogen.connect("failed", self, "_over")
	emogen.connect("word_said", self, "_word")
	emogen.connect_to(OS.get_environment("EMOGEN_URL"), {"emotion": "joy"})

func _started(_ready):
	emogen.say("Hi.")

func _word(text, _time):
	words.append(text)

func _over(message):
	for frame in emogen._frames:
		emogen.show_face(frame[1])
	var size = emogen.sound[message["id"]].size() if message is Dictionary else 0
	print("RESULT ", JSON.print({"over": message, "words": words, "bytes": size, "open": mesh.widest}))
	OS.kill(OS.get_process_id())  # This engine does not end by itself with a script that it is in.

func _idle(delta):
	emogen.poll(delta)
	return false
"""

FACE = """
extends Node

var widest = 0.0

func _set(property, value):
	if property == "blend_shapes/jawOpen":
		widest = max(widest, value)
	return true
"""


def test_godot_3(server: Server, length: int, tmp_path: Path) -> None:
    program = shutil.which("godot3-server") or shutil.which("godot3", path="/usr/games")
    if program is None:
        pytest.skip("Godot 3 is not installed")
    shutil.copy(CLIENTS / "godot" / "emogen_godot3.gd", tmp_path)
    (tmp_path / "project.godot").write_text('[application]\nconfig/name="try"\n', encoding="utf-8")
    (tmp_path / "try.gd").write_text(GODOT, encoding="utf-8")
    (tmp_path / "face.gd").write_text(FACE, encoding="utf-8")
    told = run([program, "-s", "try.gd"], tmp_path, EMOGEN_URL=server.of("http", "ws"))
    assert told["over"]["type"] == "done"
    assert told["words"] == ["Hi"]
    assert told["bytes"] == length
    assert told["open"] > 0.2


RENPY = """
define e = EmogenCharacter("Eileen", voice="af_heart")
define m = EmogenCharacter("Mira", mind="mira")

init python:
    import json, os, time

    emogen_url = os.environ["EMOGEN_URL"]

    def heard(character, text, **manner):
        # How far the sound of a line is played while it is on the screen, in seconds.
        character(text, interact=False, **manner)
        end = time.time() + 60
        while emogen_lines.error is None and time.time() < end:
            if (renpy.music.get_pos("voice") or 0) > 0:
                return renpy.music.get_pos("voice")
            renpy.pause(0.2, hard=False)
        return str(emogen_lines.error)

label start:
    $ first = heard(e, "{i}Hi{/i}.", emotion="joy")
    $ emogen_event("mira", "Eileen hugged me", desirability=0.6)
    $ renpy.music.stop("voice")
    $ second = heard(m, "Oh.")
    $ renpy.music.stop("voice")
    $ emogen_url = "http://127.0.0.1:9"
    $ third = heard(e, "Hi.")
    $ print("RESULT " + json.dumps([first, second, third]), flush=True)
    $ renpy.quit()
"""


def test_renpy_in_play(server: Server, tmp_path: Path) -> None:
    program, screen = engine(), shutil.which("xvfb-run")
    if program is None or screen is None:
        pytest.skip("Ren'Py, or a screen for it (Xvfb), is not installed")
    game = tmp_path / "game"
    game.mkdir()
    shutil.copy(CLIENTS / "renpy" / "emogen.rpy", game)
    (game / "script.rpy").write_text(RENPY, encoding="utf-8")
    quiet = {
        "SDL_AUDIODRIVER": "dummy",
        "RENPY_RENDERER": "sw",
        "RENPY_SKIP_MAIN_MENU": "1",
        "RENPY_SKIP_SPLASHSCREEN": "1",
    }
    command = [screen, "-a", "/usr/bin/python3", str(launcher(tmp_path)), str(program), str(tmp_path), "run"]
    first, second, third = run(command, tmp_path, EMOGEN_URL=server.url, **quiet)
    assert 0 < first < 5
    assert 0 < second < 5
    assert "refused" in third
    assert server.http.get("/v1/characters/mira/memories").json()[0]["text"] == "Eileen hugged me"
