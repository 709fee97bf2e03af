"""Ink: scripts and what its compilers make of them."""
