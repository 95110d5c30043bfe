"""The modules, a folder each: `definition.py` with its `MODULE`. A folder more is a module more (CONTRIBUTING)."""
