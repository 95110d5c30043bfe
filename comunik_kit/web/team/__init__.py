"""The work of the people that one leads or may read (« Mon équipe »)."""
