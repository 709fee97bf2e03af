"""Drawing a head on the CPU."""
