"""« Offres »."""
