"""Calls the bot's webhook as Telegram does: each chat's updates one after the other, chats side by side.

Where the bot listens is for the test to say (`targets`): a load balancer stands between, which gives
each call to the next process and, when that one refuses, to the one after it.
"""

import asyncio
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.botapi.world import Json, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_PAUSE_AFTER_REFUSAL = 0.1
_CALL_TIMEOUT = 60.0


class Webhook:
    """Delivers what waits while a webhook is set."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.targets: list[str] = []
        self.answers: list[int] = []  # the status of each answer, in order
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._turn = count()
        self._running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        tasks = [task for task in (self._running, *self._under_way.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._under_way.clear()

    async def _run(self) -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            while True:
                hook = self._world.webhook
                if hook and self.targets:
                    self._deliver(http, hook)
                await self._news()

    def _deliver(self, http: aiohttp.ClientSession, hook: Json) -> None:
        """The first update of each chat that has none under way, up to the connections allowed."""
        room = int(hook.get("max_connections", 40)) - len(self._under_way)
        for update in self._world.updates:
            if room <= 0:
                return
            chat = chat_of(update)
            if chat not in self._under_way:
                room -= 1
                self._under_way[chat] = asyncio.create_task(self._call(http, hook, chat, update))

    async def _call(self, http: aiohttp.ClientSession, hook: Json, chat: int, update: Json) -> None:
        try:
            if await self._post(http, hook, update) == 200:
                if update in self._world.updates:
                    self._world.updates.remove(update)
            else:
                await asyncio.sleep(_PAUSE_AFTER_REFUSAL)
        finally:
            self._under_way.pop(chat, None)
            self._world.changed()

    async def _post(self, http: aiohttp.ClientSession, hook: Json, update: Json) -> int:
        """The answer's status; 0 when nobody answers."""
        path, headers = urlsplit(hook["url"]).path, {SECRET_HEADER: str(hook.get("secret_token", ""))}
        timeout = aiohttp.ClientTimeout(total=_CALL_TIMEOUT)
        self._world.handed_out[update["update_id"]] += 1
        for target in self._next_targets():
            try:
                async with http.post(target + path, json=update, headers=headers, timeout=timeout) as answer:
                    self.answers.append(answer.status)
                    return answer.status
            except aiohttp.ClientConnectorError:
                continue  # this process is not there
            except (aiohttp.ClientError, TimeoutError):
                return 0  # it may or may not have been done
        return 0

    def _next_targets(self) -> list[str]:
        first = next(self._turn) % len(self.targets)
        return self.targets[first:] + self.targets[:first]

    async def _news(self) -> None:
        bell = asyncio.Event()
        self._world._bells.add(bell)
        try:
            async with asyncio.timeout(0.2):  # not wait_for, which can swallow a cancel
                await bell.wait()
        except TimeoutError:
            return
        finally:
            self._world._bells.discard(bell)


def chat_of(update: Json) -> int:
    """Whose queue an update belongs to."""
    content: Any = next((value for name, value in update.items() if name != "update_id"), {})
    chat = content.get("chat") or content.get("message", {}).get("chat") or {}
    return int(chat["id"]) if isinstance(chat, dict) and "id" in chat else 0
