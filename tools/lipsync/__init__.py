"""Training of the network that hears sounds for lip-sync."""
