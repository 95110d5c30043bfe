"""Starlette routes: door forms, link openings, photos, health."""
