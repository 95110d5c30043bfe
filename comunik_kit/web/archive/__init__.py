"""« Archive des invitations »: every invitation ever, what became of it, and the way out as a file."""
