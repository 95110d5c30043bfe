"""Modules as a workspace arranges them, and homes seen through the eyes of others."""
