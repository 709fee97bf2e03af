"""What can be asked for: one pydantic model a kind of job, for batches and for single commands."""
