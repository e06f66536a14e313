"""Faults to order: what goes wrong, with which call, how often."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Fault:
    """One way for a call to go wrong. Several may be ordered; the first that fits is used up first."""

    method: str = "*"
    times: int = 1
    chat: int | None = None  # only calls about this chat
    delay: float = 0.0  # seconds before the answer
    status: int | None = None
    description: str = ""
    body: str | None = None  # an answer that is not JSON, such as a proxy's page
    retry_after: int | None = None
    migrate_to: int | None = None
    cut: bool = False  # the connection breaks instead of an answer
    after: bool = False  # the call takes effect first
    ends_well: bool = False  # ... and is answered as it should be, after the delay
    hits: list[Json] = field(default_factory=list)

    def fits(self, method: str, params: Json) -> bool:
        """Whether this call is the one to spoil."""
        return (
            self.times > 0
            and self.method in ("*", method)
            and (self.chat is None or str(params.get("chat_id")) == str(self.chat))
            and (self.method != "*" or method != "getUpdates")
        )

    def use(self, params: Json) -> None:
        """It happens now."""
        self.times -= 1
        self.hits.append(params)

    def answer(self) -> Json:
        """The JSON of the error."""
        status = 429 if self.retry_after is not None else 400 if self.migrate_to is not None else self.status or 500
        parameters: Json = {}
        if self.retry_after is not None:
            parameters["retry_after"] = self.retry_after
        if self.migrate_to is not None:
            parameters["migrate_to_chat_id"] = self.migrate_to
        answer: Json = {"ok": False, "error_code": status, "description": self.description or f"Error {status}"}
        return {**answer, "parameters": parameters} if parameters else answer
