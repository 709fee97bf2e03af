"""Importers of dialogue, one module a tool. Each is a plug-in of the kind ``importer``."""
