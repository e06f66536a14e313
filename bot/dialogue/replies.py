"""What the runner reads, before any mouth has given it its looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `action` comes back when it is tapped (at most 64 bytes)."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Say:
    """A text, with an optional bold first line and buttons (one a row when labels are long)."""

    text: str
    title: str = ""
    buttons: tuple[Button, ...] = ()
