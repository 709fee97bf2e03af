"""Requests: one pydantic model a verb, from which every interface derives."""
