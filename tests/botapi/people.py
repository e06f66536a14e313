"""People to play: a runner in a private chat, physios in the staff group."""

import time
from collections.abc import Sequence
from typing import Any

from tests.botapi.world import BOT_ID, Chat, Json, Shown, World


class Runner:
    """A runner on their phone."""

    def __init__(self, world: World, number: int, name: str) -> None:
        self.world, self.id, self.name = world, number, name
        self.chat = world.chats.setdefault(number, Chat(number, "private", name))

    @property
    def user(self) -> Json:
        """The runner as updates name them."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "en"}

    @property
    def screen(self) -> list[Shown]:
        """What the bot has sent into this chat, in order."""
        return [message for message in self.chat.messages.values() if message.by == BOT_ID]

    async def writes(self, text: str, reply_to: int | None = None, **more: Any) -> int:
        """Send a text, perhaps in answer to a message; the message's number."""
        return self._send({"text": text, **_entities(text), **self._answer(reply_to), **more}, text)

    async def sends(self, kind: str, caption: str = "", reply_to: int | None = None, **more: Any) -> int:
        """Send a photo, a voice note, a place, ...; the message's number."""
        return self._send({**_content(kind, caption), **self._answer(reply_to), **more}, caption, kind)

    async def sends_album(self, kind: str, captions: Sequence[str], reply_to: int | None = None) -> list[int]:
        """Send several at once, each with its words or without; the pieces' numbers."""
        album = {"media_group_id": f"of-{self.name}-{self.chat.next_message}"}
        return [await self.sends(kind, words, reply_to, **album, **_another(self.chat, kind)) for words in captions]

    async def reacts(self, message: int, emoji: str | Json) -> None:
        """Put an emoji, or something special, under a message; "" takes it back."""
        _react(self.world, self.chat, self.user, message, emoji)

    async def edits(self, message_id: int, text: str, file: str = "", kind: str = "photo") -> None:
        """Change what was written, or what stands beside it."""
        _change(self.chat.messages[message_id], text, file, kind)
        words = _words(self.chat.messages[message_id])
        edited = {**self._message(message_id), **words, "edit_date": int(time.time())}
        self.world.update(edited_message=edited)

    async def taps(self, label: str, message: Shown | None = None) -> str:
        """Tap the newest button with this label, once it is there; the tap's id."""

        def look() -> Shown | None:
            return message or next((m for m in reversed(self.screen) if label in m.labels), None)

        found = await self.world.until(look, what=f"a button {label!r} for {self.name}")
        return _tap(self.world, self.user, self.chat, found, label)

    async def blocks(self, *, gone: bool = True) -> None:
        """Block the bot, or let it in again."""
        self.chat.blocked = gone
        was, now = ("member", "kicked") if gone else ("kicked", "member")
        _membership(self.world, self.chat, self.user, was, now)

    async def hears(self, words: str, within: float = 5.0, count: int = 1) -> Shown:
        """Wait until the bot has said this (so many times); the newest such message."""

        def look() -> Shown | None:
            found = [m for m in self.screen if words.lower() in m.text.lower()]
            return found[-1] if len(found) >= count else None

        return await self.world.until(look, within, f"{self.name} to hear {words!r}")

    async def hears_anything(self, more_than: int = 0, within: float = 5.0) -> Shown:
        """Wait until the bot has said more than so many messages; the newest one."""
        return await self.world.until(
            lambda: self.screen[-1] if len(self.screen) > more_than else None, within, f"{self.name} to hear more"
        )

    def _send(self, content: Json, text: str, media: str = "") -> int:
        message = self.world.add(self.chat, text, self.id, media=media, **_carried(content, media))
        self.world.update(message={**self._message(message.message_id), **content})
        return message.message_id

    def _message(self, message_id: int) -> Json:
        return {"message_id": message_id, "date": int(time.time()), "chat": self.chat.describe(), "from": self.user}

    def _answer(self, message_id: int | None) -> Json:
        return {} if message_id is None else {"reply_to_message": {**self._message(message_id), "text": "..."}}


class StaffGroup:
    """The physio team's group. People in it are named; the first one is an administrator."""

    def __init__(self, world: World, number: int, people: tuple[str, ...] = ("Lisa", "Tom")) -> None:
        self.world, self.id = world, number
        self.people = {name: 9001 + place for place, name in enumerate(people)}
        self.chat = world.chats.setdefault(number, Chat(number, "supergroup", "Physio team"))
        self.chat.administrators = {9001}
        self.chat.next_message = 500

    def user(self, name: str) -> Json:
        """A physio as updates name them."""
        return {"id": self.people[name], "is_bot": False, "first_name": name}

    @property
    def screen(self) -> list[Shown]:
        """What the bot has sent into the group."""
        return [message for message in self.chat.messages.values() if message.by == BOT_ID]

    def topic_of(self, words: str) -> int:
        """The topic whose name has these words in it."""
        return next(topic.id for topic in self.chat.topics.values() if words.lower() in topic.name.lower())

    async def topic(self, words: str, within: float = 5.0) -> int:
        """Wait for a topic with these words in its name."""

        def look() -> int | None:
            return next((t.id for t in self.chat.topics.values() if words.lower() in t.name.lower()), None)

        return await self.world.until(look, within, f"a topic named {words!r}")

    async def writes(
        self, topic: int | None, text: str, by: str = "Lisa", reply_to: int | None = None, **more: Any
    ) -> int:
        """Write into a topic, or outside any, perhaps in answer to a message."""
        message = self.world.add(self.chat, text, self.people[by], thread=topic)
        content = {"text": text, **_entities(text), **self._answer(reply_to, by), **more}
        self.world.update(message={**self._message(message.message_id, topic, by), **content})
        return message.message_id

    async def sends(
        self,
        topic: int | None,
        kind: str,
        caption: str = "",
        by: str = "Lisa",
        reply_to: int | None = None,
        **more: Any,
    ) -> int:
        """Send a photo, a voice note, a place, ... into a topic."""
        content = {**_content(kind, caption), **self._answer(reply_to, by), **more}
        carried = _carried(content, kind)
        message = self.world.add(self.chat, caption, self.people[by], thread=topic, media=kind, **carried)
        self.world.update(message={**self._message(message.message_id, topic, by), **content})
        return message.message_id

    async def sends_album(
        self, topic: int | None, kind: str, captions: Sequence[str], by: str = "Lisa", reply_to: int | None = None
    ) -> list[int]:
        """Send several at once into a topic, each with its words or without; the pieces' numbers."""
        album = {"media_group_id": f"of-{by}-{self.chat.next_message}"}
        return [
            await self.sends(topic, kind, words, by, reply_to, **album, **_another(self.chat, kind))
            for words in captions
        ]

    async def reacts(self, message: int, emoji: str | Json, by: str = "Lisa") -> None:
        """Put an emoji, or something special, under a message; "" takes it back."""
        _react(self.world, self.chat, self.user(by), message, emoji)

    async def edits(self, message_id: int, text: str, by: str = "Lisa", file: str = "", kind: str = "photo") -> None:
        """Change what was written, or what stands beside it."""
        shown = self.chat.messages[message_id]
        _change(shown, text, file, kind)
        edited = {**self._message(message_id, shown.thread, by), **_words(shown), "edit_date": int(time.time())}
        self.world.update(edited_message=edited)

    async def taps(self, label: str, topic: int | None, by: str = "Lisa") -> str:
        """Tap the newest button with this label in a topic, once it is there; the tap's id."""

        def look() -> Shown | None:
            return next((m for m in reversed(self.screen) if m.thread == topic and label in m.labels), None)

        found = await self.world.until(look, what=f"a button {label!r} in topic {topic}")
        return _tap(self.world, self.user(by), self.chat, found, label)

    async def shows(self, words: str, topic: int | None = None, within: float = 5.0, count: int = 1) -> Shown:
        """Wait until the bot has said this in the group (so many times); the newest such message."""

        def look() -> Shown | None:
            found = [m for m in self.screen if words.lower() in m.text.lower() and topic in (None, m.thread)]
            return found[-1] if len(found) >= count else None

        return await self.world.until(look, within, f"the group to show {words!r}")

    def _answer(self, message_id: int | None, by: str) -> Json:
        answered = None if message_id is None else self._message(message_id, None, by)
        shown = self.chat.messages.get(message_id or 0)
        if answered and shown and shown.by == BOT_ID:
            answered["from"] = BOT
        return {} if answered is None else {"reply_to_message": {**answered, "text": "..."}}

    def delete_topic(self, topic: int) -> None:
        """Somebody deletes a topic with everything in it."""
        del self.chat.topics[topic]
        self.chat.messages = {key: m for key, m in self.chat.messages.items() if m.thread != topic}

    def _message(self, message_id: int, topic: int | None, by: str) -> Json:
        message: Json = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": self.chat.describe(),
            "from": self.user(by),
        }
        if topic is not None:
            made = self.chat.topics.get(topic)
            started = {
                "message_id": topic,
                "date": 1,
                "chat": self.chat.describe(),
                "from": BOT,
                "message_thread_id": topic,
                "forum_topic_created": {"name": made.name if made else "topic", "icon_color": 7322096},
            }
            message |= {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": started}
        return message


MEDIA: Json = {
    "photo": [{"file_id": "P1", "file_unique_id": "p1", "width": 10, "height": 10}],
    "video": {"file_id": "W1", "file_unique_id": "w1", "width": 10, "height": 10, "duration": 2},
    "video_note": {"file_id": "N1", "file_unique_id": "n1", "length": 10, "duration": 2},
    "audio": {"file_id": "A1", "file_unique_id": "a1", "duration": 2},
    "voice": {"file_id": "V1", "file_unique_id": "v1", "duration": 2},
    "document": {"file_id": "D1", "file_unique_id": "d1"},
    "sticker": {
        "file_id": "S1",
        "file_unique_id": "s1",
        "type": "regular",
        "width": 10,
        "height": 10,
        "is_animated": False,
        "is_video": False,
    },
    "location": {"longitude": 0.1, "latitude": 51.5},
    "contact": {"phone_number": "+44", "first_name": "Gran"},
    "giveaway": {"chats": [], "winners_selection_date": 1, "winner_count": 1},
}
"""One of each kind that people send."""


BOT: Json = {"id": BOT_ID, "is_bot": True, "first_name": "Bot"}


def _content(kind: str, caption: str) -> Json:
    return {kind: MEDIA[kind], **({"caption": caption} if caption else {})}


def _with_file(kind: str, file: str) -> Json:
    """Media of a kind with this file in it."""
    number = {"file_id": file, "file_unique_id": f"same-{file}"}
    return {kind: [{**MEDIA[kind][0], **number}] if kind == "photo" else {**MEDIA[kind], **number}}


def _another(chat: Chat, kind: str) -> Json:
    """The next message's own picture."""
    return _with_file(kind, f"{kind}-{chat.next_message}")


def _carried(content: Json, kind: str) -> Json:
    """The file and the album of a message that somebody sends."""
    media = content.get(kind)
    one = media[-1] if isinstance(media, list) else media or {}
    return {"file": one.get("file_id", ""), "album": content.get("media_group_id", "")}


def _change(shown: Shown, text: str, file: str, kind: str) -> None:
    shown.text = text
    if file:
        shown.media, shown.file = kind, file


def _words(shown: Shown) -> Json:
    """A message's words as an edit carries them: those under media are its caption."""
    if not shown.media:
        return {"text": shown.text}
    media = _with_file(shown.media, shown.file) if shown.file else {shown.media: MEDIA[shown.media]}
    album = {"media_group_id": shown.album} if shown.album else {}
    return {**media, **album, "caption": shown.text}


CUSTOM: Json = {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"}
PAID: Json = {"type": "paid"}


def _react(world: World, chat: Chat, user: Json, message: int, emoji: str | Json) -> None:
    standard = [{"type": "emoji", "emoji": emoji}] if emoji else []
    chosen = standard if isinstance(emoji, str) else [emoji]
    about = {"chat": chat.describe(), "message_id": message, "user": user, "date": int(time.time())}
    world.update(message_reaction={**about, "old_reaction": [], "new_reaction": chosen})


def _entities(text: str) -> Json:
    """Telegram marks a command at the beginning."""
    if not text.startswith("/") or text.startswith("//"):
        return {}
    return {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}


def _tap(world: World, user: Json, chat: Chat, message: Shown, label: str) -> str:
    number = f"tap{world.next_update}"
    shown: Json = {
        "message_id": message.message_id,
        "date": int(time.time()),
        "chat": chat.describe(),
        "text": message.text,
        "from": BOT,
    }
    if message.thread:
        shown |= {"message_thread_id": message.thread, "is_topic_message": True}
    query = {"id": number, "from": user, "message": shown, "chat_instance": "1", "data": message.action(label)}
    world.update(callback_query=query)
    return number


def _membership(world: World, chat: Chat, user: Json, was: str, now: str) -> None:
    bot = BOT
    until = {"until_date": 0}
    world.update(
        my_chat_member={
            "chat": chat.describe(),
            "from": user,
            "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": was, **(until if was == "kicked" else {})},
            "new_chat_member": {"user": bot, "status": now, **(until if now == "kicked" else {})},
        }
    )
