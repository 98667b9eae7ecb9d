"""Rules: what is wrong with a filing, by which authority.

Codes: S16-0xx reading, 1xx structure, 2xx content, 3xx arithmetic.  Codes never
change meaning.  Rules find; they never change a filing.
"""
