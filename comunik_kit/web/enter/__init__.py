"""Signing in with a link by mail: asking for it, and using it."""
