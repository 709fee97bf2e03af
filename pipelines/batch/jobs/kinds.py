"""Every kind of job."""

from __future__ import annotations

from emogen.pipelines.batch.jobs.base import Job
from emogen.pipelines.batch.jobs.face import FaceJob, TalkJob
from emogen.pipelines.batch.jobs.image import ImageJob
from emogen.pipelines.batch.jobs.speech import ConvertJob, SpeakJob

KINDS: dict[str, type[Job]] = {
    "speak": SpeakJob,
    "convert": ConvertJob,
    "talk": TalkJob,
    "face": FaceJob,
    "image": ImageJob,
}
"""Every kind of job by the name that specs use."""
