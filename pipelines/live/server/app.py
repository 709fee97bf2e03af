"""The main app: every router behind one guard."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from emogen.pipelines.live.protocols import studio
from emogen.pipelines.live.server.guard import Guard
from emogen.pipelines.live.server.metrics import CONTENT_TYPE, Metrics
from emogen.pipelines.live.server.pages import POLICY, docs_page
from emogen.pipelines.live.server.problems import Form, invalid, openai_form, status_problem
from emogen.pipelines.live.server.speaking import House
from emogen.version import __version__

if TYPE_CHECKING:
    from emogen.pipelines.live.room import Room
    from emogen.pipelines.live.server.settings import Serving

PROTOCOLS: Final = "emogen.pipelines.live.protocols"

ROUTERS: Final = (
    "openai",
    "kokoro_fastapi",
    "perform",
    "characters",
    "chat",
    "pictures",
    "studio",
)
"""Modules of :data:`PROTOCOLS` with a function ``router(serving) -> APIRouter``."""

UPLOADS: Final = ("/v1/faces", "/v1/images", "/v1/read", "/create_and_store_latents")
"""Beginnings of paths whose bodies hold recordings or pictures."""


def make_app(serving: Serving, room: Room) -> FastAPI:
    """The app of the main port.

    Args:
        serving: the settings.
        room: where lines are made.
    """
    app = bare_app(serving, room, public=studio.public_paths())
    for name in ROUTERS:
        app.include_router(import_module(f"{PROTOCOLS}.{name}").router(serving))
    return app


def bare_app(
    serving: Serving,
    room: Room,
    *,
    form: Form = openai_form,
    title: str = "emogen",
    metrics: Metrics | None = None,
    public: frozenset[str] = frozenset(),
) -> FastAPI:
    """An app with a guard, ``/health`` and ``/metrics``, to which a protocol adds its routes.

    Args:
        serving: the settings.
        room: where lines are made.
        form: of its errors.
        title: of its description.
        metrics: counts; its own by default.
        public: paths that need no token.
    """
    counts = metrics or Metrics()
    app = FastAPI(title=title, version=__version__, docs_url=None, redoc_url=None)
    app.state.house = House(serving, room, counts)
    app.state.serving, app.state.room, app.state.metrics = serving, room, counts
    app.add_middleware(Guard, serving=serving, metrics=counts, form=form, uploads=UPLOADS, public=public)

    @app.exception_handler(HTTPException)
    async def status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.headers is None and error.status_code < 400:
            return Response(status_code=error.status_code)
        raise status_problem(error.status_code, error.detail, request.url.path, request.method)

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, error: Exception) -> Response:
        del request
        assert isinstance(error, RequestValidationError)
        raise invalid(list(error.errors()))

    @app.get("/health", tags=["Server"], summary="Whether the server answers")
    async def health() -> dict[str, Any]:
        return {"status": "ok", "version": __version__}

    @app.get("/metrics", tags=["Server"], summary="Counts and times for Prometheus")
    async def numbers() -> Response:
        return Response(counts.text(), media_type=CONTENT_TYPE)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        headers = {"Content-Security-Policy": POLICY}
        return Response(docs_page(app.openapi()), media_type="text/html", headers=headers)

    del status, wrong, health, numbers, docs
    return app
