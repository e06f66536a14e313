"""What the runner reads, before any mouth has given it its looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `action` comes back when it is tapped (at most 64 bytes)."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How a part of somebody's words looks: bold, a link. Counted as Telegram counts, in UTF-16 units."""

    kind: str
    start: int
    length: int
    detail: str = ""  # a link's address, a code's language

    def moved(self, by: int) -> "Mark":
        """The same, with something put before the words."""
        return Mark(self.kind, self.start + by, self.length, self.detail)


@dataclass(frozen=True, slots=True)
class CopyOf:
    """The message as which one of another chat arrives here; where it stands is looked up on sending."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Say:
    """A text, with an optional bold first line and buttons (one a row when labels are long)."""

    text: str
    title: str = ""
    buttons: tuple[Button, ...] = ()
    marks: tuple[Mark, ...] = ()  # of words that a person wrote
    reply_to: int | CopyOf | None = None  # the message of the same chat that this one answers
