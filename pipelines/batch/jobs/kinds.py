"""Every kind of job."""

from __future__ import annotations

from emogen.pipelines.batch.jobs.base import Job
from emogen.pipelines.batch.jobs.face import AnimateJob, FaceJob, IdleJob, SheetJob, TalkJob
from emogen.pipelines.batch.jobs.image import ImageJob
from emogen.pipelines.batch.jobs.speech import ConvertJob, SpeakJob

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
