"""Any text to the words and phonemes that a voice says: :mod:`~emogen.pipelines.speech.text.words` begins."""
