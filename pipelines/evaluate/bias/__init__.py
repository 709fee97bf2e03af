"""Bias: whom an emotion, a picture or a reading treats otherwise."""
