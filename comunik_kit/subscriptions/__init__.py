"""Subscriptions of a workspace: their seats, the modules they switch on, who has which."""
