"""The interface of XTTS API Server, which SillyTavern, Mantella and SkyrimNet speak.

Voices are not cloned: ``speaker_wav`` is a voice's name, with an emotion after an ``@`` if one likes. A
recording that a mod sends gives its speaker one of the voices, and the answer says so.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from emogen.errors import RequestError
from emogen.pipelines.live.protocols.languages import spoken, voice_for
from emogen.pipelines.live.server.app import bare_app
from emogen.pipelines.live.server.asked import Asked, voice_rows
from emogen.pipelines.live.server.encoding import ENCODINGS, encoded, paced, wav_header
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.speaking import (
    House,
    SoundResponse,
    begin,
    check_text,
    house,
    json_body,
    manner,
    number,
)  # fmt: skip
from emogen.pipelines.speech.voices import find_voice, voices

if TYPE_CHECKING:
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Serving

PROTOCOL: Final = "xtts"

MODEL: Final = "emogen"
"""The one model there is."""

SETTINGS: Final = (
    *("stream_chunk_size", "temperature", "speed", "length_penalty", "repetition_penalty", "top_p", "top_k"),
)
"""Numbers of ``/set_tts_settings``; only ``speed`` means something here."""

_MOST: Final = 5_000
"""Speakers that recordings were sent for, at most: more than a game has. Ours."""

_SAMPLE: Final = "Hello! It is good to see you."

Shared = Annotated[House, Depends(house)]


def make_app(serving: Serving, room: Room) -> FastAPI:
    """The app of the port."""
    app = bare_app(serving, room, form=_form, title="emogen, as XTTS API Server")
    app.state.xtts = _State()
    app.include_router(router())
    return app


class _State:
    """Settings and speakers that clients have sent; they are forgotten when the server stops."""

    def __init__(self) -> None:
        self.speed = 1.0
        self.speakers: dict[str, str] = {}

    def voice(self, name: str, language: str) -> str:
        """The voice behind a speaker's name. Raises ``RequestError`` for an unknown one."""
        speaker = name.strip().removesuffix(".wav")
        base, at, emotion = speaker.partition("@")
        voice = self.speakers.get(base.strip().lower(), base) or voice_for(language)
        return f"{voice}{at}{emotion}"


def router() -> APIRouter:
    """Routes of the interface."""
    routes = APIRouter(tags=["XTTS"])
    for path in ("/tts_to_audio", "/tts_to_audio/"):
        routes.post(path, summary="Speak a line")(speak)
    for path in ("/tts_stream", "/tts_stream/"):
        routes.get(path, summary="Speak a line as it is made")(stream)
    routes.get("/", summary="Server")(root)
    routes.get("/speakers", summary="Voices")(speakers)
    routes.get("/speakers_list", summary="Names of voices")(speakers_list)
    routes.get("/languages", summary="Languages")(languages)
    routes.get("/get_models_list", summary="Models")(models)
    routes.post("/switch_model", summary="Choose the model")(switch_model)
    routes.get("/get_tts_settings", summary="Settings")(get_settings)
    routes.post("/set_tts_settings", summary="Set the speed")(set_settings)
    routes.post("/create_and_store_latents", summary="Give a speaker a voice")(store_speaker)
    return routes


async def root() -> dict[str, str]:
    """Something for clients that ask whether there is a server."""
    return {"message": "emogen speaks as XTTS API Server does"}


async def speakers(request: Request) -> list[dict[str, str]]:
    """Every voice, with the address of a sample."""
    base = f"{str(request.base_url).rstrip('/')}/tts_stream/?"
    return [
        {
            "name": row["id"],
            "voice_id": row["id"],
            "preview_url": base + urlencode({"text": _SAMPLE, "speaker_wav": row["id"], "language": "en"}),
        }
        for row in voice_rows()
    ]


async def speakers_list(request: Request, shared: Shared) -> Any:
    """Names of the voices and of speakers that were stored; by language, as Mantella wants them, where the
    server is set so."""
    names = [*(row["id"] for row in voice_rows()), *request.app.state.xtts.speakers]
    return {"en": {"speakers": names}} if shared.serving.mantella else names


async def languages() -> dict[str, dict[str, str]]:
    """The languages by name, as codes that ``language`` takes."""
    return {"languages": {name: code.lower() for name, code in spoken().items()}}


async def models() -> list[str]:
    """The one model."""
    return [MODEL]


async def switch_model(request: Request) -> dict[str, str]:
    """Take any model's name, and go on with the one there is."""
    name = (await json_body(request)).get("model_name")
    return {"message": f"{MODEL} speaks, whichever model is named" if name != MODEL else f"{MODEL} speaks"}


async def get_settings(request: Request) -> dict[str, Any]:
    """The settings that mean something."""
    return {"speed": request.app.state.xtts.speed}


async def set_settings(request: Request) -> dict[str, str]:
    """Set the speed for lines to come. Some clients write numbers as text."""
    body = await json_body(request)
    for name in SETTINGS:
        number(body, name, 1.0, -1e6, 1e6)
    request.app.state.xtts.speed = number(body, "speed", request.app.state.xtts.speed, 0.25, 4.0)
    return {"message": "Settings successfully applied: the speed. The others mean nothing to this voice."}


async def speak(request: Request, shared: Shared) -> Response:
    """Speak a line; gives a WAV file."""
    body = await json_body(request)
    text, wanted, tempo = await _wanted(request, shared, body)
    speaking = await begin(request, shared, [(text, wanted)], protocol=PROTOCOL)
    try:
        pieces = encoded(speaking.pcm(), ENCODINGS["pcm"], speaking.line.rate, tempo=tempo)
        sound = [piece async for piece in pieces]
    finally:
        speaking.finish()
    content = b"".join(sound)
    content = wav_header(speaking.line.rate, len(content)) + content
    return Response(content, media_type="audio/wav", headers=speaking.headers())


async def stream(request: Request, shared: Shared) -> Response:
    """Speak a line; the WAV file comes as it is made."""
    text, wanted, tempo = await _wanted(request, shared, dict(request.query_params))
    speaking = await begin(request, shared, [(text, wanted)], protocol=PROTOCOL)
    sound = encoded(speaking.pcm(), ENCODINGS["wav"], speaking.line.rate, tempo=tempo)
    return SoundResponse(sound, cancel=speaking.finish, media="audio/x-wav", headers=speaking.headers())


async def store_speaker(request: Request) -> dict[str, str]:
    """Give a speaker, whose recording is not looked at, one of the voices."""
    await request.body()  # Of another type of body the form would leave some unread.
    async with request.form(max_files=1, max_fields=20) as form:
        name, language = form.get("speaker_name"), form.get("language", "en")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= 100:
            raise RequestError("speaker_name is missing, or longer than 100 characters")
        if not isinstance(form.get("wav_file"), UploadFile):
            raise RequestError("wav_file is missing")
    state: _State = request.app.state.xtts
    speaker = name.strip().removesuffix(".wav").lower()
    if len(state.speakers) >= _MOST and speaker not in state.speakers:
        raise RequestError(f"{_MOST} speakers have a voice already")
    voice = state.speakers[speaker] = _voice_like(speaker, str(language))
    return {"message": f"Voices are not cloned: {speaker} is spoken by {voice}.", "voice": voice}


def _voice_like(speaker: str, language: str) -> str:
    """A voice of the language for a speaker's name, always the same; of the sex that the name tells."""
    wanted = find_voice(voice_for(language)).language.partition("-")[0]
    fitting = [voice for voice in voices() if voice.language.partition("-")[0] == wanted]
    sex = "female" if "female" in speaker else "male" if "male" in speaker else None
    of_sex = [voice for voice in fitting if voice.sex == sex] or fitting
    return of_sex[zlib.crc32(speaker.encode()) % len(of_sex)].name


async def _wanted(request: Request, shared: House, fields: dict[str, Any]) -> tuple[str, Asked, float]:
    """Text, manner and tempo of a line."""
    text = check_text(fields.get("text"), shared.serving.limits.text, "text")
    name, language = fields.get("speaker_wav") or "", fields.get("language") or "en"
    if not (isinstance(name, str) and isinstance(language, str)):
        raise RequestError("speaker_wav and language are names")
    state: _State = request.app.state.xtts
    pace, tempo = paced(number(fields, "speed", state.speed, 0.25, 4.0))
    voice = state.voice(name, language)
    given = {key: fields[key] for key in ("emotion", "take", "seed", "intensity") if key in fields}
    return text, await manner(shared, voice=voice, fields={"pace": pace, **given}), tempo


def _form(problem: HttpError) -> Any:
    """As servers made with FastAPI tell errors."""
    return {"detail": problem.message}
