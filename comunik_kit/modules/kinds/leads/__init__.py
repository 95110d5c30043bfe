"""« Pistes »."""
