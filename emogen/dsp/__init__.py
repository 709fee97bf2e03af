"""Signal processing that every layer uses: recordings, frames, pitch, measures of voices."""
