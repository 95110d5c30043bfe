"""The tests of acts on many."""
