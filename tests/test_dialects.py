"""The marks of other tools: what is spoken, felt, done and noted, and that no mark is ever spoken."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from emogen.cli.main import app
from emogen.conditioning.caret import TextError
from emogen.conditioning.dialects.reader import DialectReader
from emogen.conditioning.dialects.stage import forms
from emogen.conditioning.effects import Emphasis, Pause, Whisper
from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.script import Markup, Script, Span
from emogen.conditioning.ssml import parse_ssml, read_script, understand_script
from emogen.conditioning.tags import brief
from emogen.errors import RequestError

CORPUS = Path(__file__).parent / "corpus"
unhurried = settings(deadline=None)


def rows() -> list[object]:
    with (CORPUS / "dialects.tsv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{row['form']}-{row['text'][:40]}") for row in table]


def unescaped(cell: str) -> str:
    signs = {"n": "\n", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(?:u([0-9a-f]{4})|(.))", lambda m: chr(int(m[1], 16)) if m[1] else signs[m[2]], cell)


def felt(script: Script) -> str:
    return "; ".join(
        f"{int(frame.time)} {frame.emotion}" + ("" if frame.easing == "hold" else f" ({frame.easing})")
        for frame in script.track.keyframes
    )


def done(script: Script) -> str:
    return "; ".join(
        f"{brief(span.effect)} on {script.text[span.start : span.end]}"
        if span.end > span.start
        else f"{brief(span.effect)} at {span.start}"
        for span in script.spans
    )


@pytest.mark.parametrize("row", rows())
def test_every_form_is_read(row: dict[str, str]) -> None:
    text = unescaped(row["text"])
    script = read_script(text)
    assert script.text == unescaped(row["spoken"])
    assert felt(script) == row["felt"]
    assert done(script) == unescaped(row["done"])
    assert " | ".join(text[note.start : note.end] for note in script.notes) == unescaped(row["noted"])


def test_the_corpus_has_every_form() -> None:
    with (CORPUS / "dialects.tsv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(table) >= 120
    assert {
        "azure", "bad", "bark", "cartesia", "chatterbox", "elevenlabs", "emogen", "fish", "kokoro",
        "livekit", "neighbours", "ordinary", "orpheus", "roleplay", "screenplay", "ssml", "variables",
    } <= {row["form"] for row in table}  # fmt: skip


@pytest.mark.parametrize("file", sorted((CORPUS / "ssml").glob("*.txt")), ids=lambda file: file.stem)
def test_ssml_that_is_right_means_the_same_without_an_option(file: Path) -> None:
    source = file.read_bytes().decode()
    try:
        script = parse_ssml(source)
    except RequestError:
        return  # What is wrong is noted: the laws below hold for it.
    if not set("[]*") & set(source):
        assert read_script(source) == script


# Laws


MARKS = st.sampled_from(
    [
        "[angry]", "[very excited]", "[sighs]", "[clear throat]", "[like a tired old man]", "[hapy]", "[/]",
        "[/sad]", "[sic]", "[whispers]", "[shouts]", "[slowly]", "[normal]", "[pause:1.5s]", "[voice:af_sky]",
        "[rate:0.9]", "[rate:1]", "[joy ->]", "[[sad]]", "【怒り】", "(sad)", "(laughing)",
        "(under her breath)",
        "（笑）", "*sighs*", "*she whispers*", "*walks away*", "_sighs_", "<sigh>", "<sad>", "</sad>",
        "<foo>",
        "</foo>", "<b>", "</b>", "<br>", "<!-- x -->", "<<jump x>>", '<emotion value="angry"/>',
        "<emotion value='sad'>", "</emotion>", '<speed ratio="1.1"/>', '<volume ratio="0.5"/>',
        '<expr type="expression" label="warm"/>', '<expr type="prosody" rate="slow">', "</expr>",
        '<mstts:express-as style="sad">', "</mstts:express-as>", '<break time="1s"/>', "<speak>", "</speak>",
        '<sub alias="doctor">', "</sub>", '<phoneme ph="ɑ">', "</phoneme>", "<whisper>", "</whisper>", "<p>",
        "</p>", "<say-as interpret-as='date'>", "</say-as>", '<voice name="x">', "</voice>",
    ]
)  # fmt: skip
PIECES = st.sampled_from(
    ["[", "]", "(", ")", "*", "**", "***", "_", "<", ">", "</", "{", "}", "|", "\\", "&amp;", "&", "<!--",
     "<![CDATA[", "]]>", "\x00", "\ud800", "\x1b", "MARY", "I", "saw", "Bob's", "now.", "You?", ",", "日本",
     "עולם", "e\u0301", "2", " ", " ", " ", "\n", "\n\n", "\\\n", "{name}", "😀"]
)  # fmt: skip
LINES = st.lists(MARKS | PIECES | st.sampled_from([" ", "a", " word "]), max_size=12).map("".join)


@unhurried
@given(LINES | st.text(max_size=60))
def test_anything_is_read_without_an_error(source: str) -> None:
    script = read_script(source)
    assert Script(script.text, script.spans, script.track) == script
    assert read_script(script.markup()) == script
    assert all(0 <= note.start <= note.end <= len(source) and note.what for note in script.notes)
    understood = understand_script(source)
    assert all(0 <= reading.start <= reading.end <= len(source) for reading in understood.readings)


SURELY = MARKS.filter(
    lambda mark: (
        (mark[0] not in "*_(" and "phoneme" not in mark)
        or mark in ("*sighs*", "*she whispers*", "(laughing)")
    )
)
"""Marks that are none of the line's own words wherever they stand: ``(sad)`` may be, and all between the
tags of a phoneme are."""


@unhurried
@given(st.lists(SURELY | st.sampled_from(["wordy", "thing.", "Then,", "\n"]), max_size=10).map(" ".join))
def test_nothing_of_a_mark_is_spoken(source: str) -> None:
    words = set(re.findall(r"\w+", read_script(source).text))
    assert words <= {"wordy", "thing", "Then", "doctor"}


@unhurried
@given(LINES)
def test_strict_refuses_exactly_what_is_noted(source: str) -> None:
    notes = read_script(source).notes
    if not notes:
        assert read_script(source, strict=True) == read_script(source)
        return
    with pytest.raises(TextError) as caught:
        read_script(source, strict=True)
    assert notes[0].what in str(caught.value)


# Bad input


HOSTILE = [
    "[", "]", "[sad", "[a [b ", "(", "(sad", "*", "*a ", "**a", "_a ", "<", "<b", "<b>a", "</b>", "<!--",
    "<![CDATA[", "<sub alias='x'>", "<emotion value='angry'>a ", "[rate:0.9] *a ", "[whispers] [rate:0.8] a",
    "{a|", "a[sad]", '<a "', "\nMARY (sad) a", "[a]( ", "<whisper>a", "((((sad)", "\x00", "MARY (x) ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_unbalanced_marks_without_end_take_steps_in_proportion(unit: str) -> None:
    """Steps are characters looked at again: what is read is a token once, from where the last one ended."""

    class Counting(DialectReader):
        steps = 0
        most_open = 0

        def __getattribute__(self, name: str) -> object:
            if name.startswith("take_"):
                Counting.steps += 1
                Counting.most_open = max(Counting.most_open, len(self.open))
            return super().__getattribute__(name)

    text = unit * (100_000 // len(unit))
    reader = Counting(text, NEUTRAL)
    script = reader.read()
    assert Counting.steps <= 2 * len(text) + 1
    assert Counting.most_open <= 64
    assert len(script.text) <= 2 * len(text)


def test_a_tag_in_a_word_counts_for_the_whole_word() -> None:
    script = read_script("un[sad]believ<pause>able *now*")
    assert script.text == "unbelievable now"
    assert felt(script) == "0 sadness"
    assert script.spans == (Span(0, 0, Pause(0.5)), Span(13, 16, Emphasis()))
    assert [note.what for note in script.notes] == ["a tag in the middle of a word"] * 2


def test_a_typo_of_a_tag_is_told_and_leads_to_no_other_feeling() -> None:
    script = read_script("[sad] I waited. [hapy] You came.")
    assert script.track.at(16) == NEUTRAL
    assert "did you mean happy?" in script.notes[0].what
    with pytest.raises(TextError, match="happy"):
        read_script("[hapy] You came.", strict=True)
    with pytest.raises(TextError, match="happy"):
        read_script("[hapy] You came.", markup="emogen")


# Forcing a notation


@pytest.mark.parametrize(
    ("markup", "text", "says"),
    [
        ("emogen", "*sighs* (sad) <emotion value='sad'/> x", "unknown tag 'emotion'"),
        ("emogen", "[like a tired old man] x", "unknown emotion"),
        ("ssml", "[sad] x", "well-formed"),
        ("ssml", "<speak><voice name='x'>a</voice></speak>", "The voice is chosen"),
        ("yaml", "x", "unknown markup"),
    ],
)
def test_a_forced_notation_refuses_others(markup: Markup, text: str, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        read_script(text, markup=markup)


def test_a_forced_notation_reads_its_own_only() -> None:
    assert read_script("*sighs* (sad)", markup="emogen").text == "sighs (sad)"
    assert read_script("<speak>[sad] *x*</speak>", markup="ssml").text == "[sad] *x*"
    plain = read_script("[sad] *x* <b>", Emotion("joy"), markup="plain")
    assert plain.text == "[sad] *x* <b>"
    assert plain.spans == ()
    assert felt(plain) == "0 joy"


def test_words_of_a_script_that_was_built_are_no_marks() -> None:
    """Importers do this: their engine's markup is resolved, the rest is words."""
    script = Script("Hello [name], (sad) *you*.", (Span(0, 5, Whisper()),))
    assert read_script(script.markup()) == script
    assert read_script(script.markup()).notes == ()


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TextError) as caught:
        read_script("[hapy] a <foo> b [sad c *x", markup="emogen")
    told = str(caught.value)
    assert told.count("^") >= 4
    for place in ("hapy", "foo", "'['", "\\*"):
        assert place in told
    with pytest.raises(TextError) as caught:
        read_script("<speak><voic>a</voic><prosody pitch='9Hz'>b</prosody></speak>", markup="ssml")
    assert "voic" in str(caught.value)
    assert "depends on the voice" in str(caught.value)


def test_forms_of_stage_directions_are_told_once() -> None:
    """The first row that has a form counts, so none may be in two that differ."""
    from emogen.tables import asset_rows

    seen: dict[str, tuple[str, str, str]] = {}
    for row in asset_rows("stage.tsv"):
        assert row["source"]
        for form in filter(None, (word.strip() for word in f"{row['forms']},{row['bare']}".split(","))):
            meaning = (row["kind"], row["emotion"], row["tag"])
            assert seen.setdefault(form, meaning) == meaning, form
    assert set(seen) <= set(forms())
    assert len(seen) > 500


# The command


def test_the_command_tells_what_each_mark_became_and_all_notes() -> None:
    result = CliRunner().invoke(app, ["script", "*sighs* [door slams] wai[sad]ting [hapy]", "--json"])
    told = json.loads(result.stdout)
    assert told["text"] == "waiting"
    assert [mark["became"] for mark in told["marks"]] == ["sigh", "sad from here on"]
    assert [note["mark"] for note in told["notes"]] == ["[door slams]", "[sad]", "[hapy]"]
    shown = CliRunner().invoke(app, ["script", "*sighs* [door slams] wai[sad]ting [hapy]"])
    assert shown.stdout.count("^") > 3
    strict = CliRunner().invoke(app, ["script", "[door slams] [hapy] x", "--strict"])
    assert isinstance(strict.exception, TextError)
    assert "door" in str(strict.exception)
    assert "hapy" in str(strict.exception)


# The documentation


def documented() -> list[object]:
    page = (Path(__file__).parents[1] / "docs" / "markup.md").read_text(encoding="utf-8")
    table = page.split("## Other tools' marks")[1].split("\n\n")[1].splitlines()[2:]
    cells = [re.split(r" \| ", line.strip("| ")) for line in table]
    return [pytest.param(text.strip("`"), meaning, id=text) for _, text, meaning in cells]


@pytest.mark.parametrize(("text", "meaning"), documented())
def test_the_table_of_the_documentation_is_true(text: str, meaning: str) -> None:
    script = read_script(text)
    did = {brief(span.effect) for span in script.spans}
    feelings = {str(frame.emotion) for frame in script.track.keyframes}
    for tag in re.findall(r"`<([^>]*)>`", meaning):
        assert tag in did
    if "a note" in meaning or "not spoken" in meaning:
        assert any(part in note.what for note in script.notes for part in (meaning.split(": ")[-1], "MARY"))
    plain = re.sub(r"`[^`]*`|a note.*|MARY.*", "", meaning).strip(" ;")
    if re.fullmatch(r"[a-z0-9.*+: ]+", plain) and " " not in plain.replace(" + ", "+"):
        assert plain in feelings or plain == "nothing"
    if meaning == "nothing":
        assert not did
        assert not (script.notes)
        assert not feelings
    if "stress" in meaning:
        assert "emphasis strong" in did


# The sound


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[very excited] You came back to the city! [door slams] Who is there?", "city who"),
        ("(sad) I lost the keys again. <emotion value='angry'/> Give them back to me!", "keys give"),
        ("MARY (under her breath) Please wait for me. *walks to the door*", "wait"),
        ("<mstts:express-as style='cheerful'>The weather is fine.</mstts:express-as> [like a king] Now go home.", "weather home"),  # noqa: E501
    ],
)  # fmt: skip
def test_no_mark_is_heard(text: str, words: str) -> None:
    pytest.importorskip("faster_whisper")
    from emogen.dsp.recording import resampled
    from emogen.pipelines.evaluate.hearing.encoder import RATE
    from emogen.pipelines.evaluate.judges.whisper import Whisper as Hearing
    from emogen.pipelines.speech.speak import speak

    heard = set(Hearing().hear(resampled(speak(text).audio, RATE)).lower().replace(".", " ").split())
    heard = {re.sub(r"\W", "", word) for word in heard}
    assert set(words.split()) <= heard
    marked = {
        "excited", "door", "slams", "sad", "emotion", "value", "angry", "mary", "under", "breath", "walks",
        "style", "cheerful", "express", "king", "like",
    }  # fmt: skip
    assert not heard & marked
