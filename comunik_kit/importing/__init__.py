"""Bringing people in from a file or a pasted list: every row judged before anything is written."""
