"""Directions in words: emotion, manner and steps in many languages; and what is not understood."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

import emogen
from emogen.cli.main import run_app
from emogen.conditioning import manners, vocabulary
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.asked import asked_emotion, one_emotion
from emogen.conditioning.read.direction import LONGEST, Direction, read_direction
from emogen.conditioning.read.direction_words import STRUCTURE, folded, lexicons
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.pipelines.requests.face import FaceRequest
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.speech.scripts import moved_script
from emogen.tables import asset_rows

CORPUS = Path(__file__).parent / "corpus" / "directions.tsv"


def _rows(split: str) -> list[dict[str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["split"] == split]


def _signed(value: float, label: int) -> bool:
    return abs(value) < 0.2 if label == 0 else value * label >= 0.05


def _right(row: dict[str, str], read: Direction) -> tuple[bool, bool, bool]:
    """Whether valence, arousal and name are right in every step."""
    steps = read.steps or (Emotion(),)
    labels = [row[name].split(" > ") for name in ("valence", "arousal", "emotion")]
    if len(steps) != len(labels[0]):
        return False, False, False
    valence, arousal, names = labels
    strongest = [max(step.terms, key=lambda term: term[1], default=("neutral", 0.0))[0] for step in steps]
    return (
        all(_signed(step.valence, int(v)) for step, v in zip(steps, valence, strict=True)),
        all(_signed(step.arousal, int(a)) for step, a in zip(steps, arousal, strict=True)),
        all(name == wanted.split("/")[0] for name, wanted in zip(strongest, names, strict=True)),
    )


def test_directions_that_tuning_never_saw_are_read_right() -> None:
    rows = _rows("test")
    readings = [read_direction(row["direction"]) for row in rows]
    right = [_right(row, read) for row, read in zip(rows, readings, strict=True)]
    valence, arousal, named = (sum(column) / len(rows) for column in zip(*right, strict=True))
    assert valence >= 0.85
    assert arousal >= 0.85
    assert named >= 0.6
    asked = [(set(row["manners"].split()) - {"-"}, read) for row, read in zip(rows, readings, strict=True)]
    found = [
        len(wanted & {name for step in read.steps for name, _ in step.manners}) / len(wanted)
        for wanted, read in asked
        if wanted
    ]
    assert sum(found) / len(found) >= 0.85


def test_every_word_of_the_table_means_something_there_is() -> None:
    for row in asset_rows("directions.tsv"):
        for name in row["meaning"].split(" + "):
            if name.startswith(manners.PREFIX):
                assert name.removeprefix(manners.PREFIX) in manners.manners()
            elif name not in (*STRUCTURE, "neutral") and not name.startswith("x"):
                assert name in vocabulary.entries()
        assert all(folded(word).strip() for word in row["words"].split(", "))
    assert len(lexicons()) == 13


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("Not happy", "-0.5*joy"),
        ("not angry but sad", "sadness"),
        ("without a trace of anger, calmly", "serenity"),
        ("very slightly sad", "0.675*sadness"),
        ("happy, not loud", "joy"),
        ("怒っていない、悲しい", "sadness"),
        ("ohne Angst, aber traurig", "sadness"),
        ("hiding his fear", "0.5*fear"),
        ("whispering, not shouting", "manner:whispered"),
        ("Speak normally", "neutral"),
        ("like a frightened child", "fear + manner:child"),
        ("warmly, to a child", "friendly"),
        ("d'abord joyeux, ensuite triste, enfin furieux", "joy -> sadness -> rage"),
        ("calm, suddenly terrified", "0% serenity, 50% terror"),
    ],
)
def test_degree_denial_and_steps(text: str, notation: str) -> None:
    read = read_direction(text)
    assert read.notation == notation
    assert read.confidence > 0.5


def test_a_direction_that_moves_is_a_track() -> None:
    read = read_direction("a bit worried, then relieved")
    assert isinstance(read.feeling, EmotionTrack)
    assert read.feeling.at(0.0) == Emotion.parse("0.54*apprehension")
    assert read.feeling.at(1.0) == Emotion("relief")


def test_what_no_table_has_is_read_by_its_meaning() -> None:
    read = read_direction("comme si quelqu'un venait de mourir dans ses bras")
    assert read.language == "fr"
    assert {part.by for part in read.parts} == {"meaning"}
    assert read.steps[0].valence < -0.2
    assert 0.3 < read.confidence < 1.0


@pytest.mark.parametrize(
    "text", ["blorgle frump snizzle", "asdf qwer zxcv", "मुस्कुराते हुए बोलो", "table", "12345"]
)
def test_nothing_understood_is_told(text: str) -> None:
    read = read_direction(text)
    assert read.steps == ()
    assert read.confidence == 0.0
    assert " ".join(read.unread) == text


def test_words_beside_those_understood_are_told() -> None:
    read = read_direction("sadly, like a blorg")
    assert read.steps == (Emotion("sadness"),)
    assert read.unread == ("blorg",)
    places = [(part.start, part.end) for part in read.parts]
    assert [read.text[start:end] for start, end in places] == [part.text for part in read.parts]


@pytest.mark.parametrize("text", ["", "...", "?!", "😀"])
def test_no_words_are_no_direction(text: str) -> None:
    with pytest.raises(RequestError, match="has no words"):
        read_direction(text)


def test_a_scene_is_no_direction() -> None:
    with pytest.raises(RequestError, match="100,000 characters"):
        read_direction("sad " * 25_000)
    read_direction(("(" * (LONGEST - 4)) + "sad)")


def test_any_text_is_read_or_told() -> None:
    chance = random.Random(5)
    letters = "sad angry 怒っ ない 不 not then , ; ( ) \u202eabc \u0301 é ß İ \ufb01 \x00 \t 12 ' \u2019 -"
    for _ in range(200):
        text = "".join(chance.choice(letters) for _ in range(chance.randrange(1, 60)))
        if any(map(str.isalnum, text)):
            read = read_direction(text)
            assert all(text[part.start : part.end] == part.text for part in read.parts)


def test_notation_comes_first_and_stays_strict() -> None:
    assert asked_emotion("melancholy").notation == "melancholy"
    assert asked_emotion("sad -> joy").is_moving
    for wrong in ("joy:0.6 + suprise", "joy:2", "manner:wisper", "0.5*"):
        with pytest.raises(RequestError):
            asked_emotion(wrong)
    with pytest.raises(RequestError, match="Did you mean happy"):
        asked_emotion("hapy")
    with pytest.raises(RequestError, match="Did you mean happy"):
        asked_emotion("so hapy")


def test_a_direction_in_brackets_is_one() -> None:
    assert one_emotion("(under her breath)") == Emotion.parse("manner:mumbled")


def test_a_direction_in_which_nothing_is_understood_is_refused() -> None:
    with pytest.raises(RequestError, match="nothing in it was understood; Devanagari script is not read"):
        asked_emotion("मुस्कुराते हुए बोलो")
    with pytest.raises(RequestError, match="nothing in it was understood"):
        SpeakRequest(text="Hello.", emotion="blorgle frump snizzle")


def test_one_emotion_is_one() -> None:
    with pytest.raises(RequestError, match="more than one emotion"):
        FaceRequest(emotion="a bit worried, then relieved")


def test_requests_take_directions() -> None:
    request = SpeakRequest(text="Hello there.", emotion="geflüstert, den Tränen nahe", intensity=0.5)
    assert request.feeling == 0.5 * Emotion.parse("sadness + manner:tearful + manner:whispered")
    assert request.label == "0.5 * geflüstert, den Tränen nahe"
    same = SpeakRequest(
        text="Hello there.", emotion="sadness + manner:tearful + manner:whispered", intensity=0.5
    )
    assert request.digest == same.digest
    moving = SpeakRequest(text="Hello there.", emotion="first worried, then relieved")
    assert moving.is_moving
    assert moving.digest == SpeakRequest(text="Hello there.", emotion="apprehension -> relief").digest
    assert request.remarks == ()


def test_what_was_not_understood_is_remarked() -> None:
    (note,) = SpeakRequest(text="Hello.", emotion="sadly, like a blorg").remarks
    assert "not understood: 'blorg'" in note


def test_scripts_take_directions_in_words() -> None:
    _, track = moved_script("Hello there, you.", "first worried, then relieved")
    assert [str(frame.emotion) for frame in track.keyframes] == ["apprehension", "relief"]
    _, track = moved_script("Hello there, you.", "whispered, close to tears")
    assert track.at(0) == Emotion.parse("sadness + manner:tearful + manner:whispered")


def test_known_words_load_no_encoder() -> None:
    code = (
        "import sys; from emogen.conditioning.read.direction import read_direction; "
        "read_direction('whispered, close to tears'); print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"


def test_the_public_name_is_the_reader() -> None:
    assert emogen.read_direction is read_direction


def test_explain_shows_what_became_what(capsys: pytest.CaptureFixture[str]) -> None:
    words = "first worried, then relieved, blorg"
    assert run_app(["explain", words, "--for", "voice", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["direction"]["notation"] == "apprehension -> relief"
    assert told["direction"]["unread"] == ["blorg"]
    assert [step["emotion"] for step in told["steps"]] == ["apprehension", "relief"]
    assert run_app(["explain", words, "--for", "voice"]) == 0
    assert "'worried': apprehension" in capsys.readouterr().out
