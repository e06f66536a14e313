"""The HTTP side: calls in, answers out, long polling with real offsets, faults as ordered."""

import asyncio
import json
import time
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.botapi.checks import Json, Refusal
from tests.botapi.faults import Fault
from tests.botapi.methods import Methods
from tests.botapi.people import Runner, StaffGroup
from tests.botapi.webhook import Webhook
from tests.botapi.world import World

TOKEN = "424242:TEST-TOKEN-for-a-server-on-loopback"
STAFF = -1001234567890
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_JSON = (
    "reply_markup",
    "reply_parameters",
    "entities",
    "caption_entities",
    "reaction",
    "commands",
    "scope",
    "allowed_updates",
    "link_preview_options",
    "media",
    "message_ids",
)


class BotApi(World):
    """Telegram, as far as a bot on loopback can tell."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.url = ""
        self.faults: list[Fault] = []
        self.latency = 0.0  # seconds added to every answer
        self.staff = StaffGroup(self, STAFF)
        self.hook = Webhook(self)
        self._methods = Methods(self)
        self._poll: asyncio.Event | None = None  # set to end the poll under way
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_post("/bot{token}/{method}", self._answer)
        # A poll whose caller has gone must not swallow what comes later.
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.hook.start()

    async def stop(self) -> None:
        """Be away: connections are refused."""
        await self.hook.stop()
        if self._poll:
            self._poll.set()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    def runner(self, number: int, name: str) -> Runner:
        """A runner to play."""
        return Runner(self, number, name)

    def fails(self, method: str = "*", **how: Any) -> Fault:
        """Order a fault."""
        fault = Fault(method, **how)
        self.faults.append(fault)
        return fault

    @property
    def waiting(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.updates)

    def took_call(self, method: str, params: Json) -> None:
        """Note a call that came in."""
        self.calls.append((time.monotonic(), method, params))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _refuse(401, "Unauthorized")
        params = await _params(request)
        self.took_call(method, params)
        self.changed()
        fault = next((one for one in self.faults if one.fits(method, params)), None)
        if fault:
            fault.use(params)
            done = await self._do(method, params) if fault.after else None
            return await _spoil(fault, request, done if fault.ends_well else None)
        if self.latency and method != "getUpdates":
            await asyncio.sleep(self.latency)
        answer = await self._do(method, params)
        self.changed()
        return answer

    async def _do(self, method: str, params: Json) -> web.StreamResponse:
        try:
            if method == "getUpdates":
                return web.json_response({"ok": True, "result": await self._updates(params)})
            call = self._methods.find(method)
            if call is None:
                return _refuse(404, "Not Found: method not found")
            return web.json_response({"ok": True, "result": call(params)})
        except Refusal as refusal:
            return _refuse(refusal.code, refusal.description, refusal.parameters)

    async def _updates(self, params: Json) -> list[Json]:
        """Everything from the offset on; what is before it is confirmed and gone."""
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poll:
            self._poll.set()
        ended = self._poll = asyncio.Event()
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        if offset > 0:
            self.confirmed_up_to = max(self.confirmed_up_to, offset)
            self.updates = [one for one in self.updates if one["update_id"] >= offset]
            self.changed()
        deadline = time.monotonic() + float(params.get("timeout", 0))
        try:
            while not self.updates and (left := deadline - time.monotonic()) > 0:
                await self._news_or_end(ended, left)
                if ended.is_set():
                    raise Refusal(409, _CONFLICT)
        finally:
            if self._poll is ended:
                self._poll = None
        self.handed_out.update(one["update_id"] for one in self.updates[:limit])
        return self.updates[:limit]

    async def _news_or_end(self, ended: asyncio.Event, seconds: float) -> None:
        bell = asyncio.Event()
        self._bells.add(bell)
        waits = [asyncio.ensure_future(bell.wait()), asyncio.ensure_future(ended.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._bells.discard(bell)
            for wait in waits:
                wait.cancel()


async def _params(request: web.Request) -> Json:
    params: Json = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params[name] = (value.filename, value.file.read().decode())
        else:
            params[name] = json.loads(value) if name in _JSON and isinstance(value, str) else value
    attached = str(params.get("document", "")).removeprefix("attach://")
    return params | ({"document": params[attached]} if attached in params else {})


async def _spoil(fault: Fault, request: web.Request, done: web.StreamResponse | None) -> web.StreamResponse:
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if done:
        return done
    if fault.cut:
        assert request.transport
        request.transport.abort()
        return web.Response(status=500)
    if fault.body is not None:
        return web.Response(status=fault.status or 502, text=fault.body, content_type="text/html")
    answer = fault.answer()
    return web.json_response(answer, status=answer["error_code"])


def _refuse(code: int, description: str, parameters: Json | None = None) -> web.Response:
    answer: Json = {"ok": False, "error_code": code, "description": description}
    return web.json_response(answer | ({"parameters": parameters} if parameters else {}), status=code)
