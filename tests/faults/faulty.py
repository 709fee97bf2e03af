"""Faulty files: bytes of a whole one flipped, cut, repeated, with what breaks readers put in."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

NASTY: Final = (
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n\n", b"\t", b" " * 9),
    *(b"[" * 3000, b"{" * 3000, b"(" * 3000, b"<a>" * 3000, b'{"a":' * 3000, b"- " * 3000, b"-(" * 3000),
    *(b"9" * 5000, b"0x" + b"f" * 5000, b"-1e309", b"NaN", b"Infinity", b"1e999999999", b"-0", b"0o777"),
    *(b"&a [*a]", b"&b {<<: *b}", b"*c", b"<<: 1", b"!!python/name:os.system", b"? [x]\n: 1", b"2024-99-99"),
    *(b"{id:_>3000000000}", b"{0.__class__}", b"${x}", b"{", b"}", b"%s%n", b"{kind!r}"),
    *(b"../../../x", b"/etc/passwd", b"C:\\x", b"file:///x", b"\\\\h\\x", b"CON", b"job:a", b"job:"),
    *(
        b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
        b"&x;",
        b"<?xml encoding='utf-7'?>",
        b"]]>",
        b"<!--",
        b"&#xffffffff;",
    ),
    *("\u202e".encode(), "\u2028".encode(), "😀".encode(), "ﷺ".encode() * 50, "e\u0301".encode(), b"'", b'"'),
    *(
        b"null",
        b"true",
        b"[]",
        b"{}",
        b'""',
        b"\\u0000",
        b'"\\ud800"',
        b"1" + b"_0" * 9,
        b"12:30",
        b"\x1b[31m",
    ),
)
"""Pieces that have broken a reader of somebody's."""


@st.composite
def faulty(draw: st.DrawFn, whole: bytes) -> bytes:
    """A faulty file, made from a whole one by one to four changes; now and then any bytes."""
    content = bytearray(whole)
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=300))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.sampled_from((0, 1, 2, 4, 8, 40))))
        match draw(st.integers(0, 5)):
            case 0:
                content[at:end] = draw(st.binary(max_size=8))
            case 1:
                content[at:end] = b""
            case 2:
                content[at:end] = content[at:end] * draw(st.sampled_from((2, 3, 300)))
            case 3:
                del content[at:]
            case _:
                content[at:end] = draw(st.sampled_from(NASTY))
    return bytes(content)
