"""The same bot in a terminal: no token, no network.

The runner types; a line that starts with `physio:` answers as the physio, who claims the case with
their first line, and one that starts with `physio ann:` as a colleague. A button is tapped by typing
its label, as the physio too.
"""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime

from bot.desk.albums import NOTE
from bot.ports import (
    Case,
    CaseState,
    Incoming,
    OpenTopic,
    Outgoing,
    Physio,
    Queued,
    Runner,
    Say,
    Session,
    ShowCard,
    Store,
    ToCase,
    ToRunner,
)
from bot.service import Service
from bot.terminal.screen import Screen

YOU = Runner(1, "You")
AS_PHYSIO = re.compile(r"physio(?: (?P<name>\w+))?:\s*(?P<text>.*)", re.IGNORECASE | re.DOTALL)
_AT_ONCE = 100  # rows taken from the outbox at a time
HELLO = (
    "You are the runner: write as you would to the bot. To tap a button, type its label.\n"
    "A line that starts with `physio:` answers as the physio, `physio ann:` as a colleague (`physio: /help` says what "
    "they can do). Ctrl-D ends."
)


class TerminalChat:
    """Plays both people over one service."""

    def __init__(self, service: Service, store: Store, screen: Screen, clock: Callable[[], datetime]) -> None:
        self._service = service
        self._store = store
        self._screen = screen
        self._clock = clock
        self._count = 0
        self._physios: dict[str, Physio] = {}
        self._staff_buttons: dict[str, str] = {}  # label -> action, of what the physio team was shown

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Read lines until they end."""
        self._screen.note(HELLO)
        await self._service.runner_commanded(self._key(), YOU, "start", "", self._clock())
        await self._deliver()
        async for line in lines:
            text = line.strip()
            if not text:
                continue
            await self._service.ring_due(self._clock())
            if staff := AS_PHYSIO.fullmatch(text):
                await self._as_physio(self._physio(staff["name"]), staff["text"])
            elif text.startswith("/"):
                command, _, argument = text[1:].partition(" ")
                await self._service.runner_commanded(self._key(), YOU, command, argument, self._clock())
            else:
                await self._service.runner_wrote(self._key(), YOU, Incoming(self._count, text), self._clock())
            await self._deliver()

    def _key(self) -> str:
        self._count += 1
        return f"terminal:{self._count}"

    def _physio(self, name: str | None) -> Physio:
        """The physio, or a colleague by name."""
        shown = (name or "physio").capitalize()
        return self._physios.setdefault(shown, Physio(len(self._physios) + 2, shown))

    async def _as_physio(self, who: Physio, text: str) -> None:
        case = await self._case()
        topic = case.topic_id if case else None
        if action := self._staff_buttons.get(text.casefold()):
            toast = await self._service.staff_tapped(self._key(), who, action, self._clock())
            self._screen.note(toast or "Done.")
        elif text.startswith("/") and not text.startswith(NOTE):
            name, _, argument = text[1:].partition(" ")
            await self._service.staff_commanded(self._key(), who, name, argument, topic, self._clock())
        elif case is None:
            self._screen.note("No case is open, so there is nobody for the physio to write to yet.")
        elif text:
            if case.state is CaseState.OPEN and not text.startswith(NOTE):
                await self._service.staff_tapped(self._key(), who, f"claim:{case.id}", self._clock())
            await self._service.staff_wrote(self._key(), who, topic, Incoming(self._count, text), self._clock())

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
        if isinstance(outgoing.body, Say | ShowCard) and not isinstance(outgoing.to, ToRunner):
            self._staff_buttons |= {button.label.casefold(): button.action for button in outgoing.body.buttons}
        self._screen.show(outgoing)
