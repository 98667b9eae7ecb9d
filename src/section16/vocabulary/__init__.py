"""Words of the field: cells, identifiers, code lists, findings and errors.

Imports nothing else of section16.
"""
