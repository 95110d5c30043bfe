"""The registry of modules, the activity they read, and the widgets' figures."""
