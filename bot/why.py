"""Why the bot answered as it did, for people: the rule, the match and the runner-up, the signs and what set
them aside, and the file and line each text came from.
"""

import re
from collections.abc import Iterator, Sequence

from bot.dialogue.decisions import Advise, Chat, Clarify, Decline, HandOff, Turn, action
from bot.dialogue.replies import Say
from intents.understanding import Intent, Sign, Standing
from knowledge.lines import Lines, Place

_MATCHES = 3  # the match, the runner-up and one more
_SHORTEST_TEXT = 8  # letters; a shorter text stands in too many places to say which it was
_NOT_SAID = frozenset(
    {"phrases", "keywords", "also_called", "unclear", "look_alikes", "urgent_phrases", "mild_phrases", "parts"}
)
_BLANK = re.compile(r"\\\{[^{}]*\\\}")


def explained(turn: Turn, says: Sequence[Say], lines: Lines) -> Iterator[str]:
    """One line for each thing that decided."""
    yield f"Decision: {action(turn.decision)} (rule: {turn.reason})"
    yield from _matches(turn.heard.intents, lines)
    yield f"Topics:   {', '.join(turn.heard.topics) or 'none'}"
    yield f"Time:     {_time(turn)}"
    yield from (_sign(sign, lines) for sign in turn.heard.signs)
    if turn.heard.wants_person:
        yield f"Person:   asked for one: “{turn.heard.wants_person}”"
    yield from (f"Because:  {trigger.id}: “{trigger.words}”" for trigger in turn.heard.triggers)
    yield from (f"Read as:  {typed} -> {read}" for typed, read in turn.heard.repaired)
    for place in whence(turn, says, lines):
        yield f"Text:     {place} {place.key}"


def _matches(intents: Sequence[Intent], lines: Lines) -> Iterator[str]:
    for number, intent in enumerate(intents[:_MATCHES]):
        name = "Match:   " if number == 0 else "Next:    "
        because = "by likeness to what it has learnt"
        if intent.phrase:
            place = lines.of(intent.id, intent.phrase)
            because = f"because of “{intent.phrase}”" + (f" ({place})" if place else "")
        yield f"{name} {intent.id} {intent.score:.2f}  {because}"


def _sign(sign: Sign, lines: Lines) -> str:
    by = f", set aside by “{sign.set_aside_by}”" if sign.set_aside_by else ""
    shown = "RAISED" if sign.standing is Standing.RAISED else sign.standing.value.replace("_", " ")
    place = lines.of(sign.flag, sign.why)
    where = f", {place}" if place else ""
    return f"Sign:     {sign.flag} {shown}: “{' … '.join(sign.words)}” ({sign.why}{where}){by}"


def _time(turn: Turn) -> str:
    heard = turn.heard
    how_long = f"{heard.duration.days} days (“{heard.duration.words}”)" if heard.duration else "not said"
    lasting = {True: "lasting", False: "not lasting", None: "lasting or not: not said"}[heard.persistent]
    return f"{how_long}; {lasting}" + (f" (“{heard.persistent_words}”)" if heard.persistent_words else "")


def whence(turn: Turn, says: Sequence[Say], lines: Lines) -> tuple[Place, ...]:
    """Where the texts of an answer stand, each place once, the entries first."""
    said = "\n".join(f"{say.title}\n{say.text}" for say in says)
    owners = [*_entries(turn), "responses", "other_injuries"]
    found = [
        place
        for owner in owners
        for text, place in lines.texts.get(owner, {}).items()
        if place.key.split(".")[0] not in _NOT_SAID and len(text) >= _SHORTEST_TEXT and _is_in(text, said)
    ]
    return tuple(dict.fromkeys(found))


def _entries(turn: Turn) -> Iterator[str]:
    """The entries and signs that an answer may take its texts from."""
    decision = turn.decision
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


def _is_in(text: str, said: str) -> bool:
    """Whether a text stands in an answer, whatever its blanks were filled with."""
    if "{" not in text:
        return text in said
    pattern = _BLANK.sub("(?:.|\\\\n){0,200}?", re.escape(text))
    return re.search(pattern, said) is not None
