"""The page of the white-label domain."""
