"""The same bot in a terminal: no token, no network.

The runner types; a line that starts with `physio:` answers as the physio, who claims the case with
their first line. A button is tapped by typing its label.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime

from bot.ports import Case, Incoming, OpenTopic, Outgoing, Physio, Queued, Runner, Session, ShowCard, Store, ToCase
from bot.service import Service
from bot.terminal.screen import Screen

YOU = Runner(1, "You")
PHYSIO = Physio(2, "Physio")
AS_PHYSIO = "physio:"
_AT_ONCE = 100  # rows taken from the outbox at a time
_STAFF_WORDS = {
    "/claim": "claim",
    "/release": "release",
    "/close": "close",
    "/unlock": "unlock",
    "/transcript": "transcript",
}
HELLO = (
    "You are the runner: write as you would to the bot. To tap a button, type its label.\n"
    f"A line that starts with `{AS_PHYSIO}` answers as the physio "
    "(/release, /close, /unlock and /transcript work there too). Ctrl-D ends."
)


class TerminalChat:
    """Plays both people over one service."""

    def __init__(self, service: Service, store: Store, screen: Screen, clock: Callable[[], datetime]) -> None:
        self._service = service
        self._store = store
        self._screen = screen
        self._clock = clock
        self._count = 0

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Read lines until they end."""
        self._screen.note(HELLO)
        await self._service.runner_commanded(self._key(), YOU, "start", "", self._clock())
        await self._deliver()
        async for line in lines:
            text = line.strip()
            if not text:
                continue
            if text.lower().startswith(AS_PHYSIO):
                await self._as_physio(text[len(AS_PHYSIO) :].strip())
            elif text.startswith("/"):
                command, _, argument = text[1:].partition(" ")
                await self._service.runner_commanded(self._key(), YOU, command, argument, self._clock())
            else:
                await self._service.runner_wrote(self._key(), YOU, Incoming(self._count, text), self._clock())
            await self._deliver()

    def _key(self) -> str:
        self._count += 1
        return f"terminal:{self._count}"

    async def _as_physio(self, text: str) -> None:
        case = await self._case()
        if case is None:
            self._screen.note("No case is open, so there is nobody for the physio to write to yet.")
            return
        verb = _STAFF_WORDS.get(text)
        if verb != "claim" and case.holder is None and (verb is None or verb == "release"):
            await self._service.staff_tapped(self._key(), PHYSIO, f"claim:{case.id}", self._clock())
        if verb:
            toast = await self._service.staff_tapped(self._key(), PHYSIO, f"{verb}:{case.id}", self._clock())
            if toast:
                self._screen.note(toast)
        elif text:
            message = Incoming(self._count, text)
            await self._service.staff_wrote(self._key(), PHYSIO, case.topic_id, message, self._clock())

    async def _case(self) -> Case | None:
        async with self._store.begin() as session:
            return await session.current_case(YOU.id) or await session.latest_case(YOU.id)

    async def _deliver(self) -> None:
        """Empty the outbox onto the screen."""
        while True:
            async with self._store.begin() as session:
                rows = await session.due(self._clock(), _AT_ONCE)
                for row in rows:
                    await self._arrived(session, row)
            if not rows:
                return

    async def _arrived(self, session: Session, row: Queued) -> None:
        outgoing: Outgoing = row.outgoing
        if isinstance(outgoing.to, ToCase) and isinstance(outgoing.body, OpenTopic | ShowCard):
            case = await session.case(outgoing.to.case_id)
            if case:
                await session.keep_case(replace(case, topic_id=case.id, card_message_id=case.id))
        await session.delivered(row.id, row.id, self._clock())
        self._screen.show(outgoing)
