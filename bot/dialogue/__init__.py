"""DECIDES: (conversation, understanding) -> (conversation, decision); pure."""
