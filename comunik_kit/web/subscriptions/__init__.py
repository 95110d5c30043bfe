"""Subscriptions and their seats (« Abonnements »)."""
