"""What was worked out from a file, kept while the file stays as it is.

A neutral version is compared with every item of its voice or face, and in worker processes each task
brings it anew, so what is known of it is kept by its file and not by the object.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from emogen.pipelines.evaluate.item import Item

Of = TypeVar("Of", bound="Item | Path")
More = ParamSpec("More")
Found = TypeVar("Found")


def remembered(
    most: int,
) -> Callable[[Callable[Concatenate[Of, More], Found]], Callable[Concatenate[Of, More], Found]]:
    """Keep what a function says of a file: an item, or a path, and other hashable arguments.

    It must depend on nothing else, such as an item's emotion, and nobody may change what it returns.
    A file that is written anew is asked about again. Errors are not kept.

    Args:
        most: results that are kept, the last used.
    """

    def keeping(function: Callable[Concatenate[Of, More], Found]) -> Callable[Concatenate[Of, More], Found]:
        kept: OrderedDict[object, Found] = OrderedDict()

        @wraps(function)
        def asked(one: Of, /, *args: More.args, **named: More.kwargs) -> Found:
            path = one if isinstance(one, Path) else one.path
            try:
                file = path.stat()
            except OSError:  # The function itself says best what it means that the file is gone.
                return function(one, *args, **named)
            state = (file.st_dev, file.st_ino, file.st_mtime_ns, file.st_size)
            key = (path.absolute(), state, args, tuple(sorted(named.items())))
            if key not in kept:
                kept[key] = function(one, *args, **named)
                while len(kept) > most:
                    kept.popitem(last=False)
            kept.move_to_end(key)
            return kept[key]

        return asked

    return keeping
