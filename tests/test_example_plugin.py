"""The example distribution: built as a wheel, installed into a clean environment, used from there."""

from __future__ import annotations

import json
import os
import re
import site
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from emogen.vision.photo import read_photo

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "tests" / "example_plugin"
SOURCE = PROJECT / "src" / "emogen_example"

CALLS = """
import json, sys
from emogen.cli.main import run_app
for call in json.loads(sys.argv[1]):
    code = run_app(call)
    if code:
        sys.exit(f"{call} ends with {code}")
"""


def ran(*command: str | Path, folder: Path) -> str:
    """What a command prints."""
    done = subprocess.run(
        list(map(str, command)), cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has emogen, what it needs, and the example's wheel."""
    pytest.importorskip("setuptools", "77", reason="wheels are built with setuptools: run `make install`")
    folder = tmp_path_factory.mktemp("wheel")
    for path in (PROJECT / "pyproject.toml", *SOURCE.glob("*.py")):
        copied = folder / "project" / path.relative_to(PROJECT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(path.read_bytes())
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    quiet = ("--quiet", "--no-deps", "--no-index")
    ran(*pip, "wheel", *quiet, "--no-build-isolation", "--wheel-dir", "wheels", "./project", folder=folder)
    (wheel,) = (folder / "wheels").glob("emogen_example-0.3.0-*.whl")
    ran(sys.executable, "-m", "venv", "--without-pip", "clean", folder=folder)
    made = folder / "clean" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ran(*pip, "--python", made, "install", *quiet, wheel, folder=folder)
    # The packages of this environment, so that nothing is fetched; site reads the files in them that
    # editable installs leave.
    shared = [path for path in map(Path, site.getsitepackages()) if path.is_dir()]
    lines = "".join(f"import site; site.addsitedir({str(path)!r})\n" for path in shared)
    own = sysconfig.get_path("purelib", vars={"base": str(folder / "clean")})
    Path(own, "shared.pth").write_text(lines, encoding="utf-8")
    return made


def emogen(python: Path, folder: Path, *calls: str | list[str]) -> str:
    """What some calls of emogen print, one after the other."""
    split = [call.split() if isinstance(call, str) else call for call in calls]
    return ran(python, "-c", CALLS, json.dumps(split), folder=folder)


def test_every_plugin_is_listed_with_its_distribution(python: Path, tmp_path: Path) -> None:
    listed = json.loads(emogen(python, tmp_path, "plugins --json"))
    found = {(one["kind"], one["name"]): one for one in listed if one["distribution"] == "emogen-example"}
    registered = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["entry-points"]
    assert {".".join(key) for key in found} == set(registered["emogen.backends"])
    assert {one["state"] for one in found.values()} == {"ready"}
    assert {one["version"] for one in found.values()} == {"0.3.0"}
    assert found["speech", "formant"]["options"]["temperature"]["takes"] == "number, 0 to 1"
    assert found["export", "mouth"]["suffixes"] == [".mouth"]


SPEC = """
version: 1
jobs:
  - {id: greet, kind: speak, text: "Saluton, 3 amikoj!", voice: roberto, backend: formant, emotion: hygge,
     option: {temperature: 0.7}}
  - {id: scene, kind: image, text: "anything", size: 96x64, backend: hills, emotion: joie de vivre,
     option: {ridges: 2}}
"""


def test_every_command_takes_them(python: Path, tmp_path: Path) -> None:
    (tmp_path / "jobs.yaml").write_text(SPEC, encoding="utf-8")
    emogen(
        python,
        tmp_path,
        "speak Good. --backend formant --option temperature=0.7 -e hygge -o x.wav",
        "image hills --backend hills --option ridges=5 --size 96x64 -e saudade -o hill.png",
        "face --renderer smiley -e joy --size 64 -o face.png",
        "animate x.wav --option digits=2 -o face.mouth",
        "run jobs.yaml -o out/",
        "judges",
    )
    assert read_photo(tmp_path / "hill.png").shape == (64, 96, 3)
    assert read_photo(tmp_path / "face.png").shape == (64, 64, 3)
    lines = (tmp_path / "face.mouth").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"\d+\.\d\d \d\.\d\d", line) for line in lines)
    assert max(float(line.split()[1]) for line in lines) > 0.05
    sidecar = json.loads((tmp_path / "x.wav.json").read_text(encoding="utf-8"))
    assert "temperature" in json.dumps(sidecar)
    (greeting,) = tmp_path.glob("out/**/*.wav")
    (scene,) = tmp_path.glob("out/**/scene*.png")
    assert greeting.stat().st_size > 10_000
    assert scene.is_file()
    judged = json.loads(emogen(python, tmp_path, "evaluate x.wav --judge dynamics --json"))
    assert "crest" in json.dumps(judged)


WORDS = """
import numpy as np
import emogen
from emogen.conditioning import vocabulary

words = vocabulary.entries().values()
added = [word.name for word in words if word.source == "the author's estimate"]
assert len(added) == 10, added
vectors = [emogen.embed(name) for name in added]
assert all(np.linalg.norm(a - b) > 0.05 for a in vectors for b in vectors if a is not b)
assert str(emogen.Emotion.parse("hygge:0.5")) == "0.5*hygge", emogen.Emotion.parse("hygge:0.5")
"""

CALL = """
import emogen
how = {"voice": "roberto", "backend": "formant", "option": {"temperature": 0.2}}
speech = emogen.speak("Mi vidis 21 birdojn, ktp.", emotion="sehnsucht", **how)
speech.save("eo.wav")
words = [word.text for word in speech.speech.timeline.words]
assert words[:3] == ["Mi", "vidis", "21"], words
try:
    emogen.speak("Saluton", backend="formant", voice="roberto", option={"temperatur": 0.2})
except emogen.EmogenError as error:
    assert "Did you mean temperature" in str(error), error
else:
    raise SystemExit("an unknown option is accepted")
"""


def test_words_and_a_language_work_everywhere(python: Path, tmp_path: Path) -> None:
    printed = emogen(python, tmp_path, "explain wanderlust", ["explain", "mono no aware"])
    assert "wanderlust" in printed
    assert "mono no aware" in printed
    ran(python, "-c", WORDS + CALL, folder=tmp_path)
    assert (tmp_path / "eo.wav").is_file()


CHECKS = """
import importlib
from importlib.metadata import distribution
from emogen.testing import check_plugin

for point in distribution("emogen-example").entry_points:
    check_plugin(point.load())
    print(point.name)
"""


def test_they_keep_their_contracts(python: Path, tmp_path: Path) -> None:
    assert len(ran(python, "-c", CHECKS, folder=tmp_path).split()) == 10


# The guide

GUIDE = ROOT / "docs" / "plugins.md"

ADDED = {
    "a voice (TTS backend)": "speech",
    "a face": "face",
    "a portrait backend": "portrait",
    "a picture backend": "image",
    "an export format": "export",
    "an importer of scripts": "importer",
    "an exporter of voice packs": "exporter",
    "a judge": "judge",
    "a language": "language",
    "ten emotion words": "vocabulary",
}
"""What the table lists, and the module of the example that adds it."""


def test_the_table_counts_the_lines_of_the_example() -> None:
    lines = {kind: len((SOURCE / f"{kind}.py").read_text().splitlines()) for kind in ADDED.values()}
    assert max(lines.values()) <= 60
    rows = {
        # The module, and its line in pyproject.toml.
        **{name: (2, lines[kind] + 1) for name, kind in ADDED.items()},
        "one emotion word more": (1, 1),
        "one option more": (1, 1),
    }
    table = "\n".join(f"| {name} | {files} | {count} | 0 |" for name, (files, count) in rows.items())
    assert f"|---|---|---|---|\n{table}\n\n" in GUIDE.read_text(encoding="utf-8"), table


def test_the_templates_are_the_example() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for kind in ADDED.values():
        source = (SOURCE / f"{kind}.py").read_text(encoding="utf-8")
        assert f"```python\n{source}```\n" in guide, kind
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    (entries,) = re.findall(r"^\[project\.entry-points.*?\n\n", project, re.MULTILINE | re.DOTALL)
    assert f"```toml\n{entries.strip()}\n```" in guide


def test_an_option_and_a_word_are_a_line_each() -> None:
    for kind, added in (("speech", "    temperature: float = "), ("vocabulary", '    "hygge": (')):
        source = (SOURCE / f"{kind}.py").read_text(encoding="utf-8")
        assert sum(line.startswith(added) for line in source.splitlines()) == 1


def test_no_file_of_emogen_knows_the_example() -> None:
    layers = ("emogen", "conditioning", "pipelines", "cli", "assets", "pyproject.toml")
    command = ["git", "grep", "-lE", "emogen.example", "--", *layers]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout == b""
