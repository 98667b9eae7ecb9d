"""A made market of issuers and reporting owners, and the filings it gives rise to, with the truth beside them.

Nothing here asks the rules, the ledger or the matching of short-swing trades what is true: the market made
every event, so it knows.  Use ``market.simulate``; ``section16 simulate`` is its face.
"""
