"""The revisions of the desk's tables, from the first to the present one; run by ``schema``.

A revision says in full what it creates and never looks at ``tables``, which goes on.
"""
