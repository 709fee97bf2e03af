"""Speech by the models of coqui-tts: XTTS, which speaks as a recording does, and VITS."""
