"""``emogen schema``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def command(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="File to write; else it is printed.")
    ] = None,
) -> None:
    """Print the JSON Schema of job specs, with which editors complete and check them.

    [dim]emogen schema -o jobs.schema.json[/]

    In a spec, for editors with a YAML language server: # yaml-language-server: $schema=jobs.schema.json
    """
    import json

    from emogen.files import write_text
    from emogen.media import check_suffix
    from emogen.pipelines.batch.schema import spec_schema

    text = json.dumps(spec_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        check_suffix(output, (".json",))
        write_text(output, text)
        typer.echo(output)
