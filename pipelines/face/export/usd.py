"""USD with the head as UsdSkel: blend shapes, joints, and the motion as a SkelAnimation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from emogen.arkit import ARKIT
from emogen.errors import GenerationError
from emogen.files import whole_file
from emogen.install import install_hint
from emogen.pipelines.face.character.skin import linear
from emogen.pipelines.face.export.model import make_model
from emogen.pipelines.face.export.rotations import quaternions
from emogen.pipelines.face.export.surface import finer

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from emogen.arrays import Floats
    from emogen.media import FaceMotion
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.model import Model
    from emogen.pipelines.face.export.surface import Material, Surface

JOINTS: Final = ("Bust", "Bust/Head", "Bust/Head/LeftEye", "Bust/Head/RightEye")
ROOT: Final = "/Character"
_SKELETON: Final = f"{ROOT}/Skeleton"
_ANIMATION: Final = f"{ROOT}/Talk"
_DIRECTION: Final = 4  # digits of normals and colours
_CUTS: Final = 2  # times that the eyes' triangles are cut in four, for an iris in vertex colours


def save_usd(export: Export, path: Path) -> None:
    """Write the character's head with 52 blend shapes named as ARKit's, and the motion; ``.usda`` is
    text, ``.usdc`` binary. Metres, y up; a time code is a frame. Colours are those of vertices, so that
    one file holds everything.

    Raises:
        GenerationError: usd-core is not installed.
        MissingWeightError: the rig's source is absent.
        OutputError: the file cannot be written.
    """
    try:
        from pxr import Usd
    except ImportError as error:
        raise GenerationError(
            f"cannot write {path.name!r}",
            why="the package usd-core is not installed",
            fix=f"Run `{install_hint('export')}`, or write a .glb.",
        ) from error

    stage = Usd.Stage.CreateInMemory()
    _fill(stage, make_model(export.character), export.motion)
    with whole_file(path) as temporary:
        stage.GetRootLayer().Export(str(temporary))


def _fill(stage: Any, model: Model, motion: FaceMotion) -> None:
    from pxr import Kind, Usd, UsdGeom, UsdSkel

    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    stage.SetTimeCodesPerSecond(motion.fps)
    stage.SetFramesPerSecond(motion.fps)
    stage.SetStartTimeCode(0)
    stage.SetEndTimeCode(len(motion) - 1)
    root = UsdSkel.Root.Define(stage, ROOT)
    stage.SetDefaultPrim(root.GetPrim())
    Usd.ModelAPI(root.GetPrim()).SetKind(Kind.Tokens.component)
    root.GetPrim().SetDisplayName(model.name)
    UsdGeom.Scope.Define(stage, f"{ROOT}/Materials")
    _skeleton(stage, model)
    _animation(stage, model, motion)
    for surface in (*model.face, model.cloth):
        _mesh(stage, surface.material.name.capitalize(), surface, surface.points)
    if model.hair is not None:
        _mesh(stage, "Hair", model.hair, model.hair.points, joint=1)
    for joint, eye, centre in zip((2, 3), model.eyes, model.centres, strict=True):
        fine = finer(eye, _CUTS)
        _mesh(stage, JOINTS[joint].rpartition("/")[2], fine, fine.points + centre, joint=joint)


def _skeleton(stage: Any, model: Model) -> None:
    from pxr import Gf, UsdSkel, Vt

    def moved(places: Floats) -> Any:
        return Vt.Matrix4dArray([Gf.Matrix4d(1).SetTranslate(Gf.Vec3d(*map(float, at))) for at in places])

    skeleton = UsdSkel.Skeleton.Define(stage, _SKELETON)
    skeleton.CreateJointsAttr(JOINTS)
    skeleton.CreateBindTransformsAttr(moved(np.vstack([np.zeros(3), model.pivot, model.centres])))
    skeleton.CreateRestTransformsAttr(moved(_rest(model)))
    binding = UsdSkel.BindingAPI.Apply(skeleton.GetPrim())
    binding.CreateAnimationSourceRel().SetTargets([_ANIMATION])


def _rest(model: Model) -> Floats:
    """Where each joint is, seen from its parent, shape ``(4, 3)``."""
    return np.vstack([np.zeros((1, 3)), model.pivot[None], model.centres - model.pivot]).astype(np.float32)


def _animation(stage: Any, model: Model, motion: FaceMotion) -> None:
    from pxr import Gf, UsdSkel, Vt

    animation = UsdSkel.Animation.Define(stage, _ANIMATION)
    animation.CreateJointsAttr(JOINTS)
    animation.CreateBlendShapesAttr(list(ARKIT))
    animation.CreateTranslationsAttr(_vectors(_rest(model)))
    animation.CreateScalesAttr(Vt.Vec3hArray([Gf.Vec3h(1)] * len(JOINTS)))
    turns, weights = animation.CreateRotationsAttr(), animation.CreateBlendShapeWeightsAttr()
    head = quaternions(motion.head)
    eyes = quaternions(np.column_stack([motion.gaze, np.zeros(len(motion))]))
    still = np.array([0, 0, 0, 1], np.float32)
    for frame, curves in enumerate(motion.curves):
        joints = np.stack([still, head[frame], eyes[frame], eyes[frame]])
        turns.Set(Vt.QuatfArray.FromNumpy(joints), frame)
        weights.Set(Vt.FloatArray.FromNumpy(np.ascontiguousarray(curves, np.float32)), frame)


def _mesh(stage: Any, name: str, surface: Surface, points: Floats, joint: int | None = None) -> None:
    """A mesh; ``joint`` carries it whole, otherwise each vertex has its share of the head."""
    from pxr import Sdf, UsdGeom, UsdShade, UsdSkel, Vt

    mesh = UsdGeom.Mesh.Define(stage, f"{ROOT}/{name}")
    mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    mesh.CreatePointsAttr(_vectors(points))
    mesh.CreateExtentAttr(_vectors(np.stack([points.min(axis=0), points.max(axis=0)])))
    mesh.CreateFaceVertexCountsAttr(_integers(np.full(len(surface.triangles), 3)))
    mesh.CreateFaceVertexIndicesAttr(_integers(surface.triangles.ravel()))
    mesh.CreateNormalsAttr(_vectors(surface.normals, _DIRECTION))
    mesh.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
    primvars = UsdGeom.PrimvarsAPI(mesh)
    colour = primvars.CreatePrimvar("displayColor", Sdf.ValueTypeNames.Color3fArray, UsdGeom.Tokens.vertex)
    colour.Set(_vectors(_colours(surface), _DIRECTION))
    binding = UsdSkel.BindingAPI.Apply(mesh.GetPrim())
    binding.CreateSkeletonRel().SetTargets([_SKELETON])
    if joint is not None:
        binding.SetRigidJointInfluence(joint)
    else:
        share = np.asarray(surface.share).clip(0, 1)
        indices = np.tile(np.array([0, 1]), len(share))
        binding.CreateJointIndicesPrimvar(False, 2).Set(_integers(indices))
        weights = np.stack([1 - share, share], axis=1).astype(np.float32).ravel()
        binding.CreateJointWeightsPrimvar(False, 2).Set(Vt.FloatArray.FromNumpy(weights))
    UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(_material(stage, surface.material))
    _shapes(stage, mesh, surface, binding)


def _shapes(stage: Any, mesh: Any, surface: Surface, binding: Any) -> None:
    """The blend shapes that move this mesh."""
    from pxr import UsdSkel

    if surface.offsets is None or surface.bends is None:
        return
    names = []
    for name, offset, bend in zip(ARKIT, surface.offsets, surface.bends, strict=True):
        rows = np.nonzero(offset.any(axis=1) | bend.any(axis=1))[0]
        if not len(rows):
            continue
        shape = UsdSkel.BlendShape.Define(stage, mesh.GetPath().AppendChild(name))
        shape.CreatePointIndicesAttr(_integers(rows))
        shape.CreateOffsetsAttr(_vectors(offset[rows]))
        shape.CreateNormalOffsetsAttr(_vectors(bend[rows], _DIRECTION))
        names.append(name)
    binding.CreateBlendShapesAttr(names)
    binding.CreateBlendShapeTargetsRel().SetTargets([mesh.GetPath().AppendChild(name) for name in names])


def _material(stage: Any, material: Material) -> Any:
    """A preview surface whose colour is the vertices'."""
    from pxr import Sdf, UsdShade

    path = f"{ROOT}/Materials/{material.name.capitalize()}"
    if stage.GetPrimAtPath(path):
        return UsdShade.Material.Get(stage, path)
    made = UsdShade.Material.Define(stage, path)
    reader = UsdShade.Shader.Define(stage, f"{path}/Colour")
    reader.CreateIdAttr("UsdPrimvarReader_float3")
    reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("displayColor")
    read = reader.CreateOutput("result", Sdf.ValueTypeNames.Float3)
    surface = UsdShade.Shader.Define(stage, f"{path}/Surface")
    surface.CreateIdAttr("UsdPreviewSurface")
    surface.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(material.rough)
    surface.CreateInput("metallic", Sdf.ValueTypeNames.Float).Set(0.0)
    surface.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f).ConnectToSource(read)
    made.CreateSurfaceOutput().ConnectToSource(surface.CreateOutput("surface", Sdf.ValueTypeNames.Token))
    return made


def _colours(surface: Surface) -> Floats:
    """The linear colour of every vertex: base colour, vertex colour and picture."""
    colour = np.tile(np.array(surface.material.colour, np.float32), (len(surface.points), 1))
    if surface.colour is not None:
        colour = colour * surface.colour
    picture = surface.material.picture
    if picture is not None and surface.place is not None:
        height, width = picture.shape[:2]
        column, row = (surface.place * (width - 1, height - 1)).round().astype(int).T
        colour = colour * linear(picture[row, column])
    return np.asarray(colour, np.float32)


def _vectors(values: NDArray[Any], digits: int = 6) -> Any:
    """Vectors with few digits, which the text form writes short; 6 are micrometres."""
    from pxr import Vt

    short = np.round(np.asarray(values, np.float64), digits) + 0.0
    return Vt.Vec3fArray.FromNumpy(np.ascontiguousarray(short, np.float32))


def _integers(values: NDArray[Any]) -> Any:
    from pxr import Vt

    return Vt.IntArray.FromNumpy(np.ascontiguousarray(values, np.int32))
