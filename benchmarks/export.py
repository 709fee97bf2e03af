"""Exports against other people's programs: writes docs/tables/export.md.

The Khronos glTF validator, three.js and Spine's runtime come from npm (once: `npm install
gltf-validator three @esotericsoftware/spine-core@4.2` in a folder of your own); three.js plays the file
under node and, where there is one, in a headless Chromium. USD is checked by its own validators. Blender
takes part with `pip install --target FOLDER bpy`. With a folder of Live Link Face captures (CSV) their
layout is compared with ours.

    python -m benchmarks.export --node FOLDER/node_modules [--bpy FOLDER] [--captures FOLDER]
        [--pictures FOLDER]
"""

from __future__ import annotations

import argparse
import base64
import csv
import functools
import http.server
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from emogen.arkit import ARKIT, INDEX
from emogen.conditioning.character import characters
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.media import FaceMotion
from emogen.pipelines.face.export.backend import find_format, motion_suffixes
from emogen.pipelines.face.export.cues import mouth_cues
from emogen.pipelines.face.export.livelink import COLUMNS
from emogen.pipelines.face.export.resample import resampled
from emogen.pipelines.face.export.rotations import quaternions
from emogen.pipelines.face.export.save import load_motion, save_motion
from emogen.pipelines.face.motion.animate import animate
from emogen.pipelines.speech.speak import speak
from emogen.timeline import Timeline

TABLE = Path(__file__).parent.parent / "docs" / "tables" / "export.md"
HERE = Path(__file__).parent / "export"
LINE = "My mother bought five warm blue pillows for you, before the boat left."
PATIENCE = 180  # seconds that a browser has to draw a head
MOMENTS = 25  # at which three.js is asked for its weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--node", type=Path, required=True, help="node_modules with gltf-validator and three")
    parser.add_argument("--bpy", type=Path, help="folder with Blender's Python module")
    parser.add_argument("--captures", type=Path, help="folder of Live Link Face CSV files")
    parser.add_argument("--pictures", type=Path, help="folder to keep the browser's pictures in")
    options = parser.parse_args()
    speech = speak(LINE, emotion=Emotion("joy"))
    motion = animate(speech.timeline, Emotion("joy"), audio=speech.audio, fps=60)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(HERE, folder / "page")
        (folder / "page" / "node_modules").symlink_to(options.node.resolve())
        parts = [
            f"A line of {motion.duration:.1f} s at 60 frames a second.",
            sizes(motion, speech.timeline, folder),
            meshes(motion, folder / "page", options.pictures or folder),
            usd(motion, folder),
            others(motion, speech.timeline, folder, options.bpy),
            rates(),
            cues(),
        ]
        if options.captures:
            parts.append(captures(options.captures, folder))
    TABLE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def sizes(motion: FaceMotion, timeline: Timeline, folder: Path) -> str:
    """Size and time of every format, the second time, when everything is loaded."""
    track, rows = EmotionTrack.parse("joy", motion.duration), []
    for suffix in motion_suffixes():
        for _ in range(2):
            began = time.perf_counter()
            path = save_motion(motion, folder / f"x{suffix}", timeline=timeline, track=track, audio="x.wav")
            took = time.perf_counter() - began
        rows.append(
            [f"`{suffix}`", find_format(path).title, f"{path.stat().st_size / 1e3:,.1f} kB", f"{took:.2f} s"]
        )
    return table(["suffix", "for", "size", "written in"], rows)


def meshes(motion: FaceMotion, page: Path, pictures: Path) -> str:
    """Named characters through the validator, three.js and a browser."""
    rows = []
    moments = np.linspace(0.1, motion.duration - 0.1, MOMENTS)
    for name, character in list(characters().items())[:3]:
        file = save_motion(motion, page / f"{name}.glb", character=character)
        report = json.loads(run("node", page / "validate.cjs", file))
        issues = report["issues"]
        info = report["info"]
        played = json.loads(run("node", page / "play.mjs", file, json.dumps(moments.tolist())))
        found = f"{off(motion, moments, played):.1e}"
        shown = "no browser here"
        if browser() is not None:
            answer = browse(page, file, moments, open_eyed(motion), pictures / f"{name}.png")
            shown = f"{off(motion, moments, answer):.1e}"
        rows.append(
            [
                name,
                f"{issues['numErrors']} / {issues['numWarnings']} / {issues['numInfos']}",
                f"{info['totalVertexCount']:,} / {info['totalTriangleCount']:,}",
                f"{file.stat().st_size / 1e6:.1f} MB",
                found,
                shown,
            ]
        )
    return table(
        ["character", "validator: errors / warnings / infos", "vertices / triangles", "size",
         f"three.js under node: greatest difference of weights and rotations at {MOMENTS} moments",
         "three.js in Chromium"],
        rows,
    )  # fmt: skip


def off(motion: FaceMotion, moments: np.ndarray[Any, Any], played: dict[str, Any]) -> float:
    """How far what was played is from the motion, interpolated in the same way."""
    frames = np.arange(len(motion)) / motion.fps

    def between(track: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.stack([np.interp(moments, frames, column) for column in track.T], axis=1)

    order = [played["names"].index(name) for name in ARKIT]
    weights = np.array(played["weights"])[:, order]
    worst = float(np.abs(weights - between(motion.curves)).max())
    for key, angles in (
        ("head", motion.head),
        ("eye", np.column_stack([motion.gaze, np.zeros(len(motion))])),
    ):
        wanted = between(quaternions(angles))
        wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
        worst = max(worst, float(np.abs(np.array(played[key]) - wanted).max()))
    return worst


def usd(motion: FaceMotion, folder: Path) -> str:
    """What USD's own validators say."""
    from pxr import Usd, UsdSkel, UsdValidation

    rows = []
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    for suffix in (".usda", ".usdc"):
        stage = Usd.Stage.Open(str(save_motion(motion, folder / f"x{suffix}")))
        errors = UsdValidation.ValidationContext(validators).Validate(stage)
        animation = UsdSkel.Animation.Get(stage, "/Character/Talk").GetBlendShapeWeightsAttr()
        read = np.array([animation.Get(frame) for frame in range(len(motion))])
        gone = float(np.abs(read - motion.curves).max())
        baked = UsdSkel.BakeSkinning(UsdSkel.Root(stage.GetDefaultPrim()))
        rows.append(
            [f"`{suffix}`", str(len(validators)), str(len(errors)), f"{gone:.0e}", "yes" if baked else "no"]
        )
    return table(["USD", "validators", "errors", "weights off by", "skinning can be baked"], rows)


def others(motion: FaceMotion, timeline: Timeline, folder: Path, bpy: Path | None) -> str:
    """Blender and Spine."""
    rows = []
    turned = 2 * np.arccos(np.abs(quaternions(motion.head)[:, 3]).clip(0, 1))
    for suffix in (".glb", ".usdc") if bpy else ():
        file = save_motion(motion, folder / f"x{suffix}")
        lines = run(sys.executable, HERE / "blender.py", bpy, file, round(motion.fps), len(motion))
        answer = json.loads(lines.splitlines()[-1])
        frames = answer["frames"]
        worst = max(
            abs(value - motion.curves[number, INDEX[name]])
            for number, frame in enumerate(frames)
            for name, value in frame["weights"].items()
        )
        angle = max(abs(frame["angle"] - angle) for frame, angle in zip(frames, turned, strict=True))
        what = f"{len(frames[0]['weights'])} shapes at {len(frames)} frames: weights off by at most"
        text = f"{what} {worst:.0e}, the head's angle by {angle:.0e} rad"
        rows.append([f"Blender {answer['version']}", f"`{suffix}`", text])
    moments = np.linspace(0.1, motion.duration - 0.1, MOMENTS)
    file = save_motion(motion, folder / "page" / "x.spine.json", timeline=timeline)
    answer = json.loads(run("node", folder / "page" / "spine.mjs", file, json.dumps(moments.tolist())))
    told = [
        next(f"mouth-{c.shape}" for c in mouth_cues(motion, timeline) if c.start <= t < c.end)
        for t in moments
    ]
    at = moments * motion.fps
    jaw = -80 - 40 * np.interp(at, np.arange(len(motion)), motion.curve("jawOpen"))
    same = sum(a == b for a, b in zip(told, answer["mouths"], strict=True))
    off_by = np.abs(np.array(answer["jaw"]) - jaw).max()
    text = f"{same} of {MOMENTS} mouths as the cues say, the jaw off by at most {off_by:.2f} pixels"
    rows.append(["Spine's runtime 4.2", "`.spine.json`", text])
    return table(["program", "file", "what it shows"], rows)


def rates() -> str:
    """What is left of a closure and a blink of one, two and four frames at 60, at every moment against
    the slower frames, beside plain sampling."""
    rows = []
    for fps in (24.0, 25.0, 30.0, 48.0, 50.0):
        row = [f"{fps:g}"]
        for long in (1, 2, 4):
            worst = [1.0, 1.0]
            for start in range(20, 80):
                curves = np.zeros((120, len(ARKIT)), np.float32)
                curves[start : start + long, INDEX["mouthClose"]] = 1
                motion = FaceMotion(
                    curves, np.zeros((120, 3), np.float32), np.zeros((120, 2), np.float32), 60
                )
                at = np.arange(round(2 * fps)) / fps * 60
                plain = np.interp(at, np.arange(120), motion.curve("mouthClose")).max()
                worst = [
                    min(worst[0], float(resampled(motion, fps).curve("mouthClose").max())),
                    min(worst[1], float(plain)),
                ]
            row.append(f"{worst[0]:.2f} ({worst[1]:.2f})")
        rows.append(row)
    head = [
        "frames a second",
        *(f"closure of {long} at 60: least left (plain sampling)" for long in (1, 2, 4)),
    ]
    return table(head, rows)


def cues() -> str:
    """Mouth cues read off the lips alone, beside those of the timeline."""
    rows = []
    for emotion in ("neutral", "joy", "sadness", "anger"):
        speech = speak(LINE, emotion=Emotion.parse(emotion))
        motion = animate(speech.timeline, Emotion.parse(emotion), audio=speech.audio, fps=60)
        moments = np.arange(0.1, motion.duration - 0.1, 0.01)
        told, seen = (
            np.array([next(c.shape for c in found if c.start <= t < c.end) for t in moments])
            for found in (mouth_cues(motion, speech.timeline), mouth_cues(motion, None))
        )
        closed = np.isin(told, ["A", "X"]) == np.isin(seen, ["A", "X"])
        rows.append([emotion, f"{100 * np.mean(told == seen):.0f} %", f"{100 * closed.mean():.0f} %"])
    return table(["emotion", "same mouth of nine", "same open or closed"], rows)


def captures(folder: Path, scratch: Path) -> str:
    """Real captures: the header, and what a round trip and a loss of rows do to them."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        motion = load_motion(path)
        again = load_motion(save_motion(motion, scratch / "again.csv"))
        thinned = [lines[0], *(row for number, row in enumerate(lines[1:]) if number % 10 != 5)]
        with (scratch / "thin.csv").open("w", newline="") as handle:
            csv.writer(handle).writerows(thinned)
        filled = load_motion(scratch / "thin.csv")
        rows.append(
            [
                path.stem,
                "yes" if tuple(lines[0]) == COLUMNS else "no",
                f"{motion.fps:g}",
                f"{abs(again.duration - motion.duration) * 1e3:.0f} ms",
                f"{len(thinned) - 1} -> {len(filled)} of {len(motion)}",
                f"{np.abs(filled.curves - motion.curves[: len(filled)]).mean():.5f}",
            ]
        )
    return table(
        ["capture", "our header", "rows a second", "duration off after writing at 60",
         "rows after losing a tenth, filled", "mean difference"],
        rows,
    )  # fmt: skip


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def browser() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def open_eyed(motion: FaceMotion) -> float:
    """Seconds at which the mouth is widest while the eyes are open, which makes a picture."""
    shown = motion.curve("jawOpen") - 3 * motion.curve("eyeBlinkLeft")
    return float(shown.argmax() / motion.fps)


def browse(
    page: Path, file: Path, moments: np.ndarray[Any, Any], show: float, picture: Path
) -> dict[str, Any]:
    """Play the file in a headless browser with software GL: what it says, and a picture of it."""
    flags = ["--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
             "--hide-scrollbars", "--window-size=900,900", "--remote-debugging-port=0"]  # fmt: skip
    at = json.dumps(moments.tolist(), separators=(",", ":"))
    with served(page) as (address, said), tempfile.TemporaryDirectory() as profile:
        url = f"{address}/page.html?file={file.name}&show={show}&at={at}"
        command = [str(browser()), *flags, f"--user-data-dir={profile}", url]
        window = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            found: dict[str, Any] = json.loads(said.get(timeout=PATIENCE))
        finally:
            window.terminate()
            window.wait()
    picture.write_bytes(base64.b64decode(found["picture"]))
    return found


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, queue.Queue[bytes]]]:
    """The folder as a web site on this machine, and what its pages post back."""
    said: queue.Queue[bytes] = queue.Queue()

    class Page(http.server.SimpleHTTPRequestHandler):
        def do_POST(self) -> None:
            said.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Page, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", said
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
