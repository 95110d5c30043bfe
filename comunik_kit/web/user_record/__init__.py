"""The record of one person (« fiche utilisateur »)."""
