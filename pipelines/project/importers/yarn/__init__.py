"""Yarn Spinner 2 and 3: scripts and tables of strings."""
