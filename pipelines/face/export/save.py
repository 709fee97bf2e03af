"""One way out and one way in: the suffix of a file says which format it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from emogen.errors import RequestError
from emogen.files import read_text
from emogen.pipelines.face.export.contents import Export
from emogen.pipelines.face.export.resample import resampled

if TYPE_CHECKING:
    from emogen.conditioning.character import Character
    from emogen.conditioning.track import EmotionTrack
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.mapping import Mapping
    from emogen.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a motion.

    Attributes:
        writer: ``module:function`` in this package; takes an :class:`Export` and a path.
        what: what reads it, in a few words.
    """

    writer: str
    what: str


FORMATS: Final[dict[str, Format]] = {
    ".csv": Format("livelink:save", "Live Link Face: Unreal, Blender add-ons"),
    ".a2f.csv": Format("a2f:save_csv", "the table of Audio2Face-3D's client"),
    ".json": Format("a2f:save_json", "Audio2Face's blendshape export: Unreal, Maya, Blender"),
    ".anim.json": Format("anim:save_json", "emogen's own: everything there is"),
    ".npz": Format("anim:save_npz", "arrays for numpy"),
    ".glb": Format("gltf:save_glb", "glTF 2.0 with the character: Godot, Unity, three.js, Blender"),
    ".usda": Format("usd:save_usd", "USD as text, with the character: Omniverse, Maya, Houdini"),
    ".usdc": Format("usd:save_usd", "USD, binary"),
    ".motion3.json": Format("flat:save_live2d", "Live2D Cubism"),
    ".spine.json": Format("flat:save_spine", "Spine 4"),
    ".vrm.json": Format("expressions:save_vrm", "VRM 1.0 expressions"),
    ".oculus.json": Format("expressions:save_oculus_json", "Oculus LipSync's 15 visemes"),
    ".oculus.csv": Format("expressions:save_oculus_csv", "the same as a table"),
    ".tsv": Format("cues:save_tsv", "Rhubarb mouth cues"),
    ".xml": Format("cues:save_xml", "Rhubarb mouth cues"),
    ".rhubarb.json": Format("cues:save_json", "Rhubarb mouth cues"),
}
"""Every format by its suffix."""

MOTION_SUFFIXES: Final = tuple(FORMATS)
"""Suffixes that :func:`save_motion` writes."""

READABLE: Final = (".csv", ".a2f.csv", ".json", ".anim.json", ".npz")
"""Suffixes that :func:`load_motion` reads."""

_MAPPED: Final = (".csv", ".a2f.csv", ".json")


def motion_suffix(path: str | Path) -> str:
    """The longest of :data:`MOTION_SUFFIXES` that the file's name ends in, whatever its case.

    Raises:
        RequestError: it ends in none of them.
    """
    return _suffix(path, MOTION_SUFFIXES, "write")


def save_motion(
    motion: FaceMotion,
    path: str | Path,
    *,
    fps: float | None = None,
    character: Character | None = None,
    timeline: Timeline | None = None,
    track: EmotionTrack | None = None,
    audio: str | Path | None = None,
    mapping: Mapping | None = None,
) -> Path:
    """Write a motion in the format that the suffix of ``path`` names; whole or not at all.

    Args:
        motion: at any rate.
        path: ends in one of :data:`MOTION_SUFFIXES`.
        fps: frames a second, 24 to 120; None keeps the motion's own, except in Live Link Face files,
            which have the app's 60.
        character: whose head the formats with a mesh carry; None is the first named one.
        timeline: what is said when, in seconds: makes visemes and mouth cues exact.
        track: what is felt when, in seconds.
        audio: the sound file that belongs to it; formats that name one get its name.
        mapping: a studio's own rig: its curves are written instead of ARKit's (.csv, .a2f.csv, .json).

    Returns:
        ``path``.

    Raises:
        RequestError: an unknown suffix, a rate out of range, a mapping with a format that has none.
        OutputError: the file cannot be written.
        GenerationError: a package that the format needs is not installed.
        MissingWeightError: the head is not there (formats with a mesh).
    """
    path = Path(path)
    suffix = motion_suffix(path)
    check_mapped(path, mapping)
    if mapping is not None:
        return _save_mapped(motion if fps is None else resampled(motion, fps), path, suffix, mapping, audio)
    if fps is None and suffix == ".csv":
        from emogen.pipelines.face.export.livelink import CAPTURE_RATE

        fps = CAPTURE_RATE
    shown = motion if fps is None else resampled(motion, fps)
    name = "" if audio is None else Path(audio).name
    _writer(suffix)(Export(shown, character, timeline, track, name), path)
    return path


def check_mapped(path: str | Path, mapping: Mapping | None) -> None:
    """Raise ``RequestError`` for a mapping with a format that has none, or an unknown suffix."""
    suffix = motion_suffix(path)
    if mapping is not None and suffix not in _MAPPED:
        raise RequestError(
            f"cannot write {Path(path).name!r} with a mapping", fix=f"Use one of {', '.join(_MAPPED)}."
        )


def load_motion(path: str | Path) -> FaceMotion:
    """Read a motion: a Live Link Face capture or an Audio2Face table (.csv), an Audio2Face export or
    our own file (.json), or arrays (.npz); which of them it is shows in the file.

    Raises:
        RequestError: an unknown suffix, a missing or malformed file.
    """
    from emogen.pipelines.face.export import a2f, anim, livelink

    suffix = _suffix(path, READABLE, "read")
    if suffix == ".npz":
        return anim.load_npz(path)
    start = read_text(path, kind="motion")[:4096]
    if suffix.endswith(".csv"):
        return a2f.load_csv(path) if "blendShapes." in start else livelink.load_csv(path)
    return anim.load_json(path) if f'"{anim.FORMAT}"' in start else a2f.load_json(path)


def _suffix(path: str | Path, known: tuple[str, ...], verb: str) -> str:
    name = Path(path).name.lower()
    found = [suffix for suffix in known if name.endswith(suffix) and name != suffix]
    if not found:
        raise RequestError(
            f"cannot {verb} {Path(path).name!r}",
            why=f"the file type is not one of {', '.join(known)}",
            fix=f"Name the file e.g. {Path(path).stem or 'face'}{known[0]}.",
        )
    return max(found, key=len)


def _writer(suffix: str) -> Callable[[Export, Path], None]:
    module, _, function = FORMATS[suffix].writer.partition(":")
    found = getattr(import_module(f"emogen.pipelines.face.export.{module}"), function)
    return cast("Callable[[Export, Path], None]", found)


def _save_mapped(
    motion: FaceMotion, path: Path, suffix: str, mapping: Mapping, audio: str | Path | None
) -> Path:
    from emogen.pipelines.face.export import a2f
    from emogen.pipelines.face.export.mapping import write_csv

    if suffix == ".csv":
        write_csv(path, mapping, motion)
    elif suffix == ".json":
        name = "" if audio is None else Path(audio).name
        a2f.write_weights(path, tuple(mapping.curves), mapping.apply(motion), motion.fps, name)
    else:
        a2f.write_table(path, tuple(mapping.curves), mapping.apply(motion), motion.fps)
    return path
