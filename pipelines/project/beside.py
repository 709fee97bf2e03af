"""Files beside the sounds of a pack: lip-sync in any format of face motion, and captions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.pipelines.project.exporting import Placed, SpokenLine
from emogen.progress import Progress

if TYPE_CHECKING:
    from emogen.media import FaceMotion
    from emogen.pipelines.face.line import Line
    from emogen.timeline import Timeline, Word

_BY_TIMES: Final = (".tsv", ".xml", ".rhubarb.json")
"""Formats that need the times of what is said only, and no motion."""

_FPS: Final = 30.0
"""Frames a second of motion that is made here; formats with a rate of their own keep it. Ours."""


@dataclass(frozen=True, slots=True)
class Companions:
    """The files that lie beside each sound.

    Attributes:
        suffixes: of formats of face motion, ``.vtt`` and ``.srt``; each with its dot.

    Raises:
        RequestError: nothing writes a file of such a suffix.
    """

    suffixes: tuple[str, ...]

    def __post_init__(self) -> None:
        from emogen.pipelines.face.export.backend import motion_suffixes
        from emogen.pipelines.speech.delivery.captions import CAPTION_SUFFIXES

        known = (*CAPTION_SUFFIXES, *motion_suffixes())
        for suffix in self.suffixes:
            if suffix not in known:
                raise RequestError(
                    f"nothing writes {suffix!r} beside a sound", fix=f"Use {', '.join(known)}."
                )

    def write(self, sounds: Sequence[Placed], folder: Path, progress: Progress) -> tuple[str, ...]:
        """Write them beside sounds below a folder, and return notes.

        What was made with a line is copied; what was not is made from the times in the sound's sidecar,
        without speaking it again.
        """
        untimed = []
        for done, placed in enumerate(sounds, 1):
            if not placed.silent and not self._beside(placed, folder):
                untimed.append(placed.line.line.id)
            progress(done / len(sounds))
        if not (untimed and self.suffixes):
            return ()
        count = f"{len(untimed)} sounds have" if len(untimed) > 1 else f"the sound of {untimed[0]} has"
        return (f"{count} no times of what is said: nothing lies beside.",)

    def _beside(self, placed: Placed, folder: Path) -> bool:
        """Write the files of one sound; False where its times are not known."""
        sound = folder / placed.file
        line: Line | None = None
        motion: FaceMotion | None = None
        for suffix in self.suffixes:
            target = sound.with_name(sound.stem + suffix)
            made = _made(placed.line, suffix)
            if made is not None:
                with whole_file(target) as temporary:
                    shutil.copyfile(made, temporary)
                continue
            line = line or _line(placed.line)
            if line is None:
                return False
            if suffix in (".vtt", ".srt"):
                _caption(placed.line, line, target)
                continue
            if suffix not in _BY_TIMES:
                motion = motion or _moved(line)
            _express(line, motion or _still(line), target, sound.name)
        return True


def _made(spoken: SpokenLine, suffix: str) -> Path | None:
    """The file of that format that was made with a line."""
    kind = spoken.files.get("captions" if suffix in (".vtt", ".srt") else suffix[1:])
    return kind if kind is not None and kind.name.lower().endswith(suffix) and kind.is_file() else None


def _line(spoken: SpokenLine) -> Line | None:
    """What is said when, and felt, by the sidecar of the sound; None where it does not say."""
    from emogen.conditioning.track import AUTO
    from emogen.pipelines.face.line import recorded_line, remembered

    if "phonemes" not in remembered(spoken.sound):
        return None
    return recorded_line(spoken.sound, AUTO)


def _moved(line: Line) -> FaceMotion:
    from emogen.pipelines.face.move import move

    return move(line, fps=_FPS)


def _still(line: Line) -> FaceMotion:
    """A face at rest, for formats that look at the times alone."""
    import numpy as np

    from emogen.arkit import ARKIT
    from emogen.media import FaceMotion

    frames = max(round(line.timeline.duration * _FPS), 1)
    curves, head, gaze = (np.zeros((frames, size), np.float32) for size in (len(ARKIT), 3, 2))
    return FaceMotion(curves, head, gaze, _FPS)


def _express(line: Line, motion: FaceMotion, target: Path, sound: str) -> None:
    from emogen.pipelines.face.export.save import save_motion

    save_motion(motion, target, timeline=line.timeline, track=line.track, audio=sound)


def _caption(spoken: SpokenLine, line: Line, target: Path) -> None:
    from emogen.pipelines.speech.delivery.captions import write_captions

    text = spoken.wording.spoken
    timeline = located(line.timeline, text)
    write_captions(target, timeline, text, line.track, speaker=spoken.line.speaker)


def located(timeline: Timeline, text: str) -> Timeline:
    """A timeline whose words know where they stand in a text; as it is where one of them does not."""
    words: list[Word] = []
    after = 0
    folded = text.lower()
    for word in timeline.words:
        start = folded.find(word.text.lower(), after) if len(folded) == len(text) else -1
        if start < 0:
            return timeline
        after = start + len(word.text)
        words.append(replace(word, span=(start, after)))
    return replace(timeline, words=tuple(words))
