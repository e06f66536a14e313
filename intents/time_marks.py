"""What is seen beside an amount of time or a point in time, for the head that was taught which of them counts.

A mark is one plain fact: the word before it, an onset in its clause, what the rules made of it and of the others.
None is a rule: what each is worth is learnt in `time_training.py` from messages whose durations are known.
"""

from collections.abc import Iterator, Sequence

from intents.amounts import UNIT_NAMES
from intents.atoms import word_at
from intents.candidates import Candidate
from intents.place import Place, is_complaint
from intents.role_words import (
    ACTIVITIES,
    BABIES,
    FREE,
    OPERATIONS,
    OTHERS,
    PERSONS,
    PLANS,
    TREATMENTS,
    is_medicine,
)
from intents.time_words import NUMBERS, ONSETS, UNITS
from intents.words import stem

_REACH = 14  # words to either side within the clause
_NEIGHBOURS = 3  # words to either side whose place matters
_NEAREST = 8  # words in which the nearest word of a class is sought
_NUMBER, _UNIT, _NOTHING = "#", "<unit>", "<>"
_CLASSES = (
    ("<care>", OPERATIONS),
    ("<activity>", ACTIVITIES),
    ("<plan>", PLANS),
    ("<treatment>", TREATMENTS),
    ("<person>", PERSONS | BABIES | OTHERS),
    ("<onset>", ONSETS),
    ("<free>", FREE),
)
_FEW_ATOMS = 8
_MANY = 4


def marks_of(place: Place, candidates: Sequence[Candidate]) -> list[list[str]]:
    """The marks of every candidate, in order."""
    return [sorted({*_own(place, one), *_beside_others(place, one, candidates)}) for one in candidates]


def _own(place: Place, one: Candidate) -> Iterator[str]:
    """What the candidate is, and what stands around it."""
    yield f"kind={one.kind}"
    yield f"rules={one.sure}"
    yield f"{_sort(one)}:rules={one.sure}"
    yield from _neighbours("before", _sort(one), place.before(one.first, _NEIGHBOURS))
    yield from _neighbours("after", _sort(one), place.after(one.last, _NEIGHBOURS))
    yield from _clause("before", _sort(one), place.clause_before(one.first, _REACH))
    yield from _clause("after", _sort(one), place.clause_after(one.last, _REACH))
    facts = {
        "complaint_in_clause": place.complaint_in_clause(one.first),
        "complaint_near": place.complaint_near(one.first, one.last),
        "complains": place.complains,
        "complaint_later": place.complaints[-1] > place.complaints[place.sentence(one.last)[-1]],
        "ever_since": place.ever_since,
        "began_near": place.began_near(one.first, one.last),
        "has_onset": place.has_onset,
        "asks": place.asks(one.last),
        "whole_clause": place.whole_clause(one.first, one.last),
        "few_words": len(place.found) <= _FEW_ATOMS,
        "first_sentence": place.found[one.first].sentence == 0,
        "last_sentence": place.found[one.first].sentence == place.found[-1].sentence,
    }
    for name, holds in facts.items():
        if holds:
            yield name
            yield f"{_sort(one)}:{name}"


def _sort(one: Candidate) -> str:
    """Amounts and points in time are told in different words; a day's and a year's points are too."""
    unit = one.kind.rpartition(" ")[2]
    if unit in UNIT_NAMES:
        return "nth" if one.kind.startswith("nth") else "amount" if UNIT_NAMES[unit] >= 1 else "hours"
    return {"today": "day", "day": "day", "weekday": "week", "week": "week"}.get(one.kind, "point")


def _neighbours(side: str, sort: str, words: list[str]) -> Iterator[str]:
    for away in range(_NEIGHBOURS):
        word = words[away] if away < len(words) else ""
        for named in filter(None, (_plain(word), _class_of(word))):
            yield f"{side}{away}={named}"
            yield f"{sort}:{side}{away}={named}"


def _clause(side: str, sort: str, words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"{side}={_plain(word)}"
    classes = [_class_of(word) for word in words]
    for named in filter(None, classes):
        yield f"{side}={named}"
        yield f"{sort}:{side}={named}"
    nearest = next(filter(None, classes[:_NEAREST]), None)
    if nearest:
        yield f"nearest_{side}={nearest}"
        yield f"nearest_{side}={nearest}|{_plain(words[0])}"


def _plain(word: str) -> str:
    """The word by its stem; all numbers are one, and all units."""
    if not word:
        return _NOTHING
    if word[0].isdigit() or (word in NUMBERS and word not in ("a", "an")):
        return _NUMBER
    return _UNIT if word in UNITS else stem(word)


def _class_of(word: str) -> str:
    """What kind of thing the word speaks of; nothing for most words."""
    if not word:
        return ""
    if is_complaint(word):
        return "<complaint>"
    if is_medicine(word):
        return "<medicine>"
    return next((name for name, words in _CLASSES if word in words), "")


def _beside_others(place: Place, one: Candidate, candidates: Sequence[Candidate]) -> Iterator[str]:
    """How the candidate stands among the message's others."""
    others = [other for other in candidates if other is not one]
    yield f"count={min(len(candidates), _MANY)}"
    if not others:
        return
    surest = max(other.sure for other in others)
    yield f"longest={one.days >= max(other.days for other in others)}"
    yield f"rules={one.sure},others={surest}"
    yield f"others={surest}"
    if one.first <= min(other.first for other in others):
        yield "told_first"
    if one.first >= max(other.first for other in others):
        yield "told_last"
    for other in others:
        yield f"other_before={_plain(word_at(place.found, other.first - 1))}"
        yield f"other_after={_plain(word_at(place.found, other.last + 1))}"
        yield f"{_sort(one)}|{_sort(other)}"
        yield f"{_sort(one)}|{_sort(other)}:rules={other.sure}"
