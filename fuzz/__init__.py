"""Coverage-guided fuzzing of ``section16.read``: see ``fuzz/RESULTS.md`` and ``make fuzz``."""
