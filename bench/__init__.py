"""Speed, as ratios to lxml in the same run: ``make bench``."""
