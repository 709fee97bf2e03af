"""Characters of a server: their minds, the clock, files, and what is refused."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emogen.conditioning.character.people import find_character
from emogen.conditioning.mind import Event, Mind
from emogen.errors import BusyError, RequestError
from emogen.pipelines.live.cast import Cast, told_character
from emogen.pipelines.live.session import Session
from tests.live_server import Server, serving

INSULT = {"text": "The traveller insulted me", "desirability": -0.6, "praise": -0.8, "actor": "other"}


class Clock:
    """Time that passes when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(characters=tmp_path_factory.mktemp("minds")) as running:
        yield running


def test_feelings_fade_by_the_clock() -> None:
    clock = Clock()
    session = Session("guard", Mind(find_character("mira")), clock=clock)
    session.meet(Event(**INSULT))  # type: ignore[arg-type]
    before = session.state
    assert max(before.feelings, key=before.feelings.__getitem__) == "anger"
    clock.now += 180
    after = session.state
    assert after.feelings["anger"] < before.feelings["anger"]
    assert after.time == 180
    clock.now -= 500  # A clock that is set back.
    assert session.state.time == 180


def test_a_saved_mind_lives_on_while_nobody_runs_it(tmp_path: Path) -> None:
    clock = Clock()
    cast = Cast(tmp_path, clock=clock)
    session = cast.find("mira")
    session.meet(Event(**INSULT))  # type: ignore[arg-type]
    cast.save(session)
    anger = session.state.feelings["anger"]
    clock.now += 120
    again = Cast(tmp_path, clock=clock)
    assert again.names() == ["mira"]
    state = again.find("mira").state
    assert state.time == pytest.approx(120, abs=1e-3)
    assert 0 < state.feelings["anger"] < anger


def test_the_mood_decides_how_a_line_is_said() -> None:
    session = Session("guard", Mind(find_character("mira")), clock=Clock())
    calm = session.emotion_for(None)
    session.meet(Event(**INSULT))  # type: ignore[arg-type]
    assert "anger" in session.emotion_for(None)
    assert "anger" not in calm
    assert "joy" in session.emotion_for("joy")
    assert "anger" not in session.emotion_for("joy")
    assert session.emotion_for("sad -> hopeful") == "sad -> hopeful"
    assert "joy" in session.emotion_for("auto", "I am so happy that you came!")
    with pytest.raises(RequestError):
        session.emotion_for("va(9)")


def test_names_are_no_paths(tmp_path: Path) -> None:
    outside = tmp_path / "secret.character.json"
    outside.write_text("{}", encoding="utf-8")
    cast = Cast(tmp_path / "minds")
    for name in (str(outside), "../secret.character.json", "secret.yaml", "", "x" * 41, "a\nb"):
        with pytest.raises(RequestError):
            cast.find(name)
    cast.make("../../up", find_character("mira"))
    assert [path.name for path in (tmp_path / "minds").iterdir()] == ["%2E.%2F..%2Fup.mind.json"]
    assert cast.names() == ["../../up"]
    with pytest.raises(RequestError, match="backend"):
        told_character({"name": "Ann", "voice": {"name": "/etc/passwd", "backend": "coqui"}})


def test_there_is_room_for_so_many(tmp_path: Path) -> None:
    cast = Cast(most=2)
    cast.find("mira"), cast.find("1")
    with pytest.raises(BusyError):
        cast.find("2")
    kept = Cast(tmp_path, most=2)
    for name in ("1", "2", "3"):
        kept.find(name)
    assert kept.names() == ["1", "2", "3"]


def test_events_over_http(server: Server) -> None:
    made = server.http.put("/v1/characters/bram", json={"character": "malik", "seed": 7})
    assert made.status_code == 200
    assert made.json()["character"] == "malik"
    told = server.http.post("/v1/characters/bram/events", json=INSULT).json()
    assert next(iter(told["feelings"])) == "anger"
    assert told["memories"] == 1
    assert told["emotion"]["valence"] < 0
    caught = server.http.post(
        "/v1/characters/bram/feelings", json={"emotion": "joy", "closeness": 1.0}
    ).json()
    assert caught["emotion"]["valence"] > told["emotion"]["valence"]
    remembered = server.http.get("/v1/characters/bram/memories", params={"about": "traveller"}).json()
    assert remembered[0]["text"] == INSULT["text"]
    mind = server.http.get("/v1/characters/bram/mind").json()
    other = server.http.put("/v1/characters/twin", json={"mind": mind}).json()
    assert next(iter(other["feelings"])) in told["feelings"]
    assert set(server.http.get("/v1/characters").json()["sessions"]) >= {"bram", "twin"}
    assert server.http.delete("/v1/characters/twin").json() == {"deleted": True}
    assert server.http.delete("/v1/characters/twin").status_code == 404


def test_a_line_is_said_as_the_character_feels(server: Server) -> None:
    answer = server.http.post("/v1/characters/mira/say", json={"text": "Hi."})
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getframerate() == 24000
    assert (
        server.http.post("/v1/characters/mira/say", json={"text": "Hi.", "perform": True}).status_code == 409
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/characters/nobody", None),
        ("GET", "/v1/characters/..%2Fsecret.json", None),
        ("PUT", "/v1/characters/x", {}),
        ("PUT", "/v1/characters/x", {"character": "/etc/passwd"}),
        ("PUT", "/v1/characters/x", {"character": {"name": "X", "looks": {"seed": "1"}}}),
        ("PUT", "/v1/characters/x", {"mind": {"format": "emogen-mind", "version": 99}}),
        ("POST", "/v1/characters/mira/events", {"desirability": 2}),
        ("POST", "/v1/characters/mira/events", {"praise": 0.5}),
        ("POST", "/v1/characters/mira/events", {"unknown": 1}),
        ("POST", "/v1/characters/mira/feelings", {"emotion": "joyy:::"}),
        ("POST", "/v1/characters/mira/say", {"text": ""}),
        ("POST", "/v1/characters/mira/say", {"text": "a" * 30_000}),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(server: Server, method: str, path: str, body: Any) -> None:
    answer = server.http.request(method, path, json=body)
    assert answer.status_code in (400, 404)
    assert "Traceback" not in answer.text
    assert "\n" not in answer.json()["error"]["message"]


def test_numbers_that_are_none_are_refused(server: Server) -> None:
    headers = {"Content-Type": "application/json"}
    answer = server.http.post("/v1/characters/mira/events", content=b'{"desirability": NaN}', headers=headers)
    assert answer.status_code == 400
