"""The work that nobody waits for, and the process of its own that does it (docs/decisions/0014)."""
