"""Tools without business meaning; imports nothing else of the product."""
