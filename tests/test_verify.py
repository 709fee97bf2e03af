"""Status, verify and prune: what became of results, which are whole, which nobody needs any more."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from emogen.cli.main import run_app
from emogen.pipelines.batch.pruning import orphans, remove
from emogen.pipelines.batch.runner import run
from emogen.pipelines.batch.states import counts, states_of_folder
from emogen.pipelines.batch.verifying import verify
from emogen.provenance import sidecar_of

SPEC = """
version: 1
defaults: {size: 96x64}
jobs:
  - {id: field, kind: image, text: a field}
  - {id: lake, kind: image, text: a lake, file: "sub/{id}.jpg"}
  - {id: face, kind: idle, seconds: 0.5, file: face.anim.json}
"""


def written(folder: Path, text: str = SPEC, name: str = "jobs.yaml") -> Path:
    spec = folder / name
    spec.write_text(text, encoding="utf-8")
    return spec


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    assert {outcome.status for outcome in run(written(folder), folder / "out")} == {"made"}
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with ``jobs.yaml`` and its results in ``out``, the current one."""
    copy = Path(shutil.copytree(made, tmp_path / "copy"))
    monkeypatch.chdir(copy)
    return copy


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def edited(result: Path, **told: object) -> None:
    sidecar = sidecar_of(result)
    record = json.loads(sidecar.read_text(encoding="utf-8"))
    sidecar.write_text(json.dumps({**record, **told}), encoding="utf-8")


def found(folder: Path) -> dict[str, str]:
    return {orphan.paths[0].name: orphan.kind for orphan in orphans(folder)}


def test_everything_is_whole_after_a_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one.finding for one in verify(folder / "out")] == ["whole"] * 3
    assert run_app(["verify", "out"]) == 0
    assert "3 files in out: 3 whole, no faults" in capsys.readouterr().out
    assert run_app(["status", "out", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["states"] == {"made": 3, "unchanged": 0, "stale": 0, "missing": 0, "failed": 0}
    assert {job["by"] for job in told["jobs"]} == {f"emogen {__import__('emogen').__version__}"}
    assert found(folder / "out") == {}


def test_what_is_damaged_lost_or_replaced_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flipped(folder / "out" / "field.png")
    (folder / "out" / "sub" / "lake.jpg").unlink()
    sidecar_of(folder / "out" / "face.anim.json").unlink()
    assert run_app(["verify", "out", "--json"]) == 1
    faults = {row["file"]: row["finding"] for row in json.loads(capsys.readouterr().out)["faults"]}
    assert faults == {"field.png": "damaged", "sub/lake.jpg": "missing", "face.anim.json": "untold"}
    assert run_app(["status", "jobs.yaml"]) == 0
    told = capsys.readouterr().out
    assert "stale: field (the file is damaged, or was edited)" in told
    assert "missing: lake (the file is missing)" in told
    assert counts(states_of_folder(folder / "out"))["stale"] == 2
    run(folder / "jobs.yaml", folder / "out")
    assert not any(one.is_fault for one in verify(folder / "out"))


def test_a_result_of_another_request_than_the_manifest_says(folder: Path) -> None:
    assert run_app(["image", "a coast", "--size", "96x64", "-o", "out/field.png", "--force", "--quiet"]) == 0
    assert {one.file.name for one in verify(folder / "out") if one.finding == "other"} == {"field.png"}


def test_a_run_tells_what_another_version_made_and_keeps_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "out" / "field.png"
    record = json.loads(sidecar_of(file).read_text(encoding="utf-8"))
    edited(file, hash="0", made_by="emogen 0.0.1", made_from={**record["made_from"], "version": "0.0.1"})
    assert run_app(["status", "jobs.yaml"]) == 0
    assert "stale: field (emogen 0.0.1 -> " in capsys.readouterr().out
    before = file.stat().st_mtime_ns
    assert run_app(["run", "jobs.yaml", "--keep", "--why", "--jobs", "1"]) == 0
    told = capsys.readouterr().err
    assert "Of 1 jobs only emogen's version or code changed: field. They are kept." in told
    assert "field: emogen 0.0.1 -> " in told
    assert file.stat().st_mtime_ns == before
    written(folder, SPEC.replace("a lake", "a coast"))
    assert run_app(["run", "jobs.yaml", "--why", "--jobs", "1"]) == 0
    told = capsys.readouterr().err
    assert "field. They are made anew; --keep leaves them as they are." in told
    assert "lake: text: a lake -> a coast" in told
    assert file.stat().st_mtime_ns > before
    assert run_app(["run", "jobs.yaml", "--why", "--jobs", "1"]) == 0
    assert ": " not in capsys.readouterr().err.partition("made")[0]


def test_results_of_jobs_that_left_the_spec_are_orphans(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "out"
    run(written(folder, SPEC.replace("id: lake", "id: sea").replace("field, kind", "meadow, kind")), out)
    assert found(out) == {"field.png": "orphan", "lake.jpg": "orphan"}
    assert run_app(["prune", "out"]) == 0
    assert "2 could be removed" in capsys.readouterr().out
    assert (out / "field.png").is_file()
    flipped(out / "field.png")  # Somebody worked on it.
    (out / "note.png").write_bytes(b"of somebody else")
    assert run_app(["prune", "out", "--delete"]) == 0
    assert "1 were edited since emogen made them, and stay" in capsys.readouterr().out
    assert not (out / "sub" / "lake.jpg").exists()
    assert not sidecar_of(out / "sub" / "lake.jpg").exists()
    assert (out / "field.png").is_file()
    assert (out / "note.png").is_file()
    assert not any(one.is_fault for one in verify(out) if one.job)


def test_two_specs_in_one_folder_know_their_results(folder: Path) -> None:
    other = (
        SPEC.replace("id: field", "id: meadow").replace("id: lake", "id: sea").replace("id: face", "id: f")
    )
    run(written(folder, other.replace("face.anim", "f.anim"), "other.yaml"), folder / "out")
    assert found(folder / "out") == {}
    assert counts(states_of_folder(folder / "out"))["made"] == 6
    assert run_app(["prune", "jobs.yaml"]) == 0


def test_what_killed_runs_left_is_found(folder: Path) -> None:
    out = folder / "out"
    left = out / "sub" / ".emogen-000000-999999999-abc.jpg"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))  # Another machine's, of long ago.
    lone = sidecar_of(out / "gone.png")
    lone.write_text(json.dumps({"file": "gone.png", "made_by": "emogen 0.1.0"}), encoding="utf-8")
    assert found(out) == {left.name: "leftover", lone.name: "sidecar"}
    assert len(list(remove(orphans(out)))) == 2
    assert not left.exists()
    assert not lone.exists()


def test_a_sidecar_of_somebody_else_removes_nothing(folder: Path) -> None:
    """Names that lead elsewhere, other makers, links."""
    out, outside = folder / "out", folder / "outside.png"
    shutil.copy(out / "field.png", outside)
    shutil.copy(sidecar_of(out / "field.png"), out / "x.png.json")
    edited(out / "x.png", file="../outside.png")
    (out / "y.png").write_bytes(b"y")
    (out / "y.png.json").write_text(json.dumps({"file": "y.png", "made_by": "somebody"}), encoding="utf-8")
    (out / "z").symlink_to(folder, target_is_directory=True)
    (out / "w.png").symlink_to(outside)
    shutil.copy(sidecar_of(out / "field.png"), out / "w.png.json")
    edited(out / "w.png", file="w.png")
    assert found(out) == {"w.png": "edited"}
    assert list(remove(orphans(out))) == []
    assert outside.is_file()


def test_a_folder_that_tells_nothing_is_not_pruned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder / "out" / "manifest")
    (folder / "out" / "manifest.jsonl").unlink()
    assert run_app(["prune", "out", "--delete"]) == 2
    assert "does not tell which results are wanted" in capsys.readouterr().err
    assert run_app(["prune", "jobs.yaml", "--delete"]) == 0
    assert (folder / "out" / "field.png").is_file()
    assert run_app(["verify", "nowhere"]) == 2
    assert run_app(["status", "nowhere"]) == 2
    assert run_app(["status", "out", "-o", "out"]) == 2
