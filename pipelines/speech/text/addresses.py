"""Addresses of the internet, files and handles, as languages share them."""

from __future__ import annotations

import re
from typing import Final

from emogen.pipelines.speech.text.letters import ADDRESS_SIGNS, cased, spell
from emogen.pipelines.speech.text.numbers import cardinal, digits
from emogen.pipelines.speech.text.scan import WORD, Context, Said

DOMAIN: Final = (
    "com|org|net|edu|gov|io|uk|de|fr|es|it|br|jp|cn|in|eu|us|ai|dev|app|info|me|tv|ly|ca|au|mx|ar|co|museum"
)
FILES: Final = (
    "txt|pdf|docx?|xlsx?|pptx?|csv|tsv|json|ya?ml|toml|xml|html?|css|js|ts|py|rb|rs|go|java|cpp|md|png|jpe?g|gif|svg"
    "|mp3|mp4|wav|flac|ogg|webm|mov|avi|zip|gz|tar|exe|dll|sh|ini|log|onnx"
)

_SPELLED_OUT: Final = {
    "www": 1,
    "https": 0,
    "http": 0,
    "html": 1,
    "pdf": 1,
    "ftp": 1,
    "xml": 1,
    "csv": 1,
    "tsv": 1,
}


def address(match: re.Match[str], context: Context) -> list[Said]:
    language, said = context.language, []
    for part in re.findall(r"\d+|[^\W\d_]+|.", re.sub(r"^\w+://", "", match[0]).rstrip("/")):
        if part.isdecimal():
            said.append(
                digits(part, language) if part[0] == "0" or len(part) > 4 else cardinal(int(part), language)
            )
        elif part in ADDRESS_SIGNS:
            said.append(language.word(ADDRESS_SIGNS[part]))
        elif part.isalpha():
            spelled = part.lower() in _SPELLED_OUT or not re.search("[aeiouy]", part.lower())
            said.append(spell(part, language) if spelled and part.isascii() else cased(part, language))
        else:
            said.append(language.spoken.get(("sign", part), ""))
    return [(match.start(), match.end(), " ".join(said))]


def handle(match: re.Match[str], context: Context) -> list[Said]:
    language = context.language
    sign = language.word("at" if match[0][0] == "@" else "hashtag")
    parts = re.findall(rf"\d+|{WORD}", match[0][1:])
    said = (
        cardinal(int(p), language) if p.isdecimal() and len(p) < 10 else cased(p, language) for p in parts
    )
    return [(match.start(), match.end(), f"{sign} {' '.join(said)}")]
