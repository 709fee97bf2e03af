"""The contract suites: all that is built in keeps them, and whoever breaks a promise is told which."""

# What breaks a contract often ignores what it is given.
# ruff: noqa: ARG002, ARG005

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

import emogen
from emogen import plugins as public
from emogen import testing
from emogen.errors import MissingWeightError
from emogen.plugins import Language, Opinion, Painting, Picture, Spoken, Voice
from emogen.registered import Plugin
from emogen.registry import names, plugins
from emogen.testing import ContractError, check_plugin

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "example_plugin" / "src"))

from emogen_example.export import Mouth  # noqa: E402
from emogen_example.exporter import Playlist  # noqa: E402
from emogen_example.face import Disc, Smiley  # noqa: E402
from emogen_example.image import Hills  # noqa: E402
from emogen_example.importer import Chat  # noqa: E402
from emogen_example.judge import Dynamics  # noqa: E402
from emogen_example.language import Esperanto  # noqa: E402
from emogen_example.portrait import Still  # noqa: E402
from emogen_example.speech import Formant  # noqa: E402
from emogen_example.vocabulary import Loanwords  # noqa: E402

QUICK = {("face", "anny"): {"samples": 1}}
"""Settings with which a suite is quick."""


@pytest.mark.parametrize(
    "plugin",
    # Those have no model of their own: test_coqui.py, test_diffusion.py.
    [plugin for plugin in plugins() if plugin.name not in ("coqui", "diffusers")],
    ids=lambda plugin: f"{plugin.kind}.{plugin.name}",
)
def test_what_is_built_in_keeps_its_contract(plugin: Plugin) -> None:
    if plugin.name == "ray":
        pytest.importorskip("ray")
    try:
        check_plugin(plugin.load(), QUICK.get((plugin.kind, plugin.name)))
    except MissingWeightError as error:
        pytest.skip(str(error))


def test_a_class_on_trial_is_not_registered_afterwards() -> None:
    before = names("export")
    testing.check_export_format(Mouth, options={"digits": 2})
    assert names("export") == before


# Breaches


class Deaf(Formant):
    """Whatever it is asked for, it says the same."""

    def synthesise(self, phones: Any, voice: Any, cues: Any, rng: Any) -> Spoken:
        plain = [type(cue)() for cue in cues]
        return super().synthesise(phones, voice, plain, rng)


class Moody(Formant):
    """Draws from its own chance."""

    def synthesise(self, phones: Any, voice: Any, cues: Any, rng: Any) -> Spoken:
        return super().synthesise(phones, voice, cues, np.random.default_rng())


class Whole(Formant):
    """Gives whole numbers."""

    def synthesise(self, phones: Any, voice: Any, cues: Any, rng: Any) -> Spoken:
        spoken = super().synthesise(phones, voice, cues, rng)
        return Spoken((spoken.samples * 30_000).astype(np.int16), spoken.edges)


class Abrupt(Formant):
    """Leaves no silence, and has no idea of times."""

    def synthesise(self, phones: Any, voice: Any, cues: Any, rng: Any) -> Spoken:
        spoken = super().synthesise(phones, voice, cues, rng)
        rate = self.rate
        return Spoken(spoken.samples[rate // 5 : -rate // 3], spoken.edges * 0.5)


class Guessing(Formant):
    """Claims to know times."""

    def synthesise(self, phones: Any, voice: Any, cues: Any, rng: Any) -> Spoken:
        spoken = super().synthesise(phones, voice, cues, rng)
        return Spoken(spoken.samples, spoken.edges * 0.5)


class Compliant(Formant):
    """Has every voice."""

    def find_voice(self, name: str) -> Any:
        return Voice(name or "robin", "en-us", "female", "any")


class Foreign(Formant):
    """Speaks a language that nobody reads."""

    voices = (Voice("x", "xx", "female", "strange"),) * 2


class Silent(Formant):
    """Has no voice."""

    voices = ()  # type: ignore[assignment]


class Boastful(Formant):
    """Claims what no speech backend can."""

    can = frozenset({"juggling"})


class Singing(Formant):
    """Claims to laugh."""

    can = frozenset({"vocals"})


class Loose(Formant):
    """Takes any option."""

    Options = BaseModel  # type: ignore[assignment]


class Strict(Formant):
    """Has an option without a default."""

    class Options(public.Options):
        temperature: float


class Unnamed(Formant):
    name = "formant"


Unnamed.__doc__ = ""


class Drifting(Hills):
    """Ignores the seed."""

    def paint(self, brief: Any) -> Painting:
        return super().paint(type(brief)(brief.text, brief.size, brief.emotion, brief.targets, 7))


class Cold(Hills):
    """Ignores the emotion."""

    def paint(self, brief: Any) -> Painting:
        return super().paint(
            type(brief)(brief.text, brief.size, brief.emotion, type(brief.targets)(), brief.seed)
        )


class Greedy(Hills):
    """Paints nothing too."""

    def check(self, text: str, size: tuple[int, int]) -> None:
        pass


class Small(Hills):
    """Paints pictures of its own size."""

    def paint(self, brief: Any) -> Painting:
        return Painting(Picture(np.zeros((8, 8, 3), np.uint8)))


class Frozen(Smiley):
    """Draws the same face."""

    def draw(self, character: Any, staging: Any) -> Any:
        drawn = super().draw(character, staging)
        drawn.frame = lambda curves, head, gaze: np.zeros((*staging.size[::-1], 3), np.uint8)  # type: ignore[method-assign]
        return drawn


class Once(Smiley):
    """Gives frames that can be read once."""

    def draw(self, character: Any, staging: Any) -> Any:
        class Reel(Disc):
            def frames(self, motion: Any) -> Any:
                rows = zip(motion.curves, motion.head, motion.gaze, strict=True)
                return (self.frame(*row) for row in rows)

        return Reel(staging.size, (1, 2, 3), 0.5)


class Careless(Still):
    """Fails on what is no picture."""

    def draw(self, picture: Path, face: Any, size: Any, *, even: bool) -> Any:
        if not picture.is_file():
            raise KeyError(picture)
        return super().draw(picture, face, size, even=even)


class Direct(Mouth):
    """Writes to the file itself."""

    def write(self, export: Any, path: Path) -> None:
        with path.open("w", encoding="utf-8") as file:
            file.write("0 0\n")


class Clock(Mouth):
    """Writes when it was written."""

    count = 0

    def write(self, export: Any, path: Path) -> None:
        type(self).count += 1
        public.write_text(path, str(self.count))


class Shared(Mouth):
    """Claims a suffix that another has."""

    suffixes = (".json",)


class Deafened(Chat):
    """Fails on what is no text."""

    def read(self, sources: Any) -> Any:
        for source in sources:
            source.path.read_text(encoding="utf-8")
        return super().read(sources)


class Merging(Chat):
    """Gives every line one id, and says nothing."""

    def read(self, sources: Any) -> Any:
        dialogue = super().read(sources)
        return replace(dialogue, lines=tuple(replace(line, id="x") for line in dialogue.lines))


class Anonymous(Chat):
    """Does not list who speaks."""

    def read(self, sources: Any) -> Any:
        return replace(super().read(sources), speakers=())


class Forgetful(Playlist):
    """Leaves out what it says it wrote."""

    def write(self, pack: Any, folder: Path, progress: Any) -> Any:
        written = super().write(pack, folder, progress)
        (folder / written.sounds[0].file if written.sounds else folder / "x").unlink(missing_ok=True)
        return written


class Partial(Playlist):
    """Writes the first half."""

    def write(self, pack: Any, folder: Path, progress: Any) -> Any:
        return super().write(replace(pack, lines=pack.lines[::2]), folder, progress)


class Restless(Playlist):
    """Writes how often it was asked."""

    count = 0

    def write(self, pack: Any, folder: Path, progress: Any) -> Any:
        type(self).count += 1
        public.write_text(folder / "count.txt", str(self.count))
        return super().write(pack, folder, progress)


class Generous(Dynamics):
    """Gives a figure beyond its range."""

    def judge(self, item: Any) -> Opinion:
        return Opinion({"crest": 1e9 + item.audio.duration})


class Fickle(Dynamics):
    """Gives another figure each time."""

    count = 0.0

    def judge(self, item: Any) -> Opinion:
        type(self).count += 1 + 0 * item.audio.duration
        return Opinion({"crest": self.count})


class Gullible(Dynamics):
    """Judges what is no sound."""

    def judge(self, item: Any) -> Opinion:
        return Opinion({"crest": 1.0})


class Countless(Esperanto):
    """Counts alike."""

    def language(self) -> Language:
        return Language(code="eo", name="Esperanto", cardinals=lambda number: "du")


class Voiceless(Esperanto):
    """Has a voice that espeak lacks."""

    def language(self) -> Language:
        return Language(code="eo", name="Esperanto", numerals="eo", espeak="no-such-voice")


class Known(Loanwords):
    """Has a word of emogen's."""

    def entries(self) -> Any:
        return (public.Entry(name="joy", vad=(0.5, 0.5, 0.5), source="me"),)


class Sourceless(Loanwords):
    """Does not say where its words come from."""

    def entries(self) -> Any:
        return (public.Entry(name="nowhere", vad=(0.5, 0.5, 0.5)),)


BREACHES: Sequence[tuple[type[Any], str]] = (
    (Whole, "a chunk to be said.*int16"),
    (Abrupt, "silence at both ends"),
    (Moody, "the same sound from another instance"),
    (Deaf, "phones 1.4 times as long.*they are 1.00"),
    (Guessing, "edges within 0.12 s of where"),
    (Compliant, "a RequestError for an unknown voice"),
    (Foreign, "a voice of a registered language.*'xx'"),
    (Silent, "a default voice"),
    (Boastful, "in `can` words of its kind: blends, timings, vocals; it has juggling"),
    (Singing, "with `vocals`, the method utter"),
    (Loose, "Options do not forbid unknown keys"),
    (Strict, "a default for each of its Options"),
    (Unnamed, "a docstring"),
    (Drifting, "another picture for another seed"),
    (Cold, "another picture for joy"),
    (Greedy, "a RequestError for a text without words; it accepts it"),
    (Small, "192 x 128 pixels"),
    (Frozen, "another frame for another pose"),
    (Once, "frames that can be read again"),
    (Careless, "a RequestError for a file that is not there; it raises GenerationError.*KeyError"),
    (Direct, "whole or not at all"),
    (Clock, "the same .mouth file for the same motion"),
    (Shared, "that no other has"),
    (Deafened, "a RequestError or problems for a .chat file with no UTF-8; it raises .*UnicodeDecodeError"),
    (Merging, "a problem where two lines have one id; 'x' has 2"),
    (Anonymous, "every speaker among the speakers; 'Mira' is not"),
    (Forgetful, "lines to be written; it raises GenerationError.*left no file"),
    (Partial, "a sound for each of"),
    (Restless, "the same files again"),
    (Generous, "a crest of 0 to 100"),
    (Fickle, "the same opinion of the same file"),
    (Gullible, "an EmogenError for a file that is no medium; it has an opinion"),
    (Countless, "another name for another number"),
    (Voiceless, "phones for"),
    (Known, "'joy' is a word already"),
    (Sourceless, "the source of each word"),
)


@pytest.mark.parametrize(("broken", "message"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_breach_is_named(broken: type[Any], message: str, tmp_path: Path) -> None:
    given: dict[str, Any] = {}
    if broken.kind == "importer":
        given["files"] = {"x.chat": "7 | Mira | Hello.\n8 | Tom | Hi.\n"}
    if broken.kind == "judge":
        noise = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
        given["files"] = [emogen.Audio(noise, 24_000).save(tmp_path / "x.wav")]
    with pytest.raises(ContractError, match=message) as caught:
        check_plugin(broken, **given)
    assert str(caught.value).startswith(f"{broken.kind}.{broken.name}: the contract wants ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("strange", [3, int, type("Odd", (), {"kind": "sculpture"})])
def test_what_is_no_plugin_is_said(strange: Any) -> None:
    with pytest.raises(ContractError, match="the contract wants a kind of speech"):
        check_plugin(strange)


# The public names


def test_public_names_of_plugin_authors_all_load() -> None:
    assert set(public.__all__) == set(public._HOME)
    assert all(getattr(public, name) is not None for name in public.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonesuch'"):
        public.nonesuch  # type: ignore[attr-defined]  # noqa: B018
    assert {f"check_{name}" for name in ("plugin", "judge", "language", "vocabulary")} <= set(dir(testing))
