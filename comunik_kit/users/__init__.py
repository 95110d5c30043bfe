"""People, departments, companies, photos: the list, its search, and the acts on one person."""
