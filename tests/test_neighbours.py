"""Other tools' controls of emotion: read as an emotion, written for one, and back again."""

from __future__ import annotations

import json
import math

import pytest
from typer.testing import CliRunner

from emogen.cli.main import app
from emogen.conditioning import vocabulary
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.neighbours import controls
from emogen.conditioning.paste import TOOLS, paste
from emogen.conditioning.ssml import read_script
from emogen.errors import RequestError
from emogen.tables import asset_rows

VECTORS = {"indextts": 0.2, "zonos": 0.25, "audio2face": 0.25}
"""The mean error of coordinates over the vocabulary that each tool's numbers leave, at most: a vector of
seven or ten feelings cannot say every word. IndexTTS2's has calm and melancholy."""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("indextts(happy=0.6, sad=0.1)", "0.6*joy + 0.1*sadness"),
        ("indextts(0, 0, 0.8, 0, 0, 0, 0, 0)", "0.8*sadness"),
        ("indextts([0, 0, 0, 0, 0, 0.5, 0, 0.2])", "0.5*pensiveness + 0.2*serenity"),
        ("IndexTTS(Calm=.4)", "0.4*serenity"),
        ("zonos(happiness=0.5, other=0.2, neutral=0.3)", "0.5*joy"),
        ("a2f(joy=0.5, outofbreath=0.2)", "0.5*joy + 0.2*outofbreath"),
        ("audio2face(grief=1)", "grief"),
        ("chatterbox(exaggeration=0.8)", "vad(0, 0.6, 0)"),
        ("chatterbox(0.25, 0.5)", "vad(0, -0.5, 0)"),
        ("chatterbox(2)", "vad(0, 1, 0)"),
        ("chatterbox(0.5)", "neutral"),
        ("0.5*indextts(happy=1) + fear:0.2", "0.5*joy + 0.2*fear"),
        ("indextts(happy=1, angry=1)", "0.5*joy + 0.5*anger"),
        ("-zonos(fear=0.4)", "-0.4*fear"),
    ],
)
def test_controls_are_emotions_in_the_notation(written: str, meant: str) -> None:
    assert Emotion.parse(written) == Emotion.parse(meant)
    assert Emotion.parse(str(Emotion.parse(written))) == Emotion.parse(written)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("indextts(happy=2)", "out of range"),
        ("indextts(sad=-0.1)", "out of range"),
        ("indextts(1, 2)", "takes 8 numbers, got 2"),
        ("indextts(0.1, happy=0.3)", "takes 8 numbers, got 1"),
        ("indextts(hapy=1)", "Did you mean happy"),
        ("indextts()", "a number expected"),
        ("indextts", "expected"),
        ("indextts(happy 1)", "'=' expected"),
        ("zonos([1, 0)", "']' expected"),
        ("chatterbox(cfg_weight=0.3)", "takes its exaggeration"),
        ("chatterbox(exaggeration=3)", "out of range"),
        ("chatterbox(speed=1)", "unknown knob"),
    ],
)
def test_a_wrong_control_is_told(written: str, says: str) -> None:
    with pytest.raises(RequestError, match="(?s)" + says.replace("[", r"\[").replace("]", r"\]")):
        Emotion.parse(written)


def test_controls_stand_in_tags_too() -> None:
    script = read_script("[indextts(happy=0.6)] Hello. [zonos(0, 1, 0, 0, 0, 0, 0, 0)] Bye.")
    assert script.track.at(0) == 0.6 * Emotion("joy")
    assert script.track.at(7) == Emotion("sadness")


def test_every_control_is_an_emotion_with_a_source() -> None:
    rows = asset_rows("neighbours.tsv")
    assert all(row["source"] and str(Emotion.parse(row["emotion"])) for row in rows)
    assert {row["tool"] for row in rows} <= set(TOOLS)
    assert list(controls("indextts")) == [
        "happy", "angry", "sad", "afraid", "disgusted", "melancholic", "surprised", "calm",
    ]  # fmt: skip
    assert list(controls("zonos"))[-2:] == ["other", "neutral"]
    assert len(controls("audio2face")) == 10


@pytest.mark.parametrize("tool", VECTORS)
def test_a_vector_read_back_keeps_the_basic_emotion_and_the_signs(tool: str) -> None:
    """Over the whole vocabulary. The basic emotion is kept where one is clear: at least .1 stronger than
    the next; but contempt, for which no tool has a number."""
    errors = []
    for name in vocabulary.entries():
        emotion = Emotion(name)
        back = paste(emotion, tool).reads
        errors.append(math.dist(emotion.vad, back.vad))
        first, second = sorted(emotion.basic().items(), key=lambda pair: -pair[1])[:2]
        if first[1] - second[1] >= 0.1 and first[1] >= 0.3 and first[0] != "contempt":
            kept = max(back.basic().items(), key=lambda pair: pair[1])[0]
            assert kept == first[0], name
        if abs(emotion.valence) >= 0.15:
            assert emotion.valence * back.valence > 0, name
        if abs(emotion.arousal) >= 0.15 and tool == "indextts":
            assert emotion.arousal * back.arousal > 0, name
    assert sum(errors) / len(errors) < VECTORS[tool]


@pytest.mark.parametrize("tool", VECTORS)
def test_a_control_that_the_tool_has_is_given_alone(tool: str) -> None:
    for control, name in controls(tool).items():
        if name != "neutral":
            values = paste(name, tool).values
            assert values[control] == 1.0
            assert all(not value for other, value in values.items() if other != control)


@pytest.mark.parametrize("tool", VECTORS)
def test_what_is_pasted_is_what_the_notation_reads(tool: str) -> None:
    for name in ("0.5*joy", "pride + 0.2*fear", "bittersweet"):
        control = paste(name, tool)
        numbers = ", ".join(f"{key}={value}" for key, value in control.values.items())
        assert Emotion.parse(f"{tool}({numbers})") == control.reads


@pytest.mark.parametrize("tool", ["elevenlabs", "fish", "cartesia", "azure", "livekit"])
def test_a_tag_that_is_pasted_is_read_as_what_it_says(tool: str) -> None:
    """In the tool's own notation, by the reader of its dialect."""
    for name in ("joy", "0.4*anger", "sadness + manner:whispered", "terror", "pride"):
        control = paste(name, tool)
        script = read_script(
            control.paste.replace("…", "Hello.") + ("" if "…" in control.paste else " Hello.")
        )
        assert script.text == "Hello."
        felt = script.track.at(0).felt
        assert math.dist(felt.vad, control.reads.felt.vad) < 0.05, (tool, name)


def test_neutral_asks_other_tools_for_nothing() -> None:
    for tool in TOOLS:
        assert paste("neutral", tool).reads == Emotion()
    assert paste("neutral", "elevenlabs").paste == ""
    with pytest.raises(RequestError, match="unknown tool"):
        paste("joy", "nobody")


def test_stronger_feelings_ask_for_more() -> None:
    assert paste("0.3*joy", "elevenlabs").paste == "[slightly happy]"
    assert paste("joy", "elevenlabs").paste == "[happy]"
    weak, strong = (paste(name, "chatterbox").values["exaggeration"] for name in ("0.4*anger", "anger"))
    assert 0.5 < weak < strong < 1
    weak, strong = (paste(name, "azure").values["styledegree"] for name in ("0.3*anger", "anger"))
    assert weak < 1 < strong


def test_the_command_gives_values_to_paste() -> None:
    tools = ",".join(TOOLS)
    result = CliRunner().invoke(app, ["explain", "joy", "--for", tools])
    assert result.exit_code == 0
    for paste_of in ("emo_vector=[1, 0, 0, 0, 0, 0, 0, 0]", "[happy]", "exaggeration=0.74", '{"joy": 1}'):
        assert paste_of in result.stdout
    told = json.loads(CliRunner().invoke(app, ["explain", "joy", "--for", tools, "--json"]).stdout)
    assert set(told["tools"]) == set(TOOLS)
    assert told["tools"]["zonos"]["values"]["happiness"] == 1.0
