"""The staff group: what physios write, tap and command, as questions to the service.

Only the linked group counts. In any other group nothing is read but `/link CODE`.
"""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import Chat, ChatMember, Message, Update, User
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.live import COMMANDS, LiveKnowledge
from bot.service import Service
from bot.telegram.intake import update_key
from bot.telegram.reading import answers, command, emoji, incoming, physio, topic_made_by, topic_of
from bot.telegram.staff_chat import StaffChat
from bot.telegram.toasts import Toasts

logger = logging.getLogger(__name__)

_ADMINISTRATORS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
_GROUPS = (Chat.GROUP, Chat.SUPERGROUP)


class StaffGroup:
    """The handlers for groups."""

    def __init__(
        self,
        service: Service,
        staff_chat: StaffChat,
        toasts: Toasts,
        clock: Callable[[], datetime],
        linked: Callable[[int], Coroutine[Any, Any, None]],
    ) -> None:
        self._service = service
        self._staff_chat = staff_chat
        self._toasts = toasts
        self._clock = clock
        self._linked = linked
        self._live: LiveKnowledge | None = None

    def use(self, service: Service) -> None:
        """Ask this service from the next message on; what is in hand ends with the one it began with."""
        self._service = service

    def watch(self, live: LiveKnowledge) -> None:
        """Answer what the group asks about the knowledge."""
        self._live = live

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """What to register with the application."""
        groups = filters.ChatType.GROUPS
        words = groups & ~filters.StatusUpdate.ALL
        return [
            MessageHandler(groups & filters.StatusUpdate.MIGRATE, self.on_move),
            MessageHandler(words & filters.UpdateType.EDITED_MESSAGE, self.on_edit),
            MessageHandler(words & filters.UpdateType.MESSAGE, self.on_message),
        ]

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in what staff wrote; a command goes its own way."""
        message = update.effective_message
        assert message, "MessageHandler guarantees a message"
        found = command(message, context.bot.username)
        if found and found.name == "link":
            await self._link(update, message, found.argument)
            return
        writer = _writer(message)
        if writer is None or message.chat_id != await self._staff_chat.number():
            return
        who = physio(writer, message.author_signature)
        key, topic, now = update_key(update), topic_of(message), self._clock()
        if found and found.name in COMMANDS and self._live:
            await self._live.commanded(key, found.name, now)
        elif found:
            await self._service.staff_commanded(key, who, found.name, found.argument, topic, now, incoming(message))
        else:
            ours = topic_made_by(context.bot.id, message)
            written = replace(incoming(message), answers_us=answers(context.bot.id, message))
            await self._service.staff_wrote(key, who, topic, written, now, ours)

    async def on_edit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in the new version of what staff wrote."""
        message = update.effective_message
        assert message, "MessageHandler guarantees a message"
        writer = _writer(message)
        if writer is None or message.chat_id != await self._staff_chat.number():
            return
        who = physio(writer, message.author_signature)
        await self._service.staff_edited(update_key(update), who, topic_of(message), incoming(message), self._clock())

    async def on_tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a tap in the staff group; taps elsewhere are answered and do nothing."""
        query = update.callback_query
        assert query, "CallbackQueryHandler guarantees a query"
        chat = update.effective_chat
        toast = self._service.tapped_elsewhere()
        if chat and chat.id == await self._staff_chat.number():
            toast = await self._service.staff_tapped(
                update_key(update), physio(query.from_user), query.data or "", self._clock()
            )
        self._toasts.answer(query, toast)

    async def on_reaction(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a reaction to a message; whoever stays anonymous holds no case."""
        change = update.message_reaction
        assert change, "MessageReactionHandler guarantees a change"
        if change.user and change.chat.id == await self._staff_chat.number():
            await self._service.staff_reacted(
                update_key(update), physio(change.user), change.message_id, emoji(change.new_reaction), self._clock()
            )

    async def on_move(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """The staff group became a supergroup and goes by another number now."""
        message = update.effective_message
        assert message, "MessageHandler guarantees a message"
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        if old == await self._staff_chat.number():
            await self._staff_chat.move(old, new)
            logger.info("The staff group has a new number", extra={"action": "staff_group_moved"})

    async def _link(self, update: Update, message: Message, code: str) -> None:
        """Bind the group, if an administrator asks with the right code."""
        answer = await self._service.link_group(
            update_key(update), message.chat_id, code, await _is_administrator(message), self._clock()
        )
        if answer:
            self._toasts.start(message.reply_text(answer))
        if message.chat_id == await self._staff_chat.number():
            self._toasts.start(self._linked(message.chat_id))


def _writer(message: Message) -> User | None:
    """Who wrote it: a person, or an administrator who writes as the group. Bots and channels are nobody."""
    writer = message.from_user
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat_id
    if writer is None or (writer.is_bot and not anonymous) or (message.sender_chat and not anonymous):
        return None
    return writer


async def _is_administrator(message: Message) -> bool:
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat_id  # only administrators can write as the group
    if message.from_user is None or message.chat.type not in _GROUPS:
        return False
    member = await message.chat.get_member(message.from_user.id)
    return member.status in _ADMINISTRATORS
