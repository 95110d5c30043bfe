"""« Téléphonie »."""
