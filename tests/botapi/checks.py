"""What Telegram refuses, in its own words."""

import html
import re
from typing import Any

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z-]*)((?:\s[^<>]*)?)>")
_ALLOWED = frozenset(
    ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "a", "code", "pre", "blockquote")
)
Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - Telegram refuses; the server is well
    """Telegram answers with an error."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refusal:
    """400, as Telegram words it."""
    return Refusal(400, f"Bad Request: {description}")


def length(text: str) -> int:
    """How long Telegram takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


def plain(text: str, parse_mode: str | None) -> str:
    """The text without its formatting, as a reader sees it."""
    if parse_mode is None:
        return text
    if parse_mode != "HTML":
        raise bad("unsupported parse_mode")
    open_tags: list[str] = []
    shown: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "<":
            end = text.find("<", at)
            end = len(text) if end < 0 else end
            shown.append(html.unescape(text[at:end]))
            at = end
            continue
        tag = _TAG.match(text, at)
        if not tag or tag[2].lower() not in _ALLOWED:
            raise bad(f'can\'t parse entities: Unsupported start tag "{text[at + 1 : at + 12]}" at byte offset {at}')
        if tag[1]:
            if not open_tags or open_tags.pop() != tag[2].lower():
                raise bad(f"can't parse entities: Unexpected end tag at byte offset {at}")
        else:
            open_tags.append(tag[2].lower())
        at = tag.end()
    if open_tags:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    return "".join(shown)


def check_text(text: str, parse_mode: str | None) -> str:
    """The text as shown, if it may be sent."""
    shown = plain(text, parse_mode).strip()
    if not shown:
        raise bad("message text is empty")
    if length(shown) > 4096:
        raise bad("message is too long")
    return shown


def check_caption(text: str, parse_mode: str | None) -> str:
    """The caption as shown, if it may be sent."""
    shown = plain(text, parse_mode)
    if length(shown) > 1024:
        raise bad("message caption is too long")
    return shown


def check_keyboard(markup: Json | None) -> list[list[Json]]:
    """The rows of an inline keyboard."""
    rows: list[list[Json]] = (markup or {}).get("inline_keyboard", [])
    for row in rows:
        for button in row:
            if not button.get("text"):
                raise bad("inline keyboard button text must be non-empty")
            if not (button.get("url") or 1 <= len(button.get("callback_data", "").encode()) <= 64):
                raise bad("BUTTON_DATA_INVALID")
    return rows
