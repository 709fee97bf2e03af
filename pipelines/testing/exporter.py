"""The contract of every exporter of voice packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from emogen.errors import EmogenError, RequestError
from emogen.media import Audio
from emogen.pipelines.project.exporting import Credit, Exported, Pack, SpokenLine, export_pack
from emogen.pipelines.project.lines import Dialogue, DialogueLine, Speaker, Wording
from emogen.pipelines.testing.contract import expect, must, on_trial
from emogen.provenance import write_sidecar
from emogen.recipe import Recipe
from emogen.sound import AUDIO_SUFFIXES

_RATE: Final = 24_000
_WORDS: Final = ("hello", "mary")


def check_exporter(exporter: type[Any], options: Mapping[str, Any] | None = None) -> None:
    """Check an exporter: its title and suffixes, that every line's sound is written once, inside its folder
    and whole, ids of any characters included; the same files again from the same pack; a pack without
    lines; and that no file of the user's is touched.

    Args:
        exporter: the class.
        options: its own settings, where the defaults cannot work.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs is not here.
    """
    with TemporaryDirectory() as name, on_trial(exporter, "exporter", options) as made:
        titled = isinstance(made.title, str) and made.title and "\n" not in made.title
        expect(made, titled, "a title of one line", f"it is {made.title!r}")
        pack = sample_pack(Path(name, "project"))
        folder = Path(name, "exported")
        exported = _exported(made, pack, folder, options)
        _check_files(made, pack, folder, exported)
        before = _contents(folder)
        _exported(made, pack, folder, options)
        expect(made, _contents(folder) == before, "the same files again, in place of its own", "they differ")
        _check_foreign(made, pack, folder, options, exported)
        empty = Pack(pack.name, Dialogue((), language="en-us"), (), {"": "en-us"})
        _exported(made, empty, Path(name, "empty"), options)


def _exported(exporter: Any, pack: Pack, folder: Path, options: Mapping[str, Any] | None) -> Exported:
    with must(exporter, f"a pack of {len(pack.lines)} lines to be written"):
        return export_pack(pack, folder, exporter.name, options or {})


def _check_files(exporter: Any, pack: Pack, folder: Path, exported: Exported) -> None:
    expect(
        exporter,
        exported.lines >= len(pack.lines),
        f"a sound for each of {len(pack.lines)} lines",
        f"there are {exported.lines}",
    )
    missing = [file for file in exported.files if not (folder / file).is_file()]
    expect(exporter, not missing, "the files that it names", f"{missing} are not there")
    sounds = [file for file in exported.files if file.suffix.lower() in AUDIO_SUFFIXES]
    for file in sounds:
        expect(exporter, (folder / file).stat().st_size > 100, "sounds with content", f"{file} is empty")
    twice = len({str(file).casefold() for file in exported.files}) < len(exported.files)
    expect(exporter, not twice, "files whose names differ in more than case", "some do not")


def _check_foreign(
    exporter: Any, pack: Pack, folder: Path, options: Mapping[str, Any] | None, exported: Exported
) -> None:
    """A file of the user's in the place of one of the export's."""
    wanted = next(file for file in exported.files if file.suffix.lower() in AUDIO_SUFFIXES)
    (folder / wanted).write_bytes(b"recorded by an actor")
    before = _contents(folder)
    try:
        export_pack(pack, folder, exporter.name, options or {})
    except RequestError as error:
        expect(exporter, wanted.name in str(error), "an error that names the file", f"it says {error}")
    except EmogenError as error:
        expect(exporter, False, "a RequestError for a file in the way", f"it raises {error!r}")
    else:
        expect(exporter, False, "a RequestError for a file in the way", "it says nothing")
    expect(exporter, _contents(folder) == before, "a folder that is left as it is", "it is changed")


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def sample_pack(folder: Path) -> Pack:
    """A pack of a few lines in two languages, with ids that no file can have, a choice, a line that uses
    another's sound and one that has none yet.

    Args:
        folder: made; the sounds lie there.
    """
    lines = tuple(
        replace(line, scene="start", file="script.rpy", row=row, direction="joy")
        for row, line in enumerate(
            (
                DialogueLine("start_915cb944", _words("Hello, Mary!", "Salut, Mary !"), "mary"),
                DialogueLine("0721506", _words("hello mary")),
                DialogueLine("a/b:c", _words("Hello, Mary?", "Salut, Mary ?"), "mary"),
                DialogueLine("menu_1", _words("Hello Mary"), kind="choice"),
                DialogueLine("A/B:c", _words("Hello..."), "tom"),
                DialogueLine("shadow", _words("hello mary"), same_as="0721506"),
                DialogueLine("unsaid", _words("Not yet.", "Pas encore."), "tom"),
            ),
            1,
        )
    )
    dialogue = Dialogue(
        lines, (Speaker("mary", "Mary"), Speaker("tom")), language="en-us", languages={"french": "fr-fr"}
    )
    numbers = {line.id: number for number, line in enumerate(lines)}
    spoken = [
        _spoken(line, language, folder / (language or "own"), numbers[line.same_as or line.id])
        for language in ("", "french")
        for line in lines
        if language in line.words and line.id != "unsaid"
    ]
    return Pack("The Question", dialogue, tuple(spoken), {"": "en-us", "french": "fr-fr"})


def _words(own: str, french: str = "") -> dict[str, Wording]:
    translated = {"french": Wording(french, french)} if french else {}
    return {"": Wording(own, own), **translated}


def _spoken(line: DialogueLine, language: str, folder: Path, number: int) -> SpokenLine:
    """A line whose sound is a tone, as long and as high as its number says."""
    path = folder / f"{number}.wav"
    seconds = 0.6 + 0.05 * number
    time = np.arange(round(seconds * _RATE)) / _RATE
    folder.mkdir(parents=True, exist_ok=True)
    tone = 0.2 * np.sin(2 * np.pi * (140 + 20 * number) * time) * np.sin(np.pi * time / seconds)
    Audio(tone.astype(np.float32), _RATE).save(path)
    half = seconds / 2
    said = line.words[language].spoken
    facts = {
        "seconds": seconds,
        "said": said,
        "spans": [[0, 5], [len(said) - 5, len(said) - 1]],
        "track": "joy",
        "words": [[_WORDS[0], 0.0, half], [_WORDS[1], half, seconds]],
        "phonemes": [["h", 0.0, 0.1, 0], ["ə", 0.1, half, 0], ["m", half, half + 0.1, 1]],
        "vocals": [],
    }
    write_sidecar(path, Recipe({"kind": "speak", "text": said}, {}, {}, {}, {}), facts)
    credit = Credit("Kokoro-82M", "Apache-2.0", "the registry", "weights")
    voice = "af_bella" if line.speaker == "mary" else "am_adam"
    return SpokenLine(
        line, language, {"sound": path}, seconds, "joy", voice, made_by="emogen 0", credits=(credit,)
    )
