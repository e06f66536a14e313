"""The bot's page in Telegram: its menus and descriptions, set at start-up where they differ."""

from collections.abc import Sequence

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.dialogue.wording import Wording
from bot.telegram.render import shorten
from bot.telegram.runner_chat import COMMANDS

STAFF_COMMANDS = (
    "claim",
    "release",
    "transfer",
    "send",
    "snooze",
    "close",
    "delete",
    "unlock",
    "transcript",
    "history",
    "why",
    "open",
    "find",
    "queue",
    "help",
    "knowledge",
    "reload",
    "rollback",
)
_LONGEST_DESCRIPTION, _LONGEST_SHORT, _LONGEST_COMMAND = 512, 120, 256


async def set_profile(bot: Bot, wording: Wording, staff_chat: int | None) -> None:
    """Set what runners see before they write, and the menus."""
    description = shorten(wording.text("profile_description"), _LONGEST_DESCRIPTION)
    if (await bot.get_my_description()).description != description:
        await bot.set_my_description(description)
    short = shorten(wording.text("profile_short_description"), _LONGEST_SHORT)
    if (await bot.get_my_short_description()).short_description != short:
        await bot.set_my_short_description(short)
    await _set_menu(bot, _menu(wording, "command", COMMANDS), BotCommandScopeAllPrivateChats())
    if staff_chat is not None:
        await set_staff_menu(bot, wording, staff_chat)


async def set_staff_menu(bot: Bot, wording: Wording, staff_chat: int) -> None:
    """Give the staff group its own commands."""
    await _set_menu(bot, _menu(wording, "staff_command", STAFF_COMMANDS), BotCommandScopeChat(staff_chat))


async def _set_menu(bot: Bot, menu: Sequence[BotCommand], scope: BotCommandScope) -> None:
    if list(await bot.get_my_commands(scope)) != list(menu):
        await bot.set_my_commands(menu, scope)


def _menu(wording: Wording, prefix: str, names: Sequence[str]) -> list[BotCommand]:
    return [BotCommand(name, shorten(wording.text(f"{prefix}_{name}"), _LONGEST_COMMAND)) for name in names]
