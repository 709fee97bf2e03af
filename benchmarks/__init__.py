"""Scripts that write the tables of docs/; run from the root of the repository, not in the wheel."""
