"""Teams and who leads them (« Équipes »)."""
