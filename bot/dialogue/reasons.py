"""Why the bot answered as it did, as a value small enough to be kept beside the answer.

It is taken down when the answer is given: worked out again later, from other knowledge and without what was
remembered then, it could be another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.dialogue.decisions import Advise, Alarm, Chat, Clarify, Decline, HandOff, TakeBack, Turn, action
from intents.understanding import FoundTrigger, Intent, Sign

_MATCHES = 3  # the match, the runner-up and one more
_SAID = 300  # characters of the message; the rest is in the transcript


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided about one message."""

    version: str  # of the knowledge that was in use
    said: str  # the message, or the button's label
    did: str  # the decision in one word
    rule: str  # the rule that decided, a short id
    sources: tuple[str, ...] = ()  # entries and signs whose texts the answer may hold
    intents: tuple[Intent, ...] = ()  # the best matches
    signs: tuple[Sign, ...] = ()
    triggers: tuple[FoundTrigger, ...] = ()
    wants_person: str = ""


def reason_of(turn: Turn, version: str) -> Reason | None:
    """What to keep of a turn. Harm by somebody is shown to nobody: nothing of it is kept here."""
    decision, heard = turn.decision, turn.heard
    if isinstance(decision, Alarm) and decision.private:
        return None
    raised = decision.signs if isinstance(decision, Alarm | HandOff) else ()
    return Reason(
        version,
        heard.text[:_SAID],
        action(decision),
        turn.reason,
        tuple(dict.fromkeys(sources_of(turn))),
        heard.intents[:_MATCHES],
        tuple(dict.fromkeys((*raised, *heard.signs))),
        heard.triggers,
        heard.wants_person,
    )


def sources_of(turn: Turn) -> Iterator[str]:
    """The entries and signs that an answer may take its texts from."""
    decision = turn.decision.then if isinstance(turn.decision, TakeBack) else turn.decision
    match decision:
        case Advise(parts=parts):
            yield from (part.entry for part in parts)
        case Chat(small_talk=entry) | Decline(small_talk=entry) if entry:
            yield entry
    question = decision.question if isinstance(decision, Clarify) else None
    if isinstance(decision, Advise | HandOff):
        question = decision.ask
    if question and question.flag:
        yield question.flag
