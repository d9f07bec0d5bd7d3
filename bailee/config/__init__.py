"""Settings from the environment, and the entry point of the web process."""
