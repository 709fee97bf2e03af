"""Files are written whole or not at all, and refusals say why."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from emogen import scratch
from emogen.errors import OutputError, RequestError
from emogen.files import check_folder, check_name, output_error, read_text, whole_file, write_text
from emogen.media import Audio, FaceMotion, Picture, parse_size


def test_writes_whole_and_makes_folders(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b.txt"
    write_text(target, "grüße")
    assert read_text(target) == "grüße"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_interrupted_write_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "x.txt"
    write_text(target, "before")

    def write_half() -> None:
        with whole_file(target) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        write_half()
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_respects_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "x", "")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640


def test_refusals_say_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="not a folder"):
        write_text(tmp_path / "file" / "x", "")
    with pytest.raises(OutputError, match="is a folder"):
        write_text(tmp_path, "")
    with pytest.raises(OutputError, match="too long"):
        write_text(tmp_path / ("x" * 300) / "y", "")
    assert "disk is full" in str(output_error(tmp_path, OSError(errno.ENOSPC, "")))
    assert "permission" in str(output_error(tmp_path, OSError(errno.EACCES, "")))


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    with pytest.raises(RequestError, match="no such job spec"):
        read_text(tmp_path / "none", kind="job spec")
    with pytest.raises(RequestError, match="UTF-8"):
        read_text(tmp_path / "latin")
    with pytest.raises(RequestError, match="directory"):
        read_text(tmp_path)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg"])
def test_audio_survives_its_file(tmp_path: Path, suffix: str) -> None:
    import soundfile

    tone = np.sin(np.arange(24_000) / 24_000 * 2 * np.pi * 220).astype(np.float32) * 0.5
    path = Audio(tone, 24_000).save(tmp_path / f"tone{suffix}")
    back, rate = soundfile.read(path, dtype="float32")
    assert rate == 24_000
    assert len(back) == len(tone)
    assert float(np.abs(back - tone).max()) < (0.05 if suffix == ".ogg" else 1e-3)


def test_unfit_formats_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"\.mp9"):
        Audio(np.zeros(10, np.float32), 24_000).save(tmp_path / "x.mp9")
    with pytest.raises(RequestError, match="transparency"):
        Picture(np.zeros((4, 4, 4), np.uint8)).save(tmp_path / "x.jpg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "size"), [("512", (512, 512)), ("1280x720", (1280, 720)), ("64×32", (64, 32))]
)
def test_sizes_are_read(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "0x10", "-5x5", "axb", "10x", "99999x10", "16x9000000000"])
def test_bad_sizes_are_refused(text: str) -> None:
    with pytest.raises(RequestError, match="size"):
        parse_size(text)


def test_face_motion_checks_its_shapes() -> None:
    from emogen.errors import GenerationError

    with pytest.raises(GenerationError, match="do not match"):
        FaceMotion(
            np.zeros((3, 52), np.float32), np.zeros((2, 3), np.float32), np.zeros((3, 2), np.float32), 30
        )


@pytest.mark.parametrize(
    "name",
    [
        *("NUL", "con.wav", "Aux.tar.gz", "COM1.json", "lpt9", "COM¹.wav", "nul .wav", "CONOUT$"),
        *("a:b.wav", 'say "hi".wav', "what?.wav", "a*b", "x|y", "<x>", "tab\t.wav", "line\n.wav", "a\\b.wav"),
        *("end.", "end ", "folder./x.wav", "PRN/x.wav", "new/aux.d/x.wav"),
    ],
)
def test_names_that_windows_refuses_are_refused_everywhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="not allowed") as error:
        write_text(tmp_path / name, "")
    assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


def test_usual_names_are_allowed(tmp_path: Path) -> None:
    for name in ("consul.wav", "com10.wav", "null.txt", ".hidden", "größe €.wav", "auxiliary/x", "COM.wav"):
        write_text(tmp_path / name, "")
    assert check_name("../x.wav") == Path("../x.wav")
    assert check_name(tmp_path) == tmp_path


def test_folders_that_are_there_may_have_any_name(tmp_path: Path) -> None:
    (tmp_path / "12:30").mkdir()
    write_text(tmp_path / "12:30" / "x.txt", "")
    assert check_folder(tmp_path / "12:30").is_dir()
    with pytest.raises(RequestError, match="not allowed"):
        check_folder(tmp_path / "12:31")


KILLED = """
import sys
from pathlib import Path
from emogen.files import whole_file
from emogen.scratch import new_folder
folder = Path(sys.argv[1])
(new_folder(folder) / "part.bin").write_bytes(b"x" * 1000)
with whole_file(folder / "x.wav") as temporary:
    temporary.write_bytes(b"half")
    print("ready", flush=True)
    sys.stdin.read()
"""


def _started(code: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A process that has printed ``ready`` and ends when its input does."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_makes_is_not(tmp_path: Path) -> None:
    killed, living = (_started(KILLED, str(tmp_path)) for _ in range(2))
    killed.kill()
    killed.communicate()
    assert len(list(tmp_path.iterdir())) == 4
    write_text(tmp_path / "y.txt", "")
    left = {path.name for path in tmp_path.iterdir()} - {"y.txt"}
    assert {int(name.split("-")[2]) for name in left} == {living.pid}
    assert len(left) == 2
    living.communicate("")
    assert (tmp_path / "x.wav").read_bytes() == b"half"


def test_what_other_machines_left_is_removed_after_a_day(tmp_path: Path) -> None:
    fresh, old, other = (
        tmp_path / name for name in (".emogen-000000-1-a", ".emogen-000000-1-b", ".other-1-c")
    )
    for path in (fresh, old, other):
        path.write_text("", encoding="utf-8")
        os.utime(path, (time.time() - 2 * 86400 * (path != fresh),) * 2)
    scratch.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([fresh, other])


def test_what_an_earlier_process_of_the_same_number_left_is_removed(tmp_path: Path) -> None:
    mine, earlier = scratch.new_file(tmp_path, ".a"), scratch.new_file(tmp_path, ".b")
    os.utime(earlier, (time.time() - 3600,) * 2)
    scratch._swept.discard(tmp_path)
    scratch.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [mine]


def test_a_kill_while_speaking_leaves_no_library_behind(tmp_path: Path) -> None:
    code = (
        "import sys; from emogen.pipelines.speech.text.sounds.espeak import _espeak; _espeak('en-us');"
        "print('ready', flush=True); sys.stdin.read()"
    )
    process = _started(code, TMPDIR=str(tmp_path), TEMP=str(tmp_path))
    process.kill()
    process.communicate()
    assert list(tmp_path.iterdir())
    scratch.sweep(tmp_path)
    assert not list(tmp_path.iterdir())
