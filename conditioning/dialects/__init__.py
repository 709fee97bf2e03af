"""The marks of other tools, chats and screenplays, read as emotions, effects, pauses or notes.

:mod:`.reader` reads a text with all of them, :mod:`.elements` those in angle brackets, :mod:`.stage`
the words of stage directions, :mod:`.asides` tells stage directions from stress and from ordinary
parentheses. None raises for what it does not know: that becomes a note.
"""
