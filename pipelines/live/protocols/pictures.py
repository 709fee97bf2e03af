"""``/v1/images`` and ``/v1/faces``: mood pictures, faces and expression sheets."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from emogen.errors import RequestError, unknown_name
from emogen.media import parse_size
from emogen.pipelines.live.cast import told_character
from emogen.pipelines.live.server.problems import HttpError
from emogen.pipelines.live.server.settings import Serving
from emogen.pipelines.live.server.speaking import json_body
from emogen.pipelines.live.stage import stage_of
from emogen.pipelines.requests.making import make_request

if TYPE_CHECKING:
    from emogen.media import Medium, Picture
    from emogen.pipelines.live.stage import Stage

_FELT: Final = ("emotion", "va", "intensity", "seed", "take", "variation")

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "image": (*_FELT, "text", "size", "negative", "sweep"),
    "face": (
        *(*_FELT, "character", "au", "age", "sex", "skin", "size", "transparent", "lighting", "camera"),
        *("light_emotion", "background"),
    ),
    "sheet": ("emotions", "intensity", "sweep", "size", "seed", "take", "variation", "character"),
}
"""Parameters of each verb that a request may give: none of them opens a file, or chooses what paints."""

MOST_PIXELS: Final[Mapping[str, int]] = {"image": 1_600_000, "face": 1_100_000, "sheet": 8_000_000}
"""Pixels of a result. Ours: each is made within some ten seconds on one core."""

_MOST_LETTERS: Final = 2000
"""Characters of one text of a request. Ours."""

_MOST_FACES: Final = 60
"""Faces of a sheet. Ours."""

_MOST_PICTURES: Final = 4
"""Pictures of a request of OpenAI's interface. Ours."""

_FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "png": ("PNG", "image/png"),
    "jpeg": ("JPEG", "image/jpeg"),
    "jpg": ("JPEG", "image/jpeg"),
    "webp": ("WEBP", "image/webp"),
}


def router(serving: Serving) -> APIRouter:
    """Routes of the interface."""
    del serving
    routes = APIRouter(tags=["Pictures"])
    routes.post("/v1/images", summary="A mood picture", openapi_extra=_body("image"))(images)
    routes.post("/v1/faces", summary="A face", openapi_extra=_body("face"))(faces)
    routes.post("/v1/faces/sheet", summary="An expression sheet", openapi_extra=_body("sheet"))(sheet)
    routes.post("/v1/images/generations", summary="Pictures, as OpenAI's clients ask for them")(generations)
    return routes


async def images(request: Request) -> Response:
    """A mood picture."""
    return await _answer(request, "image")


async def faces(request: Request) -> Response:
    """A face."""
    return await _answer(request, "face")


async def sheet(request: Request) -> Response:
    """An expression sheet."""
    return await _answer(request, "sheet")


async def generations(request: Request) -> Response:
    """Mood pictures as base64. An emotion is given by ``emotion``, in ``extra_body`` of OpenAI's client."""
    body = await json_body(request)
    count = body.get("n") or 1
    if not isinstance(count, int) or not 1 <= count <= _MOST_PICTURES:
        raise HttpError(400, f"n must be 1 to {_MOST_PICTURES}", "invalid_value", "n")
    form = str(body.get("output_format") or "png")
    values = {name: body[name] for name in FIELDS["image"] if body.get(name) is not None}
    size = body.get("size")
    values = {
        **values,
        "text": body.get("prompt"),
        "size": size if size not in (None, "auto") else "1024x1024",
    }
    seed = int(values.pop("seed", 0))
    stage = stage_of(request.app)
    made = [await _made(stage, "image", {**values, "seed": seed + turn}, form) for turn in range(count)]
    data = [{"b64_json": base64.b64encode(content).decode("ascii")} for content, _ in made]
    return JSONResponse({"created": int(time.time()), "output_format": form, "data": data})


async def _answer(request: Request, verb: str) -> Response:
    body = await json_body(request)
    form = str(body.pop("format", "png"))
    content, notes = await _made(stage_of(request.app), verb, body, form)
    headers = {"X-Emogen-Notes": _ascii(notes)} if notes else {}
    return Response(content, media_type=_FORMATS[form][1], headers=headers)


async def _made(
    stage: Stage, verb: str, values: Mapping[str, Any], form: str
) -> tuple[bytes, tuple[str, ...]]:
    """A picture as a file, and what could not be shown. Painting has its own few threads."""
    if form not in _FORMATS:
        raise HttpError(400, f"format is none of {', '.join(_FORMATS)}", "invalid_value", "format")
    return await stage.painting(paint, verb, values, form)


def paint(verb: str, values: Mapping[str, Any], form: str) -> tuple[bytes, tuple[str, ...]]:
    """A picture as the bytes of a file, and notes on it.

    Args:
        verb: ``image``, ``face`` or ``sheet``.
        values: its parameters, those of :data:`FIELDS`.
        form: of the file, one of ``png``, ``jpeg``, ``webp``.

    Raises:
        RequestError: another parameter, a value that does not fit, or more pixels than may be.
    """
    request = make_request(verb, _checked(verb, values))
    result: Any = request.perform()
    return _file(result.picture, result.about(values.get("text", "")), form), result.notes


def _checked(verb: str, values: Mapping[str, Any]) -> dict[str, Any]:
    checked = dict(values)
    for name, value in checked.items():
        if name not in FIELDS[verb]:
            raise unknown_name("parameter", str(name)[:80], FIELDS[verb])
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and len(text) > _MOST_LETTERS:
                raise RequestError(f"{name} has over {_MOST_LETTERS:,} characters", fix="Make it shorter.")
    if checked.get("character") is not None:
        checked["character"] = told_character(checked["character"])
    if "background" in checked:
        _check_background(checked["background"])
    _check_size(verb, checked)
    return checked


def _check_background(value: object) -> None:
    """Raise ``RequestError`` for a background that might name a file."""
    from emogen.pipelines.requests.scenes import scene_text

    text = value if isinstance(value, str) else ""
    if text != "studio" and not text.startswith("#") and scene_text(text) is None:
        raise RequestError(
            "the background is no colour, gradient or scene", fix='Write "#30363c" or "scene: a harbour".'
        )


def _check_size(verb: str, values: Mapping[str, Any]) -> None:
    size = values.get("size")
    if isinstance(size, list | tuple) and len(size) == 2:
        size = "x".join(map(str, size))
    usual = {"image": "1280x720", "face": "768x768", "sheet": "256x256"}[verb]
    width, height = parse_size(str(usual if size is None else size))
    count = _count(verb, values)
    if count > _MOST_FACES:
        raise RequestError(f"{count} pictures in one", fix=f"Ask for at most {_MOST_FACES}.")
    if width * height * count > MOST_PIXELS[verb]:
        raise RequestError(
            f"{width}x{height} pixels" + (f", {count} times," if count > 1 else "") + " are too many here",
            fix=f"Ask for at most {MOST_PIXELS[verb]:,} in all.",
        )


def _count(verb: str, values: Mapping[str, Any]) -> int:
    """Pictures that a sweep or a sheet has side by side."""
    from emogen.pipelines.knobs import read_knob

    sweeps = values.get("sweep") or ()
    sweeps = [sweeps] if isinstance(sweeps, str) else sweeps
    if not isinstance(sweeps, Iterable):
        raise RequestError("sweep is no text")
    medium: Medium = "face" if verb == "sheet" else "picture"
    count = 1
    for sweep in sweeps:
        text = str(sweep)
        emotion = "joy" if text.strip().startswith("intensity") else ""  # Only the levels count.
        count *= len(read_knob(text, medium, emotion=emotion).levels)
    if verb != "sheet" or sweeps:
        return count
    from emogen.pipelines.face.sheet import sheet_emotions

    return len(sheet_emotions(str(values.get("emotions", "basic"))))


def _file(picture: Picture, about: Mapping[str, str], form: str) -> bytes:
    """A picture as the bytes of a file. Raises ``RequestError`` for transparency in a JPEG."""
    from PIL import Image

    from emogen.picture_texts import carried

    name, _ = _FORMATS[form]
    if picture.pixels.shape[2] == 4 and name == "JPEG":
        raise RequestError("JPEG has no transparency", fix="Use png or webp.")
    content = io.BytesIO()
    suffix = ".png" if name == "PNG" else f".{form}"
    Image.fromarray(picture.pixels).save(content, name, quality=92, **carried(suffix, about))
    return content.getvalue()


def _ascii(notes: Iterable[str]) -> str:
    import json

    return json.dumps(list(notes))[:2000]


def _body(verb: str) -> dict[str, Any]:
    """The description of a body, from the request's own schema."""
    from emogen.pipelines.requests.verbs import find_verb

    schema = find_verb(verb).load().model_json_schema()
    fields = {name: schema["properties"][name] for name in FIELDS[verb]}
    fields["format"] = {"type": "string", "enum": ["png", "jpeg", "webp"], "default": "png"}
    content = {"application/json": {"schema": {"type": "object", "properties": fields}}}
    media: dict[str, Any] = {kind: {} for _, kind in dict.fromkeys(_FORMATS.values())}
    return {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "The picture.", "content": media}},
    }
