"""TALKS: the same bot in a terminal."""
