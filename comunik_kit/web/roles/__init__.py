"""Roles and their rights (« Rôles »)."""
