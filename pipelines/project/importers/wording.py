"""Shared by importers: the marks of tools in words, taken out or turned into emogen's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from emogen.pipelines.project.lines import Wording

_VARIABLE: Final = re.compile(r"(?<![\\{])\{([\w.:-]+)\}(?!\})")

_BBCODE: Final = re.compile(
    r"\[(?P<end>/?)(?P<name>[A-Za-z_][\w-]{0,40})(?P<values>\s{0,3}(?:\w{1,40}\s{0,3})?=[^][]{0,300})?\]"
)
"""``[b]``, ``[/b]``, ``[color=red]``, ``[wave amp=50 freq=2]``."""

_GODOT: Final = frozenset(
    {
        *("b", "i", "u", "s", "code", "p", "br", "center", "left", "right", "fill", "indent", "url", "hint"),
        *("img", "font", "dropcap", "lang", "table", "cell", "color", "bgcolor", "fgcolor", "ul", "ol", "lb"),
        *("rb", "char", "wave", "tornado", "shake", "fade", "rainbow", "pulse", "outline_size", "font_size"),
    }
)
"""Tags of Godot's formatted text."""

_VARIABLES: Final = re.compile(
    r"\{\{+\s{0,9}([^{}|]{1,300}?)\s{0,9}\}\}+|\$\{([^{}|]{1,300})\}|\{\s{0,9}[$@%#]\s{0,9}([^{}|]{1,300})\}"
    r"|%(\w{1,100})%|%\((\w{1,100})\)[sdif]"
)
"""``{{name}}``, ``${name}``, ``{$name}``, ``%name%``, ``%(name)s``."""

_PRINTF: Final = re.compile(
    r"%(?:\((\w{1,100})\)|(\d{1,3})\$)?[-+ 0#]{0,5}\d{0,5}(?:\.\d{1,5})?(?:hh|h|ll|l|z)?[sdiufgexXc@]"
)
"""``%(name)s``, ``%s``, ``%1$d``, ``%.2f``."""

_PAIRED: Final = re.compile(r"\{(/?)([a-z_]{1,40})(?:=[^{}]{0,300})?\}")
"""Ren'Py's ``{i}`` and ``{/i}``."""

_RICH: Final = re.compile(
    r"</?(?:b|i|u|s|em|strong|font|span|p|div|sub|sup|mark|small|big|color|size|style|sprite|link|align|alpha"
    r"|cspace|indent|line-height|line-indent|lowercase|uppercase|smallcaps|margin|material|mspace|nobr|noparse"
    r"|page|pos|quad|rotate|space|voffset|width|gradient|shake|wave|wiggle|rainb|fade|bounce|incr|swing"
    r"|wobble|a|ruby|rt|c|lang|v|img)(?:[\s=/.][^<>]{0,1000})?>",
    re.IGNORECASE,
)
"""Formatting of HTML, Unity's TextMesh Pro and its animators."""

_BREAK: Final = re.compile(r"<(?:br|cr)\s{0,9}/?>|\\n", re.IGNORECASE)

_HTML: Final = re.compile(r"</?[A-Za-z][\w.:-]{0,60}(?:[\s=/][^<>]{0,1000})?>|</>")
"""``<b>``, ``</b>``, ``<color=red>``, ``<c.loud>``, Unreal's ``</>``."""

_SPEAKER: Final = re.compile(r"\s*([^\s:：][^:：]{0,39}?)\s*[:：](?!//)\s*(?=\S)(.*)", re.DOTALL)


def variable(expression: str) -> str:
    """A variable as emogen writes it, ``{player_name}``, for a tool's expression; a longer expression has
    its words joined.

    >>> variable("player_name"), variable('get_name("x")')
    ('{player_name}', '{get_name_x}')
    """
    name = re.sub(r"[^\w.:-]+", "_", expression.strip()).strip("_.:-")
    return f"{{{name or 'value'}}}"


def variables_of(spoken: str) -> tuple[str, ...]:
    """Names of the variables ``{name}`` in words that are to be said, each once, in their order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(spoken)))


def pause(seconds: str) -> str:
    """emogen's mark for a pause of that many seconds, which a tool wrote; "" for what is no number or none.

    >>> pause("0.5"), pause("2,0"), pause("x")
    ('<pause 0.5s>', '<pause 2s>', '')
    """
    try:
        length = float(seconds.strip().removesuffix("s").replace(",", "."))
    except ValueError:
        return ""
    return f"<pause {min(length, LONGEST_PAUSE):g}s>" if 0 < length < float("inf") else ""


def with_waits_hidden(text: str, wait: re.Pattern[str]) -> str:
    """Words whose waits no formatting can be mistaken for, until :func:`with_pauses`; the first group of
    ``wait`` is the seconds."""
    return wait.sub(lambda match: f"\ue000{match[1]}\ue001", text)


def with_pauses(text: str) -> str:
    """Words with emogen's pauses in place of the waits that :func:`with_waits_hidden` hid."""
    return re.sub("\ue000([^\ue001]*)\ue001", lambda match: pause(match[1].strip("'\"")), text)


LONGEST_PAUSE: Final = 60.0
"""Seconds that emogen's markup allows a pause."""


def tidy(spoken: str) -> str:
    """Words with single blanks, and none where marks were taken out before a comma or a full stop."""
    return re.sub(r"(?<=[^\s.…]) (?=[,.](?:\s|$))", "", re.sub(r"\s+", " ", spoken)).strip()


def without_bbcode(text: str) -> str:
    """Words without the formatting of Godot's text: its own tags, those with values, and those that end
    somewhere. A lone ``[sighs]`` stays: it is an actor's."""
    ended = {match["name"].lower() for match in _BBCODE.finditer(text) if match["end"]}

    def kept(match: re.Match[str]) -> str:
        name = match["name"].lower()
        return "" if match["end"] or match["values"] or name in _GODOT or name in ended else match[0]

    return _BBCODE.sub(kept, text)


def without_html(text: str) -> str:
    """Words without the formatting of HTML, Unity, Unreal and subtitles."""
    return _HTML.sub("", text)


def plain(text: str) -> str:
    """Words of no tool in particular: formatting of games and HTML is taken out, variables of the usual
    forms become ``{name}``. Other marks are left to emogen's own reader, which knows those of many tools.

    >>> plain("Halt, <color=red>{{ player }}</color>! [i]Now.[/i]")
    'Halt, {player}! Now.'
    """
    text = _RICH.sub("", _BREAK.sub(" ", without_bbcode(text)))
    if "{/" in text:
        ended = {match[2] for match in _PAIRED.finditer(text) if match[1]}
        text = _PAIRED.sub(lambda match: "" if match[2] in ended else match[0], text)
    return _VARIABLES.sub(lambda match: variable(match[match.lastindex or 0]), text)


def printf(text: str) -> str:
    """Words in which C's or Python's places for values become variables, by name or else by number.

    >>> printf("%s owes %(who)s %d%%")
    '{1} owes {who} {2}%'
    """
    count = 0

    def place(match: re.Match[str]) -> str:
        nonlocal count
        count += not (match[1] or match[2])
        return f"{{{match[1] or match[2] or count}}}"

    return "%".join(_PRINTF.sub(place, part) for part in text.split("%%"))


def wording(written: str, read: Callable[[str], str]) -> Wording:
    """A wording: as it is written, and what a tool's reader makes of it, tidied."""
    return Wording(written, tidy(read(written)))


def speaker_before(text: str) -> tuple[str, str]:
    """A speaker's name before a colon, and the words; "" where there is none.

    A name is short and has no end of a sentence in it: ``Mary: Hello.``, not ``Listen. I said: hello.``
    """
    match = _SPEAKER.fullmatch(text)
    if match is None or re.search(r"[.!?…]\s|[\"“”<>{}]", match[1]) or match[1].isdigit():
        return "", text
    return match[1], match[2]
