"""A runner's private chat: what comes in, as questions to the service.

A handler reads and asks; when it returns, all it caused is committed. It sends nothing but the
answer to a tap.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, ChatMember, Message, Update
from telegram.ext import BaseHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.service import Service
from bot.telegram.intake import update_key
from bot.telegram.reading import command, emoji, incoming, runner
from bot.telegram.toasts import Toasts

COMMANDS = ("start", "help", "physio", "privacy", "export", "erase")
_GONE = (ChatMember.BANNED, ChatMember.LEFT)


class RunnerChat:
    """The handlers for private chats."""

    def __init__(
        self,
        service: Service,
        toasts: Toasts,
        clock: Callable[[], datetime],
        behind: Callable[[Update], int],  # how many more have come in from the same chat
    ) -> None:
        self._service = service
        self._toasts = toasts
        self._clock = clock
        self._behind = behind

    def use(self, service: Service) -> None:
        """Ask this service from the next message on; what is in hand ends with the one it began with."""
        self._service = service

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """What to register with the application."""
        private = filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
        return [
            MessageHandler(private & filters.UpdateType.EDITED_MESSAGE, self.on_edit),
            MessageHandler(private & filters.UpdateType.MESSAGE, self.on_message),
            ChatMemberHandler(self.on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a text, a command or media."""
        message = _message(update)
        assert message.from_user, "a private message has a sender"
        who, key, now = runner(message.from_user), update_key(update), self._clock()
        found = command(message, context.bot.username)
        if found and found.name in COMMANDS:
            await self._service.runner_commanded(key, who, found.name, found.argument, now)
        else:
            heard = replace(incoming(message), behind=self._behind(update))
            await self._service.runner_wrote(key, who, heard, now)

    async def on_edit(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in the new version of a message."""
        message = _message(update)
        assert message.from_user, "a private message has a sender"
        heard = replace(incoming(message), behind=self._behind(update))
        await self._service.runner_edited(update_key(update), runner(message.from_user), heard, self._clock())

    async def on_tap(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a tap on a button."""
        query = update.callback_query
        assert query, "CallbackQueryHandler guarantees a query"
        await self._service.runner_tapped(update_key(update), runner(query.from_user), _action(query), self._clock())
        self._toasts.answer(query)

    async def on_reaction(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in a reaction to a message."""
        change = update.message_reaction
        assert change, "MessageReactionHandler guarantees a change"
        if change.user:
            await self._service.runner_reacted(
                update_key(update), runner(change.user), change.message_id, emoji(change.new_reaction), self._clock()
            )

    async def on_membership(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Take in that the runner blocked the bot, or came back."""
        change = update.my_chat_member
        assert change, "ChatMemberHandler guarantees a change"
        reachable = change.new_chat_member.status not in _GONE
        await self._service.runner_reachable(update_key(update), runner(change.from_user), reachable, self._clock())


def _message(update: Update) -> Message:
    message = update.effective_message
    assert message, "MessageHandler guarantees a message"
    return message


def _action(query: CallbackQuery) -> str:
    return query.data or ""
