"""A changed folder is taken in between two messages; a broken one changes nothing and is told once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.replies import Say
from bot.last_good import keep_version
from bot.live import LiveKnowledge, Mind, gone_back_to
from bot.ports import Incoming, Runner, Speaker, Store, ToRunner, ToStaff
from bot.service import Service
from bot.storage.store import open_async_store
from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from knowledge.load import load
from knowledge.model import Knowledge
from tests.unit.knowledge_samples import edit

SHIPPED = Path(__file__).parents[2] / "knowledge"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CAUSE = "causes/stiff_mid_back.yaml"


class Watched:
    """A folder of its own, watched, and what came of it."""

    def __init__(self, folder: Path, store: Store, knowledge: Knowledge) -> None:
        self.folder = folder
        self.store = store
        self.used: list[Mind] = []
        self.group: list[str] = []
        mind = Mind(knowledge, self.prepare(knowledge), NOW)
        copies = folder.parent / "copies"
        self.live = LiveKnowledge(folder, mind, store, "uk", self.prepare, self.used.append, lambda: NOW, copies)

    def prepare(self, knowledge: Knowledge) -> Reader:
        return Reader(knowledge, NOTHING_LEARNT)

    def edit(self, old: str, new: str) -> None:
        edit(self.folder, CAUSE, old, new)

    async def settle(self) -> None:
        """Two looks see that nothing moves any more."""
        await self.live.look()
        await self.live.look()

    async def told(self) -> list[str]:
        """What the group has read so far, oldest first."""
        while True:
            async with self.store.begin() as session:
                rows = await session.due(NOW + timedelta(days=9), 100)
                for row in rows:
                    assert isinstance(row.outgoing.to, ToStaff)
                    assert isinstance(row.outgoing.body, Say)
                    self.group.append(row.outgoing.body.text)
                    await session.delivered(row.id, row.id, NOW)
            if not rows:
                return self.group


@pytest.fixture
async def watched(tmp_path: Path, shipped: Knowledge) -> AsyncIterator[Watched]:
    shutil.copytree(SHIPPED, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "corpus", "words", "__*"))
    store = await open_async_store("sqlite+aiosqlite:///:memory:")
    watched = Watched(tmp_path / "knowledge", store, shipped)
    keep_version(watched.folder, shipped.version, tmp_path / "copies")  # as the start does
    await watched.settle()
    yield watched
    await store.close()


async def test_an_untouched_folder_is_taken_for_what_it_is(watched: Watched) -> None:
    await watched.settle()

    assert watched.used == []
    assert await watched.told() == []


async def test_the_files_that_the_bot_was_started_with_are_not_read_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def read_whole(folder: Path, _: date) -> tuple[None, tuple[()]]:
        read.append(folder)
        return None, ()

    monkeypatch.setattr("bot.live.read_whole", read_whole)

    await watched.settle()
    assert read == []

    await watched.live.commanded("update:1", "knowledge", NOW)
    assert read == [watched.folder], "who asks is told what could be better"


async def test_a_sound_change_is_taken_in_and_told(watched: Watched) -> None:
    watched.edit("my mid back feels locked", "my yoghurt back wobbles")

    await watched.settle()

    (mind,) = watched.used
    assert "my yoghurt back wobbles" in mind.knowledge.causes["stiff_mid_back"].phrases
    assert mind.reader.understand("my yoghurt back wobbles", NOW).intents[0].id == "stiff_mid_back"
    (text,) = await watched.told()
    assert f"version {mind.knowledge.version} is in use" in text


async def test_a_file_that_is_still_being_written_waits(watched: Watched) -> None:
    watched.edit("my mid back feels locked", "my yoghurt back")
    await watched.live.look()
    watched.edit("my yoghurt back", "my yoghurt back wobbles")
    await watched.live.look()

    assert watched.used == []
    await watched.live.look()
    assert "my yoghurt back wobbles" in watched.used[0].knowledge.causes["stiff_mid_back"].phrases


async def test_a_broken_file_changes_nothing_and_is_told_once(watched: Watched) -> None:
    watched.edit("title: A stiff", "titel: A stiff")
    await watched.settle()
    (watched.folder / CAUSE).touch()
    await watched.settle()

    assert watched.used == []
    (text,) = await watched.told()
    assert f"{CAUSE}:6: The key `titel` is not known here. Did you mean `title`?" in text

    watched.edit("titel: A stiff", "title: A very stiff")
    await watched.settle()
    assert [mind.knowledge.causes["stiff_mid_back"].title for mind in watched.used] == ["A very stiff mid-back"]


async def test_rollback_returns_to_the_last_version_until_a_file_changes(watched: Watched, shipped: Knowledge) -> None:
    watched.edit("title: A stiff", "title: A very stiff")
    await watched.settle()

    await watched.live.commanded("update:1", "rollback", NOW)
    await watched.settle()

    assert watched.used[-1].knowledge.version == shipped.version == watched.live.mind.knowledge.version
    assert f"version {shipped.version} is in use again" in (await watched.told())[-1]
    watched.edit("title: A very stiff", "title: A rather stiff")
    await watched.settle()
    assert watched.live.mind.knowledge.causes["stiff_mid_back"].title == "A rather stiff mid-back"


async def restarted(watched: Watched) -> Watched:
    """Another process over the same files, database and copies, begun as `run` begins."""
    copies = watched.folder.parent / "copies"
    knowledge = load(watched.folder)
    keep_version(watched.folder, knowledge.version, copies)
    held = await gone_back_to(watched.store, watched.folder, knowledge, copies)
    return Watched(watched.folder, watched.store, held or knowledge)


async def test_a_rollback_outlasts_a_restart_until_a_file_changes(watched: Watched, shipped: Knowledge) -> None:
    watched.edit("title: A stiff", "title: A very stiff")
    await watched.settle()
    await watched.live.commanded("update:1", "rollback", NOW)

    later = await restarted(watched)
    await later.settle()
    (watched.folder / CAUSE).touch()
    await later.settle()
    assert later.live.mind.knowledge.version == shipped.version

    later.edit("title: A very stiff", "title: A rather stiff")
    await later.settle()
    assert later.live.mind.knowledge.causes["stiff_mid_back"].title == "A rather stiff mid-back"


async def test_files_that_were_put_right_while_the_bot_was_away_are_used(watched: Watched) -> None:
    watched.edit("title: A stiff", "title: A very stiff")
    await watched.settle()
    await watched.live.commanded("update:1", "rollback", NOW)
    watched.edit("title: A very stiff", "title: A rather stiff")

    later = await restarted(watched)
    await later.settle()

    assert later.live.mind.knowledge.causes["stiff_mid_back"].title == "A rather stiff mid-back"


async def test_rollback_after_a_restart_finds_the_version_before(watched: Watched, shipped: Knowledge) -> None:
    watched.edit("title: A stiff", "title: A very stiff")
    await watched.settle()
    later = await restarted(watched)
    await later.settle()

    await later.live.commanded("update:1", "rollback", NOW)
    await later.settle()

    assert later.live.mind.knowledge.version == shipped.version
    assert f"version {shipped.version} is in use again" in (await watched.told())[-1]


async def test_reload_takes_the_files_in_at_once(watched: Watched) -> None:
    watched.edit("title: A stiff", "title: A very stiff")
    await watched.settle()
    await watched.live.commanded("update:1", "rollback", NOW)

    await watched.live.commanded("update:2", "reload", NOW)

    assert watched.live.mind.knowledge.causes["stiff_mid_back"].title == "A very stiff mid-back"


async def test_there_is_nothing_to_go_back_to_at_first(watched: Watched) -> None:
    await watched.live.commanded("update:1", "rollback", NOW)

    assert watched.used == []
    assert await watched.told() == ["There is no earlier version to go back to."]


async def test_knowledge_shows_version_age_and_problems(watched: Watched, shipped: Knowledge) -> None:
    watched.edit("title: A stiff", "titel: A stiff")
    await watched.settle()

    await watched.live.commanded("update:1", "knowledge", NOW + timedelta(days=2, hours=3))

    text = (await watched.told())[-1]
    assert text.startswith(f"What I know: version {shipped.version}, in use for 2 d 3 h.")
    assert "error: causes/stiff_mid_back.yaml:" in text


async def test_another_process_goes_back_too(watched: Watched, shipped: Knowledge, tmp_path: Path) -> None:
    watched.edit("title: A stiff", "title: A very stiff")
    await watched.settle()
    other = Watched(watched.folder, watched.store, shipped)
    await other.settle()
    assert other.live.mind.knowledge.version == watched.live.mind.knowledge.version != shipped.version

    await watched.live.commanded("update:1", "rollback", NOW)
    await other.live.look()

    assert other.live.mind.knowledge.version == shipped.version


async def test_a_message_in_hand_ends_with_the_knowledge_it_began_with(shipped: Knowledge, tmp_path: Path) -> None:
    store = await open_async_store(f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    cause = shipped.causes["stiff_mid_back"].model_copy(update={"say": "A new text."})
    changed = shipped.model_copy(update={"causes": {**shipped.causes, "stiff_mid_back": cause}})
    services = [
        Service(store, one, Reader(one, NOTHING_LEARNT), "uk", ZoneInfo("Europe/London"), waits_for_thoughts=False)
        for one in (shipped, changed)
    ]
    message = Incoming(1, "my mid back is stiff")

    async with store.begin():  # nothing is committed until this block ends
        in_hand = asyncio.create_task(services[0].runner_wrote("update:1", Runner(7, "Sam"), message, NOW))
        await asyncio.sleep(0.05)
    await in_hand
    await services[1].runner_wrote("update:2", Runner(8, "Alex"), message, NOW)

    async with store.begin() as session:
        rows = await session.due(NOW + timedelta(days=1), 100)
    said = {
        row.outgoing.to.runner: row.outgoing.body.text
        for row in rows
        if isinstance(row.outgoing.to, ToRunner) and isinstance(row.outgoing.body, Say)
    }
    assert "A new text." not in said[7]
    assert "A new text." in said[8]
    await store.close()


async def test_a_chat_goes_on_when_its_entry_vanishes_from_the_folder(watched: Watched, shipped: Knowledge) -> None:
    sam = Runner(7, "Sam")

    def serving() -> Service:
        mind = watched.live.mind
        zone = ZoneInfo("Europe/London")
        return Service(watched.store, mind.knowledge, mind.reader, "uk", zone, waits_for_thoughts=False)

    await serving().runner_wrote("update:1", sam, Incoming(1, "do I need new shoes"), NOW)
    (watched.folder / "questions/shoes.yaml").unlink()
    await watched.settle()
    assert "shoes" not in watched.live.mind.knowledge.questions

    changed = serving()
    await changed.runner_tapped("update:2", sam, "go:shoes", NOW + timedelta(minutes=1))
    await changed.runner_tapped("update:3", sam, "amiss:shoes", NOW + timedelta(minutes=2))
    for number, text in enumerate(("how often?", "why?", "and my hamstrings?"), 4):
        await changed.runner_wrote(f"update:{number}", sam, Incoming(number, text), NOW + timedelta(minutes=number))

    async with watched.store.begin() as session:
        lines = await session.transcript(7)
    answered = [line.text for line in lines if line.speaker is Speaker.BOT]
    assert len(answered) >= 6
    assert any("hamstring" in text.lower() for text in answered[-2:])
