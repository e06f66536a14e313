"""What a clause does to the words in it: denies them, tells them of the past, of somebody else, as a question.

One step for every detector. It is careful in one direction: words cancel a sign only where they
plainly govern it ("no numbness or tingling"), because "I'm not sleeping, my legs are numb" denies
nothing. What is cancelled keeps its evidence, and the words that cancelled it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from intents.units import CANNOT, NOT, Reading, Runs, read_units
from intents.words import read, stem
from knowledge.model import Scope


class Kind(StrEnum):
    """Why words do not count as stated."""

    DENIED = "denied"  # "no numbness"
    FINE = "fine"  # "peeing fine"
    RULED_OUT = "ruled_out"  # "the scan was clear"
    OVER = "over"  # "fine now", "went away"
    TOLD = "told"  # a story of long ago that ended well: "paralysed in 2018 ... today I ran my first 5k"
    LONG_AGO = "long_ago"  # "in 2015", "as a kid"
    IMAGINED = "imagined"  # "what if", "is numbness a sign?"
    CAUSE = "cause"  # "running for cancer research", "I'm a stroke nurse"
    OTHERS = "others"  # "my nan has"
    LOOK_ALIKE = "look_alike"  # "pissed myself laughing"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One reason, and the words that gave it."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    first: int  # tokens
    last: int
    clause: int
    sentence: int


_LIST_WORDS = frozenset(
    stem(word) for word in ["or", "nor", "and", "any", "other", "n", "in", "my", "the", "a", "of", "no", "not"]
)
_LISTED_AT_MOST = 6  # words of a clause that only goes on with a list of denials
_NEAR = 9  # words between a "no" and what it denies
_FINE_NEAR = 4
_ASKED_AT_MOST = 9
_YEAR = re.compile(r"19[5-9]\d|20[01]\d|202[0-4]")  # an earlier year than any case of today
_LONG_UNITS = frozenset({"years", "year", "yrs", "yr", "decade", "decades"})
_SINCE_THEN = frozenset({"ago", "back", "earlier"})
_NO_ALONE = frozenset({"no", "none", "nope", "nah", "never", "nil", "nada"})
_WAS = frozenset({"had", "has", "was", "took", "fell", "died", "passed", "lost", "got", "couldn't", "came"})
_WOULD = frozenset({"i'd", "id", "would", "i'll", "should", "what", "ever"})


class ScopeReader:
    """Reads the scope words of one message at a time."""

    def __init__(self, scope: Scope) -> None:
        self._runs = Runs(
            {
                "no": scope.deny,
                "not_a_no": scope.not_a_no,
                "fine": scope.fine,
                "able": scope.able,
                "hardly": scope.hardly,
                "over": scope.over,
                "came_through": scope.came_through,
                "won": scope.won,
                "still": scope.still,
                "long_ago": scope.long_ago,
                "ruled_out": scope.ruled_out,
                "imagined": scope.imagined,
                "general": scope.general,
                "cause": scope.cause,
                "others": scope.others,
            }
        )
        self._between = frozenset(unit.stem for word in scope.between for unit in read_units(read(word)).every)
        self._self = frozenset(
            [
                "i",
                "i'm",
                "im",
                "i've",
                "ive",
                "me",
                "my",
                "mine",
                "myself",
                "i'd",
                "i'll",
                "we",
                "we're",
                "we've",
                "our",
            ]
        )
        self._they = frozenset(
            ["he", "he's", "she", "she's", "his", "her", "hers", "him", "they", "they're", "their", "them"]
        )

    def scoped(self, reading: Reading) -> "ScopedMessage":
        """The scope of every clause of a message."""
        tokens = reading.words.tokens
        cues: dict[str, list[_Cue]] = defaultdict(list)
        for run in self._runs.find(reading):
            at = run.places[0]
            cues[run.label].append(_Cue(run.label, at, run.places[-1], tokens[at].clause, reading.sentences[at]))
        return ScopedMessage(reading, cues, self._between, self._self, self._they)


class ScopedMessage:
    """The scope of one message."""

    def __init__(
        self,
        reading: Reading,
        cues: dict[str, list[_Cue]],
        between: frozenset[str],
        own: frozenset[str],
        they: frozenset[str],
    ) -> None:
        self._reading = reading
        self._cues = cues
        self._between = between
        self._own = own
        self._they = they
        self._unit_at = {unit.at: unit for unit in reading.every}
        self._in_clause: dict[int, list[int]] = defaultdict(list)
        for at, token in enumerate(reading.words.tokens):
            self._in_clause[token.clause].append(at)
        self._clause_texts: dict[int, frozenset[str]] = {}
        self._past_sentences: dict[int, bool] = {}
        self._years = {token.clause: at for at, token in enumerate(reading.words.tokens) if _YEAR.fullmatch(token.text)}
        self._in_sentence: dict[int, list[int]] = defaultdict(list)
        for at, sentence in enumerate(reading.sentences):
            self._in_sentence[sentence].append(at)
        self._shadows = {at for cue in cues["not_a_no"] for at in range(cue.first, cue.last + 1)}
        self._noes = [cue for cue in cues["no"] if cue.first not in self._shadows]
        self._symptoms: frozenset[int] = frozenset()

    def knowing(self, ideas: Iterable[Sequence[int]]) -> "ScopedMessage":
        """The same, knowing which tokens name ideas: a list of denials may run over those.

        A "no" that is part of an idea ("no feeling", "no puedo") denies nothing else.
        """
        spots = [frozenset(places) for places in ideas]
        self._symptoms = frozenset().union(*spots)
        own = frozenset().union(*(places for places in spots if len(places) > 1 and not self._goes_on(places)))
        self._noes = [cue for cue in self._noes if cue.first not in own]
        return self

    def _goes_on(self, idea: frozenset[int]) -> bool:
        """'Not feeling any numbness', 'don't feel weak': the no reaches past "feeling" to what follows."""
        after = max(idea) + 1
        tokens = self._reading.words.tokens
        if after >= len(tokens):
            return False
        felt = any(tokens[at].stem == "feel" for at in idea)
        return tokens[after].text == "any" or (felt and after in self._symptoms)

    def ruling(self, places: Sequence[int]) -> Ruling | None:
        """Why these words do not count as stated; None when they do."""
        return (
            self._denied(places)
            or self._listed(places)
            or self._able(places)
            or self._said_fine(places)
            or self._near_cue("ruled_out", Kind.RULED_OUT, places)
            or self._past(places)
            or self._imagined(places)
            or self._same_sentence("cause", Kind.CAUSE, places)
        )

    def others(self, places: Sequence[int], only_past: bool = False) -> Ruling | None:
        """Whose it is, when the clause says that it is somebody else's (and, if asked, that it was)."""
        clause = self._reading.words.tokens[places[0]].clause
        owner = [cue for cue in self._cues["others"] if cue.clause == clause and cue.first <= places[-1]]
        if not owner or (only_past and not self._texts(clause) & _WAS):
            return None
        return Ruling(Kind.OTHERS, self._reading.quote(range(owner[0].first, owner[0].last + 1)))

    def own(self, places: Sequence[int]) -> bool:
        """Whether the clause speaks of the runner's own body: "my back is sore"."""
        clause = self._reading.words.tokens[places[0]].clause
        named = any(cue.clause == clause for cue in self._cues["others"])
        return bool(self._texts(clause) & self._own) and not named

    def about_others(self) -> str:
        """The words that say whose complaint it is; empty when it is the runner's own."""
        cues = self._cues["others"]
        return self._reading.quote(range(cues[0].first, cues[0].last + 1)) if cues else ""

    def theirs(self, places: Sequence[int]) -> bool:
        """Whether the words around this speak of somebody else and not of the runner."""
        tokens, sentence = self._reading.words.tokens, self._reading.sentences[places[0]]
        texts = self._texts(tokens[places[0]].clause)
        named = [cue for cue in self._cues["others"] if cue.sentence == sentence]
        if not named or texts & self._they:
            return bool(texts & self._they) and not texts & (self._own - {"my"})
        after = (at for at in self._in_sentence[sentence] if at > named[0].last)
        return not any(tokens[at].text in self._own for at in after)

    def still(self, places: Sequence[int]) -> bool:
        """Whether these words stand beside "now", "again", "still"."""
        clause = self._reading.words.tokens[places[0]].clause
        return any(cue.clause == clause for cue in self._cues["still"])

    def _texts(self, clause: int) -> frozenset[str]:
        if clause not in self._clause_texts:
            tokens = self._reading.words.tokens
            self._clause_texts[clause] = frozenset(tokens[at].text for at in self._in_clause.get(clause, ()))
        return self._clause_texts[clause]

    def _denied(self, places: Sequence[int]) -> Ruling | None:
        clause = self._reading.words.tokens[places[0]].clause
        inside = set(places)
        for cue in reversed(self._noes):
            if cue.clause != clause or cue.first in inside or not 0 < places[0] - cue.last <= _NEAR:
                continue
            if self._open(cue.last + 1, places[0]):
                return Ruling(Kind.DENIED, self._reading.quote(range(cue.first, cue.last + 1)))
        return self._answered_no(clause)

    def _open(self, first: int, last: int) -> bool:
        """Whether a "no" reaches over these words to what stands behind them."""
        for at in range(first, last):
            unit = self._unit_at.get(at)
            if unit and unit.stem not in self._between and at not in self._symptoms:
                return False
        return True

    def _answered_no(self, clause: int) -> Ruling | None:
        """'Numbness? no' and 'bladder trouble: none'."""
        tokens = self._reading.words.tokens
        after = self._in_clause.get(clause + 1, [])
        if len(after) == 1 and tokens[after[0]].text == "a":  # "Q: any numbness? A: no"
            after = self._in_clause.get(clause + 2, [])
        if not 1 <= len(after) <= 2 or len(self._in_clause[clause]) > _ASKED_AT_MOST:
            return None
        return Ruling(Kind.DENIED, self._reading.quote(after)) if tokens[after[0]].text in _NO_ALONE else None

    def _listed(self, places: Sequence[int]) -> Ruling | None:
        """'No numbness, tingling, bladder trouble': the denial goes on over short clauses without a verb."""
        tokens = self._reading.words.tokens
        clause, sentence = tokens[places[0]].clause, self._reading.sentences[places[0]]
        if self._plain_list(clause, upto=places[-1]):
            for earlier in range(clause - 1, max(-1, clause - 9), -1):
                own = self._in_clause.get(earlier, [])
                if not own or self._reading.sentences[own[0]] != sentence:
                    return None
                noes = [cue for cue in self._noes if cue.clause == earlier]
                if noes and self._open(noes[-1].last + 1, own[-1] + 1):
                    return Ruling(Kind.DENIED, self._reading.quote(range(noes[-1].first, noes[-1].last + 1)))
                if noes or not self._plain_list(earlier):
                    return None
        return None

    def _plain_list(self, clause: int, upto: int | None = None) -> bool:
        """A clause that is only ideas and little words: one more item of a list."""
        places = self._in_clause.get(clause, [])
        if not places or len(places) > 2 * _LISTED_AT_MOST:
            return False
        own = [self._unit_at[at] for at in places if at in self._unit_at]
        if len(own) > _LISTED_AT_MOST or any(unit.stem in {CANNOT, NOT} for unit in own):
            return False
        return all(
            unit.at in self._symptoms or unit.stem in _LIST_WORDS for unit in own if upto is None or unit.at <= upto
        ) and all(unit.at in self._symptoms or unit.stem in self._between for unit in own)

    def _said_fine(self, places: Sequence[int]) -> Ruling | None:
        clause = self._reading.words.tokens[places[0]].clause
        for cue in self._cues["fine"]:
            if cue.clause != clause or not 0 < cue.first - places[-1] <= _FINE_NEAR:
                continue
            if any(no.clause == clause and no.first < cue.first for no in self._noes):
                continue
            if self._open(places[-1] + 1, cue.first):
                return Ruling(Kind.FINE, self._reading.quote(range(cue.first, cue.last + 1)))
        return None

    def _near_cue(self, name: str, kind: Kind, places: Sequence[int]) -> Ruling | None:
        tokens = self._reading.words.tokens
        clause, sentence = tokens[places[0]].clause, self._reading.sentences[places[0]]
        for cue in self._cues[name]:
            if cue.sentence == sentence and abs(cue.clause - clause) <= 1:
                return Ruling(kind, self._reading.quote(range(cue.first, cue.last + 1)))
        return None

    def _past(self, places: Sequence[int]) -> Ruling | None:
        clause = self._reading.words.tokens[places[0]].clause
        if self.still(places):
            return None
        for cue in self._cues["over"]:
            if 0 <= cue.clause - clause <= 1 and cue.first > places[0]:
                return Ruling(Kind.OVER, self._reading.quote(range(cue.first, cue.last + 1)))
        told = self._came_through(places)
        if told:
            return Ruling(Kind.TOLD, self._reading.quote(range(told.first, told.last + 1)))
        for cue in self._cues["long_ago"]:
            if cue.clause == clause:
                return Ruling(Kind.LONG_AGO, self._reading.quote(range(cue.first, cue.last + 1)))
        year = self._years.get(clause)
        return Ruling(Kind.LONG_AGO, self._reading.quote([year])) if year is not None else None

    def able_at(self) -> frozenset[int]:
        """The words that state an ability which nothing takes back: "able to pee"."""
        return frozenset(
            at for cue in self._cues["able"] if not self._taken_back(cue) for at in range(cue.first, cue.last + 1)
        )

    def _able(self, places: Sequence[int]) -> Ruling | None:
        """'I'm able to pee': as it should be; not "I can pee, but only by pushing"."""
        for cue in self._cues["able"]:
            if cue.first <= places[0] and places[-1] <= cue.last and not self._taken_back(cue):
                return Ruling(Kind.FINE, self._reading.quote(range(cue.first, cue.last + 1)))
        return None

    def _taken_back(self, able: _Cue) -> bool:
        """Whether the words around an ability limit it; "nothing but" a sentence further on would."""
        return any(
            able.sentence <= cue.sentence <= able.sentence + 1
            for cue in self._cues["hardly"]
            if not able.first <= cue.first <= able.last
        )

    def _came_through(self, places: Sequence[int]) -> _Cue | None:
        """The happy end of a story that these words are the beginning of, or the struggle that is won."""
        tokens = self._reading.words.tokens
        clause = tokens[places[0]].clause
        won = next((cue for cue in self._cues["won"] if cue.clause == clause and cue.first <= places[0]), None)
        if won:
            return won
        end = next((cue for cue in self._cues["came_through"] if cue.first > places[-1]), None)
        if end is None or not self._told_as_past(places):
            return None
        return None if any(places[0] < cue.first < end.first for cue in self._cues["still"]) else end

    def _told_as_past(self, places: Sequence[int]) -> bool:
        """'Eight years ago', 'that was in 2015', 'used to', 'from ... to', in the sentence that tells it."""
        tokens = self._reading.words.tokens
        sentence = self._reading.sentences[places[0]]
        if sentence not in self._past_sentences:
            self._past_sentences[sentence] = self._is_past_sentence(sentence)
        if self._past_sentences[sentence]:
            return True
        return places[0] > 0 and tokens[places[0] - 1].text == "from" and "to" in self._texts(tokens[places[0]].clause)

    def _is_past_sentence(self, sentence: int) -> bool:
        if any(cue.sentence == sentence for cue in self._cues["long_ago"]):
            return True
        said = [self._reading.words.tokens[at].text for at in self._in_sentence[sentence]]
        pairs = set(pairwise(said))
        if ("used", "to") in pairs or any(_YEAR.fullmatch(word) for word in said):
            return True
        return any(unit in _LONG_UNITS and then in _SINCE_THEN for unit, then in pairs)

    def _imagined(self, places: Sequence[int]) -> Ruling | None:
        clause = self._reading.words.tokens[places[0]].clause
        own = self._texts(clause) & self._own
        if self._only_if(places, clause):
            return Ruling(Kind.IMAGINED, "if")
        for cue in self._cues["imagined"] + ([] if own else self._cues["general"]):
            before = cue.clause == clause and cue.first < places[0]
            if before or (cue.kind == "general" and cue.clause == clause):
                return Ruling(Kind.IMAGINED, self._reading.quote(range(cue.first, cue.last + 1)))
        return None

    def _only_if(self, places: Sequence[int], clause: int) -> bool:
        """'If my calf ever swelled', 'if my legs had gone I'd': between the if and the would."""
        tokens = self._reading.words.tokens
        sentence = self._reading.sentences[places[0]]
        if "if" not in self._texts(clause):
            return False
        same = self._in_sentence[sentence]
        ifs = [at for at in self._in_clause[clause] if tokens[at].text == "if" and at < places[0]]
        if not ifs:
            return False
        return any(
            tokens[at].text in _WOULD and (at > places[-1] or tokens[at].text == "ever") for at in same if at > ifs[0]
        )

    def _same_sentence(self, name: str, kind: Kind, places: Sequence[int]) -> Ruling | None:
        sentence = self._reading.sentences[places[0]]
        for cue in self._cues[name]:
            if cue.sentence == sentence:
                return Ruling(kind, self._reading.quote(range(cue.first, cue.last + 1)))
        return None
