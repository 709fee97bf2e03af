"""The readers of English, in the order in which they are asked."""

from __future__ import annotations

from emogen.pipelines.speech.text.languages import Language
from emogen.pipelines.speech.text.local.english.calendar import calendar_readers
from emogen.pipelines.speech.text.local.english.clock import clock_readers
from emogen.pipelines.speech.text.local.english.internet import internet_readers
from emogen.pipelines.speech.text.local.english.measures import measure_readers
from emogen.pipelines.speech.text.local.english.phones import phone_readers
from emogen.pipelines.speech.text.local.english.postal import postal_readers
from emogen.pipelines.speech.text.local.english.serials import serial_readers
from emogen.pipelines.speech.text.local.english.sums import sum_readers
from emogen.pipelines.speech.text.scan import Grammar


def readers(language: Language) -> Grammar:
    """English readers, asked before those that languages share."""
    return [
        *internet_readers(),
        *phone_readers(),
        *postal_readers(),
        *clock_readers(),
        *calendar_readers(),
        *sum_readers(language),
        *serial_readers(),
        *measure_readers(),
    ]
