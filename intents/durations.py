"""How long the complaint has lasted.

Many numbers in a message are not how long it has hurt: ages, years of running, plans, races,
weeks until one, times since an operation, seconds of a stretch. So it goes in three steps:

1. find every amount ("three weeks") and every point in time ("since Tuesday");
2. ask of each what it counts, from the words beside it; most other roles rule it out;
3. a correction stands; else of what is left the best supported: "this time", then the longest;
   a head that was taught on messages like it (`time_head`) may doubt that choice or make another.
"""

from datetime import datetime

from intents.amounts import Amount, chinese_days, find_amounts
from intents.anchors import find_anchors
from intents.atoms import VOCABULARY as TIME_WORDS
from intents.atoms import Atom, atoms, number_at, word_at
from intents.beginnings import just_now, since_a_birth, since_an_age, weigh_anchor
from intents.candidates import HINTED, REPLY_WORDS, RULED_OUT, STATED, THIS_TIME, Candidate, whole_days_of
from intents.corrections import corrected, recount
from intents.dates import Anchor
from intents.place import Place, is_complaint
from intents.role_words import SPELT
from intents.roles import counts_something_else
from intents.time_head import UNTAUGHT, TimeHead
from intents.time_words import FOREIGN_STRETCHES, FOREIGN_UNITS, WEEKDAYS, listed
from intents.understanding import Duration
from intents.words import Words

__all__ = ["VOCABULARY", "find_duration", "recount"]

_LONGEST_DAYS = 36_500
_MOST = 40  # amounts, and points in time, that are weighed: no message holds so many in earnest
_GOING_ON = frozenset(
    listed("for since been now past last these lasted way going nearly almost about over and after with had have")
)
_GOING_ON_AFTER = frozenset(
    (
        "now",
        "ago",
        "and",
        "since",
        "currently",
        "of",
        "straight",
        "in",
        "so",
        "solid",
        "already",
        "back",
        "long",
        "old",
        "on",
    )
)
# Words whose spelling matters here: a repairer should know them.
VOCABULARY = TIME_WORDS | SPELT


def find_duration(words: Words, now: datetime, head: TimeHead = UNTAUGHT) -> Duration | None:
    """How long the complaint has lasted by the words of this message; None when they do not say."""
    found = atoms(words)
    if not found:
        return None
    amounts = find_amounts(found)[:_MOST]
    revised = corrected(words, found, amounts)
    if revised:
        return revised
    place = Place(found, frozenset(atom.word for atom in found))
    candidates = find_candidates(place, amounts, now)
    if not candidates:
        chinese = chinese_days(words.plain)
        return Duration(round(chinese[0]), chinese[1]) if chinese else None
    best = head.choose(place, candidates)
    if best is None:
        return None
    return Duration(whole_days_of(best.days), words.plain[found[best.first].start : found[best.last].end])


def find_candidates(place: Place, amounts: list[Amount], now: datetime) -> list[Candidate]:
    """Every amount and every point in time, with what the rules make of it: those they rule out are there too."""
    candidates = [_weigh_amount(place, amount) or _ruled_out(amount) for amount in amounts]
    within = {at for amount in amounts for at in (amount.first, amount.last)}  # 4/7 is four days, not a date
    anchors = [a for a in find_anchors(place.found, now) if a.first not in within or a.kind != "date"][:_MOST]
    candidates += [_as_candidate(anchor, weigh_anchor(place, anchor)) for anchor in anchors]
    candidates += since_an_age(place.found) + since_a_birth(place.found) + _ellipsis(place, amounts)
    if all(candidate.sure == RULED_OUT for candidate in candidates):
        candidates += just_now(place)
    return [candidate for candidate in candidates if 0 <= candidate.days <= _LONGEST_DAYS]


def _ruled_out(amount: Amount) -> Candidate:
    return Candidate(amount.days, amount.first, amount.last, RULED_OUT, amount.kind)


def _as_candidate(anchor: Anchor, weighed: Candidate | None) -> Candidate:
    sure = weighed.sure if weighed else RULED_OUT
    return Candidate(anchor.days, anchor.first, anchor.last, sure, anchor.kind)


def _weigh_amount(place: Place, amount: Amount) -> Candidate | None:
    """How surely this amount is how long the complaint has lasted; None when it is something else."""
    if counts_something_else(place, amount):
        return None
    alone = _is_alone(place, amount)
    if amount.unit < 1:
        return _weigh_hours(place, amount, alone)
    if amount.ordinal and not (alone or _is_ordinal_of_complaint(place, amount)):
        return None
    if amount.unit >= 365 and not alone and _of_something_else(place, amount):
        return None
    if not alone and not _belongs_to_complaint(place, amount):
        return _goes_on_unnamed(place, amount)
    return Candidate(amount.days, amount.first, amount.last, _surety(place, amount), amount.kind)


def _goes_on_unnamed(place: Place, amount: Amount) -> Candidate | None:
    """For three weeks, two months ago: something has gone on so long, in words that name no complaint known to us."""
    before, after = word_at(place.found, amount.first - 1), word_at(place.found, amount.last + 1)
    goes_on = before in _LASTS or after in ("ago", "now", "already")
    return Candidate(amount.days, amount.first, amount.last, HINTED, amount.kind) if goes_on else None


_LASTS = frozenset(("for", "past", "last", "over", "nearly", "almost"))


def _is_alone(place: Place, amount: Amount) -> bool:
    """Whether the sentence says little else: "about three weeks I think"."""
    return all(
        word in REPLY_WORDS or word in WEEKDAYS or number_at(place.found, at) is not None
        for at, word in place.around(amount, place.sentence(amount.first))
    )


def _is_ordinal_of_complaint(place: Place, amount: Amount) -> bool:
    """Day three of this back; day 2 since."""
    before, after = word_at(place.found, amount.first - 1), word_at(place.found, amount.last + 1)
    return (
        place.complaint_in_clause(amount.first)
        or place.whole_clause(amount.first, amount.last)
        or after in ("since", "now", "of", "post", "currently", "update", "running")
        or before in ("on", "it's", "its")
    )


def _belongs_to_complaint(place: Place, amount: Amount) -> bool:
    """Whether a complaint stands near, or the wording says that something has gone on so long."""
    found = place.found
    before, after = word_at(found, amount.first - 1), word_at(found, amount.last + 1)
    if place.complaint_near(amount.first, amount.last) or before == "been" or _this_time(found, amount):
        return True
    if amount.ordinal and before in ("it's", "its") and "still" in place.sentence_words(amount.first):
        return True  # it's day three and I still walk like a question mark
    if [after, word_at(found, amount.last + 2)] == ["to", "the"] and place.complains:
        return True  # three years to the week
    if place.complains and (before in ("it's", "its") or "took" in place.before(amount.first, 2)):
        return True
    if place.clause_after(amount.last, 2) in _HAS_BEEN or before in ("past", "last"):
        return True
    if after in ("later", "on") and not _GOES_ON_STILL.isdisjoint(place.after(amount.last, 8)):
        return True  # 19 days later it's still having a word
    if before == "for" and not {"this", "it", "these"}.isdisjoint(place.clause_before(amount.first, 3)[1:]):
        return True  # I've had this for months
    if place.complains and amount.unit == 1 and after in ("running", "straight"):
        return True
    if (after == "of" and word_at(found, amount.last + 2) in ("it", "this", "that")) or (_is_foreign(place, amount)):
        return True
    if before in ("since", "from") and not amount.article:
        return True
    if after in ("already", "now", "into") or "since" in place.clause_after(amount.last, 2):
        return True
    cued = before in _GOING_ON or after in _GOING_ON_AFTER or amount.vague
    if place.whole_clause(amount.first, amount.last):
        return True
    unable = not _UNABLE.isdisjoint(place.sentence_words(amount.first))
    if cued and (place.complains or unable or (len(found) <= 12 and after != "in")):
        return True
    return place.complains and not amount.article and len(place.sentence(amount.first)) <= 8


_HAS_BEEN: tuple[list[str], ...] = (["it's", "been"], ["its", "been"], ["it", "has"], ["i've", "had"], ["ive", "had"])
_GOES_ON_STILL = frozenset(("still", "not", "never", "isn't", "can't", "cant", "no"))
_UNABLE = frozenset(("can't", "cant", "cannot", "couldn't", "couldnt", "unable"))


def _surety(place: Place, amount: Amount) -> int:
    """How sure: "this time" beats others; an amount that was only thought, or is over, yields."""
    found = place.found
    if {word_at(found, amount.first - back) for back in (1, 2)} & {"mine", "mine's"} or _this_time(found, amount):
        return THIS_TIME
    before, after = place.before(amount.first, 4), place.after(amount.last, 6)
    if before[:1] in (["since"], ["from"]) and place.complaint_in_clause(amount.first):
        return THIS_TIME  # since two days the back is like a knife
    if not _OVER.isdisjoint(after[:2]) or "mine" in after or not {"thought", "told"}.isdisjoint(before):
        return HINTED
    if after[:1] == ["ago"] and not place.complaint_in_clause(amount.first):
        return HINTED
    return STATED


_OVER = frozenset(("fine", "sorted", "gone", "cleared", "healed"))


def _this_time(found: list[Atom], amount: Amount) -> bool:
    """Four days this time; this time? nine days; this one's 4 days old; three days into a new one."""
    if {"one's", "new"} & {word_at(found, amount.first - 1), word_at(found, amount.last + 3)}:
        return word_at(found, amount.first - 2) == "this" or word_at(found, amount.last + 1) == "into"
    return (word_at(found, amount.last + 1), word_at(found, amount.last + 2)) == ("this", "time") or (
        "time" in (word_at(found, amount.first - 1), word_at(found, amount.first - 2))
        and "this" in (word_at(found, amount.first - 2), word_at(found, amount.first - 3))
    )


def _is_foreign(place: Place, amount: Amount) -> bool:
    """In another language nearly all that is told beside a pain is how long it has hurt."""
    word = place.found[amount.last].word
    return word in FOREIGN_UNITS or word in FOREIGN_STRETCHES


def _of_something_else(place: Place, amount: Amount) -> bool:
    """A nurse for eleven years; insomnia for years: the word it hangs on is no complaint."""
    if any(is_complaint(word) for word in place.clause_before(amount.first, 8)):
        return False
    if place.complaint_in_clause(amount.first) and word_at(place.found, amount.first - 1) not in ("for", "about"):
        return False
    if word_at(place.found, amount.last + 1) in ("already", "now"):
        return False
    if place.complaint_in_clause(amount.first) and not _DAILY.isdisjoint(place.clause_before(amount.first, 4)):
        return False
    if _is_foreign(place, amount):
        return False
    low = max(amount.first - 8, 0)
    if place.ever_since or place.complaints[amount.first] > place.complaints[low]:
        return False
    for word in place.clause_before(amount.first, 4):
        if is_complaint(word) or word in _GOES_ON:
            return False
        if word not in REPLY_WORDS and word not in _GOING_ON:
            return True
    return False


_DAILY = frozenset(("morning", "night", "day", "run", "evening"))
_GOES_ON = frozenset(
    listed(
        "back it this that had have having getting there way off on like going happening suffering suffered with "
        "dealing lived carried ill chronic comes done i've ive me has you always"
    )
)


def _ellipsis(place: Place, amounts: list[Amount]) -> list[Candidate]:
    """24 weeks pregnant, back sore for 3: the unit was said before."""
    found = place.found
    for at, atom in enumerate(found):
        number = number_at(found, at + 1) if atom.word == "for" else None
        if not number or found[at + 1].sentence != atom.sentence or not is_complaint(word_at(found, at - 1)):
            continue
        ends = number[1] >= len(found) or found[number[1]].clause != found[at + 1].clause
        unit = next((amount.unit for amount in reversed(amounts) if amount.last < at and amount.unit >= 1), None)
        if ends and unit:
            return [Candidate(number[0] * unit, at, number[1] - 1, STATED, "unit_unsaid")]
    return []


def _weigh_hours(place: Place, amount: Amount, alone: bool) -> Candidate | None:
    """Minutes and hours count when the complaint began so long ago: not "after 20 minutes"."""
    after = {word_at(place.found, amount.last + ahead) for ahead in (1, 2)}
    before = {word_at(place.found, amount.first - back) for back in (1, 2)}
    ago = (
        (place.complains and word_at(place.found, amount.first - 1) in ("since", "from"))
        or "ago" in after
        or "since" in after
        or (place.complains and ("last" in before or {"past", "the"} <= before))
    )
    whole_days = amount.days >= 1 and (
        ago or "of" in after or "now" in after or "solid" in after or place.whole_clause(amount.first, amount.last)
    )
    still = amount.days < 1 and "now" in after
    told_alone = place.complains and (
        place.whole_clause(amount.first, amount.last) or word_at(place.found, amount.last + 1) == "no"
    )
    if (
        (ago and (place.complains or place.has_onset))
        or whole_days
        or still
        or told_alone
        or (alone and len(place.found) <= 6)
    ):
        return Candidate(amount.days, amount.first, amount.last, STATED, amount.kind)
    return None
