"""What judges of faces and pictures see with: crops, networks, colours."""
