"""A person's decisions about single lines after hearing them: ``overrides.yaml``.

    version: 1
    lines:
      "0721506": {take: 3, lock: true}
      "start_a1": {emotion: "anger:0.6", say: {Eirwen: "/ˈaɪrwɛn/"}}

The review page writes it, people may edit it, and every run applies it. Ids are text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from emogen.conditioning.character.lexicon import Lexicon
from emogen.conditioning.read.asked import asked_emotion
from emogen.documents import parse_yaml
from emogen.errors import RequestError
from emogen.files import is_file, read_text, write_text

if TYPE_CHECKING:
    from emogen.pipelines.batch.job import Job
    from emogen.pipelines.requests.base import Request

OVERRIDES: Final = "overrides.yaml"
"""Its name in a project, or beside a batch's results."""

Sounds = Annotated[str, Field(max_length=400)]


class LineOverride(BaseModel):
    """Changes of one line. Nothing given leaves the line as its script has it.

    Attributes:
        take, seed: which rendering of it is used.
        emotion: an emotion of emogen's, or a direction in people's words; ``direction`` is the same by
            another name, and is used where both are there.
        intensity: a factor on the emotion, 0 to 1.
        text: what is said instead of the script's words, with emogen's markup.
        say: pronunciations of words in it: IPA between slashes, or other words.
        lock: whether this take stays: no other is made of it by itself.
        ok: whether a person has heard it and finds it right: it counts as passed, whatever judges say.
        sound: hash of the sound that was heard; where it is given, ``ok`` is about this sound only.
        note: what the person wrote about it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    take: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    emotion: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    direction: Annotated[str, Field(min_length=1, max_length=400)] | None = None
    intensity: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    text: Annotated[str, Field(min_length=1, max_length=40_000)] | None = None
    say: dict[str, Sounds] = Field(default={}, max_length=100)
    lock: bool = False
    ok: bool = False
    sound: Annotated[str, Field(pattern=r"^[0-9a-f]{0,64}$")] = ""
    note: Annotated[str, Field(max_length=4000)] = ""

    @field_validator("say")
    @classmethod
    def _sayable(cls, say: dict[str, str]) -> dict[str, str]:
        return dict(Lexicon(tuple(say.items())).entries)

    @model_validator(mode="after")
    def _readable(self) -> LineOverride:
        if (wanted := self.direction or self.emotion) is not None:
            asked_emotion(wanted)
        return self

    @property
    def changes_sound(self) -> bool:
        """Whether the line is another one than its script's."""
        return bool(self.model_fields_set - {"lock", "ok", "sound", "note"})


class Overrides(BaseModel):
    """The overrides of a project or a batch, by the id of the line or the job."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[int, Field(ge=1, le=1)] = 1
    lines: dict[str, LineOverride] = {}

    def of(self, id: str) -> LineOverride:
        """The override of a line; of one without, an empty one."""
        return self.lines.get(id, _NOTHING)


_NOTHING: Final = LineOverride()


def read_overrides(path: str | Path) -> Overrides:
    """The overrides of a file; none where it is not there.

    Raises:
        RequestError: the file cannot be read, or has a key or a value that it cannot have.
    """
    if not is_file(path):
        return Overrides()
    return checked_overrides(parse_yaml(read_text(path, kind="overrides"), path) or {}, path)


def checked_overrides(values: Any, name: object) -> Overrides:
    """Overrides from plain values, e.g. those that the review page sends.

    Raises:
        RequestError: a key or a value that they cannot have, with the line's id.
    """
    from emogen.pipelines.requests.making import validated

    lines = values.get("lines") or {} if isinstance(values, dict) else None
    if not isinstance(lines, dict):
        raise RequestError(f"{name} is no mapping of lines", fix="It starts with `version: 1` and `lines:`.")
    lines = {str(id): _checked_line(str(id), line, name) for id, line in lines.items()}
    try:
        return validated(Overrides, {**values, "lines": lines})
    except RequestError as error:
        raise RequestError(f"{name}: {error.what}", why=error.why, fix=error.fix) from error


def _checked_line(id: str, line: Any, name: object) -> LineOverride:
    from emogen.pipelines.requests.making import validated

    try:
        if not isinstance(line, dict):
            raise RequestError("it is no mapping", fix="Write e.g. {take: 3}.")
        return validated(LineOverride, line)
    except RequestError as error:
        raise RequestError(f"{name}: line {id!r}: {error.what}", why=error.why, fix=error.fix) from error


def write_overrides(path: str | Path, overrides: Overrides) -> None:
    """Write overrides, whole or not at all, one line each, sorted by id.

    Raises:
        OutputError: the file cannot be written.
    """
    write_text(path, overrides_text(overrides))


def overrides_text(overrides: Overrides) -> str:
    """Overrides as YAML, whose values are written as JSON: nothing of an id is read as a number or a date."""
    rows = [
        f"  {_quoted(id)}: {_quoted(line.model_dump(mode='json', exclude_defaults=True))}"
        for id, line in sorted(overrides.lines.items())
        if line != _NOTHING
    ]
    body = "\n".join(["lines:", *rows]) if rows else "lines: {}"
    return f"# Written by `emogen review`; may be edited.\nversion: 1\n{body}\n"


def _quoted(value: Any) -> str:
    """A value as JSON in which nothing stands that YAML forbids."""
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))


_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def overridden(request: Request, line: LineOverride) -> Request:
    """The request of a line with what a person changed; parameters that its verb has not are left out.

    Raises:
        RequestError: the changed request is wrong, e.g. its emotion or its text.
    """
    from emogen.pipelines.requests.making import make_request

    if not line.changes_sound:
        return request
    known = type(request).model_fields
    values = {name: getattr(request, name) for name in request.model_fields_set}
    changed: dict[str, Any] = {
        "take": line.take,
        "seed": line.seed,
        "emotion": line.direction or line.emotion,
        "intensity": line.intensity,
        "text": line.text,
    }
    changed = {name: value for name, value in changed.items() if value is not None and name in known}
    if "emotion" in changed:
        values.pop("va", None)
    values |= changed
    if line.say and "variables" in known:
        values |= _pronounced(str(values["text"]), line.say, values)
    return make_request(request.verb, values)


def overridden_job(job: Job, overrides: Overrides) -> Job:
    """A job with what people decided about it, fixed where they chose or locked a take.

    Raises:
        RequestError: the changed request is wrong; with the job's id.
    """
    line = overrides.of(job.id)
    try:
        request = overridden(job.request, line)
    except RequestError as error:
        what = f"{OVERRIDES}: line {job.id!r}: {error.what}"
        raise RequestError(what, why=error.why, fix=error.fix) from error
    fixed = line.lock or line.take is not None
    return replace(job, request=request, fixed=fixed) if request is not job.request or fixed else job


def overridden_jobs(jobs: Iterable[Job], overrides: Overrides) -> tuple[Job, ...]:
    """Jobs with what people decided about them. A decision about a job that is not there is left alone.

    Raises:
        RequestError: a changed request is wrong; with the job's id.
    """
    return tuple(overridden_job(job, overrides) for job in jobs)


def _pronounced(text: str, say: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The text with the pronunciations marked in it."""
    from emogen.conditioning.character.lexicon import with_lexicon
    from emogen.conditioning.ssml import read_script
    from emogen.conditioning.variables import filled
    from emogen.conditioning.writer import write_markup

    markup = values.get("markup", "auto")
    script = read_script(filled(text, values.get("variables") or {}, markup=markup), markup=markup)
    marked = write_markup(with_lexicon(script, Lexicon(tuple(say.items()))))
    return {"text": marked, "variables": {}, "markup": "emogen"}
