"""The architecture: layers import downwards, packages are listed, imports stay light, types hold."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("emogen", "conditioning", "pipelines", "cli")
SOURCES = sorted(path for layer in (*LAYERS, "assets") for path in (ROOT / layer).rglob("*.py"))
SCRIPTS = sorted(
    str(path.relative_to(ROOT))
    for folder in ("tests", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
)

HEAVY = {
    *("PIL", "diffusers", "imageio", "librosa", "matplotlib", "numba", "numpy", "onnx", "onnxruntime"),
    *("pydantic", "safetensors", "scipy", "tokenizers", "torch"),
}

PUBLIC = {
    *("NEUTRAL", "Audio", "Character", "Clip", "EmogenError", "Emotion", "EmotionTrack"),
    *(
        "FaceMotion",
        "Line",
        "Picture",
        "Script",
        "Timeline",
        "Voice",
        "__version__",
        "aio",
        "animate",
        "convert",
    ),
    *("describe", "embed", "evaluate", "explain", "face", "find_character", "idle"),
    *("image", "live", "make_character", "mind", "narrate", "plugins", "read_conversation", "read_direction"),
    *(
        "read_faces",
        "read_script",
        "read_story",
        "read_text",
        "read_voice",
        "regrade",
        "run",
        "sheet",
        "sprites",
        "speak",
    ),
    *("stream", "talk", "testing"),
}


FACADES = {ROOT / "emogen" / f"{name}.py" for name in ("__init__", "plugins", "testing")}
"""They name the public parts of every layer, and load them when they are used."""


def _layer_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else "emogen"


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    if path in FACADES:
        return
    layer = path.relative_to(ROOT).parts[0]
    for module in _imports(path):
        assert module.split(".")[0] not in {"conditioning", "pipelines", "cli", "assets"}, module
        if module.startswith("emogen.") and layer in LAYERS:
            assert LAYERS.index(_layer_of(module)) <= LAYERS.index(layer), f"{path} imports {module}"


def test_speech_and_faces_do_not_reach_up_to_the_judges() -> None:
    for folder in ("speech", "face"):
        for path in sorted((ROOT / "pipelines" / folder).rglob("*.py")):
            above = [name for name in _imports(path) if name.startswith("emogen.pipelines.evaluate")]
            assert not above, f"{path} imports {above}"


def _module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts if parts[0] == "emogen" else ("emogen", *parts))


def _loaded_with(path: Path) -> Iterator[str]:
    """The modules of emogen that load when this one does: not those for type checkers, nor for calls."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        for child in ast.iter_child_nodes(node):
            for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            if not for_types and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                waiting.append(child)


MODULES = {_module_of(path): path for path in SOURCES}


def _room_of(module: str) -> str:
    """A layer; of the pipelines, one of their kinds: speech, face, image, batch, evaluate."""
    parts = module.split(".")
    return ".".join(parts[:3]) if parts[1:2] == ["pipelines"] else _layer_of(module)


@pytest.mark.parametrize("unit", [str, _room_of], ids=["modules", "rooms"])
def test_imports_have_no_cycle(unit: Callable[[str], str]) -> None:
    graph: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        if path in FACADES:
            continue
        named = (name for name in _loaded_with(path) if name in MODULES)
        uses = {unit(name) for name in named if MODULES[name] not in FACADES}
        graph.setdefault(unit(module), set()).update(uses - {unit(module)})
    assert len(graph) > 5
    TopologicalSorter(graph).prepare()


def test_every_package_is_listed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    on_disk = {path.parent.relative_to(ROOT).parts for path in SOURCES}
    assert {tuple(name.split(".")) for name in listed} == {
        parts if parts[0] == "emogen" else ("emogen", *parts) for parts in on_disk
    }


@pytest.mark.parametrize(
    "code", ["import emogen", "from emogen.cli.main import run_app; run_app(['--help'])"]
)
def test_start_up_loads_nothing_heavy(code: str) -> None:
    script = f"{code}\nimport sys\nprint('loaded:', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stdout.rpartition("loaded:")[2].split())
    assert "emogen" in loaded
    assert not loaded & HEAVY


def test_public_names_are_fixed_and_all_load() -> None:
    import emogen

    assert set(emogen.__all__) == PUBLIC
    assert all(getattr(emogen, name) is not None for name in PUBLIC)
    with pytest.raises(AttributeError):
        emogen.no_such_name  # type: ignore[attr-defined]  # noqa: B018


def test_types_hold(tmp_path: Path) -> None:
    # mypy at the root would see two files only: the layers live in folders of other names. So it
    # gets a tree of links in the shape in which they import.
    tree = tmp_path / "emogen"
    tree.mkdir()
    for path in (ROOT / "emogen").iterdir():
        (tree / path.name).symlink_to(path)
    for layer in (*LAYERS[1:], "assets"):
        (tree / layer).symlink_to(ROOT / layer)
    for folder in ("tests", "benchmarks", "tools"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    # In place of a module that has a stub mypy reads the stub; so each such module is checked by itself.
    beside = [path for path in SOURCES if path.with_suffix(".pyi").exists()]
    for path in beside:
        (tmp_path / f"{path.stem}_itself.py").symlink_to(path)
    itself = [f"{path.stem}_itself.py" for path in beside]
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
    # Folders of data are no packages, and would be counted as such.
    options = ["--no-namespace-packages", "--cache-dir", str(ROOT / "build" / "mypy")]
    done = subprocess.run(
        [*command, *options, "emogen", *SCRIPTS, *itself],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert f"no issues found in {len(SOURCES) + len(SCRIPTS) + len(itself)} source files" in done.stdout


def test_no_file_names_a_host_or_a_path_of_a_machine() -> None:
    hosts = ["pypi" + ".org", "npmjs" + ".org", "huggingface" + ".co", "/work" + "/", "/root" + "/"]
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout
    for name in tracked.split():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".tsv", ".txt", ""} and path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not [host for host in hosts if host in text], name
