"""EDGAR: the way of a package to the SEC.  The only part of the house that talks to a network."""
