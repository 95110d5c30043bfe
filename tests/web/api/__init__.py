"""« API » on the screen."""
