"""A new filing from trades and opening positions: drafts, amendments, several forms for one report.

``trade_files`` and ``roster_files`` read what a person keeps; ``draft.prepared`` makes Forms 4 and 5 of it and
``initial`` Form 3; ``split.parts`` keeps them within EDGAR's limits; ``amend.amendment`` puts a filed form right.
"""
