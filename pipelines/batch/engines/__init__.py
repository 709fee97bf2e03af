"""Engines of batches that come with emogen."""
