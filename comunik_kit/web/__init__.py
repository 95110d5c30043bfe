"""The pages and their states: the only package, with `comunik_kit.py`, that imports Reflex."""
