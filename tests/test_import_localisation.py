"""Translators' files: PO, POT and XLIFF."""

from __future__ import annotations

from pathlib import Path

import pytest

from emogen.errors import RequestError
from emogen.pipelines.project.importers.po import PoImporter
from emogen.pipelines.project.importers.xliff import XliffImporter
from emogen.pipelines.project.importing import read_dialogue
from emogen.pipelines.project.lines import Dialogue, DialogueLine
from emogen.testing import check_importer

HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

XLIFF_1 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
 <file original="act1.unity" source-language="en" target-language="fr-CA" datatype="plaintext"><body>
  <group id="g"><trans-unit id="0721506" resname="guard_halt">
   <source>Halt, <g id="1">you</g> there<x id="2"/>! <ph id="3">&lt;br/&gt;</ph>Now.</source>
   <target state="translated">Halte !</target>
   <note>Speaker: Guard; direction: shouted</note>
  </trans-unit></group>
  <trans-unit id="12:30"><source>Who &amp; what, {{name}}?</source>
   <target state="needs-translation"></target></trans-unit>
  <trans-unit id="12:30"><source>Another.</source></trans-unit>
 </body></file>
</xliff>
"""
XLIFF_2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="ja">
 <file id="f1" original="act1"><unit id="1" name="guard_halt">
  <segment><source>Halt, you there! Now.</source><target>止まれ！</target></segment></unit>
 <unit id="u2"><notes><note category="speaker">Mira</note></notes>
  <segment><source>One.</source><target>一。</target></segment>
  <segment><source>Two <pc id="1">loud</pc>.</source><target>二。</target></segment></unit></file></xliff>
"""


def read(path: Path) -> Dialogue:
    (dialogue,) = read_dialogue(path).values()
    return dialogue


def by_id(dialogue: Dialogue) -> dict[str, DialogueLine]:
    return {line.id: line for line in dialogue.lines}


def save(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("importer", "files"),
    [
        (PoImporter, {"fr.po": HEADER.format("fr") + 'msgctxt "a"\nmsgid "Hi"\nmsgstr "Salut {{x}}"\n'}),
        (XliffImporter, {"a.xlf": XLIFF_1, "b.xliff": XLIFF_2}),
    ],
)
def test_importers_keep_their_contract(importer: type[PoImporter], files: dict[str, str]) -> None:
    check_importer(importer, files=files)


# PO


def test_a_po_file(game_scripts: Path) -> None:
    dialogue = read(game_scripts / "lines.po")
    first, second = dialogue.lines
    assert (first.id, first.speaker, first.direction, first.row) == ("guard_greet_01", "Guard", "tired", 6)
    assert (first.scene, first.others["references"]) == ("scene1", "scene1.dialogue:12")
    assert first.notes == ("Speaker: Guard; direction: tired",)
    assert second.words[""].written == "Wait — is that [i]blood[/i]?"
    assert second.words[""].spoken == "Wait — is that blood?"
    assert second.words["fr"].spoken == "Attends — c'est du sang ?"
    assert dialogue.languages == {"fr": "fr-fr"}


def test_templates_and_languages_are_one_dialogue(tmp_path: Path) -> None:
    entry = 'msgctxt "a/b:c"\nmsgid "Halt, %(who)s!"\nmsgstr "{}"\n\n'
    save(
        tmp_path,
        game_pot="#, python-format\n" + entry.format(""),
        fr_po=HEADER.format("fr") + entry.format("Halte, %(who)s !"),
        pt_BR_po=HEADER.format("") + "#, fuzzy\n" + entry.format("Pare!"),
    )
    dialogue = read(tmp_path)
    (line,) = dialogue.lines
    assert (line.id, line.variables) == ("a/b:c", ("who",))
    assert line.words[""].spoken == "Halt, {who}!"
    assert dialogue.languages == {"fr": "fr-fr", "pt_BR": "pt-br"}
    assert ["fuzzy" in problem.what for problem in dialogue.problems] == [True]


def test_plurals_are_lines_of_their_own(tmp_path: Path) -> None:
    text = (
        HEADER.format("ru")
        + 'msgctxt "men"\nmsgid "One man"\nmsgid_plural "%d men"\n'
        + 'msgstr[0] "а"\nmsgstr[1] "б"\nmsgstr[2] "в"\n'
    )
    lines = by_id(read(save(tmp_path, ru_po=text)))
    assert list(lines) == ["men", "men[1]", "men[2]"]
    assert [line.words["ru"].written for line in lines.values()] == ["а", "б", "в"]
    assert lines["men[2]"].words[""].written == "%d men"


def test_messages_that_are_keys_are_ids(tmp_path: Path) -> None:
    entry = 'msgid "GUARD_HALT"\nmsgstr "{}"\n'
    save(
        tmp_path,
        fr_po=HEADER.format("fr") + entry.format("Halte !"),
        en_po=HEADER.format("en") + entry.format("Halt!"),
    )
    dialogue = read(tmp_path)
    (line,) = dialogue.lines
    assert (line.id, line.words[""].spoken, line.words["fr"].spoken) == ("GUARD_HALT", "Halt!", "Halte !")
    assert dialogue.language == "en-us"


def test_messages_without_a_context_have_ids_of_their_words(tmp_path: Path) -> None:
    entries = [f'msgid "Line {number}."\nmsgstr "Ligne"\n\n' for number in range(3)]
    header = HEADER.format("fr")
    before = read(save(tmp_path, a_po=header + "".join(entries)))
    after = read(save(tmp_path, a_po=header + 'msgid "New."\nmsgstr ""\n\n' + "".join(entries[1:])))
    assert [line.id for line in after.lines][1:] == [line.id for line in before.lines][1:]


def test_an_entry_that_is_wrong_costs_no_other(tmp_path: Path) -> None:
    entries = (
        'msgid "One."\nmsgstr "Un."\n\nmsgid "Broken\nmsgstr nothing\n\nmsgid "Three."\nmsgstr "Trois."\n'
    )
    dialogue = read(save(tmp_path, a_po=HEADER.format("fr") + entries))
    assert [line.words[""].spoken for line in dialogue.lines] == ["One.", "Three."]
    assert [problem.row for problem in dialogue.problems] == [9]


def test_old_encodings_are_those_that_the_file_names(tmp_path: Path) -> None:
    header = HEADER.format("fr").replace("UTF-8", "ISO-8859-1")
    path = tmp_path / "fr.po"
    path.write_bytes((header + 'msgid "See"\nmsgstr "Déjà vu"\n').encode("latin-1"))
    assert read(path).lines[0].words["fr"].spoken == "Déjà vu"


# XLIFF


def test_xliff_files_of_several_languages_are_one_dialogue(tmp_path: Path) -> None:
    dialogue = read(save(tmp_path, a_xlf=XLIFF_1, b_xliff=XLIFF_2))
    assert [line.id for line in dialogue.lines] == ["guard_halt", "12:30", "12:30", "u2"]
    line = dialogue.lines[0]
    assert line.words[""].spoken == "Halt, you there! Now."
    assert '<g id="1">you</g>' in line.words[""].written
    assert (line.words["fr-CA"].spoken, line.words["ja"].spoken) == ("Halte !", "止まれ！")
    assert (line.speaker, line.direction, line.scene) == ("Guard", "shouted", "act1")
    assert line.others["id"] == "0721506"
    assert dialogue.lines[1].words[""].spoken == "Who & what, {name}?"
    assert dialogue.lines[3].words[""].spoken == "One. Two loud."
    assert dialogue.lines[3].speaker == "Mira"
    assert dialogue.language == "en-us"
    assert dialogue.languages == {"fr-CA": "fr-fr", "ja": "ja"}
    told = [(problem.file, problem.row) for problem in dialogue.problems]
    assert told == [("a.xlf", 9), ("a.xlf", 11)]


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xliff><file><unit id="1"/>&b;</file></xliff>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><xliff>&a;</xliff>',
        "<xliff>" + "<group>" * 200_000,
        "<xliff><file></xliff>",
        '<?xml version="1.0" encoding="klingon"?><xliff/>',
    ],
)
def test_xml_of_strangers_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(RequestError, match=r"a\.xlf"):
        read(save(tmp_path, a_xlf=body) / "a.xlf")
