"""The JSON Schema of job specs, derived from the requests and the cast."""

from __future__ import annotations

from typing import Any, Final

from emogen.pipelines.batch.cast import CastMember
from emogen.pipelines.batch.spec.document import text_keys
from emogen.pipelines.batch.spec.jobs import BY_ID
from emogen.pipelines.requests.verbs import VERBS, Verb

Schema = dict[str, Any]

_FILE: Final[Schema] = {
    "type": "string",
    "description": "Template of file names below the output folder, with {id} {kind} {index} {seed} "
    "{emotion}, labels and the job's other parameters.",
}

_SHARED: Final[dict[str, Schema]] = {
    "file": _FILE,
    "cast": {"type": "string", "description": "Who speaks or is seen: a name of the spec's cast."},
    "group": {"type": "string", "description": "A name of the spec's groups."},
    "labels": {
        "type": "object",
        "description": "What the job belongs to, for --only, the page and templates of files.",
        "additionalProperties": {"type": ["string", "number"]},
    },
}
"""Keys of jobs, defaults and groups besides parameters."""

_MATRIX: Final[dict[str, Schema]] = {
    "matrix": {
        "type": "object",
        "description": "Values by key: one job for each combination, the id a template of the keys.",
        "minProperties": 1,
        "additionalProperties": {"type": "array", "minItems": 1},
    },
    "exclude": {
        "description": "Combinations of the matrix that are left out, each by some of its keys.",
        "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}],
    },
}


def spec_schema() -> Schema:
    """JSON Schema (draft 2020-12) of a job spec."""
    jobs = {verb.name: _job(verb) for verb in VERBS.values()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Job spec of emogen",
        "type": "object",
        "additionalProperties": False,
        "required": ["version"],
        "anyOf": [{"required": ["jobs"]}, {"required": ["include"]}, {"required": ["cast"]}],
        "patternProperties": {"^x-": {"description": "Whatever anchors stand for."}},
        "properties": {
            "version": {"const": 1},
            "include": {
                "description": "Other specs, relative to this one: their cast, groups, defaults and jobs.",
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            },
            "cast": {
                "type": "object",
                "description": "Who speaks how, by name; a text is a voice.",
                "additionalProperties": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/member"}]},
            },
            "defaults": {"$ref": "#/$defs/defaults", "description": "Fields of every job that has them."},
            "groups": {
                "type": "object",
                "description": "Fields of the jobs of each group.",
                "additionalProperties": {"$ref": "#/$defs/defaults"},
            },
            "files": _FILE,
            "jobs": {"type": "array", "minItems": 1, "items": _any_job(jobs)},
        },
        "$defs": {**jobs, "member": _member(), "defaults": _defaults(jobs)},
    }


def _any_job(jobs: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "required": ["id"],
        "properties": {"kind": {"enum": list(jobs)}},
        # A matrix may give what a job needs.
        "anyOf": [{"required": ["kind"]}, {"required": ["matrix"]}],
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": name}}},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in jobs
        ],
    }


def _job(verb: Verb) -> Schema:
    schema = verb.load().model_json_schema(mode="validation")
    id_of = {
        "type": ["string", "number", "boolean"],
        "description": "Names the job and, by default, its file.",
    }
    own = {"id": id_of, "kind": {"const": verb.name, "description": verb.summary}, **_SHARED, **_MATRIX}
    texts = text_keys()
    parameters = {name: _tidy(field, is_text=name in texts) for name, field in schema["properties"].items()}
    seed = parameters["seed"]
    described = {"description": f"{_described(seed)} {BY_ID}: one that belongs to the id."}
    parameters["seed"] = {"anyOf": [seed, {"const": BY_ID}], **described}
    needed = schema.get("required", [])
    return {
        "type": "object",
        "description": verb.summary,
        "additionalProperties": False,
        "anyOf": [{"required": needed}, {"required": ["matrix"]}],
        "properties": {**own, **parameters},
        **({"$defs": _tidy(schema["$defs"])} if "$defs" in schema else {}),
    }


def _member() -> Schema:
    schema = CastMember.model_json_schema(mode="validation")
    return {"type": "object", "additionalProperties": False, "properties": _tidy(schema["properties"])}


def _defaults(jobs: dict[str, Schema]) -> Schema:
    """Fields for jobs of all kinds, and for those of one."""
    fields: dict[str, Schema] = {}
    kinds: dict[str, Schema] = {}
    for kind, job in jobs.items():
        own = {
            name: field for name, field in job["properties"].items() if name not in ("id", "kind", *_MATRIX)
        }
        fields |= {name: {"description": _described(field)} for name, field in own.items()}
        kinds[kind] = {"type": "object", "additionalProperties": False, "properties": own}
    both = {name: {"anyOf": [kinds[name], {"type": "integer"}]} for name in fields.keys() & kinds.keys()}
    return {"type": "object", "additionalProperties": False, "properties": {**fields, **kinds, **both}}


def _tidy(value: Any, *, is_text: bool = False) -> Any:
    """A schema without the titles that pydantic makes from names; a text may be written as a number."""
    if isinstance(value, dict):
        tidy = {
            key: _tidy(item, is_text=is_text)
            for key, item in value.items()
            if key != "title" or isinstance(item, dict)
        }
        return (
            {**tidy, "type": ["string", "number", "boolean"]}
            if is_text and tidy.get("type") == "string"
            else tidy
        )
    return [_tidy(item, is_text=is_text) for item in value] if isinstance(value, list) else value


def _described(field: Schema) -> str:
    return str(field.get("description", ""))
