"""Reading YAML by the core rules of YAML 1.2: ``yes``, ``12:30``, ``1_000`` and ``2024-02-30`` are text, and
no number is octal for a leading nought. Merge keys (``<<``) are read, too.

The parser's events are followed one by one, so nesting costs no stack, and an alias no copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from typing import Any, Final, NoReturn, TypeAlias

from emogen.budgets import ALIASES, DEPTH, DIGITS, VALUES
from emogen.errors import RequestError
from emogen.numerals import WrittenFloat, WrittenInt

Location: TypeAlias = tuple[int | str, ...]
"""Keys and indices that lead to a value."""

Position: TypeAlias = tuple[int, int]
"""Line and column, from 1."""

_TAG: Final = "tag:yaml.org,2002:"
_MERGE: Final = "<<"

_WHOLE: Final = re.compile(r"[-+]?[0-9]+")
_BASED: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_REAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NO_TEXT: Final = frozenset("-+.0123456789~nNtTfF")
"""Signs that a plain scalar which is no text begins with."""


def read_yaml(
    text: str, name: object, *, as_written: bool = False, texts: Container[str] = frozenset()
) -> Any:
    """The values of a YAML text; None for an empty one. Keys are always text.

    Args:
        text: one document.
        name: where it is from, for errors.
        as_written: numbers that are written otherwise than Python writes them keep that: ``0721506`` is
            721506 as a number and ``"0721506"`` as text.
        texts: keys whose value is a text even where it is written ``true``.

    Raises:
        RequestError: it is malformed; has a tag that is not of YAML itself, a key that is a list or is given
            twice, an alias inside of what it stands for; it is nested too deeply or comes to too many
            values. Names the line and column.
    """
    reader = _Reader(name, texts, as_written=as_written)
    for event in _events(text, name):
        reader.take(event)
    return reader.value


def yaml_places(text: str) -> tuple[dict[Location, Position], dict[Location, Position]]:
    """Lines and columns of a text that :func:`read_yaml` has read: of values, and of the keys that
    they have. What an alias stands for has its place at the anchor only."""
    import yaml

    values: dict[Location, Position] = {}
    keys: dict[Location, Position] = {}
    path: list[Any] = []  # The index of an open list, the key of an open table (None before its first).
    opened: list[bool] = []  # Whether each is a table that waits for a key.
    for event in _events(text, ""):
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            path.pop()
            opened.pop()
            _advance(path, opened)
        elif isinstance(event, yaml.NodeEvent):
            place = _place(event.start_mark)
            if opened and opened[-1]:
                path[-1] = event.value if isinstance(event, yaml.ScalarEvent) else event.anchor
                keys[tuple(path)] = place
                opened[-1] = False
                continue
            values[tuple(path)] = place
            if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                is_table = isinstance(event, yaml.MappingStartEvent)
                path.append(None if is_table else 0)
                opened.append(is_table)
            else:
                _advance(path, opened)
    return values, keys


def _advance(path: list[Any], opened: list[bool]) -> None:
    if path and isinstance(path[-1], int):
        path[-1] += 1
    elif path:
        opened[-1] = True


def _events(text: str, name: object) -> Iterator[Any]:
    import yaml

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        parser = loader(text)
        following: Callable[[], Any] = parser.get_event
        while (event := following()) is not None:
            yield event
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark or error.context_mark)
        if line > len(lines := text.splitlines() or [""]):  # The end has the place of what stands last.
            line, column = len(lines), len(lines[-1]) + 1
        _complain(name, (line, column), error.problem or "", error)
    except (yaml.YAMLError, UnicodeError, RecursionError, MemoryError) as error:
        why = " ".join(str(error).split()) or "it is nested too deeply"
        raise RequestError(f"{name}: malformed YAML", why=why) from error


def _place(mark: Any) -> Position:
    """The position of a mark."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _complain(name: object, place: Position, why: str, cause: Exception | None = None) -> NoReturn:
    line, column = place
    raise RequestError(f"{name}:{line}:{column}: malformed YAML", why=" ".join(why.split())) from cause


class _Open:
    """A list or table that is not yet at its end."""

    __slots__ = ("anchor", "key", "merged", "size", "value")

    def __init__(self, value: Any, anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.merged: list[Any] = []
        self.size = 1


class _Reader:
    """Values from events.

    Attributes:
        value: the document, once all events are taken.
    """

    def __init__(self, name: object, texts: Container[str], *, as_written: bool) -> None:
        import yaml

        self.value: Any = None
        self._name = name
        self._texts = texts
        self._as_written = as_written
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = self._aliases = 0
        self._values, self._depth, self._digits = VALUES.limit, DEPTH.limit, DIGITS.limit
        self._most_aliases = ALIASES.limit
        self._take: dict[type[Any], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
            yaml.DocumentStartEvent: self._document,
        }
        self._table = yaml.MappingStartEvent

    def take(self, event: Any) -> None:
        """Go on by one event."""
        if (take := self._take.get(type(event))) is not None:
            take(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            _complain(self._name, _place(event.start_mark), "there is a second document")

    def _scalar(self, event: Any) -> None:
        text, tag = event.value, event.tag
        plain = event.implicit[0] and tag is None
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and type(top.value) is dict:
            if text in top.value:
                _complain(self._name, _place(event.start_mark), f"the key {text!r} is given twice")
            top.key = _Merge(text) if plain and text == _MERGE else text
            if event.anchor:
                self._anchors[event.anchor] = (text, 1)
            return
        value: Any = text
        if plain:
            if not text or text[0] in _NO_TEXT:
                value = self._resolved(text, event)
                if isinstance(value, bool) and top is not None and top.key in self._texts:
                    value = text
        elif tag not in (None, "!", f"{_TAG}str"):
            value = self._tagged(text, tag, event)
        self._add(value, 1, event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)

    def _resolved(self, text: str, event: Any) -> Any:
        if text in _WORDS:
            return _WORDS[text]
        if len(text) > self._digits:
            if any(form.fullmatch(text) for form in (_WHOLE, _BASED, _REAL)):
                DIGITS.check(len(text), f"{self._at(event)}: a number")
            return text
        if _WHOLE.fullmatch(text):
            whole = int(text)
            return WrittenInt.of(whole, text) if self._as_written and str(whole) != text else whole
        if _BASED.fullmatch(text):
            return WrittenInt.of(int(text, 0), text) if self._as_written else int(text, 0)
        if _REAL.fullmatch(text):
            real = float(text)
            return WrittenFloat.of(real, text) if self._as_written and repr(real) != text else real
        return text

    def _tagged(self, text: str, tag: str, event: Any) -> Any:
        kind = tag.removeprefix(_TAG)
        value = self._resolved(text, event)
        if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        fits = {"int": int, "float": float, "bool": bool, "null": type(None)}
        if kind not in fits or tag == kind:
            _complain(self._name, _place(event.start_mark), f"the tag {tag!r} is not known")
        if not isinstance(value, fits[kind]) or (kind == "int" and isinstance(value, bool)):
            _complain(self._name, _place(event.start_mark), f"the value is no {kind}: {text[:40]!r}")
        return value

    def _at(self, event: Any) -> str:
        line, column = _place(event.start_mark)
        return f"{self._name}:{line}:{column}"

    def _alias(self, event: Any) -> None:
        self._aliases += 1
        if self._aliases > self._most_aliases:
            raise ALIASES.exceeded(f"{self._at(event)}: too many aliases")
        if event.anchor not in self._anchors:
            open_too = any(level.anchor == event.anchor for level in self._open)
            why = "it has an alias of itself inside" if open_too else f"there is no anchor {event.anchor!r}"
            _complain(self._name, _place(event.start_mark), why)
        value, size = self._anchors[event.anchor]
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and type(top.value) is dict:
            if not isinstance(value, str):
                _complain(self._name, _place(event.start_mark), "a key cannot be a list or a table")
            if value in top.value:
                _complain(self._name, _place(event.start_mark), f"the key {value!r} is given twice")
            top.key = value
            return
        self._add(value, size, event)

    def _start(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.key is None and type(top.value) is dict:
            _complain(self._name, _place(event.start_mark), "a key cannot be a list or a table")
        if event.tag not in (None, "!", f"{_TAG}map", f"{_TAG}seq"):
            _complain(self._name, _place(event.start_mark), f"the tag {event.tag!r} is not known")
        if len(self._open) >= self._depth:
            raise DEPTH.exceeded(f"{self._at(event)}: it is nested too deeply")
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._open.append(_Open({} if type(event) is self._table else [], event.anchor))

    def _end(self, event: Any) -> None:
        done = self._open.pop()
        for table in done.merged:
            for key, value in table.items():
                done.value.setdefault(key, value)
        if done.anchor:
            self._anchors[done.anchor] = (done.value, done.size)
        self._add(done.value, done.size, event)

    def _add(self, value: Any, size: int, event: Any) -> None:
        if not self._open:
            self.value = value
            return
        top = self._open[-1]
        top.size += size
        if top.size > self._values:
            VALUES.check(top.size, f"{self._name}, its aliases followed,")
        if type(top.value) is list:
            top.value.append(value)
        elif type(top.key) is _Merge:
            tables = value if isinstance(value, list) else [value]
            if not all(isinstance(table, dict) for table in tables):
                _complain(self._name, _place(event.start_mark), "only tables can be merged")
            top.merged += tables
            top.key = None
        else:
            top.value[top.key] = value
            top.key = None


class _Merge(str):
    """The key ``<<`` where it is not in quotes."""

    __slots__ = ()
