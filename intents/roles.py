"""What an amount of time counts, from the words beside it.

"Three weeks" may be how long it has hurt, or a rate, an age, a plan, a race to come, time on
tablets, time since an operation. Each of those is one short rule here.
"""

from itertools import pairwise

from intents.amounts import Amount, number_at, word_at
from intents.place import Place, is_complaint
from intents.role_words import (
    ACTIVITIES,
    BABIES,
    BEFORE_AGE,
    BEFORE_OTHERS,
    DISTANCES,
    ELAPSES,
    EXPECTING,
    FREE,
    FUTURE_AFTER,
    MODALS,
    NOT_YET,
    OPERATIONS,
    OTHERS,
    OWN,
    PERSONS,
    PLANS,
    TAKES,
    TREATMENTS,
    TRIED,
    is_medicine,
)
from intents.time_words import FOREIGN_SINCE, FOREIGN_UNITS, UNITS, WEEKDAYS


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
    if after[:1] in (["ago"], ["back"]):
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


def _is_age(place: Place, amount: Amount) -> bool:
    """40 years old; my 3 month old baby; a 26 year old."""
    after = place.after(amount.last, 2)
    if place.found[amount.last].word in FOREIGN_UNITS and amount.unit == 365 and amount.count >= 12:
        return word_at(place.found, amount.first - 1) not in FOREIGN_SINCE
    if not after:
        return amount.unit == 365 and amount.count >= 12 and _tells_an_age(place, amount)
    before = place.before(amount.first, 2)
    if (
        after[0] in BABIES
        or (before and before[0].endswith("'s") and before[0][:-2] in BABIES)
        or (before[:1] == ["is"] and before[1:] and before[1] in BABIES)
    ):
        return True
    if after[0] == "old" and not _OLD_THINGS.isdisjoint(after[1:]):
        return False  # a two year old injury
    old = after[0] in ("old", "olds", "yo", "young") or after[:2] == ["of", "age"]
    if amount.unit == 365 and amount.count >= 12 and _tells_an_age(place, amount):
        return True
    if amount.unit == 365:
        return old or (amount.count >= 12 and not PERSONS.isdisjoint(after[: 2 if amount.count >= 18 else 1]))
    return old and len(after) > 1 and after[1] in BABIES


_OLD_THINGS = frozenset(
    ("injury", "problem", "pain", "niggle", "strain", "sprain", "issue", "ache", "backache", "tear")
)


def _tells_an_age(place: Place, amount: Amount) -> bool:
    """My father is 62 years; mother, 68 yrs, diabetic; boy of 13 years."""
    before = place.before(amount.first, 2)
    if before and (before[0] in BEFORE_AGE or before[0] in PERSONS):
        return True
    if before[:1] == ["of"] and before[1:2] and (before[1] in PERSONS or before[1] == "age"):
        return True
    if amount.count >= 12 and not place.before(amount.first, 1) and place.after(amount.last, 1) == ["with"]:
        return True
    return (
        amount.count >= 18
        and not place.clause_before(amount.first, 1)
        and not place.clause_after(amount.last, 1)
        and len(place.found) > 6
    )


def _is_pregnancy(place: Place, amount: Amount) -> bool:
    """24 weeks pregnant; 29 wks; 3 months postpartum."""
    after, before = place.after(amount.last, 2), place.before(amount.first, 2)
    if after and after[0] in (
        "pregnant",
        "preg",
        "pp",
        "postpartum",
        "gone",
        "along",
        "gestation",
        "postnatal",
        "pregnancy",
    ):
        return True
    if after[:1] == ["post"] and len(after) > 1 and after[1] in OPERATIONS | {"partum", "op"}:
        return True
    if before and amount.unit >= 7 and amount.count >= 5 and before[0] in ("she's", "shes", "i'm", "im"):
        return after[:1] not in (["in"], ["into"], ["of"], ["post"], ["deep"])
    if before and before[0] in ("pregnant", "preg", "trimester", "at", "past", "she's"):
        return before[0] not in ("past", "at", "she's") or not place.words.isdisjoint(EXPECTING)
    if amount.unit == 7 and 20 <= amount.count <= 42 and not before and after[:1] in ([], ["and"], ["with"]):
        return True
    if amount.unit == 7 and 4 <= amount.count <= 42 and not place.words.isdisjoint(EXPECTING):
        return not {"for", "since", "been"} & set(before) and not any(
            is_complaint(word) for word in place.clause_before(amount.first, 4) + place.clause_after(amount.last, 4)
        )
    if before and amount.unit == 7 and 8 <= amount.count <= 42 and before[0] in ("at", "is") and after[:1] != ["of"]:
        return True
    return bool(after) and after[0] in ("late", "overdue")


def _is_future(place: Place, amount: Amount) -> bool:
    """In three weeks; 12 weeks until the race; 6 weeks to go; three weeks' time."""
    before, after = place.before(amount.first, 3), place.after(amount.last, 3)
    if after:
        if (after[0] in FUTURE_AFTER and not _is_not_to_come(after)) or after[0] in ("time", "notice"):
            return True
        if (
            after[0] == "to"
            and len(after) > 1
            and after[1] in ("go", "race", "london", "marathon", "the", "my", "recover", "settle", "heal")
            and after[2:3] != ["day"]
        ):
            return True
        if after[0] == "from" and len(after) > 1 and after[1] in ("now", "today", "tomorrow"):
            return True
        if after[0] == "til" or (len(after) > 1 and after[0] in ("or", "so") and after[1] in FUTURE_AFTER):
            return True
    if before and before[0] in ("in", "inside"):
        return NOT_YET.isdisjoint(place.before(amount.first))
    lost = not {"lost", "dropped"}.isdisjoint(place.before(amount.first))
    return lost and before[:1] == ["over"]


def _is_not_to_come(after: list[str]) -> bool:
    """Out of action; out from the injury; ten days before; left leg: not three weeks out from the race."""
    if after == ["before"] or (after[0] == "left" and any(is_complaint(word) for word in after[1:2])):
        return True
    return after[:2] == ["out", "of"] or (after[:2] == ["out", "from"] and any(is_complaint(word) for word in after))


def _is_plan(place: Place, amount: Amount) -> bool:
    """A 12 week plan; week 3 of c25k; 100 day streak; six weeks off work."""
    after = place.clause_after(amount.last, 4)
    if after[:1] == ["of"] and not TREATMENTS.isdisjoint(after[1:3]):
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


def _is_activity(place: Place, amount: Amount) -> bool:
    """Running ten years; ten years of running; ten years a runner; member here 3 years."""
    after = place.clause_after(amount.last, 3)
    if amount.unit >= 30 and after[:1] == ["running"] and not amount.ordinal:
        return True
    if after[:1] == ["of"] and not (ACTIVITIES | {"marathon", "ultra"}).isdisjoint(after[1:2]):
        return True
    if after[:1] in (["a"], ["as"]) and set(after[1:]) & (ACTIVITIES | {"nurse", "teacher", "coach"}):
        return True
    if after[:2] == ["in", "the"] or (after[:1] == ["in"] and len(after) > 1 and after[1] in ("dubai", "a", "london")):
        return amount.unit == 365 or (after[:2] != ["in", "the"] and after[:2] != ["in", "a"])
    if after[:1] and amount.unit == 365 and (after[0] in ACTIVITIES or after[0] == "marriage"):
        return True
    clause = place.clause_before(amount.first, 6)
    for at, word in enumerate(clause):
        before = clause[at + 1] if at + 1 < len(clause) else ""
        if word in ACTIVITIES and not (amount.unit >= 1 and before in ("when", "while", "whilst", "from")):
            return True
        if word == "run" and before in ("i", "i've", "have", "we"):
            return True
        if is_complaint(word) or word in ("off", "and", "so") or (word == "since" and at):
            return False
    return False


def _is_medicine(place: Place, amount: Amount) -> bool:
    """Prednisolone for 8 months; naproxen for 7 days."""
    before = place.clause_before(amount.first, 8)
    for at, word in enumerate(before):
        if is_medicine(word):
            return True
        if (is_complaint(word) and "for" not in before[at : at + 4]) or word in ("since", "been", "still"):
            return False
    return bool(
        set(place.clause_after(amount.last, 4))
        & {"tablets", "steroids", "naproxen", "antibiotics", "prednisolone", "apixaban"}
    )


def _is_operation(place: Place, amount: Amount) -> bool:
    """Surgery two years ago; a baby 4 months ago; unless it has hurt ever since."""
    if place.ever_since or _came_after(place, amount):
        return False
    if amount.ordinal and not OPERATIONS.isdisjoint(place.clause_before(amount.first, 4)):
        return True
    near_before, near_after = place.clause_before(amount.first, 9), place.clause_after(amount.last, 6)
    if not OPERATIONS.isdisjoint(near_before[:1]) or (near_after[:1] == ["in"] and not _SPLINTS.isdisjoint(near_after)):
        return True
    elapsed = ELAPSES & set(near_after[:2]) or set(near_before[:2]) & {"since", "after"}
    if not elapsed:
        return False
    if near_after[:1] == ["since"] and set(near_after) & OPERATIONS:
        return True
    if near_after[:1] == ["post"]:
        return bool(set(near_after) & OPERATIONS)
    return bool(set(near_before) & OPERATIONS) or bool(near_after[:1] == ["after"] and set(near_after) & OPERATIONS)


def _came_after(place: Place, amount: Amount) -> bool:
    """Numb after the epidural five weeks ago: the complaint is as old as what it came after."""
    before = place.clause_before(amount.first, 10)
    at = next((at for at, word in enumerate(before) if word in ("after", "following", "since")), len(before))
    return any(is_complaint(word) for word in before[at:])


_SPLINTS = frozenset(("boot", "cast", "plaster", "sling", "brace", "hospital"))


def _is_long_ago(place: Place, amount: Amount) -> bool:
    """An injury three years ago that is not said to go on."""
    if amount.unit < 365 or place.ever_since or _came_after(place, amount):
        return False
    after = place.after(amount.last, 1)
    return bool(after) and after[0] in ("ago", "earlier", "prior") and not place.words & {"still", "since"}


def _is_pain_free(place: Place, amount: Amount) -> bool:
    """Pain free for three weeks; no trouble in ten years; fine for yonks."""
    before, after = place.clause_before(amount.first, 5), place.clause_after(amount.last, 4)
    if any(pair in (("zero", "pain"), ("no", "pain"), ("with", "zero")) for pair in pairwise(after)):
        return True
    if (
        (after[:1] and after[0] in ("clear", "clean", "sober", "injury"))
        or after[:2] == ["pain", "free"]
        or after[:2] == ["of", "nothing"]
    ):
        return True
    if "free" in after[:3] and ("pain" in after or "injury" in after):
        return True
    if set(before) & {"hasn't", "hasnt", "haven't", "not", "never", "doesn't"} and set(before) & {
        "bothered",
        "troubled",
        "hurt",
        "felt",
    }:
        return True
    if before[:2] == ["for", "gone"]:
        return True
    if "no" in before and set(before) & {"pain", "trouble", "bother", "problem", "problems", "issues", "issue", "ache"}:
        return True
    if set(before) & FREE and not set(before) & {"not", "never", "isn't", "wasn't", "no"}:
        return before[0] in FREE or (
            before[0] in ("for", "since", "in", "the", "after", "last", "over", "past", "now")
            and bool(FREE & set(before[:4]))
        )
    return "without" in before


def _is_past(place: Place, amount: Amount) -> bool:
    """Last time it took three months; in 2020 for a month; used to."""
    before = place.before(amount.first, 10)
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
    if set(before) & {"if", "recovery"} or {"how", "long"} <= set(before):
        return True
    takes = next((at for at, word in enumerate(before[:4]) if word in TAKES), None)
    if takes is None:
        return False
    if before[takes] in ("took", "wait", "take", "takes", "give", "allow", "need", "needs", "heal"):
        return True
    return bool(MODALS & set(before)) and before[takes] != "last"


def _is_a_bout(place: Place, amount: Amount) -> bool:
    """Aches for two days after every run: how long it lasts each time."""
    before, after = place.clause_before(amount.first, 9), place.clause_after(amount.last, 2)
    each = any(one in _EACH and two == "after" for one, two in pairwise(before))
    return (each and before[0] == "for") or (after[:1] == ["after"] and not _EACH.isdisjoint(after[1:]))


_EACH = frozenset(("a", "any", "every", "each", "long", "most"))


def _is_trying(place: Place, amount: Amount) -> bool:
    """Did the stretches for two months: how long it was treated, not how long it has hurt."""
    if any(is_complaint(word) for word in place.clause_after(amount.last, 1)):
        return False  # stretches for a two year backache
    before = place.clause_before(amount.first, 5)
    for word in before:
        if word in TRIED:
            return True
        if is_complaint(word):
            return False
    return False


def _is_somebody_elses(place: Place, amount: Amount) -> bool:
    """A friend had it for a year."""
    if OWN.isdisjoint(place.words) and not _my_own(place):
        return False  # the message is about the friend
    return any(word in OTHERS for word in place.before(amount.first, 12)) and not is_mine(place, amount)


def _my_own(place: Place) -> bool:
    """My back, my left knee: not my mate."""
    return any(
        atom.word == "my" and OTHERS.isdisjoint((word_at(place.found, at + 1), word_at(place.found, at + 2)))
        for at, atom in enumerate(place.found)
    )


def somebody_elses(place: Place, first: int) -> bool:
    """Whether a friend stands nearer than "my"."""
    return _is_somebody_elses(place, Amount(first, first, 1, 1, 1))


def is_mine(place: Place, amount: Amount) -> bool:
    """Whether "my" or "mine" stands nearer than the friend."""
    for word in place.before(amount.first, 12):
        if word in ("my", "mine", "mine's", "i've", "i"):
            return True
        if word in OTHERS:
            return False
    return False


_OTHER_ROLES = (
    _is_denied,
    _points_at_a_day,
    _is_long_day,
    _is_rate,
    _is_age,
    _is_pregnancy,
    _is_future,
    _is_plan,
    _is_activity,
    _is_medicine,
    _is_operation,
    _is_long_ago,
    _is_pain_free,
    _is_past,
    _is_waiting,
    _is_a_bout,
    _is_trying,
    _is_somebody_elses,
)


def pain_free(place: Place, first: int, last: int) -> bool:
    """Fine since; no pain for; nothing in."""
    return _is_pain_free(place, Amount(first, last, 1, 1, 1))
