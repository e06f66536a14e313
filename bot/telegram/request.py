"""The HTTP side of calls to Telegram, by aiohttp.

python-telegram-bot's own comes with httpx, which takes a millisecond of the processor for a call where
aiohttp takes a third of one. It was the second biggest part of answering a message, after understanding it.
"""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_UNSAID: object = BaseRequest.DEFAULT_NONE
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BaseRequest.USER_AGENT}


class Request(BaseRequest):
    """Connections to the Bot API that are kept open and used again."""

    def __init__(
        self, connections: int, *, connect: float = 5.0, read: float = 10.0, write: float = 10.0, pool: float = 5.0
    ) -> None:
        self._connections = connections
        self._connect, self._read, self._write, self._pool = connect, read, write, pool
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}  # by an address's scheme and host

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, in seconds, unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Make ready; connections are opened when they are needed."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = _UNSAID,
        write_timeout: object = _UNSAID,
        connect_timeout: object = _UNSAID,
        pool_timeout: object = _UNSAID,
    ) -> tuple[int, bytes]:
        """Make one call: the status and the body of the answer."""
        if self._session is None:
            raise RuntimeError("This request is not initialized")
        connect, read = _said(connect_timeout, self._connect), _said(read_timeout, self._read)
        wait, write = _said(pool_timeout, self._pool), _said(write_timeout, self._write)
        if request_data and request_data.contains_files:
            read = _sum(write, read)  # aiohttp counts from the beginning of the upload
        patience = aiohttp.ClientTimeout(total=None, connect=_sum(wait, connect), sock_connect=connect, sock_read=read)
        body, headers = _body(request_data)
        call = self._session.request(method, url, data=body, headers=headers, timeout=patience, proxy=self._proxy(url))
        try:
            async with call as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:  # its words may hold the address, and with it the token
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for this address.

        Asked once: aiohttp would ask anew for each call, in a thread, and the way there and back is dear.
        """
        address = urlsplit(url)
        where = address.scheme, address.netloc
        if where not in self._proxies:
            self._proxies[where] = None if proxy_bypass(address.netloc) else getproxies().get(address.scheme)
        return self._proxies[where]


def _said(timeout: object, default: float) -> float | None:
    """A call's own timeout; the library has a value of its own for "not said"."""
    if timeout is None:
        return None
    return float(timeout) if isinstance(timeout, int | float) else default


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """A form; with files a form in parts."""
    if data is None:
        return None, {"User-Agent": BaseRequest.USER_AGENT}
    if not data.contains_files:
        return data.url_encoded_parameters().encode(), _FORM
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form, {"User-Agent": BaseRequest.USER_AGENT}
