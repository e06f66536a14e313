"""What one message was understood to say, as frozen values.

Nothing here decides what to do about it: `bot/dialogue` does. Every finding carries the words
that led to it, so that `ask` can say why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.model import Tier


class Standing(StrEnum):
    """What became of a sign that some words pointed to."""

    RAISED = "raised"  # the words state it
    UNCLEAR = "unclear"  # they could mean it: one safe question
    DENIED = "denied"  # the runner says it is not so: "no numbness"
    SET_ASIDE = "set_aside"  # somebody else's, long over, a joke, a hypothetical


class Answer(StrEnum):
    """A message that can answer a yes-or-no question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing the message may be about."""

    id: str  # a knowledge entry's id, or other_injury:<part>
    topic: str  # what the team's figures count it by
    score: float  # 0 to 1
    phrase: str  # the words that matched, as staff wrote them
    kind: str  # cause, fix, exercise, question, small_talk, other_injury, general


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign to get checked that some words pointed to."""

    flag: str  # the red flag's id (file name)
    sign: str  # what the team's figures count it by
    tier: Tier
    standing: Standing
    words: tuple[str, ...]  # the runner's words that led here
    why: str  # the phrase, the clue or the head that fired
    set_aside_by: str = ""  # the words that denied or cancelled it
    learnt: bool = False  # likeness to the corpus alone suggests it, no words of staff's


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the complaint has lasted."""

    days: int
    words: str
    corrects_unit: bool = False  # "sorry, weeks": the number stands in an earlier message


@dataclass(frozen=True, slots=True)
class FoundTrigger:
    """A reason to offer a person (`knowledge/triage.yaml`), with the words that said so."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message, understood cold: without what was said before it."""

    text: str
    intents: tuple[Intent, ...] = ()  # best first
    topics: tuple[str, ...] = ()  # every topic seen, main one first
    signs: tuple[Sign, ...] = ()  # most urgent first
    duration: Duration | None = None
    duration_if_asked: Duration | None = None  # what a short message says as the answer to "how long?"
    persistent_if_asked: bool | None = None
    persistent: bool | None = None  # None when the words do not say
    persistent_words: str = ""
    pain: int | None = None  # 0 to 10
    side: str | None = None  # left, right, both
    one_side: bool = False  # "just the one leg": of a pair, one and not the other
    answer: Answer | None = None
    number: float | None = None  # when the message is little more than a number
    wants_person: str = ""  # the words that asked for a human
    declines_person: str = ""  # the words that would rather have none
    asks_safety: bool = False  # "what are the red flags?"
    triggers: tuple[FoundTrigger, ...] = ()
    follow_ups: tuple[str, ...] = ()  # ids of knowledge/follow_ups.yaml
    about_other: str = ""  # "my mum": the complaint is somebody else's
    improving: bool = False
    language: str = "en"
    has_words: bool = True  # False for emoji, dots, nothing at all
    repaired: tuple[tuple[str, str], ...] = field(default=())  # (as typed, as read)
    needs_person: float = 0.0  # how likely nothing but a person or an emergency text will do
    fit: Mapping[str, float] = field(default_factory=dict)  # log-odds that an action suits; empty when nobody knows

    def standing(self, *standings: Standing) -> tuple[Sign, ...]:
        """The signs that stand so."""
        return tuple(sign for sign in self.signs if sign.standing in standings)

    @property
    def raised(self) -> tuple[Sign, ...]:
        """The signs that the words state, most urgent first."""
        return self.standing(Standing.RAISED)
