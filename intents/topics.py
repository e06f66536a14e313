"""What a message is about: every topic in it, and the entry of each that answers best.

Three voices are added up, as log-odds: the heads (what messages like this were about), staff's
phrases and keywords, and the parts of the body that are named and not denied. A topic that is sure
enough is seen; its entry is the one whose phrases stand in the message, else the most like it, else
the broadest. Complaints the article does not cover never get an answer from the back pages.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from intents.entries import WHOLE_MESSAGE, EntryFinder, Pointer, entries, kind_of
from intents.heads import TOPIC
from intents.lexicon import BODY_PARTS, Idea
from intents.understanding import Intent
from intents.units import Reading, Runs
from knowledge.model import Entry, Knowledge, Question

OTHER_INJURY, BACK, OUT_OF_SCOPE = "other_injury", "back_pain_general", "out_of_scope"
UNSPECIFIED = "unspecified"

_UNKNOWN = -4.0  # log-odds of a topic that no head knows
_POINTERS_COUNT = 0.7  # towards an answer: the heads have seen most of these words already
_POINTERS_NAME = 0.4  # towards naming a topic: a word in passing is not what it is about
_CLEAR_AT = -0.5  # log-odds that make a score of one half: what is more likely found than not pays off early
_NO_BACK = -3.0  # "the back of my knee": the word alone
_SEEN = 0.45  # topics with at least this score are named, but:
_ASIDE_SEEN = 0.3  # "... and can I keep running?" stands in few words beside a complaint
_PART_SEEN = 0.4  # another part of the body is named or learnt, hardly by chance
_BACK_SEEN = 0.5  # any pain at all is a little like back pain
_WORTH_NAMING = 0.15
_NEVER_ANSWERED = 0.2  # the score of a back page beside a complaint it does not cover
_ENOUGH_LIKENESS = 0.4
_ASKED_OUTRIGHT = 3.0  # a pointer this strong needs no question mark
_MOST_INTENTS = 8

_ARTICLE_PLACES = frozenset({"back", "midback", "core", "hipflexor", "hamstring", "arch", "glute", "hipext"})
_OTHER_PLACES = BODY_PARTS - _ARTICLE_PLACES - {"injury"} | {"glute"}
_COMPLAINTS = frozenset({"pain", "strain", "numb", "injury"})
_OF_BACKS = frozenset({"recovery_time_question", "keep_running_question", "why_back_hurts", "prevention"})
_QUESTIONS = frozenset({"why_back_hurts", "prevention"})
_ASKING = frozenset({"may", "howto", "why", "howlong", "common"})

Denied = Callable[[Sequence[int]], bool]


@dataclass(frozen=True, slots=True)
class About:
    """What one message is about."""

    intents: tuple[Intent, ...]  # best first
    topics: tuple[str, ...]  # main one first


class TopicReader:
    """Reads what messages are about."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._entries = {entry.id: entry for entry in entries(knowledge)}
        self._finder = EntryFinder(knowledge)
        self._parts = Runs({part.part: part.words for part in knowledge.other_injuries.parts})
        self._by_topic: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries.values():
            self._by_topic[entry.topic].append(entry)

    def read(self, reading: Reading, ideas: Sequence[Idea], scores: Mapping[str, float], denied: Denied) -> About:
        """Every topic of the message. `denied` tells whether the words at these places are said not to be so."""
        message = _Message(reading, ideas, scores, denied)
        pointers = self._finder.find(reading)
        found = [intent for topic in self._by_topic for intent in self._intents(topic, pointers, message)]
        outright = {pointer.entry for pointer in pointers.values() if pointer.strength >= WHOLE_MESSAGE}
        if outright:  # staff wrote this very message down: their word counts more than any likeness
            found = [replace(intent, score=1.0) if intent.id in outright else intent for intent in found]
        written = {self._entries[entry].topic for entry in outright}
        topics = {topic: 1.0 if topic in written else self._named(topic, pointers, message) for topic in self._by_topic}
        parts = {run.label: run.phrase for run in self._parts.find(reading) if not denied(run.places)}
        injuries = [] if outright else message.injuries(parts)
        if message.beyond_the_article(injuries) and not outright:
            found = [_held_back(intent) for intent in found]
        surest = max((intent.score for intent in (*found, *injuries)), default=0.0)
        if surest < _SEEN and message.complains():
            injuries = [replace(intent, score=_SEEN) for intent in injuries] or [_injury(UNSPECIFIED, _SEEN, "")]
        topics |= {intent.topic: intent.score for intent in injuries}
        return About(
            tuple(sorted(found + injuries, key=lambda intent: (-intent.score, intent.id))[:_MOST_INTENTS]),
            tuple(
                sorted(
                    (topic for topic, score in topics.items() if score >= _seen_at(topic)),
                    key=lambda topic: (-topics[topic], topic),
                )
            ),
        )

    def _intents(self, topic: str, pointers: Mapping[str, Pointer], message: "_Message") -> Iterator[Intent]:
        """The entries of a topic that answer this message: the best, and a broad cause beside a special question."""
        shelf = self._by_topic[topic]
        pointed = [pointers[entry.id] for entry in shelf if entry.id in pointers]
        score = _score(message.total(topic, _strongest(pointed), _POINTERS_COUNT))
        if score < _WORTH_NAMING:
            return
        broad = max(shelf, key=lambda entry: (kind_of(entry) in {"cause", "fix"}, len(entry.phrases), entry.id))
        asked = [pointer for pointer in pointed if message.asked(self._entries[pointer.entry], pointer)]
        best = max(asked, key=lambda pointer: (pointer.strength, pointer.entry), default=None)
        stands = best is not None
        best = best or self._likest(shelf, message) or Pointer(broad.id, "", 0.0)
        entry = self._entries[best.entry]
        kind = kind_of(entry)  # small talk that is merely like a phrase does not have its words
        yield Intent(entry.id, topic, score, best.phrase if stands or kind != "small_talk" else "", kind)
        if entry is not broad and kind_of(broad) == "cause":
            yield Intent(broad.id, topic, score * 0.99, "", kind_of(broad))

    def _named(self, topic: str, pointers: Mapping[str, Pointer], message: "_Message") -> float:
        """How likely the message is about this topic, answered or not."""
        pointed = [pointers[entry.id] for entry in self._by_topic[topic] if entry.id in pointers]
        return _score(message.total(topic, _strongest(pointed), _POINTERS_NAME))

    def _likest(self, shelf: Sequence[Entry], message: "_Message") -> Pointer | None:
        if len(shelf) < 2:
            return None
        if message.likeness is None:
            message.likeness = self._finder.likest(message.reading.words)
        found = [message.likeness[entry.id] for entry in shelf if entry.id in message.likeness]
        best = max(found, key=lambda pointer: (pointer.strength, pointer.entry), default=None)
        return best if best and best.strength >= _ENOUGH_LIKENESS else None


class _Message:
    """One message while its topics are weighed."""

    def __init__(self, reading: Reading, ideas: Sequence[Idea], scores: Mapping[str, float], denied: Denied) -> None:
        self.reading = reading
        self.likeness: dict[str, Pointer] | None = None  # to each entry, once somebody asks
        self._scores = scores
        self._all = {idea.name for idea in ideas}
        elsewhere = {at for idea in ideas if idea.name in _OTHER_PLACES for at in range(idea.first, idea.last + 1)}
        backs = {at for at, token in enumerate(reading.words.tokens) if token.text == "back"}
        self._back_of_something = bool(backs) and backs <= elsewhere
        self._live = {idea.name for idea in ideas if idea.name and not denied(range(idea.first, idea.last + 1))}

    def total(self, topic: str, pointed: float, counts: float) -> float:
        """The log-odds that the message is about this topic."""
        likely = self._scores.get(TOPIC + topic)
        if topic == BACK and self._back_of_something:
            pointed += _NO_BACK
        in_full = not self._scores or pointed >= WHOLE_MESSAGE
        return (_UNKNOWN if likely is None else _log_odds(likely)) + pointed * (1.0 if in_full else counts)

    def asked(self, entry: Entry, pointer: Pointer) -> bool:
        """A question needs asking: who mentions a scan does not ask about scans."""
        asks = "?" in self.reading.words.plain or bool(_ASKING & self._all)
        return not isinstance(entry, Question) or asks or pointer.strength >= _ASKED_OUTRIGHT

    def beyond_the_article(self, injuries: Sequence[Intent]) -> bool:
        """A complaint or a matter that the back pages do not cover."""
        about_back = self._scores.get(TOPIC + BACK, 0.0) >= 0.3 or bool(_ARTICLE_PLACES & self._live)
        elsewhere = max(self._scores.get(TOPIC + OTHER_INJURY, 0.0), self._scores.get(TOPIC + OUT_OF_SCOPE, 0.0))
        named = any(injury.phrase and injury.score >= _SEEN for injury in injuries)
        return (named or elsewhere >= 0.5) and not about_back

    def complains(self) -> bool:
        """Something hurts, whatever it is."""
        return bool(_COMPLAINTS & self._live) and self._scores.get(TOPIC + OUT_OF_SCOPE, 0.0) < 0.5

    def injuries(self, named: Mapping[str, str]) -> list[Intent]:
        """Complaints elsewhere, by part of the body; `named` are the parts and the words that name them."""
        likely = self._scores.get(TOPIC + OTHER_INJURY)
        if likely is None:
            hurts = bool(_COMPLAINTS & self._live) and "back" not in self._live
            return [_injury(part, 0.7, phrase) for part, phrase in named.items() if hurts]
        score = _score(self.total(OTHER_INJURY, 0.0, 0.0))
        if score < _WORTH_NAMING or (not named and self._only_denied()):
            return []
        return [_injury(part, score, phrase) for part, phrase in list((named or self._learnt_part()).items())[:2]]

    def _learnt_part(self) -> dict[str, str]:
        labels = [label for label in self._scores if label.startswith(f"{TOPIC}{OTHER_INJURY}:")]
        best = max(labels, key=self._scores.__getitem__, default="")
        return {best.rpartition(":")[2] if best and self._scores[best] >= 0.3 else UNSPECIFIED: ""}

    def _only_denied(self) -> bool:
        """Places are named, and every one of them is said to be fine."""
        return bool(self._all & _OTHER_PLACES) and not self._live & (_OTHER_PLACES | {"injury"})


def _strongest(pointed: Sequence[Pointer]) -> float:
    return max((pointer.strength for pointer in pointed), default=0.0)


def _seen_at(topic: str) -> float:
    if topic == BACK:
        return _BACK_SEEN
    if topic.startswith(OTHER_INJURY):
        return _PART_SEEN
    is_a_question = topic.endswith(("_question", "_howto")) or topic in _QUESTIONS
    return _ASIDE_SEEN if is_a_question else _SEEN


def _injury(part: str, score: float, phrase: str) -> Intent:
    topic = f"{OTHER_INJURY}:{part}"
    return Intent(topic, topic, score, phrase, OTHER_INJURY)


def _held_back(intent: Intent) -> Intent:
    # Painkillers, periods: staff wrote an answer. How long, and may I run: those are a back's.
    approved = intent.kind == "question" and bool(intent.phrase) and intent.topic not in _OF_BACKS
    return (
        intent if approved or intent.kind == "small_talk" else replace(intent, score=min(intent.score, _NEVER_ANSWERED))
    )


def _log_odds(likely: float) -> float:
    likely = min(max(likely, 0.002), 0.998)
    return log(likely / (1 - likely))


def _score(total: float) -> float:
    """Log-odds as a score: one half is where answering pays."""
    return 1 / (1 + exp(_CLEAR_AT - total))
