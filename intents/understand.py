"""Understand one message: every detector over the same words, put together.

Pure and deterministic. Build one `Reader` for a knowledge and keep it: building reads every phrase
once, understanding a message costs a millisecond or two.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from intents.answers import find_answer
from intents.durations import find_duration
from intents.heads import Heads
from intents.lexicon import Lexicon
from intents.persistence import find_persistence, is_improving
from intents.signs import SignFinder
from intents.slots import find_number, find_pain, find_side
from intents.topics import TopicReader
from intents.triggers import TriggerReader
from intents.understanding import Understanding
from intents.units import read_units
from intents.wishes import WishReader
from intents.words import Repairer, read
from knowledge.model import Knowledge


class Reader:
    """Understands messages with one knowledge."""

    def __init__(self, knowledge: Knowledge, heads: Heads | None = None, known_words: Collection[str] = ()) -> None:
        self._heads = heads
        self._repairer = Repairer(_own_words(knowledge), known_words) if known_words else None
        self._signs = SignFinder(knowledge)
        self._topics = TopicReader(knowledge, Lexicon())
        self._wishes = WishReader(knowledge)
        self._triggers = TriggerReader(knowledge.triage)

    def understand(self, text: str, now: datetime) -> Understanding:
        """What the message says, taken by itself."""
        words = read(text, self._repairer)
        reading = read_units(words)
        live = self._signs.undenied(words)
        scores: Mapping[str, float] = self._heads.score(live) if self._heads else {}
        kept = {token.start for token in live.tokens}

        def denied(places: Sequence[int]) -> bool:
            return bool(places) and all(words.tokens[place].start not in kept for place in places)

        pain = find_pain(words)
        duration = find_duration(words, now)
        persistent, persistent_words = find_persistence(words, duration)
        about = self._topics.read(reading, scores, denied)
        wishes = self._wishes.read(reading, scores)
        return Understanding(
            text,
            intents=about.intents,
            topics=about.topics,
            signs=self._signs.find(words, pain, scores),
            duration=duration,
            persistent=persistent,
            persistent_words=persistent_words,
            pain=pain,
            side=find_side(words),
            answer=find_answer(words),
            number=find_number(words),
            wants_person=wishes.person,
            asks_safety=wishes.safety,
            triggers=self._triggers.find(reading, denied),
            follow_ups=wishes.follow_ups,
            improving=bool(is_improving(words)),
            has_words=bool(words.tokens),
            repaired=tuple(dict.fromkeys((t.typed, t.text) for t in words.tokens if t.typed != t.text)),
        )


def _own_words(knowledge: Knowledge) -> set[str]:
    """Every word of staff's own phrases."""
    shelves = (knowledge.causes, knowledge.fixes, knowledge.exercises, knowledge.questions, knowledge.small_talk)
    phrases = [phrase for shelf in shelves for entry in shelf.values() for phrase in (*entry.phrases, *entry.keywords)]
    phrases += [word for concept in knowledge.concepts.values() for word in concept.words]
    return {token.text for phrase in phrases for token in read(phrase).tokens}
