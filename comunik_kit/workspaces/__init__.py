"""The workspace: one company, its white-label domain, its brand, its subscription tiers."""
