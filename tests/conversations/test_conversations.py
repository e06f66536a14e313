"""Every conversation in this folder is a test of its own, named by its first line."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.wording import Wording
from bot.terminal.replay import Replay
from bot.warmup import ready
from intents.understand import Reader
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
KNOWN_KEYS = {
    "runner", "bot", "says", "says_any", "not_says", "asks", "not_asks", "days", "persistent", "sign", "after",
    "burst", "physio", "event",
}  # fmt: skip


def conversations() -> Iterator[Any]:
    for file in sorted(Path(__file__).parent.glob("*.yaml")):
        for conversation in yaml.safe_load(file.read_text(encoding="utf-8")):
            # A known miss must be unmarked once it goes as written.
            marks = [pytest.mark.xfail(strict=True)] if conversation.get("known_miss") else []
            yield pytest.param(conversation, id=f"{file.stem}: {conversation['conversation']}", marks=marks)


@pytest.fixture(scope="module")
def player(shipped: Knowledge) -> Replay:
    return Replay(shipped, Reader(shipped, ready(shipped)), Wording(shipped, "uk"))


@pytest.mark.parametrize("conversation", list(conversations()))
def test_conversation(conversation: dict[str, Any], player: Replay) -> None:
    turns = conversation["turns"]
    rows = {row["turn"]: row for row in player.play({"id": "test", "turns": [_as_replayed(t) for t in turns]}, NOW)}

    for index, turn in enumerate(turns):
        assert set(turn) <= KNOWN_KEYS, f"unknown key in {turn}"
        if "runner" in turn:
            _compare(turn, rows[index])


def _as_replayed(turn: dict[str, Any]) -> dict[str, Any]:
    if "physio" in turn:
        return {"from": "physio", "text": turn["physio"]}
    if "event" in turn:
        return {"from": "system", "event": turn["event"]}
    gap = _seconds(turn["after"]) if "after" in turn else 45
    return {"from": "runner", "text": turn["runner"], "gap_s": gap, "burst": turn.get("burst", False)}


def _seconds(words: str) -> float:
    number, unit = words.split()
    return timedelta(**{f"{unit.rstrip('s')}s": float(number)}).total_seconds()


def _compare(turn: dict[str, Any], row: dict[str, Any]) -> None:
    said = " ".join(row["replies"]).lower()
    quote = f"\n> {turn['runner']}\n  {row['action']} ({row['reason']})\n  {row['replies']}"
    if "bot" in turn:
        assert row["action"] in _list(turn["bot"]), quote
    for words in _list(turn.get("says", [])):
        assert words.lower() in said, f"{quote}\n  does not say: {words}"
    if "says_any" in turn:
        assert any(words.lower() in said for words in turn["says_any"]), f"{quote}\n  says none of: {turn['says_any']}"
    for words in _list(turn.get("not_says", [])):
        assert words.lower() not in said, f"{quote}\n  says: {words}"
    if "asks" in turn:
        assert _list(turn["asks"]) == row["asks"], quote
    assert not set(_list(turn.get("not_asks", []))) & set(row["asks"]), f"{quote}\n  asks: {row['asks']}"
    if "days" in turn:
        assert row["duration_days"] == turn["days"], quote
    if "persistent" in turn:
        assert row["persistent"] == turn["persistent"], quote
    if "sign" in turn:
        assert turn["sign"] in row["red_flags"], quote


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
