"""Which knowledge entries a message points to, by what staff wrote: phrases, keywords, and likeness.

A phrase that staff add works here at once; nothing is learnt. How much a phrase says depends on how
much of the message it covers: "how often" is all of one message and a trifle in another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from intents.phrases import PhraseFinder
from intents.units import Reading
from intents.words import Words, bare_words, stem
from knowledge.model import Cause, Entry, Exercise, Fix, Knowledge, Question, SmallTalk

# Evidence in log-odds: a lone word that covers little of the message says nothing.
WHOLE_MESSAGE = 8.0
_PHRASE, _KEYWORD, _PER_SHARE = 1.0, 1.5, 4.0
_LONE_WORD = -2.0
_SUBJECT = 5.0  # the message is nothing but the one word that an entry's phrases share
_LEADS_ON = frozenset({"and", "what", "how", "about", "or", "then", "ok", "so", "also", "but", "with", "for"})
_OWN_LINES, _OWN_SHARE = 2, 0.6  # in so many of its lines, which are so many of all that have the word


@dataclass(frozen=True, slots=True)
class Pointer:
    """One entry that some words point to."""

    entry: str
    phrase: str  # as staff wrote it
    strength: float  # log-odds


@dataclass(frozen=True, slots=True)
class _Line:
    entry: str
    keyword: bool


class EntryFinder:
    """Finds the entries whose phrases and keywords stand in a message, and those most like it."""

    def __init__(self, knowledge: Knowledge) -> None:
        lines = [(_Line(entry.id, False), phrase) for entry in entries(knowledge) for phrase in entry.phrases]
        lines += [(_Line(entry.id, True), word) for entry in entries(knowledge) for word in entry.keywords]
        self._finder: PhraseFinder[_Line] = PhraseFinder(lines)
        self._whole: dict[str, tuple[str, str]] = {}
        self._lines = [(line.entry, phrase) for line, phrase in lines]
        shelves: dict[str, list[int]] = defaultdict(list)
        sizes: list[set[str]] = []
        for number, (entry, phrase) in enumerate(self._lines):
            bare = bare_words(phrase)
            self._whole.setdefault(_bare(phrase, bare), (entry, phrase))
            sizes.append({stem(word) for word in bare})
            for one in sizes[-1]:
                shelves[one].append(number)
        most = max(20, len(lines) // 40)  # a word of more phrases than this tells no entry from another
        self._shelves = {stem: shelf for stem, shelf in shelves.items() if len(shelf) <= most}
        self._rare = {stem: log(1 + len(lines) / len(shelf)) for stem, shelf in shelves.items()}
        self._rarest = log(1 + len(lines))
        self._subjects = {
            stem: subject for stem, shelf in self._shelves.items() if (subject := self._subject_of(shelf))
        }
        self._lengths = [sqrt(sum(self._rare[stem] ** 2 for stem in stems)) for stems in sizes]

    def find(self, reading: Reading) -> dict[str, Pointer]:
        """The strongest pointer to each entry."""
        best: dict[str, Pointer] = {}
        for pointer in self._pointers(reading):
            if pointer.entry not in best or pointer.strength > best[pointer.entry].strength:
                best[pointer.entry] = pointer
        return best

    def _pointers(self, reading: Reading) -> Iterator[Pointer]:
        whole = self._whole.get(_bare(reading.words.plain, [token.text for token in reading.words.tokens]))
        if whole:
            yield Pointer(*whole, WHOLE_MESSAGE)
        size = max(len(reading.content), 1)
        subject = self._subjects.get(_lone_stem(reading))
        if subject:
            yield subject
        for found in self._finder.find(reading):
            base = _KEYWORD if found.label.keyword else _PHRASE if len(found.places) > 1 else _LONE_WORD
            yield Pointer(found.label.entry, found.phrase, base + _PER_SHARE * min(1.0, len(found.places) / size))

    def _subject_of(self, shelf: Sequence[int]) -> Pointer | None:
        """The entry that a word alone stands for: "and hills?" is about the one whose lines are full of hills."""
        lines: dict[str, list[str]] = defaultdict(list)
        for number in shelf:
            entry, phrase = self._lines[number]
            lines[entry].append(phrase)
        entry, own = max(lines.items(), key=lambda item: (len(item[1]), item[0]))
        if len(own) < _OWN_LINES or len(own) < _OWN_SHARE * len(shelf):
            return None
        return Pointer(entry, min(own, key=len), _SUBJECT)

    def likest(self, words: Words) -> dict[str, Pointer]:
        """How like each entry's nearest phrase is, 0 to 1: shared words, the rare ones counting most."""
        stems = {token.stem for token in words.tokens}
        shared: dict[int, float] = defaultdict(float)
        for one in sorted(stems & self._shelves.keys()):
            for number in self._shelves[one]:
                shared[number] += self._rare[one] ** 2
        # Words that no line has are the rarest of all: "fine" is little of "peeing fine".
        length = sqrt(sum(self._rare.get(one, self._rarest) ** 2 for one in stems)) or 1.0
        best: dict[str, Pointer] = {}
        for number, weight in shared.items():
            entry, phrase = self._lines[number]
            likeness = weight / (length * self._lengths[number])
            if entry not in best or likeness > best[entry].strength:
                best[entry] = Pointer(entry, phrase, likeness)
        return best


def entries(knowledge: Knowledge) -> Iterator[Entry]:
    """Everything that can answer a message, causes first."""
    shelves: Sequence[Iterable[Entry]] = (
        knowledge.causes.values(),
        knowledge.fixes.values(),
        knowledge.exercises.values(),
        knowledge.questions.values(),
        knowledge.small_talk.values(),
    )
    for shelf in shelves:
        yield from shelf


def kind_of(entry: Entry) -> str:
    """What kind of entry this is, as an `Intent` names it."""
    kinds: dict[type[Entry], str] = {
        Cause: "cause",
        Fix: "fix",
        Exercise: "exercise",
        Question: "question",
        SmallTalk: "small_talk",
    }
    return kinds[type(entry)]


def _lone_stem(reading: Reading) -> str:
    """The one word that a message asks about: "and hills?", "what about pilates". A bare word may be an answer."""
    stems = {unit.stem for unit in reading.content if reading.words.tokens[unit.at].text not in _LEADS_ON}
    asks = len(reading.content) > len(stems) or "?" in reading.words.plain
    return stems.pop() if len(stems) == 1 and asks else ""


def _bare(text: str, words: Sequence[str]) -> str:
    """The words and nothing else; where there are none, each sign once: 👍👍 is 👍."""
    return " ".join(words) or "".join(sorted(set(text.replace("\ufe0f", "")) - {" "}))
