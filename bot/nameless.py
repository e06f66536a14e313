"""Words without what says whose they are: names, numbers, @handles, links and addresses are taken out.

A hint of a name is enough to take a word out; the words are kept for their meaning, which survives it.
"""

import re
import secrets
from dataclasses import replace

from bot.dialogue.conversation import Conversation

GONE = "…"

_REACHES = re.compile(
    r"""(?:https?://|www\.)\S+          # links
      | \S+@\S+                        # mail
      | @\w+                           # handles
      | \b[a-z]{1,2}\d\w?\s*\d[a-z]{2}\b  # postcodes
      | \+?\d[\d\s().-]*\d | \d        # numbers of any kind""",
    re.VERBOSE | re.IGNORECASE,
)
_INTRODUCED = re.compile(r"\b(my name is|my name's|call me|i am|i'm|this is|it's)\s+([A-Z][\w'’-]*)(\s+[A-Z][\w'’-]*)*")
_CAPITAL = re.compile(r"(?<![.!?]\s)(?<!^)(?<![\w'’])[A-Z][a-z][\w'’-]*")
_GAPS = re.compile(rf"{GONE}(?:[\s,]*{GONE})+")
_LONGEST = 300


def with_link(chat: Conversation) -> Conversation:
    """The chat, with a random word by which its runner's words without names can be found again, to be erased."""
    return chat if chat.kept_as else replace(chat, kept_as=secrets.token_hex(8))


def without_names(text: str, *names: str) -> str:
    """The text on one line, at most 300 letters, without anything that could say who wrote it."""
    words = _REACHES.sub(GONE, " ".join(text.split()))
    words = _INTRODUCED.sub(rf"\1 {GONE}", words)
    words = _CAPITAL.sub(GONE, words)
    for name in filter(None, (part for whole in names for part in whole.split())):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", GONE, words, flags=re.IGNORECASE)
    return _GAPS.sub(GONE, words)[:_LONGEST].strip()
