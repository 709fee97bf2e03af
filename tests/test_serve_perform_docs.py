"""The messages that docs/perform.md shows are messages of the protocol, every type and field among them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter

from emogen.pipelines.live.protocols.perform_messages import ServerMessage, Start, read_message

PAGE = (Path(__file__).parent.parent / "docs" / "perform.md").read_text(encoding="utf-8")
SHOWN = [json.loads(body) for body in re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]
SERVER: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
FROM_SERVER = {kind.model_fields["type"].default for kind in get_args(ServerMessage)}


def test_every_message_that_is_shown_is_read() -> None:
    for message in SHOWN:
        if message["type"] in FROM_SERVER:
            assert SERVER.validate_python(message, strict=False).type == message["type"]
        else:
            assert read_message(json.dumps(message)).type == message["type"]


def test_every_type_is_shown() -> None:
    client = {"start", "say", "text", "audio", "sound", "end", "cancel", "ping"}
    assert {message["type"] for message in SHOWN} == client | FROM_SERVER


def test_every_field_of_start_is_told() -> None:
    told = PAGE.partition("## Messages of the client")[2].partition("## Messages of the server")[0]
    for name in Start.model_fields:
        assert f"`{name}`" in told, name
