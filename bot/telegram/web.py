"""Answers on LISTEN: how the bot is, and in webhook mode Telegram's calls.

Telegram's call is answered with 200 only once everything its update caused is committed; any other
answer makes Telegram send the same update again. It sends the messages and edits of one chat one
after the other, so their order holds behind a load balancer too. What may come beside them (a tap, or
the second try of a call that took too long) waits for the chat's lock in the store.
"""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.metrics import Health, Metrics

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST_BODY = 2**20  # an update has a few kilobytes
_PATIENCE = 25.0  # seconds; Telegram gives a call about a minute

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram calls, the secret it shows, and who takes the update in."""

    path: str
    secret: str
    take_in: Callable[[Json, float], Awaitable[bool]]  # whether it is done within so many seconds


class Web:
    """A small HTTP server."""

    def __init__(
        self,
        metrics: Metrics,
        health: Callable[[], Awaitable[Health]],
        clock: Callable[[], datetime],
        hook: Hook | None = None,
    ) -> None:
        self._metrics = metrics
        self._health = health
        self._clock = clock
        self._hook = hook
        self._runner: web.AppRunner | None = None

    async def start(self, listen: str) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        app = web.Application(client_max_size=_LARGEST_BODY)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/metrics", self._show_metrics)
        if self._hook:
            app.router.add_post(self._hook.path, self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        host, _, port = listen.rpartition(":")
        await web.TCPSite(self._runner, host.strip("[]"), int(port)).start()
        logger.info("Listening on %s:%s", *self._runner.addresses[0][:2], extra={"action": "listening"})

    async def stop(self) -> None:
        """Take no more calls."""
        if self._runner:
            await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        """For whoever restarts or routes: 200 while the bot can keep what it is told."""
        health = await self._health()
        said = {"alive": True, "database": health.database, "knowledge": health.knowledge}
        return web.json_response(said, status=200 if health.database else 503)

    async def _show_metrics(self, _: web.Request) -> web.Response:
        text = self._metrics.text(await self._health(), self._clock())
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    async def _called(self, request: web.Request) -> web.Response:
        assert self._hook, "the route is there only with a hook"
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._hook.secret.encode()):
            return self._refuse(403, "The secret is wrong.", "wrong_secret")
        if (request.content_length or 0) > _LARGEST_BODY:
            return self._refuse(413, "The body is too large.", "too_large")
        update = _update(await request.read())
        if update is None:
            return self._refuse(400, "This is not an update.", "not_an_update")
        if await self._hook.take_in(update, _PATIENCE):
            return web.Response()
        return web.Response(status=503, headers={"Retry-After": "1"})

    def _refuse(self, status: int, sentence: str, outcome: str) -> web.Response:
        self._metrics.update(outcome)
        logger.warning("A call to the webhook was refused: %s", sentence, extra={"action": outcome})
        return web.Response(status=status, text=sentence)


def _update(body: bytes) -> Json | None:
    """The update in a call; None when it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("update_id"), int):
        return None
    return found
