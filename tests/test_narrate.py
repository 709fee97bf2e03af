"""Narration: chapters of a text, a short story told, and its arc in the sound."""

from __future__ import annotations

import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

import emogen
from emogen.cli.main import run_app
from emogen.errors import OutputError, RequestError
from emogen.pipelines.speech.delivery.chapters import Part, chapters_of
from emogen.pipelines.speech.delivery.timings import read_timings
from emogen.pipelines.speech.narration import narrate as module
from emogen.pipelines.speech.narration.arc import plot_arc
from emogen.pipelines.speech.narration.narrate import Narration, prepare
from emogen.provenance import read_sidecar

STORY = """The Lamp

Chapter 1

She laughed. It was the happiest day.

Chapter 2: Night

He died alone, in terrible pain.
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Narration:
    folder = tmp_path_factory.mktemp("told")
    (folder / "lamp.txt").write_text(STORY, encoding="utf-8")
    result = emogen.narrate(folder / "lamp.txt", title="The Lamp", strength=1.5)
    result.save(folder / "lamp.m4b")
    return result.narration


def titles(text: str) -> list[str]:
    return [part.title for part in chapters_of(text, "T")]


def test_headings_begin_chapters() -> None:
    assert chapters_of(STORY, "The Lamp") == [
        Part("Chapter 1", "The Lamp.\n\nChapter 1.\n\nShe laughed. It was the happiest day."),
        Part("Chapter 2: Night", "Chapter 2: Night.\n\nHe died alone, in terrible pain."),
    ]
    assert titles("# One\nText here.\n## Two ##\nMore text.") == ["One", "Two"]
    assert titles("Before all.\n\nPart II\n\nA.\n\nCHAPTER THE FIRST\n\nB.\n\nEpilogue\n\nC.") == [
        *("T", "Part II", "CHAPTER THE FIRST", "Epilogue")
    ]
    assert titles("A tale.\n\nThe Sea of the Moon\n\nIt rose.") == ["T", "The Sea of the Moon"]


def test_what_is_no_heading() -> None:
    for text in (
        "Go on.\n\nYes, Anna!\n\nHe did.",
        "Go on.\n\nand then\n\nhe did.",
        "Chapter 1 of my life was over when the bell rang, and no more than that.",
        "Dear Tom,\n\nI am well.\n\nYours,\nAnna",
        "The first line\nis not alone.",
        "He read on.\n\n* * *\n\nLater he slept.",
    ):
        assert titles(text) == ["T"], text


def test_the_marks_of_markdown_are_not_said() -> None:
    (part,) = chapters_of(
        "It was **very** _dark_, [she](http://x.y) `said`.\r\n\r\n***\r\n\r\n> ![a](b.png)Go, snake_case!"
    )
    assert part.text == "It was very dark, she said.\n\nGo, snake_case!"
    with pytest.raises(RequestError, match="nothing to say"):
        chapters_of("# Only\n\n---\n")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["# One", "Chapter 2", "", "A word.", "The Sea", "he said", "***", "*x*"]),
        max_size=30,
    )
)
def test_every_word_of_a_text_is_said_once(lines: list[str]) -> None:
    text = "\n".join(lines)
    wanted = re.findall(r"\w+", text)
    if not any(line in ("A word.", "he said", "*x*") for line in lines):
        return
    assert re.findall(r"\w+", " ".join(part.text for part in chapters_of(text))) == wanted


def test_long_chapters_are_told_in_requests_that_keep_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REQUEST", 40)
    narration = prepare(STORY, strength=1.0)
    scripts = list(module._scripts(narration, 0, len(narration.text)))
    assert len(scripts) > 2
    for start, script in scripts:
        assert narration.text[start : start + len(script.text)] == script.text
        assert script.track.at(0) == narration.arc.at(start)
    assert " ".join(script.text for _, script in scripts).split() == narration.text.split()


def test_the_arc_is_the_storys_and_strength_scales_it() -> None:
    whole, half, none = (prepare(STORY, strength=strength) for strength in (1.0, 0.5, 0.0))
    happy, sad = (whole.text.index(word) for word in ("happiest", "terrible"))
    assert whole.arc.at(happy).valence > 0.1 > -0.1 > whole.arc.at(sad).valence
    assert half.arc.at(sad).valence == pytest.approx(whole.arc.at(sad).valence / 2, abs=0.02)
    assert none.arc.at(sad).is_neutral
    with pytest.raises(RequestError, match="0 to 2"):
        prepare(STORY, strength=3)


def test_a_story_is_told_in_order_with_chapters_and_times(told: Narration) -> None:
    (done,) = told.delivered
    assert done.seconds == pytest.approx(told.duration, abs=0.01)
    assert done.loudness == pytest.approx(-16, abs=0.3)
    words = told.timeline.words
    assert [told.text[slice(*word.span)] for word in words] == [word.text for word in words]
    assert " ".join(word.text for word in words).startswith("The Lamp Chapter 1 She laughed")
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(words))
    assert all(one.end == pytest.approx(other.start) for one, other in pairwise(told.phonemes))
    second = told.chapters[1]
    assert told.chapters[0].end == second.start
    assert second.end == pytest.approx(told.duration)
    own, track = told.of(second)
    assert own.words[0].text == "Chapter"
    assert own.duration == pytest.approx(second.end - second.start)
    assert track.at(own.words[-2].start).valence < 0
    assert {sentence.at for sentence in told.sentences} >= {
        told.text.index("It was"),
        told.text.index("He died"),
    }
    said = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(done.path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stderr
    starts = [float(found) for found in re.findall(r"Chapter #0:\d: start (\S+),", said)]
    assert starts == [0.0, pytest.approx(second.start, abs=0.002)]
    assert "Chapter 2: Night" in said


def test_the_arc_is_drawn(told: Narration, tmp_path: Path) -> None:
    one, other = plot_arc(told, tmp_path / "one.png"), plot_arc(told, tmp_path / "other.png")
    assert one.read_bytes() == other.read_bytes()
    with pytest.raises(RequestError, match="file type"):
        plot_arc(told, tmp_path / "one.txt")


def test_the_command_writes_a_file_a_chapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "a_story.txt"
    story.write_text("Chapter 1\n\nHe came.\n\nChapter 2\n\nHe went.\n")
    calls = ["narrate", str(story), "-o", str(tmp_path / "s.flac"), "--split", "--rate", "44100", "--json"]
    more = [
        "--captions",
        str(tmp_path / "s.vtt"),
        "--timings",
        str(tmp_path / "s.json"),
        "--loudness",
        "none",
    ]
    assert run_app([*calls, *more]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [chapter["title"] for chapter in record["chapters"]] == ["Chapter 1", "Chapter 2"]
    for number, words in ((1, "Chapter 1 He came"), (2, "Chapter 2 He went")):
        sound = soundfile.info(tmp_path / f"s-{number:02d}.flac")
        found = read_timings(tmp_path / f"s-{number:02d}.json")
        assert sound.samplerate == 44100
        assert " ".join(word.text for word in found.timeline.words) == words
        assert found.timeline.duration == pytest.approx(sound.duration, abs=0.002)
        assert "Chapter" in (tmp_path / f"s-{number:02d}.vtt").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ["no.txt"],
        ["{story}", "-o", "a.aiff"],
        ["{story}", "--captions", "a.txt"],
        ["{story}", "--loudness", "loud"],
        ["{story}", "--strength", "9"],
        ["{story}", "-v", "nobody"],
        ["{story}", "-o", "a.mp3", "--rate", "96000"],
    ],
)
def test_wrong_requests_make_nothing(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.txt").write_text("He came.", encoding="utf-8")
    assert run_app(["narrate", *(part.format(story="s.txt") for part in arguments)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["s.txt"]


def test_the_same_story_gives_the_same_bytes(tmp_path: Path) -> None:
    story, files = tmp_path / "story.txt", [tmp_path / f"{name}.wav" for name in ("one", "other")]
    for file in files:
        story.write_text("He came.", encoding="utf-8")
        emogen.narrate(story, loudness="none").save(file)
    assert files[0].read_bytes() == files[1].read_bytes()
    record = read_sidecar(files[0])
    assert record is not None
    assert (record["request"]["text"], record["request"]["voice"]) == ("He came.", "af_heart")


def test_what_cannot_be_said_later_is_found_before_anything_is(tmp_path: Path) -> None:
    story = "# One\n\nShe waited.\n\n# Two\n\nHe said สวัสดี."
    with pytest.raises(RequestError, match="สวัสดี"):
        prepare(story, strict=True)
    assert [note for note in prepare(story).notes if "สวัสดี" in note]
    (tmp_path / "file").write_text("")
    (file := tmp_path / "story.md").write_text("# One\n\nShe waited.", encoding="utf-8")
    with pytest.raises(OutputError):
        emogen.narrate(file).save(tmp_path / "file" / "sub" / "a.m4b")
