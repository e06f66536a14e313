"""What the bot says, as Telegram wants it: escaped HTML, buttons in rows, long texts in parts."""

from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.ports import Album, Body, Button, Mark, Say

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TOPIC_NAME = 128
_INTO_TOPIC = "topic:"  # an action that leads somewhere rather than comes back
_SUPERGROUP = "-100"  # what the Bot API puts before the number that links have
_TINY_LABEL, _SLACK = 2, 0.001  # six of these fit, and rounding errors do not count
_SHORT_LABEL = 16  # two of these fit beside each other on a small phone
LOOKS = frozenset(
    {
        MessageEntity.BOLD,
        MessageEntity.ITALIC,
        MessageEntity.UNDERLINE,
        MessageEntity.STRIKETHROUGH,
        MessageEntity.SPOILER,
        MessageEntity.BLOCKQUOTE,
        MessageEntity.EXPANDABLE_BLOCKQUOTE,
        MessageEntity.CODE,
        MessageEntity.PRE,
        MessageEntity.TEXT_LINK,
    }
)
"""How words can look that anybody may write."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message: HTML, and the buttons under it."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None


def parts(
    text: str, title: str = "", buttons: tuple[Button, ...] = (), staff_chat: int | None = None
) -> tuple[Part, ...]:
    """The messages that say this; only the last one carries the buttons."""
    lead = f"{title}\n" if title else ""
    pieces = split(lead + text)
    pages = [escape(piece, quote=False) for piece in pieces]
    if title:
        shown = escape(title, quote=False)
        if pages[0].startswith(shown):
            pages[0] = f"<b>{shown}</b>{pages[0][len(shown) :]}"
    return (*(Part(page) for page in pages[:-1]), Part(pages[-1], keyboard(buttons, staff_chat)))


def how_many(body: Body) -> int:
    """As how many messages it comes."""
    if isinstance(body, Album):
        return len(body.pieces)
    if not isinstance(body, Say) or len(body.title) + len(body.text) < LONGEST_TEXT // 2:
        return 1
    return len(parts(body.text, body.title))


def entities(marks: tuple[Mark, ...]) -> list[MessageEntity]:
    """Marks as Telegram wants them."""
    return [
        MessageEntity(
            mark.kind,
            mark.start,
            mark.length,
            url=mark.detail if mark.kind == MessageEntity.TEXT_LINK else None,
            language=(mark.detail or None) if mark.kind == MessageEntity.PRE else None,
        )
        for mark in marks
    ]


def keyboard(buttons: tuple[Button, ...], staff_chat: int | None = None) -> InlineKeyboardMarkup | None:
    """Two short labels a row, a long one alone, six numbers."""
    rows: list[list[InlineKeyboardButton]] = []
    left = 0.0
    for button in buttons:
        made, share = _button(button, staff_chat), _share(button.label)
        if rows and share <= left:
            rows[-1].append(made)
        else:
            rows.append([made])
            left = 1.0
        left -= share + _SLACK
    return InlineKeyboardMarkup(rows) if rows else None


def _share(label: str) -> float:
    """How much of a row a label takes on a small phone."""
    if len(label) <= _TINY_LABEL:
        return 1 / 6 - _SLACK
    return 1 / 2 - _SLACK if len(label) <= _SHORT_LABEL else 1.0


def _button(button: Button, staff_chat: int | None) -> InlineKeyboardButton:
    """A button that comes back to us when it is tapped, or one that leads into a topic of the staff group."""
    topic = button.action.removeprefix(_INTO_TOPIC)
    group = str(staff_chat).removeprefix(_SUPERGROUP)
    if topic == button.action or staff_chat is None:
        return InlineKeyboardButton(button.label, callback_data=button.action)
    return InlineKeyboardButton(button.label, url=f"https://t.me/c/{group}/{topic}")


def split(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """Pieces that fit, cut at the end of a paragraph, a line or a sentence, or between words."""
    pieces = []
    rest = text.strip()
    while length(rest) > longest:
        head = _head(rest, longest)
        cuts = (_cut_at(head, mark) for mark in ("\n\n", "\n", ". ", " "))
        cut = next((cut for cut in cuts if cut), len(head))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest]


def shorten(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is too long."""
    return text if length(text) <= longest else _head(text, longest - 1).rstrip() + "…"


def _cut_at(head: str, mark: str) -> int:
    """Where to cut after the last such mark; 0 when that would leave a tiny piece."""
    at = head.rfind(mark)
    return at + len(mark) if at > len(head) // 4 else 0


def length(text: str) -> int:
    """How long Telegram takes a text to be: UTF-16 units, so an emoji counts as two."""
    return len(text.encode("utf-16-le")) // 2


def _head(text: str, longest: int) -> str:
    """As much of the beginning as fits."""
    return text.encode("utf-16-le")[: longest * 2].decode("utf-16-le", errors="ignore")
