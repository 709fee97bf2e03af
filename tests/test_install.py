"""What an installed emogen tells its users: types for their editors, commands that add extras."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from emogen.install import install_hint

ROOT = Path(__file__).parent.parent

USERS_SCRIPT = """\
import emogen
from emogen.pipelines.speech.kokoro.backend import KokoroBackend

speech = emogen.speak("Hi", emotion="joy")
seconds: float = speech.audio.duration
emogen.speak(3)
emogen.speak("Hi", no_such_parameter="x")
count: int = emogen.Emotion("joy").valence
speech.no_such_attribute
KokoroBackend().no_such_method()
emogen.convert(speech.audio, was=emogen.Emotion("joy")).save("calm.wav")
emogen.face(character=7, size=(256, 256), renderer_option={"samples": 4}).picture.save("face.png")
emogen.talk(text="Hi", character=emogen.find_character("mira"), emotion=speech.track).clip
emogen.face(size="small", lighting=7)
emogen.animate(speech.timeline)
emogen.convert("line.wav", sex="woman")
emogen.image("a harbour").audio
emogen.speak("Hi", "joy")
for phrase in emogen.stream("Hi", duration=2):
    print(phrase.audio.rate)
emogen.aio.speak("Hi", tone="soft").close()
"""
ERRORS = {
    **dict.fromkeys((6, 14, 15, 16), "arg-type"),
    **dict.fromkeys((7, 18, 19, 21), "call-arg"),
    **dict.fromkeys((9, 10, 17), "attr-defined"),
    8: "assignment",
}
"""Lines of the script with an error, and what mypy calls it."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that sees what this one has, with the tree of links in its own."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    shared = [path for path in sys.path if path.endswith("site-packages")]
    Path(site, "shared.pth").write_text("\n".join(shared), encoding="utf-8")
    subprocess.run([python, ROOT / "tools" / "link_tree.py"], check=True)
    return python


def test_type_checkers_see_emogen_in_the_documented_install(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(USERS_SCRIPT, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(environment)]
    options = ["--no-error-summary", "--cache-dir", str(ROOT / "build" / "mypy-user")]
    done = subprocess.run(
        [*command, *options, "user.py"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    found = [line for line in done.stdout.splitlines() if " error: " in line]
    assert {int(line.split(":")[1]): line.rpartition("[")[2][:-1] for line in found} == ERRORS, done.stdout
    assert len(found) == len(ERRORS)


def test_every_source_is_linked_and_none_is_imported(environment: Path) -> None:
    code = "import sysconfig, emogen; print(sysconfig.get_path('purelib'), emogen.__file__, sep='\\n')"
    done = subprocess.run(
        [environment, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    site, imported = done.stdout.splitlines()
    layers = ("emogen", "conditioning", "pipelines", "cli", "assets")
    sources = {path.resolve() for layer in layers for path in (ROOT / layer).rglob("*.py")}
    sources = {stub if (stub := path.with_suffix(".pyi")).exists() else path for path in sources}
    assert {link.resolve() for link in Path(site, "emogen-stubs").rglob("*.pyi")} == sources
    assert Path(imported).suffix == ".py"


def hint(folder: Path, origin: dict[str, object] | None) -> str:
    """The hint of an emogen in a folder of installed packages, that came from there."""
    shutil.copytree(ROOT / "emogen", folder / "emogen", ignore=shutil.ignore_patterns("__pycache__"))
    info = folder / "emogen_toolkit-0.1.0.dist-info"
    info.mkdir()
    metadata = "Metadata-Version: 2.1\nName: emogen-toolkit\nVersion: 0.1.0\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    if origin is not None:
        (info / "direct_url.json").write_text(json.dumps(origin), encoding="utf-8")
    code = "from emogen.install import install_hint; print(install_hint('judges'))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=folder)
    return done.stdout.strip()


def test_hints_name_where_emogen_came_from(tmp_path: Path) -> None:
    def folder(name: str) -> Path:
        (tmp_path / name).mkdir()
        return tmp_path / name

    source = folder("my source")
    assert hint(folder("a"), {"url": source.as_uri(), "dir_info": {}}) == f'pip install "{source}[judges]"'
    wheel = source / "emogen_toolkit-0.1.0-py3-none-any.whl"
    assert hint(folder("b"), {"url": wheel.as_uri(), "archive_info": {}}) == f'pip install "{wheel}[judges]"'
    git: dict[str, object] = {"url": "https://example.org/emogen", "vcs_info": {"vcs": "git"}}
    assert hint(folder("c"), git) == 'pip install "emogen-toolkit[judges] @ git+https://example.org/emogen"'
    assert hint(folder("d"), None) == 'pip install "emogen-toolkit[judges]"'


def test_in_another_environment_the_hint_keeps_the_install_editable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/elsewhere")
    assert install_hint("judges") == f'pip install --editable "{ROOT}[judges]"'


def test_in_the_environment_of_make_the_hint_is_a_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(ROOT / ".venv"))
    monkeypatch.chdir(ROOT)
    assert install_hint("judges") == "make extra EXTRA=judges"
    monkeypatch.chdir(tmp_path)
    assert install_hint("judges") == f'make -C "{ROOT}" extra EXTRA=judges'
    command = ["make", "--dry-run", "extra", "EXTRA=judges"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "--editable '.[judges]'" in done.stdout


def test_no_hint_names_a_package_that_no_registry_has() -> None:
    name = "emogen-toolkit" + "["
    for folder in ("emogen", "conditioning", "pipelines", "cli", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".md") and path.name != "install.py":
                assert name not in path.read_text(encoding="utf-8"), path
