"""Values to JSON and back.

What was saved by an older version must load in a newer one and the other way round: fields nobody
knows any more are ignored, fields that are missing take their default, and a field whose value
makes no sense any more takes its default too, so that no old chat can become unreadable.
"""

import json
import logging
from datetime import datetime
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from bot.dialogue.conversation import Conversation
from bot.ports import (
    Album,
    Body,
    Copy,
    DeleteMessage,
    DeleteTopic,
    Edit,
    OpenTopic,
    Pin,
    React,
    Say,
    SendFile,
    ShowCard,
    ShowState,
)
from bot.storage.columns import keepable

logger = logging.getLogger(__name__)

# The names in the database stay when a class is renamed.
KINDS: dict[str, type[Body]] = {
    "say": Say,
    "open_topic": OpenTopic,
    "show_card": ShowCard,
    "pin": Pin,
    "show_state": ShowState,
    "copy": Copy,
    "album": Album,
    "react": React,
    "send_file": SendFile,
    "edit": Edit,
    "delete_topic": DeleteTopic,
    "delete_message": DeleteMessage,
}
NAMES: dict[type[Body], str] = {kind: name for name, kind in KINDS.items()}
assert set(NAMES) == set(get_args(Body)), "every body needs a name in the database"


@cache
def _bodies(name: str) -> TypeAdapter[Any]:
    """Built when first needed: building takes much longer than using."""
    return TypeAdapter(KINDS[name])


@cache
def _conversations() -> TypeAdapter[Conversation]:
    return TypeAdapter(Conversation)


def encode_body(body: Body) -> tuple[str, str]:
    """The kind's name and its JSON."""
    name = NAMES[type(body)]
    return name, _encode(_bodies(name), body)


def decode_body(name: str, text: str) -> Body:
    """The body as it was queued."""
    body: Body = _bodies(name).validate_json(text)
    return body


def encode_conversation(conversation: Conversation) -> str:
    """The whole conversation as JSON."""
    return _encode(_conversations(), conversation)


def decode_conversation(text: str) -> Conversation:
    """The conversation as it was kept, as far as this version understands it."""
    try:
        return _conversations().validate_json(text)
    except ValidationError as error:
        return _understood_part(text, {str(name) for each in error.errors() for name in each["loc"][:1]})


def _understood_part(text: str, strange: set[str]) -> Conversation:
    """Leave out the fields that do not fit; one of them must not cost the runner the others."""
    fields = {name: value for name, value in json.loads(text).items() if name not in strange}
    conversation = _conversations().validate_python(fields)
    logger.warning(
        "Left out what this version does not understand of a conversation",
        extra={"action": "conversation_trimmed", "runner": conversation.runner, "fields": sorted(strange)},
    )
    return conversation


def _encode(adapter: TypeAdapter[Any], value: Any) -> str:
    """JSON, also of words with half an emoji in them."""
    try:
        return adapter.dump_json(value).decode()
    except (PydanticSerializationError, UnicodeError):
        plain = adapter.dump_python(value, mode="python")
        return keepable(json.dumps(plain, ensure_ascii=False, default=datetime.isoformat))
