"""Lines judged as they are made: what is found, what is fair, what is made again and kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from emogen.arrays import Floats
from emogen.dsp.recording import load
from emogen.media import Audio
from emogen.pipelines.batch.job import Job, Reviewing
from emogen.pipelines.batch.performing import done_before, perform
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judges.signal import Signal
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.review.aim import Aim, aim_of
from emogen.pipelines.review.reviewer import Reviewer
from emogen.pipelines.review.sound import check_sound, dropouts, edges
from emogen.pipelines.review.verdict import Verdict, read_record, record_of, settled
from emogen.pipelines.review.words import compared, weight
from emogen.provenance import read_sidecar, sidecar_of

SOUND = ("ends", "clicks", "clipping", "silence", "level", "length")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Job]:
    """A folder with one line that was made."""
    folder = tmp_path_factory.mktemp("pack")
    request = make_request("speak", {"text": "Get out of here.", "emotion": "anger", "voice": "am_michael"})
    job = Job("0721506", request, Path("gate/0721506.wav"))
    assert perform(job, folder).status == "made"
    return folder, job


@pytest.fixture
def line(made: tuple[Path, Job], tmp_path: Path) -> Path:
    """A copy of the line, to be spoilt."""
    source, path = made[0] / made[1].path, tmp_path / "line.wav"
    path.write_bytes(source.read_bytes())
    sidecar_of(path).write_bytes(sidecar_of(source).read_bytes())
    return path


def found(path: Path, samples: Floats | None = None) -> dict[str, Verdict]:
    """The verdicts on a line's sound, perhaps after it was spoilt, by their check."""
    aim, rate = aim_of(path), load(path).rate
    assert aim is not None
    if samples is not None:
        Audio(np.asarray(samples, np.float32), rate).save(path)
    item = Item(path, frozenset({"speech"}))
    return {verdict.check: verdict for verdict in check_sound(item.audio, aim, Signal().judge(item))}


# Sound -------------------------------------------------------------------------------------------


def test_a_line_as_it_is_made_has_a_whole_sound(line: Path) -> None:
    assert all(verdict.passed for verdict in found(line).values())
    aim = aim_of(line)
    assert aim is not None
    assert (aim.text, aim.language, aim.emotion, aim.voice) == (
        "Get out of here.", "en", "anger", "kokoro:am_michael",
    )  # fmt: skip


def test_a_cut_end_is_found_with_silence_after_it_or_without(line: Path) -> None:
    samples = load(line).samples
    short = samples[: int(len(samples) * 0.6)]
    assert found(line, short)["ends"].told == "its end is cut off"
    faded = short.copy()
    faded[-100:] *= np.linspace(1, 0, 100, dtype=np.float32)
    assert not found(line, np.concatenate([faded, np.zeros(8000, np.float32)]))["ends"].passed


def test_an_abrupt_start_is_found(line: Path) -> None:
    samples = load(line).samples
    assert "begins abruptly" in found(line, samples[int(len(samples) * 0.3) :])["ends"].told


def test_clicks_and_gaps_are_found_where_they_are(line: Path) -> None:
    audio = load(line)
    loud = int(np.abs(audio.samples).argmax())
    clicked = audio.samples.copy()
    clicked[400] += 0.5
    assert "a click at 0.02 s" in found(line, clicked)["clicks"].told
    gap = audio.samples.copy()
    gap[loud : loud + 96] = 0.0
    assert dropouts(Audio(gap, audio.rate)) == pytest.approx([loud / audio.rate], abs=0.002)
    assert dropouts(audio) == []


def test_level_is_that_of_the_emotion(line: Path) -> None:
    samples = load(line).samples
    assert "too quiet" in found(line, samples * 0.3)["level"].told
    loud = found(line, np.clip(samples * 4, -1, 1))
    assert not loud["level"].passed
    assert not loud["clipping"].passed


def test_silence_that_nobody_planned_is_found(line: Path) -> None:
    samples, rest = load(line).samples, np.zeros(48_000, np.float32)
    assert "after it" in found(line, np.concatenate([samples, rest]))["silence"].told
    half = len(samples) // 2
    assert "a pause of" in found(line, np.concatenate([samples[:half], rest, samples[half:]]))["silence"].told


def test_a_line_fits_its_slot_and_the_line_that_it_replaces(line: Path) -> None:
    aim, item = aim_of(line), Item(line, frozenset({"speech"}))
    assert aim is not None
    opinion = Signal().judge(item)
    for change, told in (({"slot": 0.5}, "for a slot of 0.5 s"), ({"old": 9.0}, "the old line has 9.0 s")):
        verdict = check_sound(item.audio, replace(aim, **change), opinion)[-1]  # type: ignore[arg-type]
        assert verdict.check == "length"
        assert told in verdict.told
    assert check_sound(item.audio, replace(aim, slot=9.0), opinion)[-1].passed


def test_edges_of_silence_are_no_edges() -> None:
    still = edges(Audio(np.zeros(24_000, np.float32), 24_000))
    assert (still.lead_s, still.tail_s) == (0.0, 0.0)


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "heard", "names", "wrong"),
    [
        ("Open the door.", "Open the floor.", (), ["door"]),
        ("I know there is a way.", "I no their is a weigh.", (), []),
        ("Suzie won 21 games.", "Susie one twenty-one games", (), []),
        ("Hmm, I see.", "I see.", (), []),
        ("Ask Eirwen about it.", "Ask air win about it.", ("eirwen",), []),
        ("Ask Kvothe about it.", "Ask nobody about it.", ("kvothe",), ["kvothe"]),
        ("We leave at dawn.", "We leave.", (), ["at", "dawn"]),
        ("My colour is grey.", "My color is gray.", (), []),
    ],
)
def test_words_are_compared_as_ears_would(
    text: str, heard: str, names: tuple[str, ...], wrong: list[str]
) -> None:
    expected = plain_words(text)
    told = compared(heard, expected, "en", names)
    assert [expected[index] for index in sorted(told.wrong)] == wrong


@pytest.mark.parametrize(
    ("text", "heard", "errors"),
    [
        ("I've felt better.", "I felt better.", 0.5),
        ("I’ll leave.", "I leave.", 0.5),
        ("I have felt better.", "I felt better.", 1.0),
        ("I've felt better.", "I've better.", 1.0),
    ],
)
def test_a_contracted_auxiliary_may_be_unheard(text: str, heard: str, errors: float) -> None:
    expected = plain_words(text)
    assert weight(compared(heard, expected, "en"), expected, Aim(text)) == errors


def test_words_that_nobody_wrote_are_heard() -> None:
    assert compared("You win the game now.", plain_words("You win."), "en").added == ("the", "game", "now")


# Takes -------------------------------------------------------------------------------------------


def spoil(folder: Path, job: Job) -> None:
    """Cut a result's end, so that its sidecar still stands for it."""
    path = folder / job.path
    audio, record = load(path), read_sidecar(path) or {}
    Audio(audio.samples[: len(audio.samples) // 2], audio.rate).save(path)
    record |= {"bytes": path.stat().st_size}
    sidecar_of(path).write_text(json.dumps(record), encoding="utf-8")


def test_what_fails_is_made_again_and_the_best_is_kept(made: tuple[Path, Job]) -> None:
    folder, job = made
    spoil(folder, job)
    reviewer = Reviewer(folder, retries=2, checks=SOUND)  # type: ignore[arg-type]
    done = reviewer.review_and_retry(job)
    assert done is not None
    assert done.review.passed
    assert done.takes == 2
    assert done.job.request.take == 1
    record = read_record(folder / job.path)
    assert record is not None
    assert [take.take for take in record.takes] == [1, 0]
    assert all((folder / take.file).is_file() for take in record.takes)
    # The next run neither starts over nor judges again.
    assert settled(job, folder).request.take == 1
    assert done_before(job, folder) is not None
    again = reviewer.review_and_retry(job)
    assert again is not None
    assert again.takes == 0
    # A person's choice counts more, and so does another text.
    assert settled(replace(job, fixed=True), folder).request.take == 0
    other = replace(job, request=make_request("speak", {"text": "Get out of there."}))
    assert settled(other, folder) is other


def test_a_review_is_asked_for_once(made: tuple[Path, Job]) -> None:
    folder, job = made
    asked = replace(job, review=Reviewing(retries=0))
    path = folder / job.path
    before = record_of(path).read_bytes() if record_of(path).is_file() else b""
    record_of(path).unlink(missing_ok=True)
    assert done_before(asked, folder) is None
    if before:
        record_of(path).write_bytes(before)


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"version": 1, "takes": [{}]}', '{"version": 2}', "[" * 5000]
)
def test_a_record_that_is_none_is_no_record(text: str, tmp_path: Path) -> None:
    record_of(tmp_path / "a.wav").write_text(text, encoding="utf-8")
    assert read_record(tmp_path / "a.wav") is None


def test_what_is_no_line_is_not_reviewed(tmp_path: Path) -> None:
    assert aim_of(tmp_path / "nothing.wav") is None
    picture = Job("a", make_request("image", {"text": "a house"}), Path("a.png"))
    assert Reviewer(tmp_path).check(picture) is None


def test_judges_that_are_not_there_are_told(
    line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from emogen.pipelines.review import words

    monkeypatch.setattr(words, "missing", lambda _: "its weights are not here: emogen models pull")
    aim = Aim("Get out of here.", emotion="joy+fear")
    review = Reviewer(tmp_path, checks=("words", *SOUND)).judge(line, aim)  # type: ignore[arg-type]
    assert review.passed
    assert [verdict.told for verdict in review.unjudged] == [
        "not judged: its weights are not here: emogen models pull"
    ]
