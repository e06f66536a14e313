"""Turns are taken one at a time and in order, whoever is cancelled; who has waited too long goes first."""

import asyncio

import pytest

from bot.storage.turns import Turns


class Writers:
    """Tasks that take turns and write down who was when."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.order: list[str] = []
        self.inside = 0

    def come(self, name: str, patience: float | None = None) -> asyncio.Task[None]:
        return asyncio.create_task(self._write(name, patience))

    async def _write(self, name: str, patience: float | None) -> None:
        async with self.turns.take(patience):
            self.inside += 1
            assert self.inside == 1
            self.order.append(name)
            try:
                await asyncio.sleep(0.002)
            finally:
                self.inside -= 1


@pytest.fixture
def writers() -> Writers:
    return Writers()


async def test_turns_are_taken_in_order_of_arrival(writers: Writers) -> None:
    await asyncio.gather(*(writers.come(name) for name in "abcdef"))

    assert writers.order == list("abcdef")


async def test_who_has_no_patience_left_goes_before_those_who_came_earlier(writers: Writers) -> None:
    await asyncio.gather(*(writers.come(name, 0.0 if name == "f" else None) for name in "abcdef"))

    assert writers.order == list("afbcde")


async def test_who_has_patience_waits_in_line(writers: Writers) -> None:
    await asyncio.gather(*(writers.come(name, 60.0 if name == "c" else None) for name in "abcd"))

    assert writers.order == list("abcd")


@pytest.mark.parametrize("moment", range(12))
async def test_a_cancelled_writer_keeps_nobody_waiting(writers: Writers, moment: int) -> None:
    tasks = [writers.come(name, 0.0 if name == "d" else None) for name in "abcde"]
    for _ in range(moment):
        await asyncio.sleep(0.0005)
    tasks[1].cancel()
    tasks[3].cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(*tasks, return_exceptions=True)
        await writers.come("last")

    assert {"a", "c", "e", "last"} <= set(writers.order)
    assert writers.order[-1] == "last"


async def test_an_error_passes_the_turn_on(writers: Writers) -> None:
    with pytest.raises(ValueError, match="inside"):
        async with writers.turns.take():
            raise ValueError("inside")

    async with asyncio.timeout(2):
        await writers.come("next")
    assert writers.order == ["next"]
