"""REMEMBERS: conversations, transcripts, cases and the outbox.

`store.py` opens the database and hands out transactions; `session.py` is one transaction, put
together from a part for each thing that is kept (`people`, `transcript`, `cases`, `outbox`).
`tables.py` says what is kept and `codec.py` how a value becomes JSON and comes back;
`migrate.py` brings an older database up to date. No rule about runners stands here.
"""

from bot.storage.store import open_async_store

__all__ = ["open_async_store"]
