"""Which chat is the staff group: the one that was set or linked, under the number it has now."""

from bot.ports import Store
from bot.service import Service

_MOVED = "moved:"  # the settings that hold a group's new number


class StaffChat:
    """The staff group's number. Telegram gives a group a new one when it becomes a supergroup."""

    def __init__(self, service: Service, store: Store) -> None:
        self._service = service
        self._store = store
        self._known: int | None = None

    def use(self, service: Service) -> None:
        """Ask this service from now on."""
        self._service = service

    async def number(self) -> int | None:
        """The group's number; None while none is linked."""
        if self._known is None:
            chat = await self._service.staff_chat()
            while chat is not None and (moved := await self._moved_to(chat)) is not None:
                chat = moved
            self._known = chat
        return self._known

    async def move(self, old: int, new: int) -> None:
        """Remember the group's new number."""
        if old == new or await self._moved_to(new) == old:
            return
        async with self._store.begin() as session:
            await session.keep_setting(f"{_MOVED}{old}", str(new))
        self._known = new

    async def _moved_to(self, chat: int) -> int | None:
        async with self._store.begin() as session:
            moved = await session.setting(f"{_MOVED}{chat}")
        return int(moved) if moved else None
