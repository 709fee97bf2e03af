"""The jobs of a batch as a conversation: each line whose emotion is read sees those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from emogen.conditioning.read.conversation import REACH
from emogen.conditioning.track import AUTO, EmotionTrack
from emogen.conditioning.variables import filled
from emogen.pipelines.batch.job import Job
from emogen.pipelines.requests.voiced import VoicedRequest

_LONGEST: Final = 500
"""Characters of an earlier line that are kept: its end."""


def in_conversation(jobs: Sequence[Job]) -> Iterator[Job]:
    """The jobs, those with the emotion ``auto`` with the lines before them.

    They are the last lines of the spec, in its order, with who says them and, where a job says it, with
    what emotion. A job that names its own ``before`` begins a new conversation: ``before: []`` does, too.
    """
    lines: list[_Line] = []
    for job in jobs:
        request = job.request
        text = getattr(request, "text", None)
        if not isinstance(request, VoicedRequest) or not isinstance(text, str):
            yield job
            continue
        if "before" in request.model_fields_set:
            lines = [_Line("", line) for line in request.before]
        elif lines and lines[-1].text == text:
            lines.pop()  # The same line again, e.g. spoken and then with a face.
        if request.emotion == AUTO and "before" not in request.model_fields_set and lines:
            before = tuple(line.words for line in lines)
            job = replace(job, request=request.model_copy(update={"before": before}))
        yield job
        lines = [*lines, _Line(text, request)][-REACH:]


class _Line:
    """A line for those after it, its words made when the first of them needs them.

    Attributes:
        text: as its job has it; "" for one that is no job's.
    """

    def __init__(self, text: str, line: str | VoicedRequest) -> None:
        self.text = text
        self._line = line

    @property
    def words(self) -> str:
        """The line with its speaker."""
        if not isinstance(self._line, str):
            self._line = _as_said(self._line, self.text)
        return self._line


def _as_said(request: VoicedRequest, text: str) -> str:
    """A line as the lines after it know it: by its speaker, with the emotion that was asked for."""
    words = " ".join(filled(text, request.variables).split())[-_LONGEST:]
    named = f"{request.said_by}: " if request.said_by else ""
    return f"{named}{_tag(request)}{words}"


@lru_cache(maxsize=512)
def _ending(emotion: str) -> str:
    """The emotion at the end of a line whose emotion moves."""
    return str(EmotionTrack.parse(emotion, duration=1.0).at(1.0))


def _tag(request: VoicedRequest) -> str:
    if request.emotion == AUTO:
        return ""
    if request.is_moving:
        return f"[{_ending(request.emotion)}] "
    return "" if request.feeling.is_neutral else f"[{request.feeling}] "
