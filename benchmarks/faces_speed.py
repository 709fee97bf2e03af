"""How fast a character's video is made, beside an OpenGL renderer: writes docs/tables/faces_speed.md.

A clip of 512x512 pixels is drawn with 2x2 samples a pixel and encoded as H.264, as `emogen talk` does it.
The peer draws the same moving mesh with moderngl on Mesa's llvmpipe, OpenGL on the CPU: 4 samples a pixel,
four lamps with one specular lobe each, read back; without hair, shadows, skin map, eyes, folds and
encoding. Rounds alternate; the least of them counts, since machines are noisy. Processor time is that of
all threads and of the encoder, so that it tells what an idle machine would do.

    pip install moderngl
    python -m benchmarks.faces_speed
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.machine import cores
from emogen.media import Clip, FaceMotion
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.face.render import raster
from emogen.pipelines.face.render.lights import LIGHTINGS
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.face.rotation import rotation_of
from emogen.pipelines.face.video import save_clip
from emogen.timeline import Timeline

TABLE = Path(__file__).parent.parent / "docs" / "tables" / "faces_speed.md"
PEOPLE = ("mira", "malik", "jonas")
SIDE, FPS, ROUNDS = 512, 30, 3

_VERTEX = """#version 330
in vec3 place; in vec3 normal; in vec3 shown; out vec3 n; out vec3 p; uniform vec2 size;
void main() { n = normal; p = place;
  gl_Position = vec4((shown.xy / size * 2.0 - 1.0) * vec2(1.0, -1.0) * shown.z, shown.z - 1.0, shown.z); }"""
_FRAGMENT = """#version 330
in vec3 n; in vec3 p; out vec4 colour; uniform vec3 eye; uniform vec3 towards[4]; uniform vec3 power[4];
void main() { vec3 N = normalize(n), V = normalize(eye - p); vec3 sum = vec3(0.25) * vec3(0.6, 0.4, 0.3);
  for (int k = 0; k < 4; k++) { vec3 H = normalize(towards[k] + V); float nl = max(dot(N, towards[k]), 0.0);
    float nh = max(dot(N, H), 0.0), a = 0.085, d = nh * nh * (a - 1.0) + 1.0;
    float f = 0.028 + 0.972 * pow(1.0 - max(dot(V, H), 0.0), 5.0);
    sum += power[k] * nl * (vec3(0.6, 0.4, 0.3) + 0.0796 * a * f / (d * d * max(nl * dot(N, V), 0.04))); }
  colour = vec4(pow(sum / (sum + 1.0), vec3(0.4545)), 1.0); }"""


def used() -> float:
    """Seconds of processor time so far, of this process and those it waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_utime + resource.getrusage(kind).ru_stime for kind in kinds)


def measured(job: Callable[[], int]) -> tuple[float, float]:
    """Milliseconds a frame of ``job``, which returns how many it made: processor time, and by the clock."""
    processor, clock = used(), time.perf_counter()
    frames = job()
    return 1000 * (used() - processor) / frames, 1000 * (time.perf_counter() - clock) / frames


def filmed(name: str, motion: FaceMotion, **how: object) -> Callable[[], int]:
    renderer = Renderer(find_character(name).looks, (SIDE, SIDE), **how)  # type: ignore[arg-type]

    def job() -> int:
        with tempfile.TemporaryDirectory() as folder:
            frames = renderer.frames(motion)
            save_clip(Clip(frames, len(motion), FPS, (SIDE, SIDE)), Path(folder) / "x.mp4")
        return len(motion)

    return job


def drawn(name: str, motion: FaceMotion) -> Callable[[], int]:
    """Our frames alone, on one thread."""
    renderer = Renderer(find_character(name).looks, (SIDE, SIDE))

    def job() -> int:
        for row in zip(motion.curves, motion.head, motion.gaze, strict=True):
            renderer.frame(*row)
        return len(motion)

    return job


def peer(name: str, motion: FaceMotion) -> tuple[str, Callable[[], int]]:
    """What draws the mesh with OpenGL, and its name."""
    import moderngl

    context = moderngl.create_standalone_context(backend="egl")
    head = make_head(find_character(name).looks)
    camera = Renderer(find_character(name).looks, (SIDE, SIDE), samples=1)._camera
    program = context.program(_VERTEX, _FRAGMENT)
    lamps = LIGHTINGS["studio"].lamps()
    program["size"], program["eye"] = (SIDE, SIDE), tuple(map(float, camera[:3]))
    program["towards"].write(lamps[:, :3].tobytes())
    program["power"].write(lamps[:, 3:].tobytes())
    count = len(head.neutral)
    buffer = context.buffer(reserve=count * 36)
    content = [(buffer, "3f 3f 3f", "place", "normal", "shown")]
    mesh = context.vertex_array(program, content, context.buffer(head.rig.triangles.tobytes()))
    many = context.framebuffer(
        context.renderbuffer((SIDE, SIDE), samples=4), context.depth_renderbuffer((SIDE, SIDE), samples=4)
    )
    plain = context.simple_framebuffer((SIDE, SIDE), 4)
    context.enable(moderngl.DEPTH_TEST | moderngl.CULL_FACE)
    rows, face = np.empty((count, 9), np.float32), np.empty((count, 3), np.float32)
    world, normals, shown = (np.empty((count, 3), np.float32) for _ in range(3))

    def job() -> int:
        for curves, angles in zip(motion.curves, motion.head, strict=True):
            rig = head.rig
            raster.deform(head.neutral, rig.shape_start, rig.shape_vertex, head.offset, curves, face)
            raster.turn(face, head.share, head.pivot, rotation_of(angles), world)
            raster.smooth_normals(world, rig.triangles, normals)
            raster.project(world, camera, shown)
            rows[:, :3], rows[:, 3:6], rows[:, 6:] = world, normals, shown
            buffer.write(rows.tobytes())
            many.use()
            many.clear(0.3, 0.3, 0.35)
            mesh.render(moderngl.TRIANGLES)
            context.copy_framebuffer(plain, many)
            plain.read(components=3)
        return len(motion)

    return context.info["GL_RENDERER"], job


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    motion = animate(Timeline((), (), 3.0), Emotion("joy"), fps=FPS)
    jobs: dict[str, Callable[[], int]] = {}
    for name in PEOPLE:
        jobs[f"{name}, drawn and encoded"] = filmed(name, motion)
    jobs["mira, close-up, drawn and encoded"] = filmed("mira", motion, camera="close-up")
    jobs["mira, frames alone, one thread"] = drawn("mira", motion)
    try:
        kind, job = peer("mira", motion)
        jobs[f"moderngl on {kind}: mira's mesh, no hair, no encoding"] = job
    except ImportError:
        print("moderngl is not installed: no peer")
    best: dict[str, tuple[float, float]] = {}
    for _ in range(ROUNDS + 1):  # the first warms up
        for name, job in jobs.items():
            now = measured(job)
            least = best.get(name, now)
            best[name] = min(least[0], now[0]), min(least[1], now[1])
    report(best, len(motion))


def report(best: dict[str, tuple[float, float]], frames: int) -> None:
    lines = [
        "# Speed of a character's video",
        "",
        f"`benchmarks/faces_speed.py`: {frames} frames of {SIDE}x{SIDE}, {platform.machine()}, {cores()} "
        f"cores, load {os.getloadavg()[0]:.1f} while measuring; the least of {ROUNDS} rounds.",
        "",
        "| what | processor time a frame, ms | frames a second as measured | on two idle cores |",
        "|---|---|---|---|",
    ]
    for name, (processor, clock) in best.items():
        threads = 1 if "one thread" in name else 2
        lines.append(f"| {name} | {processor:.1f} | {1000 / clock:.1f} | {threads * 1000 / processor:.0f} |")
    lines += [
        "",
        "The last column is what the processor time allows, all of it used. The peer's mesh is moved by our "
        "code; its shading is simpler: no hair, shadows, skin map, eyes, folds or encoding.",
        "",
    ]
    TABLE.write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
