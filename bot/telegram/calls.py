"""One row of the outbox as calls to the Bot API, and Telegram's answer as an outcome.

A row makes one thing happen; where Telegram needs two calls for it (a topic, then the message in
it), the first one's result is written down before the second is made, so that nothing is made
twice after a crash.
"""

import logging
import time
import warnings
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import assert_never

from telegram import Bot, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBDeprecationWarning

from bot.delivery import Arrived, TopicGone, TopicMade
from bot.ports import (
    Album,
    Body,
    Case,
    CaseState,
    Copy,
    CopyOf,
    DeleteMessage,
    DeleteTopic,
    Edit,
    File,
    OpenTopic,
    Outgoing,
    Pin,
    React,
    Say,
    SendFile,
    ShowCard,
    ShowState,
    ToCase,
    ToRunner,
)
from bot.telegram.albums import as_media, copied, put_together
from bot.telegram.render import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    LONGEST_TOPIC_NAME,
    entities,
    keyboard,
    length,
    parts,
    shorten,
)

logger = logging.getLogger(__name__)

_ICONS = {  # of those that Telegram allows for topics
    CaseState.OPEN: "❗️",
    CaseState.CLAIMED: "💬",
    CaseState.CLOSED: "✅",
}
_URGENT, _SNOOZED, _UNREACHABLE = "‼️", "📆", "❓"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TOPIC_GONE = ("thread not found", "topic_deleted", "topic_id_invalid")
NO_TOPICS = ("not a forum", "not enough rights", "chat_admin_required")
_TOPIC_CLOSED = ("topic_closed", "topic closed")
_TRY_TOPICS_AGAIN = 30.0  # seconds
_CARD_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_MESSAGE_GONE = ("message to delete not found",)
_NO_SUCH_REACTION = ("reaction_", "reactions_")
_ALREADY_SO = ("is not modified", "not_modified")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row goes: a chat, and the case whose topic it is meant for."""

    chat_id: int
    staff_chat: int | None
    case: Case | None = None
    topic_name: str = ""  # for a topic that has to be made anew

    @property
    def topic_id(self) -> int | None:
        """The topic to write into, if there is one."""
        return self.case.topic_id if self.case else None


def _under_card(body: Body, place: Place) -> Body:
    """In a group without topics every line of a case is an answer to its card, if to nothing else."""
    shown = place.case.card_message_id if place.case else None
    if isinstance(body, Say | Copy) and body.reply_to is None:
        return replace(body, reply_to=shown)
    if isinstance(body, Album) and body.reply_to is None:
        first, *others = body.pieces
        return Album((replace(first, reply_to=shown), *others))
    return body


def says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    """Whether Telegram's description has one of these phrases in it."""
    text = str(error).lower()
    return any(phrase in text for phrase in phrases)


def reason_of(error: TelegramError) -> str:
    """Telegram's own words; of whatever a gateway or a network says in its place, only what kind of error it is."""
    return str(error) if is_final(error) else type(error).__name__


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)  # the number becomes a timedelta some day
        wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _source(body: Copy, place: Place) -> int:
    """The chat to copy from."""
    from_chat = body.from_chat or place.staff_chat
    if from_chat is None:
        raise BadRequest("message to copy not found: no staff group is linked")
    return from_chat


def _answer_to(message: int | CopyOf | None) -> ReplyParameters | None:
    """Show which message this one answers; that it was deleted meanwhile is no reason not to send."""
    return None if message is None else ReplyParameters(_number(message), allow_sending_without_reply=True)


def _number(message: int | CopyOf) -> int:
    """A message's own number: a copy's was looked up when its turn came."""
    assert isinstance(message, int), "bundle_of() looks it up"
    return message


def is_final(error: TelegramError) -> bool:
    """Whether sending the same again would fail the same way."""
    return isinstance(error, BadRequest | Forbidden | InvalidToken | ChatMigrated)


@dataclass
class Calls:
    """Makes the calls. Errors of Telegram are raised, unless they mean that all is well."""

    bot: Bot
    icons: dict[str, str] = field(default_factory=dict)  # emoji -> the custom emoji's id
    _topics_again_at: float = 0.0  # until then the group has no topics for us
    _told_of_reactions: bool = False  # that the group does not allow the bot's
    _sent_parts: dict[int, int] = field(default_factory=dict)  # row -> parts of its text that are out

    async def learn_icons(self) -> None:
        """Ask which topic icons there are; without them topics have none."""
        stickers = await self.bot.get_forum_topic_icon_stickers()
        self.icons = {s.emoji: s.custom_emoji_id for s in stickers if s.emoji and s.custom_emoji_id}

    async def make(self, row: int, outgoing: Outgoing, place: Place) -> Arrived | TopicMade | TopicGone:
        """Do what the row asks for."""
        needs_topic = isinstance(outgoing.to, ToCase) and not isinstance(outgoing.body, React | Pin)
        if needs_topic and place.topic_id is None:
            return await self._without_topic(row, outgoing, place)
        try:
            return await self._do(row, outgoing, place)
        except BadRequest as error:
            if place.topic_id is None or not says(error, _TOPIC_CLOSED):
                raise
        try:
            await self._unless_already_so("reopen", place.chat_id, place.topic_id)
        except BadRequest as error:
            if not says(error, NO_TOPICS):
                raise
            assert place.case, "a topic belongs to a case"
            elsewhere = replace(place, case=replace(place.case, topic_id=None))
            return await self._in_group(row, outgoing, elsewhere, str(error))
        return await self._do(row, outgoing, place)

    async def _do(self, row: int, outgoing: Outgoing, place: Place) -> Arrived | TopicGone:
        """Do it where the row goes."""
        body = outgoing.body
        try:
            match body:
                case Say():
                    return await self._say(row, body, place)
                case OpenTopic():
                    return Arrived()  # it is there already
                case ShowCard():
                    return await self._show_card(body, place)
                case Pin():
                    return await self._pin(place.chat_id, body.message_id)
                case ShowState():
                    return await self._show_state(body, place)
                case Copy():
                    return await self._copy(body, outgoing, place)
                case Album():
                    return await self._album(body, outgoing, place)
                case React():
                    await self.bot.set_message_reaction(place.chat_id, body.message_id, body.emoji or None)
                    return Arrived()
                case SendFile():
                    return await self._send_file(body, place)
                case DeleteTopic():
                    await self.bot.delete_forum_topic(place.chat_id, body.topic_id)
                    return Arrived()
                case Edit():
                    return await self._edit(body, outgoing, place)
                case DeleteMessage(message_id=CopyOf()):
                    return Arrived()  # what never arrived need not be removed
                case DeleteMessage():
                    await self.bot.delete_message(place.chat_id, _number(body.message_id))
                    return Arrived()
                case _:
                    assert_never(body)
        except BadRequest as error:
            if isinstance(body, DeleteMessage) and says(error, _MESSAGE_GONE):
                return Arrived()
            if isinstance(body, React) and place.chat_id == place.staff_chat and says(error, _NO_SUCH_REACTION):
                mend, self._told_of_reactions = "" if self._told_of_reactions else str(error), True
                return Arrived(mend=mend, tell_staff="staff_reactions_needed")
            if says(error, _TOPIC_GONE):
                # A state is shown on a topic; without one there is nothing to show, and nothing to delete.
                if isinstance(body, ShowState | DeleteTopic):
                    return Arrived()
                if place.topic_id is not None:
                    return TopicGone()
            if isinstance(body, ShowState) and says(error, NO_TOPICS):
                return Arrived(mend=str(error))  # a name and an icon hold up no words
            if says(error, _ALREADY_SO):
                return Arrived(place.case.card_message_id if place.case and isinstance(body, ShowCard) else None)
            raise

    async def _without_topic(self, row: int, outgoing: Outgoing, place: Place) -> Arrived | TopicMade | TopicGone:
        """Make the topic first. In a group that has none for us a case is its card and the answers to it."""
        body = outgoing.body
        if isinstance(body, ShowState):
            return Arrived()  # it belongs to a topic that is gone
        mend = ""
        if time.monotonic() >= self._topics_again_at:
            try:
                return await self._make_topic(body.name if isinstance(body, OpenTopic) else place.topic_name, place)
            except BadRequest as error:
                if not says(error, NO_TOPICS):
                    raise
                self._topics_again_at, mend = time.monotonic() + _TRY_TOPICS_AGAIN, str(error)
        if isinstance(body, OpenTopic):
            return Arrived(mend=mend)
        return await self._in_group(row, outgoing, place, mend)

    async def _in_group(self, row: int, outgoing: Outgoing, place: Place, mend: str) -> Arrived | TopicGone:
        """Into the group itself, and say why."""
        arrived = await self._do(row, replace(outgoing, body=_under_card(outgoing.body, place)), place)
        return replace(arrived, mend=mend) if isinstance(arrived, Arrived) else arrived

    async def _make_topic(self, name: str, place: Place) -> TopicMade:
        state = ShowState(place.case.state if place.case else CaseState.OPEN, name)
        topic = await self.bot.create_forum_topic(
            place.chat_id, shorten(name, LONGEST_TOPIC_NAME), icon_custom_emoji_id=self._icon(state, place)
        )
        return TopicMade(topic.message_thread_id)

    async def _say(self, row: int, body: Say, place: Place) -> Arrived:
        answered = _answer_to(body.reply_to)
        if body.marks and length(body.text) <= LONGEST_TEXT:
            message = await self.bot.send_message(
                place.chat_id,
                body.text,
                entities=entities(body.marks),
                message_thread_id=place.topic_id,
                reply_markup=keyboard(body.buttons),
                reply_parameters=answered,
                link_preview_options=_NO_PREVIEW,
            )
            return Arrived(message.message_id)
        message_id = None
        for number, part in enumerate(parts(body.text, body.title, body.buttons, place.staff_chat)):
            if number < self._sent_parts.get(row, 0):
                continue  # it went out before a later part had to wait
            message = await self.bot.send_message(
                place.chat_id,
                part.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=place.topic_id,
                reply_markup=part.keyboard,
                reply_parameters=None if number else answered,
                link_preview_options=_NO_PREVIEW,
            )
            message_id = message.message_id
            self._sent_parts[row] = number + 1
        self._sent_parts.pop(row, None)
        return Arrived(message_id)

    async def _show_card(self, body: ShowCard, place: Place) -> Arrived:
        html = parts(shorten(body.text, LONGEST_TEXT))[0].html
        shown = place.case.card_message_id if place.case else None
        if shown is not None:
            try:
                await self.bot.edit_message_text(
                    html,
                    place.chat_id,
                    shown,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(body.buttons, place.staff_chat),
                    link_preview_options=_NO_PREVIEW,
                )
                return Arrived(shown)
            except BadRequest as error:
                if not says(error, _CARD_GONE):
                    raise
        message = await self.bot.send_message(
            place.chat_id,
            html,
            parse_mode=ParseMode.HTML,
            message_thread_id=place.topic_id,
            reply_markup=keyboard(body.buttons, place.staff_chat),
            link_preview_options=_NO_PREVIEW,
        )
        return Arrived(message.message_id)

    async def _pin(self, chat_id: int, message_id: int) -> Arrived:
        """Pinning is a kindness; a card that is not pinned is still the topic's first message."""
        try:
            await self.bot.pin_chat_message(chat_id, message_id, disable_notification=True)
        except BadRequest as error:
            logger.warning("A card could not be pinned: %s", error, extra={"action": "pin_failed"})
        return Arrived()

    async def _show_state(self, body: ShowState, place: Place) -> Arrived:
        topic = place.topic_id
        assert topic is not None, "make() looks for the topic first"
        if body.state is not CaseState.CLOSED:
            await self._unless_already_so("reopen", place.chat_id, topic)
        try:
            await self.bot.edit_forum_topic(
                place.chat_id, topic, shorten(body.name, LONGEST_TOPIC_NAME) or None, self._icon(body, place)
            )
        except BadRequest as error:
            if not says(error, _ALREADY_SO):
                raise
        if body.state is CaseState.CLOSED:
            await self._unless_already_so("close", place.chat_id, topic)
        return Arrived()

    async def _unless_already_so(self, what: str, chat_id: int, topic: int) -> None:
        call = self.bot.close_forum_topic if what == "close" else self.bot.reopen_forum_topic
        try:
            await call(chat_id, topic)
        except BadRequest as error:
            if not says(error, _ALREADY_SO):
                raise

    async def _copy(self, body: Copy, outgoing: Outgoing, place: Place) -> Arrived:
        sent = await self.bot.copy_message(
            place.chat_id,
            _source(body, place),
            body.message_id,
            message_thread_id=place.topic_id if not isinstance(outgoing.to, ToRunner) else None,
            reply_parameters=_answer_to(body.reply_to),
        )
        return Arrived(sent.message_id)

    async def _album(self, body: Album, outgoing: Outgoing, place: Place) -> Arrived:
        """Copy it as it is. A copied album can answer nothing, so one that does is put together anew."""
        topic = place.topic_id if not isinstance(outgoing.to, ToRunner) else None
        answered = _answer_to(body.reply_to)
        files = [piece.file for piece in body.pieces if piece.file]
        if answered and len(files) == len(body.pieces):
            return Arrived(pieces=await put_together(self.bot, place.chat_id, body, topic, answered))
        source = _source(body.pieces[0], place)
        return Arrived(pieces=await copied(self.bot, place.chat_id, source, body, topic))

    async def _edit(self, body: Edit, outgoing: Outgoing, place: Place) -> Arrived:
        """Change the words; where Telegram does not let us, say the new ones."""
        if body.file:
            return await self._swap(body, body.file, outgoing, place)
        try:
            if body.is_caption:
                await self.bot.edit_message_caption(
                    place.chat_id, _number(body.message_id), caption=body.text, caption_entities=entities(body.marks)
                )
            else:
                await self.bot.edit_message_text(
                    body.text,
                    place.chat_id,
                    _number(body.message_id),
                    entities=entities(body.marks),
                    link_preview_options=_NO_PREVIEW,
                )
        except BadRequest as error:
            if not says(error, _CARD_GONE):
                raise
            message = await self.bot.send_message(place.chat_id, body.otherwise, link_preview_options=_NO_PREVIEW)
            return Arrived(message.message_id)
        return Arrived()

    async def _swap(self, body: Edit, file: File, outgoing: Outgoing, place: Place) -> Arrived:
        """Put a new picture in the place of the old one; where Telegram does not let us, send it beside."""
        try:
            media = as_media(file, body.text, body.marks)
            await self.bot.edit_message_media(media, place.chat_id, _number(body.message_id))
        except BadRequest as error:
            if says(error, _ALREADY_SO):
                return Arrived(_number(body.message_id))
            assert outgoing.confirms is not None, "an edit passes on a message"
            return await self._copy(Copy(0, outgoing.confirms), outgoing, place)
        return Arrived(_number(body.message_id))

    async def _send_file(self, body: SendFile, place: Place) -> Arrived:
        message = await self.bot.send_document(
            place.chat_id,
            InputFile(body.text.encode(), filename=body.name),
            caption=shorten(body.caption, LONGEST_CAPTION) or None,
            message_thread_id=place.topic_id,
        )
        return Arrived(message.message_id)

    def _icon(self, shown: ShowState, place: Place) -> str | None:
        """What matters most to whoever looks at the list of topics."""
        if shown.state is not CaseState.CLOSED and shown.unreachable:
            return self.icons.get(_UNREACHABLE)
        if shown.state is not CaseState.CLOSED and shown.snoozed:
            return self.icons.get(_SNOOZED)
        urgent = shown.state is CaseState.OPEN and place.case is not None and place.case.urgent
        return self.icons.get(_URGENT if urgent else _ICONS[shown.state])
