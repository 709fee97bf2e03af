"""Export of face motion to game engines and animation tools."""
