"""Plug-ins of a third party, installed as a distribution: no file of emogen is touched for any."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emogen.cli.main import run_app
from emogen.conditioning.character import find_character
from emogen.conditioning.script import Script
from emogen.errors import EmogenError, GenerationError, RequestError
from emogen.media import FaceMotion
from emogen.pipelines.face.drawing import Sitter, drawing
from emogen.pipelines.face.export.backend import broken_formats, find_format, motion_suffix, motion_suffixes
from emogen.pipelines.face.export.mapping import Mapping
from emogen.pipelines.face.export.save import save_motion
from emogen.pipelines.face.line import spoken_line
from emogen.pipelines.face.portrait import portrait
from emogen.pipelines.image.paint import paint
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.speech.delivery.saving import save_speech
from emogen.pipelines.speech.speak import speak
from emogen.pipelines.speech.text.languages import find_language
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read

Install = Callable[..., Path]

TONE = """
import numpy as np
from emogen.pipelines.speech.backend import Spoken, even_edges
from emogen.pipelines.speech.voices import Voice

class Tone:
    name = "tone"
    kind = "speech"
    rate = 16_000
    at_once = 1
    notes = ("a tone",)
    {extra}

    def find_voice(self, name):
        if name not in ("flute", "us/flute"):
            from emogen.errors import unknown_name
            raise unknown_name("voice", name, ["flute"])
        return Voice(name, "en-us", "female", "a flute", timbre=((name, 1.0),), tune=((name, 1.0),))

    def synthesise(self, sounds, voice, cues, rng):
        time = np.arange(int(0.08 * len(sounds) * self.rate)) / self.rate
        samples = np.pad(np.sin(2 * np.pi * 220 * time), 800).astype(np.float32) * 0.2
        {body}
"""


@pytest.fixture
def tones(install: Install) -> None:
    bodies = {
        "tone": "return Spoken(samples, even_edges(samples, sounds, self.rate))",
        "short": "return Spoken(samples, np.zeros(2))",
        "ints": "return Spoken((samples * 3e4).astype(np.int16), even_edges(samples, sounds, self.rate))",
        "crash": "return samples.nothing",
        "none": "return None",
    }
    points = {f"speech.{name}": f"tones_{name}:Tone" for name in bodies}
    modules = {
        f"tones_{name}": TONE.replace('"tone"', f'"{name}"').format(extra="", body=body)
        for name, body in bodies.items()
    }
    install("tones", points, modules)


@pytest.mark.usefixtures("tones")
def test_a_speech_backend_from_outside_speaks(tmp_path: Path) -> None:
    speech = speak("Hello there, you.", voice="flute", backend="tone", emotion="joy")
    assert [word.text for word in speech.timeline.words] == [
        "Hello",
        "there,",
        "you.",
    ] or speech.timeline.words
    assert speech.audio.rate == 16_000
    save_speech(speech, tmp_path / "x.wav")
    assert (tmp_path / "x.wav").is_file()
    assert "estimated" in spoken_line(speech).notes[0]
    for captions, timings in ((tmp_path / "x.vtt", None), (None, tmp_path / "x.json")):
        with pytest.raises(RequestError, match="does not tell when its words are heard"):
            save_speech(speech, tmp_path / "y.wav", captions=captions, timings=timings)
    assert not (tmp_path / "y.wav").exists()


@pytest.mark.parametrize(
    ("text", "voice", "message"),
    [
        ("<laugh> Oh, you!", "flute", "the speech backend tone cannot make the sound laugh"),
        ("Oh.", "flute:0.5+flute:0.5", "the speech backend tone cannot blend voices"),
        ("Oh.", "flute/oboe", "the speech backend tone cannot blend voices"),
        ("Oh.", "fluet", "Did you mean flute"),
    ],
)
@pytest.mark.usefixtures("tones")
def test_what_a_speech_backend_cannot_do_is_refused(text: str, voice: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        speak(text, voice=voice, backend="tone")


@pytest.mark.usefixtures("tones")
def test_a_backend_that_cannot_blend_may_have_slashes_in_names() -> None:
    assert speak("Oh.", voice="us/flute", backend="tone").voice.name == "us/flute"


@pytest.mark.parametrize("name", ["short", "ints", "crash", "none"])
@pytest.mark.usefixtures("tones")
def test_a_speech_backend_that_fails_is_one_line(name: str) -> None:
    with pytest.raises(GenerationError, match=f"^the speech backend {name} failed"):
        speak("Hello.", voice="flute", backend=name)


FACES = """
import numpy as np

class Disc:
    name = "disc"
    kind = "face"

    def draw(self, character, staging):
        return Drawing(staging.size, character.name)

class Mirror:
    name = "mirror"
    kind = "portrait"

    def draw(self, picture, face, size, *, even):
        return Drawing(size or (32, 32), picture.name)

class Torn:
    name = "torn"
    kind = "face"

    def draw(self, character, staging):
        return Drawing((staging.size[0] + 1, staging.size[1]), "torn", staging.size)

class Drawing:
    def __init__(self, size, note, real=None):
        self.size, self.notes, self.real = size, (note,), real or size

    def frame(self, curves, head, gaze):
        if curves[0] > 0.9:
            raise KeyError("winked")
        return np.full((self.real[1], self.real[0], 3), round(255 * float(curves[0])), np.uint8)

    def frames(self, motion):
        return [self.frame(*row) for row in zip(motion.curves, motion.head, motion.gaze)]

class Wash:
    name = "wash"
    kind = "image"

    def check(self, text, size):
        from emogen.errors import RequestError
        if "oil" in text:
            raise RequestError("no oil here")

    def paint(self, brief):
        from emogen.media import Picture
        from emogen.pipelines.image.backend import Painting
        size = (8, 8) if "small" in brief.text else brief.size
        picture = Picture(np.full((size[1], size[0], 3), 99, np.uint8))
        return Painting(picture, (brief.text,), (), (), brief.targets)
"""


@pytest.fixture
def studio(install: Install) -> None:
    points = {
        "face.disc": "my_faces:Disc",
        "face.torn": "my_faces:Torn",
        "portrait.mirror": "my_faces:Mirror",
        "image.wash": "my_faces:Wash",
    }
    install("studio", points, {"my_faces": FACES})
    sys.modules.pop("my_faces", None)


@pytest.mark.usefixtures("studio")
def test_a_face_a_portrait_and_an_image_backend_from_outside() -> None:
    curves, head, gaze = (
        np.zeros((2, 52), np.float32),
        np.zeros((2, 3), np.float32),
        np.zeros((2, 2), np.float32),
    )
    curves[1, 0] = 0.4
    motion = FaceMotion(curves, head, gaze, 30.0)
    mira = find_character("mira")
    by = drawing(Sitter(mira), (24, 16), backend="disc")
    assert (by.size, by.notes) == ((24, 16), ("mira",))
    frames = by.frames(motion)
    assert [int(frame[0, 0, 0]) for frame in frames] == [0, 102] == [int(f[0, 0, 0]) for f in frames]
    mirror = drawing(Sitter(portrait=Path("me.png")), backend="mirror")
    assert (mirror.size, mirror.notes) == ((32, 32), ("me.png",))
    assert portrait(mira, curves[1], size=(20, 20), backend="disc").pixels.shape == (20, 20, 3)
    with pytest.raises(
        GenerationError, match=r"face backend disc failed \(KeyError: 'winked'\).*studio 1\.0"
    ):
        by.frame(curves[0] + 1, head[0], gaze[0])
    with pytest.raises(GenerationError, match=r"face backend torn failed \(a frame of"):
        drawing(Sitter(mira), (24, 16), backend="torn").frame(curves[0], head[0], gaze[0])
    with pytest.raises(RequestError, match="unknown portrait backend 'disc'"):
        drawing(Sitter(portrait=Path("me.png")), backend="disc")
    assert paint("anything", size=(40, 30), backend="wash").shown == ("anything",)
    with pytest.raises(RequestError, match="no oil here"):
        paint("an oil painting", size=(40, 30), backend="wash")
    with pytest.raises(GenerationError, match=r"image backend wash failed \(it gave no painting of 40 x 30"):
        paint("a small thing", size=(40, 30), backend="wash")


# Formats

FORMATS = """
from emogen.files import write_text

class Form:
    name = "{name}"
    kind = "export"
    title = "a format of tests"
    suffixes = {suffixes}
    fps = 25

    def write(self, export, path):
        {body}
"""


@pytest.fixture
def formats(install: Install) -> None:
    bodies = {
        "beats": ('(".beats", ".tests.json")', "write_text(path, f'{len(export.motion)} {export.audio}')"),
        "mute": ('(".mute",)', "pass"),
        "torn": ('(".torn",)', "return export.nothing"),
        "loud": ('(".LOUD",)', "pass"),
        "bare": ('("bare",)', "pass"),
        "one": ('(".same",)', "pass"),
        "two": ('(".same",)', "pass"),
    }
    modules = {
        f"formats_{name}": FORMATS.format(
            cls="Form", name=name, suffixes=suffixes, extra="fps = 25", body=body
        )
        for name, (suffixes, body) in bodies.items()
    }
    install("formats", {f"export.{name}": f"formats_{name}:Form" for name in bodies}, modules, "3.0")


@pytest.mark.usefixtures("formats")
def test_a_format_from_outside_is_one_suffix_more(tmp_path: Path) -> None:
    assert {".beats", ".tests.json", ".mute"} <= set(motion_suffixes())
    assert motion_suffix("x.tests.json") == ".tests.json"
    motion = still(10, fps=50)
    rig = Mapping.model_validate({"curves": {"brow": {"sum": {"browInnerUp": 1.0}}}})
    path = save_motion(motion, tmp_path / "x.beats", audio="a/line.wav")
    assert path.read_text() == "5 line.wav"
    with pytest.raises(RequestError, match=r"with a mapping.*\.a2f\.csv, \.csv, \.json"):
        save_motion(motion, tmp_path / "y.beats", mapping=rig)
    with pytest.raises(RequestError, match="cannot take the option 'speed'"):
        save_motion(motion, tmp_path / "y.beats", options={"speed": "2"})
    assert not (tmp_path / "y.beats").exists()


@pytest.mark.usefixtures("formats")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("x.torn", r"export format torn failed \(AttributeError.*formats 3\.0"),
        ("x.mute", r"export format mute failed \(it left no file x\.mute\)"),
        ("x.same", r"the suffix \.same is claimed by one of formats 3\.0 and two of formats 3\.0"),
        ("x.loud", r"cannot write 'x\.loud'"),
        ("x.bare", r"cannot write 'x\.bare'"),
    ],
)
def test_a_format_that_cannot_be_used_is_one_line(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(EmogenError, match=message):
        save_motion(still(3), tmp_path / name)
    assert {"loud", "bare", "one", "two"} == set(broken_formats())


def test_every_format_that_is_built_in_has_its_suffix_alone() -> None:
    assert broken_formats() == {}
    assert find_format("x.csv").name == "livelink"
    assert find_format("x.a2f.csv").name == "a2f-table"


def still(frames: int, fps: float = 30.0) -> FaceMotion:
    curves, head, gaze = (np.zeros((frames, size), np.float32) for size in (52, 3, 2))
    return FaceMotion(curves, head, gaze, fps)


# Languages

DUTCH = '''
from emogen.pipelines.speech.text.languages import Language

class Dutch:
    """Dutch."""
    name = "nl"
    kind = "language"

    def language(self):
        spoken = {("word", "point"): "komma", ("word", "hour"): "uur"}
        spoken |= {("month", "5"): "mei", ("money", "€"): "euro;euro;cent;cent"}
        return Language(code="nl", name="Dutch", numerals="nl", decimal=",", decimals="number", spoken=spoken)

class Wrong(Dutch):
    name = "xx-wrong"

class Countless:
    name = "xx-mute"
    kind = "language"

    def language(self):
        return Language(code=self.name, name="Countless")

class Fingers:
    name = "xx-fingers"
    kind = "language"

    def language(self):
        return Language(code=self.name, name="Fingers", espeak="nl", cardinals=lambda number: "ei" * number)
'''


@pytest.fixture
def tongues(install: Install) -> None:
    points = {
        "language.nl": "my_tongues:Dutch",
        "language.xx-wrong": "my_tongues:Wrong",
        "language.xx-mute": "my_tongues:Countless",
        "language.xx-fingers": "my_tongues:Fingers",
    }
    install("tongues", points, {"my_tongues": DUTCH})


@pytest.mark.usefixtures("tongues")
@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Goedemorgen, één vraag!", "Goedemorgen één vraag"),
        ("Op 3-5-2024 om 14:30", "Op drie mei tweeduizendvierentwintig om veertien uur dertig"),
        ("3,14 of ½ of 3/4 of 4x5", "drie komma veertien of één twee of drie vier of"),
        ("12,50 €, § 5, 20 °C, 5 km/h, #1, v2.0.1", "twaalf euro vijftig cent vijf"),
        ("NATO, Louis XIV., a@b.nl, 1234567890123456789", "NATO Louis"),
    ],
)
def test_a_language_is_one_class_and_need_not_know_every_word(text: str, spoken: str) -> None:
    words = read(Script.plain(text), language="nl")
    assert " ".join(word.spoken for word in words).startswith(spoken)
    assert all(chunk for chunk in chunks(words, "nl"))


@pytest.mark.usefixtures("tongues")
def test_a_language_may_count_by_itself_and_borrow_a_voice_of_espeak() -> None:
    words = read(Script.plain("3 x"), language="xx-fingers")
    assert words[0].spoken == "eieiei"
    assert next(chunks(words, "xx-fingers"))[0].symbol


@pytest.mark.usefixtures("tongues")
@pytest.mark.parametrize(("code", "why"), [("xx-wrong", "of the code"), ("xx-mute", "neither numerals")])
def test_a_wrong_language_is_one_line(code: str, why: str) -> None:
    with pytest.raises(EmogenError, match=f"the language {code} is broken.*{why}"):
        find_language(code)


@pytest.mark.usefixtures("tones")
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"text": "<laugh> Oh!"}, "speech backend tone cannot make the sound laugh"),
        ({"captions": "vtt"}, "speech backend tone cannot tell when words are heard"),
        ({"timings": "json"}, "speech backend tone cannot tell when words are heard"),
        ({"voice": "flute+oboe"}, "speech backend tone cannot blend voices"),
        ({"option": {"heat": "1"}}, "speech backend tone cannot take the option 'heat'"),
    ],
)
def test_a_request_refuses_before_any_work_what_a_backend_cannot(
    wanted: dict[str, Any], message: str
) -> None:
    request = SpeakRequest.model_validate({"text": "Oh!", "voice": "flute", "backend": "tone", **wanted})
    with pytest.raises(RequestError, match=message):
        request.check()


def test_one_plug_in_is_told_with_its_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["plugins", "kokoro"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "speech.kokoro: Kokoro-82M" in shown
    assert "variation │ number, 0 to 1 │ 1.0" in shown
    assert run_app(["plugins", "coqui", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["options"]["sex"]["takes"] == "auto, female, male"
    assert all(setting["means"] for setting in row["options"].values())
    assert run_app(["plugins", "kokro"]) == 2
    assert "Did you mean kokoro?" in capsys.readouterr().err
