"""One request, one definition: every interface derives from it, and all make the same bytes."""

from __future__ import annotations

import asyncio
import inspect
import json
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml

import emogen
from emogen.cli.main import run_app
from emogen.conditioning.character import save_character
from emogen.errors import RequestError
from emogen.pipelines import api
from emogen.pipelines.batch.schema import spec_schema
from emogen.pipelines.batch.spec import load_spec
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.requests.parameter import VOICE, parameter, parameters
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.requests.verbs import VERBS, Verb
from tools.derived import reference, stub

ROOT = Path(__file__).parent.parent


class WhimsicalRequest(SpeakRequest):
    """A request with one parameter more."""

    whim: float = parameter(0.25, "How whimsical it sounds.", panel=VOICE, unit="whims", ge=0, le=1)


class WhimsicalVerb(Verb):
    def load(self) -> type[SpeakRequest]:
        return WhimsicalRequest


def test_one_field_is_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = VERBS["speak"]
    monkeypatch.setitem(VERBS, "speak", WhimsicalVerb(plain.name, plain.summary, plain.model))
    monkeypatch.chdir(tmp_path)

    assert run_app(["speak", "--help"]) == 0
    assert "--whim" in capsys.readouterr().out
    assert run_app(["speak", "Hi.", "--whim", "7"]) == 2
    assert "whim 7.0 is out of range. Use 0 to 1." in capsys.readouterr().err

    spec = tmp_path / "jobs.yaml"
    spec.write_text("version: 1\njobs: [{id: a, kind: speak, text: Hi., whim: 0.5}]\n", encoding="utf-8")
    assert load_spec(spec)[0].request.model_dump()["whim"] == 0.5

    speak = api.function(VERBS["speak"])
    assert inspect.signature(speak).parameters["whim"].default == 0.25
    with pytest.raises(RequestError, match="whim"):
        speak("Hi.", whim=7)

    field = spec_schema()["$defs"]["speak"]["properties"]["whim"]
    assert (field["minimum"], field["maximum"], field["unit"]) == (0, 1, "whims")
    assert "| `whim` | `--whim` |" in reference()
    assert "whim: float = ..." in stub()


def test_every_verb_has_its_parameters_as_options(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in VERBS.values():
        assert run_app([verb.name, "--help"]) == 0
        shown = capsys.readouterr().out
        for name, info, presented in parameters(verb.load()):
            assert info.description, f"{verb.name}.{name} has no help"
            assert presented.argument or f"--{name.replace('_', '-')}" in shown


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return emogen.speak("It is late.").save(tmp_path_factory.mktemp("voice") / "voice.wav")


SAME: list[tuple[str, str, dict[str, Any]]] = [
    (
        'speak "Hi there." -v af_bella -e joy --captions vtt --timings json -o x.mp3',
        "x.mp3",
        {"text": "Hi there.", "voice": "af_bella", "emotion": emogen.Emotion("joy"), "captions": "vtt",
         "timings": "json"},
    ),
    ("image 'a field at dusk' --va=-0.4,0.1 --size 96x64 -o x.png", "x.png",
     {"text": "a field at dusk", "va": (-0.4, 0.1), "size": (96, 64)}),
    ("face -c jonas -e anger -i 0.5 --size 96 -o x.png", "x.png",
     {"character": emogen.find_character("jonas"), "emotion": "anger", "intensity": 0.5, "size": 96}),
    ("sheet --emotions 'joy, fear' --size 64 -o x.png", "x.png", {"emotions": "joy, fear", "size": 64}),
    ("sprites --expressions joy,fear --size 64 -o x.zip", "x.zip", {"expressions": "joy,fear", "size": 64}),
    ("idle --seconds 0.5 -e bored -o x.csv", "x.csv", {"seconds": 0.5, "emotion": "bored"}),
    ("animate voice.wav -e 'sad -> joy' -o x.csv", "x.csv",
     {"recording": "voice.wav", "emotion": "sad -> joy"}),
    ("convert voice.wav -e joy -o x.wav", "x.wav", {"recording": "voice.wav", "emotion": "joy"}),
    ("talk voice.wav --size 64 --curves csv -o x.mp4", "x.mp4",
     {"recording": Path("voice.wav"), "size": "64", "curves": "csv"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "file", "fields"), SAME, ids=[command.split()[0] for command, *_ in SAME]
)
def test_python_and_the_command_line_make_the_same_bytes_and_a_job_asks_for_them(
    command: str,
    file: str,
    fields: dict[str, Any],
    voice: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("shell", "python"):
        folder = tmp_path / name
        folder.mkdir()
        for beside in (voice, voice.with_name("voice.wav.json")):
            (folder / beside.name).write_bytes(beside.read_bytes())
    verb = command.split()[0]
    monkeypatch.chdir(tmp_path / "shell")
    assert run_app(shlex.split(command)) == 0
    monkeypatch.chdir(tmp_path / "python")
    result = getattr(emogen, verb)(**fields)
    assert result.save(file) == Path(file)
    assert repr(result).startswith("<")
    assert "\n" not in repr(result)
    assert len(repr(result)) < 120
    made = sorted(path.name for path in (tmp_path / "shell").iterdir())
    assert made == sorted(path.name for path in (tmp_path / "python").iterdir())
    for name in made:
        left, right = ((tmp_path / where / name).read_bytes() for where in ("shell", "python"))
        assert left == right, name

    asked = result.request
    job = {"id": "x", "kind": verb, "file": file, **asked.model_dump(mode="json", exclude_unset=True)}
    Path("jobs.yaml").write_text(yaml.safe_dump({"version": 1, "jobs": [job]}), encoding="utf-8")
    (loaded,) = load_spec("jobs.yaml")
    assert loaded.path == Path(file)
    assert loaded.request.digest_of(loaded.path) == asked.digest_of(loaded.path)


def test_a_sound_in_memory_is_a_recording(tmp_path: Path) -> None:
    speech = emogen.speak("It is late.")
    motion = emogen.animate(speech.audio, text="It is late.").motion
    assert len(motion) == pytest.approx(60 * speech.audio.duration, abs=2)
    converted = emogen.convert(speech.audio, emotion="joy")
    assert converted.audio.duration > 0
    record = json.loads(
        converted.save(tmp_path / "a.wav").with_name("a.wav.json").read_text(encoding="utf-8")
    )
    assert record["request"]["recording"] == "a sound in memory"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: emogen.speak(None), "text None is no text"),  # type: ignore[arg-type]
        (lambda: emogen.speak(), "text is missing"),  # type: ignore[call-arg]
        (lambda: emogen.speak("Hi.", voicee="af_bella"), "Did you mean voice"),  # type: ignore[call-arg]
        (lambda: emogen.speak("Hi.", emotion=3), "3 is out of range"),  # type: ignore[arg-type]
        (lambda: emogen.speak("Hi.", backend="nonesuch"), "nonesuch"),
        (lambda: emogen.speak("Hi.", option={"nonesuch": 1}), "nonesuch"),
        (lambda: emogen.face(character=None, size=(0, 3)), "size"),
        (lambda: emogen.talk(), "nothing is said"),
        (lambda: emogen.stream("Hi.", captions="vtt"), "captions is of a whole line"),  # type: ignore[call-arg]
        (lambda: emogen.image("a field", sizes="3x3"), "Did you mean size"),  # type: ignore[call-arg]
        (lambda: emogen.narrate("nowhere.txt"), "no such story"),
        (lambda: emogen.speak(txt="Hi."), "unknown parameter 'txt'. Did you mean text"),  # type: ignore[call-arg]
        (lambda: emogen.speak("Hi.", va=(0.1, 2)), "arousal 2 is out of range. Use -1 to 1"),
        (lambda: emogen.speak("Hi.", va=(0.1,)), "cannot read va"),  # type: ignore[arg-type]
        (lambda: emogen.speak("Hi.", duration="5x"), "cannot read the duration '5x'"),
        (lambda: emogen.speak("Hi.", rate=3), "rate 3 is out of range. Use 8000 to 96000"),
    ],
)
def test_wrong_calls_say_what_is_wrong(call: Any, says: str) -> None:
    with pytest.raises(RequestError, match=says):
        call()


def test_too_many_positional_arguments_are_a_type_error() -> None:
    with pytest.raises(TypeError, match="positional"):
        emogen.speak("Hi.", "joy")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="text"):
        emogen.speak("Hi.", text="Ho.")  # type: ignore[misc]


SPECS = [*sorted((ROOT / "assets" / "jobs").glob("*.yaml"))]


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_the_schema_takes_specs_that_emogen_takes(spec: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(spec_schema())
    jsonschema.validate(yaml.safe_load(spec.read_text(encoding="utf-8")), spec_schema())


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "sheet", "size": 96},
        {"kind": "idle", "seconds": "900ms"},
        {"kind": "idle", "seconds": 2},
        {"kind": "speak", "text": "Hi.", "va": "0.1,0.2"},
        {"kind": "speak", "text": "Hi.", "va": [0.1, 0.2], "loudness": "podcast"},
    ],
)
def test_the_schema_takes_every_way_to_write_a_value(fields: dict[str, Any], tmp_path: Path) -> None:
    spec = {"version": 1, "jobs": [{"id": "a", **fields}]}
    jsonschema.validate(spec, spec_schema())
    path = tmp_path / "jobs.yaml"
    path.write_text(yaml.safe_dump(spec), encoding="utf-8")
    load_spec(path)


def test_a_schema_is_written_over_no_other_file(tmp_path: Path) -> None:
    sound = tmp_path / "line.wav"
    sound.write_bytes(b"sound")
    assert run_app(["schema", "-o", str(sound)]) == 2
    assert sound.read_bytes() == b"sound"


@pytest.mark.parametrize(
    "job",
    [
        {"id": "a", "kind": "speak"},
        {"id": "a", "kind": "speak", "text": "Hi.", "rate": 3},
        {"id": "a", "kind": "spek", "text": "Hi."},
        {"id": "a", "kind": "speak", "text": "Hi.", "emotoin": "joy"},
        {"id": "a", "kind": "speak", "text": "Hi.", "intensity": 7},
        {"id": "a", "kind": "image", "text": "a field", "voice": "af_heart"},
        {"kind": "speak", "text": "Hi."},
    ],
)
def test_the_schema_refuses_what_emogen_refuses(job: dict[str, Any], tmp_path: Path) -> None:
    spec = {"version": 1, "jobs": [job]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spec, spec_schema())
    path = tmp_path / "jobs.yaml"
    path.write_text(yaml.safe_dump(spec), encoding="utf-8")
    with pytest.raises(RequestError):
        load_spec(path)


def test_equal_requests_have_equal_hashes() -> None:
    fields = {"text": "Hi.", "emotion": "happy"}
    plain = make_request("speak", fields)
    assert plain.digest == make_request("speak", {"text": "Hi.", "emotion": "1.0*joy"}).digest
    assert plain.digest == make_request("speak", {**fields, "backend": "kokoro", "voice": "af_heart"}).digest
    assert plain.digest != make_request("speak", {**fields, "option": {"variation": 0.5}}).digest
    assert plain.digest != make_request("speak", {**fields, "voice": "af_bella"}).digest


def test_coroutines_leave_the_loop_free() -> None:
    async def both() -> tuple[Any, int]:
        ticks = 0
        task = asyncio.ensure_future(emogen.aio.speak("It is late.", emotion="joy"))
        while not task.done():
            ticks += 1
            await asyncio.sleep(0)
        return task.result(), ticks

    result, ticks = asyncio.run(both())
    assert ticks > 10
    assert np.array_equal(result.audio.samples, emogen.speak("It is late.", emotion="joy").audio.samples)


def test_a_character_gives_voice_and_pronunciations(tmp_path: Path) -> None:
    jonas = emogen.find_character("jonas")
    assert emogen.speak("Hi.", character="jonas").voice.name == jonas.voice
    assert emogen.speak("Hi.", character=jonas, voice="af_bella").voice.name == "af_bella"
    assert emogen.speak("Hi.").voice.name == "af_heart"
    talk = make_request("talk", {"text": "Hi.", "character": "jonas"})
    assert talk.normal()["voice"] == jonas.voice
    assert run_app(["character", "new", "Gif", "-o", str(tmp_path / "a.yaml"), "--say", "GIF=jif"]) == 0
    said, plain = (
        "".join(p.symbol for p in emogen.speak("A GIF.", character=who).timeline.phonemes)
        for who in (tmp_path / "a.yaml", None)
    )
    assert "dʒ" in said.replace("ʤ", "dʒ")
    assert said != plain


@pytest.mark.parametrize(
    ("written", "seconds"), [("6s", 6.0), ("6 s", 6.0), ("400ms", 0.4), ("2.5", 2.5), (3, 3.0)]
)
def test_durations_may_have_their_unit(written: Any, seconds: float) -> None:
    assert make_request("speak", {"text": "Hi.", "duration": written}).model_dump()["duration"] == seconds
    assert make_request("idle", {"seconds": written}).model_dump()["seconds"] == seconds


def test_options_of_a_backend_come_as_pairs_or_as_a_mapping() -> None:
    expected = make_request("speak", {"text": "Hi.", "option": {"variation": 0.5}})
    assert make_request("speak", {"text": "Hi.", "option": ["variation=0.5"]}).digest == expected.digest
    for wrong in (["variation"], ["=1"], ["variation=1", "variation=2"]):
        with pytest.raises(RequestError):
            make_request("speak", {"text": "Hi.", "option": wrong})


@pytest.mark.parametrize(
    "call",
    [
        lambda: emogen.Emotion.parse(None),  # type: ignore[arg-type]
        lambda: emogen.Emotion.va("x", 0.0),  # type: ignore[arg-type]
        lambda: emogen.EmotionTrack.parse(3),  # type: ignore[arg-type]
        lambda: emogen.read_script(None),  # type: ignore[arg-type]
        lambda: emogen.read_text(b"I am glad."),  # type: ignore[arg-type]
        lambda: emogen.read_story(None),  # type: ignore[arg-type]
        lambda: emogen.find_character(None),  # type: ignore[arg-type]
        lambda: emogen.evaluate(None),  # type: ignore[arg-type]
        lambda: emogen.run(None, "out"),  # type: ignore[arg-type]
        lambda: emogen.image("a field", size=64).save(None),  # type: ignore[arg-type]
    ],
)
def test_values_of_another_type_are_wrong_requests(call: Any) -> None:
    with pytest.raises(RequestError, match=r"is no (text|number|file)"):
        call()


def test_what_is_read_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sound = emogen.speak("It is late.").save("voice.wav").read_bytes()
    assert run_app(["convert", "voice.wav", "-e", "joy", "-o", "./voice.wav", "--force"]) == 2
    with pytest.raises(RequestError, match="the recording itself"):
        emogen.convert(tmp_path / "voice.wav", emotion="joy").save("voice.wav")
    assert Path("voice.wav").read_bytes() == sound


def test_a_character_counts_by_what_it_is_not_by_its_file(tmp_path: Path) -> None:
    jonas = emogen.find_character("jonas")
    files = [save_character(jonas, tmp_path / name) for name in ("a.yaml", "b.json")]
    digests = {make_request("speak", {"text": "Hi.", "character": file}).digest for file in files}
    assert digests == {make_request("speak", {"text": "Hi.", "voice": jonas.voice}).digest}
