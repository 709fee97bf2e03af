"""What Blender makes of a file: python blender.py FOLDER_WITH_BPY FILE FPS FRAMES, JSON on the last line."""

from __future__ import annotations

import json
import sys


def main() -> None:
    folder, file, fps, frames = sys.argv[1:]
    sys.path.insert(0, folder)
    import bpy

    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.fps = int(fps)
    if file.endswith(".glb"):
        bpy.ops.import_scene.gltf(filepath=file)
    else:
        bpy.ops.wm.usd_import(filepath=file)
    faces = [o.data.shape_keys for o in bpy.data.objects if getattr(o.data, "shape_keys", None)]
    (armature,) = (o for o in bpy.data.objects if o.type == "ARMATURE")
    found = []
    for frame in range(int(frames)):
        scene.frame_set(frame)
        weights = {key.name: key.value for face in faces for key in face.key_blocks if key.name != "Basis"}
        (head,) = (bone for bone in armature.pose.bones if bone.name == "Head")
        found.append({"weights": weights, "angle": head.matrix_basis.to_quaternion().angle})
    print(json.dumps({"version": bpy.app.version_string, "frames": found}))


if __name__ == "__main__":
    main()
