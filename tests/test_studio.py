"""Tests of the studio page's routes: files, targets, pictures, heads, and access to them."""

from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from emogen.arkit import ARKIT
from emogen.cli.main import app
from emogen.pipelines.live.protocols import studio
from tests.live_server import Server, a_server, serving

_ASSETS = Path(__file__).parents[1] / "assets" / "studio"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from a_server()


def test_the_page_loads_only_files_of_the_server(server: Server) -> None:
    page = server.http.get("/")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "*" not in policy
    for path in re.findall(r'(?:src|href)="(/studio/[^"]+)"', page.text):
        assert server.http.get(path).status_code == 200, path
    for file in _ASSETS.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|\burl\((?!#)", text), file.name


def test_scripts_import_only_what_is_served(server: Server) -> None:
    for file in _ASSETS.glob("*.js"):
        answer = server.http.get(f"/studio/{file.name}")
        assert answer.headers["content-type"].startswith("text/javascript")
        for name in re.findall(r'(?:from|import\()\s*"([^"]+)"', answer.text):
            path = {"three": "/studio/three/build/three.module.min.js"}.get(
                name, name.replace("./", "/studio/")
            )
            if "/three/" not in path or studio.library_files():
                assert server.http.get(path).status_code == 200, (file.name, name)


@pytest.mark.parametrize(
    "path",
    [
        "/studio/index.html",
        "/studio/nothing.js",
        "/studio/..%2Fmodels.toml",
        "/studio/%2e%2e/models.toml",
        "/studio/three/LICENSE",
        "/studio/three/..%2f..%2fmodels.toml",
        "/studio/three//etc/passwd",
        "/studio/main.js%00.css",
    ],
)
def test_no_path_leads_out_of_the_lists(server: Server, path: str) -> None:
    answer = server.http.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_choices_are_those_of_emogen(server: Server) -> None:
    choices = server.http.get("/studio/choices").json()
    assert {"name": "mira", "voice": "af_heart", "sex": "female"} in choices["characters"]
    assert {voice["name"] for voice in choices["voices"]} >= {"af_heart", "am_michael"}
    joy = next(emotion for emotion in choices["emotions"] if emotion["name"] == "joy")
    assert joy["vad"] == [0.76, 0.48, 0.35]
    assert re.fullmatch("#[0-9a-f]{6}", joy["colour"])


def test_targets_are_those_of_explain(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    emotion = "joy:0.6 + surprise:0.4"
    step = server.http.get("/studio/explain", params={"emotion": emotion, "take": 3}).json()["steps"][0]
    app(["explain", emotion, "--take", "3", "--json"], standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    for kind, rows in told["targets"].items():
        assert all(-1 <= row.pop("share") <= 1 for row in step["targets"][kind])
        for row, wanted in zip(step["targets"][kind], rows, strict=True):
            assert row == pytest.approx(wanted, abs=1e-4)
    assert step["vad"] == told["vad"]


def test_an_emotion_that_moves_has_steps(server: Server) -> None:
    told = server.http.get("/studio/explain", params={"emotion": "sad -> hopeful"}).json()
    assert [step["label"] for step in told["steps"]] == ["sad", "hopeful"]
    auto = server.http.get("/studio/explain", params={"emotion": "auto", "text": "I hate you!"}).json()
    assert auto["steps"][0]["vad"]["valence"] < 0


@pytest.mark.parametrize(
    ("path", "params", "reason"),
    [
        ("explain", {"emotion": "joyy"}, "Did you mean joy"),
        ("explain", {"emotion": "joy", "intensity": "nan"}, "intensity"),
        ("explain", {"emotion": "joy", "sex": "robot"}, "sex"),
        ("explain", {"emotion": "x" * 3000}, "emotion"),
        ("explain", {}, "emotion"),
        ("picture.jpg", {"scene": "a lake", "emotion": "sad -> hopeful"}, "more than one emotion"),
        ("picture.jpg", {"scene": "", "emotion": "joy"}, "text"),
        ("head.glb", {"character": "/etc/passwd"}, "unknown character"),
        ("idle", {"character": "mira.character.json"}, "unknown character"),
    ],
)
def test_bad_requests_get_one_sentence(
    server: Server, path: str, params: dict[str, str], reason: str
) -> None:
    answer = server.http.get(f"/studio/{path}", params=params)
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert reason in message
    assert "\n" not in message


def test_the_mood_picture_is_emogens(server: Server) -> None:
    from PIL import Image

    answer = server.http.get("/studio/picture.jpg", params={"scene": "a lake, a zorb", "emotion": "joy"})
    assert Image.open(io.BytesIO(answer.content)).size == (640, 360)
    assert json.loads(answer.headers["x-emogen-picture"])["missing"] == ["zorb"]


def test_a_silent_face_lives(server: Server) -> None:
    idle = server.http.get("/studio/idle", params={"character": "mira", "emotion": "joy"}).json()
    assert idle["names"] == list(ARKIT)
    assert len(idle["frames"]) == round(studio.IDLE * idle["fps"])
    smile = list(ARKIT).index("mouthSmileLeft")
    assert max(row[smile] for row in idle["frames"]) > 0.2
    assert {len(row) for row in idle["frames"]} == {len(ARKIT) + 5}


def test_a_head_has_52_shapes_and_is_made_once(server: Server) -> None:
    answer = server.http.get("/studio/head.glb", params={"character": "mira"})
    length = struct.unpack("<I", answer.content[12:16])[0]
    document = json.loads(answer.content[20 : 20 + length])
    face = next(mesh for mesh in document["meshes"] if mesh["name"] == "Face")
    assert face["extras"]["targetNames"] == list(ARKIT)
    assert all(len(primitive["targets"]) == len(ARKIT) for primitive in face["primitives"])
    known = {"If-None-Match": answer.headers["etag"]}
    again = server.http.get("/studio/head.glb", params={"character": "mira"}, headers=known)
    assert again.headers["etag"] == answer.headers["etag"]


def test_other_sites_get_nothing_that_costs_work(server: Server) -> None:
    params = {"scene": "a lake", "emotion": "joy"}
    for site in ("cross-site", "same-site"):
        answer = server.http.get("/studio/picture.jpg", params=params, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


def test_the_page_needs_no_token_and_its_answers_do() -> None:
    with serving(token="open sesame") as closed:
        closed.http.headers.pop("Authorization")
        for path in ("/", "/studio/main.js", "/studio/studio.css"):
            assert closed.http.get(path).status_code == 200
        for path in ("/studio/choices", "/studio/explain?emotion=joy", "/studio/head.glb?character=mira"):
            assert closed.http.get(path).status_code == 401


def test_without_three_the_page_tells_what_to_run(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMOGEN_HOME", str(tmp_path))
    assert "emogen models pull three" in server.http.get("/studio/choices").json()["head"]
    assert server.http.get("/studio/three/build/three.module.min.js").status_code == 404
