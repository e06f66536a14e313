"""What runners and staff do in Telegram reaches the service as what it is."""

from typing import Any

import pytest

from bot.ports import Store
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.fakes.recording_service import RecordingService
from tests.integration.on_telegram import on_telegram


@pytest.fixture
def service(store: Store, api: BotApi) -> RecordingService:
    return RecordingService(store, staff=api.staff.id)


async def heard(api: BotApi, service: RecordingService, count: int = 1) -> list[Any]:
    await api.until(lambda: api.waiting == 0 and len(service.heard) >= count, what=f"{count} to be heard")
    return service.heard


async def test_a_deep_link_opens_its_topic(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    async with on_telegram(api, service, store, shipped):
        await api.runner(7, "Sam").writes("/start hamstrings")

        assert await heard(api, service) == [("commanded", 7, "start hamstrings")]


async def test_commands_are_told_from_words(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        for text in ("/HELP@back_test_bot", "/physio now please\nI can't feel my legs", "/dance", "/help@another_bot"):
            await sam.writes(text)
        found = await heard(api, service, 4)

    assert found == [
        ("commanded", 7, "help"),
        ("commanded", 7, "physio now please\nI can't feel my legs"),
        ("wrote", 7, "/dance"),
        ("wrote", 7, "/help@another_bot"),
    ]


async def test_media_comes_with_its_kind_and_caption(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        await sam.sends("photo", "where it hurts")
        await sam.sends("voice")
        await sam.sends("document")
        found = await heard(api, service, 3)

    assert [words for _, _, words in found] == ["where it hurts", "", ""]
    assert service.media == ["photo", "voice", "document"]


async def test_an_edit_a_tap_and_a_block_are_told_apart(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        written = await sam.writes("3 days")
        await sam.edits(written, "3 weeks")
        await heard(api, service, 2)
        shown = api.add(sam.chat, "Which?", 424242, buttons=[[{"text": "Yes", "callback_data": "answer:yes"}]])
        tap = await sam.taps("Yes", shown)
        await api.until(lambda: tap in api.toasts or None, what="the tap to be answered")
        await sam.blocks()
        await sam.blocks(gone=False)
        found = await heard(api, service, 5)

    assert found[1:] == [
        ("edited", 7, "3 weeks"),
        ("tapped", 7, "answer:yes"),
        ("reachable", 7, "False"),
        ("reachable", 7, "True"),
    ]


async def test_the_staff_group_is_heard_topic_by_topic(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    async with on_telegram(api, service, store, shipped):
        written = await api.staff.writes(5, "how are you?")
        await api.staff.writes(None, "lunch?", by="Tom")
        await api.staff.writes(5, "/close")
        await api.staff.writes(5, "// a note")
        await api.staff.edits(written, "how are you today?")
        found = await heard(api, service, 5)

    assert sorted(found) == sorted(
        [
            ("staff wrote in 5", 9001, "how are you?"),
            ("staff wrote in None", 9002, "lunch?"),
            ("staff commanded in 5", 9001, "close"),
            ("staff wrote in 5", 9001, "// a note"),
            ("staff edited in 5", 9001, "how are you today?"),
        ]
    )
    assert set(service.replies) == {None}, "the topic's first message is not what was answered"


async def test_a_tap_in_the_group_shows_the_toast(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    api.add(api.staff.chat, "Card", 424242, thread=5, buttons=[[{"text": "Claim", "callback_data": "claim:1"}]])

    async with on_telegram(api, service, store, shipped):
        tap = await api.staff.taps("Claim", 5, by="Tom")
        await api.until(lambda: api.toasts.get(tap), what="the toast")

    assert service.heard == [("staff tapped", 9002, "claim:1")]
    assert api.toasts[tap] == "Yours now"


async def test_other_groups_bots_and_service_messages_are_left_alone(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    elsewhere = {"id": -42, "type": "group", "title": "Run club"}
    person = {"id": 5, "is_bot": False, "first_name": "Ann"}
    robot = {"id": 6, "is_bot": True, "first_name": "Robot"}
    about: dict[str, Any] = {"message_id": 1, "date": 1}
    api.update(message={**about, "chat": elsewhere, "from": person, "text": "my back hurts"})
    api.update(message={**about, "chat": api.staff.chat.describe(), "from": robot, "text": "beep"})
    api.update(message={**about, "chat": api.staff.chat.describe(), "from": person, "new_chat_title": "Physios"})

    async with on_telegram(api, service, store, shipped):
        await api.until(lambda: api.waiting == 0, what="all to be confirmed")

    assert service.heard == []
    assert not api.calls_of("sendMessage")


async def test_only_an_administrator_links_a_group(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    service.staff = None

    async with on_telegram(api, service, store, shipped):
        await api.staff.writes(None, "/link c0de", by="Tom")
        await api.staff.shows("not linked")
        await api.staff.writes(None, "/link c0de", by="Lisa")
        await api.staff.shows("linked", count=2)
        await api.until(lambda: api.profile.get(f"commands:chat:{api.staff.id}"), what="the group's menu")

    assert [admin for _, _, admin in service.linked] == [False, True]
    assert capsys.readouterr().out.count("/link c0de") == 1


async def test_a_group_that_becomes_a_supergroup_stays_the_staff_group(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    service.staff = -4001
    moved = {"message_id": 1, "date": 1, "chat": {"id": -4001, "type": "group", "title": "Physios"}}
    api.update(message={**moved, "migrate_to_chat_id": api.staff.id})

    async with on_telegram(api, service, store, shipped):
        await api.until(lambda: api.waiting == 0)
        await api.staff.writes(5, "hello")

        assert await heard(api, service) == [("staff wrote in 5", 9001, "hello")]


async def test_the_page_and_the_menus_are_set_where_they_differ(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    for _ in range(2):
        async with on_telegram(api, service, store, shipped):
            await api.until(lambda: api.profile.get(f"commands:chat:{api.staff.id}"), what="the group's menu")

    runners = [command["command"] for command in api.profile["commands:all_private_chats"]]
    assert runners == ["start", "help", "physio", "privacy", "export", "erase"]
    assert "999" in api.profile["description"]
    assert len(api.calls_of("setMyCommands")) == 2
    assert len(api.calls_of("setMyDescription")) == 1


async def test_a_page_that_cannot_be_set_stops_nobody(
    api: BotApi, store: Store, service: RecordingService, shipped: Knowledge
) -> None:
    api.fails("getMyDescription", times=99, status=400)
    sam = api.runner(7, "Sam")

    async with on_telegram(api, service, store, shipped):
        await sam.writes("hello")
        await sam.hears("You said: hello")
