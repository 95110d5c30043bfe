"""What people are told about themselves: something given to them, their name in a note, an invitation accepted."""
