"""Runners and what we remember of their chats."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.dialogue.conversation import Conversation
from bot.ports import Runner
from bot.storage.codec import decode_conversation, encode_conversation
from bot.storage.dialects import lock_runner, put
from bot.storage.tables import conversations, runners
from bot.storage.transaction import Transaction

RUNNER = select(runners).where(runners.c.id == bindparam("runner"))
CONVERSATION = select(conversations.c.body).where(conversations.c.runner == bindparam("runner"))
UNFINISHED = (
    select(conversations.c.runner)
    .where(
        conversations.c.thought_since.is_not(None),
        or_(
            conversations.c.thought_since <= bindparam("before"),
            conversations.c.thought_since > bindparam("after"),
        ),
    )
    .order_by(conversations.c.thought_since, conversations.c.runner)
)


class PeoplePart:
    """The part of a session about runners and conversations."""

    def __init__(self, sql: Transaction) -> None:
        self._sql = sql

    async def runner(self, runner: int) -> Runner | None:
        """Who this is, if they ever wrote."""
        row = await self._sql.first(RUNNER, {"runner": runner})
        return Runner(row.id, row.name, row.language, row.reachable) if row else None

    async def keep_runner(self, runner: Runner) -> None:
        """Insert or replace."""
        values = {"id": runner.id, "name": runner.name, "language": runner.language, "reachable": runner.reachable}
        await self._sql.run(put(self._sql.dialect, runners), values)

    async def conversation(self, runner: int) -> Conversation:
        """What we remember; a new conversation for somebody new. Locked until the block ends."""
        lock = lock_runner(self._sql.dialect)
        if lock is not None:
            await self._sql.run(lock, {"runner": str(runner)})
        body = await self._sql.scalar(CONVERSATION, {"runner": runner})
        return Conversation(runner) if body is None else decode_conversation(body)

    async def keep_conversation(self, conversation: Conversation) -> None:
        """Insert or replace."""
        values = {
            "runner": conversation.runner,
            "body": encode_conversation(conversation),
            "thought_since": conversation.thought_since,
            "last_heard": conversation.last_heard,
        }
        await self._sql.run(put(self._sql.dialect, conversations), values)

    async def unfinished(self, before: datetime, after: datetime) -> Sequence[int]:
        """Runners whose unfinished thought has waited since `before`, or has begun later than `after`."""
        return [row.runner for row in await self._sql.all(UNFINISHED, {"before": before, "after": after})]
