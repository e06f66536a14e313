"""Nobody waits unseen: what runners are told, and how the group is reminded, in opening hours."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.ports import Incoming, Physio, Runner, Store, ToRunner
from bot.service import Service
from bot.storage.store import open_async_store
from intents.understand import Reader
from knowledge.model import Knowledge
from tests.integration.desk import SAM, TOM, Desk

LASTING = "my lower back has hurt for 5 months"
TO_TUESDAY_TEN = timedelta(hours=12)
MIA = Runner(8, "Mia")


async def test_a_runner_is_told_when_to_expect_an_answer_and_how_many_wait_before_them(desk: Desk) -> None:
    first = await desk.runner(LASTING)
    desk.now += timedelta(minutes=1)
    start = len(desk.sent)
    await desk.service.runner_wrote(desk.key(), MIA, Incoming(5000, LASTING), desk.now)
    second = desk.to_runner(await desk.since(start))

    assert "back tomorrow at 09:00" in first[0]
    assert "on Wednesday at 17:00" in first[0]
    assert "Nobody is waiting before you" in first[0]
    assert "One runner is waiting before you" in second[0]


async def test_a_runner_is_told_again_when_the_answer_takes_longer(desk: Desk) -> None:
    await desk.runner(LASTING)

    sent = await desk.later(days=1, hours=19)

    assert any("haven't got to your chat yet" in text and "on Friday at 17:00" in text for text in desk.to_runner(sent))


async def test_a_promise_that_was_kept_is_not_broken_later(desk: Desk) -> None:
    await desk.runner(LASTING)
    await desk.tap("claim")
    await desk.physio("Hello, Tom here")

    sent = await desk.later(days=3)

    assert not any("haven't got to your chat" in text for text in desk.to_runner(sent))


async def test_unclaimed_cases_remind_the_group_on_a_ladder_in_opening_hours(desk: Desk) -> None:
    await desk.runner(LASTING)  # on Monday at ten at night

    night = desk.to_group(await desk.later(hours=11, minutes=29))
    half_past_nine = desk.to_group(await desk.later(minutes=1))
    half_past_ten = desk.to_group(await desk.later(hours=1))

    assert night == []
    assert "Sam has waited" in half_past_nine[0]
    assert len(half_past_ten) == 1


async def test_after_a_danger_sign_the_group_is_reminded_sooner(desk: Desk) -> None:
    desk.now += TO_TUESDAY_TEN
    await desk.runner("can't feel when I wipe")

    sent = desk.to_group(await desk.later(minutes=5))

    assert any(text.startswith("URGENT") for text in sent)


async def test_the_last_rung_calls_a_named_person_and_writes_to_them(shipped: Knowledge, reader: Reader) -> None:
    lisa = shipped.team.people[0].model_copy(update={"telegram": "@lisa_physio"})
    team = shipped.team.model_copy(update={"people": (lisa,)})
    store: Store = await open_async_store("sqlite+aiosqlite:///:memory:")
    knowledge = shipped.model_copy(update={"team": team})
    desk = Desk(Service(store, knowledge, reader, "uk", ZoneInfo("Europe/London"), waits_for_thoughts=False), store)
    desk.now += TO_TUESDAY_TEN
    await desk.runner(LASTING)
    await desk.physio("// back soon", Physio(555, "Lisa", "Lisa_Physio"))
    for minutes in (30, 60):
        await desk.later(minutes=minutes)

    sent = await desk.later(minutes=150)
    tomorrow = await desk.later(days=1)

    assert any(text.startswith("@lisa_physio") for text in desk.to_group(sent))
    assert any(isinstance(to, ToRunner) and to.runner == 555 for to, _ in sent)
    assert any(text.startswith("@lisa_physio") for text in desk.to_group(tomorrow))
    await store.close()


async def test_a_claimed_case_does_not_remind_the_group(desk: Desk) -> None:
    desk.now += TO_TUESDAY_TEN
    await desk.runner(LASTING)
    await desk.tap("claim", TOM)

    assert desk.to_group(await desk.later(minutes=45)) == []


async def test_due_times_survive_a_restart(tmp_path: object, shipped: Knowledge, reader: Reader) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    store = await open_async_store(url)
    before = Desk(Service(store, shipped, reader, "uk", ZoneInfo("Europe/London"), waits_for_thoughts=False), store)
    await before.runner(LASTING)
    await store.close()

    store = await open_async_store(url)
    service = Service(store, shipped, reader, "uk", ZoneInfo("Europe/London"), waits_for_thoughts=False)
    after = Desk(service, store, now=before.now, count=100)
    sent = await after.later(hours=12)

    assert any(SAM.name in text for text in after.to_group(sent))
    await store.close()
