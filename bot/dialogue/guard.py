"""What of a physio's message is held once before it goes out. The words are in knowledge/guards.yaml."""

import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.model import Guard

_NUMBER, _PLACE = "{number}", "anynumber"
_ANY_NUMBER = r"(?:\d+(?: \d+)*|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_BETWEEN_DIGIT_AND_LETTER = re.compile(r"(?<=\d)(?=[a-z])")
_NO_WORD = re.compile(r"[^\w']+")


def objection(text: str, guards: Iterable[Guard]) -> Guard | None:
    """The first guard that these words meet, after what only sounds like it is left out."""
    words = _plain(text)
    for guard in guards:
        left = _any_of(guard.unless).sub(" ; ", words) if guard.unless else words
        if _any_of(guard.phrases).search(left):
            return guard
    return None


def _plain(text: str) -> str:
    """Small letters, straight quotes, single spaces, and "400mg" as two words."""
    lower = text.lower().replace("’", "'")
    return " ".join(_NO_WORD.sub(" ", _BETWEEN_DIGIT_AND_LETTER.sub(" ", lower)).split())


@lru_cache(maxsize=64)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these, as whole words; the longest first."""
    plain = (_plain(phrase.replace(_NUMBER, _PLACE)) for phrase in phrases)
    parts = [re.escape(phrase).replace(_PLACE, _ANY_NUMBER) for phrase in plain]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?![\w'])")
