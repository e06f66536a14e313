"""How long the complaint has lasted.

Many numbers in a message are not how long it has hurt: ages, years of running, plans, races,
weeks until one, times since an operation, seconds of a stretch. So it goes in three steps:

1. find every amount ("three weeks") and every point in time ("since Tuesday");
2. ask of each what it counts, from the words beside it; most other roles rule it out;
3. of what is left the best supported stands: a correction, then "this time", then the longest.
"""

from dataclasses import dataclass
from datetime import datetime

from intents.amounts import VOCABULARY as TIME_WORDS
from intents.amounts import Amount, Atom, atoms, chinese_days, find_amounts, number_at, word_at
from intents.anchors import Anchor, find_anchors
from intents.roles import SPELT, Place, counts_something_else, is_complaint, somebody_elses
from intents.time_words import FOREIGN_UNITS, UNITS, VAGUE, WEEKDAYS
from intents.understanding import Duration
from intents.words import Words

# How sure a candidate is; the surest wins, then the longest.
_CORRECTED, _THIS_TIME, _STATED, _HINTED = 4, 3, 2, 1
_LONGEST_DAYS = 36_500
_CORRECTS = frozenset(("sorry", "nearer", "soz", "actually", "correction", "scratch", "meant", "oops", "autocorrect"))
_REPLY_WORDS = frozenset(
    ["a", "about", "i", "think", "it", "its", "it's", "started", "since", "just", "only", "like", "maybe", "probably", "sometime", "roughly", "around", "bout", "the", "last", "so", "for", "been", "now", "of", "or", "ish", "but", "and", "time", "early", "late", "mid", "end", "hmm", "id", "say", "i'd", "erm", "um", "well", "on", "from", "this", "literally", "happened", "yes", "yeah", "no", "today", "even", "must", "tops", "and", "off", "way", "que", "más", "o", "menos", "een", "hace", "desde", "depuis", "seit", "like", "this", "bout", "be", "have", "that", "been", "well", "never", "going", "some", "thing", "is", "not", "ago", "over", "under", "almost", "nearly", "more", "less", "than", "approximately", "approx", "to", "one", "them", "start", "by", "my", "guess", "mid", "beginning", "was", "had", "have", "in", "good", "plus", "haha", "lol", "tbh", "reckon", "too", "many", "feels", "back", "mate", "sorry", "sir", "ya", "first", "ages", "hi"]
)
_GOING_ON = frozenset(["for", "since", "been", "now", "past", "last", "these", "lasted", "going", "nearly", "almost", "about", "over", "and", "after", "with", "had", "have"])


@dataclass(frozen=True, slots=True)
class _Candidate:
    days: float
    first: int
    last: int
    sure: int


# Words whose spelling matters here: a repairer should know them.
VOCABULARY = TIME_WORDS | SPELT


def find_duration(words: Words, now: datetime) -> Duration | None:
    """How long the complaint has lasted by the words of this message; None when they do not say."""
    found = atoms(words)
    if not found:
        return None
    place = Place(found, frozenset(atom.word for atom in found))
    amounts = find_amounts(found)
    corrected = _corrected(words, found, amounts)
    if corrected:
        return corrected
    candidates = [c for amount in amounts if (c := _weigh_amount(place, amount))]
    candidates += [c for anchor in find_anchors(found, now) if (c := _weigh_anchor(place, anchor))]
    candidates += _since_an_age(found) + _ellipsis(place, amounts)
    if not candidates:
        candidates = _just_now(place)
    candidates = [candidate for candidate in candidates if 0 <= candidate.days <= _LONGEST_DAYS]
    if not candidates:
        chinese = chinese_days(words.plain)
        return Duration(round(chinese[0]), chinese[1]) if chinese else None
    best = max(candidates, key=lambda candidate: (candidate.sure, candidate.days))
    return Duration(_whole(best.days), words.plain[found[best.first].start : found[best.last].end])


def recount(said: str, correction: Duration) -> Duration | None:
    """What "8 days" becomes after "sorry, weeks": the number said before, in the unit said now."""
    from intents.words import read

    before = find_amounts(atoms(read(said)))
    if not before or not correction.corrects_unit:
        return None
    return Duration(_whole(before[0].count * correction.days), f"{said}; {correction.words}")


def _whole(days: float) -> int:
    """Half a day up: two and a half weeks are 18 days; less than a day is none."""
    return int(days + 0.5) if days >= 1 else 0


# Amounts -----------------------------------------------------------------------------------------


def _weigh_amount(place: Place, amount: Amount) -> _Candidate | None:
    """How surely this amount is how long the complaint has lasted; None when it is something else."""
    found = place.found
    sentence = place.sentence(amount.first)
    alone = all(word in _REPLY_WORDS or word in WEEKDAYS or number_at(found, at) for at, word in place.around(amount, sentence))
    if counts_something_else(place, amount):
        return None
    if amount.unit < 1:
        return _weigh_hours(place, amount, alone)
    if word_at(found, amount.last + 1) in ("earlier",):
        return None
    before, after = word_at(found, amount.first - 1), word_at(found, amount.last + 1)
    sure_of_it = before == "been" or _this_time(found, amount) or (after, word_at(found, amount.last + 2)) in (("of", "it"), ("of", "this"), ("of", "that")) or found[amount.last].word in FOREIGN_UNITS
    cued = before in _GOING_ON or after in ("now", "ago", "and", "since", "currently", "of", "straight", "in", "so", "solid", "already", "back", "long")
    cued = cued or amount.vague or place.whole_clause(amount.first, amount.last)
    near = place.complaint_near(amount.first, amount.last)
    if amount.ordinal and not (alone or place.complaint_in_clause(amount.first) or place.whole_clause(amount.first, amount.last) or after in ("since", "now", "of", "post") or before == "on"):
        return None
    if amount.unit >= 365 and not alone and _of_something_else(place, amount):
        return None
    if not (near or alone or sure_of_it or (cued and (place.complains or len(found) <= 12 or place.whole_clause(amount.first, amount.last))) or (place.complains and len(sentence) <= 8)):
        return None
    if amount.article and not (cued or near or alone):
        return None
    sure = _STATED
    if {word_at(found, amount.first - back) for back in (1, 2)} & {"mine", "mine's"} or _this_time(found, amount):
        sure = _THIS_TIME
    elif set(place.after(amount.last, 2)) & {"fine", "sorted", "gone", "cleared", "healed"} or (after == "ago" and not place.complaint_in_clause(amount.first)) or "mine" in place.after(amount.last, 6):
        sure = _HINTED
    return _Candidate(amount.days, amount.first, amount.last, sure)


def _this_time(found: list[Atom], amount: Amount) -> bool:
    """Four days this time; this time? nine days."""
    return (word_at(found, amount.last + 1), word_at(found, amount.last + 2)) == ("this", "time") or (
        "time" in (word_at(found, amount.first - 1), word_at(found, amount.first - 2))
        and "this" in (word_at(found, amount.first - 2), word_at(found, amount.first - 3))
    )


def _of_something_else(place: Place, amount: Amount) -> bool:
    """A nurse for eleven years; insomnia for years: the word it hangs on is no complaint."""
    if place.complaint_in_clause(amount.first) and word_at(place.found, amount.first - 1) not in ("for", "about"):
        return False
    low = max(amount.first - 8, 0)
    if place.ever_since or place.complaints[amount.first] > place.complaints[low]:
        return False
    for word in place.clause_before(amount.first, 4):
        if is_complaint(word) or word in _GOES_ON:
            return False
        if word not in _REPLY_WORDS and word not in _GOING_ON:
            return True
    return False


_GOES_ON = frozenset(["back", "it", "this", "that", "had", "have", "having", "getting", "there", "way", "off", "on", "like", "going", "happening", "suffering", "suffered", "with", "dealing", "lived", "carried", "ill", "chronic", "comes"])


def _ellipsis(place: Place, amounts: list[Amount]) -> list[_Candidate]:
    """24 weeks pregnant, back sore for 3: the unit was said before."""
    found = place.found
    for at, atom in enumerate(found):
        number = number_at(found, at + 1) if atom.word == "for" else None
        if not number or found[at + 1].sentence != atom.sentence or not is_complaint(word_at(found, at - 1)):
            continue
        ends = number[1] >= len(found) or found[number[1]].clause != found[at + 1].clause
        unit = next((amount.unit for amount in reversed(amounts) if amount.last < at and amount.unit >= 1), None)
        if ends and unit:
            return [_Candidate(number[0] * unit, at, number[1] - 1, _STATED)]
    return []


def _weigh_hours(place: Place, amount: Amount, alone: bool) -> _Candidate | None:
    """Minutes and hours count when the complaint began so long ago: not "after 20 minutes"."""
    after = {word_at(place.found, amount.last + ahead) for ahead in (1, 2)}
    before = {word_at(place.found, amount.first - back) for back in (1, 2)}
    ago = "ago" in after or "since" in after or (place.complains and ("last" in before or {"past", "the"} <= before))
    whole_days = amount.days >= 1 and (ago or "of" in after or "solid" in after or place.whole_clause(amount.first, amount.last))
    still = amount.days < 1 and "now" in after
    told_alone = place.complains and (place.whole_clause(amount.first, amount.last) or word_at(place.found, amount.last + 1) == "no")
    if (ago and (place.complains or place.has_onset)) or whole_days or still or told_alone or (alone and len(place.found) <= 6):
        return _Candidate(amount.days, amount.first, amount.last, _STATED)
    return None


# Points in time ----------------------------------------------------------------------------------


def _weigh_anchor(place: Place, anchor: Anchor) -> _Candidate | None:
    """How surely the complaint began then."""
    found = place.found
    sentence = place.sentence(anchor.first)
    since = _since(found, anchor.first)
    whole_message = len(found) <= 8 and all(
        anchor.first <= at <= anchor.last or atom.word in _REPLY_WORDS or atom.word in WEEKDAYS or atom.word in ("st", "nd", "th", "rd")
        for at, atom in enumerate(found)
    )
    as_amount = Amount(anchor.first, anchor.last, anchor.days, 1.0, 1.0)
    if place.rules_out_since(anchor.first, since):
        return None
    if somebody_elses(place, anchor.first) or _is_improving(place, anchor) or _counts_times(place, anchor) or _is_weight(place, anchor):
        return None
    if whole_message:
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED)
    if anchor.kind == "stretch" and (place.complaint_near(anchor.first, anchor.last)) and not counts_something_else(place, as_amount):
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED)
    if since and (place.complains or anchor.kind in ("day", "weekday", "today") or len(sentence) <= 8) and not place.pain_free(anchor.first, anchor.last):
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED)
    if place.ever_since and anchor.kind in ("month", "date", "weekday", "day"):
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED)
    if anchor.kind == "this" and anchor.days == 7 and place.complaint_in_clause(anchor.first):
        return _Candidate(anchor.days, anchor.first, anchor.last, _HINTED)
    if _that_was(found, anchor) or (anchor.kind == "year" and not {"began", "started"}.isdisjoint(place.sentence_words(anchor.first))):
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED) if place.complains else None
    if anchor.kind in ("feast", "season") and place.ever_since and place.complains:
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED)
    if anchor.kind in ("year", "feast", "season", "this"):
        return None
    if anchor.kind == "weekday" and is_complaint(word_at(found, anchor.first - 1)):
        return _Candidate(anchor.days, anchor.first, anchor.last, _STATED)
    reach = 5 if anchor.kind == "today" else 10
    if place.began_near(anchor.first, anchor.last, reach) and (place.complains or place.has_onset):
        return _Candidate(anchor.days, anchor.first, anchor.last, _HINTED if anchor.kind == "today" else _STATED)
    return None


def _since(found: list[Atom], first: int) -> bool:
    """Whether "since" leads to this point, over a few small words: "since about the"."""
    through = [word_at(found, first - back) for back in (1, 2, 3)]
    if through[0] in _ALL_OF or (through[0] in ("of", "the", "through") and not _ALL_OF.isdisjoint(through[1:])):
        return True
    for back in range(1, 8):
        if first - back < 0 or found[first - back].clause != found[first].clause:
            return False
        atom = word_at(found, first - back)
        if atom in ("since", "depuis", "desde", "seit", "cince", "sinse", "od", "sinds", "ever", "dal", "dalla"):
            return True
        if atom in ("from", "da") and back <= 2:
            return found[0].clause == found[-1].clause or "race" not in (word_at(found, first + 1), word_at(found, first + 2))
    return False


def _that_was(found: list[Atom], anchor: Anchor) -> bool:
    """Mine was Friday; that was January."""
    was = word_at(found, anchor.first - 1) in ("was", "on") and "was" in (word_at(found, anchor.first - 1), word_at(found, anchor.first - 2))
    return was and not {"mine", "that"}.isdisjoint((word_at(found, anchor.first - 2), word_at(found, anchor.first - 3)))


_IMPROVED = frozenset(["better", "improving", "improved", "resolved", "fine", "settled", "easier", "settling", "gone", "zero", "loads", "cleared", "perfect", "great"])


def _is_improving(place: Place, anchor: Anchor) -> bool:
    """Better this week; resolved since last week."""
    before = place.clause_before(anchor.first, 6)
    improved = not _IMPROVED.isdisjoint(before[:5]) or before[:2] == ["since", "right"]
    return improved and {"not", "never", "isn't", "wasn't", "haven't", "hasn't", "no"}.isdisjoint(before)


def _counts_times(place: Place, anchor: Anchor) -> bool:
    """Fourth time since summer; three injuries since January."""
    return not {"time", "times", "flare", "bout", "twice", "injuries", "third", "fourth", "fifth", "second"}.isdisjoint(place.clause_before(anchor.first, 3))


_WEIGHT = frozenset(["kg", "kgs", "stone", "lbs", "pounds", "kilos", "bmi", "weight"])


def _is_weight(place: Place, anchor: Anchor) -> bool:
    """Lost a stone since September: a sign, but not how long the back has hurt."""
    clause = place.clause_before(anchor.first, 12)
    return not _WEIGHT.isdisjoint(clause) or ("gone" in clause and "from" in clause)


_SUDDEN = frozenset(["went", "popped", "pinged", "tweaked", "pulled", "happened", "bent", "twinged", "hurt", "fell", "slipped", "injured", "strained", "seized", "spasmed"])


_ALL_OF = frozenset(("most", "all", "over", "whole", "throughout"))


def _just_now(place: Place) -> list[_Candidate]:
    """Just went, just tweaked it; woke up with it this very day."""
    found = place.found
    for at, atom in enumerate(found):
        if atom.word == "just" and word_at(found, at + 1) in _SUDDEN and place.complains:
            return [_Candidate(0, at, at + 1, _HINTED)]
        if atom.word == "woke" and place.complaint_near(at, at, 8) and word_at(found, at + 1) == "up" and word_at(found, at + 2) in ("with", "and", "n", "this"):
            return [_Candidate(0, at, at, _HINTED)]
    return []


def _since_an_age(found: list[Atom]) -> list[_Candidate]:
    """Since I was 25 (I'm 40): the years between."""
    ages: list[float] = []
    since = -1
    for at, atom in enumerate(found):
        number = number_at(found, at) if atom.word[:1].isdigit() or len(atom.word) > 2 else None
        if not number or not 5 <= number[0] <= 100:
            continue
        two, one = word_at(found, at - 2), word_at(found, at - 1)
        if one == "was" or (one in ("about", "turned", "around") and two in ("was", "i")):
            words_before = {word_at(found, at - back) for back in range(2, 7)}
            if words_before & {"running", "run", "lifting", "training"}:
                return []
            if words_before & {"since", "started", "began"}:
                since = at
                ages.insert(0, number[0])
        elif one in ("i'm", "im", "am", "now") or word_at(found, number[1]) == "now":
            ages.append(number[0])
    if since >= 0 and len(ages) >= 2 and ages[1] > ages[0]:
        return [_Candidate((ages[1] - ages[0]) * 365, since, since, _STATED)]
    return []


# Corrections -------------------------------------------------------------------------------------


def _corrected(words: Words, found: list[Atom], amounts: list[Amount]) -> Duration | None:
    """Three days, sorry, weeks; not days, weeks; scratch that, 12."""
    mark = next((at for at, atom in enumerate(found) if atom.word in _CORRECTS), None)
    for at, atom in enumerate(found):
        if (word_at(found, at - 1), atom.word) in (("i", "mean"), ("no", "wait"), ("wait", "no"), ("make", "that")):
            mark = at if mark is None else mark
        if atom.word == "not" and word_at(found, at + 1) in VAGUE:
            mark = at if mark is None else mark
        if atom.gap.endswith("*"):
            mark = at if mark is None else mark
    if mark is None:
        return None
    unit = _unit_meant(found, mark)
    said_before = [amount for amount in amounts if amount.first < mark and not amount.vague]
    said_after = [amount for amount in amounts if amount.first >= mark and not amount.vague and word_at(found, amount.first - 1) != "not"]
    if said_after and said_before:
        best = said_after[0]
        return Duration(_whole(best.days), words.plain[found[best.first].start : found[best.last].end])
    if unit is None:
        return _number_meant(words, found, mark, said_before)
    if said_before:
        count = said_before[-1].count
        return Duration(_whole(count * UNITS[found[unit].word]), words.plain[found[said_before[-1].first].start : found[unit].end])
    bare = next((n for at in range(len(found)) if (n := number_at(found, at)) and found[at].word[:1].isdigit()), None)
    if bare and not said_after and len(found) <= 12:
        return Duration(_whole(bare[0] * UNITS[found[unit].word]), words.plain)
    if not said_after and len(found) <= 8:
        return Duration(_whole(UNITS[found[unit].word]), found[unit].word, corrects_unit=True)
    return None


def _unit_meant(found: list[Atom], mark: int) -> int | None:
    """The index of the unit that is meant: the one after the mark that no "not" precedes."""
    for at in range(mark, min(mark + 8, len(found))):
        if found[at].word in VAGUE and word_at(found, at - 1) != "not" and not number_at(found, at - 1):
            return at
    if mark >= 1 and found[mark].word == "not" and found[mark - 1].word in VAGUE and not number_at(found, mark - 2):
        return mark - 1
    return None


def _number_meant(words: Words, found: list[Atom], mark: int, said: list[Amount]) -> Duration | None:
    """Ten weeks; scratch that, 12."""
    if not said:
        return None
    for at in range(mark + 1, min(mark + 6, len(found))):
        number = number_at(found, at)
        if number and found[at].word not in ("a", "an", "to", "half") and word_at(found, at - 1) != "not" and 1 <= number[0] <= 60:
            if word_at(found, number[1]) in ("mile", "miles", "km", "k", "times", "of", "mins", "minutes", "out"):
                continue
            return Duration(_whole(number[0] * said[-1].unit), words.plain[found[said[-1].first].start : found[at].end])
    return None
