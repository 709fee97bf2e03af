"""``emogen serve``."""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options

if TYPE_CHECKING:
    from emogen.pipelines.live.server.running import Running

_SAFETY = "Who may speak to it"
_OTHERS = "Other protocols"


def command(
    port: Annotated[
        int | None,
        typer.Option(
            "-p", "--port", min=0, max=65535, help="Port; 0 is a free one. [default: 8880, with --mcp 0]"
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on; others than loopback need --token or --allow.",
            rich_help_panel=_SAFETY,
        ),
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            help="Secret that clients must show as an API key.",
            envvar="EMOGEN_TOKEN",
            show_envvar=True,
            rich_help_panel=_SAFETY,
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CIDR",
            help="Network whose clients need no token, e.g. 192.168.1.0/24; can be given again.",
            rich_help_panel=_SAFETY,
        ),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="Other web page that may use it, e.g. http://127.0.0.1:8000; can be given again.",
            rich_help_panel=_SAFETY,
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST",
            help="Host name by which clients call it, besides localhost; can be given again.",
            rich_help_panel=_SAFETY,
        ),
    ] = None,
    characters: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            help="Folder in which characters that clients make, and their moods, are kept.",
        ),
    ] = None,
    log_texts: Annotated[
        bool, typer.Option("--log-texts", help="Log what is said, too.", rich_help_panel=_SAFETY)
    ] = False,
    wyoming: Annotated[
        int | None, typer.Option(metavar="PORT", help="Wyoming, for Home Assistant.", rich_help_panel=_OTHERS)
    ] = None,
    xtts: Annotated[
        int | None,
        typer.Option(metavar="PORT", help="XTTS server, for SillyTavern and mods.", rich_help_panel=_OTHERS),
    ] = None,
    mantella: Annotated[
        bool,
        typer.Option(
            "--mantella",
            help="List the XTTS server's speakers as Mantella wants them.",
            rich_help_panel=_OTHERS,
        ),
    ] = False,
    headtts: Annotated[
        int | None, typer.Option(metavar="PORT", help="HeadTTS, for TalkingHead.", rich_help_panel=_OTHERS)
    ] = None,
    mcp: Annotated[
        bool,
        typer.Option(
            "--mcp", help="Tools for agents, by MCP on standard input and output.", rich_help_panel=_OTHERS
        ),
    ] = False,
    llm: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="OpenAI-compatible chat server that characters speak for.",
            rich_help_panel=_OTHERS,
        ),
    ] = None,
    push: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="Program in which the face is seen, e.g. vts://127.0.0.1:8001, livelink:// or vmc://; "
            "can be given again.",
            rich_help_panel=_OTHERS,
        ),
    ] = None,
    voice: Annotated[
        str | None, typer.Option("-v", "--voice", help="Voice where a request names none.")
    ] = None,
    character: Annotated[
        str | None, typer.Option("-c", "--character", help="Character where a request names none.")
    ] = None,
    emotion: Annotated[
        str | None, typer.Option("-e", "--emotion", help="Emotion where a request names none, e.g. auto.")
    ] = None,
    as_json: options.Json = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Serve voices and faces to other programs, live.

    Only this machine reaches it, unless told otherwise. Ctrl-C ends it.

    [dim]emogen serve[/]

    [dim]emogen serve --port 9000 --voice bf_emma --wyoming 10200[/]

    [dim]emogen serve --mcp --quiet[/]
    """
    from emogen.pipelines.live.server.running import Running
    from emogen.pipelines.live.server.settings import PORT, Serving, network

    extra = {"xtts": xtts, "headtts": headtts, "wyoming": wyoming}
    defaults = {"voice": voice, "character": character, "emotion": emotion}
    serving = Serving(
        host=host,
        port=(0 if mcp else PORT) if port is None else port,
        ports={key: number for key, number in extra.items() if number is not None},
        token=token,
        allow=tuple(network(text) for text in allow or ()),
        names=tuple(name or ()),
        origins=tuple(allow_origin or ()),
        characters=characters,
        manner=_manner(defaults),
        log_texts=log_texts,
        llm=llm,
        mcp=mcp,
        mantella=mantella,
        push=tuple(push or ()),
    )
    _log(quiet=quiet or as_json)

    def ready(running: Running) -> None:
        if as_json:
            typer.echo(json.dumps({"url": _url(running), "ports": dict(running.ports)}), err=mcp)
        elif not quiet:
            typer.echo(_told(running), err=mcp)
        sys.stdout.flush()
        threading.Thread(target=_warm, args=(running,), name="warm", daemon=True).start()

    running = Running(serving)
    if mcp:
        from emogen.pipelines.live.protocols.mcp import run

        with contextlib.closing(running.start()):
            ready(running)
            run(serving, running.room)
        return
    running.run(ready)
    if not (quiet or as_json):
        typer.echo("stopped.")


def _manner(defaults: dict[str, str | None]) -> dict[str, Any]:
    """Parameters of ``speak`` for every request. Raises ``RequestError`` for an unknown name."""
    from emogen.pipelines.requests.making import make_request

    given = {key: value for key, value in defaults.items() if value is not None}
    make_request("speak", {"text": "Yes.", **given})
    return given


def _log(*, quiet: bool) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log = logging.getLogger("emogen.serve")
    log.addHandler(handler)
    log.setLevel(logging.ERROR if quiet else logging.INFO)
    log.propagate = False


def _warm(running: Running) -> None:
    """Load the models, so that the first line is not late."""
    from emogen.errors import EmogenError
    from emogen.pipelines.live.voice import Voice

    try:
        Voice(room=running.room, **running.serving.manner).warm()
    except EmogenError as error:
        logging.getLogger("emogen.serve").error("%s", error)
    else:
        logging.getLogger("emogen.serve").info("ready: the models are loaded.")


def _url(running: Running, scheme: str = "http", port: int | None = None) -> str:
    host = running.serving.host
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port or running.ports['http']}"


def _told(running: Running) -> str:
    """Clients of the server, with lines to copy."""
    url = _url(running)
    key = "" if running.serving.token is None else '-H "Authorization: Bearer $EMOGEN_TOKEN" '
    body = '{"input": "You came!", "voice": "af_heart@joy"}'
    lines = [
        f"try it      {url}",
        f"OpenAI      OPENAI_BASE_URL={url}/v1 OPENAI_API_KEY={'$EMOGEN_TOKEN' if key else 'none'}",
        f"curl        curl {url}/v1/audio/speech {key}-H 'Content-Type: application/json' -d '{body}' "
        "-o hello.mp3",
        f"interface   {url}/docs",
    ]
    schemes = {"wyoming": "tcp"}
    for name, port in running.ports.items():
        if name != "http":
            lines.append(f"{name:<11} {_url(running, schemes.get(name, 'http'), port)}")
    return "\n".join([*lines, "Ctrl-C ends it."])
