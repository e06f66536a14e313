"""What could not be answered comes to the staff without names; a choice is a proposal, and nothing more."""

import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.replies import Say
from bot.ports import Incoming, Keep, MissState, Physio, Runner, Store, ToMisses
from bot.service import Service
from bot.storage.store import open_async_store
from bot.terminal import proposals
from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from knowledge.model import Knowledge

MORNING = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
PAT = Physio(5, "Pat")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    yield store
    await store.close()


def serving(store: Store, knowledge: Knowledge) -> Service:
    reader = Reader(knowledge, NOTHING_LEARNT)
    return Service(store, knowledge, reader, "uk", ZoneInfo("Europe/London"), waits_for_thoughts=False)


@pytest.fixture
def service(store: Store, shipped: Knowledge) -> Service:
    return serving(store, shipped)


async def wrote(service: Service, *texts: str, at: datetime = NIGHT) -> None:
    for number, text in enumerate(texts):
        await service.runner_wrote(f"update:{at}:{number}:{text}", Runner(100 + number, "Sam"), Incoming(1, text), at)


async def kept(store: Store, state: MissState) -> list[str]:
    async with store.begin() as session:
        return [miss.words for miss in await session.misses(state)]


async def shown(store: Store) -> Sequence[Say]:
    async with store.begin() as session:
        rows = await session.due(MORNING + timedelta(days=9), 500)
        for row in rows:
            await session.delivered(row.id, row.id, MORNING)
    bodies = [row.outgoing.body for row in rows if isinstance(row.outgoing.to, ToMisses)]
    return [body for body in bodies if isinstance(body, Say)] + (list(await shown(store)) if rows else [])


async def test_words_that_nothing_answered_are_kept_without_names(service: Service, store: Store) -> None:
    await wrote(service, "sam says flibber the wobbulator 0770 900 123")

    assert await kept(store, MissState.NEW) == ["… says flibber the wobbulator …"]


async def test_what_was_understood_and_what_points_to_a_sign_is_not_kept(service: Service, store: Store) -> None:
    await wrote(service, "my hamstrings are tight", "numb when I wipe", "thanks", "eh?")

    assert await kept(store, MissState.NEW) == []


async def test_nothing_is_kept_where_the_team_does_not_want_it(store: Store, shipped: Knowledge) -> None:
    private = shipped.model_copy(update={"team": shipped.team.model_copy(update={"keep_misses": False})})

    await wrote(serving(store, private), "flibber the wobbulator")

    assert await kept(store, MissState.NEW) == []


async def test_once_a_day_in_the_morning_the_group_sees_them_grouped(service: Service, store: Store) -> None:
    await wrote(service, "flibber the wobbulator", "gribble snork blent", "the wobbulator, flibber it")
    await service.offer_misses(NIGHT)
    assert await shown(store) == []

    await service.offer_misses(MORNING)
    await service.offer_misses(MORNING + timedelta(hours=1))

    first, second = await shown(store)
    assert "(2 times)" in first.text
    assert "“flibber the wobbulator”" in first.text
    assert "“gribble snork blent”" in second.text
    assert [button.label for button in first.buttons][-2:] == ["Something new", "Ignore"]


async def test_a_choice_becomes_a_proposal_once(service: Service, store: Store) -> None:
    await wrote(service, "flibber the wobbulator")
    await service.offer_misses(MORNING)

    first = await service.staff_tapped("tap:1", PAT, "miss:1:to:tight_hamstrings", MORNING)
    second = await service.staff_tapped("tap:2", PAT, "miss:1:ignore", MORNING)

    assert first == "Proposed: Tight hamstrings. Whoever looks after the files applies it."
    assert second == "Somebody has chosen already, or the entry is gone."
    assert await kept(store, MissState.PROPOSED) == ["flibber the wobbulator"]


@pytest.mark.parametrize("forged", ["miss:1:to:nowhere", "miss:9:new", "miss:1:dance", "miss:x:new", "miss::"])
async def test_a_forged_choice_changes_nothing(service: Service, store: Store, forged: str) -> None:
    await wrote(service, "flibber the wobbulator")
    await service.offer_misses(MORNING)

    assert await service.staff_tapped("tap:1", PAT, forged, MORNING)
    assert await kept(store, MissState.ASKED) == ["flibber the wobbulator"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = Path(__file__).parents[2] / "knowledge"
    return shutil.copytree(
        shipped, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "corpus", "words", "__*")
    )


async def test_a_proposal_is_listed_with_its_patch_applied_and_gone(
    service: Service, store: Store, folder: Path
) -> None:
    await wrote(service, "flibber the wobbulator")
    await service.offer_misses(MORNING)
    await service.staff_tapped("tap:1", PAT, "miss:1:to:tight_hamstrings", MORNING)

    listed = "\n".join(proposals.listed(await proposals.waiting(store), folder))
    told = await proposals.apply(store, 1, folder)

    assert "1: “flibber the wobbulator” belongs to tight_hamstrings (says Pat)" in listed
    assert "+  - flibber the wobbulator" in listed
    assert "Applied." in told
    assert "  - flibber the wobbulator\n" in (folder / "causes/tight_hamstrings.yaml").read_text(encoding="utf-8")
    assert list(proposals.listed(await proposals.waiting(store), folder)) == ["None."]


async def test_a_dropped_proposal_leaves_the_files_alone(service: Service, store: Store, folder: Path) -> None:
    await wrote(service, "flibber the wobbulator")
    await service.offer_misses(MORNING)
    await service.staff_tapped("tap:1", PAT, "miss:1:new", MORNING)

    assert "Something new needs an entry of its own" in await proposals.apply(store, 1, folder)
    assert await proposals.drop(store, 1) == "Dropped: “flibber the wobbulator”."
    assert await proposals.drop(store, 1) == "No proposal has the number 1."


async def test_old_misses_are_forgotten_but_not_proposals(service: Service, store: Store) -> None:
    await wrote(service, "flibber the wobbulator", "gribble snork blent")
    await service.offer_misses(MORNING)
    await service.staff_tapped("tap:1", PAT, "miss:1:new", MORNING)

    await service.offer_misses(MORNING + timedelta(days=40))

    assert await kept(store, MissState.ASKED) == []
    assert await kept(store, MissState.PROPOSED) == ["flibber the wobbulator"]


async def test_an_erase_finds_a_thought_in_pieces_and_nobody_elses(store: Store, shipped: Knowledge) -> None:
    service = Service(store, shipped, Reader(shipped, NOTHING_LEARNT), "uk", ZoneInfo("Europe/London"))
    sam, kim = Runner(100, "Sam"), Runner(101, "Kim")
    for number, (who, text) in enumerate(
        ((sam, "flibber the"), (sam, "wobbulator and"), (kim, "flibber the wobbulator"))
    ):
        await service.runner_wrote(f"update:{number}", who, Incoming(number, text), NIGHT)
    await service.answer_unfinished(NIGHT + timedelta(minutes=1))
    assert await kept(store, MissState.NEW) == ["flibber the wobbulator and", "flibber the wobbulator"]

    await service.runner_commanded("update:9", sam, "erase", "yes", MORNING)

    assert await kept(store, MissState.NEW) == ["flibber the wobbulator"]


async def test_after_a_long_quiet_nothing_says_whose_words_they_were(service: Service, store: Store) -> None:
    await wrote(service, "flibber the wobbulator")
    async with store.begin() as session:
        assert (await session.conversation(100)).kept_as

    await store.forget_old(NIGHT + timedelta(days=40), Keep(timedelta(days=30), timedelta(days=999)))

    async with store.begin() as session:
        assert await session.conversation(100) == Conversation(100)


async def test_an_answer_that_was_not_meant_comes_with_its_message(service: Service, store: Store) -> None:
    sam = Runner(100, "Sam")
    await wrote(service, "sam says my hamstrings are tight")
    await service.runner_wrote("update:no", sam, Incoming(2, "that's not what I asked"), NIGHT + timedelta(minutes=1))
    await service.offer_misses(MORNING)

    (say,) = await shown(store)

    assert say.text.splitlines()[0] == (
        "I answered this with “Tight hamstrings”, and was told that it was not what they meant (once). "
        "Where does it belong?"
    )
    assert "“… says my hamstrings are tight”" in say.text
    assert "Belongs to: Tight hamstrings" not in [button.label for button in say.buttons]


async def test_a_tap_under_an_older_answer_finds_its_own_message(service: Service, store: Store) -> None:
    sam = Runner(100, "Sam")
    for number, text in enumerate(("my hamstrings are tight", "do I need new shoes")):
        await service.runner_wrote(f"update:{number}", sam, Incoming(number, text), NIGHT + timedelta(minutes=number))

    await service.runner_tapped("update:tap", sam, "amiss:tight_hamstrings", NIGHT + timedelta(minutes=5))

    async with store.begin() as session:
        (miss,) = await session.misses(MissState.NEW)
    assert (miss.words, miss.answered) == ("my hamstrings are tight", "tight_hamstrings")


async def test_nothing_about_a_sign_becomes_a_miss_by_not_what_i_meant(service: Service, store: Store) -> None:
    await wrote(service, "numb when I wipe")
    for number, text in enumerate(("not what I meant", "that's not what I asked")):
        await service.runner_wrote(f"update:{number}", Runner(100, "Sam"), Incoming(number + 2, text), NIGHT)

    assert await kept(store, MissState.NEW) == []
