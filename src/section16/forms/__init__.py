"""Forms as people read them."""
