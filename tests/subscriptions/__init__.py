"""Subscriptions, and the seats that they have."""
