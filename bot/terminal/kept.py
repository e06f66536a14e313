"""What the team's runners wrote lately, for `diff` to play: without names, and only where the team keeps it."""

from collections.abc import Sequence
from datetime import datetime

from bot.keeping import KEPT
from bot.storage.store import is_there, open_async_store
from knowledge.model import Knowledge


async def kept_messages(knowledge: Knowledge, url: str, now: datetime) -> Sequence[str]:
    """Each wording once, oldest first; nothing where there is no database yet, which is not made for this."""
    if not knowledge.team.keep_messages or not is_there(url):
        return ()
    store = await open_async_store(url)
    try:
        async with store.begin() as session:
            return await session.kept_messages(now - KEPT)
    finally:
        await store.close()
