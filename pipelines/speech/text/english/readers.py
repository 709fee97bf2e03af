"""The readers of English, in the order in which they are asked."""

from __future__ import annotations

from emogen.pipelines.speech.text.english.calendar import calendar_readers
from emogen.pipelines.speech.text.english.clock import clock_readers
from emogen.pipelines.speech.text.english.internet import internet_readers
from emogen.pipelines.speech.text.english.measures import measure_readers
from emogen.pipelines.speech.text.english.phones import phone_readers
from emogen.pipelines.speech.text.english.postal import postal_readers
from emogen.pipelines.speech.text.english.serials import serial_readers
from emogen.pipelines.speech.text.english.sums import sum_readers
from emogen.pipelines.speech.text.languages import Language
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
