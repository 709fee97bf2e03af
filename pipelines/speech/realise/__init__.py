"""Targets realised for any TTS model: a backend brings an :class:`~.line.Engine`, which says one line.

:func:`.chunk.say_chunk` cuts a chunk into lines, has each said, does to the sound what the model left of
the targets (:mod:`.finish`), and joins them. :mod:`.line` has what a model can be given (letters, lengths,
liveliness), :mod:`.edges` when each phone of a line is heard where the model does not tell.
"""
