"""Telegram's messages and people as the service's values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Animation, Audio, Document, Message, PhotoSize, ReactionType, ReactionTypeEmoji, User, Video
from telegram.constants import MessageType
from telegram.helpers import effective_message_type

from bot.ports import OWN_EMOJI, File, Incoming, Mark, Physio, Runner
from bot.telegram.render import LOOKS

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A line that starts with a slash and a name."""

    name: str
    argument: str


def incoming(message: Message) -> Incoming:
    """What was written or sent; a caption counts as text."""
    kind = effective_message_type(message)
    media = "" if kind in (None, MessageType.TEXT) else str(kind)
    text = message.text or message.caption or ""
    return Incoming(
        message.message_id,
        text,
        media,
        _reply_to(message),
        _marks(message),
        file=_file(message, media),
        album=message.media_group_id or "",
    )


def runner(user: User) -> Runner:
    """Who writes, in a private chat: there the chat has the person's number."""
    return Runner(user.id, user.first_name, user.language_code or "")


def physio(message_from: User, signature: str | None = None) -> Physio:
    """A member of the staff group; an anonymous administrator signs with a title at most."""
    return Physio(message_from.id, signature or message_from.full_name, message_from.username or "")


def topic_made_by(bot: int, message: Message) -> str:
    """The name of the topic it was written in, if this bot made it; "" when a person did or nobody can say."""
    start = message.reply_to_message  # what answers no other message answers the topic's beginning
    made = start.forum_topic_created if start else None
    return made.name if start and made and start.from_user and start.from_user.id == bot else ""


def topic_of(message: Message) -> int | None:
    """The topic a message stands in; None in the group's general one."""
    return message.message_thread_id if message.is_topic_message else None


def command(message: Message, bot_name: str) -> Command | None:
    """The command in a message; None for other words, and for a command to another bot."""
    match = _COMMAND.fullmatch((message.text or "").strip())
    if not match or (match["bot"] and match["bot"].lower() != bot_name.lower()):
        return None
    return Command(match["name"].lower(), (match["argument"] or "").strip())


def emoji(reactions: Sequence[ReactionType]) -> str:
    """The first emoji of somebody's reactions; "" when they took them back. A bot can set no other kinds."""
    return next((one.emoji for one in reactions if isinstance(one, ReactionTypeEmoji)), OWN_EMOJI if reactions else "")


def answers(bot: int, message: Message) -> bool:
    """Whether it answers a message of this bot's."""
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == bot and _reply_to(message))


def _file(message: Message, kind: str) -> File | None:
    """What it carries, of the kinds that can stand in an album or be swapped."""
    carried = message.effective_attachment
    largest = carried[-1] if isinstance(carried, tuple) and carried else carried
    if isinstance(largest, Animation | Audio | Document | PhotoSize | Video):
        return File(kind, largest.file_id, largest.file_unique_id)
    return None


def _marks(message: Message) -> tuple[Mark, ...]:
    """How the words look. Telegram finds addresses and mentions by itself; of captions it keeps all."""
    return tuple(
        Mark(str(one.type), one.offset, one.length, one.url or one.language or "")
        for one in message.entities or message.caption_entities
        if one.type in LOOKS
    )


def _reply_to(message: Message) -> int | None:
    """The message answered. In a topic Telegram names the topic's first message when there is none."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    return answered.message_id
