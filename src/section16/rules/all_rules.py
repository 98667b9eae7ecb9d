"""Enters every rule into the catalogue, in the order of their codes."""

from __future__ import annotations

from section16.rules import (
    arithmetic,
    catalogue,
    content_amounts,
    content_codes,
    content_dates,
    content_exercise,
    content_footnotes,
    content_people,
    content_plans,
    content_prices,
    edgar,
    package,
    reading,
    structure,
    timeliness,
)

MODULES = (
    reading, structure, edgar, package,
    content_codes, content_prices, content_amounts, content_dates, content_exercise, content_footnotes,
    content_people, content_plans, arithmetic, timeliness,
)  # fmt: skip
catalogue.seal()
