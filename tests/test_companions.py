"""Companions of a spoken line: made from the kept sound and its known times, without speaking again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import emogen
from emogen.arkit import INDEX
from emogen.errors import RequestError
from emogen.pipelines.batch.changes import changes_of
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.performing import perform
from emogen.pipelines.face.export.save import load_motion
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.speech.delivery.timings import read_timings
from emogen.pipelines.speech.kokoro.backend import KokoroBackend
from emogen.provenance import read_sidecar, sidecar_of

TEXT = "[sad] I waited for you. *Then* you came."
ALL = {"captions": "vtt", "timings": "json", "curves": "csv", "visemes": "rhubarb"}


def job(**fields: Any) -> Job:
    return Job("line", make_request("speak", {"text": TEXT, **fields}), Path("line.wav"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a line and all its companions."""
    folder = tmp_path_factory.mktemp("made")
    assert perform(job(**ALL), folder).status == "made"
    return folder


@pytest.fixture
def _silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """No voice to be had: whatever needs one fails."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the line was spoken again")

    monkeypatch.setattr(KokoroBackend, "synthesise", refused)


def copied(made: Path, folder: Path) -> Path:
    return Path(shutil.copytree(made, folder / "copy"))


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_the_files_and_their_sidecars_have_names_of_their_own(made: Path) -> None:
    assert sorted(contents(made)) == [
        *("line.csv", "line.csv.json", "line.rhubarb.json", "line.rhubarb.made.json"),
        *("line.timings.json", "line.timings.made.json", "line.vtt", "line.vtt.json"),
        *("line.wav", "line.wav.json"),
    ]
    cues = json.loads((made / "line.rhubarb.json").read_text(encoding="utf-8"))
    assert cues["metadata"]["soundFile"] == "line.wav"
    assert {cue["value"] for cue in cues["mouthCues"]} <= set("ABCDEFGHX")


def test_curves_are_those_that_animate_makes_of_the_sound(made: Path, tmp_path: Path) -> None:
    curves = emogen.animate(made / "line.wav", emotion="auto").save(tmp_path / "line.csv")
    assert curves.read_bytes() == (made / "line.csv").read_bytes()


def test_closures_are_where_the_times_say(made: Path) -> None:
    # "I waited for you": the w rounds the lips, and no p, b or m is there; m of "came" closes them.
    phonemes = read_timings(made / "line.timings.json").timeline.phonemes
    closing = next(phoneme for phoneme in phonemes if phoneme.symbol == "m")
    motion = load_motion(made / "line.csv")
    middle = round((closing.start + closing.end) / 2 * motion.fps)
    jaw, close = (motion.curves[middle, INDEX[name]] for name in ("jawOpen", "mouthClose"))
    assert jaw - close < 0.1


@pytest.mark.parametrize(
    ("fields", "remade"),
    [
        ({"captions": "srt"}, {"line.srt"}),
        ({"curves": "glb"}, {"line.glb"}),
        ({"visemes": "json"}, {"line.oculus.json"}),
        ({"curves": "npz", "visemes": "tsv", "captions": None}, {"line.npz", "line.tsv"}),
    ],
)
@pytest.mark.usefixtures("_silence")
def test_what_only_a_companion_hangs_on_leaves_the_sound(
    made: Path, tmp_path: Path, fields: dict[str, Any], remade: set[str]
) -> None:
    folder = copied(made, tmp_path)
    sound, before = (folder / "line.wav").stat(), contents(folder)
    again = job(**{**ALL, **fields})
    assert {file.name for file in changes_of(again, folder).files} == remade
    outcome = perform(again, folder)
    assert outcome.status == "made", outcome.error
    after = (folder / "line.wav").stat()
    assert (after.st_mtime_ns, after.st_ino) == (sound.st_mtime_ns, sound.st_ino)
    new = {name for name, content in contents(folder).items() if before.get(name) != content}
    assert new == {name for file in remade for name in (file, sidecar_of(Path(file)).name)}
    assert perform(again, folder).status == "unchanged"


@pytest.mark.usefixtures("_silence")
def test_companions_that_are_lost_or_damaged_come_back_to_the_byte(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path)
    before = contents(folder)
    (folder / "line.vtt").unlink()
    (folder / "line.csv").write_bytes(before["line.csv"].replace(b"0", b"1", 1))
    (folder / "line.rhubarb.made.json").write_text("{")
    sidecar_of(folder / "line.timings.json").unlink()
    assert perform(job(**ALL), folder).status == "made"
    assert contents(folder) == before


def test_a_change_of_the_words_speaks_the_line_and_all_that_hangs_on_it(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path)
    before = contents(folder)
    changed = Job("line", make_request("speak", {"text": "Go on.", **ALL}), Path("line.wav"))
    assert perform(changed, folder).status == "made"
    assert all(content != before[name] for name, content in contents(folder).items())
    assert read_timings(folder / "line.timings.json").text == "Go on."


def test_a_damaged_sound_is_not_kept(made: Path, tmp_path: Path) -> None:
    folder = copied(made, tmp_path)
    sound = bytearray((folder / "line.wav").read_bytes())
    sound[2000] ^= 1
    (folder / "line.wav").write_bytes(sound)
    changes = changes_of(job(**ALL), folder)
    assert changes.reasons() == ("the file is damaged, or was edited",)
    assert list(changes.files) == [Path("line.wav")]


@pytest.mark.parametrize("edit", ['"phonemes": [[', '"phonemes": [["", 1e400, 0]]', '"spans": [[0, 99999]]'])
def test_a_sidecar_that_cannot_be_believed_is_not_used(made: Path, tmp_path: Path, edit: str) -> None:
    folder = copied(made, tmp_path)
    sidecar = sidecar_of(folder / "line.wav")
    record = json.loads(sidecar.read_text(encoding="utf-8"))
    key = edit.split('"')[1]
    text = json.dumps({name: value for name, value in record.items() if name != key})
    sidecar.write_text(text[:-1] + f", {edit}}}", encoding="utf-8")
    assert job(**ALL).request.remake({folder / "line.vtt": "captions"}, folder / "line.wav", folder) is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"visemes": "csv.gz"}, "no format of them ends in that"),
        ({"visemes": "face.glb"}, "no format of them ends in that"),
        ({"curves": "exe"}, "file type"),
        ({"curves": "tsv", "visemes": "tsv"}, "curves and visemes would both be out.tsv"),
    ],
)
def test_companions_that_cannot_be(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(RequestError, match=says):
        make_request("speak", {"text": "Hi.", **fields})


def test_known_times_win_over_alignment(tmp_path: Path) -> None:
    """ "THE END." is too short for the aligner; the sidecar of our own sound knows when it is said."""
    sound = emogen.speak("THE END.").save(tmp_path / "end.wav")
    told = emogen.animate(sound, text="the end")
    assert [word.text for word in told.timeline.words] == ["THE", "END"]
    assert told.timeline.phonemes == emogen.animate(sound).timeline.phonemes
    record = read_sidecar(sound) or {}
    assert record["said"] == "THE END."
    with pytest.raises(RequestError, match="does not say this text"):
        emogen.animate(sound, text="Once upon a time there was a king")
