"""A project: the folder of a voice pack, with what was imported, who speaks it, and what people decided.

project/
  project.yaml     settings; people edit it
  dialogue.jsonl   what was imported; only `emogen import` writes it
  cast.yaml        who speaks how; people edit it
  overrides.yaml   decisions on single lines; the review page writes it
  out/             results
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from emogen.errors import RequestError
from emogen.pipelines.project.documents import read_document
from emogen.pipelines.project.kept import load_dialogue
from emogen.pipelines.project.lines import Dialogue, LineKind
from emogen.pipelines.project.overrides import OVERRIDES, Overrides, read_overrides
from emogen.pipelines.project.roles import Role
from emogen.pipelines.requests.backend import Value

SETTINGS: Final = "project.yaml"
DIALOGUE: Final = "dialogue.jsonl"
CAST: Final = "cast.yaml"
RESULTS: Final = "out"

Words = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]
"""Words of a variable; a number is read as it is written."""


def _filled(value: Any) -> Any:
    """An empty table, where a file has its name and nothing after it but comments."""
    return {} if value is None else value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SourceSetting(_Part):
    """A file or folder of the game that is imported.

    Attributes:
        path: relative to the project, or absolute.
        reader: the importer; each file's own by default. Written ``from``.
        option: settings of that importer.
    """

    path: Annotated[str, Field(min_length=1)]
    reader: str | None = Field(None, alias="from")
    option: dict[str, Value] = Field(default_factory=dict)


class ReviewSetting(_Part):
    """The review of each line as it is made.

    Attributes:
        retries: other takes of a line that fails, at most, 0 to 20.
    """

    retries: Annotated[int, Field(ge=0, le=20)] = 3


class Settings(_Part):
    """Settings in ``project.yaml``.

    Attributes:
        name: of the pack.
        sources: what is imported, in order; of two wordings of one line in one language the later counts.
        language: of the script's own words, e.g. ``en-us``; "" leaves it to the script.
        languages: codes by the tool's name for each further language; "" where one is not to be spoken.
        variables: words for the variables of lines, before those that the script gives.
        kinds: which lines are spoken.
        files: template of a sound's name below the output folder, with ``{language} {id} {character}
            {scene}``.
        defaults: parameters of every line, as ``emogen speak`` has them.
        review: see there.
    """

    version: Literal[1]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    sources: tuple[SourceSetting, ...] = ()
    language: str = ""
    languages: Annotated[dict[str, str], BeforeValidator(_filled)] = Field(default_factory=dict)
    variables: Annotated[dict[str, Words], BeforeValidator(_filled)] = Field(default_factory=dict)
    kinds: tuple[LineKind, ...] = ("line",)
    files: str = "{language}/{id}"
    defaults: Annotated[dict[str, Any], BeforeValidator(_filled)] = Field(default_factory=dict)
    review: ReviewSetting = ReviewSetting()


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it is in its folder.

    Attributes:
        folder: where it lies.
        settings: of ``project.yaml``.
        dialogue: of ``dialogue.jsonl``.
        cast: of ``cast.yaml``, by character.
        overrides: of ``overrides.yaml``.
    """

    folder: Path
    settings: Settings
    dialogue: Dialogue
    cast: Mapping[str, Role] = field(default_factory=dict)
    overrides: Overrides = field(default_factory=Overrides)

    @property
    def results(self) -> Path:
        """The folder of results unless another one is named."""
        return self.folder / RESULTS


def is_project(path: Path) -> bool:
    """Whether a path is the folder of a project, or the settings in it."""
    return (path / SETTINGS).is_file() or (path.name == SETTINGS and path.is_file())


def load_project(path: str | Path) -> Project:
    """Read a project.

    Args:
        path: its folder, or its ``project.yaml``.

    Raises:
        RequestError: it is none, or one of its files is damaged or says what cannot be; with the line.
    """
    path = Path(path)
    folder = path.parent if path.name == SETTINGS and not path.is_dir() else path
    settings = load_settings(folder)
    dialogue = load_dialogue(folder / DIALOGUE)
    return Project(folder, settings, dialogue, load_cast(folder), read_overrides(folder / OVERRIDES))


def load_settings(folder: Path) -> Settings:
    """Settings in ``project.yaml``. Raises as :func:`load_project`."""
    path = folder / SETTINGS
    if not path.is_file():
        raise RequestError(f"{folder} is no project", fix="Make one with `emogen import GAME -o FOLDER`.")
    return read_document(path, Settings, what="project")


def load_cast(folder: Path) -> dict[str, Role]:
    """Members in ``cast.yaml``; nobody where there is none. Raises as :func:`load_project`."""
    path = folder / CAST
    return read_document(path, dict[str, Role], what="cast") if path.is_file() else {}
