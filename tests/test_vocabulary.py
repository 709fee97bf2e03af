"""Emotion words from plug-ins and from the user's own table work as those that ship."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Install = Callable[..., Path]

WORDS = """
from emogen.conditioning.vocabulary import Entry

class Words:
    name = "{name}"
    kind = "vocabulary"

    def entries(self):
        {body}
"""

PROBE = """
import json
from emogen import Emotion, describe, embed, explain
from emogen.conditioning.vocabulary import added_words, broken_vocabularies, entries, find
from emogen.errors import EmogenError

names = {names}
every = [embed(name).tolist() for name in entries()]
try:
    find("joyy")
    problem = ""
except EmogenError as error:
    problem = str(error)
print(json.dumps({{
    "known": [name in entries() for name in names],
    "printed": [str(Emotion.parse(f"a bit {{name}} + 0.3*{{name}}")) for name in names if name in entries()],
    "basic": [Emotion(name).basic() for name in names if name in entries()],
    "embedded": [embed(name).tolist() for name in names if name in entries()],
    "likeliest": [list(describe(name))[:5] for name in names if name in entries()],
    "explained": [len(explain(name, "voice")) for name in names if name in entries()],
    "every": every,
    "joy": embed("joy").tolist(),
    "point": embed("va(-0.4, 0.2)").tolist(),
    "hash": added_words(json.dumps({{"text": "[Saudade] so be it"}})),
    "broken": broken_vocabularies(),
    "problem": problem,
}}))
"""


def probe(site: Path | None, home: Path, *names: str) -> dict[str, Any]:
    """What a new process makes of emotion words."""
    environment = {**os.environ, "EMOGEN_HOME": str(home)} | ({"PYTHONPATH": str(site)} if site else {})
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(names=list(names))],
        env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


SAUDADE = """return [
            Entry(name="saudade", vad=(-0.5, -0.2, -0.3), synonyms=("missing you",), source="tests"),
            Entry(name="fernweh", vad=(0.3, 0.4, 0.1), basic=(("joy", 0.4), ("sadness", 0.2))),
        ]"""


def test_new_words_work_everywhere_and_change_no_other(install: Install, tmp_path: Path) -> None:
    plain = probe(None, tmp_path)
    site = install("words", {"vocabulary.words": "my_words:Words"}, {
        "my_words": WORDS.format(name="words", body=SAUDADE)
    }).parent  # fmt: skip
    found = probe(site, tmp_path, "saudade", "fernweh", "missing you")
    assert found["known"] == [True, True, False]  # The last is a synonym.
    assert [text.partition("*")[2] for text in found["printed"]] == ["saudade", "fernweh"]
    derived = found["basic"][0]  # From its coordinates.
    assert max(derived, key=lambda name: derived[name]) == "sadness"
    assert found["basic"][1]["joy"] == 0.4
    assert "saudade" in found["likeliest"][0]
    assert "fernweh" in found["likeliest"][1]
    assert (found["joy"], found["point"]) == (plain["joy"], plain["point"])
    assert found["every"][: len(plain["every"])] == plain["every"]
    vectors = np.array(found["embedded"])
    others = np.array(plain["every"])
    assert vectors.shape == (2, 64)
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(others[:, None] - vectors, axis=-1).min() > 0.05
    assert probe(site, tmp_path, "saudade")["embedded"][0] == found["embedded"][0]
    assert len(found["hash"]["added_words"]) == 1
    assert "saudade" in found["hash"]["added_words"][0]
    assert plain["hash"] == {}


def test_the_user_has_a_table_of_his_own(tmp_path: Path) -> None:
    table = [
        "name\tvad\tbasic\tsynonyms\tparts",
        "grimness\t-0.5 0.1 0.3\tanger:0.3\tgrim\t",
        "awefear\t\t\t\tfear trust",
    ]
    (tmp_path / "vocabulary.tsv").write_text("\n".join(table) + "\n", encoding="utf-8")
    found = probe(None, tmp_path, "grimness", "awefear")
    assert found["known"] == [True, True]
    assert found["broken"] == {}
    assert found["basic"][1]["fear"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("joy\t0 0 0", "'joy' is a word already"),
        ("happy\t0 0 0", "'happy' is a word already"),
        ("Big\t0 0 0", "is no name"),
        ("va\t0 0 0", "is no name"),
        ("one two three four five\t0 0 0", "is no name"),
        ("odd\t2 0 0", "three numbers from -1 to 1"),
        ("odd\t0 0", "line 2"),
        ("odd\tx y z", "line 2"),
        ("odd\t", "neither vad nor parts"),
        ("odd\tnan 0 0", "three numbers from -1 to 1"),
    ],
)
def test_a_wrong_row_is_told_where_a_word_is_missed(tmp_path: Path, row: str, why: str) -> None:
    (tmp_path / "vocabulary.tsv").write_text(f"name\tvad\n{row}\n", encoding="utf-8")
    found = probe(None, tmp_path, "joy")
    assert found["known"] == [True]
    assert why in found["broken"]["own"]
    assert "Did you mean joy" in found["problem"]
    assert why in found["problem"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("raise RuntimeError('no words')", "RuntimeError: no words"),
        ("return [3]", "it is no Entry"),
        ("return [Entry(name='odd', vad=('a', 0, 0))]", "failed"),
        ("return [Entry(name='odd', vad=(0, 0, 0), basic=(('hunger', 1.0),))]", "no shares of"),
        ("return [Entry(name='odd', vad=(0, 0, 0), basic=(('joy', 0.9), ('fear', 0.9)))]", "more than 1"),
        ("return [Entry(name='odd', vad=(0, 0, 0), parts=('hunger',))]", "its parts"),
        ("return [Entry(name='odd', vad=(0, 0, 0), taxonomies=('mine',))]", "its taxonomies"),
    ],
)
def test_a_broken_vocabulary_takes_nothing_down(
    install: Install, tmp_path: Path, body: str, why: str
) -> None:
    modules = {"odd_words": WORDS.format(name="odd", body=body)}
    site = install("odd-words", {"vocabulary.odd": "odd_words:Words"}, modules).parent
    found = probe(site, tmp_path, "joy")
    assert found["known"] == [True]
    assert why in found["broken"]["odd"]
