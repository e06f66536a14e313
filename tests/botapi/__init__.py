"""A small Bot API server for the tests: Telegram's rules, people to play, faults to order.

    async with BotApi() as api:
        sam = api.runner(7, "Sam")
        await sam.writes("my back hurts")
        await sam.hears("How long")

It speaks HTTP on loopback, so the bot under test is the real one, in this process or in another.
"""

from tests.botapi.faults import Fault
from tests.botapi.people import Runner, StaffGroup
from tests.botapi.server import BotApi
from tests.botapi.world import Shown

__all__ = ["BotApi", "Fault", "Runner", "Shown", "StaffGroup"]
