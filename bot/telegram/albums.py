"""Albums, and pictures that take another one's place, as calls to the Bot API."""

from collections.abc import Sequence
from contextlib import suppress

from telegram import (
    Bot,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.ports import Album, Copy, File, Mark
from bot.telegram.render import entities

InAlbum = InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo


async def copied(bot: Bot, chat: int, source: int, album: Album, topic: int | None) -> tuple[int, ...]:
    """Copy an album as it is; its messages in order.

    Telegram leaves out what it cannot copy and does not say which piece that was. Then nothing of it stays, so
    that the pieces can be sent one by one and the one that is missing is known.
    """
    numbers = [piece.message_id for piece in album.pieces]
    sent = [one.message_id for one in await bot.copy_messages(chat, source, numbers, message_thread_id=topic)]
    if len(sent) < len(numbers):
        for number in sent:
            with suppress(BadRequest):
                await bot.delete_message(chat, number)
        raise BadRequest("message to copy not found: a piece of an album")
    return tuple(sent)


async def put_together(
    bot: Bot, chat: int, album: Album, topic: int | None, answered: ReplyParameters
) -> tuple[int, ...]:
    """Send an album's files as an answer; its messages in order."""
    media = [_in_album(piece, piece.file) for piece in album.pieces if piece.file]
    sent = await bot.send_media_group(chat, media, message_thread_id=topic, reply_parameters=answered)
    return tuple(one.message_id for one in sent)


def _in_album(piece: Copy, file: File) -> InAlbum:
    made = as_media(file, piece.caption, piece.marks)
    if isinstance(made, InputMediaAnimation):
        raise BadRequest("an animation stands in no album")
    return made


def as_media(file: File, caption: str, marks: Sequence[Mark]) -> InAlbum | InputMediaAnimation:
    """A file with its words."""
    words: Sequence[MessageEntity] = entities(tuple(marks))
    match file.kind:
        case "photo":
            return InputMediaPhoto(file.id, caption=caption or None, caption_entities=words)
        case "video":
            return InputMediaVideo(file.id, caption=caption or None, caption_entities=words)
        case "audio":
            return InputMediaAudio(file.id, caption=caption or None, caption_entities=words)
        case "animation":
            return InputMediaAnimation(file.id, caption=caption or None, caption_entities=words)
        case _:
            return InputMediaDocument(file.id, caption=caption or None, caption_entities=words)
