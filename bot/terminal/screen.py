"""Draws what the runner reads and, beside it, what the physio team would see."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.dialogue.replies import Button, Say
from bot.ports import (
    Album,
    Body,
    Copy,
    DeleteMessage,
    DeleteTopic,
    Destination,
    Edit,
    OpenTopic,
    Outgoing,
    Pin,
    React,
    SendFile,
    ShowCard,
    ShowState,
    ToRunner,
    ToStaff,
)

_BESIDE = 12  # columns by which the staff side is moved to the right


class Screen:
    """One terminal; plain lines when it is a pipe."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: dict[tuple[Destination, type[Body]], str] = {}  # cards and states, as they stand

    def note(self, text: str) -> None:
        """A line about the terminal itself."""
        self._console.print(Text(text, style="dim"))

    def show(self, outgoing: Outgoing) -> None:
        """One message, on the side where it arrives."""
        text = self._news(outgoing.to, outgoing.body)
        if not text:
            return
        if isinstance(outgoing.to, ToRunner):
            self._console.print(
                Panel(Text(text), title="bot" if not _is_relay(outgoing) else "physio", title_align="left")
            )
            return
        where = "staff group" if isinstance(outgoing.to, ToStaff) else f"physio team · case {outgoing.to.case_id}"
        panel = Panel(Text(text), title=where, title_align="right", style="cyan")
        self._console.print(Padding(panel, (0, 0, 0, _BESIDE)))

    def _news(self, to: Destination, body: Body) -> str:
        """A message; of a card or a state that is brought up to date only what has changed."""
        text = in_words(body)
        if not isinstance(body, ShowCard | ShowState):
            return text
        before = self._shown.get((to, type(body)), "").splitlines()
        self._shown[to, type(body)] = text
        new = [line for line in text.splitlines() if line not in before]
        return (
            "\n".join(("The card now says:", *new)) if before and new and isinstance(body, ShowCard) else "\n".join(new)
        )


def _is_relay(outgoing: Outgoing) -> bool:
    return outgoing.confirms is not None


def in_words(body: Body) -> str:
    """A message as plain text; "" for what a terminal has no use for."""
    match body:
        case Say():
            return "\n\n".join(filter(None, (body.title, body.text, _buttons(body.buttons))))
        case OpenTopic():
            return f"New topic: {body.name}"
        case ShowCard():
            return "\n\n".join((body.text, _buttons(body.buttons)))
        case ShowState():
            return f"Topic is now {body.state}: {body.name}"
        case SendFile():
            return f"{body.name}\n\n{body.text}"
        case Edit():
            return body.otherwise
        case Copy() | Album() | React() | Pin() | DeleteTopic() | DeleteMessage():
            return ""


def _buttons(buttons: Sequence[Button]) -> str:
    return "  ".join(f"[{button.label}]" for button in buttons)
