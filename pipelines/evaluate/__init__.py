"""Evaluation: judges that learned from real people, and what they say about media."""
