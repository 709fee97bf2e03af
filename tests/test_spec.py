"""Job specs: what they may say, what is refused, and that all of it is told at once."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from emogen.conditioning.character import find_character, save_character
from emogen.conditioning.ssml import read_script
from emogen.errors import RequestError
from emogen.pipelines.batch.job import Job
from emogen.pipelines.batch.runner import run
from emogen.pipelines.batch.schema import spec_schema
from emogen.pipelines.batch.spec import SpecError, load_spec
from emogen.pipelines.batch.spec.jobs import seed_of
from emogen.pipelines.batch.spec.problems import MOST
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.speech.text.plain import is_plain
from emogen.pipelines.speech.text.words import read_noted
from emogen.yaml_reading import read_yaml


def written(folder: Path, text: str, name: str = "spec.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def jobs_of(folder: Path, text: str, name: str = "spec.yaml") -> dict[str, Job]:
    return {job.id: job for job in load_spec(written(folder, text, name))}


def problems_of(folder: Path, text: str, name: str = "spec.yaml") -> list[str]:
    with pytest.raises(SpecError) as refused:
        load_spec(written(folder, text, name))
    return [line.removeprefix(str(folder / name)) for line in str(refused.value).splitlines()]


def value(job: Job, name: str) -> Any:
    return getattr(job.request, name)


# What is written

IDS = ["0721506", "12:30", "1_000", "1.10", "0x1F", "1e3", "yes", "true", "2024-02-30", "010", "~x"]


def test_ids_and_texts_are_as_they_are_written(tmp_path: Path) -> None:
    lines = "".join(f"  - {{id: {id}, kind: speak, text: {id}}}\n" for id in IDS)
    jobs = jobs_of(tmp_path, f"version: 1\njobs:\n{lines}")
    assert list(jobs) == IDS
    assert [value(job, "text") for job in jobs.values()] == IDS


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: 0721506", 721506),
        ("a: 0o17", 15),
        ("a: 1_000", "1_000"),
        ("a: 12:30", "12:30"),
        ("a: 2001-01-01", "2001-01-01"),
        ("a: [no, On, NULL, ~, false]", ["no", "On", None, None, False]),
        ("a: [.5, 1e3, -.inf, +1]", [0.5, 1000.0, float("-inf"), 1]),
        ("a: !!str 7", "7"),
        ("a: &x 7\nb: *x", 7),
    ],
)
def test_yaml_is_read_by_the_rules_of_version_1_2(text: str, values: object) -> None:
    assert read_yaml(text, "x")["a"] == values


def test_json_and_json_lines_are_specs_too(tmp_path: Path) -> None:
    line = {"id": "007", "kind": "speak", "text": "Hi."}
    assert list(jobs_of(tmp_path, json.dumps({"version": 1, "jobs": [line]}), "a.json")) == ["007"]
    rows = ['{"version": 1, "defaults": {"seed": 3}}', "", json.dumps(line), '{"id": 1.10, "kind": "face"}']
    jobs = jobs_of(tmp_path, "\n".join(rows), "b.jsonl")
    assert {id: value(job, "seed") for id, job in jobs.items()} == {"007": 3, "1.10": 3}
    assert list(jobs_of(tmp_path, json.dumps(line), "c.ndjson")) == ["007"]


def test_places_in_json(tmp_path: Path) -> None:
    text = '{"version": 1,\n\t"jobs": [{"id": "\\ud83d\\ude00", "kind": "face",\n\t"emotion": "jy"}]}'
    assert problems_of(tmp_path, text, "a.json")[0].startswith(":3:13: job '😀': unknown emotion 'jy'")
    rows = '{"version": 1, "defaults": {"voic": 1}}\n{"id": "a", "kind": "face", "emotion": "jy"}'
    first, second = problems_of(tmp_path, rows, "a.jsonl")
    assert first.startswith(":1:29: unknown key in defaults 'voic'. Did you mean voice")
    assert second.startswith(":2:40: job 'a': unknown emotion 'jy'")


def test_merge_keys_and_anchors_are_everywhere(tmp_path: Path) -> None:
    text = """
version: 1
x-common: &common {seed: 5, size: 64x64}
defaults: {face: {<<: *common, take: 1}}
groups: {far: {<<: *common, take: 2}}
jobs:
  - &first {id: a, kind: face}
  - {<<: *first, id: b, group: far}
"""
    jobs = jobs_of(tmp_path, text)
    assert [(value(job, "seed"), value(job, "size"), value(job, "take")) for job in jobs.values()] == [
        (5, "64x64", 1),
        (5, "64x64", 2),
    ]


# Cast, defaults, groups

SEED_OF_ONE = 994_664_918
CAST = """
version: 1
cast:
  Eileen: {voice: "af_bella:0.8+af_heart:0.2", pace: 0.9, emotion: "0.2*joy", lexicon: {GIF: jif}}
  Lucia: {language: es}
  Ada: {character: people/ada.character.yaml, voice: bf_emma, lexicon: people/words.yaml}
  Tom: am_puck
defaults: {seed: by-id, intensity: 0.5, speak: {captions: vtt}, talk: {size: 128}}
groups:
  tavern: {emotion: "0.3*anger", speak: {captions: srt}, labels: {room: tavern}}
files: "{room}/{character}/{id}"
jobs:
  - {id: one, kind: speak, cast: Eileen, text: Hi., labels: {room: hall}}
  - {id: two, kind: speak, cast: Eileen, group: tavern, voice: af_sky, text: Hi., pace: 1.1}
  - {id: three, kind: talk, cast: Ada, group: tavern, text: Hi., seed: 4}
  - {id: four, kind: speak, cast: Lucia, text: Hola., va: [0.1, 0.2], labels: {room: x}}
  - {id: five, kind: face, cast: Tom, character: jonas, labels: {room: x}}
"""


@pytest.fixture
def cast(tmp_path: Path) -> dict[str, Job]:
    (tmp_path / "people").mkdir()
    save_character(find_character("mira"), tmp_path / "people" / "ada.character.yaml")
    written(tmp_path, "Aoife: /ˈiːfə/", "people/words.yaml")
    return jobs_of(tmp_path, CAST)


def test_a_cast_brings_voice_words_and_manner_and_the_job_counts_more(cast: dict[str, Job]) -> None:
    one, two, three = cast["one"], cast["two"], cast["three"]
    assert value(one, "voice") == "af_bella:0.8+af_heart:0.2"
    assert (value(one, "pace"), value(one, "emotion"), value(one, "intensity")) == (0.9, "0.2*joy", 0.5)
    assert value(one, "lexicon").entries == (("GIF", "jif"),)
    assert value(one, "said_by") == "Eileen"
    assert (value(two, "voice"), value(two, "pace"), value(two, "emotion")) == ("af_sky", 1.1, "0.3*anger")
    assert dict(value(three, "lexicon").entries)["Aoife"] == "/ˈiːfə/"
    assert value(three, "character").looks == find_character("mira").looks
    assert value(cast["four"], "voice") in ("ef_dora", "em_alex", "em_santa")
    assert value(cast["five"], "character").looks == find_character("jonas").looks


def test_defaults_are_by_kind_and_by_group(cast: dict[str, Job]) -> None:
    assert [value(cast[id], "captions") for id in ("one", "two", "four")] == ["vtt", "srt", "vtt"]
    assert value(cast["three"], "size") == "128x128"
    assert value(cast["four"], "va") == (0.1, 0.2)
    assert value(cast["four"], "emotion") == "neutral"


def test_labels_choose_and_name(cast: dict[str, Job]) -> None:
    assert cast["two"].labels == {"room": "tavern", "group": "tavern", "character": "Eileen"}
    assert cast["two"].path == Path("tavern/Eileen/two.wav")


def test_a_seed_by_id_is_the_same_wherever_the_job_stands(cast: dict[str, Job]) -> None:
    assert value(cast["one"], "seed") == seed_of("one") == SEED_OF_ONE
    assert value(cast["one"], "seed") != value(cast["two"], "seed")
    assert value(cast["three"], "seed") == 4


def test_the_schema_takes_all_of_it() -> None:
    jsonschema.validate(read_yaml(CAST, "x"), spec_schema())
    jsonschema.validate(read_yaml(MATRIX, "x"), spec_schema())
    wrong = read_yaml(CAST.replace("pace: 0.9", "pce: 0.9"), "x")
    assert list(jsonschema.Draft202012Validator(spec_schema()).iter_errors(wrong))


MATRIX = """
version: 1
jobs:
  - id: "{voice}-{emotion}"
    kind: speak
    text: Stop!
    matrix: {emotion: [joy, fear], voice: [af_sky, am_puck]}
    exclude: [{emotion: fear, voice: am_puck}]
  - {id: still, matrix: {kind: [face, sheet], seed: [01, 2]}}
"""


def test_a_matrix_is_all_combinations_but_those_left_out(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, MATRIX)
    assert list(jobs) == [
        *("af_sky-joy", "am_puck-joy", "af_sky-fear"),
        *("still-face-01", "still-face-2", "still-sheet-01", "still-sheet-2"),
    ]
    assert (value(jobs["am_puck-joy"], "voice"), value(jobs["am_puck-joy"], "emotion")) == ("am_puck", "joy")
    assert (jobs["still-sheet-2"].kind, value(jobs["still-sheet-2"], "seed")) == ("sheet", 2)


def test_included_specs_mean_what_they_mean_alone(tmp_path: Path) -> None:
    written(
        tmp_path, "version: 1\ncast: {Tom: am_puck, Ann: af_sky}\ndefaults: {seed: 1, take: 1}", "cast.yaml"
    )
    rows = '{"version": 1, "include": "../cast.yaml", "files": "act/{id}"}\n'
    written(tmp_path, rows + '{"id": "b", "kind": "speak", "cast": "Tom", "text": "B"}', "acts/one.jsonl")
    text = """
version: 1
include: [cast.yaml, acts/one.jsonl]
cast: {Tom: am_onyx}
defaults: {take: 2}
jobs: [{id: a, kind: speak, cast: Tom, text: A}, {id: c, kind: speak, cast: Ann, text: C}]
"""
    jobs = jobs_of(tmp_path, text)
    assert list(jobs) == ["b", "a", "c"]
    assert [value(job, "voice") for job in jobs.values()] == ["am_puck", "am_onyx", "af_sky"]
    assert [(value(job, "seed"), value(job, "take")) for job in jobs.values()] == [(1, 1), (1, 2), (1, 2)]
    assert jobs["b"].path == Path("act/b.wav")


def test_files_are_counted_from_the_spec_that_names_them(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "navy").save(written(tmp_path, "", "art/sea.png"))
    written(tmp_path, "version: 1\ndefaults: {background: sea.png}\n", "art/common.yaml")
    text = """
version: 1
include: art/common.yaml
jobs:
  - {id: a, kind: face}
  - {id: b, kind: face, background: "#203040"}
  - {id: c, kind: regrade, source: art/sea.png, emotion: joy}
"""
    jobs = jobs_of(tmp_path, text)
    assert value(jobs["a"], "background") == str(tmp_path / "art" / "sea.png")
    assert value(jobs["b"], "background") == "#203040"
    assert value(jobs["c"], "source") == str(tmp_path / "art" / "sea.png")


def test_ids_are_names_of_files_that_can_be_read_back(tmp_path: Path) -> None:
    ids = ["a:b?", "CON", "a/..", "door.png", "x.wav", "%"]
    lines = "".join(f"  - {{id: '{id}', kind: speak, text: Hi.}}\n" for id in ids)
    jobs = jobs_of(tmp_path, f"version: 1\njobs:\n{lines}")
    assert [job.path.as_posix() for job in jobs.values()] == [
        *("a%3Ab%3F.wav", "%43ON.wav", "a/%2E%2E.wav", "door.png.wav", "x.wav", "%25.wav"),
    ]


# One job uses another's result

GRAPH = """
version: 1
defaults: {size: 96x64}
files: "{kind}/{id}"
jobs:
  - {id: sad, kind: regrade, source: "job:warm", emotion: sadness}
  - {id: warm, kind: regrade, source: "job:field", emotion: joy}
  - {id: field, kind: image, text: a field}
"""


def test_a_job_uses_the_result_of_another(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, GRAPH)
    assert list(jobs) == ["sad", "warm", "field"]
    assert [job.needs for job in jobs.values()] == [("warm",), ("field",), ()]
    assert value(jobs["warm"], "source") == "image/field.png"
    assert jobs["warm"].resolved(tmp_path).source == str(tmp_path / "image" / "field.png")  # type: ignore[attr-defined]
    out = tmp_path / "out"
    assert [outcome.status for outcome in run(tmp_path / "spec.yaml", out)] == ["made"] * 3
    assert [outcome.status for outcome in run(tmp_path / "spec.yaml", out)] == ["unchanged"] * 3
    written(tmp_path, GRAPH.replace("emotion: joy", "emotion: fear"))
    assert [outcome.status for outcome in run(tmp_path / "spec.yaml", out)] == ["made", "made", "unchanged"]


def test_the_hash_of_a_job_covers_what_it_uses_before_that_is_there(tmp_path: Path) -> None:
    first = jobs_of(tmp_path, GRAPH)
    other = jobs_of(tmp_path, GRAPH.replace("text: a field", "text: a lake"))
    moved = jobs_of(tmp_path, GRAPH.replace("{kind}/{id}", "{id}"))
    for id in ("sad", "warm", "field"):
        assert first[id].request.digest != other[id].request.digest
        assert first[id].request.digest == moved[id].request.digest
        assert first[id].request.digest == first[id].resolved(tmp_path / "elsewhere").digest


# What is refused


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_text(tmp_path: Path) -> None:
    text = """version: 1
cast:
  Eileen: {voice: af_bela, pce: 1}
  Marc: {voice: af_bella, language: fr-fr}
defaults: {voic: x, speak: {captins: vtt}}
groups: {tavern: {emotion: jy}}
jobs:
  - {id: a, kind: speak, cast: Eilen, text: Hi.}
  - {id: b, kind: speak, group: tavern, text: Hi., voice: xx, intensity: 9}
  - {id: c, kind: speak, group: tavern, text: Hi.}
  - {id: d, kind: animate, recording: "job:h", emotoin: joy}
  - {id: e, kind: convert, recording: "job:f"}
  - {id: f, kind: convert, recording: "job:e"}
  - {id: g, kind: animate, recording: "job:zz"}
  - {id: h, kind: face, character: Marcel}
  - {id: h, kind: face}
  - {id: i, kind: speak, matrix: {emotion: joy}}
  - 7
"""
    told = problems_of(tmp_path, text)
    expected = [
        (":3:19:", "cast 'Eileen': unknown voice 'af_bela'. Did you mean af_bella"),
        (":3:28:", "cast 'Eileen': unknown parameter 'pce'. Did you mean pace"),
        (":4:17:", "cast 'Marc': the voice af_bella speaks en-us, not fr-fr"),
        (":5:12:", "unknown key in defaults 'voic'. Did you mean voice"),
        (":5:29:", "unknown key in defaults 'captins'. Did you mean captions"),
        (":6:28:", "unknown emotion 'jy'"),
        (":8:5:", "job 'a': unknown member of the cast 'Eilen'. Did you mean Eileen"),
        (":9:59:", "job 'b': unknown voice 'xx'"),
        (":9:74:", "job 'b': intensity 9 is out of range"),
        (":11:48:", "job 'd': unknown key 'emotoin'. Did you mean emotion"),
        (":13:39:", "job 'f': the job needs its own result (e -> f -> e)"),
        (":14:39:", "job 'g': unknown job 'zz'"),
        (":15:36:", "job 'h': unknown character 'Marcel'"),
        (":16:5:", "two jobs have the id 'h'"),
        (":17:34:", "emotion of the matrix is 'joy'"),
        (":18:5:", "a job is 7"),
    ]
    assert [line.split(" ", 1)[0] for line in told] == [place for place, _ in expected]
    for line, (_, words) in zip(told, expected, strict=True):
        assert words in line


def test_of_very_many_problems_only_the_first_are_told(tmp_path: Path) -> None:
    lines = "".join(f"  - {{id: {i}, kind: face, emotion: jy}}\n" for i in range(MOST + 7))
    told = problems_of(tmp_path, f"version: 1\njobs:\n{lines}")
    assert len(told) == MOST + 1
    assert told[-1] == "and 7 more problems"


def test_who_is_in_the_cast_is_no_character(tmp_path: Path) -> None:
    (told,) = problems_of(
        tmp_path, "version: 1\ncast: {Tom: am_puck}\njobs: [{id: a, kind: face, character: Tom}]"
    )
    assert "write cast: Tom" in told


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{id: b, kind: animate, recording: 'job:pic'}", "cannot be job:pic, which writes pic.png"),
        ("{id: b, kind: narrate, story: 'job:pic'}", "story cannot be the result of a job"),
        ("{id: b, kind: face, group: x}", "unknown group 'x'"),
        ("{id: b, kind: face, cast: x}", "has no cast"),
        ("{id: b, kind: face, labels: [x]}", "labels are no table"),
        ("{id: '{x}', kind: face, matrix: {seed: [1]}}", "unknown key of the matrix in the id"),
        ("{id: b, kind: face, matrix: {seed: [1]}, exclude: {seed: 2}}", "unknown seed of the matrix '2'"),
        ("{id: b, kind: face, matrix: {id: [1]}}", "cannot vary id"),
        ("{id: b, kind: convert, recording: none.wav}", "no such recording"),
        ("{id: b, kind: face, file: pic.png/x}", "needs pic.png as a folder, and job 'pic' writes it"),
        ("{id: b, kind: [face]}", "unknown kind of job"),
        ("{id: [b], kind: face}", "is no text"),
        ("{id: b, kind: face, seed: " + "9" * 300 + "}", "seed"),
    ],
)
def test_a_job_that_cannot_be_is_told_with_its_place(tmp_path: Path, line: str, says: str) -> None:
    told = problems_of(tmp_path, f"version: 1\njobs:\n  - {{id: pic, kind: face}}\n  - {line}\n")
    assert len(told) == 1
    assert says in told[0]
    assert told[0].startswith(":4:")


def test_includes_have_an_end(tmp_path: Path) -> None:
    written(tmp_path, "version: 1\ninclude: spec.yaml\njobs: [{id: a, kind: face}]", "b.yaml")
    (told,) = problems_of(tmp_path, "version: 1\ninclude: b.yaml", "spec.yaml")
    assert "b.yaml:2:10: " in told
    assert "includes itself" in told
    for depth in range(20):
        written(tmp_path, f"version: 1\ninclude: {depth + 1}.yaml", f"{depth}.yaml")
    with pytest.raises(SpecError, match="in a row"):
        load_spec(tmp_path / "0.yaml")


def test_bombs_are_one_line(tmp_path: Path) -> None:
    large = ", ".join(f"{key}: [{', '.join(map(str, range(100)))}]" for key in ("seed", "take", "fps"))
    for text, says in (
        (f"version: 1\njobs: [{{id: a, kind: idle, matrix: {{{large}}}}}]", "1,000,000 combinations"),
        ("version: 1\njobs: [{id: a, kind: face, file: '{id:_>3000000000}'}]", "no width"),
        ("version: 1\njobs: " + "[" * 100_000, "nested too deeply"),
    ):
        with pytest.raises(RequestError, match=says) as refused:
            load_spec(written(tmp_path, text))
        assert len(str(refused.value).splitlines()) == 1


# Texts that need no second look

SIGNS = "abcdefgHIJKÀÉöøß0123456789 \n.,;:!?'’\"“”‘…–—-"
PIECES = (
    "1,000",
    "12:30",
    "1990s",
    "3rd",
    "St.",
    "B-b-but",
    "Mmm",
    "No. 5",
    "--",
    "''",
    "1.2.3.4",
    "SOS",
    "k",
)


def test_texts_that_are_plain_are_read_without_an_error() -> None:
    draw = random.Random(15)
    languages = ("en-us", "en-gb", "fr-fr", "es", "de")
    for _ in range(120):
        text = "".join(draw.choice((draw.choice(SIGNS), draw.choice(PIECES), " ")) for _ in range(20))
        if is_plain(text):
            read_noted(read_script(text, markup="emogen"), language=draw.choice(languages))
            read_script(text)


@pytest.mark.parametrize(
    "text", ["", "  ", "<b>", "[sad] Hi.", "{name}", "*sighs*", "&amp;", "1" * 20, "a\x00"]
)
def test_texts_with_marks_are_not_plain(text: str) -> None:
    assert not is_plain(text)


def test_a_job_whose_words_alone_differ_is_checked_all_the_same(tmp_path: Path) -> None:
    lines = "".join(
        f"  - {{id: {i}, kind: speak, markup: emogen, text: '{text}'}}\n"
        for i, text in enumerate(("Hi.", "Ho.", "<laugh", "Hm."))
    )
    (told,) = problems_of(tmp_path, f"version: 1\njobs:\n{lines}")
    assert told.startswith(":5:")
    assert "job '2'" in told


def test_a_pace_is_part_of_a_request() -> None:
    plain, fast = (make_request("speak", {"text": "Hi.", "pace": pace}) for pace in (1.0, 1.5))
    assert plain.digest == make_request("speak", {"text": "Hi."}).digest != fast.digest
