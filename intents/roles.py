"""What an amount of time counts, from the words beside it.

"Three weeks" may be how long it has hurt, or a rate, an age, a plan, a race to come, time on
tablets, time since an operation. Each of those is one short rule here.
"""

from itertools import pairwise

from intents.amounts import Amount
from intents.atoms import number_at, word_at
from intents.place import Place, is_complaint
from intents.role_care import is_long_ago, is_on_medicine, is_operation, is_pain_free
from intents.role_people import is_age, is_missed_period, is_pregnancy, is_somebody_elses
from intents.role_words import (
    ACTIVITIES,
    BEFORE_OTHERS,
    DISTANCES,
    FUTURE_AFTER,
    MODALS,
    NOT_YET,
    PLANS,
    TAKES,
    TREATMENTS,
    TRIED,
)
from intents.time_words import SEASONS, UNITS, WEEKDAYS, listed


def counts_something_else(place: Place, amount: Amount) -> bool:
    """Whether the amount is anything but how long the complaint has lasted."""
    return any(rule(place, amount) for rule in _OTHER_ROLES)


def _points_at_a_day(place: Place, amount: Amount) -> bool:
    """A week last Tuesday is a day; three days after the race is when it came, not how long it stayed."""
    after = place.clause_after(amount.last, 2)
    if not after:
        return False
    if amount.article and (after[0] == "last" or not WEEKDAYS.keys().isdisjoint(after)):
        return True
    return (
        after[0] == "after" and not place.complains and not place.clause_before(amount.first, 1) and amount.unit <= 30
    )


def _is_long_day(place: Place, amount: Amount) -> bool:
    """A long day at work; many a day."""
    before, after = word_at(place.found, amount.first - 1), word_at(place.found, amount.last + 1)
    return (
        amount.article
        and amount.unit == 1
        and after != "ago"
        and before not in ("for", "about", "been", "only", "just")
    )


def _is_denied(place: Place, amount: Amount) -> bool:
    """20 days, not 2."""
    return not BEFORE_OTHERS.isdisjoint(place.clause_before(amount.first, 1))


def _is_rate(place: Place, amount: Amount) -> bool:
    """Five days a week; 30 miles a week; three times a day."""
    after = place.after(amount.last, 2)
    if len(after) == 2 and after[0] in ("a", "per", "each", "every", "an") and after[1] in UNITS:
        return True
    if after[:1] == ["ago"] or place.clause_after(amount.last, 1) == ["back"]:
        return False
    if not (amount.article or amount.count == 1) or word_at(place.found, amount.first) not in (
        "a",
        "an",
        "per",
        "week",
        "day",
    ):
        return False
    before = place.before(amount.first, 1)
    return bool(before) and (before[0] in DISTANCES or number_at(place.found, amount.first - 1) is not None)


def _is_future(place: Place, amount: Amount) -> bool:
    """In three weeks; 12 weeks until the race; 6 weeks to go; three weeks' time."""
    before, after = place.before(amount.first, 3), place.after(amount.last, 5)
    if after[:1] == ["ago"]:
        return False  # did my back in two weeks ago
    if place.complains and place.clause_after(amount.last, 2) in (["before"], ["out"], ["in"]):
        return not _EVENTS.isdisjoint(place.sentence_words(amount.first))  # whiplash, 3 months out
    if after:
        if (after[0] in FUTURE_AFTER and not _is_not_to_come(after)) or after[0] in ("time", "notice"):
            return True
        if (
            after[0] == "to"
            and len(after) > 1
            and after[1] in ("go", "race", "london", "marathon", "the", "my", "recover", "settle", "heal")
            and after[2:3] not in (["day"], ["week"], ["month"])
        ):
            return True
        if after[0] == "from" and len(after) > 1 and after[1] in ("now", "today", "tomorrow"):
            return True
        if after[0] == "til" or (len(after) > 1 and after[0] in ("or", "so") and after[1] in FUTURE_AFTER):
            return True
    if before[:1] == ["minus"]:
        return True
    if before and before[0] in ("in", "inside"):
        return NOT_YET.isdisjoint(place.before(amount.first))
    lost = not {"lost", "dropped"}.isdisjoint(place.before(amount.first))
    return lost and before[:1] == ["over"]


_EVENTS = frozenset(
    listed("race marathon half ultra event comp competition tri triathlon ironman holiday fly surgery op")
)


def _is_not_to_come(after: list[str]) -> bool:
    """Out of action; out from the injury; ten days before; left leg: not three weeks out from the race."""
    if after == ["before"] or (after[0] == "left" and any(is_complaint(word) for word in after[1:2])):
        return True
    if after[:2] == ["out", "from"]:
        return any(is_complaint(word) or word in ("initial", "original") for word in after)
    return after[:2] == ["out", "of"]


def _is_plan(place: Place, amount: Amount) -> bool:
    """A 12 week plan; week 3 of c25k; 100 day streak; six weeks off work."""
    after = place.clause_after(amount.last, 4)
    if amount.ordinal and not {"couch", "plan", "block", "programme"}.isdisjoint(place.clause_before(amount.first, 5)):
        return True  # couch to 5k week 4
    if amount.ordinal and not {"helped", "helps"}.isdisjoint(place.words):
        return True  # what helped me was walking, week five now
    if place.before(amount.first, 2)[:1] == ["for"] and not PLANS.isdisjoint(place.before(amount.first, 2)):
        return True
    if after[:2] == ["no", "running"]:
        return True
    if after[:1] == ["of"] and _is_of_exercise(place, amount):
        return True
    if after[:1] == ["long"] and not PLANS.isdisjoint(place.before(amount.first, 3)):
        return True
    if not after:
        return bool(amount.ordinal and set(place.before(amount.first, 2)) & (PLANS | {"diary", "log", "rehab"}))
    if after[0] in PLANS or (
        len(after) > 1
        and after[1] in PLANS
        and after[0] in ("of", "training", "running", "marathon", "free", "off", "rehab", "beginner", "my", "the")
    ):
        return True
    if (
        amount.ordinal
        and after[0] == "of"
        and set(after) & (PLANS | {"marathon", "half", "training", "stretches", "them", "camp", "rehab", "my"})
    ):
        return True
    if amount.ordinal and after[0] in ("diary", "hop"):
        return True
    if amount.ordinal and word_at(place.found, amount.last + 1) == "of" and after[1:2] and after[1][:1].isdigit():
        return True
    if after[0] == "off" and len(after) > 1 and after[1] in ("work", "sick", "school", "college", "uni", "i", "from"):
        return True
    return after[0] == "off" and amount.unit == 365


def _to_no_avail(place: Place, amount: Amount) -> bool:
    """Two months of planks and my back is no better: it has hurt for as long as that at least."""
    then = [atom.word for atom in place.found[amount.last + 1 : amount.last + 1 + _OUTCOME]]
    if amount.unit < 7 and amount.days < 14:
        return False
    none = any(pair in _NO_CHANGE for pair in pairwise(then))
    return none or (place.complains and ("still" in then or "unmoved" in then))


_OUTCOME = 14  # words in which it is told what the treatment did
_NO_CHANGE = frozenset(
    pair
    for no in ("no", "not", "isn't", "zero", "isnt", "hasn't", "never", "any", "nothing", "little")
    for pair in ((no, "better"), (no, "change"), (no, "difference"), (no, "improvement"), (no, "changed"))
) | {("the", "same"), ("same", "as"), ("no", "joy"), ("no", "luck"), ("no", "use"), ("no", "good")}


def _is_of_exercise(place: Place, amount: Amount) -> bool:
    """Two months of heavy slow squats; week 9 of clamshells: not of this sore back, nor of struggling with it."""
    if _to_no_avail(place, amount):
        return False
    after = place.clause_after(amount.last, 5)[1:]
    if not TREATMENTS.isdisjoint(after[:2]):
        return True
    for word in after:
        if word in TREATMENTS or (amount.ordinal and word in ACTIVITIES):
            return True
        if is_complaint(word) or word in ("this", "it", "that", "my", "me", "and", "with"):
            return False
    return False


def _is_compound(place: Place, amount: Amount) -> bool:
    """A three day hike, a 30 day challenge: not "3 day headache", nor "3 month now"."""
    if amount.count < 2 or amount.ordinal or place.found[amount.last].word not in ("day", "week", "month"):
        return False
    if place.clause_before(amount.first, 1) in (["since"], ["for"], ["from"], ["last"], ["past"]):
        return False
    after = place.clause_after(amount.last, 3)
    return bool(after) and after[0] not in _LITTLE and not any(is_complaint(word) for word in after)


_LITTLE = frozenset(
    listed(
        "ago before back now and of since after on in with but i i'm it its it's my so or old to from for still the "
        "already straight running post no not plus later long out is was has at low lower left right a old today"
    )
)


def _is_activity(place: Place, amount: Amount) -> bool:
    """Running ten years; ten years of running; ten years a runner; member here 3 years."""
    after = place.clause_after(amount.last, 3)
    if after in (["i", "was", "a"], ["i", "was", "an"]) or after[:1] == ["without"]:
        return True  # for ten years I was a swimmer; can't go a month without my back going
    if after[:1] == ["with"] and any(is_complaint(word) for word in after):
        return False  # off work six weeks with lumbago
    if amount.unit >= 30 and after[:1] == ["running"] and not amount.ordinal:
        return True
    if amount.unit >= 30 and (after[:1] == ["experience"] or _does(after)):
        return True
    if after[:1] == ["of"] and not (ACTIVITIES | {"marathon", "ultra"}).isdisjoint(after[1:2]):
        return True
    if amount.unit == 365 and after[:1] == ["a"] and after[1:2] and after[1].endswith(("ist", "er", "or")):
        return True  # twenty years a cyclist
    if after[:1] in (["a"], ["as"]) and set(after[1:]) & (ACTIVITIES | {"nurse", "teacher", "coach"}):
        return True
    if after[:2] == ["in", "the"] or (after[:1] == ["in"] and len(after) > 1 and after[1] in ("dubai", "a", "london")):
        return amount.unit == 365 or (after[:2] != ["in", "the"] and after[:2] != ["in", "a"])
    if after[:1] and amount.unit == 365 and (after[0] in ACTIVITIES or after[0] == "marriage"):
        return True
    clause = place.clause_before(amount.first, 6)
    if after[:1] == ["ago"] and place.ever_since:
        return False  # started running a month ago and sore ever since
    if after[:1] == ["ago"] and not _BOUGHT.isdisjoint(clause) and not place.complaint_in_clause(amount.first):
        return True
    if after[:1] == ["ago"] and "when" in clause and place.complaint_in_clause(amount.first):
        return False  # my back cracked when I lifted the dog three days ago
    for at, word in enumerate(clause):
        before = clause[at + 1] if at + 1 < len(clause) else ""
        if word in ACTIVITIES and before in ("after", "from", "following") and after[:1] == ["ago"]:
            return False  # it started after lifting bags two days ago
        if word in ACTIVITIES and not (amount.unit >= 1 and before in ("when", "while", "whilst", "from")):
            return True
        if word == "run" and before in ("i", "i've", "have", "we"):
            return True
        if is_complaint(word) or word in ("off", "and", "so") or (word == "since" and at):
            return False
    return False


_BOUGHT = frozenset(("bought", "new", "changed", "switched", "ordered", "signed", "moved", "posted", "entered"))


def _does(after: list[str]) -> bool:
    """Twenty years handling claims; not "ten years going on"."""
    return len(after) > 1 and after[0].endswith("ing") and after[0] not in _GOING and not is_complaint(after[0])


_GOING = frozenset(
    (
        "everything",
        "nothing",
        "something",
        "anything",
        "morning",
        "evening",
        "going",
        "running",
        "during",
        "having",
        "getting",
        "dealing",
        "living",
        "suffering",
        "being",
    )
)


def _is_past(place: Place, amount: Amount) -> bool:
    """Last time it took three months; in 2020 for a month; for six weeks in spring; used to."""
    before, after = place.before(amount.first, 10), place.clause_after(amount.last, 2)
    if after[:1] == ["in"] and after[1:] and (after[1] in SEASONS or after[1].startswith(("19", "20"))):
        return True
    for at, word in enumerate(before):
        following = before[at - 1] if at else ""
        if word == "last" and following in ("time", "episode", "bout"):
            return True
        if (word, following) in (("used", "to"), ("when", "was")) or before[max(at - 2, 0) : at + 1] == [
            "was",
            "i",
            "when",
        ]:
            return True
        if len(word) == 4 and word.isdigit() and word.startswith(("19", "20")) and before[at + 1 : at + 2] == ["in"]:
            return "since" not in before[:at] and not any(is_complaint(later) for later in before[:at])
    return False


def _is_waiting(place: Place, amount: Amount) -> bool:
    """Should I wait 4 weeks; it could take three months; give it a week."""
    before = place.clause_before(amount.first, 8)
    if place.after(amount.last, 1) == ["ago"]:
        return False
    if before[:1] == ["than"] and place.asks(amount.last):
        return True  # anyone kept at it longer than a week?
    alone = len(place.sentence(amount.first)) <= amount.last - amount.first + 2
    if alone and amount.first and place.asks(amount.last) and place.asks(amount.first - 1):
        return True  # how long does it take? Six weeks?
    if place.clause_after(amount.last, 1) and place.clause_after(amount.last, 1)[0] in (
        "reasonable",
        "normal",
        "enough",
        "standard",
        "typical",
    ):
        return True
    asked = place.before(amount.first, 8)
    if {"how", "long"} <= set(asked) and {"had", "been", "for", "since", "now"}.isdisjoint(asked):
        return True
    if not {"waitlist", "waiting", "queue"}.isdisjoint(before):
        return True
    if _FOUND_OUT & set(place.after(amount.last, 9)):
        return False  # took them four years to spot it
    if set(before) & {"if", "recovery"} or {"how", "long"} <= set(before):
        return True
    if not _TELLS.isdisjoint(before) and not {"to", "rest", "wait", "off"}.isdisjoint(before[:3]):
        return True  # my physio told me to rest for two weeks
    takes = next((at for at, word in enumerate(before[:4]) if word in TAKES), None)
    if takes is None:
        return False
    if before[takes] in ("took", "wait", "take", "takes", "give", "allow", "need", "needs", "heal"):
        return True
    return bool(MODALS & set(before)) and before[takes] != "last"


_TELLS = frozenset(("told", "says", "said", "advised", "recommended", "suggested", "wants", "prescribed"))
_FOUND_OUT = frozenset(("spot", "find", "found", "diagnose", "diagnosed"))


def _is_a_bout(place: Place, amount: Amount) -> bool:
    """Aches for two days after every run: how long it lasts each time."""
    before, after = place.clause_before(amount.first, 9), place.clause_after(amount.last, 2)
    if after == ["in", "a"] and _time_and_again(place, amount):
        return True  # whenever I run two days in a row
    if before[:1] == ["for"] and amount.unit <= 7 and _time_and_again(place, amount):
        return True  # every couple of months my back goes out for a few days
    if before[:1] == ["for"] and not _EASES.isdisjoint(before):
        return True  # the chiro helps for a few days
    each = any(one in _EACH and two == "after" for one, two in pairwise(before))
    if each and before[0] == "for":
        return True
    short = amount.days < 7 and {"been", "has", "since"}.isdisjoint(before)
    return after[:1] == ["after"] and not (_EACH if short else _EVERY).isdisjoint(after[1:])


def _time_and_again(place: Place, amount: Amount) -> bool:
    """Whenever; every few months; each time: not "every night for three weeks"."""
    before = place.before(amount.first)
    again = any(two in ("every", "each") and one in _PERIODS for one, two in pairwise(before))
    return again or not {"whenever", "if", "sometimes", "usually"}.isdisjoint(before)


_PERIODS = frozenset(("couple", "few", "time", "now", "other", "year", "winter", "spring", "two", "three", "six"))
_EASES = frozenset(("helps", "helped", "eases", "relief"))
_EVERY = frozenset(("any", "every", "each", "most"))
_EACH = _EVERY | {"a", "long"}


def _is_cause(place: Place, amount: Amount) -> bool:
    """Stiff after a week of desk, after years on the sofa: what came before it."""
    before, after = place.clause_before(amount.first, 1), place.clause_after(amount.last, 5)
    if before not in (["after"], ["from"], ["the"]) or after[:1] not in (["of"], ["on"], ["in"], ["off"]):
        return False
    return not any(is_complaint(word) or word in ("back", "this", "it", "that", "my", "a") for word in after[1:])


def _is_trying(place: Place, amount: Amount) -> bool:
    """Did the stretches for two months: how long it was treated, not how long it has hurt."""
    if any(is_complaint(word) for word in place.clause_after(amount.last, 1)):
        return False  # stretches for a two year backache
    if place.clause_after(amount.last, 1) == ["ago"] or _to_no_avail(place, amount):
        return False  # did something to my back a fortnight ago
    before = place.clause_before(amount.first, 5)
    for word in before:
        if word in TRIED:
            return True
        if is_complaint(word):
            return False
    return False


_OTHER_ROLES = (
    _is_denied,
    _points_at_a_day,
    _is_long_day,
    _is_rate,
    is_age,
    is_pregnancy,
    is_missed_period,
    _is_future,
    _is_plan,
    _is_compound,
    _is_activity,
    is_on_medicine,
    is_operation,
    is_long_ago,
    is_pain_free,
    _is_past,
    _is_waiting,
    _is_a_bout,
    _is_cause,
    _is_trying,
    is_somebody_elses,
)
