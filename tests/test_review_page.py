"""The review page and the server behind it: what it shows, what it serves, what it writes."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emogen.cli.main import run_app
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.batch.manifest import WHOLE, Writer, batch_of
from emogen.pipelines.batch.manifest import Record as Made
from emogen.pipelines.project.overrides import read_overrides
from emogen.pipelines.review.entries import entries_of, place_of
from emogen.pipelines.review.page import review_page
from emogen.pipelines.review.server import ReviewServer
from emogen.pipelines.review.verdict import LineReview, Record, Take, Verdict, write_record

BAD = 'start_1"><script>alert(1)</script>'


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Results of three lines: one that passed, one that failed, one that was not made."""
    folder = tmp_path / "out"
    rows = []
    for name, id, told in (("good", "0721506", ""), ("bad", BAD, 'heard "floor" for "door"')):
        path = Audio(np.full(4800, 0.1, np.float32), 24_000).save(folder / f"{name}.wav")
        verdict = Verdict("words", not told, told, 2.0 if told else 0.0, {"wrong": 1.0})
        review = LineReview("ab" * 32, (verdict,), "Open the door.", "Open the floor.", 0.2)
        outside = Take(1, 1, "../secret.wav", review)
        write_record(path, Record("asked", "judged", 1, (Take(0, 0, f"{name}.wav", review), outside)))
        asked = {"text": "Open the door. </script>", "emotion": "joy"}
        rows.append(Made(id, "speak", "made", (f"{name}.wav",), "h", asked, {"character": "Mira"}, "joy"))
    rows.append(Made("lost", "speak", "failed", (), None, {"text": "?"}, {}, "joy", error="no voice"))
    (tmp_path / "secret.wav").write_bytes(b"secret")
    with Writer(folder, batch_of(folder, None, len(rows)), WHOLE) as manifest:
        for row in rows:
            manifest.add(row)
        manifest.finish([row.id for row in rows])
    return folder


def data_of(page: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert match
    values: dict[str, Any] = json.loads(match[1])
    return values


def test_the_page_lists_failures_first_and_escapes_what_it_shows(pack: Path) -> None:
    place = place_of(pack)
    page = review_page(place, entries_of(place))
    rows = data_of(page)["lines"]
    assert [(row["id"], row["state"]) for row in rows] == [
        (BAD, "failed"), ("lost", "broken"), ("0721506", "passed"),
    ]  # fmt: skip
    assert "alert(1)</script>" not in page
    assert [take["file"] for take in rows[0]["takes"]] == ["bad.wav"], "a take outside is not listed"
    assert len(rows[0]["takes"][0]["wave"]) == 96


def test_a_person_finds_a_sound_right(pack: Path) -> None:
    for sound, state in (("ab" * 32, "accepted"), ("cd" * 32, "failed")):
        line = {"ok": True, "sound": sound}
        (pack / "overrides.yaml").write_text(json.dumps({"lines": {BAD: line}}), encoding="utf-8")
        place = place_of(pack)
        states = {row["id"]: row["state"] for row in data_of(review_page(place, entries_of(place)))["lines"]}
        assert states[BAD] == state


def test_the_command_writes_the_page(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["review", str(pack), "--no-judge"]) == 0
    assert "1 of 3 lines pass, 1 are not reviewed" in capsys.readouterr().out
    assert (pack / "review.html").is_file()


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_without_results_is_told(there: bool, tmp_path: Path, capsys: Any) -> None:
    folder = tmp_path / "none"
    if there:
        folder.mkdir()
    assert run_app(["review", str(folder)]) == 2
    assert "emogen: " in capsys.readouterr().err


# The server --------------------------------------------------------------------------------------


@pytest.fixture
def server(pack: Path) -> Iterator[ReviewServer]:
    place = place_of(pack)
    with ReviewServer(place, entries_of(place)) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def ask(
    server: ReviewServer, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    port = server.server_address[1]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    sent = None if body is None else body if isinstance(body, str) else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, sent, {"Host": f"127.0.0.1:{port}", **named})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_only_the_page_and_its_sounds_are_served(server: ReviewServer) -> None:
    own = f"/{server.token}"
    status, headers, page = ask(server, "GET", f"{own}/")
    assert status == 200
    assert data_of(page.decode())["save"] == "overrides"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ask(server, "GET", f"{own}/good.wav")[0] == 200
    status, headers, part = ask(server, "GET", f"{own}/good.wav", Range="bytes=10-19")
    assert (status, len(part), headers["Content-Range"][:11]) == (206, 10, "bytes 10-19")
    for path in ("/", "/good.wav", "/wrong/good.wav", f"{own}/../secret.wav", f"{own}/%2e%2e/secret.wav",
                 f"{own}/manifest.jsonl", f"{own}//etc/passwd", own):  # fmt: skip
        assert ask(server, "GET", path)[0] == 404, path
    assert ask(server, "GET", f"{own}/", Host="evil.example:80")[0] == 404


def test_changes_are_written_and_merged(server: ReviewServer, pack: Path) -> None:
    kind = {"Content_Type": "application/json"}
    own = f"/{server.token}/overrides"
    assert ask(server, "POST", own, {"lines": {"0721506": {"take": 2, "lock": True}}}, **kind)[0] == 200
    assert ask(server, "POST", own, {"lines": {BAD: {"emotion": "fear"}}}, **kind)[0] == 200
    assert set(read_overrides(pack / "overrides.yaml").lines) == {"0721506", BAD}
    assert ask(server, "POST", own, {"lines": {"0721506": None}}, **kind)[0] == 200
    assert set(read_overrides(pack / "overrides.yaml").lines) == {BAD}


def test_what_others_send_changes_nothing(server: ReviewServer, pack: Path) -> None:
    good = {"lines": {"0721506": {"take": 2}}}
    own, kind = f"/{server.token}/overrides", "application/json"
    tries = [
        ("/overrides", good, {"Content_Type": kind}, 404),
        ("/wrong/overrides", good, {"Content_Type": kind}, 404),
        (own, good, {"Content_Type": kind, "Origin": "http://evil.example"}, 403),
        (own, good, {"Content_Type": "text/plain"}, 415),
        (own, good, {"Content_Type": kind, "Host": "evil.example:1"}, 404),
        (own, "{", {"Content_Type": kind}, 400),
        (own, "[" * 100_000, {"Content_Type": kind}, 400),
        (own, [1], {"Content_Type": kind}, 400),
        (own, {"lines": {"unknown": {"take": 1}}}, {"Content_Type": kind}, 400),
        (own, {"lines": {"0721506": {"take": "x"}}}, {"Content_Type": kind}, 400),
        (own, {"lines": {"0721506": {"path": "/etc"}}}, {"Content_Type": kind}, 400),
        (own, good, {"Content_Type": kind, "Content_Length": "99999999999"}, 413),
    ]
    for path, body, headers, status in tries:
        assert ask(server, "POST", path, body, **headers)[0] == status, (path, body)
    assert not (pack / "overrides.yaml").exists()


def test_a_file_that_a_person_broke_is_left_alone(server: ReviewServer, pack: Path) -> None:
    (pack / "overrides.yaml").write_text("lines: [", encoding="utf-8")
    with pytest.raises(RequestError):
        server.change({"0721506": {"take": 1}})
    assert (pack / "overrides.yaml").read_text(encoding="utf-8") == "lines: ["
