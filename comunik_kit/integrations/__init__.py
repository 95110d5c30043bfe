"""The doors for other systems: keys of the API, and activity that comes in by HTTP, by file and by command."""
