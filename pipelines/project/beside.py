"""Files beside the sounds of a pack: lip-sync in any format of face motion, and captions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emogen.errors import RequestError
from emogen.files import whole_file
from emogen.pipelines.project.exporting import Placed, SpokenLine
from emogen.progress import Progress
from emogen.provenance import read_sidecar

if TYPE_CHECKING:
    from emogen.pipelines.requests.beside import Beside


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
        if not untimed:
            return ()
        count = f"{len(untimed)} sounds have" if len(untimed) > 1 else f"the sound of {untimed[0]} has"
        return (f"{count} no times of what is said: nothing lies beside.",)

    def _beside(self, placed: Placed, folder: Path) -> bool:
        """Write the files of one sound; False where its times are not known."""
        sound = folder / placed.file
        wanted = {sound.with_name(sound.stem + suffix): suffix for suffix in self.suffixes}
        made = {target: _made(placed.line, suffix) for target, suffix in wanted.items()}
        for target, source in made.items():
            if source is not None:
                with whole_file(target) as temporary:
                    shutil.copyfile(source, temporary)
        missing = {target: _stage(wanted[target]) for target, source in made.items() if source is None}
        if not missing:
            return True
        known = _known(placed.line, sound)
        if known is not None:
            known.write(missing)
        return known is not None


def _stage(suffix: str) -> str:
    return "captions" if suffix in (".vtt", ".srt") else "curves"


def _made(spoken: SpokenLine, suffix: str) -> Path | None:
    """The file of that format that was made with a line."""
    file = spoken.files.get("captions" if _stage(suffix) == "captions" else suffix[1:])
    return file if file is not None and file.name.lower().endswith(suffix) and file.is_file() else None


def _known(spoken: SpokenLine, sound: Path) -> Beside | None:
    """A written sound with what its sidecar knows of the line; None where it knows no times."""
    from emogen.pipelines.face.line import remembered
    from emogen.pipelines.requests.beside import Beside

    facts = remembered(spoken.sound)
    if not facts.get("phonemes"):
        return None
    asked: Any = (read_sidecar(spoken.sound) or {}).get("request")
    asked = asked if isinstance(asked, dict) else {}
    seed, take = (value if isinstance(value := asked.get(name), int) else 0 for name in ("seed", "take"))
    return Beside(sound, facts, {"seed": seed, "take": take})
