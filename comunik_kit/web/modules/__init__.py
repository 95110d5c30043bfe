"""The modules of the workspace (« Modules »)."""
