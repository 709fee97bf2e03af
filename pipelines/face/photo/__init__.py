"""A photograph or painting of a face, moved."""
