"""Unreal Engine: WAV files by culture, the dialogue script of its localisation, and a data table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from emogen.files import write_text
from emogen.options import Options
from emogen.pipelines.project.exporters.layout import culture, escaped_note, plain, unique
from emogen.pipelines.project.exporters.layout import place as put
from emogen.pipelines.project.exporting import ABOUT, Exporter, Pack, Placed, SpokenLine, Written
from emogen.pipelines.project.tables import write_table
from emogen.progress import Progress

SCRIPT: Final = (
    *("SpeakingVoice", "TargetVoices", "SpokenDialogue", "VoiceActorDirection", "AudioFileName"),
    *("DialogueAsset", "IsRecorded", "LocalizationKeys", "SpeakingVoiceGUID", "TargetVoiceGUIDs"),
    "DialogueAssetGUID",
)
"""Properties of ``FDialogueScriptEntry``, in its order (ExportDialogueScriptCommandlet.h)."""

TABLE: Final = (
    *("Name", "SpokenDialogue", "VoiceActorDirection", "AudioFileName", "Speaker", "Sound", "Seconds"),
    "Emotion",
)
"""Of the data table: the row's name and the properties of :data:`_STRUCT`."""

_STRUCT: Final = """// Written by emogen: the rows of DT_*.csv. Copy it into your module.
#pragma once

#include "CoreMinimal.h"
#include "Engine/DataTable.h"
#include "Sound/SoundWave.h"
#include "EmogenVoiceRow.generated.h"

USTRUCT(BlueprintType)
struct FEmogenVoiceRow : public FTableRowBase
{
    GENERATED_BODY()

    UPROPERTY(EditAnywhere, BlueprintReadOnly) FText SpokenDialogue;
    UPROPERTY(EditAnywhere, BlueprintReadOnly) FString VoiceActorDirection;
    UPROPERTY(EditAnywhere, BlueprintReadOnly) FString AudioFileName;
    UPROPERTY(EditAnywhere, BlueprintReadOnly) FString Speaker;
    UPROPERTY(EditAnywhere, BlueprintReadOnly) TSoftObjectPtr<USoundWave> Sound;
    UPROPERTY(EditAnywhere, BlueprintReadOnly) float Seconds = 0.f;
    UPROPERTY(EditAnywhere, BlueprintReadOnly) FString Emotion;
};
"""


class UnrealOptions(Options):
    """Settings of ``unreal``."""

    content: str = Field(
        default="/Game/Voices", description="Folder of the content browser that the sounds are imported into."
    )
    rate: int | None = Field(default=None, ge=8000, le=96000, description="Samples a second of the sounds.")


class Unreal(Exporter):
    """Unreal Engine's dialogue."""

    name: ClassVar[str] = "unreal"
    title: ClassVar[str] = "Unreal Engine: WAV by culture, dialogue scripts and data tables"
    beside: ClassVar[tuple[str, ...]] = (".csv", ".vtt")
    Options = UnrealOptions

    def __init__(self, options: UnrealOptions) -> None:
        self.options = options

    def write(self, pack: Pack, folder: Path, progress: Progress) -> Written:
        files = unique((line, _file(pack, line)) for line in pack.lines)
        placed = put(files, folder, progress, rate=self.options.rate)
        for language in dict.fromkeys(line.language for line in pack.lines):
            sounds = [one for one in placed if one.line.language == language]
            code = culture(pack.code(language))
            name = plain(pack.name)
            write_table(folder / "Voices" / code / f"{name}Dialogue.csv", SCRIPT, map(_script_row, sounds))
            rows = (self._table_row(pack, one) for one in sounds)
            write_table(folder / f"DT_{name}_{code.replace('-', '_')}.csv", TABLE, rows)
        write_text(folder / ABOUT / "EmogenVoiceRow.h", _STRUCT)
        note = (
            f"Drag Voices/* into {self.options.content}, then import DT_*.csv as data tables with the row "
            f"struct of {ABOUT}/EmogenVoiceRow.h."
        )
        stems = {one.line.line.id: one.file.stem for one in placed if not one.line.line.sound}
        return Written(placed, (note, *escaped_note(stems, "The tables have both.")))

    def _table_row(self, pack: Pack, one: Placed) -> dict[str, object]:
        stem, code = one.file.stem, culture(pack.code(one.line.language))
        package = f"{self.options.content.rstrip('/')}/{code}/{stem}"
        return {
            "Name": one.line.line.id,
            "SpokenDialogue": one.line.wording.written,
            "VoiceActorDirection": one.line.line.direction,
            "AudioFileName": stem,
            "Speaker": pack.name_of(one.line.line.speaker),
            "Sound": f"/Script/Engine.SoundWave'{package}.{stem}'",
            "Seconds": f"{one.line.seconds:.3f}",
            "Emotion": one.line.label,
        }


def _file(pack: Pack, line: SpokenLine) -> Path:
    """Names of assets are of letters, digits and ``_``."""
    wanted = line.line.sound.replace("\\", "/").rpartition("/")[2].removesuffix(".wav") or line.line.id
    return Path("Voices", culture(pack.code(line.language)), f"{plain(wanted)}.wav")


def _script_row(one: Placed) -> Mapping[str, object]:
    line = one.line.line
    return {
        "SpeakingVoice": line.speaker,
        "SpokenDialogue": one.line.wording.written,
        "VoiceActorDirection": line.direction,
        "AudioFileName": one.file.name,
        "IsRecorded": "True",
    } | {name: line.others[name] for name in SCRIPT if name in line.others}
