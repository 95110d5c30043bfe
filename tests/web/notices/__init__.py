"""The bell, and the page it leads to."""
