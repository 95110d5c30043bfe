"""« API »: keys, a first activity, a file."""
