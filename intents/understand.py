"""Understand one message: every finder asked, the answers in one frozen value.

Finders that lean on each other, in this order: spelling is repaired; scope tells what is denied; what
was learnt scores all words for topics and wishes, and the words that are not denied for signs; the
duration comes before what follows from it (has the pain lasted?).
"""

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime
from functools import cache, lru_cache

from intents.answers import find_answer, tells_of_one_side
from intents.durations import find_duration
from intents.echoes import without_echoes
from intents.heads import FITS, NEEDS_PERSON, PERSISTENT, SIGN
from intents.language import ENGLISH, find_language
from intents.lexicon import Idea, Lexicon
from intents.persistence import find_persistence, is_improving
from intents.scope import Kind, ScopedMessage, ScopeReader
from intents.scores import NOTHING_LEARNT, Ground, Scorer, log_odds, phrases_by_sign
from intents.signs import SignFinder
from intents.slots import find_number, find_pain, find_side
from intents.spelling import repairer_for
from intents.time_head import UNTAUGHT
from intents.topics import TopicReader
from intents.tried import find_tried
from intents.triggers import TriggerFinder
from intents.understanding import Duration, FoundTrigger, Sign, Understanding
from intents.units import read_units
from intents.wishes import WishReader
from intents.words import Words, read
from knowledge.model import Knowledge

HUMAN_REQUEST = "human_request"
_SHORT_ANSWER = 9  # words of a message that may be no more than the answer to a question
_FRAMES = ("my back has hurt for", "my back has hurt since")  # what the bot's question leaves unsaid
_LIKELY_LASTING = 0.45  # set with heads that knew half of the corpus, on the other half
_NOT_EASING = "not_easing"  # the trigger that a list of failed self-care counts as
_NOT_NOW = frozenset({Kind.DENIED, Kind.FINE, Kind.TOLD})
_COMPLAINTS = frozenset({"pain", "tight", "weak", "strain", "numb"})
_KEPT = 128  # messages in hand, and their words
_readers: dict[str, "Reader"] = {}


class Reader:
    """Everything that understanding needs, made ready once. Pure: the same text and time, the same answer."""

    def __init__(self, knowledge: Knowledge, learnt: Scorer) -> None:
        self.learnt = learnt
        heads = learnt.heads
        self._repairer = repairer_for(knowledge, heads)
        self._read = lru_cache(maxsize=_KEPT)(lambda text: read(without_echoes(text), self._repairer))
        self._lexicon = heads.lexicon if heads else Lexicon()
        self._times = heads.times if heads else UNTAUGHT
        self._signs = SignFinder(knowledge)
        self._phrases = phrases_by_sign(knowledge)
        self._scope = ScopeReader(knowledge.scope)
        self._topics = TopicReader(knowledge)
        self._wishes = WishReader(knowledge)
        self._triggers = TriggerFinder(knowledge.triage)
        self._lasting = tuple(
            phrase for trigger in knowledge.triage.triggers if trigger.persistent for phrase in trigger.phrases
        )

    def read(self, text: str) -> Words:
        """The message as words, mended; of the last few messages they are kept."""
        return self._read(text)

    def read_ahead(self, words: Words) -> None:
        """Have at hand what takes longest, so that `understand` answers sooner. Any thread may call it."""
        self.learnt.read_ahead(words)

    def signs_by_words(self, text: str) -> tuple[Sign, ...]:
        """The signs that staff's words alone point to, whatever was learnt."""
        return self._signs.find(self.read(text), None)

    def understand(self, text: str, now: datetime) -> Understanding:
        """What this message says, cold: without what was said before it."""
        words = self.read(text)
        reading = read_units(words)
        ideas = self._lexicon.find(words.tokens)
        scope = self._scope.scoped(reading).knowing(_places(idea) for idea in ideas if idea.name)
        denied = _ruled_by(scope, {Kind.DENIED, Kind.FINE})
        scores = self.learnt.score(words)
        pain = find_pain(words)
        duration = find_duration(words, now, self._times)
        persistent, persistent_words = find_persistence(words, duration, self._lasting)
        if persistent is None and duration is None:
            persistent, persistent_words = self._likely_lasting(words, scores)
        asked_time = self._as_an_answer(words, now) if duration is None else (None, None)
        about = self._topics.read(reading, ideas, scores, denied)
        wishes = self._wishes.read(reading, scores, denied)
        language = find_language(words.plain, words.tokens)
        asked = (HUMAN_REQUEST,) if wishes.person and HUMAN_REQUEST not in about.topics else ()
        return Understanding(
            text=text,
            intents=about.intents,
            topics=(*about.topics, *asked),
            signs=self._find_signs(words, pain, scores, language == ENGLISH),
            duration=duration,
            duration_if_asked=asked_time[0],
            persistent_if_asked=asked_time[1],
            persistent=persistent,
            persistent_words=persistent_words,
            pain=pain,
            side=find_side(words),
            one_side=tells_of_one_side(words),
            answer=find_answer(words),
            number=find_number(words),
            wants_person=wishes.person,
            declines_person=wishes.no_person,
            asks_safety=wishes.safety,
            triggers=_with_tried(self._triggers.find(reading, _ruled_by(scope, _NOT_NOW)), words),
            follow_ups=wishes.follow_ups,
            about_other=_about_other(scope, words, ideas),
            improving=bool(is_improving(words)),
            language=language,
            has_words=bool(words.tokens),
            repaired=_repairs(words),
            needs_person=scores.get(NEEDS_PERSON, 0.0),
            fit={name.removeprefix(FITS): log_odds(likely) for name, likely in scores.items() if name.startswith(FITS)},
        )

    def _likely_lasting(self, words: Words, scores: Mapping[str, float]) -> tuple[bool | None, str]:
        """Whether messages like this one told of pain that had lasted; scores do not hear that it is better."""
        if scores.get(PERSISTENT, 0.0) < _LIKELY_LASTING or is_improving(words):
            return None, ""
        return True, ", ".join(self.learnt.ground(words, PERSISTENT, ()).words)

    def _as_an_answer(self, words: Words, now: datetime) -> tuple[Duration | None, bool | None]:
        """How long it has lasted, when that is what was asked: "a fortnight, give or take", "all year"."""
        if not 0 < len(words.tokens) <= _SHORT_ANSWER or "?" in words.plain:
            return None, None
        for frame in _FRAMES:
            framed = read(f"{frame} {words.plain}", self._repairer)
            found = find_duration(framed, now)
            persistent, _ = find_persistence(framed, found, self._lasting)
            if found or persistent is not None:
                return found, persistent
        return None, None

    def _find_signs(
        self, words: Words, pain: int | None, scores: Mapping[str, float], in_english: bool
    ) -> tuple[Sign, ...]:
        """Scores do not see a "no", so for signs they are of the clauses that do not only deny."""
        undenied = self._signs.undenied(words)
        if len(undenied.tokens) != len(words.tokens):
            scores = self.learnt.score(undenied)
        return self._signs.find(words, pain, scores, lambda name: self._ground(undenied, name), in_english)

    def _ground(self, words: Words, sign: str) -> Ground:
        return self.learnt.ground(words, SIGN + sign, self._phrases[sign])


def understand(text: str, knowledge: Knowledge, now: datetime, learnt: Scorer = NOTHING_LEARNT) -> Understanding:
    """What this message says; the reader is kept until the knowledge changes."""
    key = f"{knowledge.version}/{id(learnt)}"
    if key not in _readers:
        _readers.clear()
        _readers[key] = Reader(knowledge, learnt)
    return _readers[key].understand(text, now)


def _places(idea: Idea) -> range:
    return range(idea.first, idea.last + 1)


def _ruled_by(scope: ScopedMessage, kinds: Set[Kind]) -> Callable[[Sequence[int]], bool]:
    """Whether words at these places do not count, for one of these reasons."""

    @cache
    def is_ruled(places: tuple[int, ...]) -> bool:
        ruling = scope.ruling(places)
        return ruling is not None and ruling.kind in kinds

    return lambda places: is_ruled(tuple(places))


def _about_other(scope: ScopedMessage, words: Words, ideas: Sequence[Idea]) -> str:
    """The words that say whose complaint it is, when some complaint is told of them."""
    others = scope.about_others()
    named_at = words.plain.find(others)
    complaints = [idea for idea in ideas if idea.name in _COMPLAINTS and words.tokens[idea.first].start > named_at]
    return others if others and any(scope.theirs(_places(idea)) for idea in complaints) else ""


def _with_tried(found: tuple[FoundTrigger, ...], words: Words) -> tuple[FoundTrigger, ...]:
    tried = find_tried(words)
    known = any(trigger.id == _NOT_EASING for trigger in found)
    return found if known or not tried else (*found, FoundTrigger(_NOT_EASING, tried))


def _repairs(words: Words) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((token.typed, token.text) for token in words.tokens if token.typed != token.text))
