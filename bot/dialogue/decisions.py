"""What the bot may decide, as values. They carry meaning, not wording: staff write the words."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from bot.dialogue.conversation import Conversation, OpenQuestion
from intents.understanding import Sign, Understanding


class Aspect(StrEnum):
    """Which side of an entry is asked for."""

    OVERVIEW = "overview"  # what it is and what may help
    EXERCISES = "exercises"  # the list of exercises
    STEPS = "steps"  # one exercise, step by step
    HOW_OFTEN = "how_often"
    HOW_LONG = "how_long"  # how long to hold, how many
    EASIER = "easier"
    HARDER = "harder"
    HOME_CHECK = "home_check"
    WHY = "why"  # what it is good for


@dataclass(frozen=True, slots=True)
class Part:
    """One entry, seen from one side."""

    entry: str
    aspect: Aspect = Aspect.OVERVIEW


@dataclass(frozen=True, slots=True)
class Alarm:
    """Send the runner for help with fixed words, lock exercise advice, tell staff."""

    signs: tuple[Sign, ...]  # most urgent first
    texts: tuple[str, ...]  # keys of responses.safety, in the order they are sent
    emergency: bool  # now, rather than today
    asks_if_help_is_coming: bool = False
    tells_physio: bool = False  # a physio holds the chat, and the runner reads that they have been told
    private: bool = False  # harm by somebody: the alert shows no words and opens no topic


@dataclass(frozen=True, slots=True)
class HandOff:
    """Open a case so that a physio takes over this chat."""

    trigger: str  # a trigger of triage.yaml, a red flag, or "person"
    already: bool = False  # a case is open: nothing new is opened
    texts: tuple[str, ...] = ()  # keys of responses.safety sent first (a sign to see a GP about)
    signs: tuple[Sign, ...] = ()
    ask: OpenQuestion | None = None  # one safe question beside it


@dataclass(frozen=True, slots=True)
class Advise:
    """Answer from the knowledge."""

    parts: tuple[Part, ...]
    again: bool = False  # the same advice would be sent twice in a row
    corrected: bool = False  # the runner put something right: say so
    ask: OpenQuestion | None = None
    offer_choice: bool = False  # "what sounds most like you?" as buttons
    besides: str = ""  # a part of the body it also named, which the article leaves out
    tell_trial: bool = False  # one line about the classes under it
    may_be_amiss: bool = False  # the match was not that good: a button says that it was not meant


@dataclass(frozen=True, slots=True)
class Clarify:
    """Ask one question."""

    question: OpenQuestion
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """Small talk, thanks, and what the bot says about itself; a key of responses.say."""

    response: str = ""
    small_talk: str = ""  # or the id of a small talk entry
    again: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """The runner said how it went with a physio."""

    answer: str  # the button's label


@dataclass(frozen=True, slots=True)
class Decline:
    """Kindly not ours: a small talk entry, or a part of the body the article leaves out."""

    small_talk: str = ""
    part: str = ""  # the part's id, "unspecified", or "" when it is not an injury


@dataclass(frozen=True, slots=True)
class Locked:
    """Exercise advice stays closed until staff have cleared a sign."""

    flag: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The runner does not want the case: close it, and stay."""

    then: Advise | Clarify | None = None  # what they asked for instead, or a safe question


@dataclass(frozen=True, slots=True)
class Relay:
    """A physio holds this chat: pass the words on and say nothing."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The thought is not finished: say nothing yet."""


Decision = Alarm | HandOff | Advise | Clarify | Chat | Rated | Decline | Locked | TakeBack | Relay | Wait


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision, why, and what is remembered after it."""

    conversation: Conversation
    decision: Decision
    reason: str  # the rule that decided, a short id
    heard: Understanding = field(default_factory=lambda: Understanding(""))


def action(decision: Decision) -> str:
    """The decision in one word, as the team's figures count it."""
    match decision:
        case Alarm():
            return "emergency" if decision.emergency else "urgent"
        case HandOff():
            return "handoff"
        case Advise():
            return "advise"
        case Clarify():
            return "clarify"
        case TakeBack(then=then):
            return action(then) if then else "chat"
        case Chat() | Rated():
            return "chat"
        case Decline():
            return "decline"
        case Locked():
            return "urgent"  # it repeats where to get help
        case Relay() | Wait():
            return "silent"
    assert_never(decision)
