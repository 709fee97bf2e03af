"""Characters: files that come back, looks that can be asked for, people who stay who they were."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.arkit import ARKIT, INDEX
from emogen.cli.character import app
from emogen.conditioning.character import (
    Character,
    Looks,
    characters,
    find_character,
    load_character,
    make_character,
    read_looks,
    save_character,
    with_looks,
)
from emogen.conditioning.character.looks import changed_looks
from emogen.conditioning.character.traits import HAIR_STYLES, NAMES, NUMBERS, features, find_feature
from emogen.errors import RequestError
from emogen.pipelines.face.character import store
from emogen.pipelines.face.character.ageing import relief
from emogen.pipelines.face.character.hairline import grows
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.face.character.identity import ageing, bust
from emogen.pipelines.face.character.rig import load_rig, over_hem
from emogen.pipelines.face.character.sheet import sheet
from emogen.pipelines.face.character.styles import styles
from emogen.pipelines.face.render.renderer import Renderer
from emogen.seeds import stream

STILL, AHEAD, CALM = np.zeros(3, np.float32), np.zeros(2, np.float32), np.zeros(len(ARKIT), np.float32)
PLAIN = Looks(4, hair="bald")


def run(*arguments: str) -> int:
    return int(app(list(arguments), prog_name="character", standalone_mode=False) or 0)


def numbers() -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.floats(low, high)
            for name, (low, high, _) in NUMBERS.items()
            if name not in ("sex", "african")
        },
    )


@settings(max_examples=15, deadline=None)
@given(
    looks=numbers(),
    choices=st.fixed_dictionaries({name: st.sampled_from(known) for name, (_, known) in NAMES.items()}),
    shapes=st.dictionaries(st.sampled_from(sorted(features())), st.floats(0, 1), max_size=4),
    suffix=st.sampled_from((".json", ".yaml", ".yml")),
)
def test_a_saved_character_is_the_same_when_read(
    tmp_path_factory: pytest.TempPathFactory,
    looks: dict[str, float],
    choices: dict[str, str],
    shapes: dict[str, float],
    suffix: str,
) -> None:
    fields: dict[str, Any] = {**looks, **choices}
    person = make_character(5, name="Zoë", african=0.2, **fields, shapes=shapes)
    path = save_character(person, tmp_path_factory.mktemp("people") / f"zoe.character{suffix}")
    assert load_character(path) == person == find_character(str(path))


def test_a_file_may_leave_fields_out(tmp_path: Path) -> None:
    path = tmp_path / "ada.character.json"
    path.write_text('{"emogen": "character", "version": 1, "name": "ada", "seed": 3}')
    assert load_character(path) == Character("ada", looks=Looks(3))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 3}, "version 3.*Update emogen"),
        ({"version": 0}, "version 0.*anew"),
        ({"emogen": "job"}, "no character file"),
        ({"hiar": "bob"}, "hiar.*hair"),
        ({"hair": "bobb"}, "unknown hair style 'bobb'.*bob"),
        ({"age": 200}, "age 200 is out of range"),
        ({"age": "old"}, "age 'old' is not a number"),
        ({"skin": None}, "skin None is not a number"),
        ({"skin": float("nan")}, "NaN is not a number"),
        ({"seed": 1.5}, "needs 'seed'"),
        ({"seed": True}, "needs 'seed'"),
        ({"shapes": {"nose-hupm": 0.2}}, "nose-hupm.*nose-hump"),
        ({"shapes": {"nose-hump": 1.2}}, "out of range"),
        ({"shapes": {"head-oval": -0.2}}, "head-oval -0.2 is out of range"),
        ({"shapes": {"nose-hump": 0.1, "nose/nose-hump": 0.1}}, "given twice"),
        ({"shapes": [0.2]}, "needs 'shapes'"),
        ({"african": 0, "asian": 0, "caucasian": 0}, "ancestry"),
        ({"name": " "}, "needs a name"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, change: dict[str, Any], complaint: str) -> None:
    path = tmp_path / "ada.character.json"
    path.write_text(json.dumps({"emogen": "character", "version": 1, "name": "ada", "seed": 3, **change}))
    with pytest.raises(RequestError, match=complaint):
        load_character(path)


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", "name: [", "!!python/object:os.system {}"])
@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_a_file_of_nonsense_is_a_wrong_request(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"ada{suffix}"
    path.write_text(text)
    with pytest.raises(RequestError, match=r"cannot read|no character file|malformed YAML"):
        load_character(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no such character file"):
        find_character(str(tmp_path / "nobody.json"))
    with pytest.raises(RequestError, match=r"cannot be \.txt"):
        save_character(Character("plain", looks=PLAIN), tmp_path / "plain.txt")


def test_settings_are_read_as_typed() -> None:
    typed = ["hair=long", "sex=male", "eye-colour=blue", "nose-hump=0.3", "shapes.head-oval=0.2", "seed=7"]
    assert read_looks(typed) == {
        "hair": "long", "sex": 1.0, "eye_colour": "blue", "seed": 7,
        "shapes": {"nose/nose-hump": 0.3, "head/head-oval": 0.2},
    }  # fmt: skip
    for text, complaint in (
        ("hair", "cannot read"),
        ("hiar=long", "hiar.*hair"),
        ("age=old", "not a number"),
        ("seed=1.5", "no number"),
        ("age=inf", "no number"),
        ("shapes=2", "one by one"),
        ("shapes.nose=1", "unknown face shape 'nose'"),
    ):
        with pytest.raises(RequestError, match=complaint):
            read_looks([text])


def test_new_looks_add_to_the_shapes_that_are_there() -> None:
    first = with_looks(Character("plain", looks=PLAIN), {"shapes": {"nose-hump": 0.3}})
    second = with_looks(first, {"shapes": {"nose-width1": 0.2}, "skin": 0.9}).looks
    assert dict(second.shapes) == {"nose/nose-hump": 0.3, "nose/nose-width1": 0.2}
    assert (second.skin, second.seed) == (0.9, PLAIN.seed)


def test_a_number_and_its_seed_are_the_same_person() -> None:
    assert find_character("12") == make_character(12) != make_character(13)


def test_seeds_draw_the_people_that_they_drew_before() -> None:
    """Figures of the first release: a table that grows must not change who a seed is."""
    person = make_character(7).looks
    assert (person.hair, person.hair_colour, person.eye_colour, person.clothes) == (
        "bun",
        "black",
        "brown",
        "navy",
    )
    assert person.age == pytest.approx(55.15, abs=0.01)


def test_there_are_ten_characters_of_all_ages_sexes_and_tones() -> None:
    people = [person.looks for person in characters().values()]
    assert len(people) == 10
    assert min(p.age for p in people) < 15
    assert max(p.age for p in people) > 75
    assert 3 <= sum(p.sex > 0.5 for p in people) <= 7
    assert min(p.skin for p in people) <= 0.1
    assert max(p.skin for p in people) >= 0.75
    assert len({p.seed for p in people}) == 10


def test_every_feature_moves_the_head_both_ways() -> None:
    rig = load_rig()
    still = bust(PLAIN, rig)
    used = {target for feature in features().values() for target in feature if target}
    assert used == set(rig.local)
    for name in ("nose/nose-hump", "chin/chin-width", "head/head-oval"):
        low, high = (bust(changed_looks(PLAIN, {"shapes": {name: value}}), rig) for value in (0.4, 1.0))
        assert 0 < abs(low - still).max() < abs(high - still).max()
    assert find_feature("nose-hump") == "nose/nose-hump"


def test_build_and_muscle_change_the_neck() -> None:
    rig = load_rig()

    def neck(**looks: Any) -> float:
        points = rig.subdivision.apply(bust(dataclasses.replace(PLAIN, **looks), rig))
        ring = abs(over_hem(rig.template) - 0.15) < 0.08
        return float(np.ptp(points[ring & (abs(rig.template[:, 0]) < 1.2), 0]))

    assert neck(weight=0.1) < neck(weight=0.5) < neck(weight=0.95)
    assert neck(muscle=0.0, sex=1.0) < neck(muscle=1.0, sex=1.0)


def test_skin_ages() -> None:
    assert ageing(PLAIN) == 0
    assert ageing(dataclasses.replace(PLAIN, age=80)) > 0.8
    assert ageing(dataclasses.replace(PLAIN, age=80, ageing=0.1)) == 0.1
    depth = [float(abs(relief(stream(1, "marks"), level)[0]).mean()) for level in (0.0, 0.3, 0.9)]
    assert depth[0] == 0 < depth[1] < depth[2]


def test_hairlines_recede() -> None:
    angle, height = np.full(50, 0.5, np.float32), np.linspace(7.7, 8.4, 50, dtype=np.float32)
    full, thin = (
        grows(dataclasses.replace(PLAIN, sex=1.0, hair=hair), angle, height).sum()
        for hair in ("crop", "receding")
    )
    assert thin < full - 2


def test_every_style_has_its_numbers() -> None:
    assert set(styles()) == set(HAIR_STYLES)
    assert len(HAIR_STYLES) >= 16


@pytest.fixture(scope="module")
def plain() -> Renderer:
    return Renderer(PLAIN, (96, 96))


DRESSED: list[dict[str, Any]] = [
    {"hair": "braids", "garment": "v-neck", "glasses": "round", "age": 9.0},
    {"hair": "long", "beard": "full", "garment": "shirt", "sex": 1.0},
    {"garment": "hoodie", "skin": 1.0, "scar": 1.0, "moles": 1.0, "lips": "red", "liner": 1.0, "age": 90.0},
]


@pytest.mark.parametrize("looks", DRESSED, ids=lambda looks: looks["garment"])
def test_looks_can_be_seen(plain: Renderer, looks: dict[str, Any]) -> None:
    other = Renderer(changed_looks(PLAIN, looks), (96, 96))
    first, second = (who.frame(CALM, STILL, AHEAD).astype(int) for who in (plain, other))
    changed = abs(first - second).max(axis=2) > 12
    assert changed.mean() > 0.02
    turned = other.frame(CALM, np.array([0.7, 0.1, 0], np.float32), AHEAD)
    assert (turned.astype(int) != second).any()


def test_a_beard_moves_with_the_jaw() -> None:
    head = make_head(dataclasses.replace(PLAIN, sex=1.0, beard="full"))
    rig, fine = head.rig, head.fine_hair
    jaw = slice(rig.shape_start[INDEX["jawOpen"]], rig.shape_start[INDEX["jawOpen"] + 1])
    opened = head.neutral.copy()
    opened[rig.shape_vertex[jaw]] += head.offset[jaw]
    drop = (head.neutral - opened)[fine.corners[:: fine.steps], 1].mean(axis=1)
    assert (drop > 0.1).mean() > 0.1
    assert len(fine.corners) == len(fine.shares) == len(fine.lift) == len(fine.width)


def test_a_collar_lies_outside_the_neck_and_faces_outwards() -> None:
    head = make_head(dataclasses.replace(PLAIN, garment="turtleneck"))
    first = len(load_rig().template)
    points, triangles = head.neutral[first:], head.rig.triangles[len(load_rig().triangles) :] - first
    assert len(points) > 500
    assert (head.fixed[first:, 4] < 0).all(), "it is cloth"
    centre = points.mean(axis=0)
    a, b, c = (points[triangles[:, k]] for k in range(3))
    normal, away = np.cross(b - a, c - a), (a + b + c) / 3 - centre
    outer = np.hypot(away[:, 0], away[:, 2]) > 0.5
    assert outer.any()
    assert ((normal * away)[outer][:, [0, 2]].sum(axis=1) > 0).mean() > 0.8, "the rest is its folded edge"


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(store, "home", lambda: tmp_path)
    return tmp_path


def _never() -> dict[str, Any]:
    raise RuntimeError("it was built again")


def test_a_head_is_built_once_and_comes_back_equal(own_home: Path) -> None:
    first = make_head(PLAIN)
    again = store.remembered(repr(PLAIN), _never)
    assert set(again) >= {"neutral", "skin", "fixed"}
    second = make_head(PLAIN)
    for name in ("neutral", "skin", "fixed", "offset", "eyes"):
        assert (getattr(first, name) == getattr(second, name)).all()
    assert list((own_home / "heads").glob("*.npz"))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nonsense", b"\x93NUMPY"])
def test_a_damaged_head_is_built_again(own_home: Path, damage: bytes) -> None:
    built: Callable[[], dict[str, Any]] = lambda: {"x": np.arange(3)}  # noqa: E731
    store.remembered("a", built)
    (kept,) = (own_home / "heads").glob("*.npz")
    kept.write_bytes(damage)
    assert (store.remembered("a", built)["x"] == np.arange(3)).all()
    assert (store.remembered("a", _never)["x"] == np.arange(3)).all()


def test_any_changed_byte_of_a_head_is_noticed(own_home: Path) -> None:
    built: Callable[[], dict[str, Any]] = lambda: {"x": np.arange(3)}  # noqa: E731
    store.remembered("a", built)
    (kept,) = (own_home / "heads").glob("*.npz")
    whole = kept.read_bytes()
    for index in range(0, len(whole), 7):
        kept.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        assert (store.remembered("a", built)["x"] == np.arange(3)).all()
    assert kept.read_bytes() == whole


def test_only_the_newest_heads_are_kept(own_home: Path) -> None:
    for k in range(store.NEWEST + 3):
        store.remembered(str(k), lambda: {"x": np.zeros(1)})
    assert len(list((own_home / "heads").glob("*.npz"))) == store.NEWEST


def test_a_cache_that_cannot_be_written_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "heads").write_text("a file stands where the folder should be")
    monkeypatch.setattr(store, "home", lambda: tmp_path)
    assert (store.remembered("a", lambda: {"x": np.ones(2)})["x"] == 1).all()


def test_a_sheet_has_ten_pictures() -> None:
    picture = sheet(PLAIN, side=48)
    assert picture.size == (5 * 48, 2 * 48)
    with pytest.raises(RequestError, match="out of range"):
        sheet(PLAIN, side=5000)


def test_the_commands_make_show_and_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made = ("--seed", "3", "--age", "70", "--sex", "female", "--build", "0.7", "--shape", "nose-hump=0.4")
    assert run("new", "ida", *made, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["file"], said["name"], said["looks"]["weight"]) == ("ida.character.json", "ida", 0.7)
    assert run("edit", "ida.character.json", "--set", "hair=bald", "--set", "name=eva", "-o", "eva.yaml") == 0
    eva = load_character("eva.yaml")
    looks = eva.looks
    assert (looks.hair, eva.name, looks.age, dict(looks.shapes)) == (
        "bald",
        "eva",
        70,
        {"nose/nose-hump": 0.4},
    )
    assert run("edit", "eva.yaml", "--set", "age=71") == 0
    assert load_character("eva.yaml").looks.age == 71
    capsys.readouterr()
    assert run("show", "eva.yaml", "--json") == 0
    assert json.loads(capsys.readouterr().out)["looks"]["age"] == 71
    assert run("show", "eva.yaml", "--size", "32", "-o", "eva.png") == 0
    assert Path("eva.png").stat().st_size > 1000
    assert run("looks") == run("shapes", "--json") == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("edit", "mira", "--set", "hair=bun"), "mira is no file"),
        (("edit", "mirra", "-o", "x.json"), "unknown character 'mirra'.*mira"),
        (("new", "x", "--set", "hair=bunn"), "bunn.*bun"),
        (("new", "x", "-o", "x.toml"), "cannot be .toml"),
        (("new", "x", "--sex", "femal"), "not a number"),
        (("show", "mira", "-o", "x.gif"), "cannot write"),
    ],
)
def test_wrong_commands_say_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match=complaint):
        run(*arguments)
    assert not list(tmp_path.iterdir())
