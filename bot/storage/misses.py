"""What the bot could not answer, without names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.ports import Miss, MissState
from bot.storage.tables import misses
from bot.storage.transaction import Transaction

BY_STATE = select(misses).where(misses.c.state == bindparam("wanted")).order_by(misses.c.id)
KEEP = (
    update(misses)
    .where(misses.c.id == bindparam("which"))
    .values(
        state=bindparam("new_state"),
        asked_as=bindparam("new_asked_as"),
        entry=bindparam("new_entry"),
        chosen_by=bindparam("new_chosen_by"),
    )
)
FORGET = delete(misses).where(misses.c.at < bindparam("before"), misses.c.state != MissState.PROPOSED.value)


class MissesPart:
    """The part of a session about misses."""

    _sql: Transaction

    async def add_miss(self, words: str, at: datetime, kept_as: str, answered: str = "") -> None:
        """Keep words that nothing answered, or that were answered amiss."""
        values = {
            "words": words,
            "at": at,
            "state": MissState.NEW.value,
            "asked_as": 0,
            "entry": "",
            "chosen_by": "",
            "answered": answered,
            "kept_as": kept_as,
        }
        await self._sql.run(insert(misses), values)

    async def misses(self, state: MissState) -> Sequence[Miss]:
        """Every miss that stands so, oldest first."""
        rows = await self._sql.all(BY_STATE, {"wanted": state.value})
        return [_miss(row) for row in rows]

    async def keep_miss(self, miss: Miss) -> None:
        """Replace what became of a miss; its words stay."""
        values = {
            "which": miss.id,
            "new_state": miss.state.value,
            "new_asked_as": miss.asked_as,
            "new_entry": miss.entry,
            "new_chosen_by": miss.chosen_by,
        }
        await self._sql.run(KEEP, values)

    async def forget_misses(self, before: datetime) -> int:
        """Remove old misses, but for proposals that wait; how many went."""
        return await self._sql.count(FORGET, {"before": before})


def _miss(row: Row[Any]) -> Miss:
    """A row as a miss."""
    return Miss(
        row.id,
        row.words,
        row.at,
        MissState(row.state),
        row.asked_as,
        row.entry,
        row.chosen_by,
        row.answered,
        row.kept_as,
    )
