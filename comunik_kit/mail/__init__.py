"""The outbox, the worker that empties it, and the ways mail leaves."""
