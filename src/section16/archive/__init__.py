"""The store: every filing kept as filed, and as tables that answer questions.

What it promises is in docs/store.md; why it is laid out so, in docs/decisions/010-store.md.
"""
