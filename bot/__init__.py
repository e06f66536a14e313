"""The bot: decides, remembers and talks."""
