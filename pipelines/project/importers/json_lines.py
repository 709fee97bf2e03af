"""JSON and JSON lines of a simple shape: lists of objects with a line each, scene by scene or all in one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final

from emogen.budgets import CELLS
from emogen.errors import RequestError
from emogen.options import Options
from emogen.pipelines.project.importers.collecting import Collector, Ids, contents
from emogen.pipelines.project.importers.columns import columns_of
from emogen.pipelines.project.importers.rows import RowReader
from emogen.pipelines.project.importers.sheets import Row
from emogen.pipelines.project.importers.table import TableOptions
from emogen.pipelines.project.importing import Source
from emogen.pipelines.project.lines import Dialogue, Problem

_DEEPEST: Final = 20
"""Objects inside each other that are looked into. Ours."""

_KEYS: Final = re.compile(r'"([^"\\]{1,40})"\s*:')
_TRANSLATED: Final = re.compile(
    r"(?i)translations?|locali[sz]ations?|locali[sz]ed|languages?|locales?|i18n|l10n|texts?|words|lines?|dialogue"
)
"""Names of objects that have a line's words by language."""

_LISTS: Final = frozenset(
    {"lines", "dialogue", "dialogues", "dialog", "entries", "items", "data", "messages"}
)
"""Names of lists that are no scenes."""


@dataclass(frozen=True, slots=True)
class Item:
    """An object that may be a line.

    Attributes:
        scene: where it stands; "" at the top.
        row: 1-based line of the file where it begins.
        values: its own, as text; lists and objects are left out.
    """

    scene: str
    row: int
    values: Mapping[str, str]


class JsonImporter:
    """Reads lists of objects with the names that a table's columns have: ``id``, ``speaker``, ``text`` …"""

    name: ClassVar[str] = "json"
    kind: ClassVar[str] = "importer"
    title: ClassVar[str] = "JSON and JSON lines: a list of lines, or one a scene"
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".jsonl", ".ndjson")
    general: ClassVar[bool] = True
    Options: ClassVar[type[Options]] = TableOptions

    def __init__(self, options: TableOptions | None = None) -> None:
        self.options = options or TableOptions()

    @classmethod
    def claims(cls, source: Source) -> bool:
        """Whether its beginning has keys of a line's words and of its id, speaker or direction."""
        if not re.match(r"\s*[\[{]", source.head):
            return False
        columns = columns_of(tuple(dict.fromkeys(_KEYS.findall(source.head))))
        return columns is not None and bool(columns.roles.keys() & {"id", "speaker", "direction"})

    def read(self, sources: Sequence[Source]) -> Dialogue:
        collector, ids = Collector(self.options.language), Ids()
        for source, (items, problems) in contents(sources, collector, read_items):
            collector.problems(problems)
            names = tuple(dict.fromkeys(name for item in items for name in item.values))
            columns = columns_of(names, self.options.columns, self.options.language)
            if columns is None:
                if items:
                    found = ", ".join(names[:20])
                    collector.problem(
                        source.name, 1, f"no key has words; there are {found}: name it with text=KEY"
                    )
                continue
            collector.note(f"{source.name}: {columns}")
            collector.language = collector.language or columns.language
            stem = PurePosixPath(source.name).stem
            words = names[columns.roles["text"][0]]
            for item in items:
                cells = tuple(item.values.get(name, "") for name in names)
                reader = RowReader(collector, columns, source.name, ids=ids, scene=item.scene or stem)
                if words in item.values or any(name in item.values for name in columns.languages):
                    reader.add(Row(item.row, cells))
        return collector.dialogue()


def read_items(source: Source) -> tuple[list[Item], list[Problem]]:
    """The objects of a file; rows of JSON lines that are none are problems.

    Raises:
        RequestError: it is no JSON, or is too large.
    """
    text = source.text()
    if source.path.suffix.lower() in (".jsonl", ".ndjson"):
        return _json_lines(source, text)
    try:
        top = _Reader(text).read()
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else f"it is no JSON: {error}"
        raise RequestError(f"cannot read {source.name}", why=why) from error
    items: list[Item] = []
    for item in _items(top, ""):
        items.append(item)
        CELLS.check(len(items) * 4, source.name)
    return items, []


def _json_lines(source: Source, text: str) -> tuple[list[Item], list[Problem]]:
    items, problems = [], []
    for number, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            value = json.loads(row, parse_int=str, parse_float=str, parse_constant=str)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            items.append(Item("", number, _texts(value)))
        else:
            problems.append(Problem(source.name, number, "the row is no JSON object"))
    return items, problems


class _Object(dict[str, Any]):
    """An object with the row where it begins."""

    row = 1


class _Reader:
    """Reads JSON, numbers as they are written, and keeps the rows of objects.

    The decoder of the standard library tells no places: objects end in the order in which they are made, so
    that their ends, and by them their beginnings, are found in one pass over the text beside it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._begins = _rows_by_end(text)
        self._count = 0

    def read(self) -> Any:
        decoder = json.JSONDecoder(
            object_pairs_hook=self._made, parse_int=str, parse_float=str, parse_constant=str
        )
        return decoder.decode(self.text)

    def _made(self, pairs: list[tuple[str, Any]]) -> _Object:
        made = _Object(pairs)
        made.row = self._begins[self._count] if self._count < len(self._begins) else 1
        self._count += 1
        return made


def _rows_by_end(text: str) -> list[int]:
    """Rows where objects begin, in the order in which they end."""
    rows, open_rows, row = [], [], 1
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}\n]', text, re.DOTALL):
        sign = match[0]
        if sign == "\n":
            row += 1
        elif sign == "{":
            open_rows.append(row)
        elif sign == "}" and open_rows:
            rows.append(open_rows.pop())
    return rows


def _items(value: Any, scene: str, depth: int = 0) -> Iterator[Item]:
    """The objects of a value: those of lists, and those below the name of a scene or an id."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value:
            yield from _items(part, scene, depth + 1)
    elif isinstance(value, _Object):
        texts = _texts(value)
        if texts and _has_words(tuple(texts)):
            yield Item(scene, value.row, texts)
            return
        for name, part in value.items():
            if isinstance(part, _Object) and _has_words(tuple(texts := _texts(part))):
                known = {"id": name, **texts} if "id" not in texts and "key" not in texts else texts
                yield Item(scene, part.row, known)
            elif isinstance(part, list | _Object):
                title = texts.get("title") or texts.get("name") or texts.get("id") or scene
                yield from _items(part, title if name.lower() in _LISTS else name, depth + 1)


@lru_cache(maxsize=4096)
def _has_words(names: tuple[str, ...]) -> bool:
    return columns_of(names) is not None


def _texts(value: Mapping[str, Any]) -> dict[str, str]:
    """The texts and numbers of an object, numbers as written; those of a list of texts joined."""
    texts = {}
    for name, part in value.items():
        if isinstance(part, str):
            texts[name] = part
        elif isinstance(part, bool):
            texts[name] = "true" if part else "false"
        elif isinstance(part, list) and part and all(isinstance(item, str) for item in part):
            texts[name] = ", ".join(part)
        elif isinstance(part, dict) and _TRANSLATED.fullmatch(name) and _are_texts(part.values()):
            texts |= {inner: item for inner, item in part.items() if inner not in value}
    return texts


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
