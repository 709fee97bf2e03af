"""The page ``/docs``: the interface as people read it, without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

_STYLE: Final = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } h3 { margin-bottom: .2rem; } code { font-size: .95em; }
.method { display: inline-block; min-width: 4.5em; font-weight: 600; }
table { border-collapse: collapse; margin: .5rem 0; } td { padding: .1rem 1rem .1rem 0; vertical-align: top; }
"""

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
"""Content-Security-Policy of the page: it loads nothing."""

_METHODS: Final = ("get", "post", "put", "patch", "delete")


def docs_page(schema: Mapping[str, Any]) -> str:
    """The page for a description in OpenAPI."""
    sections: dict[str, list[str]] = {}
    for path, methods in schema.get("paths", {}).items():
        for method in _METHODS:
            if method in methods:
                tags = methods[method].get("tags") or ["Other"]
                sections.setdefault(tags[0], []).append("".join(_operation(path, method, methods[method])))
    body = "".join(f"<h2>{escape(tag)}</h2>{''.join(entries)}" for tag, entries in sections.items())
    title = escape(f"{schema['info']['title']} {schema['info']['version']}")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><body><main>'
        f"<h1>{title}</h1><p>The same for programs: "
        f'<a href="/openapi.json">/openapi.json</a> (OpenAPI).</p>{body}</main></body></html>'
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f'<h3><span class="method">{method.upper()}</span> <code>{escape(path)}</code></h3>'
    summary, description = operation.get("summary", ""), operation.get("description", "")
    yield f"<p>{escape(summary)}{'. ' if summary and description else ''}{escape(description)}</p>"
    rows = [*_parameters(operation), *_body(operation)]
    if rows:
        cells = (
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(text)}</td></tr>" for name, text in rows
        )
        yield f"<table>{''.join(cells)}</table>"


def _parameters(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for parameter in operation.get("parameters", ()):
        yield parameter["name"], _told(parameter.get("schema", {}))


def _body(operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for name, schema in content.get("schema", {}).get("properties", {}).items():
            yield name, _told(schema)


def _told(schema: Mapping[str, Any]) -> str:
    """A value in words: its type, choices, range and examples."""
    told = [str(schema.get("type", ""))]
    if "enum" in schema:
        told.append("one of " + ", ".join(map(str, schema["enum"])))
    if "minimum" in schema and "maximum" in schema:
        told.append(f"{schema['minimum']} to {schema['maximum']}")
    if "description" in schema:
        told.append(str(schema["description"]))
    if "examples" in schema:
        told.append("e.g. " + ", ".join(map(str, schema["examples"])))
    return "; ".join(part for part in told if part)
