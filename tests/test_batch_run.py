"""Runs of batches: engines, order, retries, selection, progress, manifests and pages."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from emogen.cli.main import run_app
from emogen.errors import RequestError
from emogen.pipelines.batch.engines.local import Local
from emogen.pipelines.batch.engines.pool import ONE_THREAD
from emogen.pipelines.batch.engines.ray_maker import Maker, Place
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.manifest import Batch, Shard, Writer, read_manifest
from emogen.pipelines.batch.outcome import Nobody
from emogen.pipelines.batch.page import write_page
from emogen.pipelines.batch.runner import Outcome, Running, run, run_jobs
from emogen.pipelines.batch.selecting import choose, in_shard
from emogen.pipelines.requests.making import make_request
from emogen.plugins import BatchEngine, Work, perform
from emogen.provenance import sidecar_of
from emogen.testing import ContractError, check_batch_engine
from tests.batch_trouble import install_trouble, once, picture
from tests.conftest import Install


@pytest.fixture
def trouble(install: Install) -> None:
    install_trouble(install)


def written(path: Path, jobs: Sequence[dict[str, Any]]) -> Path:
    """A spec of jobs."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"version": 1, "jobs": list(jobs)}), encoding="utf-8")
    return path


def plain(name: str, needs: tuple[str, ...] = (), text: str = "sky", **labels: str) -> Job:
    fields = {key: value for key, value in picture(name, text).items() if key not in ("id", "kind")}
    return Job(name, make_request("image", fields), Path(f"{name}.png"), labels, needs)


def statuses(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {outcome.job.id: outcome.status for outcome in outcomes}


class Inline(BatchEngine):
    """One job after another."""

    name = "inline"
    title = "this process"

    def outcomes(self, work: Work) -> Iterator[Outcome]:
        while job := work.take():
            work.watcher.started(job)
            yield from work.ended(perform(job, work.folder))


class Twice(Inline):
    """Yields an outcome of its own."""

    name: ClassVar[str] = "twice"

    def outcomes(self, work: Work) -> Iterator[Outcome]:
        for outcome in super().outcomes(work):
            yield from (outcome, outcome)


@pytest.mark.parametrize("engine", [Inline, Local])
def test_engines_keep_their_contract(engine: type[BatchEngine]) -> None:
    check_batch_engine(engine)


def test_an_engine_that_tells_of_a_job_twice_breaks_the_contract() -> None:
    with pytest.raises(ContractError, match="one outcome for each job"):
        check_batch_engine(Twice)


@pytest.mark.usefixtures("trouble")
def test_processes_make_the_bytes_of_one_and_the_manifest_keeps_the_order(tmp_path: Path) -> None:
    jobs = [picture(f"p{index}", seed=index) for index in range(6)]
    jobs[3] |= {"backend": "painter", "size": "96x64", "text": "a harbour at dusk"}
    spec = written(tmp_path / "spec.json", jobs)
    for folder, count in (("one", 1), ("two", 2)):
        assert set(statuses(run(spec, tmp_path / folder, jobs=count)).values()) == {"made"}
    for job in jobs:
        names = (f"{job['id']}.png", f"{job['id']}.png.json")
        assert all((tmp_path / "one" / n).read_bytes() == (tmp_path / "two" / n).read_bytes() for n in names)
    lines = (tmp_path / "two" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [job["id"] for job in jobs]


@pytest.mark.usefixtures("trouble")
@pytest.mark.parametrize("count", [1, 2])
def test_whatever_fails_is_one_line_and_the_rest_goes_on(count: int, tmp_path: Path) -> None:
    texts = ["raises", "leaves", "refuses", "sky", once("full", tmp_path / "mark"), "full"]
    jobs = [plain(f"j{index}", text=text) for index, text in enumerate(texts)]
    outcomes = run_jobs(jobs, tmp_path / "out", how=Running(jobs=count))
    assert [outcome.status for outcome in outcomes] == [*["failed"] * 3, "made", "made", "failed"]
    assert [outcome.attempts for outcome in outcomes] == [1, 1, 1, 1, 2, 3]
    assert all(len(outcome.error.splitlines()) == 1 for outcome in outcomes if outcome.status == "failed")
    assert "no paint" in outcomes[0].error


@pytest.mark.usefixtures("trouble")
def test_jobs_wait_for_what_they_need_and_fail_with_it(tmp_path: Path) -> None:
    jobs = [
        plain("last", ("middle",)),
        plain("middle", ("first",)),
        plain("first"),
        plain("hopeless", ("bad",)),
        plain("after", ("hopeless", "first")),
        plain("bad", text="raises"),
        plain("hen", ("egg",)),
        plain("egg", ("hen",)),
    ]
    outcomes = {outcome.job.id: outcome for outcome in run_jobs(jobs, tmp_path)}
    assert [name for name in outcomes if outcomes[name].status == "made"] == ["last", "middle", "first"]
    assert "needs the result of 'bad', which failed" in outcomes["after"].error
    assert "need its own" in outcomes["egg"].error
    times = [(tmp_path / f"{name}.png").stat().st_mtime_ns for name in ("first", "middle", "last")]
    assert times == sorted(times)


class Keyboard(Nobody):
    """Presses Ctrl-C so often when the second job begins."""

    def __init__(self, presses: int) -> None:
        self.presses, self.begun = presses, 0

    def started(self, job: Job, /) -> None:
        del job
        self.begun += 1
        if self.begun == 2:
            for _ in range(self.presses):
                os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
@pytest.mark.usefixtures("trouble")
@pytest.mark.parametrize(("presses", "count", "done"), [(1, 1, 2), (2, 1, 1), (1, 2, None)])
def test_ctrl_c_once_ends_what_has_begun_and_twice_stops(
    presses: int, count: int, done: int | None, tmp_path: Path
) -> None:
    jobs = [plain(f"j{index}") for index in range(60)]
    with pytest.raises(KeyboardInterrupt):
        run_jobs(jobs, tmp_path, how=Running(jobs=count), watcher=Keyboard(presses))
    records = read_manifest(tmp_path)
    assert len(records) == done if done else 2 <= len(records) < 60
    assert all((tmp_path / f"{record.id}.png").is_file() for record in records)
    assert len(list(tmp_path.glob("*.png"))) == len(records)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def labelled(name: str, needs: tuple[str, ...] = (), **labels: str) -> Job:
    return Job(name, make_request("image", {"text": "sky"}), Path(f"{name}.png"), labels, needs)


@pytest.mark.usefixtures("trouble")
def test_a_maker_that_does_not_see_the_folder_delivers_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "1")  # The maker sets them for its own process.
    maker = Maker(Place(tmp_path / "elsewhere", "manifest/.token"))
    assert not maker.hello().shares
    good, bad = maker.make([plain("a"), plain("b", text="raises")], {})
    assert good.outcome.status == "made"
    assert sorted(good.files) == ["a.png", sidecar_of(Path("a.png")).as_posix()]
    assert (bad.outcome.status, bad.files) == ("failed", {})
    store = Maker(Place(tmp_path / "elsewhere", "x", (tmp_path / "store").as_uri()))
    statuses = [store.make([plain("a")], {})[0].outcome.status for _ in range(2)]
    assert statuses == ["made", "unchanged"]
    assert (tmp_path / "store" / "a.png").read_bytes() == good.files["a.png"]
    assert not [path for path in (tmp_path / "store").iterdir() if path.name.startswith(".")]


LABELLED = [
    labelled("a", character="Eileen", scene="1"),
    labelled("b", character="Lucy", scene="1"),
    labelled("c", ("b",), character="Eileen", scene="2"),
    labelled("d"),
]


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        ((), "abcd"),
        (("character=Eileen",), "abc"),
        (("character=Eileen", "scene=1"), "a"),
        (("character=L*", "id=d"), ""),
        (("id=a", "id=d"), "ad"),
        (("kind=image", "character = *"), "abc"),
    ],
)
def test_only_chooses_by_labels_kind_and_id_and_brings_what_is_needed(
    only: tuple[str, ...], ids: str
) -> None:
    if ids:
        assert "".join(job.id for job in choose(LABELLED, only)) == ids
    else:
        with pytest.raises(RequestError, match="no job fits"):
            choose(LABELLED, only)


@pytest.mark.parametrize(
    ("condition", "says"),
    [("character=Eilen", "Did you mean Eileen"), ("charcter=x", "Did you mean character"), ("x", "no cond")],
)
def test_a_wrong_condition_offers_near_names(condition: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        choose(LABELLED, [condition])


def test_shards_share_a_batch_out_whatever_its_order_and_keep_what_belongs_together() -> None:
    jobs = [labelled(f"j{index}", (f"j{index - 1}",) if index % 3 == 1 else ()) for index in range(60)]
    shards = [{job.id for job in in_shard(jobs, Shard(number, 4))} for number in range(1, 5)]
    assert sum(map(len, shards)) == 60
    assert set.union(*shards) == {job.id for job in jobs}
    assert all(shards)
    assert {job.id for job in in_shard(jobs[::-1], Shard(2, 4))} == shards[1]
    assert all(any({"j3", "j4"} <= shard for shard in shards) for _ in shards)


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "a/b", "1/0"])
def test_a_wrong_shard_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="no shard"):
        Shard.parse(text)


@pytest.mark.usefixtures("trouble")
def test_shards_write_parts_that_are_read_as_one(tmp_path: Path) -> None:
    spec = written(tmp_path / "spec.json", [picture(f"j{index}") for index in range(12)])
    for number in (2, 1):
        run(spec, tmp_path / "out", shard=f"{number}/2")
    assert {record.id for record in read_manifest(tmp_path / "out")} == {f"j{index}" for index in range(12)}
    assert {path.name for path in (tmp_path / "out" / "manifest").glob("*.jsonl")} == {
        "spec.1-of-2.jsonl", "spec.2-of-2.jsonl",
    }  # fmt: skip
    assert set(statuses(run(spec, tmp_path / "out")).values()) == {"unchanged"}  # A run of all joins them.
    assert [path.name for path in (tmp_path / "out" / "manifest").glob("*.jsonl")] == ["spec.jsonl"]
    assert [record.id for record in read_manifest(tmp_path / "out")] == [f"j{index}" for index in range(12)]


@pytest.mark.usefixtures("trouble")
def test_specs_share_a_folder_and_each_keeps_its_manifest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    one = written(tmp_path / "one" / "lines.json", [picture("a"), picture("b")])
    other = written(tmp_path / "other" / "lines.json", [picture("c")])
    for spec in (one, other, one):
        run(spec, out)
    assert [(record.batch, record.id) for record in read_manifest(out)] == [
        ("lines", "a"), ("lines", "b"), ("lines-2", "c"),
    ]  # fmt: skip
    assert len((out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    written(one, [picture("b")])
    run(one, out)  # What has left the spec has left the manifest.
    assert [record.id for record in read_manifest(out, "lines")] == ["b"]


@pytest.mark.usefixtures("trouble")
def test_a_run_of_some_jobs_keeps_the_lines_of_the_others(tmp_path: Path) -> None:
    spec = written(tmp_path / "spec.json", [picture("a"), picture("b"), picture("c")])
    run(spec, tmp_path / "out")
    run(spec, tmp_path / "out", only=["id=b"])
    records = read_manifest(tmp_path / "out")
    assert [(record.id, record.status) for record in records] == [
        ("a", "made"), ("b", "unchanged"), ("c", "made"),
    ]  # fmt: skip


def test_one_run_at_a_time_makes_a_batch(tmp_path: Path) -> None:
    with (
        Writer(tmp_path, Batch("batch")),
        pytest.raises(RequestError, match="another run is making batch"),
        Writer(tmp_path, Batch("batch")),
    ):
        pass


def test_a_manifest_of_somebody_else_is_taken_with_care(tmp_path: Path) -> None:
    good = {"id": "a", "kind": "image", "status": "made", "files": ["a.png"], "hash": "x", "request": {}}
    lines = [
        good,
        *({**good, "id": name, "files": [name]} for name in ("../b", "/c", "d\\..\\e", "C:f")),
        {**good, "id": 3},
        {**good, "id": "g", "status": "done"},
        {**good, "id": "h", "vad": [1]},
        {"id": "i"},
        [],
    ]
    (tmp_path / "manifest").mkdir()
    text = "\n".join(json.dumps(line) for line in lines) + "\nno json\n" + "[" * 5000
    (tmp_path / "manifest" / "x.jsonl").write_text(text, encoding="utf-8")
    assert [record.id for record in read_manifest(tmp_path)] == ["a"]


@pytest.mark.usefixtures("trouble")
def test_the_page_holds_every_batch_and_no_markup_of_users(tmp_path: Path) -> None:
    text = "<b>sea</b></script>"
    written(tmp_path / "one.json", [picture("a", text), picture("bad", "raises")])
    written(tmp_path / "two.json", [picture("b")])
    for name in ("one", "two"):
        run(tmp_path / f"{name}.json", tmp_path / "out")
    page = write_page(read_manifest(tmp_path / "out"), tmp_path / "out", title="x").read_text(
        encoding="utf-8"
    )
    assert "<b>" not in page
    data = page.partition('id="data">')[2].partition("</script>")[0]
    cards = json.loads(data)
    assert [card["id"] for card in cards] == ["bad", "a", "b"]  # The failure first.
    assert cards[1]["text"] == text
    assert {card["batch"] for card in cards} == {"one", "two"}
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.usefixtures("trouble")
def test_json_lines_come_as_jobs_end_and_the_exit_code_says_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = written(tmp_path / "spec.json", [picture("a"), picture("bad", "raises"), picture("c")])
    out = str(tmp_path / "out")
    assert run_app(["run", str(spec), "-o", out, "--json", "--jobs", "1", "--verbose"]) == 1
    printed = capsys.readouterr()
    records = [json.loads(line) for line in printed.out.splitlines()]
    assert [(record["id"], record["status"]) for record in records] == [
        ("a", "made"), ("bad", "failed"), ("c", "made"),
    ]  # fmt: skip
    assert "2 made, 1 failed" in printed.err
    assert run_app(["run", str(spec), "-o", out, "--only", "id=c", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert run_app(["run", str(spec), "-o", out, "--engine", "lcal"]) == 2
    assert "Did you mean local" in capsys.readouterr().err
    assert run_app(["run", str(spec), "-o", out, "--engine-option", "x=1"]) == 2


@pytest.mark.usefixtures("trouble")
def test_many_jobs_are_few_lines_with_the_failures_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = [picture(f"j{index}", "raises" if index in (50, 70) else "sky") for index in range(100)]
    spec = written(tmp_path / "spec.json", jobs)
    assert run_app(["run", str(spec), "-o", str(tmp_path / "out"), "--jobs", "1"]) == 1
    printed = capsys.readouterr()
    assert len(printed.err.splitlines()) <= 25
    assert "100/100: 2 failed" in printed.err
    assert "left" in printed.err
    summary = printed.out.splitlines()
    assert [line.split()[:2] for line in summary[:2]] == [["failed", "j50:"], ["failed", "j70:"]]
    assert "98 made, 2 failed" in summary[2]
