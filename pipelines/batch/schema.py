"""The JSON Schema of job specs, derived from the requests."""

from __future__ import annotations

from typing import Any

from emogen.pipelines.requests.verbs import VERBS, Verb


def spec_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a job spec."""
    jobs = {verb.name: _job(verb) for verb in VERBS.values()}
    defaults = {name: field for job in jobs.values() for name, field in job["properties"].items()}
    for name in ("id", "kind"):
        del defaults[name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Job spec of emogen",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "jobs"],
        "properties": {
            "version": {"const": 1},
            "defaults": {
                "type": "object",
                "description": "Parameters for every job that has them.",
                "additionalProperties": False,
                "properties": {name: {"description": _described(field)} for name, field in defaults.items()},
            },
            "files": _FILE,
            "jobs": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["id", "kind"],
                    "properties": {"kind": {"enum": list(jobs)}},
                    "allOf": [_when(name) for name in jobs],
                },
            },
        },
        "$defs": jobs,
    }


_FILE = {
    "type": "string",
    "description": "Template of file names below the output folder, with {id} {kind} {index} {seed} {emotion}"
    " and the job's other parameters.",
}


def _when(kind: str) -> dict[str, Any]:
    """The schema of one kind of job, for jobs of that kind only."""
    return {"if": {"properties": {"kind": {"const": kind}}}, "then": {"$ref": f"#/$defs/{kind}"}}


def _job(verb: Verb) -> dict[str, Any]:
    schema = verb.load().model_json_schema(mode="validation")
    own = {
        "id": {"type": ["string", "integer"], "description": "Names the job and, by default, its file."},
        "kind": {"const": verb.name, "description": verb.summary},
        "file": _FILE,
    }
    parameters = {name: _without_titles(field) for name, field in schema["properties"].items()}
    return {
        "type": "object",
        "description": verb.summary,
        "additionalProperties": False,
        "required": ["id", "kind", *schema.get("required", [])],
        "properties": {**own, **parameters},
    }


def _without_titles(value: Any) -> Any:
    """A schema without the titles that pydantic makes from names."""
    if isinstance(value, dict):
        return {
            key: _without_titles(item)
            for key, item in value.items()
            if key != "title" or isinstance(item, dict)
        }
    return [_without_titles(item) for item in value] if isinstance(value, list) else value


def _described(field: dict[str, Any]) -> str:
    return str(field.get("description", ""))
