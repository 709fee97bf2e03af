"""Lines read with what was said before, how they are written, and in which language."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.cli.main import run_app
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.conversation import Line, read_conversation
from emogen.conditioning.read.cues import find_cues, is_shouted, plain_words, read_lines
from emogen.conditioning.read.language import language_of
from emogen.conditioning.read.text import read_text, read_texts
from emogen.conditioning.read.told import dialogue, parsed_line, told_script
from emogen.conditioning.script import Script
from emogen.pipelines.batch.spec import load_spec
from emogen.pipelines.requests.making import make_request

CORPUS = Path(__file__).parent / "corpus"


def rows_of(file: str) -> list[dict[str, str]]:
    text = (CORPUS / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


LINES = rows_of("felt_lines.tsv")


# Languages


def test_the_language_of_a_line_is_told() -> None:
    told = [language_of(row["text"]).code == row["language"] for row in LINES]
    assert sum(told) / len(told) > 0.95


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("मुझे बहुत डर लग रहा है।", "hi"),
        ("나는 무서워", "ko"),
        ("12 !?", "und"),
        ("", "und"),
        ("ἀγάπη", "und-greek"),
    ],
)
def test_scripts_tell_a_language(text: str, code: str) -> None:
    assert language_of(text).code == code


@pytest.mark.parametrize("language", sorted({row["language"] for row in LINES}))
def test_valence_is_read_in_each_language(language: str) -> None:
    """Its sign is right in at least three of four lines: the least that any language reached was .84."""
    some = [row for row in LINES if row["language"] == language and row["valence"] != "0"]
    readings = read_lines([row["text"] for row in some])
    right = [(r.vad[0] > 0) == (row["valence"] == "+") for r, row in zip(readings, some, strict=True)]
    assert sum(right) / len(right) >= 0.75


def test_a_language_without_evidence_says_so() -> None:
    reading = read_text("मुझे बहुत डर लग रहा है।")
    assert reading.confidence == 0
    assert "Hindi" in reading.notes[0]
    assert reading.emotion.is_neutral
    assert "never measured" in read_text("Boję się ciemności, nie zostawiaj mnie!").notes[0]
    assert not read_text("Ich habe solche Angst, lass mich nicht allein!").notes


def test_english_is_read_by_its_own_reader() -> None:
    line = "Get out of my house, you liar!"
    assert read_texts([line]) == read_texts([line], languages=["en"])
    assert read_texts([line]) != read_texts([line], "multilingual")
    assert read_text(line).language == "en"


# How a line is written


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("WHAT DO YOU WANT???", "capitals"),
        ("NO!", "capitals"),
        ("You did it!!!", "!!"),
        ("Was?!", "?!"),
        ("I... I don't know...", "..."),
        ("P-please don't.", "stutter"),
        ("す、すみません", "stutter"),
        ("Nooooo", "drawn-out letters"),
        ("Ugh, not again.", "disgust"),
        ("Juhu, Gold!", "cheer"),
        ("Tch. Whatever.", "scorn"),
        ("哈哈哈，太好笑了", "laughter"),
    ],
)
def test_finds_cues(text: str, cue: str) -> None:
    assert cue in {found.name for found in find_cues(text)}


@pytest.mark.parametrize(
    "text", ["I saw the red door.", "HP 20/100", "OK.", "Is it you?", "So-so, I think.", "NASA called."]
)
def test_plain_lines_have_no_cues_and_are_read_as_before(text: str) -> None:
    assert find_cues(text, "en") == ()
    assert plain_words(text) == text
    assert read_lines([text]) == read_texts([text])


def test_words_are_read_as_they_are_usually_written() -> None:
    assert plain_words("NOOO, NOT AGAIN!!!") == "No, not again!"
    assert plain_words("That is so goood") == "That is so good"
    assert plain_words("P-please stop?!") == "please stop?"
    assert is_shouted("GET OUT")
    assert not is_shouted("PUT the gun DOWN")


def test_shouted_questions_are_no_curiosity() -> None:
    calm, shouted = read_lines(["What do you want?", "WHAT DO YOU WANT???"])
    assert shouted.likeliest[0][0] in {"anger", "annoyance"}
    assert shouted.vad[0] < calm.vad[0]
    assert shouted.vad[1] > calm.vad[1] + 0.3
    glad = read_lines(["YOU DID IT, I AM SO PROUD OF YOU!!!"])[0]
    assert glad.vad[0] > 0.2
    assert glad.vad[1] > 0.3


# Conversations


def test_the_lines_before_colour_what_says_little() -> None:
    loss = read_conversation([Line("My little girl is dead.", "Ilse"), Line("I know.", "Ilse")])[1]
    prize = read_conversation([Line("We won, I am so happy!", "Ilse"), Line("I know.", "Ilse")])[1]
    assert loss.vad[0] < -0.05 < 0.05 < prize.vad[0]
    assert dict(loss.mixture).keys() & {"sadness", "grief"}


def test_the_same_speaker_counts_more_than_another() -> None:
    before = [Line("I hate you, I hate all of you!", "Rook")]
    own, other = (read_conversation([*before, Line("Come here.", name)])[1] for name in ("Rook", "Finch"))
    assert own.vad[0] < other.vad[0] < read_text("Come here.").vad[0]


def test_no_to_a_question_turns_what_it_asked() -> None:
    question = Line("Are you happy now, my love?", "Ann")
    yes, no = (read_conversation([question, Line(answer, "Ben")])[1] for answer in ("Yes.", "No."))
    assert no.vad[0] < yes.vad[0]


def test_a_line_alone_is_read_as_by_itself() -> None:
    assert read_conversation([Line("Get out!")]) == read_lines(["Get out!"])
    assert read_conversation([]) == []


def test_a_direction_decides() -> None:
    read = read_conversation([Line("(angry) Come in."), Line("Come in.", direction="joy")])
    assert [reading.likeliest[0][0] for reading in read] == ["anger", "joy"]
    (unread,) = read_conversation([Line("(in the manner of a heron) Come in.")])
    assert "heron" in unread.notes[0]
    (asked,) = read_conversation([Line("(heron) Come in.")], directed=lambda _: Emotion("fear"))
    assert asked.likeliest[0][0] == "fear"


def test_lines_that_do_not_tell_are_in_the_language_of_the_rest() -> None:
    lines = [Line("Ho paura, non lasciarmi sola."), Line("Scappiamo, stanno arrivando!")]
    assert [reading.language for reading in read_conversation(lines)] == ["it", "it"]


def test_lines_are_parsed() -> None:
    assert parsed_line("Mara: It is ticking.") == Line("It is ticking.", "Mara")
    assert parsed_line("It is 10:30.") == Line("It is 10:30.")
    felt = parsed_line("Mara: [fear:0.8] It is ticking.")
    assert (felt.text, felt.speaker) == ("It is ticking.", "Mara")
    assert Emotion.parse(felt.direction) == Emotion.parse("fear:0.8")
    assert dialogue("A: Hello.\n\nB: Hi!") == [Line("Hello.", "A"), Line("Hi!", "B")]
    assert dialogue("Hello.\nB: Hi!") is None


def test_a_script_is_told_sentence_by_sentence() -> None:
    script = Script.plain("We lost everything. Nobody spoke. But now I am so happy!")
    track = told_script(script)
    assert track.at(0).valence < 0 < track.at(len(script.text)).valence
    alone, after = told_script(Script.plain("I know.")), told_script(Script.plain("I know."), ["He is dead."])
    assert after.at(0).valence < alone.at(0).valence
    wordless = told_script(Script.plain("..."), ["Ann: He is dead, I hate them all!"], "Ann")
    assert wordless.at(0).valence < -0.05


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(["", "A", "B"])), max_size=5))
def test_any_lines_are_read(lines: list[tuple[str, str]]) -> None:
    readings = read_conversation([Line(text, speaker) for text, speaker in lines])
    assert len(readings) == len(lines)
    for reading in readings:
        assert all(-1 <= x <= 1 for x in reading.vad)
        assert 0 <= reading.confidence <= 1
        assert sum(share for _, share in reading.mixture) + reading.neutral <= 1.01
        assert isinstance(reading.emotion, Emotion)


@pytest.mark.parametrize("piece", ["a", "ab", "(", "a-a", "!?", "…", "ha", "A ", "*a", "\u202eאב", "え、"])
def test_hostile_lines_are_read(piece: str) -> None:
    """100,000 characters, in time that grows with them: the quadratic way would take hours."""
    assert len(read_conversation([Line(piece * (100_000 // len(piece)))])) == 1


# Batches and commands

SPEC = """
version: 1
jobs:
  - {{id: first, kind: speak, text: "{first}", voice: af_heart}}
  - {{id: angry, kind: speak, text: "Say it again.", voice: am_onyx, emotion: anger}}
  - {{id: answer, kind: speak, text: "I know.", voice: af_heart, emotion: auto}}
  - {{id: anew, kind: speak, text: "I know.", voice: af_heart, emotion: auto, before: []}}
  - {{id: last, kind: speak, text: "Really.", voice: af_heart, emotion: auto}}
"""


def test_jobs_of_a_batch_see_the_lines_before(tmp_path: Path) -> None:
    def jobs(first: str) -> dict[str, tuple[tuple[str, ...], str]]:
        path = tmp_path / "spec.yaml"
        path.write_text(SPEC.format(first=first), encoding="utf-8")
        return {job.id: (job.request.before, job.request.digest) for job in load_spec(path)}  # type: ignore[attr-defined]

    lost, won = jobs("We lost."), jobs("We won.")
    assert lost["answer"][0] == ("af_heart: We lost.", "am_onyx: [anger] Say it again.")
    assert lost["anew"][0] == ()
    assert lost["last"][0] == ("af_heart: I know.",)
    changed = {name for name in lost if lost[name][1] != won[name][1]}
    assert changed == {"first", "answer"}


def test_lines_before_count_only_where_the_words_are_read() -> None:
    plain = make_request("speak", {"text": "I know.", "emotion": "joy"})
    told = make_request("speak", {"text": "I know.", "emotion": "joy", "before": "Ann: He is dead."})
    assert plain.digest == told.digest
    read = make_request("speak", {"text": "I know.", "emotion": "auto"})
    after = make_request("speak", {"text": "I know.", "emotion": "auto", "before": ["Ann: He is dead."]})
    assert read.digest != after.digest


def test_reads_lines_and_dialogues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["read", "Tom: What?", "--before", "Mara: There is a bomb, I am so scared!"]) == 0
    assert "arousal" in capsys.readouterr().out
    path = tmp_path / "scene.txt"
    path.write_text("Mara: Es tickt.\nTom: WAS?!\n", encoding="utf-8")
    assert run_app(["read", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Mara" in out
    assert "Tom" in out
    assert run_app(["read", "Ich habe solche Angst, lass mich nicht allein!"]) == 0
    assert "German" in capsys.readouterr().out
    assert run_app(["read", "Hello there.", "--before", "x", "--plot", str(tmp_path / "x.png")]) == 2
