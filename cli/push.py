"""``emogen push``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from emogen.cli import options, ui
from emogen.errors import RequestError
from emogen.sound import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from emogen.pipelines.live.push.playing import Pusher

_FPS: Final = 60.0
"""Frames a second of faces that are made here: those of the Live Link Face app."""


def command(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
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
        str | None,
        typer.Option(
            "-e",
            "--emotion",
            help="What is felt; auto is what the voice or the words show.",
            show_default="what emogen's own file tells, else neutral",
        ),
    ] = None,
    text: Annotated[str | None, typer.Option("-t", "--text", help="The words of the recording.")] = None,
    language: Annotated[str, typer.Option(help="Language of the text.")] = "en-us",
    voice: Annotated[
        str | None,
        typer.Option("-v", "--voice", help="Who says the words of --say.", show_default="af_heart"),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(
            help="Frames a second, 10 to 240; of a motion 23.97 to 120.",
            show_default="60, or those of the motion",
        ),
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
    show = _Show(to, subject, fps, loop, play, seed, quiet)
    if source is None:
        show.words(say or "", emotion or "neutral", voice)
    elif source.suffix.lower() in AUDIO_SUFFIXES:
        show.recording(source, emotion, text, language)
    else:
        show.motion(source)


@dataclass(frozen=True, slots=True)
class _Show:
    """The destinations of a face and their settings, from the options."""

    to: list[str]
    subject: str
    fps: float | None
    loop: bool
    play: bool
    seed: int
    quiet: bool

    def words(self, text: str, emotion: str, voice: str | None) -> None:
        """Speak live."""
        from emogen.cli.sources import read_stdin_if_dash
        from emogen.pipelines.live.push.performing import perform_chunks
        from emogen.pipelines.live.voice import Voice

        words = read_stdin_if_dash(text)
        speaker = Voice(voice, fps=self.fps or _FPS, emotion=emotion, seed=self.seed)
        line = speaker.stream(words)
        with self._pushing(line.rate) as pusher:
            perform_chunks(pusher, line)
            self._tell(line.notes)
            while self.loop:
                perform_chunks(pusher, speaker.stream(words))

    def recording(self, source: Path, emotion: str | None, text: str | None, language: str) -> None:
        """Perform a recording."""
        from emogen.cli.progress import progress_bar
        from emogen.conditioning.track import AUTO
        from emogen.pipelines.face.line import recorded_line, remembered
        from emogen.pipelines.live.push.performing import perform_line

        with progress_bar("listening", quiet=self.quiet) as progress:
            felt = emotion or (AUTO if remembered(source).get("track") else "neutral")
            line = recorded_line(source, felt, text=text, language=language, progress=progress)
        self._tell(line.notes)
        with self._pushing(None if line.audio is None else line.audio.rate) as pusher:
            perform_line(pusher, line, fps=self.fps or _FPS, seed=self.seed, loop=self.loop)

    def motion(self, source: Path) -> None:
        """Show a motion as it is."""
        from emogen.pipelines.face.export.resample import resampled
        from emogen.pipelines.face.export.save import load_motion
        from emogen.pipelines.live.push.performing import perform_motion

        if self.play:
            raise RequestError(f"{source} has no sound", fix="Push the recording itself, or omit --play.")
        motion = load_motion(source)
        shown = motion if self.fps is None else resampled(motion, self.fps)
        with self._pushing(None) as pusher:
            perform_motion(pusher, shown, loop=self.loop)

    @contextmanager
    def _pushing(self, rate: int | None) -> Iterator[Pusher]:
        """A pusher, whose clock is the loudspeaker's where the sound is played; what it dropped is told."""
        from emogen.cli.loudspeaker import Loudspeaker
        from emogen.pipelines.live.push.playing import Pusher

        speaker = Loudspeaker(rate) if self.play and rate is not None else None
        with Pusher(self.to, subject=self.subject, clock=speaker) as pusher, speaker or nullcontext():
            if not self.quiet:
                typer.echo(f"{self.subject} -> {', '.join(map(str, pusher.addresses))}", err=True)
            yield pusher
        if pusher.dropped and not self.quiet:
            typer.echo(f"{pusher.dropped} frames came too late and were left out", err=True)

    def _tell(self, notes: tuple[str, ...]) -> None:
        for note in () if self.quiet else notes:
            typer.echo(f"note: {note}", err=True)
