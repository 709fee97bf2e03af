"""Review of lines as they are made: judged, made again where they fail, and shown to a person.

:mod:`.aim` says what a line should be; :mod:`.words`, :mod:`.sound`, :mod:`.feeling` and :mod:`.mouth`
check it;
:mod:`.reviewer` does so as jobs end and makes other takes; :mod:`.page` and :mod:`.server` show the lines and
keep what a person decides.
"""
