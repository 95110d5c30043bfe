"""Permissions, roles, and who may grant what."""
