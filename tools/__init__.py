"""Scripts that make what is committed in assets/; run from the root of the repository, not in the wheel."""
