"""``section16 rules``: the catalogue, or one rule with its reason and authority."""

from __future__ import annotations

import click

from section16.rules.catalogue import RULES
from section16.rules.check import RULE_MODULES
from section16.vocabulary.errors import NotFound


@click.command()
@click.argument("code", required=False)
def rules(code: str | None) -> int:
    """List the rules, or explain one CODE (S16-204).

    Exit status: 0 shown, 2 no such rule.
    """
    assert RULE_MODULES  # the catalogue is filled by importing them
    if code is None:
        for entry in sorted(RULES.values(), key=lambda r: r.code):
            click.echo(f"{entry.code} {entry.severity.value:8}{entry.title}")
        return 0
    entry_or_none = RULES.get(code.upper() if code.upper().startswith("S16-") else f"S16-{code}")
    if entry_or_none is None:
        near = tuple(sorted(known for known in RULES if known[:5] == f"S16-{code[-3:-2]}"))[:5]
        raise click.ClickException(str(NotFound("rule", code, near)))
    entry = entry_or_none
    click.echo(f"{entry.code} {entry.severity.value}: {entry.title}")
    click.echo(f"  {entry.why}")
    click.echo(f"  authority: {entry.citation}")
    click.echo(f"  forms: {', '.join(entry.forms)}; for periods from {entry.since}")
    return 0
