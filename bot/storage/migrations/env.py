"""Alembic's way in: the connection comes from `bot.storage.migrate`, never from an ini file."""

from typing import Any, Literal

from alembic import context

from bot.storage.columns import Instant, Words
from bot.storage.tables import metadata


def plain_type(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our types as the database's own: a migration must not change when the code does."""
    if kind == "type" and isinstance(thing, Words):
        return "sa.Text()"
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=plain_type,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
