"""A morning at the desk, from nine until after lunch (tests/integration/morning.py)."""

from pathlib import Path

from intents.understand import Reader
from knowledge.model import Knowledge
from tests.botapi import BotApi
from tests.integration.morning import WAITING, Morning, with_lunch


async def test_a_morning_with_twelve_runners_loses_nothing(
    api: BotApi, tmp_path: Path, shipped: Knowledge, reader: Reader
) -> None:
    morning = Morning(api, with_lunch(shipped), reader, tmp_path)

    seen = await morning.play()

    for name in WAITING:
        assert f"== {name}: lasting pain ==" in seen
    joined = [message.text for message in morning.people["Ana"].screen if "has joined" in message.text]
    heard = [message.text for runner in morning.people.values() for message in runner.screen]
    assert len(joined) == 1
    assert not any("marathon in May" in text or "400 mg" in text for text in heard)
