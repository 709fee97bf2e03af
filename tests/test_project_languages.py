"""Names of languages of any spelling become emogen's codes."""

from __future__ import annotations

import pytest

from emogen.pipelines.project.languages import language_code, language_of


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("fr-fr", "french fr fr-FR FR fra Français French French_(France) anglais:en-us"),
        ("en-us", "en en_US English eng English_(US) en-CA american_english"),
        ("en-gb", "en-GB en_AU English_(UK) british_english"),
        ("pt-br", "pt pt_BR Brazilian Português_(Brasil) portuguese_brazil PortugueseBrazil"),
        ("zh", "zh zh-Hans zh_TW schinese tchinese ChineseSimplified 简体中文 chinese_traditional"),
        ("es", "es es-MX es_419 latam Spanish español_latinoamericano SpanishLatAm"),
        ("ja", "ja jp 日本語 Japanese jpn"),
        ("de", "de Deutsch de-AT german"),
        ("ko", "ko Korean 한국어 koreana"),
    ],
)
def test_languages_have_one_code_however_they_are_written(code: str, names: str) -> None:
    for name in names.split():
        written, _, other = name.partition(":")
        assert language_code(written.replace("_(", " (")) == (other or code), written


@pytest.mark.parametrize(
    "name", ["", "notes", "Context", "line_id", "who", "text", "key", "source", "x" * 9000]
)
def test_what_names_no_language_stays_as_it_is(name: str) -> None:
    assert language_of(name) == ""
    assert language_code(name) == name
