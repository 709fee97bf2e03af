"""What was merely read decides neither what is written where, nor which files are opened."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emogen.cli.main import run_app
from emogen.errors import RequestError
from emogen.files import check_folder, is_below, whole_file, write_text, writing_below
from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.evaluate import items
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.requests.stages import PARTS
from emogen.pipelines.requests.verbs import VERBS

ROOT = Path(__file__).parent.parent


def _fields() -> dict[str, str]:
    """Every parameter of every verb, with a file as its value."""
    return {name: "secret.yaml" for verb in VERBS.values() for name in verb.load().model_fields}


@pytest.mark.parametrize("kind", [*VERBS, "nothing"])
@pytest.mark.parametrize("file", ["secret.yaml", "../secret.png", "/secret.wav", "C:\\secret.json"])
def test_a_sidecar_names_no_file(
    kind: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = dict.fromkeys(_fields(), file) | {"kind": kind, "emotion": "joy"}
    made: list[Any] = []

    def record(verb: str, values: dict[str, Any]) -> None:
        made.append((verb, values))
        raise RequestError("nothing is made here")

    monkeypatch.setattr("emogen.pipelines.requests.making.make_request", record)
    without = {
        name: value for name, value in asked.items() if name not in ("portrait", "recording", "backend")
    }
    for told in (asked, without, {**without, "character": None}):
        item = Item(tmp_path / "x.wav", frozenset({"speech"}), facts={"request": told})
        items._make_neutral(item)
    plain = {"text", "voice", "language", "look", "lighting", "camera", "sex", "skin"}  # Words, not files.
    for _, values in made:
        assert not {name for name, value in values.items() if value == file} - plain - _NUMBERS
    assert bool(made) == (kind in items._KINDS)


_NUMBERS = {
    "seed",
    "pace",
    "duration",
    "rate",
    "bits",
    "loudness",
    "age",
    "transparent",
    "size",
    "fps",
    "strength",
}


ELSEWHERE = [
    "/x.wav",
    "../x.wav",
    "a/../../x.wav",
    "C:x.wav",
    "C:/x.wav",
    "\\\\host\\x.wav",
    "..\\x.wav",
    "",
    "a\0b",
]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_manifest_names_files_of_its_folder_only(name: str, tmp_path: Path) -> None:
    assert not is_below(name)
    line = {"id": "a", "kind": "speak", "status": "made", "files": [name], "notes": []}
    (tmp_path / "manifest.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert not list(read_manifest(tmp_path))
    with pytest.raises(RequestError, match=r"elsewhere|not there|outside"):
        items.read_items([tmp_path])


@pytest.mark.parametrize("name", ["x.wav", "a/b.wav", "a..b/x", "größe.wav", "...", "a b"])
def test_usual_names_are_below(name: str) -> None:
    assert is_below(name)


def test_the_guard_keeps_to_its_folders(tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    for folder in (out, other, out / "in"):
        folder.mkdir()
    (out / "link").symlink_to(other)
    (out / "inner").symlink_to(out / "in")
    (out / "loop").symlink_to(out / "loop")
    with writing_below(out):
        for name in ("a.txt", "new/a.txt", "inner/a.txt", "in/../b.txt"):
            write_text(out / name, "x")
        for name in ("link/a.txt", "../a.txt", "link/new/a.txt", "in/../../a.txt", "loop/a.txt"):
            with pytest.raises(RequestError, match=r"leaves the output folder|cannot write"):
                write_text(out / name, "x")
        with pytest.raises(RequestError), whole_file(other / "a.txt"):
            pass
        with pytest.raises(RequestError):
            check_folder(other / "new")
    write_text(other / "a.txt", "x")
    assert [path.name for path in other.iterdir()] == ["a.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "out"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("value", ["package.json", "/etc/x.vtt", "..\\x.csv", "sub/x.json", "C:x.vtt"])
def test_the_config_of_a_folder_names_no_file_to_write(
    part: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("emogen.toml").write_text(f"[speak]\n{part} = {json.dumps(value)}\n", encoding="utf-8")
    assert run_app(["speak", "Hi."]) == 2
    assert "names a file to write" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["emogen.toml"]


WRITERS = {"write_text", "write_bytes", "symlink_to", "hardlink_to", "rename", "tofile"}
MODULES = {"shutil", "os"}
FUNCTIONS = {
    *("copy", "copy2", "copyfile", "copyfileobj", "copytree", "move", "rmtree"),
    *("rename", "replace", "remove", "unlink", "makedirs", "mkdir", "symlink", "link", "truncate", "open"),
}
LIBRARIES = {"np.save", "np.savez", "np.savez_compressed", "onnx.save", "torch.save", "np.memmap"}


def _writes(path: Path) -> Iterator[tuple[int, str]]:
    """Calls that write a file in another way than by :mod:`emogen.files`, as far as the source shows."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        owner, _, last = name.rpartition(".")
        texts = [
            a.value for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant)
        ]
        mode = any(isinstance(text, str) and text and text[0] in "wax" and len(text) <= 3 for text in texts)
        around = (last in WRITERS and owner) or name in LIBRARIES or (owner in MODULES and last in FUNCTIONS)
        if around or (last == "open" and mode):
            yield node.lineno, name


ALLOWED = {
    "emogen/scratch.py": "temporary files and folders, which the guard makes and sweeps",
    "emogen/machine.py": "the system's own files",
    "emogen/weights.py": "the folder of weights, which no request names",
    "emogen/sound.py": "a temporary file of whole_file, or of a scratch folder",
    "emogen/vision/networks.py": "a derived file's temporary one, as cache.derived gives it",
    "emogen/vision/things.py": "as above",
    "conditioning/read/encoder.py": "as above",
    "conditioning/read/multilingual.py": "as above",
    "pipelines/face/character/cutout.py": "as above",
    "pipelines/image/painter/words/meaning.py": "as above",
    "pipelines/speech/kokoro/graph.py": "as above",
    "pipelines/batch/manifest.py": "the lines of a run that go on, in the output folder",
    "pipelines/batch/pruning.py": "removes what it has listed",
    "pipelines/batch/engines/store.py": "an object store, and a worker's own folder",
    "pipelines/batch/engines/ray_maker.py": "a worker's own folder",
    "pipelines/image/regrade/photo.py": "scratch space",
    "pipelines/speech/delivery/sound_file.py": "scratch space",
}


def test_nothing_writes_around_the_guard() -> None:
    sources = [
        path
        for layer in ("emogen", "conditioning", "pipelines", "cli")
        for path in sorted((ROOT / layer).rglob("*.py"))
        if "testing" not in path.parts
    ]
    around = {}
    for path in sources:
        found = [(line, call) for line, call in _writes(path) if not _in_whole_file(path, line)]
        if found:
            around[path.relative_to(ROOT).as_posix()] = found
    assert {name: calls for name, calls in around.items() if name not in ALLOWED} == {}


def _in_whole_file(path: Path, line: int) -> bool:
    """Whether a line is inside a block whose file is whole or not there, or in a scratch folder."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.With) and node.lineno <= line <= (node.end_lineno or 0):
            opened = " ".join(ast.unparse(item.context_expr) for item in node.items)
            if "whole_file(" in opened or "scratch_folder(" in opened:
                return True
    return False


FFMPEG = (
    "emogen/sound.py",
    "emogen/vision/clip.py",
    "pipelines/face/video.py",
    "pipelines/live/server/encoding.py",
)
"""The first two read files of others; the rest encode only."""

WEIGHTS = ("emogen/sources.py", "pipelines/face/character/cutout.py", "pipelines/face/sprites.py")
"""Archives of weights, whose checksums are known, and one that is written."""

DERIVED = (
    "conditioning/read/multilingual.py",
    *(f"pipelines/face/character/{name}.py" for name in ("figure", "rig", "store")),
    "pipelines/image/painter/words/meaning.py",
)
"""Files that emogen derived from weights, with checksums."""


@pytest.mark.parametrize(
    ("call", "home"),
    [
        ("Image.open", {"emogen/pictures.py", "pipelines/face/character/cutout.py"}),
        ("soundfile.SoundFile", {"emogen/dsp/recording.py", "emogen/sound.py"}),
        ("soundfile.read", set()),
        (
            "imageio_ffmpeg.get_ffmpeg_exe",
            {*FFMPEG},
        ),
        ("yaml.load", set()),
        ("pickle.loads", set()),
        ("np.load", {*DERIVED}),
        ("zipfile.ZipFile", {"emogen/archives.py", *WEIGHTS}),
    ],
)
def test_media_are_opened_in_one_place(call: str, home: set[str]) -> None:
    for layer in ("emogen", "conditioning", "pipelines", "cli"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if f"{call}(" in path.read_text(encoding="utf-8"):
                assert name in home, name
