"""Telegram does not answer as it should: what to say, once for each kind, and how long to wait.

Waits grow and are capped, so that the bot is back within seconds, however long Telegram was away.
"""

import logging

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.logs import where
from bot.telegram.calls import wait_of

logger = logging.getLogger(__name__)

LONGEST_WAIT = 15.0  # seconds
_AFTER_ONE_CONFLICT = 1.0


class Trouble:
    """Asking for updates goes wrong: what to say, once for each kind, and how long to wait each time."""

    def __init__(self) -> None:
        self._tries = 0
        self._said: set[type[Exception]] = set()
        self._in_conflict = False

    def over(self) -> None:
        """An answer came."""
        if self._tries:
            logger.info("Telegram answers again", extra={"action": "polling_again"})
        self._tries = 0
        self._said.clear()
        self._in_conflict = False

    def pause_after(self, error: Exception) -> float:
        """Say what went wrong, unless it was said; the seconds to wait before asking again."""
        # One conflict may be our own last question, of a connection that broke: a second one is another's.
        by_chance = isinstance(error, Conflict) and not self._in_conflict
        self._in_conflict = isinstance(error, Conflict)
        if type(error) not in self._said and not by_chance:
            self._said.add(type(error))
            _say(error)
        tries, self._tries = self._tries, self._tries + 1
        match error:
            case RetryAfter():
                return wait_of(error).total_seconds()
            case Conflict():
                return _AFTER_ONE_CONFLICT if by_chance else growing(5.0, tries, 60.0)
            case InvalidToken():
                return 60.0
            case _:
                return growing(0.5, tries, LONGEST_WAIT)


def _say(error: Exception) -> None:
    match error:
        case RetryAfter():
            logger.warning("Telegram asks to wait before the next question", extra={"action": "retry_after"})
        case Conflict():
            logger.error(
                "Another process takes this bot's updates, or a webhook is set. Stop the other one; "
                "this one keeps waiting and does not fight over them",
                extra={"action": "second_poller"},
            )
        case InvalidToken():
            logger.error(
                "Telegram no longer accepts the token. Get a new one from @BotFather, put it into "
                "TELEGRAM_TOKEN and start again",
                extra={"action": "token_refused"},
            )
        case TelegramError():
            logger.warning(
                "Telegram cannot be reached (%s); trying again until it answers",
                type(error).__name__,
                extra={"action": "telegram_away"},
            )
        case _:
            logger.error(
                "Telegram's answer makes no sense (%s); asking again", where(error), extra={"action": "nonsense"}
            )


def growing(first: float, tries: int, longest: float) -> float:
    """Twice as long each time, up to the longest."""
    return min(longest, first * float(2 ** min(tries, 16)))
