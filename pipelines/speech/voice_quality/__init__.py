"""The sound of a voice changed after the model: breath, tension, creak, shimmer, slope, whisper."""
