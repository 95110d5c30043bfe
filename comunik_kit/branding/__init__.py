"""The brand of a workspace: its form, its pictures, and a message to try it with."""
