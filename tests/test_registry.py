"""The registry: one contract for every plug-in, and nothing that a broken one takes down."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emogen import weights
from emogen.cli.main import run_app
from emogen.conditioning.vocabulary import Vocabulary
from emogen.errors import EmogenError, GenerationError, RequestError
from emogen.pipelines.evaluate.judge import Judge
from emogen.pipelines.face.backend import FaceBackend, PortraitBackend
from emogen.pipelines.face.export.backend import ExportFormat
from emogen.pipelines.image.backend import ImageBackend
from emogen.pipelines.image.paint import paint
from emogen.pipelines.speech.backend import SpeechBackend
from emogen.pipelines.speech.text.languages import LanguageBackend
from emogen.registered import KINDS, NEEDS, Plugin
from emogen.registry import (
    abilities,
    find,
    find_plugin,
    guarded,
    make,
    models_of,
    names,
    option_names,
    plugins,
    require,
    used,
)

sys.path.insert(0, str(Path(__file__).parent))

Install = Callable[..., Path]

PROTOCOLS = {
    "speech": SpeechBackend,
    "face": FaceBackend,
    "portrait": PortraitBackend,
    "image": ImageBackend,
    "export": ExportFormat,
    "language": LanguageBackend,
    "vocabulary": Vocabulary,
}


@pytest.fixture(params=plugins(), ids=lambda plugin: f"{plugin.kind}.{plugin.name}")
def plugin(request: pytest.FixtureRequest) -> Plugin:
    found: Plugin = request.param
    return found


# Every plug-in that is installed


def test_every_medium_has_an_embedded_backend() -> None:
    assert {"kokoro"} <= set(names("speech"))
    assert (names("face"), names("portrait")) == (("anny",), ("photo",))
    assert "painter" in names("image")


def test_it_is_registered_under_its_own_name_and_works(plugin: Plugin) -> None:
    assert plugin.problem == ""
    found = plugin.load()
    assert (found.kind, found.name) == (plugin.kind, plugin.name)
    assert find(plugin.kind, plugin.name) is found
    assert plugin.origin.startswith("emogen-toolkit ")
    assert found.__doc__


def test_its_weights_are_in_the_manifest(plugin: Plugin) -> None:
    assert set(models_of(plugin.load())) <= set(weights.models())


def test_its_options_have_defaults_and_forbid_unknown_keys(plugin: Plugin) -> None:
    found = plugin.load()
    make(plugin.kind, plugin.name)
    with pytest.raises(RequestError, match="cannot take the option 'no_such_option'"):
        make(plugin.kind, plugin.name, {"no_such_option": 1})
    if option_names(found):
        with pytest.raises(ValidationError):
            found.Options(no_such_option=1)


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_plugins_are_refused(kind: str) -> None:
    with pytest.raises(RequestError, match=f"unknown {KINDS[kind]} 'nonesuch'"):
        find(kind, "nonesuch")


@pytest.mark.parametrize("kind", PROTOCOLS)
def test_what_is_looked_for_in_a_class_is_what_its_protocol_has(kind: str) -> None:
    protocol = PROTOCOLS[kind]
    declared = {name for name in (*vars(protocol), *protocol.__annotations__) if not name.startswith("_")}
    # Classes of the protocol have its kind, and find voices in their own list, by default.
    assert set(NEEDS[kind]) == declared - {"kind", "voices"}
    assert protocol.kind == kind


def test_judges_have_what_is_looked_for() -> None:
    assert set(NEEDS["judge"]) <= set(dir(Judge)) | set(Judge.__annotations__)


# Options


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    heat: float = Field(default=0.5, ge=0, le=1)
    steps: int = 20
    fast: bool = False


KILN = """
from pydantic import BaseModel, ConfigDict, Field

class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    heat: float = Field(default=0.5, ge=0, le=1)
    steps: int = 20
    fast: bool = False

class Kiln:
    name = "kiln"
    kind = "image"
    can = frozenset({"glaze"})
    Options = Options

    def __init__(self, options):
        self.options = options

    def check(self, text, size):
        pass

    def paint(self, brief):
        raise ZeroDivisionError("no\\nfire")
"""


@pytest.fixture
def kiln(install: Install) -> None:
    install("pottery", {"image.kiln": "pottery_kiln:Kiln"}, {"pottery_kiln": KILN}, "2.5")


@pytest.mark.usefixtures("kiln")
def test_options_may_come_as_text() -> None:
    made = make("image", "kiln", {"heat": "0.25", "steps": "7", "fast": "true"})
    assert (made.options.heat, made.options.steps, made.options.fast) == (0.25, 7, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"heet": 1},
            r"backend kiln cannot take the option 'heet'\. Did you mean heat\? It has: fast, heat, steps",
        ),
        ({"heat": "2"}, r"cannot take the option 'heat' as '2' \(Input should be less than or equal to 1\)"),
        ({"steps": "many"}, r"cannot take the option 'steps' as 'many' \(Input should be a valid integer"),
    ],
)
@pytest.mark.usefixtures("kiln")
def test_wrong_options_are_refused_by_name(options: dict[str, object], message: str) -> None:
    for call in (make, used):
        with pytest.raises(RequestError, match=message):
            call("image", "kiln", options)


@pytest.mark.usefixtures("kiln")
def test_what_is_used_has_every_setting() -> None:
    found = used("image", "kiln", {"steps": "9"})
    assert found.options == {"heat": 0.5, "steps": 9, "fast": False}
    assert found.plugin.origin == "pottery 2.5"


@pytest.mark.usefixtures("kiln")
def test_an_ability_that_a_plugin_lacks_is_one_documented_answer() -> None:
    made = make("image", "kiln")
    assert abilities(made) == {"glaze"}
    require(made, "glaze", "glaze a pot")
    with pytest.raises(RequestError, match=r"the image backend kiln cannot throw a pot .*`emogen plugins`"):
        require(type(made), "throwing", "throw a pot")


@pytest.mark.usefixtures("kiln")
def test_what_fails_while_it_works_is_one_line_that_names_it() -> None:
    with pytest.raises(GenerationError) as caught:
        paint("a pot", backend="kiln")
    assert str(caught.value) == (
        "the image backend kiln failed (ZeroDivisionError: no fire). Report it to the authors of pottery 2.5."
    )


@pytest.mark.parametrize("error", [SystemExit(3), MemoryError(), OSError(28, "full"), AttributeError("x")])
@pytest.mark.usefixtures("kiln")
def test_nothing_that_is_ours_to_say_is_changed_and_all_else_is(error: BaseException) -> None:
    made = make("image", "kiln")
    with pytest.raises(GenerationError, match="image backend kiln failed"), guarded(made):
        raise error
    with pytest.raises(RequestError, match=r"^mine$"), guarded(made):
        raise RequestError("mine")
    with pytest.raises(KeyboardInterrupt), guarded(made):
        raise KeyboardInterrupt


# Broken ones (E1)

JUDGE = """
from emogen.pipelines.evaluate.judge import Judge, Opinion

class {cls}(Judge):
    name = "{name}"
    medium = "speech"
    title = "a judge of tests"
    source = "tests"
    licence = "none"
    {extra}

    def judge(self, item):
        {body}
"""

BROKEN: dict[str, tuple[str, str, str]] = {
    "raises": ("{module}:Any", "raise RuntimeError('at import')", "RuntimeError: at import"),
    "imports": ("{module}:Any", "import no_such_package_at_all", "no_such_package_at_all"),
    "exits": ("{module}:Any", "import sys; sys.exit('bye')", "SystemExit bye"),
    "syntax": ("{module}:Any", "def (", "SyntaxError"),
    "lacks": ("{module}:Any", "class Any: pass", "lacks 'name'"),
    "noclass": ("{module}:Any", "Any = 3", "is no class"),
    "function": ("{module}:Any", "def Any(): pass", "is no class"),
    "noattr": ("{module}:Any", "Other = 3", "has no Any"),
    "novalue": ("", "", "is not module:class"),
    "nocolon": ("{module}", "", "is not module:class"),
    "kindless": (
        "{module}:Any",
        "class Any:\n    name = 'kindless'; kind = 'speech'\n    " + " = ".join((*NEEDS["judge"], "()")),
        "its class is speech.kindless",
    ),
    "loose": (
        "{module}:Any",
        JUDGE.format(
            cls="Any", name="loose", extra="import pydantic; Options = pydantic.BaseModel", body="pass"
        ),
        "do not forbid unknown keys",
    ),
    "odd": (
        "{module}:Any",
        JUDGE.format(cls="Any", name="odd", extra="Options = dict", body="pass"),
        "no pydantic model",
    ),
    "base": ("{module}:Any", "class Odd(BaseException): pass\nraise Odd('odd')", "Odd: odd"),
}


@pytest.fixture
def wrecks(install: Install) -> None:
    """A distribution with a judge for every way to be broken, and one that works."""
    points, modules = {}, {}
    for name, (value, source, _) in BROKEN.items():
        module = f"wreck_{name}"
        points[f"judge.{name}"], modules[module] = value.format(module=module), source
    points["judge.fine"] = "wreck_fine:Fine"
    modules["wreck_fine"] = JUDGE.format(cls="Fine", name="fine", extra="", body="return Opinion()")
    points["judge.grumpy"] = "wreck_grumpy:Grumpy"
    modules["wreck_grumpy"] = JUDGE.format(
        cls="Grumpy", name="grumpy", extra="", body="raise SystemExit('no mood')"
    )
    install("wrecks", points, modules, "0.3")


@pytest.mark.usefixtures("wrecks")
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_an_error_where_it_is_asked_for(name: str) -> None:
    found = find_plugin("judge", name)
    assert BROKEN[name][2] in found.problem
    assert "\n" not in found.problem
    with pytest.raises(EmogenError, match=r"judge \w+ of wrecks 0\.3 is broken") as caught:
        find("judge", name)
    assert BROKEN[name][2] in str(caught.value)


@pytest.mark.usefixtures("wrecks")
def test_broken_plugins_are_lines_of_every_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["plugins", "--json"]) == 0
    listed = {(one["kind"], one["name"]): one for one in json.loads(capsys.readouterr().out)}
    assert listed["speech", "kokoro"]["can"] == ["blends", "timings", "vocals"]
    assert listed["judge", "fine"]["state"] == "ready"
    for name, (_, _, why) in BROKEN.items():
        assert listed["judge", name]["state"] == "broken"
        assert why in listed["judge", name]["problem"]
    for command in (["plugins"], ["plugins", "judge"], ["judges"]):
        assert run_app(command) == 0
        printed = capsys.readouterr().out
        assert all(name in printed for name in BROKEN)
    assert run_app(["judges", "raises"]) == 1
    assert "RuntimeError: at import" in capsys.readouterr().err


@pytest.mark.usefixtures("wrecks")
def test_broken_judges_do_not_stop_an_evaluation(tmp_path: Path) -> None:
    import numpy as np

    from emogen.media import Audio
    from emogen.pipelines.evaluate.evaluate import evaluate
    from emogen.pipelines.evaluate.item import Item

    noise = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
    item = Item(Audio(noise, 24_000).save(tmp_path / "x.wav"), frozenset({"speech"}))
    found = evaluate([item], names=["fine", "grumpy", "signal"])
    assert [one.judge.name for one in found.judgements if one.opinion] == ["fine", "signal"]
    assert "no mood" in found.judgements[1].problem
    everything = evaluate([item])
    assert set(BROKEN) <= set(everything.absent)
    assert "fine" not in everything.absent
    with pytest.raises(EmogenError, match="is broken"):
        evaluate([item], names=["raises"])


def test_unreadable_metadata_is_a_line_and_not_a_crash(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "class Any:\n    name = 'x'; kind = 'vocabulary'\n    def entries(self): return ()"
    nameless = install("nameless", {"vocabulary.x": "nameless_x:Any"}, {"nameless_x": source}, version="")
    (nameless / "METADATA").write_bytes(b"\xff\xfe")
    install("strange", {"sculpture.stone": "a:B", "noise": "c:D", "a b c": "", "=": ""}, {})
    (install("bytes", {}, {}) / "entry_points.txt").write_bytes(b"[emogen.backends]\n\xff\xfe = x\n")
    (install("empty", {}, {}) / "entry_points.txt").unlink()
    assert find("vocabulary", "x").name == "x"
    assert run_app(["plugins"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "sculpture.stone of strange is broken: 'sculpture.stone' is no kind and name" in printed
    assert "'noise' is no kind and name" in printed


# Namesakes (E2)


def test_two_of_one_name_are_an_error_that_names_both(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in "12":
        source = JUDGE.format(cls="Same", name="same", extra="", body="return Opinion()")
        install(f"rival{number}", {"judge.same": f"rival{number}:Same"}, {f"rival{number}": source})
    with pytest.raises(EmogenError, match=r"one judge same \(.*rival[12] 1\.0 and .*rival[12] 1\.0 reg"):
        find("judge", "same")
    assert names("judge").count("same") == 1
    assert run_app(["plugins", "judge"]) == 0
    assert "register the same name" in capsys.readouterr().out


def test_a_namesake_of_a_built_in_one_does_not_hide_behind_it(install: Install) -> None:
    install("usurper", {"judge.signal": "usurper_signal:Any"}, {"usurper_signal": "Any = 3"})
    with pytest.raises(EmogenError, match=r"usurper 1\.0.*emogen-toolkit|emogen-toolkit.*usurper 1\.0"):
        find("judge", "signal")


def test_one_distribution_found_twice_on_the_path_is_one(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "other")])
    source = JUDGE.format(cls="Twice", name="twice", extra="", body="return Opinion()")
    install("Twice.Found", {"judge.twice": "twice_found:Twice"}, {"twice_found": source}, "1.0")
    older = install("twice-found", {"judge.twice": "twice_found:Twice"}, {}, "0.9")
    (tmp_path / "other").mkdir()
    older.rename(tmp_path / "other" / older.name)
    assert find_plugin("judge", "twice").version == "1.0"
    assert find("judge", "twice").name == "twice"
