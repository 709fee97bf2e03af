"""Credits and licences of a pack: what its sounds were made with."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

from emogen.files import write_text
from emogen.pipelines.project.exporting import Credit, Pack
from emogen.version import __version__

_RESTRICTED: Final = re.compile(
    r"(?i)\bNC\b|non-?commercial|research[ -]only|\bCPML\b|academic|evaluation only|-ND\b"
)
"""Words of licences that do not allow every use of what is made."""


def is_restricted(licence: str) -> bool:
    """Whether a licence, by its name, forbids some use of what is made, e.g. to sell it."""
    return bool(_RESTRICTED.search(licence))


def write_licences(pack: Pack, path: Path) -> tuple[str, ...]:
    """Write what the sounds of a pack were made with, and return notes on what is not free to use."""
    credits = Counter(credit for line in pack.lines for credit in line.credits)
    restricted = [credit for credit in credits if is_restricted(credit.licence)]
    unknown = [credit for credit in credits if not credit.licence]
    write_text(path, _text(pack, credits, restricted, unknown))
    flagged = [f"{c.name} is not free for every use: {c.licence}" for c in restricted]
    return (*flagged, *(f"the licence of {c.name} is not known: ask its authors" for c in unknown))


def _text(pack: Pack, credits: Counter[Credit], restricted: list[Credit], unknown: list[Credit]) -> str:
    versions = sorted({line.made_by for line in pack.lines if line.made_by}) or [f"emogen {__version__}"]
    lines = [
        f"# Voices of {pack.name}: credits and licences",
        "",
        f"{len(pack.lines)} synthetic voice lines, made with {', '.join(versions)}. Nobody spoke them.",
        "",
        "| made with | for | licence | from | lines |",
        "|---|---|---|---|---|",
        *(
            _row(c.name, c.use, c.licence or "not known", c.source, count)
            for c, count in sorted(credits.items(), key=lambda item: (item[0].use, item[0].name))
        ),
        "",
    ]
    if restricted:
        lines += [
            "## Not free for every use",
            "",
            *(
                f"- **{c.name}**: {c.licence}. Read it before you sell or publish these sounds."
                for c in restricted
            ),
            "",
        ]
    if unknown:
        lines += ["## Licence not known", "", *(f"- **{c.name}**: ask its authors." for c in unknown), ""]
    lines += ["## Voices", "", "| speaker | voice | lines |", "|---|---|---|"]
    voices = Counter((pack.name_of(line.line.speaker) or "narrator", line.voice) for line in pack.lines)
    lines += [_row(who, voice, count) for (who, voice), count in sorted(voices.items())]
    return "\n".join(lines) + "\n"


def _row(*cells: object) -> str:
    """A row of a table in Markdown."""
    plain = (" ".join(str(cell).replace("|", "\\|").split()) for cell in cells)
    return f"| {' | '.join(plain)} |"
