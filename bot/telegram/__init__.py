"""TALKS: Telegram updates in, messages out."""
