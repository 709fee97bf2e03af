"""Where results go: files, standard output, the loudspeaker; and what is said meanwhile."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import miniaudio
import numpy as np
import pytest
import soundfile
from PIL import Image

from emogen.cli.main import run_app
from emogen.cli.play import play
from emogen.errors import EmogenError
from emogen.media import Audio
from emogen.pipelines.speech.speak import speak

EMOGEN = [sys.executable, "-c", "from emogen.cli.main import main; main()"]
PICTURE = ["image", "a field", "--size", "96x64"]


def emogen(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*EMOGEN, *arguments], capture_output=True, cwd=cwd, check=False, input=stdin.encode()
    )


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_standard_output_has_the_file_and_nothing_else(tmp_path: Path) -> None:
    done = emogen(*PICTURE, "-o", "-", cwd=tmp_path)
    assert done.returncode == 0
    assert Image.open(io.BytesIO(done.stdout)).size == (96, 64)
    assert not list(tmp_path.iterdir())
    done = emogen("speak", "-", "-o", "-.flac", cwd=tmp_path, stdin="Come in.")
    assert soundfile.info(io.BytesIO(done.stdout)).format == "FLAC"
    assert run_app(["speak", "Come in.", "-o", "same.flac"]) == 0
    assert done.stdout == (tmp_path / "same.flac").read_bytes()


def test_a_pipe_that_closes_early_is_no_traceback() -> None:
    command = " ".join(f"'{part}'" for part in [*EMOGEN, *PICTURE, "-o", "-"])
    done = subprocess.run(f"{command} | head -c 9", shell=True, capture_output=True, check=False)
    assert done.stdout == b"\x89PNG\r\n\x1a\n\x00"
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([*PICTURE, "-o", "-.wav"], ".png"),
        ([*PICTURE, "-o", "-", "--json"], "--json"),
        (["speak", "Hi.", "-o", "-", "--captions", "vtt"], "beside"),
        ([*PICTURE, "--play"], "cannot be played"),
    ],
)
def test_what_cannot_go_together(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(arguments) == 2
    assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_files_of_others_are_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine.png"
    mine.write_text("a picture of mine", encoding="utf-8")
    assert run_app([*PICTURE, "-o", "mine.png"]) == 2
    assert "mine.png is there already" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "a picture of mine"
    assert run_app([*PICTURE, "-o", "mine.png", "--force"]) == 0
    with Image.open(mine) as picture:
        assert picture.size == (96, 64)
    # The same request again needs no force; another one does.
    assert run_app([*PICTURE, "-o", "mine.png"]) == 0
    before = mine.read_bytes()
    assert run_app([*PICTURE, "-e", "joy", "-o", "mine.png"]) == 2
    assert mine.read_bytes() == before


def test_companions_of_others_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "hi.vtt").write_text("my captions", encoding="utf-8")
    assert run_app(["speak", "Hi.", "-o", "hi.wav", "--captions", "vtt"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["hi.vtt"]


def test_quiet_is_silent_and_verbose_says_where_defaults_come_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_app(["image", "a field with a dragon", "--size", "64", "-o", "a.png", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    (tmp_path / "emogen.toml").write_text('seed = 3\n[image]\nsize = "64"\n', encoding="utf-8")
    monkeypatch.setenv("EMOGEN_SEED", "5")
    assert run_app(["image", "a field", "-o", "b.png", "--verbose"]) == 0
    told = capsys.readouterr().err
    assert "seed: '5' of EMOGEN_SEED, not 3 of ./emogen.toml" in told
    assert "made in" in told
    request = json.loads((tmp_path / "b.png.json").read_text(encoding="utf-8"))["request"]
    assert (request["seed"], request["size"]) == (5, "64x64")


def test_sound_is_played_to_its_end(tmp_path: Path) -> None:
    """On a device of miniaudio that plays to nowhere."""
    audio = speak("Hi.").audio
    played = play(audio.save(tmp_path / "hi.wav"), backends=[miniaudio.Backend.NULL])
    assert audio.duration <= played + 1e-3 < audio.duration + 0.5  # The device's last buffer may be longer.


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_a_machine_without_sound_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The real libraries, on a machine whose configuration of sound is missing."""
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "nothing.conf"))
    file = Audio(np.zeros(2400, np.float32), 24000).save(tmp_path / "hush.wav")
    with pytest.raises(EmogenError, match=r"no device for sound: failed to init \w+\)"):
        play(file, backends=[miniaudio.Backend.ALSA])
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "label"),
    [
        (["image", "a field", "--size", "64", "-e", "melancholy", "-o", "x.png"], "melancholy"),
        (["image", "a field", "--size", "64", "--va=0.2,-0.4", "-o", "x.png"], "va(0.2, -0.4)"),
        (["face", "-e", "joy:0.6+surprise:0.4", "-i", "0.5", "--size", "64", "-o", "x.png"], "0.5 * joy:0.6"),
        (["face", "--au", "AU12=0.5", "--size", "64", "-o", "x.png"], "AU12=0.5"),
        (["sheet", "--emotions", "joy, fear", "--size", "64", "-o", "x.png"], "joy, fear"),
        (["speak", "[sad] I waited. [joy] You came!", "-o", "x.wav"], "sad -> joy"),
        (["speak", "What a wonderful day!", "-e", "auto", "-o", "x.wav"], "joy"),
        (["idle", "--seconds", "0.3", "-e", "sad -> joy", "-o", "x.csv"], "sad -> joy"),
    ],
)
def test_labels_say_what_was_asked_for(
    arguments: list[str], label: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(arguments) == 0
    assert label in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("emogen speak Hi. --voice af_be", "af_bella"),
        ("emogen face --character jo", "jonas"),
        ("emogen speak Hi. --emotion melan", "melancholy"),
        ("emogen speak Hi. --backend ko", "kokoro"),
        ("emogen plugins ju", "judge"),
        ("emogen config set voi", "voice"),
        ("emogen config set speak.loud", "speak.loudness"),
        ("emogen spe", "speak"),
        ("emogen speak Hi. --cap", "--captions"),
    ],
)
def test_shells_complete_names(words: str, offered: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "_EMOGEN_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        EMOGEN, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment, check=False
    )
    assert offered in done.stdout.split(), done.stderr
