"""glTF and USD files: sound in every number, and the head in them moves as the renderer's does."""

from __future__ import annotations

import io
import json
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from emogen.arkit import ARKIT, INDEX
from emogen.arrays import Floats
from emogen.conditioning.character import find_character, make_character
from emogen.conditioning.emotion import Emotion
from emogen.pipelines.face.character.head import Head, make_head
from emogen.pipelines.face.character.rig import BODY, LOWER_TEETH, UPPER_TEETH
from emogen.pipelines.face.export.rotations import quaternions
from emogen.pipelines.face.export.save import save_motion
from emogen.pipelines.face.export.surface import cut, whole
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.render import raster
from emogen.timeline import Phoneme, Timeline

WHO = find_character("mira")
LINE = Timeline(
    (),
    (Phoneme("", 0, 0.2), Phoneme("m", 0.2, 0.35), Phoneme("ɑ", 0.35, 0.6, 1), Phoneme("u", 0.6, 0.8)),
    1.0,
)
MOTION = animate(LINE, Emotion("surprise"), fps=30, seed=4)

SIZES = {5121: (np.uint8, 1), 5123: (np.uint16, 2), 5125: (np.uint32, 4), 5126: (np.float32, 4)}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Glb:
    """A GLB file taken apart by the specification (Khronos, glTF 2.0), every access checked."""

    def __init__(self, content: bytes) -> None:
        magic, version, length = struct.unpack_from("<4sII", content)
        assert (magic, version, length) == (b"glTF", 2, len(content))
        size, kind = struct.unpack_from("<I4s", content, 12)
        assert kind == b"JSON"
        assert size % 4 == 0
        self.json: dict[str, Any] = json.loads(content[20 : 20 + size])
        data, kind = struct.unpack_from("<I4s", content, 20 + size)
        assert kind == b"BIN\0"
        assert 28 + size + data == length
        self.data = content[28 + size :]
        (buffer,) = self.json["buffers"]
        assert buffer["byteLength"] <= len(self.data) < buffer["byteLength"] + 4

    def view(self, index: int) -> bytes:
        view = self.json["bufferViews"][index]
        assert view["byteOffset"] % 4 == 0
        end = view["byteOffset"] + view["byteLength"]
        assert view["byteLength"] > 0
        assert end <= len(self.data)
        return self.data[view["byteOffset"] : end]

    def read(self, view: int, component: int, count: int, width: int) -> NDArray[Any]:
        kind, size = SIZES[component]
        content = self.view(view)
        assert len(content) == count * size * width
        return np.frombuffer(content, kind).reshape(count, width)

    def accessor(self, index: int) -> NDArray[Any]:
        entry = self.json["accessors"][index]
        width, count = WIDTHS[entry["type"]], entry["count"]
        if "bufferView" in entry:
            values = self.read(entry["bufferView"], entry["componentType"], count, width).copy()
        else:
            values = np.zeros((count, width), SIZES[entry["componentType"]][0])
        if "sparse" in entry:
            few = entry["sparse"]
            assert 0 < few["count"] <= count
            rows = self.read(few["indices"]["bufferView"], few["indices"]["componentType"], few["count"], 1)
            assert (np.diff(rows[:, 0].astype(int)) > 0).all()
            assert rows.max() < count
            values[rows[:, 0]] = self.read(
                few["values"]["bufferView"], entry["componentType"], few["count"], width
            )
        if "min" in entry:
            np.testing.assert_array_equal(values.min(axis=0), np.array(entry["min"], values.dtype))
            np.testing.assert_array_equal(values.max(axis=0), np.array(entry["max"], values.dtype))
        assert np.isfinite(values).all()
        return values

    def node(self, name: str) -> dict[str, Any]:
        found: dict[str, Any]
        (found,) = [node for node in self.json["nodes"] if node["name"] == name]
        return found

    def mesh(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.json["meshes"][self.node(name)["mesh"]]
        return found

    def track(self, name: str, path: str) -> tuple[Floats, Floats]:
        """Times and values of one animated property."""
        (animation,) = self.json["animations"]
        nodes = self.json["nodes"]
        (channel,) = [
            c
            for c in animation["channels"]
            if nodes[c["target"]["node"]]["name"] == name and c["target"]["path"] == path
        ]
        sampler = animation["samplers"][channel["sampler"]]
        assert sampler.get("interpolation", "LINEAR") == "LINEAR"
        return self.accessor(sampler["input"])[:, 0], self.accessor(sampler["output"])


@pytest.fixture(scope="module")
def head() -> Head:
    return make_head(WHO.looks)


@pytest.fixture(scope="module")
def glb_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_motion(MOTION, tmp_path_factory.mktemp("glb") / "x.glb", character=WHO, audio="line.wav")


@pytest.fixture(scope="module")
def glb(glb_file: Path) -> Glb:
    return Glb(glb_file.read_bytes())


def test_the_file_is_small_and_the_same_every_time(glb_file: Path, tmp_path: Path) -> None:
    again = save_motion(MOTION, tmp_path / "y.glb", character=WHO, audio="line.wav")
    assert again.read_bytes() == glb_file.read_bytes()
    assert glb_file.stat().st_size < 20e6


def test_every_number_is_within_bounds(glb: Glb) -> None:
    content = glb.json
    assert content["asset"]["version"] == "2.0"
    for index in range(len(content["accessors"])):
        glb.accessor(index)
    for mesh in content["meshes"]:
        for primitive in mesh["primitives"]:
            attributes = {name: glb.accessor(index) for name, index in primitive["attributes"].items()}
            count = len(attributes["POSITION"])
            assert {len(values) for values in attributes.values()} == {count}
            assert glb.accessor(primitive["indices"]).max() == count - 1  # and none is unused
            np.testing.assert_allclose(np.linalg.norm(attributes["NORMAL"], axis=1), 1, atol=1e-4)
            assert "min" in content["accessors"][primitive["attributes"]["POSITION"]]
            for target in primitive.get("targets", ()):
                assert {len(glb.accessor(index)) for index in target.values()} == {count}
                assert "min" in content["accessors"][target["POSITION"]]
            material = content["materials"][primitive["material"]]["pbrMetallicRoughness"]
            assert ("baseColorTexture" in material) == ("TEXCOORD_0" in attributes)


def test_nothing_in_the_file_is_left_over(glb: Glb) -> None:
    content = glb.json
    text = json.dumps(content["meshes"]) + json.dumps(content["skins"]) + json.dumps(content["animations"])
    used = set()
    for key in (
        *("indices", "POSITION", "NORMAL", "TEXCOORD_0", "COLOR_0", "JOINTS_0", "WEIGHTS_0"),
        *("input", "output", "inverseBindMatrices"),
    ):
        used |= {int(part.split(",")[0].split("}")[0]) for part in text.split(f'"{key}": ')[1:]}
    assert used == set(range(len(content["accessors"])))
    drawn = {node["mesh"] for node in content["nodes"] if "mesh" in node}
    assert drawn == set(range(len(content["meshes"])))
    materials = {p["material"] for mesh in content["meshes"] for p in mesh["primitives"]}
    assert materials == set(range(len(content["materials"])))
    views = [(view["byteOffset"], view["byteLength"]) for view in content["bufferViews"]]
    for (offset, length), (following, _) in pairwise(views):
        assert offset + length <= following < offset + length + 4


def test_nodes_make_one_tree_and_vertices_are_held(glb: Glb) -> None:
    nodes = glb.json["nodes"]
    children = [child for node in nodes for child in node.get("children", ())]
    assert len(children) == len(set(children))
    roots = set(range(len(nodes))) - set(children)
    (scene,) = glb.json["scenes"]
    assert set(scene["nodes"]) == roots
    (skin,) = glb.json["skins"]
    assert [nodes[joint]["name"] for joint in skin["joints"]] == ["Bust", "Head"]
    for name in ("Face", "Cloth"):
        assert nodes.index(glb.node(name)) in roots
        for primitive in glb.mesh(name)["primitives"]:
            joints = glb.accessor(primitive["attributes"]["JOINTS_0"])
            weights = glb.accessor(primitive["attributes"]["WEIGHTS_0"])
            assert joints.max() <= 1
            assert not joints[weights == 0].any()
            np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)


def test_shapes_are_named_and_sparse(glb: Glb) -> None:
    mesh = glb.mesh("Face")
    assert mesh["extras"]["targetNames"] == list(ARKIT)
    assert all(len(primitive["targets"]) == 52 for primitive in mesh["primitives"])
    assert len(mesh["weights"]) == 52
    moved = [
        [np.abs(glb.accessor(target["POSITION"])).max() for target in primitive["targets"]]
        for primitive in mesh["primitives"]
    ]
    assert np.max(moved, axis=0).min() > 5e-4  # every shape moves something by half a millimetre
    assert np.max(moved) < 0.05
    stored = [entry for entry in glb.json["accessors"] if "sparse" in entry]
    assert len(stored) > 100


def test_pictures_have_sides_that_are_powers_of_two(glb: Glb) -> None:
    from PIL import Image

    for image in glb.json["images"]:
        picture = Image.open(io.BytesIO(glb.view(image["bufferView"])))
        assert picture.format == "JPEG"
        assert all(side & (side - 1) == 0 for side in picture.size)


def test_the_animation_is_the_motion(glb: Glb) -> None:
    times, weights = glb.track("Face", "weights")
    np.testing.assert_allclose(times, np.arange(len(MOTION)) / MOTION.fps, atol=1e-6)
    np.testing.assert_array_equal(weights.reshape(len(MOTION), 52), MOTION.curves)
    for name, angles in (
        ("Head", MOTION.head),
        ("LeftEye", np.column_stack([MOTION.gaze, np.zeros(len(MOTION))])),
        ("RightEye", np.column_stack([MOTION.gaze, np.zeros(len(MOTION))])),
    ):
        turns = glb.track(name, "rotation")[1]
        np.testing.assert_allclose(turns, quaternions(angles), atol=1e-6)
        np.testing.assert_allclose(np.linalg.norm(turns, axis=1), 1, atol=1e-6)
    assert glb.json["animations"][0]["extras"] == {"audio": "line.wav"}


def matrix(quaternion: Floats) -> Floats:
    x, y, z, w = (float(part) for part in quaternion)
    return np.array(
        [[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
         [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
         [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]], np.float32
    )  # fmt: skip


def drawn(head: Head, frame: int) -> Floats:
    """The renderer's vertices in that frame, in metres over the floor of the bust."""
    from emogen.pipelines.face.rotation import rotation_of

    face, world = np.empty_like(head.neutral), np.empty_like(head.neutral)
    curves = MOTION.curves[frame]
    rig = head.rig
    raster.deform(head.neutral, rig.shape_start, rig.shape_vertex, head.offset, curves, face)
    raster.turn(face, head.share, head.pivot, rotation_of(MOTION.head[frame]), world)
    floor = np.array([0, head.neutral[:, 1].min(), 0], np.float32)
    return (world - floor) * np.float32(0.1)


def skinned(glb: Glb, primitive: dict[str, Any], frame: int) -> Floats:
    """What an engine makes of the file: morph targets, then linear blend skinning."""
    attributes = primitive["attributes"]
    points = glb.accessor(attributes["POSITION"]).copy()
    weights = glb.track("Face", "weights")[1].reshape(-1, 52)[frame]
    for weight, target in zip(weights, primitive["targets"], strict=True):
        if weight:
            points += weight * glb.accessor(target["POSITION"])
    turn = matrix(glb.track("Head", "rotation")[1][frame])
    (skin,) = glb.json["skins"]
    away = glb.accessor(skin["inverseBindMatrices"])[1].reshape(4, 4)[3, :3]
    with_head = (points + away) @ turn.T + np.array(glb.node("Head")["translation"], np.float32)
    held = glb.accessor(attributes["WEIGHTS_0"]) * (glb.accessor(attributes["JOINTS_0"]) == 1)
    share = held.sum(axis=1, keepdims=True)
    return np.asarray((1 - share) * points + share * with_head, np.float32)


@pytest.mark.parametrize("frame", [0, 8, 14, 22])
def test_the_head_moves_as_the_renderers(glb: Glb, head: Head, frame: int) -> None:
    """To a tenth of a millimetre; offsets below 20 micrometres are left out of the file."""
    primitives = {
        glb.json["materials"][primitive["material"]]["name"]: primitive
        for primitive in glb.mesh("Face")["primitives"]
    }
    ours = drawn(head, frame)
    for name, kinds in (("teeth", (UPPER_TEETH, LOWER_TEETH)), ("skin", (BODY,))):
        theirs = skinned(glb, primitives[name], frame)
        there = cKDTree(ours[np.isin(head.rig.vertex_part, kinds)]).query(theirs)[0]
        # vertices on the hem and on the lips' inner edge were cut in: they lie on our edges
        assert np.quantile(there, 0.95) < 1e-4
    assert {"skin", "mouth", "teeth", "tongue", "brows"} == set(primitives)


def test_eyes_look_where_the_gaze_goes(glb: Glb) -> None:
    turns = quaternions(np.array([[0.3, 0.0, 0.0], [0.0, 0.2, 0.0], [0.0, 0.0, 0.1]], np.float32))
    ahead, up = np.array([0, 0, 1], np.float32), np.array([0, 1, 0], np.float32)
    assert (matrix(turns[0]) @ ahead)[0] == pytest.approx(np.sin(0.3))  # to the own left
    assert (matrix(turns[1]) @ ahead)[1] == pytest.approx(np.sin(0.2))  # up
    assert (matrix(turns[2]) @ up)[0] == pytest.approx(np.sin(0.1))  # the crown to the own left
    assert glb.node("LeftEye")["translation"][0] > 0 > glb.node("RightEye")["translation"][0]


def test_quaternions_do_not_jump() -> None:
    angles = np.column_stack([np.linspace(-9, 9, 200), np.zeros(200), np.zeros(200)]).astype(np.float32)
    turns = quaternions(angles)
    assert (np.einsum("ij,ij->i", turns[1:], turns[:-1]) > 0.9).all()


def test_triangles_are_cut_along_a_line() -> None:
    """A grid of the unit square, cut at x = 0.37: both sides keep their area."""
    x, y = (part.ravel() for part in np.meshgrid(np.linspace(0, 1, 6), np.linspace(0, 1, 6)))
    points = np.stack([x, y, 0 * x], axis=1).astype(np.float32)
    first = np.array([6 * row + column for row in range(5) for column in range(5)], np.int32)
    triangles = np.concatenate([first[:, None] + np.array(t, np.int32) for t in ((0, 1, 7), (0, 7, 6))])
    bound, right, left = cut(whole(36), triangles, points[:, 0] - np.float32(0.37))
    at = bound.of(points)

    def area(corners: NDArray[np.int32]) -> float:
        a, b, c = (at[corners[:, k], :2] for k in range(3))
        ab, ac = b - a, c - a
        turned = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
        assert (turned > -1e-6).all()  # none turns over
        return float(turned.sum() / 2)

    assert area(right) == pytest.approx(0.63, abs=1e-5)
    assert area(left) == pytest.approx(0.37, abs=1e-5)
    assert at[right][..., 0].min() == pytest.approx(0.37, abs=1e-5)
    assert at[left][..., 0].max() == pytest.approx(0.37, abs=1e-5)


def test_another_character_is_another_head(tmp_path: Path, glb: Glb) -> None:
    other = make_character(7, hair="buzz")
    file = Glb(save_motion(MOTION, tmp_path / "x.glb", character=other).read_bytes())
    assert file.json["scenes"][0]["name"] == other.name
    mine, theirs = (
        f.accessor(f.mesh("Face")["primitives"][0]["attributes"]["POSITION"]) for f in (glb, file)
    )
    assert mine.shape != theirs.shape or np.abs(mine - theirs).max() > 1e-3


def test_usd_reads_back(tmp_path: Path, head: Head) -> None:
    pytest.importorskip("pxr")
    from pxr import Usd, UsdGeom, UsdSkel

    path = save_motion(MOTION, tmp_path / "x.usdc", character=WHO)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    stage = Usd.Stage.Open(str(path))
    assert (stage.GetTimeCodesPerSecond(), stage.GetEndTimeCode()) == (30, len(MOTION) - 1)
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    root = UsdSkel.Root(stage.GetDefaultPrim())
    cache = UsdSkel.Cache()
    cache.Populate(root, Usd.PrimDefaultPredicate)
    (binding,) = cache.ComputeSkelBindings(root, Usd.PrimDefaultPredicate)
    names = {target.GetPrim().GetName() for target in binding.GetSkinningTargets()}
    assert names == {"Skin", "Mouth", "Teeth", "Tongue", "Brows", "Cloth", "Hair", "LeftEye", "RightEye"}
    animation = cache.GetSkelQuery(binding.GetSkeleton()).GetAnimQuery()
    assert list(animation.GetBlendShapeOrder()) == list(ARKIT)
    for frame in range(len(MOTION)):
        np.testing.assert_array_equal(animation.ComputeBlendShapeWeights(frame), MOTION.curves[frame])
    jaw = UsdSkel.BlendShape.Get(stage, "/Character/Skin/jawOpen")
    assert jaw.GetPointIndicesAttr().Get()
    assert UsdSkel.BakeSkinning(root)
    skin = UsdGeom.Mesh.Get(stage, "/Character/Teeth")
    baked = np.array(skin.GetPointsAttr().Get(14))
    ours = drawn(head, 14)[np.isin(head.rig.vertex_part, (UPPER_TEETH, LOWER_TEETH))]
    assert np.max(cKDTree(ours).query(baked)[0]) < 1e-4


def test_usd_as_text_passes_its_own_validation(tmp_path: Path) -> None:
    pytest.importorskip("pxr")
    from pxr import Usd, UsdValidation

    path = save_motion(MOTION, tmp_path / "x.usda", character=WHO)
    assert path.read_text(encoding="utf-8").startswith("#usda 1.0")
    stage = Usd.Stage.Open(str(path))
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    assert len(validators) > 10
    errors = UsdValidation.ValidationContext(validators).Validate(stage)
    assert [error.GetMessage() for error in errors] == []


def test_the_jaw_opens_the_mouth_of_every_part(glb: Glb) -> None:
    """Lower teeth and tongue go down with the jaw, upper teeth stay."""
    materials = glb.json["materials"]
    for primitive in glb.mesh("Face")["primitives"]:
        name = materials[primitive["material"]]["name"]
        drop = glb.accessor(primitive["targets"][INDEX["jawOpen"]]["POSITION"])[:, 1]
        if name in ("teeth", "tongue"):
            assert drop.min() < -0.01
        if name == "brows":
            assert np.abs(drop).max() < 5e-4
