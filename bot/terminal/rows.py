"""A decision as a row of JSON: the contract of `ask --json` and `replay --json`."""

from typing import Any

from bot.dialogue.conversation import Asked, OpenQuestion
from bot.dialogue.decisions import Advise, Alarm, Clarify, Decline, HandOff, TakeBack, Turn, action
from bot.dialogue.lasting import days_by_now, persistent_so_far
from bot.dialogue.replies import Say
from intents.understanding import Sign
from knowledge.model import Knowledge

_INTENTS = 5  # the best matches
# The contract's names for what a reply asks.
_ASKS = {
    Asked.WHAT_HELPS: "duration",
    Asked.SAFETY_CARD: "red_flags",
    Asked.SIGN: "red_flags",
    Asked.MOOD: "red_flags",
}


def row(turn: Turn, says: tuple[Say, ...], knowledge: Knowledge) -> dict[str, Any]:
    """What was decided about one message, why, and what the runner would read."""
    chat, heard, decision = turn.conversation, turn.heard, turn.decision
    signs = _signs(turn)
    return {
        "action": action(decision),
        "reason": turn.reason,
        "topics": _topics(turn, knowledge),
        "intents": [
            {"id": intent.id, "score": round(intent.score, 3), "phrase": intent.phrase}
            for intent in heard.intents[:_INTENTS]
        ],
        "red_flags": list(dict.fromkeys(sign.sign for sign in signs)),
        "evidence": {sign.sign: {"words": list(sign.words), "why": sign.why} for sign in signs},
        "set_aside": [
            {"sign": sign.sign, "standing": sign.standing.value, "words": list(sign.words), "by": sign.set_aside_by}
            for sign in heard.signs
            if sign not in signs
        ],
        "duration_days": days_by_now(chat),
        "persistent": persistent_so_far(chat, knowledge),
        "asks": [_ASKS.get(question.about, question.about.value) for question in _questions(turn)],
        "replies": [f"{say.title}\n{say.text}" if say.title else say.text for say in says],
        "buttons": [button.label for say in says for button in say.buttons],
    }


def _signs(turn: Turn) -> list[Sign]:
    decided = turn.decision.signs if isinstance(turn.decision, Alarm | HandOff) else ()
    return list(dict.fromkeys((*decided, *turn.heard.raised)))


def _topics(turn: Turn, knowledge: Knowledge) -> list[str]:
    """What the message is about; for a follow-up, what the answer is about."""
    said = list(turn.heard.topics)
    decision = turn.decision
    if isinstance(decision, Advise):
        said += [entry.topic for part in decision.parts if (entry := knowledge.entry(part.entry)) and not said]
    if isinstance(decision, Decline) and decision.part and not said:
        said.append(f"other_injury:{decision.part}")
    return list(dict.fromkeys(said))


def _questions(turn: Turn) -> list[OpenQuestion]:
    decision = turn.decision.then if isinstance(turn.decision, TakeBack) else turn.decision
    match decision:
        case Clarify(question=question):
            return [question]
        case Advise(ask=ask) | HandOff(ask=ask) if ask:
            return [ask]
    return []
