"""Formats: one format is one module with sniff, read, write and a stated promise."""
