"""Values survive the way into the database and back."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.conversation import Conversation, Phase
from bot.ports import Body
from bot.storage.codec import KINDS, decode_body, decode_conversation, encode_body, encode_conversation

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
MOMENTS = st.datetimes(timezones=st.just(UTC))
st.register_type_strategy(str, WORDS)
st.register_type_strategy(datetime, MOMENTS)
CONVERSATIONS = st.builds(Conversation, thought_since=st.none() | MOMENTS, last_heard=st.none() | MOMENTS)


@pytest.mark.parametrize("kind", get_args(Body), ids=lambda kind: str(kind.__name__))
def test_every_kind_of_body_has_a_name_in_the_database(kind: type[Body]) -> None:
    assert kind in KINDS.values()


@settings(max_examples=60)
@given(st.one_of([st.builds(kind) for kind in get_args(Body)]))
def test_every_body_comes_back_as_it_was(body: Body) -> None:
    assert decode_body(*encode_body(body)) == body


@settings(max_examples=60)
@given(CONVERSATIONS)
def test_every_conversation_comes_back_as_it_was(chat: Conversation) -> None:
    assert decode_conversation(encode_conversation(chat)) == chat


def test_a_field_that_was_dropped_is_ignored() -> None:
    text = json.dumps({"runner": 1, "pain": 7, "shoe_size": 44})

    assert decode_conversation(text) == Conversation(1, pain=7)


def test_a_field_that_is_new_takes_its_default() -> None:
    assert decode_conversation('{"runner": 1}') == Conversation(1)


def test_a_field_that_makes_no_sense_any_more_costs_only_itself() -> None:
    text = json.dumps({"runner": 1, "phase": "on_holiday", "question": {"about": "shoes"}, "locked_by": "fracture"})

    assert decode_conversation(text) == Conversation(1, phase=Phase.BOT, locked_by="fracture")


def test_every_field_of_a_conversation_is_kept() -> None:
    assert set(json.loads(encode_conversation(Conversation(1)))) == {field.name for field in fields(Conversation)}
