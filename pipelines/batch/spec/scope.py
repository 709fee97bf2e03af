"""Settings of a spec file for all of its jobs: defaults, groups and a cast, its own and those it includes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from emogen.errors import RequestError, unknown_name
from emogen.pipelines.batch.cast import CastMember
from emogen.pipelines.batch.spec.paths import located
from emogen.pipelines.batch.spec.problems import Place
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.verbs import VERBS

OWN_KEYS: Final = ("id", "kind", "file", "cast", "group", "labels", "matrix", "exclude")
"""Keys of a job besides the parameters of its request."""

SHARED_KEYS: Final = ("file", "cast", "group", "labels")
"""Those of them that defaults and groups can have, too."""

_RIVALS: Final = frozenset({"va", "emotion"})
"""Parameters of which one counts."""

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """Fields that jobs have unless they say otherwise.

    Attributes:
        fields: for every kind of job.
        kinds: for one kind, which count more.
        place: where it stands.
    """

    fields: Mapping[str, Any]
    kinds: Mapping[str, Mapping[str, Any]]
    place: Place

    def of(self, kind: str) -> Fields:
        """The fields of a kind of job, those that it has; files where the document lies."""
        known = {*parameters(kind), *SHARED_KEYS}
        folder = self.place.document.path.parent
        values: Fields = {}
        for fields in (self.fields, self.kinds.get(kind, {})):
            put(values, located(kind, {key: x for key, x in fields.items() if key in known}, folder))
        return values

    def place_of(self, kind: str, name: str) -> Place | None:
        """The place of a field of a kind of job, if it has one."""
        if name in self.kinds.get(kind, {}):
            return self.place.below(kind, name)
        return self.place.below(name) if name in self.fields else None


@dataclass(slots=True)
class Scope:
    """Settings that hold for the jobs of a file.

    Attributes:
        defaults: in the order in which later ones count more.
        groups: the layers of each group, likewise.
        cast: members by name, with where they stand.
        wrong_cast: names of members that cannot be, which is told already.
        files: the template of file names.
    """

    defaults: list[Layer] = field(default_factory=list)
    groups: dict[str, list[Layer]] = field(default_factory=dict)
    cast: dict[str, tuple[CastMember, Place]] = field(default_factory=dict)
    wrong_cast: set[str] = field(default_factory=set)
    files: str = "{id}"
    _known: dict[tuple[Any, ...], Fields] = field(default_factory=dict)

    def include(self, other: Scope) -> None:
        """Take over what another file says; what is there later counts more."""
        self.defaults += other.defaults
        for name, layers in other.groups.items():
            self.groups.setdefault(name, []).extend(layers)
        self.cast.update(other.cast)
        self.wrong_cast |= other.wrong_cast

    def fields(self, kind: str, own: Mapping[str, Any]) -> Fields:
        """Fields of a job besides its own, own keys among them: defaults, its member of the cast,
        its group; of each what is for its kind counts more.

        Raises:
            RequestError: an unknown group or member of the cast, or a member that cannot be.
        """
        key = (kind, _word(own.get("group")), _word(own.get("cast")), _word(own.get("character")))
        if key not in self._known:
            self._known[key] = self._fields(kind, *key[1:])
        return self._known[key]

    def _fields(self, kind: str, group: str | None, cast: str | None, character: str | None) -> Fields:
        values, of_group = _joined(self.defaults, kind), Fields()
        group = group or _word(values.get("group"))
        if group is not None:
            if group not in self.groups:
                raise unknown_name("group", group, self.groups)
            of_group = {**_joined(self.groups[group], kind), "group": group}
        cast = cast or _word(of_group.get("cast")) or _word(values.get("cast"))
        if cast is not None:
            put(values, self._member(cast, character).fields(cast, parameters(kind)))
            of_group["cast"] = cast
        put(values, of_group)
        return values

    def _member(self, name: str, character: str | None) -> CastMember:
        if name not in self.cast:
            known = {*self.cast, *self.wrong_cast}
            if not known:
                raise RequestError(
                    f"the spec has no cast, and so no {name!r}", fix="Write cast: {NAME: {...}}."
                )
            raise unknown_name("member of the cast", name, known)
        member, _ = self.cast[name]
        return member if character is None else member.seen_as(character)

    def place_of(self, kind: str, name: str, own: Mapping[str, Any]) -> Place | None:
        """The place of a field of a job that is not its own."""
        shared = self.fields(kind, own)
        cast, group = shared.get("cast"), shared.get("group")
        for layer in reversed(self.groups[group] if group else []):
            if (place := layer.place_of(kind, name)) is not None:
                return place
        if cast is not None and name in self._member(cast, None).fields(cast, parameters(kind)):
            return self.cast[cast][1].below(name)
        places = (layer.place_of(kind, name) for layer in reversed(self.defaults))
        return next((place for place in places if place is not None), None)


def _joined(layers: Iterable[Layer], kind: str) -> Fields:
    values: Fields = {}
    for layer in layers:
        put(values, layer.of(kind))
    return values


def put(values: Fields, more: Mapping[str, Any]) -> None:
    """Put fields over others: of two that exclude each other the later one stays, labels are joined."""
    if _RIVALS & more.keys():
        for name in _RIVALS - more.keys():
            values.pop(name, None)
    labels = {**values.get("labels", {}), **more["labels"]} if "labels" in more else None
    values.update(more)
    if labels is not None:
        values["labels"] = labels


def model_of(kind: str) -> type[Request]:
    """The model of a verb's requests."""
    return VERBS[kind].load()


def parameters(kind: str) -> Mapping[str, Any]:
    """The parameters of a verb, by name."""
    return model_of(kind).model_fields


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def read_layer(
    values: Mapping[str, Any], place: Place, what: str
) -> tuple[Layer, list[tuple[Place, RequestError]]]:
    """Defaults or a group as they are written, and what is wrong with them: keys that no job has.

    Args:
        values: fields, and tables of fields by kind of job.
        place: where they stand.
        what: for errors, e.g. ``"defaults"``.
    """
    problems: list[tuple[Place, RequestError]] = []
    every = {name for kind in VERBS for name in parameters(kind)}

    def checked(fields: Mapping[str, Any], known: set[str], place: Place) -> Fields:
        wrong = [name for name in fields if name not in known]
        for name in wrong:
            problems.append((place.below(name, is_key=True), unknown_name(f"key in {what}", name, known)))
        if told := label_problems(fields.get("labels", {}), place.below("labels")):
            problems.extend(told)
            wrong.append("labels")
        return {name: value for name, value in fields.items() if name not in wrong}

    kinds = {key: value for key, value in values.items() if key in VERBS and isinstance(value, Mapping)}
    plain = {key: value for key, value in values.items() if key not in kinds}
    fields = checked(plain, {*every, *SHARED_KEYS}, place)
    of_kinds = {
        kind: checked(own, {*parameters(kind), *SHARED_KEYS}, place.below(kind))
        for kind, own in kinds.items()
    }
    return Layer(fields, of_kinds, place), problems


def label_problems(value: Any, place: Place) -> list[tuple[Place, RequestError]]:
    """Problems of the labels of a job or of many."""
    if not isinstance(value, Mapping):
        return [(place, RequestError("labels are no table", fix="Write e.g. labels: {scene: intro}."))]
    return [
        (place.below(name), RequestError(f"the label {name} is no text", fix="Put it in quotes."))
        for name, label in value.items()
        if isinstance(label, bool) or not isinstance(label, str | int | float)
    ]


def cast_member(values: Mapping[str, Any], folder: Path) -> CastMember:
    """A member of a cast, its files where the document lies. Raises pydantic's ``ValidationError``, or
    ``RequestError``."""
    member = CastMember.model_validate(dict(values))
    return member.model_copy(update=located("speak", member.model_dump(exclude_unset=True), folder))
