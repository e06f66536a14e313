"""What we remember about one runner's chat, as one frozen value.

Everything a later message may lean on stands here, so that a decision needs nothing else and a
restart forgets nothing. Storage keeps it as it is; only this package changes it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """Who answers the runner."""

    BOT = "bot"  # the bot does
    WAITING = "waiting"  # a case is open; the bot still answers until a physio claims it
    HELD = "held"  # a physio does, and the bot is silent


class Asked(StrEnum):
    """What the bot's open question was about."""

    DURATION = "duration"  # how long has it lasted?
    SAFETY_CARD = "safety_card"  # any of these signs?
    SIGN = "sign"  # one safe question about one sign
    WHICH_TOPIC = "which_topic"  # two near matches, as buttons
    HELP_REACHED = "help_reached"  # after an emergency: are you able to get help?
    AFTER_CRISIS = "after_crisis"  # nothing asked; the next message, whatever it says, gets the numbers again
    MOOD = "mood"  # any thoughts of ending your life?
    PASS_ON = "pass_on"  # shall I pass you to our physio team?
    WHAT_HELPS = "what_helps"  # what have you tried, how long has it lasted?
    SAY_MORE = "say_more"  # could you say that another way?
    HOW_WAS_IT = "how_was_it"  # after a case was closed
    WAITING = "waiting"  # one of the questions for the physio while the runner waits


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the runner's next message may answer."""

    about: Asked
    at: datetime
    flag: str = ""  # the red flag it is about (SIGN)
    choices: tuple[str, ...] = ()  # entry ids offered (WHICH_TOPIC)
    again: bool = False  # asked a second time, because the first answer was about something else


@dataclass(frozen=True, slots=True)
class Advice:
    """What was last said, so that 'how often?' has something to lean on."""

    entry: str
    aspect: str  # see decisions.Aspect
    at: datetime


@dataclass(frozen=True, slots=True)
class SignSeen:
    """A sign raised in this chat."""

    flag: str
    sign: str
    at: datetime
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PainTold:
    """How strong the pain was, as the runner said it then."""

    at: datetime
    score: int  # 0 to 10


@dataclass(frozen=True, slots=True)
class Conversation:
    """One runner's chat."""

    runner: int
    phase: Phase = Phase.BOT
    locked_by: str = ""  # the red flag that locked exercise advice; staff clear it
    unclear: tuple[str, ...] = ()  # flags that some words pointed to, not yet answered
    signs: tuple[SignSeen, ...] = ()
    denied: tuple[str, ...] = ()  # flags the runner said no to
    card_answered: bool = False  # the safety card was answered with "none of these"
    no_exercises: str = ""  # why exercises are left to a person (pregnancy, under 16), a flag id
    sore_since: datetime | None = None  # reckoned from what the runner said, or first told us
    duration_days: int | None = None  # as the runner said it, on the day they said it
    duration_words: str = ""
    persistent: bool | None = None
    persistent_words: str = ""
    triggers: tuple[str, ...] = ()
    tried_before: bool = False  # "did those last time": how long it has lasted is open again
    pain: int | None = None
    pains: tuple[PainTold, ...] = ()  # over time, oldest first
    side: str | None = None
    about_other: str = ""
    topics: tuple[str, ...] = ()  # everything this chat was about, newest first
    question: OpenQuestion | None = None
    asked: tuple[str, ...] = ()  # what has been asked already (Asked values), newest last
    last_advice: Advice | None = None
    tried: tuple[tuple[str, str], ...] = ()  # (entry, "helped" or "not yet"), as the runner said
    signs_asked: tuple[str, ...] = ()  # flags that a safe question was about
    form: tuple[tuple[str, str], ...] = ()  # (question, answer) while waiting for a physio; "" is skipped
    form_open: bool = False  # those questions have begun and are not done
    given: tuple[str, ...] = ()  # "entry/aspect" already sent, newest last
    not_understood: int = 0
    declined_handoff: bool = False
    seen_by_physio: bool = False  # what was known then opens no new case by itself
    trial_told: bool = False
    welcomed: bool = False
    small_talk: tuple[str, ...] = ()  # small talk ids already answered
    offered: tuple[tuple[str, str], ...] = ()  # (label, action) of the buttons last shown
    thought: tuple[str, ...] = ()  # pieces of an unfinished thought
    thought_since: datetime | None = None
    last_heard: datetime | None = None
    ahead: float = 0.0  # messages beyond what could be answered one by one, at this moment:
    ahead_at: datetime | None = None
    told_of_flood: datetime | None = None  # when they heard that many messages are read together
    told_of_requests: datetime | None = None  # when they heard that not every command and tap is answered
    told_of_media: datetime | None = None  # when they heard that pictures cannot be seen
    album: str = ""  # the last album of which a piece has come
