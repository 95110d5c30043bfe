"""The bell of every page, and what it leads to."""
