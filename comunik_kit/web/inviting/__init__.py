"""The options of an invitation: when inviting somebody, and while their invitation waits."""
