"""The append-only journal of who did what, written in the transaction of the act."""
