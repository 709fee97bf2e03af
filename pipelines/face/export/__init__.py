"""What game engines and animation tools read."""
