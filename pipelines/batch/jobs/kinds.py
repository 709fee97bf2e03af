"""Every kind of job."""

from __future__ import annotations

from emogen.pipelines.batch.jobs.base import Job
from emogen.pipelines.batch.jobs.clips import AnimateJob, IdleJob, TalkJob
from emogen.pipelines.batch.jobs.image import ImageJob
from emogen.pipelines.batch.jobs.speech import ConvertJob, SpeakJob
from emogen.pipelines.batch.jobs.stills import FaceJob, SheetJob

KINDS: dict[str, type[Job]] = {
    "speak": SpeakJob,
    "convert": ConvertJob,
    "talk": TalkJob,
    "animate": AnimateJob,
    "idle": IdleJob,
    "face": FaceJob,
    "sheet": SheetJob,
    "image": ImageJob,
}
"""Every kind of job by the name that specs use."""
