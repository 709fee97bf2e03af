"""The formats that are built in, each written by its module."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from emogen.pipelines.face.export.backend import ExportFormat

if TYPE_CHECKING:
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.mapping import Mapping

_MAPPING: Final = frozenset(("mapping",))
_VISEMES: Final = frozenset(("visemes",))


class LiveLink(ExportFormat):
    """Live Link Face captures."""

    name: ClassVar[str] = "livelink"
    title: ClassVar[str] = "Live Link Face: Unreal, Blender add-ons"
    suffixes: ClassVar[tuple[str, ...]] = (".csv",)
    can: ClassVar[frozenset[str]] = _MAPPING
    fps: ClassVar[float] = 60.0  # the app's

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.livelink import save

        save(export, path)

    def write_mapped(self, mapping: Mapping, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.mapping import write_csv

        write_csv(path, mapping, export.motion)


class A2fTable(ExportFormat):
    """The table of Audio2Face-3D's client."""

    name: ClassVar[str] = "a2f-table"
    title: ClassVar[str] = "the table of Audio2Face-3D's client"
    suffixes: ClassVar[tuple[str, ...]] = (".a2f.csv",)
    can: ClassVar[frozenset[str]] = _MAPPING

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.a2f import save_csv

        save_csv(export, path)

    def write_mapped(self, mapping: Mapping, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.a2f import write_table

        write_table(path, tuple(mapping.curves), mapping.apply(export.motion), export.motion.fps)


class A2f(ExportFormat):
    """Audio2Face's blendshape export."""

    name: ClassVar[str] = "a2f"
    title: ClassVar[str] = "Audio2Face's blendshape export: Unreal, Maya, Blender"
    suffixes: ClassVar[tuple[str, ...]] = (".json",)
    can: ClassVar[frozenset[str]] = _MAPPING

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.a2f import save_json

        save_json(export, path)

    def write_mapped(self, mapping: Mapping, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.a2f import write_weights

        values = mapping.apply(export.motion)
        write_weights(path, tuple(mapping.curves), values, export.motion.fps, export.audio)


class Anim(ExportFormat):
    """emogen's own motion files."""

    name: ClassVar[str] = "anim"
    title: ClassVar[str] = "emogen's own: everything there is"
    suffixes: ClassVar[tuple[str, ...]] = (".anim.json",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.anim import save_json

        save_json(export, path)


class Npz(ExportFormat):
    """Arrays for numpy."""

    name: ClassVar[str] = "npz"
    title: ClassVar[str] = "arrays for numpy"
    suffixes: ClassVar[tuple[str, ...]] = (".npz",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.anim import save_npz

        save_npz(export, path)


class Glb(ExportFormat):
    """glTF 2.0, binary, with the character's head."""

    name: ClassVar[str] = "glb"
    title: ClassVar[str] = "glTF 2.0 with the character: Godot, Unity, three.js, Blender"
    suffixes: ClassVar[tuple[str, ...]] = (".glb",)
    models: ClassVar[tuple[str, ...]] = ("anny",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.gltf import save_glb

        save_glb(export, path)


class Usda(ExportFormat):
    """USD as text, with the character's head."""

    name: ClassVar[str] = "usda"
    title: ClassVar[str] = "USD as text, with the character: Omniverse, Maya, Houdini"
    suffixes: ClassVar[tuple[str, ...]] = (".usda",)
    models: ClassVar[tuple[str, ...]] = ("anny",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.usd import save_usd

        save_usd(export, path)


class Usdc(ExportFormat):
    """USD, binary, with the character's head."""

    name: ClassVar[str] = "usdc"
    title: ClassVar[str] = "USD, binary"
    suffixes: ClassVar[tuple[str, ...]] = (".usdc",)
    models: ClassVar[tuple[str, ...]] = ("anny",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.usd import save_usd

        save_usd(export, path)


class Live2d(ExportFormat):
    """Motions of Live2D Cubism."""

    name: ClassVar[str] = "live2d"
    title: ClassVar[str] = "Live2D Cubism"
    suffixes: ClassVar[tuple[str, ...]] = (".motion3.json",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.flat import save_live2d

        save_live2d(export, path)


class Spine(ExportFormat):
    """Animations of Spine 4."""

    name: ClassVar[str] = "spine"
    title: ClassVar[str] = "Spine 4"
    suffixes: ClassVar[tuple[str, ...]] = (".spine.json",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.flat import save_spine

        save_spine(export, path)


class Vrm(ExportFormat):
    """Expressions of VRM 1.0."""

    name: ClassVar[str] = "vrm"
    title: ClassVar[str] = "VRM 1.0 expressions"
    suffixes: ClassVar[tuple[str, ...]] = (".vrm.json",)

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.expressions import save_vrm

        save_vrm(export, path)


class Oculus(ExportFormat):
    """Visemes of Oculus LipSync."""

    name: ClassVar[str] = "oculus"
    title: ClassVar[str] = "Oculus LipSync's 15 visemes"
    suffixes: ClassVar[tuple[str, ...]] = (".oculus.json",)
    can: ClassVar[frozenset[str]] = _VISEMES

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.expressions import save_oculus_json

        save_oculus_json(export, path)


class OculusTable(ExportFormat):
    """Visemes of Oculus LipSync as a table."""

    name: ClassVar[str] = "oculus-table"
    title: ClassVar[str] = "the same as a table"
    suffixes: ClassVar[tuple[str, ...]] = (".oculus.csv",)
    can: ClassVar[frozenset[str]] = _VISEMES

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.expressions import save_oculus_csv

        save_oculus_csv(export, path)


class RhubarbTable(ExportFormat):
    """Rhubarb mouth cues as a table."""

    name: ClassVar[str] = "rhubarb-table"
    title: ClassVar[str] = "Rhubarb mouth cues"
    suffixes: ClassVar[tuple[str, ...]] = (".tsv",)
    can: ClassVar[frozenset[str]] = _VISEMES

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.cues import save_tsv

        save_tsv(export, path)


class RhubarbXml(ExportFormat):
    """Rhubarb mouth cues as XML."""

    name: ClassVar[str] = "rhubarb-xml"
    title: ClassVar[str] = "Rhubarb mouth cues"
    suffixes: ClassVar[tuple[str, ...]] = (".xml",)
    can: ClassVar[frozenset[str]] = _VISEMES

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.cues import save_xml

        save_xml(export, path)


class Rhubarb(ExportFormat):
    """Rhubarb mouth cues as JSON."""

    name: ClassVar[str] = "rhubarb"
    title: ClassVar[str] = "Rhubarb mouth cues"
    suffixes: ClassVar[tuple[str, ...]] = (".rhubarb.json",)
    can: ClassVar[frozenset[str]] = _VISEMES

    def write(self, export: Export, path: Path) -> None:
        from emogen.pipelines.face.export.cues import save_json

        save_json(export, path)
