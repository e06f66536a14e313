"""Why the bot answered as it did, for people: the rule, the match and the runner-up, the signs and what set
them aside, and the file and line each text came from.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.dialogue.decisions import Turn, action
from bot.dialogue.reasons import sources_of
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
    said = "\n".join(f"{say.title}\n{say.text}" for say in says)
    for place in whence(sources_of(turn), said, lines):
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
    place = raised_at(sign, lines)
    where = f", {place}" if place else ""
    return f"Sign:     {sign.flag} {shown}: “{' … '.join(sign.words)}” ({sign.why}{where}){by}"


def raised_at(sign: Sign, lines: Lines) -> Place | None:
    """Where the phrase or the clue stands that points to a sign; None for what came from elsewhere."""
    kind, _, because = sign.why.partition(": ")
    if kind not in {"phrase", "clue"}:
        return None
    known = lines.texts.get(sign.flag, {})
    found = [text for text in known if because == text or because.startswith((f"{text},", f"{text};"))]
    return known[max(found, key=len)] if found else None


def _time(turn: Turn) -> str:
    heard = turn.heard
    how_long = f"{heard.duration.days} days (“{heard.duration.words}”)" if heard.duration else "not said"
    lasting = {True: "lasting", False: "not lasting", None: "lasting or not: not said"}[heard.persistent]
    return f"{how_long}; {lasting}" + (f" (“{heard.persistent_words}”)" if heard.persistent_words else "")


def whence(sources: Iterable[str], said: str, lines: Lines) -> tuple[Place, ...]:
    """Where the texts of an answer stand, each place once, those of its entries and signs first."""
    owners = [*sources, "responses", "other_injuries", "triage"]
    found = [
        place
        for owner in owners
        for text, place in lines.texts.get(owner, {}).items()
        if _is_for_runners(owner, place) and len(text) >= _SHORTEST_TEXT and _is_in(text, said)
    ]
    return tuple(dict.fromkeys(found))


def _is_for_runners(owner: str, place: Place) -> bool:
    """Whether the bot may say what stands there; of the reasons for a person it says only why."""
    if owner == "triage":
        return place.key.endswith(".because")
    way = place.key.split(".")
    return way[0] not in _NOT_SAID and way[-1] != "buttons"


def _is_in(text: str, said: str) -> bool:
    """Whether a text stands in an answer, whatever its blanks were filled with."""
    if "{" not in text:
        return text in said
    pattern = _BLANK.sub("(?:.|\\\\n){0,200}?", re.escape(text))
    return re.search(pattern, said) is not None
