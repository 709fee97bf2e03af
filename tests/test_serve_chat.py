"""Chats: the real ``openai`` client, through the server, to a small chat server; and spoken."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from emogen.conditioning.character.people import find_character
from emogen.conditioning.mind import Mind
from emogen.pipelines.live.reply import Sentences, felt_sentence, heard
from emogen.pipelines.live.session import Session
from tests.live_server import Server, serving
from tests.performer import performing

openai = pytest.importorskip("openai")

REPLY = ["I am so", " happy that you", " came! ", "Hooray", "."]
MESSAGES = [{"role": "user", "content": "I am back, and I missed you so much!"}]


class Llm(ThreadingHTTPServer):
    """A chat server that says :data:`REPLY`, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.go_on = threading.Event()
        self.go_on.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    """Answers as OpenAI-compatible chat servers do."""

    server: Llm

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "key": self.headers["Authorization"], **body})
        if body["model"] == "broken":
            self._head(404, "application/json")
            self.wfile.write(b'{"error": {"message": "no such model", "code": "model_not_found"}}')
        elif body.get("stream"):
            self._head(200, "text/event-stream")
            for piece in REPLY:
                self._event(json.dumps({**_FRAME, "choices": [_choice("delta", piece)]}))
                self.server.go_on.wait(30)
            self._event("[DONE]")
        else:
            self._head(200, "application/json")
            whole = {**_FRAME, "object": "chat.completion", "choices": [_choice("message", "".join(REPLY))]}
            self.wfile.write(json.dumps(whole).encode())

    def _head(self, status: int, media: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.end_headers()

    def _event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is logged."""


_FRAME = {"id": "chat-1", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}


def _choice(kind: str, content: str) -> dict[str, Any]:
    return {"index": 0, kind: {"role": "assistant", "content": content}, "finish_reason": None}


@pytest.fixture(scope="module")
def llm() -> Iterator[Llm]:
    server = Llm()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="module")
def server(llm: Llm) -> Iterator[Server]:
    with serving(llm=llm.url) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Any]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="sk-own", max_retries=0) as client:
        yield client


def test_a_reply_streams_through_and_is_spoken_as_it_is_felt(server: Server, client: Any, llm: Llm) -> None:
    server.http.put("/v1/characters/mira", json={"character": "mira"})
    with performing(server, character="mira", parts=["words", "emotion"]) as performer:
        stream = client.chat.completions.create(
            model="tiny", messages=MESSAGES, stream=True, extra_body={"character": "mira"}
        )
        pieces = [chunk.choices[0].delta.content for chunk in stream]
        assert pieces == REPLY
        messages = performer.until("done", "error")
    assert messages[-1]["type"] == "done"
    words = [word["text"] for message in messages for word in message.get("words", ())]
    assert words == ["I", "am", "so", "happy", "that", "you", "came", "Hooray"]
    assert all(m["emotion"]["valence"] > 0.1 for m in messages if m["type"] == "chunk")
    assert "character" not in llm.asked[-1]
    assert llm.asked[-1]["path"] == "/v1/chat/completions"
    assert llm.asked[-1]["key"] == "Bearer sk-own"
    state = server.http.get("/v1/characters/mira").json()
    assert "joy" in state["feelings"]
    assert server.http.get("/v1/characters/mira/memories").json()[0]["text"] == MESSAGES[0]["content"]


def test_the_first_words_come_before_the_last_are_written(client: Any, llm: Llm) -> None:
    llm.go_on.clear()
    try:
        stream = client.chat.completions.create(model="tiny", messages=MESSAGES, stream=True)
        assert next(iter(stream)).choices[0].delta.content == REPLY[0]
    finally:
        llm.go_on.set()
    assert [chunk.choices[0].delta.content for chunk in stream] == REPLY[1:]


def test_a_reply_in_one_piece(server: Server, client: Any) -> None:
    with performing(server, character="malik", parts=["words"]) as performer:
        answer = client.chat.completions.create(
            model="tiny", messages=MESSAGES, extra_headers={"X-Emogen-Character": "malik"}
        )
        assert answer.choices[0].message.content == "".join(REPLY)
        assert performer.until("done", "error")[-1]["type"] == "done"


def test_errors_of_the_chat_server_pass_through(client: Any) -> None:
    with pytest.raises(openai.NotFoundError, match="no such model"):
        client.chat.completions.create(model="broken", messages=MESSAGES, stream=True)
    with pytest.raises(openai.BadRequestError, match="unknown character"):
        client.chat.completions.create(model="tiny", messages=MESSAGES, extra_body={"character": "nobody"})


def test_without_a_chat_server() -> None:
    with serving(llm="http://127.0.0.1:9/v1") as server:
        answer = server.http.post("/v1/chat/completions", json={"model": "tiny", "messages": MESSAGES})
        assert answer.status_code == 502
        assert "does not answer" in answer.json()["error"]["message"]


def test_a_token_of_ours_is_not_passed_on(llm: Llm) -> None:
    with serving(llm=llm.url, token="a-secret-of-ours") as server:
        assert server.http.post("/v1/chat/completions", json={"model": "tiny", "messages": []}).is_success
    assert llm.asked[-1]["key"] is None


def test_sentences_are_cut_where_something_follows() -> None:
    sentences = Sentences()
    said = [
        text for piece in ("No. I will", " not go. W", "ell... ", "maybe") for text in sentences.add(piece)
    ]
    assert [*said, *sentences.end()] == ["No. I will not go.", " Well... maybe"]
    assert len(sentences.add("word " * 200)) == 2


def test_code_is_not_said_and_directions_stay() -> None:
    session = Session("mira", Mind(find_character("mira")), clock=lambda: 0.0)
    assert felt_sentence("```python\nprint(1)\n```", session) == ""
    assert "*sighs* Fine." in felt_sentence("# *sighs* Fine.", session)
    heard("Oh no, this is terrible, I am so afraid!", session)
    assert session.emotion.valence < 0
