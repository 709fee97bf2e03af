"""Input that no one wrote in good faith: every fault is one line, before the work, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from emogen.cli.main import run_app
from emogen.conditioning.character.document import load_character
from emogen.documents import parse_json, parse_yaml
from emogen.errors import EmogenError, RequestError, shown
from emogen.files import check_path
from emogen.pipelines.batch.runner import run
from emogen.pipelines.batch.spec import load_spec
from emogen.pipelines.requests.base import check_files
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.speech.delivery.facts import checked_facts

BOMB = "l0: &l0 [x]\n" + "\n".join(f"l{i}: &l{i} [{f'*l{i - 1}, ' * 9}]" for i in range(1, 12))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 3000 + "]" * 3000, "nested too deeply"),
        ("id: " + "1" * 5000, "5,000 digits"),
        ("id: 0x" + "f" * 5000, "digits"),
        ("id: !!int x", "no int"),
        ("id: !!bool x", "no bool"),
        ("id: !!omap 3", "is not known"),
        ("? [a, b]\n: 1", "a key cannot be a list"),
        ("{{a: b}: 1}", "a key cannot be a list"),
        ("&x [*x]", "alias of itself"),
        ("&x {a: *x}", "alias of itself"),
        ("a: 1\na: 2", "given twice"),
        ("a: !!python/object:os.x {}", "is not known"),
        (BOMB, "budget.values"),
        ("\x00", "special characters|control characters"),
    ],
)  # fmt: skip
def test_yaml_of_others_is_refused_in_one_line(text: str, why: str) -> None:
    with pytest.raises(RequestError, match=why) as refused:
        parse_yaml(text, "spec.yaml")
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("spec.yaml")


def test_yaml_merges_and_overrides_keys() -> None:
    text = "a: &a {k: 1}\nb: &b {<<: *a, k: 2}\nc: {<<: [*b, *a], n: 3}"
    assert parse_yaml(text, "x") == {"a": {"k": 1}, "b": {"k": 2}, "c": {"k": 2, "n": 3}}


@pytest.mark.parametrize("text", ["[" * 99999, "NaN", "9" * 5000, '{"a": 1, "a": 2}', "{", ""])
def test_json_of_others_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(RequestError, match="cannot read x"):
        parse_json(text, "x", unique=True)


@pytest.mark.parametrize(
    "text", ["&x {emogen: character, version: 2, name: *x}", "{[a]: 1}", "name: 2024-99-99", "[" * 3000]
)
def test_character_files_of_others_are_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(RequestError):
        load_character(tmp_path / "x.yaml")


def test_errors_are_one_line_whatever_they_quote() -> None:
    error = str(EmogenError("a\nb\x1b[31m", why="x" * 10_000, fix="y z " * 10_000))
    assert error.isprintable()
    assert error.startswith("a b\\x1b[31m (xxx")
    assert len(error) < 5000
    assert shown(10**5000) == "of type int"


@pytest.mark.parametrize(
    "template",
    ["{id:_>3000000000}", "{id:{kind}}", "{id!x}", "{id!r}", "{id:d}", "{id.x}", "{id[0]}", "{}", "id}"],
)
def test_templates_have_names_and_widths_only(tmp_path: Path, template: str) -> None:
    with pytest.raises(RequestError, match="file template"):
        load_spec(_spec(tmp_path, "{id: a, kind: face}", files=template))


@pytest.mark.parametrize("name", ["NUL", "a/aux/b", "a.", "x" * 300, "x/" * 3000 + "x"])
def test_names_in_specs_are_names_everywhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match=r"not allowed|too long"):
        load_spec(_spec(tmp_path, "{id: a, kind: face}", files=name))


@pytest.mark.parametrize(
    "jobs",
    [
        "{id: a, kind: speak, text: x, timings: a.wav.json}",
        "{id: a, kind: speak, text: x}, {id: b, kind: speak, text: x, timings: a.wav.json}",
        "{id: a, kind: face, file: é.png}, {id: b, kind: face, file: 'e\u0301.png'}",
        "{id: a, kind: face, file: x.png}, {id: b, kind: face, file: X.png/y}",
    ],
)
def test_no_file_is_written_twice(tmp_path: Path, jobs: str) -> None:
    with pytest.raises(RequestError, match=r"both|as a folder"):
        load_spec(_spec(tmp_path, jobs))


def test_two_results_are_two_files(tmp_path: Path) -> None:
    for second in ("a.wav.json", "A.WAV", "sub/../a.wav"):
        with pytest.raises(RequestError, match="two results"):
            check_files([tmp_path / "a.wav", tmp_path / second])
    request = make_request("speak", {"text": "hi", "timings": str(tmp_path / "a.wav.json")})
    with pytest.raises(RequestError, match="two results"):
        request.make(tmp_path / "a.wav")
    assert not list(tmp_path.iterdir())


def test_a_linked_folder_is_not_followed_out(tmp_path: Path) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    out.mkdir()
    (out / "sub").symlink_to(outside)
    spec = _spec(tmp_path, "{id: a, kind: image, text: a tree, size: 64x64, file: sub/a}")
    (outcome,) = run(spec, out)
    assert "leaves the output folder" in outcome.error
    assert not list(outside.iterdir())


def test_a_strange_sidecar_of_an_unchanged_result(tmp_path: Path) -> None:
    spec = _spec(tmp_path, "{id: a, kind: image, text: a tree, size: 64x64}")
    run(spec, tmp_path / "out")
    sidecar = tmp_path / "out/a.png.json"
    record = json.loads(sidecar.read_text())
    for notes in (5, None, [1, {}, "kept"], {"a": 1}):
        sidecar.write_text(json.dumps({**record, "notes": notes, "label": [1]}))
        (outcome,) = run(spec, tmp_path / "out")
        assert outcome.status == "unchanged"
        assert set(outcome.notes) <= {"kept"}
    sidecar.write_text("[" * 99999)
    assert run(spec, tmp_path / "out")[0].status == "made"


def test_a_file_where_the_sidecar_goes_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "a.png.json"
    mine.write_text('{"mine": 1}')
    assert run_app(["image", "a tree", "--size", "64x64", "-o", str(tmp_path / "a.png")]) == 2
    assert "a.png.json is there already" in capsys.readouterr().err
    assert mine.read_text() == '{"mine": 1}'


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 300, "x/" * 3000])
@pytest.mark.parametrize(
    ("verb", "parameter"), [("face", "portrait"), ("convert", "recording"), ("animate", "mapping")]
)
def test_impossible_names_are_wrong_requests(name: str, verb: str, parameter: str) -> None:
    with pytest.raises(RequestError):
        check_path(name)
    with pytest.raises(RequestError):
        make_request(
            verb, {"recording": "x.wav", parameter: name} if verb == "animate" else {parameter: name}
        )


@pytest.mark.parametrize(
    "value",
    [10**5000, "x" * 10**5, "\ud800", b"\xff", object(), [[]], {1: {}}],
    ids=lambda value: type(value).__name__,
)
def test_impossible_values_are_wrong_requests(value: object) -> None:
    for parameter in ("seed", "take", "intensity", "emotion", "character", "background", "size", "va"):
        with pytest.raises(RequestError) as refused:
            make_request("face", {parameter: value})
        assert len(str(refused.value)) < 1000


def _spec(folder: Path, jobs: str, files: str = "{id}") -> Path:
    path = folder / "spec.yaml"
    path.write_text(f"version: 1\nfiles: {json.dumps(files)}\njobs: [{jobs}]\n", encoding="utf-8")
    return path


PLUGINS = {
    "export.odd": 'class P:\n    name, kind, suffixes, title, write = "odd", "export", 5, 3, print',
    "language.odd": 'class P:\n    name, kind, language = "odd", "language", 5',
    "image.odd": 'class P:\n    name, kind, check, paint = "odd", "image", 1, 2',
    "speech.odd": "import sys\nsys.exit(3)",
    "vocabulary.odd": 'class P:\n    name, kind = "odd", "vocabulary"\n    def entries(self): return 5',
}


def test_broken_plugins_and_metadata_harm_nobody_else(tmp_path: Path) -> None:
    lines = ["[emogen.backends]"]
    for number, (name, source) in enumerate(PLUGINS.items()):
        (tmp_path / f"odd{number}.py").write_text(source)
        lines.append(f"{name} = odd{number}:P")
    for name, content in (("odd-1", "\n".join(lines).encode()), ("unreadable-1", b"\xff\xfe")):
        folder = tmp_path / f"{name}.dist-info"
        folder.mkdir()
        (folder / "entry_points.txt").write_bytes(content)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "EMOGEN_CONFIG": str(tmp_path / "none.toml")}
    command = [sys.executable, "-c", "from emogen.cli.main import main; main()"]
    for arguments in (["plugins", "--json"], ["emotions"], ["face", "--size", "nope"]):
        done = subprocess.run(
            [*command, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == (2 if "nope" in arguments else 0), done.stderr
        assert len(done.stderr.splitlines()) <= 1


@pytest.mark.parametrize("part", ["seconds", "words", "phonemes", "vocals", "track"])
def test_sidecars_that_lie_of_a_line_are_not_believed(part: str) -> None:
    told = {"seconds": 1.0, "words": [["hi", 0.0, 0.5]], "phonemes": [["h", 0.0, 0.2], ["aɪ", 0.2, 0.5, 1]]}
    assert checked_facts({**told, "track": "joy", "other": 1}) == {**told, "track": "joy"}
    spans = ([None], [["a"]], [["a", "b", 1]], [["a", 2, 1]], [["a", 0, 1e300]], [["a", 0.0, float("nan")]])
    for lie in (
        None,
        -5,
        True,
        {},
        {"x": [1]},
        "x",
        *spans,
        [[1, 2, 3]],
        [["a", 1, 2], ["b", 0, 1]],
        10**5000,
    ):
        assert checked_facts({**told, part: lie}) == {}
