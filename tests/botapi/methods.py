# ruff: noqa: N802 - the methods are named as the Bot API names them
"""The Bot API's methods that the bot calls, with Telegram's checks and its words of refusal."""

import time
from collections.abc import Callable
from typing import Any

from tests.botapi.checks import Json, Refusal, bad, check_caption, check_keyboard, check_text
from tests.botapi.world import BOT_ID, BOT_NAME, Chat, Shown, Topic, World

ICONS = {
    "❗️": "5379748062124056162",
    "‼️": "5377498341074542641",
    "💬": "5417915203100613993",
    "📆": "5433614043006903194",
    "❓": "5377316857231450742",
    "✅": "5237699328843200968",
}
_IN_ALBUMS = ("photo", "video", "audio", "document")
UNCOPYABLE = ("giveaway", "invoice", "paid_media")
_ME = {"id": BOT_ID, "is_bot": True, "first_name": "Back bot", "username": BOT_NAME}


class Methods:
    """One method of this class for each method of the Bot API."""

    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, name: str) -> Callable[[Json], Any] | None:
        """The method of this name, if the bot may call it here."""
        return None if name.startswith("_") or name == "find" else getattr(self, name, None)

    def getMe(self, _: Json) -> Json:
        return {**_ME, "can_join_groups": True, "can_read_all_group_messages": True, "supports_inline_queries": False}

    def deleteWebhook(self, _: Json) -> bool:
        self._world.webhook = None
        return True

    def setWebhook(self, params: Json) -> bool:
        if not str(params.get("url", "")).startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        self._world.webhook = params
        return True

    def sendMessage(self, params: Json) -> Json:
        chat, thread = self._target(params)
        mode = params.get("parse_mode")
        text = check_text(str(params.get("text", "")), mode)
        buttons = check_keyboard(params.get("reply_markup"))
        shown = self._world.add(chat, text, BOT_ID, thread=thread, html=str(params["text"]), buttons=buttons)
        shown.entities, shown.reply_to = params.get("entities") or [], self._answered(chat, params)
        return self._message(chat, shown)

    def editMessageText(self, params: Json) -> Json:
        chat, shown = self._own(params)
        text = check_text(str(params.get("text", "")), params.get("parse_mode"))
        buttons = check_keyboard(params.get("reply_markup"))
        if text == shown.text and buttons == shown.buttons:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        shown.text, shown.buttons, shown.edits = text, buttons, shown.edits + 1
        shown.entities = params.get("entities") or []
        return self._message(chat, shown)

    def editMessageCaption(self, params: Json) -> Json:
        chat, shown = self._own(params)
        text = check_caption(str(params.get("caption", "")), params.get("parse_mode"))
        if text == shown.text:
            raise bad("message is not modified")
        shown.text, shown.edits = text, shown.edits + 1
        return self._message(chat, shown)

    def editMessageReplyMarkup(self, params: Json) -> Json:
        chat, shown = self._own(params)
        shown.buttons = check_keyboard(params.get("reply_markup"))
        return self._message(chat, shown)

    def answerCallbackQuery(self, params: Json) -> bool:
        text = str(params.get("text", ""))
        if len(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self._world.toasts[str(params["callback_query_id"])] = text
        return True

    def createForumTopic(self, params: Json) -> Json:
        chat = self._forum(params)
        name = str(params.get("name", ""))
        if not 1 <= len(name) <= 128:
            raise bad("TOPIC_TITLE_INVALID")
        topic = Topic(chat.next_message, name, self._icon(params))
        chat.next_message += 1
        chat.topics[topic.id] = topic
        return {"message_thread_id": topic.id, "name": name, "icon_color": 7322096}

    def editForumTopic(self, params: Json) -> bool:
        topic = self._topic(params)
        name = str(params.get("name") or topic.name)
        icon = self._icon(params) if "icon_custom_emoji_id" in params else topic.icon
        if (name, icon) == (topic.name, topic.icon):
            raise bad("TOPIC_NOT_MODIFIED")
        topic.name, topic.icon = name, icon
        return True

    def closeForumTopic(self, params: Json) -> bool:
        return self._open_or_close(params, closed=True)

    def reopenForumTopic(self, params: Json) -> bool:
        return self._open_or_close(params, closed=False)

    def deleteForumTopic(self, params: Json) -> bool:
        topic = self._topic(params)
        chat = self._chat(params)
        del chat.topics[topic.id]
        chat.messages = {key: m for key, m in chat.messages.items() if m.thread != topic.id}
        return True

    def deleteMessage(self, params: Json) -> bool:
        chat = self._chat(params)
        shown = chat.messages.get(int(params["message_id"]))
        if shown is None:
            raise bad("message to delete not found")
        if shown.by != BOT_ID and not chat.bot_may_delete:
            raise bad("message can't be deleted")
        del chat.messages[shown.message_id]
        return True

    def pinChatMessage(self, params: Json) -> bool:
        self._any(params).pinned = True
        return True

    def copyMessage(self, params: Json) -> Json:
        chat, thread = self._target(params)
        original = self._original(int(params["from_chat_id"]), int(params["message_id"]))
        if original is None:
            raise bad("message to copy not found")
        if original.media in UNCOPYABLE:
            raise bad("message can't be copied")
        shown = self._copy(original, chat, thread)
        shown.reply_to = self._answered(chat, params)
        return {"message_id": shown.message_id}

    def copyMessages(self, params: Json) -> list[Json]:
        chat, thread = self._target(params)
        numbers = [int(number) for number in params["message_ids"]]
        if not 1 <= len(numbers) <= 100 or numbers != sorted(set(numbers)):
            raise bad("message identifiers must be in a strictly increasing order")
        found = [self._original(int(params["from_chat_id"]), number) for number in numbers]
        copyable = [one for one in found if one and one.media not in UNCOPYABLE]
        if not copyable:
            raise bad("there are no messages to copy")
        made = [self._copy(one, chat, thread) for one in copyable]
        for shown, original in zip(made, copyable, strict=True):
            shown.album = f"copy-{made[0].message_id}-of-{original.album}" if original.album else ""
        return [{"message_id": shown.message_id} for shown in made]

    def sendMediaGroup(self, params: Json) -> list[Json]:
        chat, thread = self._target(params)
        media = params["media"]
        if not 2 <= len(media) <= 10:
            raise bad("wrong number of messages in the media group")
        if any(one["type"] not in _IN_ALBUMS for one in media):
            raise bad("type of file mismatch")
        answered = self._answered(chat, params)
        captions = [check_caption(str(one.get("caption", "")), one.get("parse_mode")) for one in media]
        made = [self._world.add(chat, caption, BOT_ID, thread=thread) for caption in captions]
        for shown, one in zip(made, media, strict=True):
            shown.media, shown.file, shown.reply_to = one["type"], one["media"], answered
            shown.album, shown.entities = f"album-{made[0].message_id}", one.get("caption_entities") or []
        return [self._message(chat, shown) for shown in made]

    def editMessageMedia(self, params: Json) -> Json:
        chat, shown = self._own(params)
        media = params["media"]
        caption = check_caption(str(media.get("caption", "")), media.get("parse_mode"))
        if media["type"] not in (*_IN_ALBUMS, "animation"):
            raise bad("can't use file of this type")
        if (shown.file, shown.text) == (media["media"], caption):
            raise bad("message is not modified")
        shown.media, shown.file, shown.text, shown.edits = media["type"], media["media"], caption, shown.edits + 1
        return self._message(chat, shown)

    def sendDocument(self, params: Json) -> Json:
        chat, thread = self._target(params)
        if not params.get("document"):
            raise bad("file must be non-empty")
        caption = check_caption(str(params.get("caption", "")), params.get("parse_mode"))
        name, content = params["document"]
        shown = self._world.add(chat, caption or content, BOT_ID, thread=thread, media=f"document:{name}")
        return self._message(chat, shown)

    def setMessageReaction(self, params: Json) -> bool:
        reactions = params.get("reaction") or []
        self._world.first_of_album(self._any(params)).reaction = reactions[0]["emoji"] if reactions else ""
        return True

    def getForumTopicIconStickers(self, _: Json) -> list[Json]:
        return [
            {
                "file_id": f"S{number}",
                "file_unique_id": f"s{number}",
                "type": "custom_emoji",
                "width": 100,
                "height": 100,
                "is_animated": False,
                "is_video": False,
                "emoji": emoji,
                "custom_emoji_id": number,
            }
            for emoji, number in ICONS.items()
        ]

    def setMyCommands(self, params: Json) -> bool:
        commands = params["commands"]
        if len(commands) > 100 or any(not 1 <= len(c["description"]) <= 256 for c in commands):
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self._world.profile[f"commands:{_scope(params)}"] = commands
        return True

    def getMyCommands(self, params: Json) -> list[Json]:
        found: list[Json] = self._world.profile.get(f"commands:{_scope(params)}", [])
        return found

    def setMyDescription(self, params: Json) -> bool:
        return self._set_profile("description", str(params.get("description", "")), 512)

    def getMyDescription(self, _: Json) -> Json:
        return {"description": self._world.profile.get("description", "")}

    def setMyShortDescription(self, params: Json) -> bool:
        return self._set_profile("short_description", str(params.get("short_description", "")), 120)

    def getMyShortDescription(self, _: Json) -> Json:
        return {"short_description": self._world.profile.get("short_description", "")}

    def getChat(self, params: Json) -> Json:
        return {**self._chat(params).describe(), "accent_color_id": 0, "max_reaction_count": 11}

    def getChatMember(self, params: Json) -> Json:
        return self._member(self._chat(params), int(params["user_id"]))

    def getChatAdministrators(self, params: Json) -> list[Json]:
        chat = self._chat(params)
        return [self._member(chat, number) for number in sorted(chat.administrators)]

    # What the methods have in common.

    def _original(self, chat: int, number: int) -> Shown | None:
        """A message to copy."""
        source = self._world.chats.get(chat)
        return source.messages.get(number) if source else None

    def _copy(self, original: Shown, chat: Chat, thread: int | None) -> Shown:
        return self._world.add(
            chat,
            original.text,
            BOT_ID,
            thread=thread,
            media=original.media,
            file=original.file,
            copied_from=(original.chat, original.message_id),
            entities=original.entities,
        )

    def _chat(self, params: Json) -> Chat:
        chat = self._world.chats.get(int(params["chat_id"]))
        if chat is None:
            raise bad("chat not found")
        if chat.blocked and chat.type == "private":
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
        return chat

    def _target(self, params: Json) -> tuple[Chat, int | None]:
        chat = self._chat(params)
        thread = params.get("message_thread_id")
        if thread is not None and int(thread) not in chat.topics:
            raise bad("message thread not found")
        if thread is not None and chat.topics[int(thread)].closed and not chat.bot_may_manage_topics:
            raise bad("TOPIC_CLOSED")
        return chat, None if thread is None else int(thread)

    def _answered(self, chat: Chat, params: Json) -> int | None:
        """The message that this one answers."""
        answer = params.get("reply_parameters")
        if not answer or int(answer["message_id"]) in chat.messages:
            return int(answer["message_id"]) if answer else None
        if not answer.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return None

    def _any(self, params: Json) -> Shown:
        shown = self._chat(params).messages.get(int(params["message_id"]))
        if shown is None:
            raise bad("message to react not found" if "reaction" in params else "message to pin not found")
        return shown

    def _own(self, params: Json) -> tuple[Chat, Shown]:
        chat = self._chat(params)
        shown = chat.messages.get(int(params["message_id"]))
        if shown is None:
            raise bad("message to edit not found")
        if shown.by != BOT_ID:
            raise bad("message can't be edited")
        return chat, shown

    def _forum(self, params: Json) -> Chat:
        chat = self._chat(params)
        if not chat.is_forum:
            raise bad("the chat is not a forum")
        if not chat.bot_may_manage_topics:
            raise bad("not enough rights to create a topic")
        return chat

    def _topic(self, params: Json) -> Topic:
        chat = self._forum(params)
        topic = chat.topics.get(int(params["message_thread_id"]))
        if topic is None:
            raise bad("TOPIC_ID_INVALID")
        return topic

    def _open_or_close(self, params: Json, *, closed: bool) -> bool:
        topic = self._topic(params)
        if topic.closed == closed:
            raise bad("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        return True

    def _icon(self, params: Json) -> str | None:
        icon = params.get("icon_custom_emoji_id")
        if icon and icon not in ICONS.values():
            raise bad("DOCUMENT_INVALID")
        return next((emoji for emoji, number in ICONS.items() if number == icon), None)

    def _set_profile(self, key: str, text: str, longest: int) -> bool:
        if len(text) > longest:
            raise bad("BOT_DESCRIPTION_TOO_LONG")
        self._world.profile[key] = text
        return True

    def _member(self, chat: Chat, number: int) -> Json:
        user = {"id": number, "is_bot": False, "first_name": "Someone"}
        if number not in chat.administrators:
            return {"status": "member", "user": user}
        return {"status": "creator", "user": user, "is_anonymous": False}

    def _message(self, chat: Chat, shown: Shown) -> Json:
        message: Json = {
            "message_id": shown.message_id,
            "date": int(time.time()),
            "chat": chat.describe(),
            "from": _ME,
            "text": shown.text,
        }
        return message | ({"message_thread_id": shown.thread, "is_topic_message": True} if shown.thread else {})


def _scope(params: Json) -> str:
    scope = params.get("scope") or {"type": "default"}
    return f"{scope['type']}:{scope['chat_id']}" if "chat_id" in scope else str(scope["type"])
