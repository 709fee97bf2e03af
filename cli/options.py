"""Options that several commands share, so that one name means one thing everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Seed = Annotated[int, typer.Option("-s", "--seed", help="Another seed draws every chance anew.")]
Take = Annotated[int, typer.Option("--take", help="Another take of the emotion; 0 is the mean.")]
Variation = Annotated[float, typer.Option("--variation", help="How far takes are from the mean, 0 to 2.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
JudgePath = Annotated[
    list[Path] | None,
    typer.Option("--judge-path", metavar="DIR", help="Folder with judges' files; can be given again."),
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=1, help="Processes that work at once; more are faster on long lists.")
]
