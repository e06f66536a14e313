"""What runners wrote, without names, if the team keeps it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.storage.tables import kept_messages, misses
from bot.storage.transaction import Transaction

SINCE = select(kept_messages.c.words).where(kept_messages.c.at >= bindparam("since")).order_by(kept_messages.c.id)
DROP = tuple(delete(table).where(table.c.kept_as == bindparam("theirs")) for table in (kept_messages, misses))


class KeptMessagesPart:
    """The part of a session about words that say no longer whose they are."""

    _sql: Transaction

    async def keep_message(self, words: str, at: datetime, kept_as: str) -> None:
        """Keep what a runner wrote."""
        await self._sql.run(insert(kept_messages), {"words": words, "at": at, "kept_as": kept_as})

    async def kept_messages(self, since: datetime) -> Sequence[str]:
        """What runners have written since then, each wording once, oldest first."""
        rows = await self._sql.all(SINCE, {"since": since})
        return list(dict.fromkeys(row.words for row in rows))

    async def drop_nameless(self, kept_as: str) -> None:
        """Remove the messages and misses that were kept as this, whatever became of them."""
        if kept_as:
            for statement in DROP:
                await self._sql.run(statement, {"theirs": kept_as})
