"""The people of the teams that one leads (« Mon équipe »)."""
