"""What the server knows: chats, topics, messages and the updates that wait for the bot."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")
BOT_ID = 424242
BOT_NAME = "back_test_bot"


@dataclass
class Shown:
    """A message as it stands in a chat."""

    chat: int
    message_id: int
    text: str
    by: int
    thread: int | None = None
    html: str = ""
    buttons: list[list[Json]] = field(default_factory=list)
    media: str = ""
    reaction: str = ""
    pinned: bool = False
    reply_to: int | None = None
    entities: list[Json] = field(default_factory=list)
    edits: int = 0
    copied_from: tuple[int, int] | None = None
    file: str = ""  # what picture, film or paper it carries
    album: str = ""  # the media_group_id
    at: float = field(default_factory=time.monotonic)

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, in reading order."""
        return [button["text"] for row in self.buttons for button in row]

    def action(self, label: str) -> str:
        """What a button says when tapped."""
        return next(str(b["callback_data"]) for row in self.buttons for b in row if b["text"] == label)


@dataclass
class Topic:
    """A forum topic."""

    id: int
    name: str
    icon: str | None = None
    closed: bool = False


@dataclass
class Chat:
    """A chat and everything in it."""

    id: int
    type: str
    title: str
    messages: dict[int, Shown] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    is_forum: bool = True
    bot_may_manage_topics: bool = True
    bot_may_delete: bool = True  # what others wrote; its own it always may
    blocked: bool = False
    administrators: set[int] = field(default_factory=set)
    next_message: int = 1

    def describe(self) -> Json:
        """The chat as updates name it."""
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": self.type, "title": self.title, "is_forum": self.is_forum}


class World:
    """All chats, the queue of updates, and a bell that rings on every change."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.updates: list[Json] = []
        self.next_update = 1000
        self.profile: dict[str, Any] = {}
        self.toasts: dict[str, str] = {}
        self.calls: list[tuple[float, str, Json]] = []
        self.confirmed_up_to = 0
        self.handed_out: Counter[int] = Counter()  # how often the bot was given each update
        self.webhook: Json | None = None
        self.patience = 1.0  # how many times as long the tests wait: a long play on a busy machine needs more
        self._bells: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Wake everybody who waits for a change."""
        for bell in self._bells:
            bell.set()

    async def until(self, look: Callable[[], T | None], within: float = 5.0, what: str = "") -> T:
        """What `look` finds, as soon as it finds something."""
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            async with asyncio.timeout(within * self.patience):
                while not (found := look()):
                    await bell.wait()
                    bell.clear()
            return found
        except TimeoutError:
            raise AssertionError(f"waited {within} s in vain for {what or 'a change'}\n{self.picture()}") from None
        finally:
            self._bells.discard(bell)

    def update(self, **content: Json) -> int:
        """Something for the bot to fetch; its number."""
        number = self.next_update
        self.next_update += 1
        self.updates.append({"update_id": number, **content})
        self.changed()
        return number

    def add(self, chat: Chat, text: str, by: int, **more: Any) -> Shown:
        """A new message in a chat."""
        message = Shown(chat.id, chat.next_message, text, by, **more)
        chat.next_message += 1
        chat.messages[message.message_id] = message
        self.changed()
        return message

    def first_of_album(self, message: Shown) -> Shown:
        """Where a reaction to a piece of an album is shown."""
        others = self.chats[message.chat].messages.values()
        return next((one for one in others if message.album and one.album == message.album), message)

    def calls_of(self, method: str) -> list[Json]:
        """The parameters of every call of a method, in order."""
        return [params for _, name, params in self.calls if name == method]

    def picture(self) -> str:
        """All chats as text, for a failed test."""
        lines = []
        for chat in self.chats.values():
            lines.append(f"-- {chat.title} ({chat.id})")
            lines += [
                f"   [{m.thread}] {'bot' if m.by == BOT_ID else m.by}: {m.text[:90]!r} {m.labels or ''} {m.reaction}"
                for m in list(chat.messages.values())[-25:]
            ]
        return "\n".join(lines)
