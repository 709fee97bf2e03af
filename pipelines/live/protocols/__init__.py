"""The interfaces of other tools, a file each."""
