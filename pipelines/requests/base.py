"""Requests and their results, with all that they share.

A request is validated when it is made, so a wrong one costs nothing. ``request.perform()`` gives a
result, ``result.save(path)`` writes its files; ``request.make(path)`` does both. Beside every file
lies a sidecar that says how it was made.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.vocabulary import added_words, by_axis
from emogen.errors import RequestError, as_path
from emogen.media import check_suffix
from emogen.pipelines.requests.files import check_files as check_files
from emogen.pipelines.requests.files import same_file as same_file
from emogen.pipelines.requests.parameter import TAKES, parameter, presentation
from emogen.pipelines.requests.stages import MAIN, PARTS, other_fields
from emogen.progress import Progress, ignore, part_of
from emogen.provenance import file_hash, is_current, read_sidecar, texts_of, write_sidecar
from emogen.recipe import Recipe, recipe
from emogen.registry import Used
from emogen.version import __version__

HERE: Final = Path()
"""The current folder."""

NO_FILES: Final[frozenset[Path]] = frozenset()

Chance = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A number from which chance is drawn."""


@dataclass(frozen=True, slots=True)
class Made:
    """Files that were made.

    Attributes:
        files: the results, the main one first.
        notes: what the user should know, e.g. words a picture could not show.
        label: the emotion that they have, in words for people.
        report: what else scripts may want to know, JSON-like.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    label: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that another request is to make, and that may not be there yet.

    Attributes:
        request: what makes it.
        path: its main result, relative to the output folder.
    """

    request: Request
    path: Path


class Request(BaseModel, ABC):
    """A validated request.

    Class attributes:
        verb: its name; ``output``: the file that the command line writes unless told otherwise.
        about: what help says besides the summary; ``examples``: commands that show it.
        media: whose code and tables decide the result; ``models``: weights that do, besides those of
            plug-ins.
        share: of the whole work, what :meth:`perform` does; writing does the rest.
        worded: parameters that :meth:`check_words` looks at.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True
    )

    verb: ClassVar[str]
    output: ClassVar[str]
    about: ClassVar[str] = ""
    examples: ClassVar[tuple[str, ...]] = ()
    media: ClassVar[tuple[str, ...]]
    models: ClassVar[tuple[str, ...]] = ()
    share: ClassVar[float] = 0.9
    worded: ClassVar[frozenset[str]] = frozenset()

    seed: Chance = parameter(0, "Seed of every chance difference.", short="-s", panel=TAKES)
    take: Chance = parameter(0, "Which take of the emotion; 0 is the mean.", panel=TAKES)
    variation: float = parameter(
        1.0, "How far takes are from the mean.", panel=TAKES, ge=0, le=2, allow_inf_nan=False
    )

    _sources: dict[str, Source] = PrivateAttr(default_factory=dict)

    @classmethod
    @abstractmethod
    def suffixes(cls) -> tuple[str, ...]:
        """Suffixes of its main file, the usual one first."""

    # Files that other requests make

    @property
    def sources(self) -> Mapping[str, Source]:
        """Input files that other requests make, by parameter."""
        return self._sources

    def using(self, sources: Mapping[str, Source], folder: Path = HERE) -> Self:
        """The request with input files that other requests make below ``folder``. What is in them counts as
        the content hash of what makes them, so it is known before they are there."""
        files = {name: str(folder / source.path) for name, source in sources.items()}
        copy = self.model_copy(update=files)
        copy._sources = dict(sources)
        return copy

    def below(self, folder: Path) -> Self:
        """The request with those files where they lie below the output folder."""
        return self.using(self._sources, folder) if self._sources else self

    def known(self, name: str) -> str | None:
        """The content hash of what makes the input file of a parameter; None for a file of the user's."""
        source = self._sources.get(name)
        return None if source is None else source.request.digest_of(source.path)

    def content_of(self, name: str, kind: str) -> str:
        """A key of the content of an input file: its SHA-256, or the content hash of the
        request that makes it.

        Args:
            name: the parameter that names the file.
            kind: for errors, e.g. ``"portrait"``.

        Raises:
            RequestError: it is missing or unreadable.
        """
        return self.known(name) or file_hash(getattr(self, name), kind=kind)

    @property
    def feeling(self) -> Emotion:
        """The emotion asked for, intensity and coordinates applied; where it moves, its beginning."""
        return NEUTRAL

    @property
    def label(self) -> str:
        """The emotion as it was asked for, in words for people."""
        return str(self.feeling)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Notes for the user on how the request was understood."""
        return ()

    @property
    def all_media(self) -> tuple[str, ...]:
        """Whose code and tables decide this result: ``media``, and what its values add."""
        return self.media

    @property
    def chance(self) -> dict[str, Any]:
        """Seed, take and variation, as generators take them."""
        return {"seed": self.seed, "take": self.take, "variation": self.variation}

    def check(self) -> None:
        """Look up the names that the request uses. Raises ``RequestError`` for an unknown one."""

    def check_words(self) -> None:
        """The part of :meth:`check` that looks at the parameters in ``worded``, which differ from request to
        request; the rest is the same for those of equal :attr:`lookups`. Raises likewise."""

    @property
    def lookups(self) -> tuple[object, ...]:
        """Everything that :meth:`check` looks up, words aside, as a key."""
        named = self.model_fields_set - _CHANCE - self.worded - self._sources.keys()
        values = ((name, _key(self.__dict__[name])) for name in sorted(named))
        return (type(self), tuple(self._sources), *values)

    # Identity

    @property
    def digest(self) -> str:
        """Content hash: equal for two requests that mean the same."""
        return self._recipe(MAIN, (), self._decisive()).digest

    def digest_of(self, file: Path, stage: str = MAIN) -> str:
        """Content hash of one file of the result: what writes its format decides it too."""
        return self._recipe(stage, self.writers(file, stage), self._decisive()).digest

    def recipes(self, path: Path, root: Path = HERE) -> dict[Path, Recipe]:
        """What decides each file of :meth:`outputs`. Raises ``RequestError`` for an input that is gone."""
        beside, decisive = self.companions(path, root), self._decisive()
        staged = {file: beside.get(file, MAIN) for file in self.outputs(path, root)}
        return {
            file: self._recipe(stage, self.writers(file, stage), decisive) for file, stage in staged.items()
        }

    def _decisive(self) -> _Decisive:
        normal, contents = self.normal(), self.contents()
        added = added_words(json.dumps({**normal, **contents}, ensure_ascii=False))
        return _Decisive(normal, {**contents, **added}, self.plugins())

    def _recipe(self, stage: str, writers: tuple[Used, ...], decisive: _Decisive) -> Recipe:
        other = other_fields(type(self), stage)
        request = {name: value for name, value in decisive.normal.items() if name not in other}
        return recipe(
            request,
            media=self.media_of(stage),
            plugins=(*decisive.plugins, *writers),
            model_ids=self.models,
            contents={**decisive.contents, **self.contents_of(stage)},
        )

    def media_of(self, stage: str) -> tuple[str, ...]:
        """Whose code and tables decide the files of a stage."""
        return (*self.all_media, *PARTS.get(stage, ()))

    def contents_of(self, stage: str) -> dict[str, Any]:
        """As :meth:`contents`, of what only the files of a companion's stage hang on."""
        del stage
        return {}

    def writers(self, file: Path, stage: str = MAIN) -> tuple[Used, ...]:
        """The plug-ins that write the format of a file of a stage, where they are not emogen's own means."""
        del file, stage
        return ()

    def plugins(self) -> tuple[Used, ...]:
        """The plug-ins that make the result, with their settings. Raises ``RequestError`` for an unknown
        one, or a setting that it does not have."""
        return ()

    def normal(self) -> dict[str, Any]:
        """The request in its normal form, as JSON-like values: equal where two mean the same."""
        return {"kind": self.verb, **self.model_dump(mode="json")}

    def contents(self) -> dict[str, Any]:
        """Contents of the files and names in the request, by parameter: they decide the result, wherever
        they lie. Raises ``RequestError`` for one that is not there."""
        return {}

    # Making

    def companions(self, path: Path, root: Path = HERE) -> dict[Path, str]:
        """The files beside the result that hang on it, each with its stage; those that the request names are
        counted from ``root``."""
        del path, root
        return {}

    def outputs(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        """Every file that is written, sidecars aside, when the main one is ``path``; its companions come
        last."""
        return (path, *self.companions(path, root))

    def is_done(self, path: Path, root: Path = HERE, kept: frozenset[Path] = NO_FILES) -> bool:
        """Whether ``path`` and its companions, ``kept`` aside, are the results of this very request."""
        # The hash reads every input: not for results that are not there.
        there = all(file.is_file() for file in self.outputs(path, root))
        return there and kept.issuperset(self.stale(path, root))

    def stale(self, path: Path, root: Path = HERE) -> tuple[Path, ...]:
        """The files of :meth:`outputs` that are not there, or not as this request has them."""
        recipes = self.recipes(path, root)
        return tuple(file for file, made in recipes.items() if not is_current(file, made.digest))

    def check_file(self, path: Path) -> None:
        """Raise ``RequestError`` for a file that the result cannot be written to."""
        check_suffix(path, self.suffixes())

    def check_outputs(self, files: Iterable[Path]) -> None:
        """Raise ``RequestError`` for files that cannot all be written, or are what the request reads."""
        written = list(files)
        check_files(written)
        taken = {same_file(file.absolute()) for file in written}
        for name, info in type(self).model_fields.items():
            value = getattr(self, name)
            if not (presentation(info).is_input and isinstance(value, str)):
                continue
            if same_file(Path(value).absolute()) in taken:
                raise RequestError(f"{value} is the {name} itself", fix="Write to another file.")

    @abstractmethod
    def perform(self, progress: Progress = ignore) -> Result[Any]:
        """Do the work and return its result, not yet written."""

    def update(
        self, path: Path, progress: Progress = ignore, root: Path = HERE, *, kept: frozenset[Path] = NO_FILES
    ) -> Made:
        """Make the files that are not there as this request has them. Companions are made from the result,
        where it can stay: nothing is spoken again for captions.

        Args:
            path, progress, root: as :meth:`make`.
            kept: files that stay as they are, whatever is different now, unless what they hang on is made.
        """
        stale = [file for file in self.stale(path, root) if file not in kept]
        beside = self.companions(path, root)
        if not stale:
            record = read_sidecar(path) or {}
            label = str(record.get("label", self.label))
            return Made(self.outputs(path, root), texts_of(record, "notes"), label)
        if all(file in beside for file in stale):
            self.check_file(path)
            self.check_outputs(self.outputs(path, root))
            made = self.remake({file: beside[file] for file in stale}, path, root)
            if made is not None:
                progress(1.0)
                return made
        return self.make(path, progress, root)

    def remake(self, files: Mapping[Path, str], path: Path, root: Path) -> Made | None:
        """Make companions anew, each with its stage, from the result at ``path``, which stays untouched; None
        where that is not enough for it."""
        del files, path, root
        return None

    def make(self, path: Path, progress: Progress = ignore, root: Path = HERE) -> Made:
        """Make the result at ``path``, with its companions, and a sidecar beside every file."""
        self.check_file(path)  # Before the work.
        self.check_outputs(self.outputs(path, root))
        result = self.perform(part_of(progress, 0.0, self.share))
        return result.write(path, part_of(progress, self.share, 1.0), root)


@dataclass(frozen=True, slots=True)
class _Decisive:
    """Everything that decides all files of a result."""

    normal: Mapping[str, Any]
    contents: Mapping[str, Any]
    plugins: tuple[Used, ...]


AnyRequest = TypeVar("AnyRequest", bound=Request)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Result(ABC, Generic[AnyRequest]):
    """The result of a request.

    Attributes:
        request: what was asked for.
        notes: what the user should know, of how the request was understood and of what was made.
    """

    request: AnyRequest
    notes: tuple[str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", (*self.request.remarks, *self.notes))

    @property
    def label(self) -> str:
        """The emotion that the result has, in words for people."""
        return self.request.label

    @property
    @abstractmethod
    def summary(self) -> str:
        """The result in a few words, e.g. ``"1.8 s of speech by af_heart"``."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary}, {self.label}>"

    def facts(self) -> dict[str, Any]:
        """Facts that sidecars tell besides the request, JSON-like."""
        return {}

    def about(self, description: str = "") -> dict[str, str]:
        """Texts that a picture's file carries, by keyword: a description, who made it, and as JSON what made
        it: the request, its content hash and the plug-ins with their settings."""
        made_from = {
            "request": self.request.normal(),
            "label": self.label,
            "vad": by_axis(self.request.feeling.vad),
            "hash": self.request.digest,
            "plugins": {
                f"{used.plugin.kind}.{used.plugin.name}": {"options": used.options, "models": used.models}
                for used in self.request.plugins()
            },
        }
        described = {"Description": description} if description else {}
        return {
            **described,
            "Software": f"emogen {__version__}",
            "emogen": json.dumps(made_from, ensure_ascii=False, sort_keys=True, default=str),
        }

    def report(self) -> dict[str, Any]:
        """Facts that scripts are told besides files and notes, JSON-like."""
        return {}

    @abstractmethod
    def _write(self, path: Path, progress: Progress, root: Path) -> tuple[str, ...]:
        """Write the files of :meth:`Request.outputs` and return notes on them."""

    def write(self, path: Path, progress: Progress = ignore, root: Path = HERE) -> Made:
        """Write the result at ``path``, its companions counted from ``root``, and every sidecar."""
        self.request.check_file(path)
        files = self.request.outputs(path, root)
        self.request.check_outputs(files)
        notes = (*self.notes, *self._write(path, progress, root))
        facts = {
            "vad": by_axis(self.request.feeling.vad),
            "label": self.label,
            "notes": notes,
            **self.facts(),
        }
        for file, made_from in self.request.recipes(path, root).items():
            write_sidecar(file, made_from, facts)
        progress(1.0)
        return Made(files, notes, self.label, self.report())

    def save(self, path: str | Path) -> Path:
        """Write the result as the command line would, to the byte: its file, the companions that the
        request names, and a sidecar beside each.

        Raises:
            RequestError: a suffix that the verb cannot write.
            OutputError: a file cannot be written.
        """
        return self.write(as_path(path, "path")).files[0]


_CHANCE: Final = frozenset({"seed", "take"})
"""Parameters of which any number will do."""


def _key(value: object) -> object:
    """A value of a parameter, or what stands for it where it has no hash."""
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value
