"""Voice packs of games: dialogue imported from a game's script, cast, spoken as a batch, and exported to
the folders that its engine loads.

:mod:`.lines` holds what a script says, :mod:`.importing` and :mod:`.importers` read it, :mod:`.folder`
keeps it with the cast and the settings, :mod:`.jobs` makes jobs of it, :mod:`.exporting` and
:mod:`.exporters` write the finished pack.
"""
