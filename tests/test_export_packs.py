"""Exporters of voice packs: names, folders and tables that each engine loads without a hand."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from emogen.errors import RequestError
from emogen.pipelines.project.exporting import Credit, Pack, export_pack
from emogen.pipelines.testing.exporter import sample_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return sample_pack(tmp_path_factory.mktemp("project"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_every_wording_and_where_its_sound_is(pack: Pack, tmp_path: Path) -> None:
    exported = export_pack(pack, tmp_path, "csv")
    table = {(row["id"], row["language"]): row for row in rows(tmp_path / "lines.csv")}
    assert len(table) == 11
    assert table["a/b:c", "fr-fr"]["written"] == "Salut, Mary ?"
    assert table["a/b:c", "fr-fr"]["sound"] == "sounds/fr-fr/a%2Fb%3Ac.wav"
    assert table["unsaid", "en-us"]["sound"] == ""
    assert soundfile.info(tmp_path / table["0721506", "en-us"]["sound"]).samplerate == 24_000
    assert exported.lines == 9


def test_beside_the_sounds_lie_mouths_captions_durations_and_licences(pack: Pack, tmp_path: Path) -> None:
    export_pack(pack, tmp_path, "csv", beside=(".tsv", ".xml", ".csv", ".vtt", ".srt"))
    sounds = tmp_path / "sounds" / "en-us"
    assert (sounds / "0721506.tsv").read_text(encoding="utf-8").startswith("0.00\t")
    assert "<soundFile>0721506.wav</soundFile>" in (sounds / "0721506.xml").read_text(encoding="utf-8")
    assert (sounds / "0721506.csv").read_text(encoding="utf-8").startswith("Timecode,BlendshapeCount")
    assert "Hello, Mary!" in (sounds / "start_915cb944.srt").read_text(encoding="utf-8")
    durations = rows(tmp_path / "voice-pack" / "durations-csv.csv")
    assert float(durations[0]["seconds"]) == pytest.approx(0.65)
    licences = (tmp_path / "voice-pack" / "LICENCES.md").read_text(encoding="utf-8")
    assert "| Kokoro-82M | weights | Apache-2.0 | the registry | 9 |" in licences
    assert "| Mary | af_bella | 4 |" in licences


def test_sources_that_are_not_free_for_every_use_are_flagged(pack: Pack, tmp_path: Path) -> None:
    sold = Credit("XTTS-v2", "CPML: Coqui public model licence, non-commercial", "a hub", "weights")
    lines = tuple(replace(line, credits=(*line.credits, sold)) for line in pack.lines)
    exported = export_pack(replace(pack, lines=lines), tmp_path, "csv", beside=())
    assert any("XTTS-v2 is not free for every use" in note for note in exported.notes)
    assert "## Not free for every use" in (tmp_path / "voice-pack/LICENCES.md").read_text(encoding="utf-8")


def test_a_file_of_the_users_is_never_overwritten_silently(pack: Pack, tmp_path: Path) -> None:
    own = tmp_path / "lines.csv"
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(RequestError, match=r"lines\.csv is there already.*--overwrite"):
        export_pack(pack, tmp_path, "csv", beside=())
    assert [file.name for file in tmp_path.iterdir()] == ["lines.csv"]
    export_pack(pack, tmp_path, "csv", beside=(), overwrite=True)
    assert own.read_text(encoding="utf-8").startswith("id,")
    export_pack(pack, tmp_path, "csv", beside=())
    own.write_text("edited since", encoding="utf-8")
    with pytest.raises(RequestError, match="changed since"):
        export_pack(pack, tmp_path, "csv", beside=())


def test_a_link_out_of_the_folder_is_not_followed(pack: Pack, tmp_path: Path) -> None:
    game, elsewhere = tmp_path / "game", tmp_path / "elsewhere"
    elsewhere.mkdir()
    game.mkdir()
    (game / "sounds").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(RequestError, match="leads out of"):
        export_pack(pack, game, "csv", beside=())
    assert not any(elsewhere.iterdir())


def test_files_of_an_earlier_export_are_told(pack: Pack, tmp_path: Path) -> None:
    export_pack(pack, tmp_path, "csv", beside=())
    fewer = export_pack(replace(pack, lines=pack.lines[:-1]), tmp_path, "csv", beside=())
    assert any("1 files of an earlier export" in note for note in fewer.notes)
    written = json.loads((tmp_path / "voice-pack" / "written.json").read_text(encoding="utf-8"))
    assert "lines.csv" in written["exports"]["csv"]["files"]


def test_renpy_finds_voices_by_id_and_language(pack: Pack, tmp_path: Path) -> None:
    exported = export_pack(pack, tmp_path, "renpy")
    assert soundfile.info(tmp_path / "game/voice/start_915cb944.ogg").subtype == "VORBIS"
    assert (tmp_path / "game/tl/french/voice/0721506.ogg").is_file()
    script = (tmp_path / "game/emogen_voices.rpy").read_text(encoding="utf-8")
    assert "config.auto_voice is None" in script
    assert "'a/b:c': 'a%2Fb%3Ac'" in script
    assert any("a/b:c is a%2Fb%3Ac" in note for note in exported.notes)
    assert any("2 choices" in note for note in exported.notes)
