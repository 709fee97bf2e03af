"""Content hashes: what decides a result is in them, and nothing of other media."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emogen.errors import RequestError
from emogen.recipe import recipe
from emogen.registry import Used, used

Install = Callable[..., Path]
ROOT = Path(__file__).parent.parent
MEDIA = ("speech", "face", "image")

HASHES = """
import json
from emogen.makers import code_hashes
print(json.dumps({medium: code_hashes(frozenset({medium})) for medium in ("speech", "face", "image")}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of emogen that may be edited, in the shape in which it imports."""
    folder = tmp_path_factory.mktemp("copy")
    without = shutil.ignore_patterns("__pycache__", "jobs")
    shutil.copytree(ROOT / "emogen", folder / "emogen", ignore=without)
    for layer in ("conditioning", "pipelines", "assets"):
        shutil.copytree(ROOT / layer, folder / "emogen" / layer, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def hashes(folder: Path) -> dict[str, dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{HASHES}"],
        capture_output=True, encoding="utf-8", check=True, cwd=folder,
    )  # fmt: skip
    found: dict[str, dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("pipelines/image/painter/scene.py", {"image"}),
        ("pipelines/speech/level.py", {"speech"}),
        ("pipelines/face/render/shade.py", {"face"}),
        ("conditioning/emotion.py", set(MEDIA)),
        ("media.py", set(MEDIA)),
        ("assets/scenes_things.yaml", {"image"}),
        ("assets/spoken.tsv", {"speech"}),
        ("assets/visemes.tsv", set(MEDIA)),
        ("assets/lipsync.safetensors", {"face"}),
        ("assets/judges.tsv", set()),
        ("pipelines/requests/image.py", {"image"}),
        ("pipelines/requests/talk.py", {"face"}),
        ("pipelines/speech/delivery/captions.py", set()),
        ("pipelines/evaluate/ranking.py", set()),
    ],
)
def test_an_edit_remakes_its_own_medium_only(copy: Path, file: str, touched: set[str]) -> None:
    path = copy / "emogen" / file
    content = path.read_bytes()
    before = hashes(copy)
    path.write_bytes(content + b"\n")
    try:
        after = hashes(copy)
    finally:
        path.write_bytes(content)
    assert {medium for medium in MEDIA if before[medium] != after[medium]} == touched


BACKEND = """
from pydantic import BaseModel, ConfigDict

class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    brush: float = 1.0
    paper: str = ""

class Wax:
    name = "wax"
    kind = "image"
    Options = Options

    def __init__(self, options):
        pass

    def check(self, text, size):
        pass

    def paint(self, brief):
        pass
"""


def digest(*plugins: Used, **request: Any) -> str:
    return recipe(request, media=("image",), plugins=plugins).digest


def test_a_plugin_counts_with_its_version_and_options(install: Install, tmp_path: Path) -> None:
    old = install("wax", {"image.wax": "wax_1:Wax"}, {"wax_1": BACKEND}, "1.0")
    plain = digest(used("image", "wax"))
    assert plain == digest(used("image", "wax", {"brush": "1"}))
    assert plain != digest(used("image", "wax", {"brush": "2"}))
    assert plain != digest(used("image", "painter"))
    assert plain != digest()
    paper = tmp_path / "paper.txt"
    paper.write_text("rough")
    rough = digest(used("image", "wax", {"paper": str(paper)}))
    paper.rename(tmp_path / "moved.txt")
    assert rough == digest(used("image", "wax", {"paper": str(tmp_path / "moved.txt")}))
    (tmp_path / "moved.txt").write_text("smooth")
    assert rough != digest(used("image", "wax", {"paper": str(tmp_path / "moved.txt")}))
    shutil.rmtree(old)
    install("wax", {"image.wax": "wax_2:Wax"}, {"wax_2": BACKEND}, "1.1")
    sys.path.insert(0, "")  # Another path, so that it is looked at anew.
    try:
        assert plain != digest(used("image", "wax"))
    finally:
        sys.path.remove("")


def test_weights_are_those_of_the_plugins() -> None:
    speech = used("speech", "kokoro")
    assert speech.models == ("kokoro-82m", "kokoro-voices")
    request = {"text": "Hello"}
    bare = recipe(request, media=("speech",)).digest
    assert bare != recipe(request, media=("speech",), model_ids=("minilm-l6",)).digest
    assert bare != recipe(request, media=("speech",), plugins=[speech]).digest


def test_an_unknown_medium_is_refused() -> None:
    with pytest.raises(RequestError, match="unknown medium 'smell'"):
        recipe({}, media=("smell",))
