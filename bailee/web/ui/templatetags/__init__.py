"""Template tags, built into every template; see `ui`."""
