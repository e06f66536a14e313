"""A message as atoms, and where in it somebody complains.

A look goes a few words to either side and never past the end of the sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from intents.amounts import Amount
from intents.atoms import Atom, word_at
from intents.role_words import ACTIVITIES, FREE, OPERATIONS, SINCE, is_medicine
from intents.time_words import COMPLAINT_BEGINNINGS, COMPLAINT_ENDINGS, ONSETS, listed

_BEGINNINGS = tuple(COMPLAINT_BEGINNINGS)


_BACKS = frozenset(("back", "bak", "bck", "bk", "back's", "backs", "bac", "backk"))


_BEFORE_BACK = frozenset(
    listed(
        "my the lower low a sore bad upper mid his her their this of me mi crook dodgy old our lwr lowr stiff "
        "mum's dad's"
    )
)


# "Back" as a way, not a part of the body: I'm back, back to back, back from injury.
_LEADS_BACK = frozenset(
    listed(
        "i'm im am come came coming comes go goes went get got gets getting been be way straight put going hold "
        "held years months weeks days yrs give gave call looking look looked write wrote turn your"
    )
)


_FOLLOWS_BACK = frozenset(listed("to at in on from home when then burner up into again by out off ago running for the"))


_REACH = 9  # how many words to either side belong to an amount


# Whole words, short names of conditions and the commonest words of other languages among them.
_COMPLAINTS = frozenset(
    listed(
        "ill sick rotten murder agony bad lump pf itbs itb pfps sij si ddd oa doms kamar kamr dard mal dor dores dói "
        "boli ból duele douleur weh rug masakit sakit болит stuck"
    )
)


_NOT_COMPLAINTS = frozenset(
    listed(
        "achieve achieved achievement footballer footballers sorted tightrope legend legit footy hipster spinning "
        "spin dullard tightened "
        "homeopathy osteopathy naturopathy polymyalgia "
        "footage handy discount discover discovered disco discuss discussed discharged legs"
    )
) - {"legs"}


_DONE_TO = frozenset(("mine", "it", "my", "me", "something", "this"))
_NOT_ONSET_AFTER = frozenset(
    listed("to for from off out home swimming running back round through good great fine ok okay well grand better")
)


@lru_cache(maxsize=8192)
def is_complaint(word: str) -> bool:
    """Whether the word speaks of a complaint, by how it begins."""
    named = word in _COMPLAINTS or word.startswith(_BEGINNINGS) or word.endswith(COMPLAINT_ENDINGS)
    return named and word not in _NOT_COMPLAINTS


@dataclass(slots=True)
class Place:
    """A message as atoms, and where in it people complain."""

    found: list[Atom]
    words: frozenset[str]
    complaints: list[int] = field(default_factory=list)
    complains: bool = False
    has_onset: bool = False
    ever_since: bool = False
    _sentences: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        total = 0
        for at, atom in enumerate(self.found):
            total += is_complaint(atom.word) or self._is_back(at)
            self.complaints.append(total)
            self._sentences.setdefault(atom.sentence, []).append(at)
        self.complains = total > 0
        self.has_onset = not ONSETS.isdisjoint(self.words) or any(self._begins(at) for at in range(len(self.found)))
        self.ever_since = any(self._goes_on_since(at) for at in range(len(self.found)))

    def _goes_on_since(self, at: int) -> bool:
        """Sore ever since; not right since; from then on."""
        word, after = self.found[at].word, word_at(self.found, at + 1)
        if word == "since":
            if word_at(self.found, at - 1) in FREE | {
                "nothing",
                "none",
                "mint",
                "great",
                "again",
                "ok",
                "changes",
                "marathons",
            }:
                return False
            ends = at + 1 == len(self.found) or self.found[at + 1].clause != self.found[at].clause
            return ends or after == "then" or word_at(self.found, at - 1) == "ever"
        if word == "from":
            return after == "then" or (after, word_at(self.found, at + 2)) in (("that", "day"), ("that", "moment"))
        return (
            word == "right"
            and word_at(self.found, at - 1) == "been"
            and word_at(self.found, at - 2) in ("not", "never")
        )

    def _is_back(self, at: int) -> bool:
        word, before, after = self.found[at].word, word_at(self.found, at - 1), word_at(self.found, at + 1)
        if word not in _BACKS:
            return False
        return before in _BEFORE_BACK or (before not in _LEADS_BACK and after not in _FOLLOWS_BACK)

    def sentence_words(self, at: int) -> set[str]:
        """The words of that sentence, the first forty."""
        return {self.found[index].word for index in self.sentence(at)[:40]}

    def sentence(self, at: int) -> list[int]:
        """The indexes of the sentence that this atom belongs to."""
        return self._sentences[self.found[at].sentence]

    def around(self, amount: Amount, sentence: list[int]) -> Iterator[tuple[int, str]]:
        """The words of the sentence outside the amount."""
        for at in sentence[:40]:
            if not amount.first <= at <= amount.last:
                yield at, self.found[at].word

    def before(self, first: int, reach: int = _REACH) -> list[str]:
        """The words of the sentence before this one, nearest first."""
        stop = max(first - reach, 0)
        sentence = self.found[first].sentence
        return [self.found[at].word for at in range(first - 1, stop - 1, -1) if self.found[at].sentence == sentence]

    def after(self, last: int, reach: int = _REACH) -> list[str]:
        """The words of the sentence after this one, nearest first."""
        sentence = self.found[last].sentence
        stop = min(last + 1 + reach, len(self.found))
        return [self.found[at].word for at in range(last + 1, stop) if self.found[at].sentence == sentence]

    def clause_before(self, first: int, reach: int = _REACH) -> list[str]:
        """The words of the clause before this one, nearest first."""
        stop, clause = max(first - reach, 0), self.found[first].clause
        return [self.found[at].word for at in range(first - 1, stop - 1, -1) if self.found[at].clause == clause]

    def clause_after(self, last: int, reach: int = _REACH) -> list[str]:
        """The words of the clause after this one, nearest first."""
        stop, clause = min(last + 1 + reach, len(self.found)), self.found[last].clause
        return [self.found[at].word for at in range(last + 1, stop) if self.found[at].clause == clause]

    def complaint_near(self, first: int, last: int, reach: int = 14) -> bool:
        """Whether the sentence complains within a few words."""
        sentence = self.sentence(first)
        low, high = max(first - reach, sentence[0]), min(last + reach, sentence[-1])
        return self.complaints[high] - (self.complaints[low - 1] if low else 0) > 0

    def asks(self, at: int) -> bool:
        """Whether the sentence ends as a question."""
        last = self.sentence(at)[-1]
        return "?" in (self.found[last + 1].gap if last + 1 < len(self.found) else self.found[last].tail)

    def complaint_just_before(self, first: int) -> bool:
        """Whether the two words before it complain: "back pain 5 months"."""
        return any(is_complaint(word) for word in self.clause_before(first, 2))

    def began_near(self, first: int, last: int, reach: int = 10) -> bool:
        """Whether something went or came on, in the same sentence; "went to the shops" is no such thing."""
        sentence = self.found[first].sentence
        span = range(max(first - reach, 0), min(last + reach, len(self.found)))
        return any(self.found[at].sentence == sentence and not first <= at <= last and self._begins(at) for at in span)

    def _begins(self, at: int) -> bool:
        word, after = self.found[at].word, word_at(self.found, at + 1)
        if word == "did":
            return after in _DONE_TO
        return word in ONSETS and (word not in ("went", "came", "felt") or after not in _NOT_ONSET_AFTER)

    def whole_clause(self, first: int, last: int) -> bool:
        """Whether the clause is only this."""
        clause = self.found[first].clause
        return (first == 0 or self.found[first - 1].clause != clause) and (
            last + 1 == len(self.found) or self.found[last + 1].clause != clause
        )

    def complaint_in_clause(self, first: int) -> bool:
        """Whether the clause itself complains."""
        low = high = first
        clause = self.found[first].clause
        while low and self.found[low - 1].clause == clause and first - low < 20:
            low -= 1
        while high + 1 < len(self.found) and self.found[high + 1].clause == clause and high - first < 14:
            high += 1
        return self.complaints[high] - (self.complaints[low - 1] if low else 0) > 0

    def hangs_on_something_else(self, first: int, since: bool, recent: bool) -> bool:
        """Whether a point in time belongs to a race, a tablet, an operation or a job; yesterday's run is a cause."""
        before = self.clause_before(first, 12)
        future = before[:1] and before[0] in ("until", "till", "til", "by", "before", "next", "for")
        if future and not since and self.found[first].word not in ("yesterday", "yday", "past", "last"):
            return True
        if before[:1] == ["since"] and before[1:2] and before[1] in ACTIVITIES:
            return True  # been running since 2016
        if self.ever_since:
            return False
        if since:  # what stands after "since" is why it began: "sore since running on Monday"
            before = before[next((at + 1 for at, word in enumerate(before) if word in SINCE), 0) :]
        for word in before[:6]:
            if is_complaint(word):
                return False
            if is_medicine(word) or word in OPERATIONS or (word in ACTIVITIES and not recent):
                return True
        return False
