"""Stages: an edit makes anew what hangs on it and nothing else, and says why."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from emogen.pipelines.batch.changes import changes_of
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.performing import perform
from emogen.pipelines.requests.base import Source
from emogen.pipelines.requests.making import make_request
from emogen.provenance import sidecar_of
from emogen.version import __version__

ROOT = Path(__file__).parent.parent
SOUND, CAPTIONS, CURVES = "line.wav", "line.vtt", "line.csv"


def line(**fields: Any) -> Job:
    asked = {"text": "Come on.", "captions": "vtt", "curves": "csv", **fields}
    return Job("line", make_request("speak", asked), Path(SOUND))


def picture(**fields: Any) -> Job:
    asked = {"text": "a field", "size": "96x64", **fields}
    return Job("field", make_request("image", asked), Path("field.png"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stages")
    for job in (line(), picture()):
        assert perform(job, folder).status == "made"
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def edited(file: Path, **told: Any) -> None:
    """Write something else into a sidecar's account of what the file was made from."""
    sidecar = sidecar_of(file)
    record = json.loads(sidecar.read_text(encoding="utf-8"))
    record["made_from"].update(told)
    record["hash"] = "of another emogen"
    sidecar.write_text(json.dumps(record), encoding="utf-8")


def of_another_version(folder: Path, *files: str) -> None:
    for file in files:
        edited(folder / file, version="0.0.1")


@pytest.mark.parametrize(
    ("fields", "stale"),
    [
        ({}, set()),
        ({"text": "Go on."}, {SOUND, CAPTIONS, CURVES}),
        ({"emotion": "joy"}, {SOUND, CAPTIONS, CURVES}),
        ({"captions": "srt"}, {"line.srt"}),
        ({"captions": None}, set()),
        ({"curves": "anim.json"}, {"line.anim.json"}),
        ({"timings": "json", "visemes": "tsv"}, {"line.timings.json", "line.tsv"}),
        ({"strict": True}, set()),
    ],
)
def test_a_parameter_makes_anew_what_hangs_on_it(made: Path, fields: dict[str, Any], stale: set[str]) -> None:
    changes = changes_of(line(**fields), made)
    assert {file.name for file in changes.files} == stale
    assert not changes.only_version


def test_a_character_s_looks_are_seen_in_curves_only(made: Path) -> None:
    same_voice = line(character="mira", voice="af_heart")
    assert {file.name for file in changes_of(same_voice, made).files} == {CURVES}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (line(text="Go on."), "text: Come on. -> Go on."),
        (line(emotion="0.5*joy"), "emotion: neutral -> 0.5*joy"),
        (line(voice="am_michael"), "voice: af_heart -> am_michael"),
        (line(option={"variation": 0.5}), "speech kokoro, variation: 1.0 -> 0.5"),
        (line(variables={"name": "Ana"}), "variables: none -> {'name': 'Ana'}"),
        (line(captions="srt"), "line.srt: the file is missing"),
        (picture(size="128x64"), "size: 96x64 -> 128x64"),
        (picture(text="a lake"), "text: a field -> a lake"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_what_changed_is_told_by_name(made: Path, change: Job, told: str) -> None:
    assert changes_of(change, made).reasons() == (told,)


@pytest.mark.parametrize(
    ("told", "reason", "only_version"),
    [
        ({"version": "0.0.1"}, f"emogen 0.0.1 -> {__version__}", True),
        ({"code": {}}, "emogen's code or tables of every medium", True),
        ({"weights": {"kokoro-82m": "0"}}, "weights of kokoro-82m", True),
        ({"plugins": {"speech kokoro": ["other 2.0", {}]}}, "speech kokoro: other 2.0 -> emogen", False),
        ({"contents": {"actor": "0"}}, "the content behind actor", False),
        ({"version": "<b>", "code": 7, "plugins": [], "weights": None}, "emogen <b> -> ", False),
    ],
)
def test_what_else_changed_is_told_too(
    folder: Path, told: dict[str, Any], reason: str, only_version: bool
) -> None:
    for file in (SOUND, CAPTIONS, CURVES):
        edited(folder / file, **told)
    changes = changes_of(line(), folder)
    assert any(why.startswith(reason) for why in changes.reasons()), changes.reasons()
    assert changes.only_version == only_version


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda file: file.unlink(), "the file is missing"),
        (lambda file: file.write_bytes(b"x" * file.stat().st_size), "the file is damaged, or was edited"),
        (lambda file: sidecar_of(file).unlink(), "nothing tells how the file was made"),
        (lambda file: sidecar_of(file).write_text("[" * 9999), "nothing tells how the file was made"),
        (lambda file: sidecar_of(file).write_text("{}"), "nothing tells how the file was made"),
    ],
)
def test_files_that_are_lost_or_harmed(folder: Path, harm: Callable[[Path], object], reason: str) -> None:
    harm(folder / SOUND)
    changes = changes_of(line(), folder)
    assert changes.reasons()[0] == reason
    assert not changes.only_version
    assert changes.is_new == (reason == "the file is missing")


def test_the_same_size_and_time_hide_no_damage(folder: Path) -> None:
    """One flipped byte, by a program that restores the time: bit rot, or a clock that goes backwards."""
    file = folder / "field.png"
    content, times = bytearray(file.read_bytes()), file.stat()
    content[100] ^= 4
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns - 10**12))
    assert perform(picture(), folder).status == "made"


def test_lines_of_another_version_can_be_kept(folder: Path) -> None:
    of_another_version(folder, SOUND, CAPTIONS, CURVES)
    before = {file: (folder / file).stat().st_mtime_ns for file in (SOUND, CAPTIONS, CURVES)}
    changes = changes_of(line(), folder)
    assert changes.only_version
    assert changes.kept == {Path(SOUND), Path(CAPTIONS), Path(CURVES)}
    kept = replace(line(), kept=changes.kept)
    assert perform(kept, folder).status == "unchanged"
    assert {file: (folder / file).stat().st_mtime_ns for file in before} == before


def test_of_a_kept_line_a_companion_can_be_made(folder: Path) -> None:
    of_another_version(folder, SOUND, CAPTIONS, CURVES)
    sound = (folder / SOUND).stat().st_mtime_ns
    asked = line(captions="srt")
    changes = changes_of(asked, folder)
    assert not changes.only_version
    assert changes.kept == {Path(SOUND), Path(CURVES)}
    assert perform(replace(asked, kept=changes.kept), folder).status == "made"
    assert (folder / SOUND).stat().st_mtime_ns == sound
    assert (folder / "line.srt").read_text(encoding="utf-8").startswith("1\n")


def test_an_edited_line_of_another_version_is_made_anew(folder: Path) -> None:
    of_another_version(folder, SOUND, CAPTIONS, CURVES)
    changes = changes_of(line(text="Go on."), folder)
    assert not changes.kept
    (folder / "field.png").write_bytes(b"damaged")
    of_another_version(folder, "field.png")
    assert not changes_of(picture(), folder).kept


def test_a_parameter_that_another_version_brought_along_is_no_change(folder: Path) -> None:
    sidecar = sidecar_of(folder / "field.png")
    record = json.loads(sidecar.read_text(encoding="utf-8"))
    del record["request"]["variation"]  # As if today's default were new.
    record["request"]["sparkle"] = 3  # Nobody knows it any more.
    record["made_from"]["version"] = "0.0.1"
    record["hash"] = "of another emogen"
    sidecar.write_text(json.dumps(record), encoding="utf-8")
    assert changes_of(picture(), folder).only_version
    assert not changes_of(picture(variation=0.5), folder).only_version


def test_a_job_on_another_s_result_is_of_another_version_where_that_is(tmp_path: Path, made: Path) -> None:
    folder = Path(shutil.copytree(made, tmp_path / "copy"))
    sound = line()
    request = make_request("animate", {"recording": str(folder / SOUND), "emotion": "auto"})
    face = Job("face", request.using({"recording": Source(sound.request, sound.path)}), Path("face.npz"))
    assert perform(face, folder).status == "made"
    assert not changes_of(face, folder).files
    of_another_version(folder, SOUND, CAPTIONS, CURVES, "face.npz")
    edited(folder / "face.npz", contents={"recording": "0", "character": "0"})
    record = json.loads(sidecar_of(folder / "face.npz").read_text(encoding="utf-8"))
    recipe = face.resolved(folder).recipes(folder / face.path, folder)[folder / face.path]
    record["made_from"]["contents"] = {**recipe.contents, "recording": "0"}
    sidecar_of(folder / "face.npz").write_text(json.dumps(record), encoding="utf-8")
    assert changes_of(face, folder).only_version


EDITS = {
    "pipelines/image/painter/scene.py": [],
    "pipelines/face/motion/animate.py": [CURVES],
    "pipelines/speech/delivery/captions.py": [CAPTIONS],
    "pipelines/speech/level.py": [SOUND, CAPTIONS, CURVES],
}

TOUCHED = """
import json
import sys
from pathlib import Path

sys.path.insert(0, ".")
from emogen.makers import code_hash
from emogen.pipelines.requests.making import make_request

request = make_request("speak", {"text": "Come on.", "captions": "vtt", "curves": "csv"})

def hashes():
    code_hash.cache_clear()
    return {file.name: made.digest for file, made in request.recipes(Path("line.wav")).items()}

touched, before = {}, hashes()
for name in json.loads(sys.argv[1]):
    path = Path("emogen", name)
    content = path.read_bytes()
    path.write_bytes(content + b"\\n")
    touched[name] = [file for file, digest in hashes().items() if digest != before[file]]
    path.write_bytes(content)
print(json.dumps(touched))
"""


def test_an_edit_of_face_code_leaves_the_sound(tmp_path: Path) -> None:
    """Of a line with curves: the painter's code touches nothing, the face's the curves, the speech's all."""
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "emogen", tmp_path / "emogen", ignore=without)
    for layer in ("conditioning", "pipelines", "assets"):
        shutil.copytree(ROOT / layer, tmp_path / "emogen" / layer, ignore=without)
    done = subprocess.run(
        [sys.executable, "-c", TOUCHED, json.dumps(list(EDITS))],
        capture_output=True, encoding="utf-8", check=True, cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(done.stdout) == EDITS
