"""The engine ray, on real clusters of two nodes on this machine; skipped where Ray is not installed."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emogen.errors import EmogenError
from emogen.pipelines.batch.engines.store import Store
from emogen.pipelines.batch.manifest import read_manifest
from emogen.pipelines.batch.outcome import Nobody
from emogen.pipelines.batch.runner import Outcome, Running, run_jobs
from tests.batch_trouble import install_trouble, once
from tests.conftest import Install
from tests.test_batch_run import plain, statuses

if importlib.util.find_spec("ray") is None:
    pytest.skip("Ray is not installed: see the extra ray", allow_module_level=True)

pytestmark = [
    pytest.mark.filterwarnings("default"),  # Those of a library that is not ours.
    pytest.mark.skipif(os.name == "nt", reason="Ray's test clusters are for other systems"),
]


@pytest.fixture
def cluster(install: Install, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes of one core each; what is installed for the test is on their path."""
    import sys

    install_trouble(install)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    from ray.cluster_utils import Cluster

    settings = {"num_cpus": 1, "object_store_memory": 80 * 2**20}
    nodes = Cluster(initialize_head=True, head_node_args={**settings, "include_dashboard": False})
    nodes.second = nodes.add_node(**settings)
    yield nodes
    nodes.shutdown()


class Axe(Nobody):
    """Kills the second node when some jobs are done."""

    def __init__(self, cluster: Any, after: int) -> None:
        self.cluster, self.after = cluster, after

    def ended(self, outcome: Outcome, /) -> None:
        del outcome
        self.after -= 1
        if self.after == 0:
            self.cluster.remove_node(self.cluster.second, allow_graceful=False)


def how(cluster: Any, **option: Any) -> Running:
    return Running(engine="ray", option={"address": cluster.address, **option})


def test_a_node_and_a_maker_die_and_nothing_is_lost(cluster: Any, tmp_path: Path) -> None:
    jobs = [plain(f"j{index}") for index in range(200)]
    jobs[3] = plain("j3", text=once("dies", tmp_path / "mark"))
    jobs[150] = plain("j150", ("j0",))
    jobs[9] = plain("j9", text="raises")
    out = tmp_path / "out"
    outcomes = run_jobs(jobs, out, how=how(cluster), watcher=Axe(cluster, 20))
    counts = statuses(outcomes)
    assert counts.pop("j9") == "failed"
    assert len(counts) == 199
    assert set(counts.values()) <= {"made", "unchanged"}
    # A file that was being written when its process was killed has another name until the next run.
    assert len(list(out.glob("j*.png"))) == 199
    assert [record.id for record in read_manifest(out)] == [job.id for job in jobs]
    again = run_jobs(jobs[:3], out, how=how(cluster))
    assert set(statuses(again).values()) == {"unchanged"}


def test_results_go_to_a_store(cluster: Any, tmp_path: Path) -> None:
    jobs = [plain(f"j{index}") for index in range(6)]
    option = {"store": f"file://{tmp_path}/store"}
    assert set(statuses(run_jobs(jobs, tmp_path / "out", how=how(cluster, **option))).values()) == {"made"}
    assert sorted(path.name for path in (tmp_path / "store").glob("*.png")) == [f"j{i}.png" for i in range(6)]
    assert not list((tmp_path / "out").glob("*.png"))
    again = run_jobs(jobs, tmp_path / "out", how=how(cluster, **option))
    assert set(statuses(again).values()) == {"unchanged"}


def test_a_cluster_or_a_store_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(EmogenError, match="no Ray cluster at"):
        run_jobs([plain_face()], tmp_path, how=Running(engine="ray", option={"address": "127.0.0.1:1"}))
    with pytest.raises(EmogenError, match="cannot reach nosuch"):
        Store("nosuch://x").check()


def plain_face() -> Any:
    from emogen.pipelines.batch.job import Job
    from emogen.pipelines.requests.making import make_request

    return Job("a", make_request("face", {"size": "64"}), Path("a.png"))
