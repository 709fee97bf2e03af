"""Importing a game into a project's folder, for the first time or again."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from emogen.errors import RequestError
from emogen.files import check_folder, write_text
from emogen.pipelines.project.casting import Proposal, complete_cast
from emogen.pipelines.project.documents import append_items, quoted
from emogen.pipelines.project.folder import (
    DIALOGUE,
    SETTINGS,
    Project,
    Settings,
    SourceSetting,
    load_cast,
    load_settings,
)
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.kept import load_dialogue, save_dialogue
from emogen.pipelines.project.languages import language_code, language_of
from emogen.pipelines.project.lines import Dialogue
from emogen.pipelines.project.merge import Changes, changes, in_turn, merged
from emogen.pipelines.project.spoken import own_language, translations


@dataclass(frozen=True, slots=True)
class Intake:
    """The outcome of an import.

    Attributes:
        project: as it is now.
        changes: against what was imported before; None for a new project.
        added: characters that are new in the cast.
        readers: lines by importer.
        damaged: why what was imported before could not be compared, or "".
    """

    project: Project
    changes: Changes | None
    added: Sequence[Proposal]
    readers: Mapping[str, int]
    damaged: str = ""


@dataclass(slots=True)
class _Found:
    dialogues: list[Dialogue] = field(default_factory=list)
    readers: dict[str, int] = field(default_factory=dict)


def import_into(
    folder: Path,
    paths: Sequence[Path] = (),
    *,
    reader: str | None = None,
    option: Mapping[str, Any] | None = None,
    language: str = "",
) -> Intake:
    """Read a game into a project: ``dialogue.jsonl`` anew, ``project.yaml`` once, ``cast.yaml`` by what is
    missing in it.

    Args:
        folder: of the project; made if it is not there.
        paths: of the game: files and folders. They join those that the project names; none reads these
            again.
        reader: the importer of these paths; each file's own by default.
        option: settings of that importer.
        language: of the script's own words, for a new project.

    Raises:
        RequestError: nothing to read, an unknown importer, option or language, a damaged project.
        OutputError: the folder cannot be written.
    """
    if language and not language_of(language):
        raise RequestError(
            f"unknown language {language!r}", fix="Write a code, e.g. en-us, or see `emogen voices`."
        )
    is_new = not (folder / SETTINGS).exists()
    settings = None if is_new else load_settings(folder)
    known = settings.sources if settings else ()
    new = _new(known, [_source(path, folder, reader, option or {}) for path in paths])
    sources = [*known, *new]
    if not sources:
        raise RequestError(f"{folder} names nothing to import", fix="Write `emogen import GAME -o FOLDER`.")
    found = _Found()
    for source in sources:
        _read(source, folder, found)
    dialogue = merged(found.dialogues)
    if language:
        dialogue = replace(dialogue, language=language_code(language))
    elif settings and settings.language:
        dialogue = replace(dialogue, language=language_code(settings.language))
    before, damaged = _before(folder)
    check_folder(folder)
    if settings is None:
        write_text(folder / SETTINGS, _new_settings(folder, dialogue, sources))
        settings = load_settings(folder)
    elif new:
        append_items(folder / SETTINGS, "sources", [_flow(source) for source in new])
        settings = load_settings(folder)
    save_dialogue(dialogue, folder / DIALOGUE)
    project = Project(folder, settings, dialogue, load_cast(folder))
    added = complete_cast(project)
    project = replace(project, cast=load_cast(folder))
    return Intake(project, changes(before, dialogue) if before else None, added, found.readers, damaged)


def _source(path: Path, folder: Path, reader: str | None, option: Mapping[str, Any]) -> SourceSetting:
    if not path.exists():
        raise RequestError(f"there is no {path}", fix="Name a script, or a game's folder.")
    # Relative, so that both can move together; absolute where they have nothing in common.
    relative = os.path.relpath(path.resolve(), folder.resolve())
    name = Path(relative).as_posix() if relative.count("..") < 4 else path.resolve().as_posix()
    return SourceSetting.model_validate({"path": name, "from": reader, "option": dict(option)})


def _new(known: Sequence[SourceSetting], named: Sequence[SourceSetting]) -> list[SourceSetting]:
    """Those of the named sources that a project does not have. Raises ``RequestError`` for one that it reads
    otherwise."""
    settings = {source.path: source for source in known}
    for source in named:
        has = settings.setdefault(source.path, source)
        if has != source and (source.reader or source.option):
            raise RequestError(
                f"{SETTINGS} reads {source.path} otherwise", why=_flow(has), fix="Change it there."
            )
    return [source for path, source in settings.items() if path not in {has.path for has in known}]


def _read(source: SourceSetting, folder: Path, found: _Found) -> None:
    # Where the project is not there yet no system follows `..` out of it.
    path = Path(os.path.normpath(folder.resolve() / source.path))
    read = read_dialogue(path, importer=source.reader, options=source.option)
    found.dialogues += in_turn(read)
    for name, dialogue in read.items():
        found.readers[name] = found.readers.get(name, 0) + len(dialogue.lines)


def _before(folder: Path) -> tuple[Dialogue | None, str]:
    """What was imported before, if it can still be read, and why it cannot."""
    if not (folder / DIALOGUE).exists():
        return None, ""
    try:
        return load_dialogue(folder / DIALOGUE), ""
    except RequestError as error:
        return None, str(error)


def _new_settings(folder: Path, dialogue: Dialogue, sources: Sequence[SourceSetting]) -> str:
    """The text of a new ``project.yaml``."""
    name = folder.resolve().name[:100].strip() or "game"
    project = Project(folder, Settings(version=1, name=name), dialogue)
    languages = [f"  {quoted(tool)}: {quoted(code)}\n" for tool, code in translations(project).items()]
    lines = [
        "# Settings of this voice pack, yours to change; docs/voice_packs.md has them all.\n",
        "version: 1\n",
        f"name: {quoted(name)}\n",
        "sources:  # what `emogen import` reads\n",
        *(f"  - {_flow(source)}\n" for source in sources),
        f"language: {quoted(own_language(project))}  # of the script's own words\n",
        *(['languages:  # of translations, by the game\'s names; "" leaves one out\n'] if languages else []),
        *languages,
        *_variables(dialogue),
        "kinds: [line]  # add choice or text to have them spoken too\n",
        'files: "{language}/{id}"  # where sounds go, below the output folder\n',
        "defaults:  # of every line, as options of `emogen speak`\n",
        "  loudness: -16\n",
        "  captions: vtt\n",
        "review: {retries: 3}\n",
    ]
    return "".join(lines)


def _variables(dialogue: Dialogue) -> list[str]:
    """The lines on variables, as comments: a value that the script itself gives holds without them."""
    counts = Counter(name for line in dialogue.lines for name in line.variables)
    if not counts:
        return []
    rows = []
    for name, count in counts.most_common():
        own = dialogue.variables.get(name)
        told = f"in {count} line{'s' * (count != 1)}" + ("" if own is None else ", as the script has it")
        rows.append(f"  # {quoted(name)}: {quoted(own or '')}  # {told}\n")
    return ["variables:  # words for each; one without words is left out\n", *rows]


def _flow(source: SourceSetting) -> str:
    """A source as YAML in one line."""
    fields = {"path": source.path, "from": source.reader, "option": source.option}
    pairs = (f"{name}: {_value(value)}" for name, value in fields.items() if value)
    return f"{{{', '.join(pairs)}}}"


def _value(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
