"""Voices and faces live: sound, words and face in chunks as soon as they exist. See docs/live.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emogen.lazy import loader

if TYPE_CHECKING:
    from emogen.pipelines.live.chunk import Chunk
    from emogen.pipelines.live.face import LiveFace
    from emogen.pipelines.live.line import LiveLine
    from emogen.pipelines.live.pieces import Pieces
    from emogen.pipelines.live.push.playing import Pusher
    from emogen.pipelines.live.push.presence import Presence
    from emogen.pipelines.live.room import Room, default_room
    from emogen.pipelines.live.voice import Voice

_HOME = {
    "Chunk": "emogen.pipelines.live.chunk",
    "LiveFace": "emogen.pipelines.live.face",
    "LiveLine": "emogen.pipelines.live.line",
    "Pieces": "emogen.pipelines.live.pieces",
    "Presence": "emogen.pipelines.live.push.presence",
    "Pusher": "emogen.pipelines.live.push.playing",
    "Room": "emogen.pipelines.live.room",
    "Voice": "emogen.pipelines.live.voice",
    "default_room": "emogen.pipelines.live.room",
}

__all__ = ["Chunk", "LiveFace", "LiveLine", "Pieces", "Presence", "Pusher", "Room", "Voice", "default_room"]

if not TYPE_CHECKING:  # To a type checker every other name would be one too.
    __getattr__ = loader(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
