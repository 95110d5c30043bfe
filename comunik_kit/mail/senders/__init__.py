"""The carriers: Resend, any SMTP server, and the built-in outbox."""
