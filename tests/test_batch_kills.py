"""Batches whose processes are killed: nothing is lost, nothing is made twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.batch.runner import Running, run, run_jobs
from emogen.provenance import sidecar_of
from tests.batch_trouble import install_trouble, once, picture
from tests.conftest import Install
from tests.test_batch_run import plain, statuses, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no signals there")

COUNT = 120
"""Jobs of the run that is killed."""


def test_a_process_that_dies_is_replaced_and_its_job_tried_again(install: Install, tmp_path: Path) -> None:
    install_trouble(install)
    jobs = [plain(f"j{index}") for index in range(8)]
    jobs[2] = plain("j2", text=once("dies", tmp_path / "mark"))
    jobs[5] = plain("j5", text="dies")
    outcomes = run_jobs(jobs, tmp_path / "out", how=Running(jobs=2, attempts=2))
    assert statuses(outcomes) == {job.id: "failed" if job.id == "j5" else "made" for job in jobs}
    assert [outcomes[index].attempts for index in (2, 5)] == [2, 2]
    assert outcomes[5].error == "the process that made it died (SIGKILL, most likely for memory)"


def test_a_killed_run_loses_nothing_and_the_next_makes_nothing_twice(
    install: Install, tmp_path: Path
) -> None:
    install_trouble(install)
    names = [f"j{index:03d}" for index in range(COUNT)]
    spec = written(tmp_path / "spec.json", [picture(name, seed=seed) for seed, name in enumerate(names)])
    out = tmp_path / "out"
    call = f"import sys; sys.path[:] = {sys.path!r}; from emogen.cli.main import main; main()"
    command = [sys.executable, "-c", call, "run", str(spec), "-o", str(out), "--jobs", "2", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        told = [json.loads(process.stdout.readline()) for _ in range(COUNT // 3)]
        process.kill()
    assert {record["status"] for record in told} == {"made"}
    # What was told stands in the manifest although nothing ended as it should.
    assert {record["id"] for record in told} <= {record.id for record in read_manifest(out)}
    # A file without its sidecar was still in the making.
    before = {path: path.stat().st_mtime_ns for path in out.glob("j*.png") if sidecar_of(path).is_file()}
    outcomes = run(spec, out)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert set(statuses(outcomes)) == set(names)
    assert {outcome.job.id for outcome in outcomes if outcome.status == "unchanged"} >= {
        record["id"] for record in told
    }
    assert [record.id for record in read_manifest(out)] == names
    assert sorted(path.stem for path in out.glob("j*.png")) == names
