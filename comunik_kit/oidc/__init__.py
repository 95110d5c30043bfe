"""Signing in by OpenID Connect: providers of a workspace, whom they vouch for, and who comes in by them."""
