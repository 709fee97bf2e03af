"""The report of an evaluation: one page, and the same in JSON."""
