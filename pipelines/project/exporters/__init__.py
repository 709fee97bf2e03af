"""Exporters of voice packs, one module a tool. Each is a plug-in of the kind ``exporter``."""
