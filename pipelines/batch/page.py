"""One HTML page that plays every result of a batch beside its emotion."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from emogen.files import write_text
from emogen.pipelines.batch.runner import Outcome
from emogen.pipelines.marks import wheel
from emogen.sound import AUDIO_SUFFIXES
from emogen.tables import asset_text

PAGE = "index.html"


def write_page(outcomes: Iterable[Outcome], folder: Path, *, title: str) -> Path:
    """Write ``folder/index.html``. It refers to the results by relative names and to nothing else."""
    template = Template(asset_text("page.html"))
    cards = "\n".join(_card(outcome) for outcome in outcomes)
    write_text(
        folder / PAGE, template.substitute(title=escape(title), cards=cards, style=asset_text("page.css"))
    )
    return folder / PAGE


def _card(outcome: Outcome) -> str:
    job, feeling = outcome.job, outcome.job.request.feeling
    text = str(getattr(job.request, "text", None) or "")
    note = outcome.error or "; ".join(outcome.notes)
    lines = [
        f'<article class="{job.kind}">',
        _player(outcome),
        '<div class="about">',
        wheel(feeling.valence, feeling.arousal),
        f"<div><h2>{escape(job.id)}</h2>",
        f'<p class="emotion">{escape(outcome.label)}</p>',
        f'<p class="text">{escape(text)}</p>' if text else "",
        f'<p class="note">{escape(note)}</p>' if note else "",
        f'<p class="files">{_links(outcome)}</p></div>',
        "</div></article>",
    ]
    return "\n".join(line for line in lines if line)


def _player(outcome: Outcome) -> str:
    if not outcome.files:
        return '<p class="failed">failed</p>'
    main = outcome.files[0]
    url, name = _url(main), escape(outcome.job.id, quote=True)
    if main.suffix == ".mp4":
        return f'<video src="{url}" controls loop playsinline preload="metadata" aria-label="{name}"></video>'
    if main.suffix in AUDIO_SUFFIXES:
        return f'<audio src="{url}" controls preload="metadata" aria-label="{name}"></audio>'
    return f'<a href="{url}"><img src="{url}" alt="{name}" loading="lazy"></a>'


def _links(outcome: Outcome) -> str:
    return " · ".join(f'<a href="{_url(file)}">{escape(file.name)}</a>' for file in outcome.files)


def _url(file: Path) -> str:
    return quote(file.as_posix())
