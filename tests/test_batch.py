"""Batches: specs checked whole, jobs skipped when unchanged, failures contained."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from emogen.cli.main import run_app
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import OutputError, RequestError
from emogen.media import Audio
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.runner import Outcome, run, run_jobs
from emogen.pipelines.batch.spec import load_spec
from emogen.pipelines.requests.making import make_request
from emogen.seeds import stream

ROOT = Path(__file__).parent.parent

PICTURES = """
version: 1
defaults: {seed: 7, size: 96x64, voice: af_heart}
jobs:
  - {id: dusk, kind: image, text: "a harbour at dusk", emotion: melancholy}
  - {id: dawn, kind: image, text: "a field at dawn", emotion: "joy:0.5", file: "pics/{id}-{seed}.jpg"}
"""


def spec_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def job(fields: str) -> str:
    return f"version: 1\njobs:\n  - {{{fields}}}\n"


def test_makes_every_job_with_sidecars_and_a_manifest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcomes = run(spec_of(tmp_path, PICTURES), out)
    assert [outcome.status for outcome in outcomes] == ["made", "made"]
    assert (out / "dusk.png").stat().st_size > 1000
    assert (out / "pics" / "dawn-7.jpg").exists()
    sidecar = json.loads((out / "dusk.png.json").read_text())
    assert sidecar["request"]["emotion"] == "pensiveness"
    assert sidecar["request"]["seed"] == 7
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["dusk", "dawn"]
    assert lines[0]["hash"] == sidecar["hash"]


def test_skips_what_is_unchanged_and_remakes_what_is_not(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(spec_of(tmp_path, PICTURES), out)
    first = (out / "dusk.png").read_bytes()
    # A synonym and another way to write the same numbers are the same request.
    same = PICTURES.replace("melancholy", '"1.0*pensiveness"').replace("joy:0.5", "0.50*happiness")
    assert [o.status for o in run(spec_of(tmp_path, same), out)] == ["unchanged", "unchanged"]
    changed = PICTURES.replace("melancholy", "fear")
    assert [o.status for o in run(spec_of(tmp_path, changed), out)] == ["made", "unchanged"]
    (out / "dusk.png").write_bytes(b"damaged")
    assert [o.status for o in run(spec_of(tmp_path, PICTURES), out)] == ["made", "unchanged"]
    assert (out / "dusk.png").read_bytes() == first


def test_a_failing_job_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    (out / "dusk.png").mkdir(parents=True)  # The first job cannot write its file.
    assert run_app(["run", str(spec_of(tmp_path, PICTURES)), "-o", str(out), "--json", "--jobs", "1"]) == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["status"] for record in records] == ["failed", "made"]
    assert "is a folder" in records[0]["error"]
    assert "failed" in (out / "index.html").read_text()


class Interrupter:
    """A watcher that presses Ctrl-C during the second job."""

    def __init__(self) -> None:
        self.count = 0

    def planned(self, jobs: Sequence[Job]) -> None:
        pass

    def started(self, _: Job) -> None:
        self.count += 1

    def progressed(self, _: Job, fraction: float) -> None:
        del fraction
        if self.count == 2:
            raise KeyboardInterrupt

    def ended(self, outcome: Outcome) -> None:
        pass


def test_ctrl_c_leaves_whole_files_and_a_manifest_of_what_was_done(tmp_path: Path) -> None:
    out = tmp_path / "out"
    planned = load_spec(spec_of(tmp_path, PICTURES))
    with pytest.raises(KeyboardInterrupt):
        run_jobs(planned, out, watcher=Interrupter())
    lines = (out / "manifest.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["dusk"]
    assert not list(out.rglob(".*"))
    assert [o.status for o in run_jobs(planned, out)] == ["unchanged", "made"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 1\njobs: [", ":2:"),
        ("a: b: c", "1:5"),
        ("version: 1\nversion: 1\njobs: []", "given twice"),
        ("version: 2\njobs: [{id: a, kind: face}]", "version"),
        ("jobs: [{id: a, kind: face}]", "version is missing"),
        ("version: 1", "jobs is missing"),
        ("version: 1\njobs: []", "jobs"),
        ("- 1", "no mapping"),
        ("", "no mapping"),
        ("version: 1\njob: []\njobs: [{id: a, kind: face}]", "Did you mean jobs"),
        (job("id: a, kind: fase"), "Did you mean face"),
        (job("id: a"), "no kind"),
        (job("kind: face"), "job number 1: id is missing"),
        (job("id: a, kind: face, emotoin: joy"), "Did you mean emotion"),
        (job("id: a, kind: face, emotion: jy"), ":3:34: job 'a': unknown emotion"),
        (job("id: a, kind: face, intensity: 7"), "intensity"),
        (job("id: a, kind: face, va: [0.1, .nan]"), "arousal nan is out of range"),
        (job("id: a, kind: face, va: [0.1, 0.1], emotion: joy"), "both given"),
        (job("id: a, kind: face, seed: -1"), "seed"),
        (job("id: a, kind: face, character: mirra"), "Did you mean mira"),
        (job("id: a, kind: face, au: 'AU12=5'"), "AU12"),
        (job("id: a, kind: speak, text: hi, voice: af_hart"), "Did you mean af_heart"),
        (job("id: a, kind: speak, text: ''"), "text is empty"),
        (job("id: a, kind: image, text: sea, size: '0x10'"), "size"),
        (job("id: a, kind: image, text: [yes]"), "quotes"),
        (job("id: a, kind: image, text: a lake, size: 9000x9000"), "9000"),
        (job("id: a, kind: talk, text: hi, size: 513"), "even"),
        (job("id: a, kind: image, text: sea, file: a.wav"), "cannot write"),
        (job("id: a, kind: face, file: ../x"), "leaves the output folder"),
        (job("id: a, kind: face, file: '{nme}'"), "field in the file template"),
        (job("id: a, kind: face, file: '{id'"), "template"),
        (job("id: a, kind: face}\n  - {id: a, kind: face"), "two jobs have the id"),
        (job("id: a, kind: face, file: x}\n  - {id: b, kind: face, file: X.png"), "both write"),
        ("version: 1\ndefaults: {voic: x}\njobs: [{id: a, kind: face}]", "Did you mean voice"),
    ],
)
def test_a_wrong_spec_is_one_clear_error_and_nothing_is_made(
    tmp_path: Path, text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run_app(["run", str(spec_of(tmp_path, text)), "-o", str(out)]) == 2
    error = capsys.readouterr().err.strip()
    assert says in error
    assert "spec.yaml" in error
    assert len(error.splitlines()) <= 2
    assert not out.exists()


def test_an_unwritable_folder_is_noticed_before_the_first_job(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    watcher = Interrupter()
    with pytest.raises(OutputError, match="not a folder"):
        run_jobs(load_spec(spec_of(tmp_path, PICTURES)), tmp_path / "file" / "out", watcher=watcher)
    assert watcher.count == 0


def test_numbers_are_taken_where_text_is_meant(tmp_path: Path) -> None:
    (planned,) = load_spec(spec_of(tmp_path, job("id: 1, kind: image, text: a field, size: 64")))
    assert planned.path == Path("1.png")


def test_a_missing_spec_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no such job spec"):
        load_spec(tmp_path / "none.yaml")


def test_defaults_reach_only_the_kinds_that_have_them(tmp_path: Path) -> None:
    text = """
version: 1
files: "{kind}/{index}-{id}"
defaults: {voice: bf_emma, character: mira, emotion: joy, csv: true}
jobs:
  - {id: one, kind: speak, text: hi}
  - {id: two, kind: face, va: [0.1, 0.2]}
  - {id: three, kind: talk, text: hi, emotion: fear}
"""
    one, two, three = load_spec(spec_of(tmp_path, text))
    assert one.path == Path("speak/0001-one.wav")
    assert one.request.model_dump()["voice"] == "bf_emma"
    assert two.request.feeling.valence == pytest.approx(0.1)
    assert str(three.request.feeling) == "fear"
    assert [file.suffix for file in three.request.outputs(three.path)] == [".mp4", ".csv"]


def test_a_face_without_a_character_is_drawn_from_the_seed(tmp_path: Path) -> None:
    text = """
version: 1
jobs:
  - {id: default, kind: face, size: "64"}
  - {id: drawn, kind: face, size: "64", seed: 12}
  - {id: numbered, kind: face, size: "64", character: "12"}
"""
    run(spec_of(tmp_path, text), tmp_path)
    default, drawn, numbered = (
        np.asarray(Image.open(tmp_path / f"{name}.png")) for name in ("default", "drawn", "numbered")
    )
    assert np.array_equal(drawn, numbered)
    assert not np.array_equal(drawn, default)


def test_an_emotion_that_moves_spans_the_whole_line(tmp_path: Path) -> None:
    job = make_request("speak", {"text": "I waited for you.", "emotion": "sad ->  hopeful"})
    assert job.label == "sad -> hopeful"
    job.make(tmp_path / "a.wav")
    record = json.loads((tmp_path / "a.wav.json").read_text())
    last = EmotionTrack.parse(record["track"]).keyframes[-1]
    assert last.emotion == Emotion("hope")
    assert last.time > 0.6 * record["seconds"]


def test_seconds_of_a_line_that_is_not_spoken_yet_are_refused() -> None:
    with pytest.raises(RequestError, match="seconds are not known"):
        make_request("speak", {"text": "Hello there.", "emotion": "sad -> 2s hope"})


def _copied(tree: Path) -> Path:
    """emogen in the shape in which it imports, its assets copied, so that they can be edited."""
    (tree / "emogen").mkdir(parents=True)
    for path in (ROOT / "emogen").glob("*.py"):
        shutil.copy(path, tree / "emogen")
    for layer in ("conditioning", "pipelines", "cli"):
        (tree / "emogen" / layer).symlink_to(ROOT / layer)
    shutil.copytree(ROOT / "assets", tree / "emogen" / "assets")
    return tree / "emogen"


@pytest.mark.slow
def test_an_edit_of_emogen_makes_everything_anew_and_one_of_the_judges_tables_nothing(tmp_path: Path) -> None:
    package = _copied(tmp_path / "copy")
    spec = spec_of(tmp_path, job("id: a, kind: image, text: a field, size: 96x64"))

    def statuses() -> list[str]:
        start = [sys.executable, "-c", "from emogen.cli.main import main; main()"]
        command = [*start, "run", str(spec), "-o", str(tmp_path / "out"), "--json"]
        env = {**os.environ, "PYTHONPATH": str(package.parent)}
        done = subprocess.run(
            command, env=env, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
        )
        return [json.loads(line)["status"] for line in done.stdout.splitlines()]

    def edit(name: str) -> None:
        path = package / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert [statuses(), statuses()] == [["made"], ["unchanged"]]
    edit("assets/scenes_things.yaml")
    assert [statuses(), statuses()] == [["made"], ["unchanged"]]
    edit("media.py")
    assert statuses() == ["made"]
    edit("assets/judges.tsv")
    edit("assets/jobs/quickstart.yaml")
    assert statuses() == ["unchanged"]


def test_the_intensity_of_a_sheet_is_part_of_its_hash() -> None:
    one, other = (make_request("sheet", {"emotions": "joy", "intensity": size}) for size in (0.5, 1.0))
    assert one.digest != other.digest


def test_an_input_that_vanishes_fails_its_own_job_only(tmp_path: Path) -> None:
    make_request("speak", {"text": "Hello."}).make(tmp_path / "voice.wav")
    gone = make_request("animate", {"recording": str(tmp_path / "voice.wav")})
    (tmp_path / "voice.wav").unlink()
    there = make_request("image", {"text": "a field", "size": "96x64"})
    outcomes = run_jobs(
        [Job("gone", gone, Path("gone.csv")), Job("there", there, Path("there.png"))], tmp_path / "out"
    )
    assert [one.status for one in outcomes] == ["failed", "made"]
    assert len((tmp_path / "out" / "manifest.jsonl").read_text().splitlines()) == 2


def test_the_manifest_has_a_request_in_one_shape_whether_its_job_worked_or_failed(tmp_path: Path) -> None:
    recording = tmp_path / "voice.wav"
    Audio(0.1 * stream(1, "hiss").standard_normal(24_000).astype(np.float32), 24_000).save(recording)
    fields = {"recording": str(recording), "va": [0.5, 0.2], "intensity": 0.0}
    jobs = [Job("a", make_request("convert", fields), Path("a.wav"))]

    def line() -> dict[str, Any]:
        run_jobs(jobs, tmp_path / "out")
        found: dict[str, Any] = json.loads((tmp_path / "out" / "manifest.jsonl").read_text())
        return found

    made = line()
    recording.unlink()
    failed = line()
    assert (made["status"], failed["status"], failed["hash"]) == ("made", "failed", None)
    assert failed["request"] == made["request"]
    assert failed["request"]["recording"] == str(recording)


def test_a_talking_face_has_one_progress_from_a_recording_to_its_last_frame(tmp_path: Path) -> None:
    voice = tmp_path / "voice.wav"
    make_request("speak", {"text": "Come in."}).make(voice)
    for said in ({"recording": str(voice)}, {"text": "Come in."}):
        told: list[float] = []
        job = make_request("talk", {"size": "64x64", "fps": 24, **said})
        job.make(tmp_path / "talk.mp4", told.append)
        assert told == sorted(told)
        assert 0 < told[0] < 0.5
        assert told[-1] == pytest.approx(1.0)


def test_companions_lie_where_they_are_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the result, in a folder, or anywhere on the disk; of a batch always in its output folder."""
    monkeypatch.chdir(tmp_path)
    line = {"text": "Hi.", "captions": "sub/a.vtt"}
    request = make_request("speak", line | {"timings": str(tmp_path / "abs" / "a.json")})
    made = request.make(Path("out.wav"))
    assert [file.resolve().relative_to(tmp_path).as_posix() for file in made.files] == [
        "out.wav", "sub/a.vtt", "abs/a.json",
    ]  # fmt: skip
    assert all(file.is_file() for file in made.files)
    spec = tmp_path / "jobs.yaml"
    spec.write_text(
        "version: 1\nfiles: lines/{id}\njobs:\n"
        "  - {id: b, kind: speak, text: Hi., captions: sub/b.vtt, timings: json}\n"
    )
    (outcome,) = run(spec, tmp_path / "batch")
    assert [file.as_posix() for file in outcome.files] == ["lines/b.wav", "sub/b.vtt", "lines/b.timings.json"]
    assert all((tmp_path / "batch" / file).is_file() for file in outcome.files)
    assert run(spec, tmp_path / "batch")[0].status == "unchanged"
    assert not (tmp_path / "sub" / "b.vtt").exists()


@pytest.mark.parametrize("file", ["../a.vtt", "/tmp/a.vtt", "sub/../../a.vtt"])
def test_companions_of_a_batch_stay_in_its_folder(file: str, tmp_path: Path) -> None:
    spec = tmp_path / "jobs.yaml"
    spec.write_text(f"version: 1\njobs: [{{id: a, kind: speak, text: Hi., captions: {file}}}]\n")
    with pytest.raises(RequestError, match="leaves the output folder"):
        load_spec(spec)
