"""``emogen push``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emogen.cli import options, ui
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.pipelines.live.push.playing import Pusher


def command(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="A recording, or a motion that emogen or Live Link Face wrote: csv, json, npz.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="ADDRESS",
            help="Where the face is sent, e.g. livelink://127.0.0.1:11111; also vmc:// and vts://. "
            "Can be given again.",
        ),
    ] = None,
    say: Annotated[
        str | None, typer.Option(help="Words to be spoken, in place of a file; - is standard input.")
    ] = None,
    emotion: Annotated[
        str, typer.Option("-e", "--emotion", help="What is felt; auto is what the voice or the words show.")
    ] = "neutral",
    text: Annotated[str | None, typer.Option("-t", "--text", help="The words of the recording.")] = None,
    language: Annotated[str, typer.Option(help="Language of the text.")] = "en-us",
    voice: Annotated[
        str | None,
        typer.Option("-v", "--voice", help="Who says the words of --say.", show_default="af_heart"),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(help="Frames a second, 10 to 240.", show_default="60, or those of the motion"),
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Again and again, until Ctrl-C.")] = False,
    play: Annotated[bool, typer.Option("--play", help="Play the sound, too, in time with the face.")] = False,
    subject: Annotated[
        str, typer.Option(metavar="NAME", help="The face's name in programs that show several.")
    ] = "emogen",
    seed: options.Seed = 0,
    quiet: ui.Quiet = False,
) -> None:
    """Send a face to Unreal Engine, VSeeFace, Warudo or VTube Studio, in time with the sound.

    Ctrl-C leaves the face at rest. What to click in each program is in docs/push.md.

    [dim]emogen push voice.wav --emotion joy --to livelink://127.0.0.1:11111[/]

    [dim]emogen push --say "You came!" -e joy --play --to vmc://127.0.0.1:39539[/]

    [dim]emogen push face.csv --loop --to vts://127.0.0.1:8001 --to livelink://[/]
    """
    if not to:
        raise RequestError(
            "a face is pushed nowhere", fix="Add e.g. --to livelink://127.0.0.1:11111, vmc:// or vts://."
        )
    if (source is None) == (say is None):
        raise RequestError("give a file, or words with --say")
    if source is None:
        _say(
            say or "", emotion, voice, fps or 60.0, to, subject, loop=loop, play=play, seed=seed, quiet=quiet
        )
    elif _is_sound(source):
        _perform(
            source, emotion, text, language, fps or 60.0, to, subject,
            loop=loop, play=play, seed=seed, quiet=quiet,
        )  # fmt: skip
    else:
        _show(source, fps, to, subject, loop=loop, play=play, quiet=quiet)


def _is_sound(source: Path) -> bool:
    from emogen.sound import AUDIO_SUFFIXES

    return source.suffix.lower() in AUDIO_SUFFIXES


def _say(
    text: str, emotion: str, voice: str | None, fps: float, to: list[str], subject: str,
    *, loop: bool, play: bool, seed: int, quiet: bool,
) -> None:  # fmt: skip
    """Speak live."""
    from emogen.cli.sources import read_stdin_if_dash
    from emogen.pipelines.live.push.performing import perform_chunks
    from emogen.pipelines.live.voice import Voice

    words = read_stdin_if_dash(text)
    speaker = Voice(voice, fps=fps, emotion=emotion, seed=seed)
    line = speaker.stream(words)
    with _pushing(to, subject, line.rate if play else None, quiet=quiet) as pusher:
        perform_chunks(pusher, line)
        _tell(line.notes, quiet=quiet)
        while loop:
            perform_chunks(pusher, speaker.stream(words))


def _perform(
    source: Path, emotion: str, text: str | None, language: str, fps: float, to: list[str], subject: str,
    *, loop: bool, play: bool, seed: int, quiet: bool,
) -> None:  # fmt: skip
    """Perform a recording."""
    from emogen.cli.progress import progress_bar
    from emogen.pipelines.face.line import recorded_line
    from emogen.pipelines.live.push.performing import perform_line

    with progress_bar("listening", quiet=quiet) as progress:
        line = recorded_line(source, emotion, text=text, language=language, progress=progress)
    _tell(line.notes, quiet=quiet)
    rate = line.audio.rate if play and line.audio is not None else None
    with _pushing(to, subject, rate, quiet=quiet) as pusher:
        perform_line(pusher, line, fps=fps, seed=seed, loop=loop)


def _show(
    source: Path, fps: float | None, to: list[str], subject: str, *, loop: bool, play: bool, quiet: bool
) -> None:
    """Show a motion as it is."""
    from emogen.pipelines.face.export.resample import resampled
    from emogen.pipelines.face.export.save import load_motion
    from emogen.pipelines.live.push.performing import perform_motion

    if play:
        raise RequestError(f"{source} has no sound", fix="Push the recording itself, or leave --play out.")
    motion = load_motion(source)
    if fps is not None:
        motion = resampled(motion, fps)
    with _pushing(to, subject, None, quiet=quiet) as pusher:
        perform_motion(pusher, motion, loop=loop)


@contextmanager
def _pushing(to: list[str], subject: str, rate: int | None, *, quiet: bool) -> Iterator[Pusher]:
    """A pusher whose clock is the loudspeaker's, where there is a rate; what it dropped is told."""
    from contextlib import ExitStack

    from emogen.cli.loudspeaker import Loudspeaker
    from emogen.pipelines.live.push.playing import Pusher

    with ExitStack() as stack:
        # Its programs are reached, and left, while there is no sound.
        speaker = None if rate is None else Loudspeaker(rate)
        pusher = Pusher(to, subject=subject, clock=speaker)
        with pusher:
            if speaker is not None:
                stack.enter_context(speaker)
            if not quiet:
                typer.echo(f"{subject} -> {', '.join(map(str, pusher.addresses))}", err=True)
            yield pusher
    if pusher.dropped and not quiet:
        typer.echo(f"{pusher.dropped} frames came too late and were left out", err=True)


def _tell(notes: tuple[str, ...], *, quiet: bool) -> None:
    for note in () if quiet else notes:
        typer.echo(f"note: {note}", err=True)
