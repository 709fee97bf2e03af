"""Variables of games in a text, ``{name}`` or ``[name]``, filled in before anything else is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from emogen.budgets import EXPANDED_CHARACTERS
from emogen.conditioning.caret import check_characters
from emogen.conditioning.script import Markup
from emogen.conditioning.writer import escaped
from emogen.errors import RequestError


def filled(text: str, variables: Mapping[str, str], *, markup: Markup = "auto") -> str:
    """A text with the values of its variables.

    Written as ``{name}``, ``{$name}``, ``{{name}}``, ``${name}``, ``#{name}``, ``$name``, ``[name]``,
    ``[$name]``, ``%name%``, ``<name>`` or ``<$name>``. Variables that are not given stay as they are.

    Args:
        text: plain, with markup, or SSML.
        variables: name -> words. They are said as they are, tags in them too.
        markup: which marks of the text will be read; the values are escaped for these.

    Raises:
        RequestError: a name with blanks or brackets, a value with control characters, values that
            come to more than the budget allows.
    """
    if not variables:
        return text
    for name, words in variables.items():
        if not re.fullmatch(r"[\w.:-]+", name):
            raise RequestError(f"{name!r} is no name of a variable", fix="Write it without brackets.")
        check_characters(words)
    names = "|".join(sorted(map(re.escape, variables), key=len, reverse=True))
    pattern = (
        rf"(?<!\\)(?:[$#]?\{{{{1,3}}\s*[$@%#]?(?P<braced>{names})\s*\}}{{1,3}}|\[\$?(?P<square>{names})\]"
        rf"|<\$?(?P<angle>{names})>|%(?P<percent>{names})%|(?<![\w$])\$(?P<dollar>{names})(?!\w))"
    )

    added, limit = 0, EXPANDED_CHARACTERS.limit

    def value(match: re.Match[str]) -> str:
        nonlocal added
        words = variables[match[match.lastgroup or 0]]
        added += len(words)
        if added > limit:
            raise EXPANDED_CHARACTERS.exceeded("the values of the text's variables are too long")
        if markup == "plain":
            return words
        return escape(words) if markup == "ssml" else escaped(words)

    return re.sub(pattern, value, text)
