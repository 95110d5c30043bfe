"""« Tickets »."""
