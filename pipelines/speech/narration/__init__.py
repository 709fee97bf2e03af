"""Stories read aloud along their emotional arc."""
