"""The tab « Invités »: every invitation sent, and what became of it."""
