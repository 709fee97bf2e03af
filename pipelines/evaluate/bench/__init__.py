"""Suites that measure emogen, and sweeps of one knob."""
