"""A running conversation survives entries that staff have taken out since."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.policy import decide
from bot.dialogue.taps import tapped
from bot.dialogue.wording import Wording
from bot.needs import missing
from intents.scores import NOTHING_LEARNT
from intents.understand import Reader
from knowledge.model import Knowledge

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SAID = (
    "yes", "no", "not sure", "how often?", "why that one?", "show me", "easier please", "that didn't help",
    "still sore", "anything else?", "thanks", "can I run too?", "it's still numb", "the first one",
    "my hamstrings are tight", "3 weeks",
)  # fmt: skip
TAPPED = (
    "go:{}",
    "go:{}:steps",
    "go:{}:exercises",
    "go:{}:home_check",
    "sign:{}",
    "help:not_that",
    "answer:yes",
    "card",
)


@pytest.fixture(scope="module")
def emptied(shipped: Knowledge) -> Knowledge:
    """All that the bot does not ask for by name is gone, and nothing refers to it."""
    fewer = shipped.model_copy(
        update={
            "fixes": {"ten_minute_routine": shipped.fixes["ten_minute_routine"]},
            "exercises": {},
            "questions": {},
            "causes": {"sore_lower_back": shipped.causes["sore_lower_back"]},
            "red_flags": {k: flag for k, flag in shipped.red_flags.items() if k not in {"leg_clot", "bowel"}},
        }
    )
    assert list(missing(fewer)) == []
    return fewer


@pytest.fixture(scope="module")
def few(emptied: Knowledge) -> Reader:
    return Reader(emptied, NOTHING_LEARNT)


def chats(shipped: Knowledge) -> list[Conversation]:
    """A chat that was given each kind of entry, with each kind of open question about what has vanished."""
    full = Reader(shipped, NOTHING_LEARNT)
    begun = []
    for text in ("my hamstrings are tight", "how do I do the bird dog", "is running on hills bad for my back?"):
        begun.append(decide(Conversation(runner=1), full.understand(text, NOW), shipped, NOW).conversation)
    asked = [
        replace(
            begun[0], question=OpenQuestion(about, NOW, flag="leg_clot", choices=("tight_hamstrings", "stiff_mid_back"))
        )
        for about in Asked
    ]
    marked = [
        replace(begun[0], locked_by="leg_clot", unclear=("leg_clot", "bowel"), no_exercises="bowel"),
        replace(
            begun[0], phase=Phase.WAITING, unclear=("bowel", "both_legs"), triggers=("gone",), denied=("leg_clot",)
        ),
        replace(begun[0], phase=Phase.HELD),
    ]
    return [*begun, *asked, *marked]


def test_every_message_and_every_tap_is_answered(shipped: Knowledge, emptied: Knowledge, few: Reader) -> None:
    wording = Wording(emptied, "uk")
    soon = NOW + timedelta(minutes=5)

    for chat in chats(shipped):
        for text in SAID:
            turn = decide(chat, few.understand(text, soon), emptied, soon)
            assert all(say.text for say in wording.replies(turn.decision, soon)), (text, chat)
        for action in TAPPED:
            for name in ("tight_hamstrings", "bird_dog", "leg_clot"):
                turn = tapped(chat, action.format(name), "label", emptied, soon)
                assert all(say.text for say in wording.replies(turn.decision, soon)), (action, chat)
