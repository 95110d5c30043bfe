"""Invite, resend, revoke, peek, accept."""
