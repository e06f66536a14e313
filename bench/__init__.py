"""Measures the intent matcher beside other ways, and teaches the encoder; no part of the bot and of `make test`."""
