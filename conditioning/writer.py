"""Scripts written back as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from emogen.conditioning.effects import Emphasis, Pronunciation
from emogen.conditioning.emotion import NEUTRAL
from emogen.conditioning.places import is_letter
from emogen.conditioning.script import Script, Span
from emogen.conditioning.tags import write_tag
from emogen.conditioning.track import Keyframe, arrow

_SPECIAL: Final = re.compile(r"([][\\*{}(_（【】]|<(?=[^\W\d_]|[/!?<])|&(?=[\w#]))")
_LINE: Final = re.compile(r"(?<!\n)\n(?!\n)")
"""The white space that ends a sentence but no paragraph."""

_STARS: Final = {Emphasis("moderate"): "*", Emphasis("strong"): "**"}


def write_markup(script: Script) -> str:
    """Markup that :func:`emogen.conditioning.markup.parse_markup` reads back as the same script."""
    return "".join(_Writer(script).pieces())


class _Writer:
    def __init__(self, script: Script) -> None:
        self.script = script
        self.at = 0
        self.open: list[tuple[Span, str]] = []
        self.last = ""  # The piece written last.

    def pieces(self) -> Iterator[str]:
        for piece in self._all():
            self.last = piece or self.last
            yield piece

    def _all(self) -> Iterator[str]:
        for position, item in _in_order(self.script):
            yield from self._up_to(position)
            if isinstance(item, Keyframe):
                yield from self._apart(f"[{item.emotion} {arrow(item.easing)}".rstrip() + "]")
            elif item.start == item.end:
                yield from self._apart(f"<{write_tag(item.effect)}>")
            else:
                before, after = self._tags(item)
                self.open.append((item, after))
                yield before
        yield from self._up_to(len(self.script.text))

    def _up_to(self, position: int) -> Iterator[str]:
        """The text to there, with the ends of spans on the way."""
        while self.open and self.open[-1][0].end <= position:
            span, tag = self.open[-1]
            yield from self._say(span.end)
            self.open.pop()
            yield tag
        yield from self._say(position)

    def _say(self, position: int) -> Iterator[str]:
        if position > self.at:
            written = escaped(self.script.text[self.at : position])
            if self.open and isinstance(self.open[-1][0].effect, Pronunciation):
                written = written.replace("|", "\\|")
            yield _LINE.sub("\\\\\n", written)
            self.at = position

    def _apart(self, tag: str) -> Iterator[str]:
        """A tag with blanks where it stands between words."""
        text, at = self.script.text, self.at
        if at > 0 and not text[at - 1].isspace() and (at == len(text) or text[at].isspace()):
            yield " "
        yield tag
        if at < len(text) and (at == 0 or text[at - 1].isspace()):
            yield " "

    def _tags(self, span: Span) -> tuple[str, str]:
        """What begins and ends a span."""
        if isinstance(span.effect, Pronunciation):
            return "{", "|" + escaped(span.effect.ipa).replace("|", "\\|") + "}"
        stars = _STARS.get(span.effect) if isinstance(span.effect, Emphasis) else None
        if stars and self._may_have_stars(span):
            return stars, stars
        tag = write_tag(span.effect)
        return f"<{tag}>", f"</{tag.split()[0]}>"

    def _may_have_stars(self, span: Span) -> bool:
        """Whether stars would be read as stress here: not within stress, beside stars or letters, nor
        around words that would be a stage direction."""
        from emogen.conditioning.dialects.asides import Around, starred

        text, start, end = self.script.text, span.start, span.end
        inner = any(isinstance(outer.effect, Emphasis) for outer, _ in self.open)
        letters = (start > 0 and is_letter(text[start - 1])) or (end < len(text) and is_letter(text[end]))
        action = starred(text[start:end], Around("", "")) is not None
        return not (inner or letters or action or self.last.endswith("*"))


def escaped(text: str) -> str:
    """A text in which nothing is read as a mark."""
    return _SPECIAL.sub(r"\\\1", text)


def _in_order(script: Script) -> Iterator[tuple[int, Keyframe | Span]]:
    """Emotions and spans by position, emotions first; what is neutral from the start is not said."""
    frames = list(script.track.keyframes)
    if len(frames) > 1 and frames[0] == Keyframe(0, NEUTRAL, "hold"):
        del frames[0]
    items: list[tuple[int, Keyframe | Span]] = [(int(frame.time), frame) for frame in frames]
    items += [(span.start, span) for span in script.spans]
    return iter(sorted(items, key=lambda item: item[0]))
