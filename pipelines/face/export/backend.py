"""Formats for motion, by the suffix of a file."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping as Settings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, cast

from emogen.errors import EmogenError, GenerationError, RequestError
from emogen.registry import Backend, abilities, broken, guarded, installed, make, plugins, require, working

if TYPE_CHECKING:
    from emogen.pipelines.face.export.contents import Export
    from emogen.pipelines.face.export.mapping import Mapping


_USUAL: Final = {"json": ".oculus.json", "csv": ".oculus.csv"}
"""Suffixes of the usual visemes by plain names."""


class ExportFormat(Backend, Protocol):
    """A plug-in of the kind ``export``. One that has ``mapping`` in ``can`` writes the curves of a studio's
    own rig too and has ``write_mapped``; one with ``visemes`` there writes mouths, not curves; one whose
    files have a rate of their own has it in ``fps``.

    Attributes:
        title: what reads it, in a few words.
        suffixes: ends of the names of its files, in lower case, each with its dots.
    """

    kind: ClassVar[str] = "export"
    title: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def write(self, export: Export, path: Path) -> None:
        """Write a motion, whole or not at all (:mod:`emogen.files` has the means).

        Raises:
            OutputError: the file cannot be written.
            MissingWeightError: something that the format carries is not there.
        """


class MappedFormat(ExportFormat, Protocol):
    """A format that can ``mapping``."""

    @abstractmethod
    def write_mapped(self, mapping: Mapping, export: Export, path: Path) -> None:
        """As :meth:`write`, with the curves that ``mapping`` makes of the motion's."""


def motion_suffixes() -> tuple[str, ...]:
    """The suffixes of every format that can be used, short ones first."""
    return _sorted_suffixes(installed())


@lru_cache(maxsize=8)
def _sorted_suffixes(registry: tuple[object, ...]) -> tuple[str, ...]:
    del registry
    return tuple(sorted(_owners(), key=lambda suffix: (suffix.count("."), len(suffix), suffix)))


def viseme_names() -> Settings[str, str]:
    """The suffixes of the formats of visemes, by what they can be called: the suffix itself without its dot,
    the format's name, and ``json`` and ``csv``."""
    return _viseme_names(installed())


@lru_cache(maxsize=8)
def _viseme_names(registry: tuple[object, ...]) -> Settings[str, str]:
    del registry
    forms = [form for form in working("export") if "visemes" in abilities(form) and not _fault(form)]
    named = {form.name: form.suffixes[0] for form in forms}
    named |= {suffix.removeprefix("."): suffix for form in forms for suffix in form.suffixes}
    return {**named, **_USUAL}


def broken_formats() -> dict[str, str]:
    """The registered formats that cannot be used, by name, with the reason."""
    unusable = {form.name: why for form in working("export") if (why := _fault(form))}
    for suffix, forms in _owners().items():
        if len(forms) > 1:
            unusable |= {form.name: _shared(suffix, forms) for form in forms}
    return {**broken("export"), **unusable}


def motion_suffix(path: str | Path) -> str:
    """The longest of :func:`motion_suffixes` that the file's name ends in, whatever its case.

    Raises:
        RequestError: it ends in none of them.
    """
    return longest_suffix(path, motion_suffixes(), "write")


def longest_suffix(path: str | Path, known: tuple[str, ...], verb: str) -> str:
    """The longest of some suffixes that a file's name ends in, whatever its case.

    Raises:
        RequestError: it ends in none of them.
    """
    name = Path(path).name.lower()
    found = [suffix for suffix in known if name.endswith(suffix) and name != suffix]
    if not found:
        unusable = "".join(f"; the format {form} is broken: {why}" for form, why in broken("export").items())
        raise RequestError(
            f"cannot {verb} {Path(path).name!r}",
            why=f"the file type is not one of {', '.join(known)}{unusable if verb == 'write' else ''}",
            fix=f"Name the file e.g. {Path(path).stem or 'face'}{known[0]}.",
        )
    return max(found, key=len)


def find_format(path: str | Path) -> type[ExportFormat]:
    """The format of a file, by its suffix.

    Raises:
        RequestError: no format has it.
        EmogenError: two have.
    """
    suffix = motion_suffix(path)
    forms = _owners()[suffix]
    if len(forms) > 1:
        raise EmogenError(
            f"cannot write {Path(path).name!r}",
            why=_shared(suffix, forms),
            fix="Uninstall one of them.",
        )
    return forms[0]


def check_mapped(path: str | Path, mapping: Mapping | None) -> None:
    """Raise ``RequestError`` for a mapping with a format that has none, or an unknown suffix."""
    form = find_format(path)
    if mapping is not None and "mapping" not in abilities(form):
        able = [suffix for suffix, (first, *_) in _owners().items() if "mapping" in abilities(first)]
        raise RequestError(
            f"cannot write {Path(path).name!r} with a mapping", fix=f"Use one of {', '.join(sorted(able))}."
        )


def write(
    export: Export, path: Path, mapping: Mapping | None = None, options: Settings[str, Any] | None = None
) -> None:
    """Write a motion in the format of the file's suffix.

    Args:
        export: what is written.
        path: ends in one of :func:`motion_suffixes`.
        mapping: a studio's own rig, for formats that can.
        options: the format's own settings.

    Raises:
        RequestError: an unknown suffix or option; a mapping with a format that has none.
        OutputError: the file cannot be written.
        GenerationError: the format fails.
    """
    form = cast("ExportFormat", make("export", find_format(path).name, options or {}))
    with guarded(form):
        if mapping is None:
            form.write(export, path)
        else:
            require(form, "mapping", "write the curves of a rig")
            cast("MappedFormat", form).write_mapped(mapping, export, path)
    if not path.is_file():
        raise GenerationError(f"the export format {form.name} failed", why=f"it left no file {path.name}")


def _owners() -> Settings[str, list[type[ExportFormat]]]:
    """Every suffix with the formats that claim it."""
    return _owned(installed())


@lru_cache(maxsize=8)
def _owned(registry: tuple[object, ...]) -> Settings[str, list[type[ExportFormat]]]:
    del registry
    found: dict[str, list[type[ExportFormat]]] = {}
    for form in working("export"):
        for suffix in () if _fault(form) else form.suffixes:
            found.setdefault(suffix, []).append(form)
    return found


def _fault(form: type[ExportFormat]) -> str:
    """Why the suffixes of a format are none; "" when they are some."""
    suffixes = form.suffixes
    if not isinstance(suffixes, tuple | list) or not suffixes:
        return "its suffixes are no tuple of names"
    for suffix in suffixes:
        if not isinstance(suffix, str) or not suffix.startswith(".") or suffix != suffix.lower():
            return f"its suffix {suffix!r} is no name in lower case after a dot"
    return ""


def _shared(suffix: str, forms: list[type[ExportFormat]]) -> str:
    owners = {plugin.name: plugin.origin for plugin in plugins("export")}
    named = " and ".join(f"{form.name} of {owners[form.name]}" for form in forms)
    return f"the suffix {suffix} is claimed by {named}"
