"""The HTTP server: settings, safety, sound formats."""
