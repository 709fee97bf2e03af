"""When which sound is spoken in a recording: what the lips of a face need, with or without its text."""
