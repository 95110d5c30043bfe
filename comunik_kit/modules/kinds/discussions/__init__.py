"""« Discussions »."""
