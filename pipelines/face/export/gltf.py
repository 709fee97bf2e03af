"""glTF 2.0 in one binary file (Khronos, glTF 2.0 specification): the head, its shapes, the motion."""

from __future__ import annotations

import io
import json
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.files import whole_file
from emogen.pipelines.face.export.model import make_model
from emogen.pipelines.face.export.rotations import quaternions
from emogen.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emogen.arrays import Floats, Pixels
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.model import Model
    from emogen.pipelines.face.export.surface import Material, Surface

    Json = dict[str, Any]

_COMPONENTS: Final = {"uint8": 5121, "uint16": 5123, "uint32": 5125, "float32": 5126}
_KINDS: Final = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_VERTICES, _INDICES = 34962, 34963  # what a buffer view is for
_CLAMP: Final = 33071
_LINEAR, _MIPMAPS = 9729, 9987

BUST, HEAD, LEFT_EYE, RIGHT_EYE, HAIR, FACE, CLOTH = range(7)
"""Nodes of the file. The face is drawn by a skin of the two joints bust and head."""

_NAMES: Final = ("Bust", "Head", "LeftEye", "RightEye", "Hair", "Face", "Cloth")


def save_glb(export: Export, path: Path) -> None:
    """Write the character's head with 52 morph targets named as ARKit's shapes, and the motion as the
    animation ``talk``: morph weights, and rotations of head and eyes.

    Raises:
        MissingWeightError: the rig's source is absent.
        OutputError: the file cannot be written.
    """
    content, data = glb(make_model(export.character), export.motion, export.audio)
    text = json.dumps(content, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + data
    with whole_file(path) as temporary:
        temporary.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)


@dataclass(slots=True)
class _File:
    """The document and its buffer in the making."""

    data: bytearray = field(default_factory=bytearray)
    views: list[Json] = field(default_factory=list)
    accessors: list[Json] = field(default_factory=list)
    materials: list[Json] = field(default_factory=list)
    textures: list[Json] = field(default_factory=list)
    images: list[Json] = field(default_factory=list)
    meshes: list[Json] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)  # materials by name

    def view(self, content: bytes, target: int | None = None) -> int:
        self.data += b"\0" * (-len(self.data) % 4)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content)}
        self.views.append(view if target is None else {**view, "target": target})
        self.data += content
        return len(self.views) - 1

    def accessor(
        self, values: NDArray[Any], target: int | None = None, *, bounds: bool = False, unit: bool = False
    ) -> int:
        """``values`` of shape ``(n,)`` or ``(n, k)``; ``unit`` integers stand for [0, 1]."""
        width = values.shape[1] if values.ndim > 1 else 1
        entry: Json = {
            "bufferView": self.view(np.ascontiguousarray(values).tobytes(), target),
            "componentType": _COMPONENTS[values.dtype.name],
            "count": len(values),
            "type": _KINDS[width],
        }
        if bounds:
            entry |= _bounds(values)
        if unit:
            entry["normalized"] = True
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def sparse(self, values: Floats, *, bounds: bool) -> int:
        """Vectors of which most are 0: only the others are stored, where that is shorter."""
        rows = np.nonzero(values.any(axis=1))[0]
        index = rows.astype(np.uint16 if len(values) <= 1 << 16 else np.uint32)
        if len(rows) * (12 + index.itemsize) >= 12 * len(values):
            return self.accessor(values, _VERTICES, bounds=bounds)
        entry: Json = {"componentType": 5126, "count": len(values), "type": "VEC3"}
        if bounds:
            entry |= _bounds(values)
        if len(rows):
            entry["sparse"] = {
                "count": len(rows),
                "indices": {
                    "bufferView": self.view(index.tobytes()),
                    "componentType": _COMPONENTS[index.dtype.name],
                },
                "values": {"bufferView": self.view(values[rows].tobytes())},
            }
        self.accessors.append(entry)
        return len(self.accessors) - 1

    def material(self, material: Material) -> int:
        if material.name in self.known:
            return self.known[material.name]
        surface: Json = {
            "baseColorFactor": [*material.colour, 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": material.rough,
        }
        if material.picture is not None:
            self.images.append({"bufferView": self.view(_jpeg(material.picture)), "mimeType": "image/jpeg"})
            self.textures.append({"sampler": 0, "source": len(self.images) - 1})
            surface["baseColorTexture"] = {"index": len(self.textures) - 1}
        self.materials.append({"name": material.name, "pbrMetallicRoughness": surface})
        self.known[material.name] = len(self.materials) - 1
        return self.known[material.name]

    def mesh(self, name: str, surfaces: tuple[Surface, ...]) -> int:
        mesh: Json = {"name": name, "primitives": [self.primitive(surface) for surface in surfaces]}
        if surfaces[0].offsets is not None:
            mesh |= {"weights": [0.0] * len(ARKIT), "extras": {"targetNames": list(ARKIT)}}
        self.meshes.append(mesh)
        return len(self.meshes) - 1

    def primitive(self, surface: Surface) -> Json:
        short = len(surface.points) < (1 << 16) - 1
        attributes = {
            "POSITION": self.accessor(surface.points, _VERTICES, bounds=True),
            "NORMAL": self.accessor(surface.normals, _VERTICES),
        }
        if surface.place is not None:
            attributes["TEXCOORD_0"] = self.accessor(surface.place, _VERTICES)
        if surface.colour is not None:
            opaque = np.column_stack([surface.colour.clip(0, 1), np.ones(len(surface.colour))])
            shades = (65535 * opaque + 0.5).astype(np.uint16)
            attributes["COLOR_0"] = self.accessor(shades, _VERTICES, unit=True)
        if surface.share is not None:
            joints, weights = _held(surface.share)
            attributes["JOINTS_0"] = self.accessor(joints, _VERTICES)
            attributes["WEIGHTS_0"] = self.accessor(weights, _VERTICES)
        index = surface.triangles.astype(np.uint16 if short else np.uint32).ravel()
        primitive: Json = {
            "attributes": attributes,
            "indices": self.accessor(index, _INDICES),
            "material": self.material(surface.material),
        }
        if surface.offsets is not None and surface.bends is not None:
            primitive["targets"] = [
                {"POSITION": self.sparse(offset, bounds=True), "NORMAL": self.sparse(bend, bounds=False)}
                for offset, bend in zip(surface.offsets, surface.bends, strict=True)
            ]
        return primitive


def glb(model: Model, motion: FaceMotion, audio: str) -> tuple[Json, bytes]:
    """The document and the buffer of a GLB file."""
    file = _File()
    nodes: list[Json] = [{"name": name} for name in _NAMES]
    nodes[BUST] |= {"children": [HEAD]}
    nodes[HEAD] |= {"children": [LEFT_EYE, RIGHT_EYE, HAIR], "translation": model.pivot.tolist()}
    for node, eye, centre in zip((LEFT_EYE, RIGHT_EYE), model.eyes, model.centres, strict=True):
        nodes[node] |= {
            "translation": (centre - model.pivot).tolist(),
            "mesh": file.mesh(_NAMES[node], (eye,)),
        }
    if model.hair is not None:
        nodes[HAIR] |= {"translation": (-model.pivot).tolist(), "mesh": file.mesh("Hair", (model.hair,))}
    nodes[FACE] |= {"mesh": file.mesh("Face", model.face), "skin": 0}
    nodes[CLOTH] |= {"mesh": file.mesh("Cloth", (model.cloth,)), "skin": 0}
    binding = np.tile(np.eye(4, dtype=np.float32).T.ravel(), (2, 1))
    binding[1, 12:15] = -model.pivot  # column-major
    skins = [{"joints": [BUST, HEAD], "skeleton": BUST, "inverseBindMatrices": file.accessor(binding)}]
    animation = _animation(file, motion)
    content: Json = {
        "asset": {"version": "2.0", "generator": f"emogen {__version__}"},
        "scene": 0,
        "scenes": [{"name": model.name, "nodes": [BUST, FACE, CLOTH]}],
        "nodes": nodes,
        "meshes": file.meshes,
        "skins": skins,
        "animations": [animation | ({"extras": {"audio": audio}} if audio else {})],
        "materials": file.materials,
        "textures": file.textures,
        "images": file.images,
        "samplers": [{"magFilter": _LINEAR, "minFilter": _MIPMAPS, "wrapS": _CLAMP, "wrapT": _CLAMP}],
        "accessors": file.accessors,
        "bufferViews": file.views,
    }
    file.data += b"\0" * (-len(file.data) % 4)
    content["buffers"] = [{"byteLength": len(file.data)}]
    return content, bytes(file.data)


def _animation(file: _File, motion: FaceMotion) -> Json:
    """One channel each for the shapes, the head and both eyes, straight between frames."""
    times = file.accessor((np.arange(len(motion)) / motion.fps).astype(np.float32), bounds=True)
    weights = file.accessor(motion.curves.astype(np.float32).ravel())
    head = file.accessor(quaternions(motion.head))
    eyes = file.accessor(quaternions(np.column_stack([motion.gaze, np.zeros(len(motion))])))
    samplers = [{"input": times, "output": output} for output in (weights, head, eyes)]
    moved = (
        (0, FACE, "weights"),
        (1, HEAD, "rotation"),
        (2, LEFT_EYE, "rotation"),
        (2, RIGHT_EYE, "rotation"),
    )
    channels = [{"sampler": sampler, "target": {"node": node, "path": path}} for sampler, node, path in moved]
    return {"name": "talk", "samplers": samplers, "channels": channels}


def _held(share: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Joints (0 the bust, 1 the head) and weights of vertices; a joint without weight is 0."""
    share = share.clip(0, 1)
    joints = np.zeros((len(share), 4), np.uint8)
    weights = np.zeros((len(share), 4), np.float32)
    weights[:, 0], weights[:, 1] = 1 - share, share
    joints[share > 0, 1] = 1
    carried = share == 1
    joints[carried, :2], weights[carried, :2] = (1, 0), (1, 0)
    return joints, weights


def _bounds(values: NDArray[Any]) -> Json:
    table = values.reshape(len(values), -1)
    return {"min": table.min(axis=0).tolist(), "max": table.max(axis=0).tolist()}


def _jpeg(picture: Pixels) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=92)
    return out.getvalue()
