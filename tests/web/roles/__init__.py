"""« Rôles » on the screen."""
