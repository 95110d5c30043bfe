"""« Journal d’audit »: who did what, when and from where; the way out as a file; how long it is kept."""
