"""One database transaction, that no swallowed error can leave half done."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Executable, Row
from sqlalchemy.engine import CursorResult

from bot.ports import StoreError
from bot.storage.errors import store_errors

Values = Mapping[str, Any]


class Connection(Protocol):
    """What a transaction runs on: SQLAlchemy's asynchronous connection, or SQLite's (`sqlite_connection.py`)."""

    async def execute(self, statement: Executable, values: Values | None = None, /) -> CursorResult[Any]:
        """Run a statement."""


class Transaction:
    """Runs statements on one connection and remembers whether one of them failed."""

    def __init__(self, connection: Connection, dialect: str) -> None:
        self._connection = connection
        self.dialect = dialect
        self.failed: StoreError | None = None
        self.queued = False  # whether the sender must wake after the commit

    async def run(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """Run one statement. After one that failed none is run: what there was may be undone already."""
        self.must_be_sound()
        try:
            with store_errors():
                return await self._connection.execute(statement, values)
        except StoreError as error:
            self.failed = error
            raise

    def must_be_sound(self) -> None:
        """Raise what failed, also when the block went on regardless."""
        if self.failed:
            raise self.failed

    async def count(self, statement: Executable, values: Values | None = None) -> int:
        """How many rows a statement changed."""
        return int((await self.run(statement, values)).rowcount)

    async def first(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        """The first row, if there is one."""
        return (await self.run(statement, values)).first()

    async def all(self, statement: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        """Every row."""
        return (await self.run(statement, values)).all()

    async def scalar(self, statement: Executable, values: Values | None = None) -> Any:
        """The first value of the first row, or None."""
        return (await self.run(statement, values)).scalar()
