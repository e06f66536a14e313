"""REMEMBERS: conversations, transcripts, cases and the outbox."""
