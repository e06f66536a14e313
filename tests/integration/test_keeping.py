"""What runners write is kept without names only if the team says so, and `diff` plays it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.keeping import keep_of
from bot.ports import Incoming, Physio, Runner, Store
from bot.service import Service
from bot.storage.store import open_async_store
from bot.terminal.kept import kept_messages
from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
SAM = Runner(100, "Sam")
LONG_AGO = NOW - timedelta(days=999)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    yield store
    await store.close()


@pytest.fixture
def keeping(shipped: Knowledge) -> Knowledge:
    return shipped.model_copy(update={"team": shipped.team.model_copy(update={"keep_messages": True})})


def serving(store: Store, knowledge: Knowledge) -> Service:
    reader = Reader(knowledge, NOTHING_LEARNT)
    return Service(store, knowledge, reader, "uk", ZoneInfo("Europe/London"), waits_for_thoughts=False)


async def wrote(service: Service, *texts: str, who: Runner = SAM) -> None:
    for number, text in enumerate(texts):
        await service.runner_wrote(f"update:{who.id}:{text}", who, Incoming(number, text), NOW)


async def kept(store: Store) -> list[str]:
    async with store.begin() as session:
        return list(await session.kept_messages(LONG_AGO))


async def test_nothing_is_kept_unless_the_team_says_so(store: Store, shipped: Knowledge) -> None:
    assert not shipped.team.keep_messages

    await wrote(serving(store, shipped), "my hamstrings are tight", "can't pee")

    assert await kept(store) == []


async def test_messages_are_kept_without_names_signs_too_but_for_harm_and_despair(
    store: Store, keeping: Knowledge
) -> None:
    texts = (
        "sam here, my hamstrings are tight 07700 900123",
        "I want to kill myself",
        "my partner hits me",
        "can't pee",
    )

    await wrote(serving(store, keeping), *texts)

    assert await kept(store) == ["… here, my hamstrings are tight …", "can't pee"]


async def test_what_is_written_to_a_physio_is_not_kept(store: Store, keeping: Knowledge) -> None:
    service = serving(store, keeping)
    await wrote(service, "can I talk to a person")
    await service.staff_tapped("tap:1", Physio(5, "Pat"), "claim:1", NOW)

    await wrote(service, "hello Pat, it is my hamstrings")

    assert await kept(store) == ["can I talk to a person"]


async def test_an_erase_removes_a_runners_own(store: Store, keeping: Knowledge) -> None:
    service = serving(store, keeping)
    await wrote(service, "my hamstrings are tight", "my mid back is stiff")
    await wrote(service, "hi there, do hills hurt", who=Runner(101, "Kim"))

    await service.runner_commanded("update:erase", SAM, "erase", "yes", NOW)

    assert await kept(store) == ["hi there, do hills hurt"]


async def test_they_go_after_thirty_days_and_when_the_team_wants_them_no_longer(
    store: Store, keeping: Knowledge, shipped: Knowledge
) -> None:
    await wrote(serving(store, keeping), "my hamstrings are tight")

    await store.forget_old(NOW + timedelta(days=29), keep_of(keeping))
    assert await kept(store) == ["my hamstrings are tight"]
    await store.forget_old(NOW + timedelta(minutes=1), keep_of(shipped))
    assert await kept(store) == []


async def test_diff_finds_what_the_team_keeps_and_makes_no_database(
    keeping: Knowledge, shipped: Knowledge, tmp_path: Path
) -> None:
    file = tmp_path / "bot.db"
    url = f"sqlite+aiosqlite:///{file}"
    assert await kept_messages(keeping, url, NOW) == ()
    assert not file.exists()

    store = await open_async_store(url)
    await wrote(serving(store, keeping), "my hamstrings are tight")
    await store.close()

    assert await kept_messages(keeping, url, NOW + timedelta(days=29)) == ["my hamstrings are tight"]
    assert await kept_messages(keeping, url, NOW + timedelta(days=31)) == []
    assert await kept_messages(shipped, url, NOW) == ()
