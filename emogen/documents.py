"""Reading YAML, JSON and TOML that others wrote: whatever is in them, an error is one line with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, NoReturn

from emogen.errors import RequestError

if TYPE_CHECKING:
    import yaml

LONGEST_NUMBER: Final = 400
"""Characters that a number may have; Python itself gives up on the digits of longer ones. Ours."""

MOST_VALUES: Final = 2_000_000
"""Values that a document may come to once its aliases are followed. Ours."""


def parse_json(text: str, name: object, *, unique: bool = False) -> Any:
    """The values of a JSON text.

    Args:
        text: the document.
        name: where it is from, for errors.
        unique: refuse a key given twice.

    Raises:
        RequestError: it is no JSON; it is nested too deeply, or has a number that is none.
    """
    hook: Callable[[list[tuple[str, Any]]], Any] | None = _unique_pairs if unique else None
    try:
        return json.loads(text, object_pairs_hook=hook, parse_constant=_no_constant, parse_int=_whole_number)
    except RecursionError as error:
        raise RequestError(f"cannot read {name}", why="it is nested too deeply") from error
    except ValueError as error:
        raise RequestError(f"cannot read {name}", why=f"it is not JSON: {error}") from error


def parse_toml(text: str, name: object) -> dict[str, Any]:
    """The values of a TOML text. Raises ``RequestError`` for one that is none."""
    import tomllib

    try:
        return tomllib.loads(text + "\n\n")  # So errors at the end have a line.
    except RecursionError as error:
        raise RequestError(f"{name} is no TOML", why="it is nested too deeply") from error
    except ValueError as error:
        raise RequestError(f"{name} is no TOML", why=str(error)) from error


def parse_yaml(text: str, name: object) -> tuple[yaml.Node | None, Any]:
    """The tree of a YAML text, which knows lines, and its values.

    Raises:
        RequestError: it is malformed; has a value that its type cannot have, a key that is a list or is
            given twice, an alias inside of what it stands for; it is nested too deeply or comes to too
            many values.
    """
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            return None, None
        _check(node, name)
        loader = _loader()("")
        try:
            return node, loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise RequestError(f"{name}{place}: malformed YAML", why=error.problem or "") from error
    except yaml.YAMLError as error:
        raise RequestError(f"{name}: malformed YAML", why=" ".join(str(error).split())) from error
    except RecursionError as error:
        raise RequestError(f"{name}: malformed YAML", why="it is nested too deeply") from error


def _check(root: yaml.Node, name: object) -> None:
    """Refuse aliases that stand inside of what they stand for, or multiply beyond measure; and a key given
    twice, where YAML would silently keep the last. Once constructed, merged keys are there twice too."""
    sizes: dict[int, int] = {}
    inside: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in inside:
            line = node.start_mark.line + 1
            raise RequestError(f"{name}:{line}: malformed YAML", why="it has an alias of itself inside")
        if id(node) not in sizes:
            _check_keys(node)
            inside.add(id(node))
            sizes[id(node)] = 1 + sum(map(size, _children(node)))
            inside.remove(id(node))
        return sizes[id(node)]

    if (values := size(root)) > MOST_VALUES:
        raise RequestError(
            f"{name} comes to {values:.1g} values", why=f"aliases multiply them; {MOST_VALUES} are the most"
        )


def _check_keys(node: yaml.Node) -> None:
    import yaml

    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if not isinstance(key, yaml.ScalarNode):
            _complain(key, "a key cannot be a list or a table")
        if key.value in seen and key.value != "<<":
            _complain(key, f"the key {key.value!r} is given twice")
        seen.add(key.value)


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value


def _loader() -> type[yaml.SafeLoader]:
    """A safe loader whose every complaint has its place."""
    import yaml

    class Loader(yaml.SafeLoader):
        def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
            number = node.tag == "tag:yaml.org,2002:int"
            if number and isinstance(node.value, str) and len(node.value) > LONGEST_NUMBER:
                _complain(node, f"a number of {len(node.value)} digits is too long")
            try:
                return super().construct_object(node, deep)
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
                _complain(node, f"the value is no {node.tag.rpartition(':')[2]}: {error}")

    return Loader


def _complain(node: yaml.Node, problem: str) -> NoReturn:
    import yaml

    raise yaml.constructor.ConstructorError(None, None, " ".join(problem.split()), node.start_mark)


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key is there twice")
    return table


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _whole_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(digits)} digits is too long")
    return int(digits)
