"""What many tests lean on: the shipped knowledge, and the heads, made ready once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.warmup import load_or_train_heads, ready
from intents.heads import Heads
from intents.understand import Reader
from knowledge.load import load
from knowledge.model import Knowledge
from tests.e2e.nursery import Nursery
from tests.postgresql import PostgreSql


@pytest.fixture(scope="session")
def shipped() -> Knowledge:
    return load(Path(__file__).parent.parent / "knowledge")


@pytest.fixture(scope="session")
def heads() -> Heads:
    """The heads as the bot has them; the first run learns them."""
    return load_or_train_heads()


@pytest.fixture(scope="session")
def reader(shipped: Knowledge) -> Reader:
    return Reader(shipped, ready(shipped))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    """A server, started when the first test asks for it."""
    server = PostgreSql()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Bots that start at once, for the tests that start many."""
    nursery = Nursery()
    yield nursery
    nursery.close()
