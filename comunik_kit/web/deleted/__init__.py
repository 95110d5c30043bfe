"""Deleted people who can still come back (« Comptes supprimés »)."""
