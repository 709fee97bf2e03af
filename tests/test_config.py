"""Defaults from the user's file, the folder's, the environment; what wins, and every way to be wrong."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from emogen import config
from emogen.cli.main import run_app
from emogen.errors import RequestError

KNOWN = {"speak": ("voice", "seed", "best_of"), "talk": ("voice", "seed", "size"), "image": ("seed", "size")}


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own file, which is not there yet, and an empty current folder."""
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    monkeypatch.setenv("EMOGEN_CONFIG", str(tmp_path / "user" / "config.toml"))
    return tmp_path / "user" / "config.toml"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def content(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def values(verb: str) -> dict[str, object]:
    return {key: setting.value for key, setting in config.defaults(verb, KNOWN[verb], lambda: KNOWN).items()}


def test_later_sources_win(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert values("speak") == {}
    write(
        user, 'version = 1\nvoice = "a"\nseed = 1\n[speak]\nvoice = "b"\nbest-of = 3\n[image]\nsize = "64"\n'
    )
    assert values("speak") == {"voice": "b", "seed": 1, "best_of": 3}
    assert values("talk") == {"voice": "a", "seed": 1}
    assert values("image") == {"seed": 1, "size": "64"}
    write(Path("emogen.toml"), 'voice = "c"\n')
    assert values("speak")["voice"] == "c"
    monkeypatch.setenv("EMOGEN_SPEAK_VOICE", "e")
    monkeypatch.setenv("EMOGEN_VOICE", "d")
    assert (values("speak")["voice"], values("talk")["voice"]) == ("e", "d")
    monkeypatch.setenv("EMOGEN_VOICE", "")
    assert values("talk")["voice"] == "c"


def told(verb: str, **given: object) -> list[str]:
    return config.overridden(verb, KNOWN[verb], given, lambda: KNOWN)


def test_verbose_says_which_source_won(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(user, 'voice = "a"\nseed = 7\n')
    write(Path("emogen.toml"), 'voice = "c"\nseed = 7\n')
    assert told("speak") == [f"voice: 'c' of ./emogen.toml, not 'a' of {user}"]
    assert told("speak", voice="x", seed=7) == [
        f"voice: 'x' of the option, not 'c' of ./emogen.toml, 'a' of {user}"
    ]
    monkeypatch.setenv("EMOGEN_SEED", "7")
    assert told("image") == []
    monkeypatch.setenv("EMOGEN_SEED", "8")
    assert told("image") == [f"seed: '8' of EMOGEN_SEED, not 7 of ./emogen.toml, 7 of {user}"]


def test_settings_of_other_verbs_are_passed_over(user: Path) -> None:
    write(user, 'voice = "a"\n[talk]\nsize = 1\n')

    def never() -> config.Known:
        raise AssertionError("all verbs were loaded")

    assert config.defaults("image", KNOWN["image"]) == {}
    write(user, "seed = 1\n[image]\nsize = 64\n")
    assert set(config.defaults("image", KNOWN["image"], never)) == {"seed", "size"}
    write(user, "[image]\nvoice = 1\n")
    with pytest.raises(RequestError, match="setting of image 'voice'"):
        config.defaults("image", KNOWN["image"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version = 2", "version 2.*reads version 1.*Upgrade"),
        ('version = "new"', "version 'new' is none"),
        ("voice = ", r"is no TOML.*line 1"),
        ("seed = 1\nseed = 2", r"is no TOML.*line 2"),
        ('voise = "a"', "unknown setting 'voise'.*voice"),
        ("[speak]\nsize = 3", "unknown setting of speak 'size'"),
        ("[speek]\nseed = 3", "unknown setting 'speek'.*speak"),
    ],
)
def test_bad_files_are_one_line(user: Path, text: str, problem: str) -> None:
    write(user, text)
    with pytest.raises(RequestError, match=problem) as error:
        config.defaults("speak", KNOWN["speak"], lambda: KNOWN)
    assert str(user) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_text_is_one_line(user: Path) -> None:
    write(user, "")
    user.write_bytes(b"voice = '\xff'")
    with pytest.raises(RequestError, match="UTF-8"):
        config.defaults("speak", KNOWN["speak"], lambda: KNOWN)


def test_slips_in_the_environment_are_refused_and_other_programs_variables_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in config.RESERVED - {"EMOGEN_CONFIG"}:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("EMOGEN_STUDIO_PORT", "8080")
    assert config.defaults("speak", KNOWN["speak"], lambda: KNOWN) == {}
    monkeypatch.setenv("EMOGEN_VOISE", "x")
    with pytest.raises(RequestError, match=r"EMOGEN_VOISE.*Did you mean EMOGEN_VOICE\?"):
        config.defaults("speak", KNOWN["speak"], lambda: KNOWN)


def test_writing_keeps_the_other_lines(user: Path) -> None:
    write(user, '# mine\nversion = 1\nseed = 1  # lucky\n\n[image]  # pictures\nsize = "64"\n')
    config.store("", "seed", 2)
    config.store("", "voice", 'a "b" ü')
    config.store("image", "seed", 3)
    config.store("talk", "size", "512")
    text = user.read_text(encoding="utf-8")
    assert "# mine" in text
    assert "# lucky" in text
    assert "# pictures" in text
    assert tomllib.loads(text) == {
        **{"version": 1, "seed": 2, "voice": 'a "b" ü'},
        **{"image": {"size": "64", "seed": 3}, "talk": {"size": "512"}},
    }
    assert config.remove("talk", "size")
    assert not config.remove("talk", "size")
    assert config.remove("", "voice")
    assert content(user) == {
        **{"version": 1, "seed": 2},
        "image": {"size": "64", "seed": 3},
    }


def test_a_linked_file_stays_a_link(user: Path, tmp_path: Path) -> None:
    write(tmp_path / "dotfiles" / "emogen.toml", "seed = 1\n")
    user.parent.mkdir()
    user.symlink_to(tmp_path / "dotfiles" / "emogen.toml")
    config.store("", "seed", 2)
    assert user.is_symlink()
    assert "seed = 2" in (tmp_path / "dotfiles" / "emogen.toml").read_text(encoding="utf-8")


# The commands


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run_app(list(arguments)) == code
    captured = capsys.readouterr()
    assert "\n" not in captured.err.strip()
    return captured.out.strip() or captured.err.strip()


def test_what_is_set_is_what_a_command_uses(user: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, "config", "path") == str(user)
    shown(capsys, "config", "set", "size", "96x64")
    shown(capsys, "config", "set", "image.seed", "5", "--here")
    assert content(user) == {"version": 1, "size": "96x64"}
    assert tomllib.loads(Path("emogen.toml").read_text(encoding="utf-8")) == {
        "version": 1,
        "image": {"seed": 5},
    }
    assert shown(capsys, "config", "get", "image.size") == "96x64"
    shown(capsys, "image", "a field", "-o", "x.png")
    shown(capsys, "image", "a field", "-o", "y.png", "--seed", "6")
    made = [
        json.loads(Path(name).read_text(encoding="utf-8"))["request"] for name in ("x.png.json", "y.png.json")
    ]
    assert [request["size"] for request in made] == ["96x64", "96x64"]
    assert [request["seed"] for request in made] == [5, 6]
    rows = json.loads(shown(capsys, "config", "list", "--json"))
    assert [(row["setting"], row["from"], row["state"]) for row in rows] == [
        ("size", str(user), "in use"),
        ("image.seed", "./emogen.toml", "in use"),
    ]
    shown(capsys, "config", "unset", "size")
    assert shown(capsys, "config", "get", "size", code=1) == ""


def test_list_says_what_wins(
    user: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(user, "seed = 1\n")
    monkeypatch.setenv("EMOGEN_SEED", "2")
    first, second = json.loads(shown(capsys, "config", "list", "--json"))
    assert first["state"] == "overridden by EMOGEN_SEED"
    assert (second["value"], second["state"]) == ("2", "in use")
    every = json.loads(shown(capsys, "config", "list", "--all", "--json"))
    assert "voice" in next(row["settings"] for row in every if row["command"] == "speak").split()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["config", "set", "voise", "x"], "Did you mean voice"),
        (["config", "set", "speek.voice", "x"], "unknown verb 'speek'"),
        (["config", "set", "image.voice", "x"], "unknown setting of image 'voice'"),
        (["config", "set", "seed", "many"], "cannot set seed: seed 'many' is no whole number"),
        (["config", "set", "speak.rate", "3"], "rate 3 is out of range. Use 8000 to 96000"),
        (["config", "set", "loudness", "loud"], "cannot set loudness: cannot read the loudness 'loud'"),
        (["config", "set", "loudness", "-90"], "out of range"),
        (["config", "unset", "seed"], "seed is not set"),
        (["config", "get", "image.voice"], "unknown setting of image"),
    ],
)
def test_wrong_requests_are_one_line(
    arguments: list[str], complaint: str, user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complaint in shown(capsys, *arguments, code=2)
    assert not user.exists()


def test_a_bad_value_names_its_source(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMOGEN_SEED", "many")
    assert "EMOGEN_SEED: seed 'many' is no whole number" in shown(
        capsys, "image", "a field", "-o", "x.png", code=2
    )
    monkeypatch.setenv("EMOGEN_SEED", "1")
    write(Path("emogen.toml"), 'version = 1\nvoice = "af_bela"\n')
    assert "./emogen.toml: unknown voice 'af_bela'. Did you mean af_bella" in shown(
        capsys, "speak", "Hi.", "-o", "x.wav", code=2
    )
    assert "emogen: unknown voice 'af_bela'" in shown(
        capsys, "speak", "Hi.", "--voice", "af_bela", "-o", "x.wav", code=2
    )
    write(Path("emogen.toml"), "version = 9\n")
    assert "version 9" in shown(capsys, "image", "a field", "-o", "x.png", code=2)
    assert not Path("x.png").exists()
