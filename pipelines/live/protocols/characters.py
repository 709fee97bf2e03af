"""``/v1/characters``: characters that feel. See docs/perform.md."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from emogen.conditioning.character.document import facts
from emogen.conditioning.character.people import characters
from emogen.conditioning.mind import Event
from emogen.conditioning.mind.appraisal import Actor, Prospect
from emogen.conditioning.read.asked import one_emotion
from emogen.errors import RequestError
from emogen.pipelines.live.cast import Cast, told_character, told_mind
from emogen.pipelines.live.incoming import Pieces
from emogen.pipelines.live.protocols.perform_messages import Manner, ShownEmotion
from emogen.pipelines.live.protocols.perform_told import told_emotion
from emogen.pipelines.live.server.encoding import encoded, find_encoding
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.settings import Serving
from emogen.pipelines.live.server.speaking import SoundResponse, check_text
from emogen.pipelines.live.session import Session
from emogen.pipelines.live.stage import Stage, stage_of
from emogen.pipelines.live.voice import Voice

_MOST: Final = 50
"""Memories in an answer at most. Ours."""

Unit = Annotated[float, Field(ge=-1, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Body(BaseModel):
    """A body; unknown fields and numbers that are none are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class NewCharacter(Body):
    """A character to begin, or a saved mind to go on with."""

    character: str | int | dict[str, Any] | None = Field(
        None, description="A name of `emogen characters`, a number that draws a person, or a character file."
    )
    mind: dict[str, Any] | None = Field(None, description="What GET …/mind gave.")
    seed: int = Field(0, ge=0, le=2**53, description="Varies reactions.")
    variation: Share = Field(0.1, description="How much reactions vary.")


class Happening(Body):
    """Something that happens to a character, in its own eyes; see docs/mind.md."""

    text: Annotated[str, Field(max_length=10_000)] = Field("", description="For the memory.")
    desirability: Unit = Field(0.0, description="For the character's goals.")
    praise: Unit = Field(0.0, description="Of the act.")
    actor: Actor = Field("nobody", description="Who acted.")
    prospect: Prospect = Field("happened", description="A fact, a prospect, or how it turned out.")
    likelihood: Share = Field(0.5, description="Of the prospect.")
    desirability_for_other: Unit = Field(0.0, description="For somebody else.")
    liking: Unit = Field(0.0, description="Of that other.")
    appeal: Unit = Field(0.0, description="Of a thing or person met.")


class Arising(Body):
    """An emotion that arises, or that another shows."""

    emotion: Annotated[str, Field(min_length=1, max_length=1000)] = Field(description="As requests take it.")
    closeness: Share | None = Field(None, description="Of another who shows it, to be caught from.")


class Spoken(Manner):
    """A line for a character to say."""

    text: Annotated[str, Field(min_length=1)] = Field(description="Words, tags, or SSML.")
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "wav"
    perform: bool = Field(
        False, description="Say it on the connections that perform the character, in place of an answer."
    )


class Told(BaseModel):
    """A character's state."""

    name: str
    character: str = Field(description="The person's own name.")
    voice: str | None
    emotion: ShownEmotion = Field(description="As it shows now.")
    feelings: dict[str, float] = Field(description="Strongest first.")
    mood: dict[str, float] = Field(description="Pleasure, arousal, dominance.")
    mood_name: str
    seconds: float = Field(description="Of life.")
    memories: int


class ToldMemory(BaseModel):
    """Something remembered."""

    text: str
    emotion: str
    seconds: float = Field(description="Of life when it happened.")


def stage(request: Request) -> Stage:
    """The stage of an app, as a dependency of its routes."""
    return stage_of(request.app)


Staged = Annotated[Stage, Depends(stage)]


def router(serving: Serving) -> APIRouter:
    """Routes of the interface."""
    del serving
    routes = APIRouter(tags=["Characters"])
    routes.get("/v1/characters", summary="Names")(names)
    routes.get("/v1/characters/{name}", summary="State")(state)
    routes.put("/v1/characters/{name}", summary="Begin, or go on")(make)
    routes.delete("/v1/characters/{name}", summary="Forget")(remove)
    routes.post("/v1/characters/{name}/events", summary="Have something happen")(happen)
    routes.post("/v1/characters/{name}/feelings", summary="Have an emotion arise, or catch it")(arise)
    routes.get("/v1/characters/{name}/memories", summary="Memories that come to mind")(memories)
    routes.get("/v1/characters/{name}/mind", summary="The saved mind")(mind)
    routes.get("/v1/characters/{name}/person", summary="The character file")(person)
    routes.post("/v1/characters/{name}/say", summary="Say a line")(say)
    return routes


def names(on: Staged) -> dict[str, Any]:
    """Sessions there are, and people who can be one."""
    return {"sessions": on.cast.names(), "characters": list(characters())}


def state(name: str, on: Staged) -> Told:
    """A character's mood, feelings and emotion now."""
    return _told(_find(on.cast, name))


def make(name: str, body: NewCharacter, on: Staged) -> Told:
    """Begin a character anew, or go on with a saved mind."""
    if (body.mind is None) == (body.character is None):
        raise RequestError("give either character or mind")
    if body.mind is not None:
        return _told(on.cast.go_on(name, told_mind(body.mind)))
    person = told_character(body.character)
    return _told(on.cast.make(name, person, seed=body.seed, variation=body.variation))


def remove(name: str, on: Staged) -> dict[str, bool]:
    """Forget a character and its file."""
    if not on.cast.remove(name):
        raise HttpError(404, f"there is no character {name[:80]!r}", "character_not_found", "name")
    return {"deleted": True}


def happen(name: str, body: Happening, on: Staged) -> Told:
    """Have something happen to a character."""
    session = _find(on.cast, name)
    session.meet(Event(**body.model_dump()))
    return _kept(on.cast, session)


def arise(name: str, body: Arising, on: Staged) -> Told:
    """Have an emotion arise in a character."""
    session, emotion = _find(on.cast, name), one_emotion(body.emotion)
    if body.closeness is None:
        session.feel(emotion)
    else:
        session.catch(emotion, body.closeness)
    return _kept(on.cast, session)


def memories(
    name: str,
    on: Staged,
    about: Annotated[str, Field(max_length=1000)] = "",
    count: Annotated[int, Field(ge=1, le=_MOST)] = 3,
) -> list[ToldMemory]:
    """Memories that come to a character's mind about something, best first."""
    return [
        ToldMemory(text=memory.text, emotion=str(memory.emotion), seconds=memory.time)
        for memory in _find(on.cast, name).recall(about, count)
    ]


def mind(name: str, on: Staged) -> dict[str, Any]:
    """Everything that a character feels and remembers, to go on with later."""
    return _find(on.cast, name).document()


def person(name: str, on: Staged) -> dict[str, Any]:
    """A character's voice, looks and personality, as character files have them."""
    return facts(_find(on.cast, name).character)


async def say(name: str, body: Spoken, on: Staged) -> Response:
    """Say a line as the character feels."""
    check_text(body.text, on.limits.text, "text")
    session = await asyncio.to_thread(_find, on.cast, name)
    if body.perform:
        return await _performed(session.name, body, on)
    encoding = find_encoding(body.response_format)
    manner = await asyncio.to_thread(on.manner_of, session.name, body.given(), body.text)
    line = await asyncio.to_thread(Voice(face=False, room=on.room).stream, body.text, **manner)
    sound = encoded((chunk.pcm() async for chunk in line), encoding, line.rate)
    return SoundResponse(
        sound, cancel=line.cancel, media=encoding.media, headers={"Cache-Control": "no-cache"}
    )


async def _performed(name: str, body: Spoken, on: Stage) -> Response:
    """Say a line on every connection that performs the character."""
    count = 0
    for listener in on.listeners(name):
        pieces = Pieces(on.limits.text)
        pieces.add(body.text)
        pieces.end()
        listener.perform(on.new_id("say"), pieces, **body.given())
        count += 1
    if not count:
        raise HttpError(409, f"nobody performs {name!r}: connect to /v1/perform first", "no_listener")
    return JSONResponse({"performed": count})


def _find(cast: Cast, name: str) -> Session:
    try:
        return cast.find(name)
    except RequestError as error:
        raise HttpError(404, str(error), "character_not_found", "name") from error


def _kept(cast: Cast, session: Session) -> Told:
    cast.save(session)
    return _told(session)


def _told(session: Session) -> Told:
    now = session.state
    return Told(
        name=now.name,
        character=now.character.name,
        voice=now.character.voice,
        emotion=told_emotion(now.emotion),
        feelings=now.feelings,
        mood=dict(zip(("pleasure", "arousal", "dominance"), now.mood, strict=True)),
        mood_name=now.mood_name,
        seconds=now.time,
        memories=now.memories,
    )
