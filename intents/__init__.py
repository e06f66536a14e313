"""UNDERSTANDS a message: what it asks, what it fears, how long, how sure."""
