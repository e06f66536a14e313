"""Amounts that count a person: an age, a pregnancy, somebody else's back."""

from intents.amounts import Amount
from intents.atoms import word_at
from intents.place import Place, is_complaint
from intents.role_words import BABIES, BEFORE_AGE, EXPECTING, OPERATIONS, OTHERS, OWN, PERSONS
from intents.time_words import FOREIGN_SINCE, FOREIGN_UNITS


def is_age(place: Place, amount: Amount) -> bool:
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
        or (before[:1] in (["is"], ["de"], ["di"]) and before[1:] and before[1] in BABIES)
    ):
        return True
    if amount.unit == 365 and before[:1] and before[0] in _MINE and not (PERSONS | BABIES).isdisjoint(after):
        return True  # my 15 yrs cricketer son
    if after[0] == "old" and PERSONS.isdisjoint(after) and not _OLD_THINGS.isdisjoint(place.after(amount.last, 4)):
        return False  # a two year old injury
    old = after[0] in ("old", "olds", "yo", "young") or after[:2] == ["of", "age"]
    if amount.unit == 365 and amount.count >= 12 and _tells_an_age(place, amount):
        return True
    if amount.unit == 365:
        return old or (amount.count >= 12 and not PERSONS.isdisjoint(after[: 2 if amount.count >= 18 else 1]))
    return old and len(after) > 1 and after[1] in BABIES


_MINE = frozenset(("my", "our", "his", "her"))
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
    if amount.count >= 12 and not place.clause_before(amount.first, 1) and place.after(amount.last, 1) == ["with"]:
        return True
    return (
        amount.count >= 18
        and not place.clause_before(amount.first, 1)
        and not place.clause_after(amount.last, 1)
        and len(place.found) > 6
    )


def is_pregnancy(place: Place, amount: Amount) -> bool:
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
    if _is_gestation(place, amount):
        return True
    if after[:1] == ["post"] and len(after) > 1 and after[1] in OPERATIONS | {"partum", "op"}:
        return True
    if before and amount.unit >= 7 and amount.count >= 5 and before[0] in ("she's", "shes", "i'm", "im"):
        return after[:1] not in (["in"], ["into"], ["of"], ["post"], ["deep"])
    if before and before[0] in ("pregnant", "preg", "trimester", "at", "past", "she's"):
        return before[0] not in ("past", "at", "she's") or not place.words.isdisjoint(EXPECTING)
    alone = not before or (amount.count >= 24 and not place.clause_before(amount.first, 1))
    if amount.unit == 7 and 20 <= amount.count <= 42 and alone and place.clause_after(amount.last, 1) in _ANDS:
        return True
    if amount.unit == 7 and 4 <= amount.count <= 42 and not place.words.isdisjoint(EXPECTING):
        return not {"for", "since", "been"} & set(before) and not any(
            is_complaint(word) for word in place.clause_before(amount.first, 4) + place.clause_after(amount.last, 4)
        )
    if before and amount.unit == 7 and 8 <= amount.count <= 42 and before[0] in ("at", "is") and after[:1] != ["of"]:
        return True
    return bool(after) and after[0] in ("late", "overdue")


_ANDS: tuple[list[str], ...] = ([], ["and"], ["with"])


def _is_gestation(place: Place, amount: Amount) -> bool:
    """Carrying, six months; at the 7th month; I am 22 weeks; and not how long something has hurt."""
    if not (amount.unit == 7 and 4 <= amount.count <= 42) and not (amount.unit == 30 and 1 <= amount.count <= 9):
        return False
    before = place.before(amount.first, 3)
    if not {"for", "since", "been", "from", "past", "last", "ago"}.isdisjoint([*before, *place.after(amount.last, 1)]):
        return False
    if amount.unit == 7 and amount.count >= 8 and (before[:2] == ["am", "i"] or before[:1] in (["i'm"], ["im"])):
        return place.after(amount.last, 1) not in (["in"], ["into"], ["of"], ["post"], ["deep"], ["out"])
    if place.after(amount.last, 1) == ["of"]:
        return False  # a month and a half of soreness at the bump
    expects = not place.words.isdisjoint(EXPECTING) or any(word.startswith("preg") for word in place.words)
    return expects and (before[:1] == ["at"] or not place.complaint_just_before(amount.first))


def is_missed_period(place: Place, amount: Amount) -> bool:
    """No period in a year; menses absent five months: a sign, but not how long it has hurt."""
    clause = place.clause_before(amount.first, 9) + place.clause_after(amount.last, 4)
    clause += place.before(amount.first, 16) if place.whole_clause(amount.first, amount.last) else []
    missed = not _PERIODS.isdisjoint(clause) and not {"like", "type"} & set(clause)
    return missed and not place.complaint_just_before(amount.first)


_PERIODS = frozenset(("period", "periods", "period's", "menses", "menstruated", "cycle", "cycles"))


def is_somebody_elses(place: Place, amount: Amount) -> bool:
    """A friend had it for a year."""
    if _had_it_once(place, amount):
        return True
    if OWN.isdisjoint(place.words) and not _my_own(place):
        return False  # the message is about the friend
    return any(word in OTHERS for word in place.before(amount.first, 12)) and not is_mine(place, amount)


def _had_it_once(place: Place, amount: Amount) -> bool:
    """My brother had it for six months: his story, long told; not "my wife has had a bad back for three years"."""
    before = place.clause_before(amount.first, 8)
    at = before.index("had") if "had" in before else 0
    return 0 < at < len(before) - 1 and before[at + 1] in PERSONS | OTHERS and before[at - 1] in ("it", "that", "this")


def _my_own(place: Place) -> bool:
    """My back, my left knee: not my mate."""
    return any(
        atom.word == "my" and OTHERS.isdisjoint((word_at(place.found, at + 1), word_at(place.found, at + 2)))
        for at, atom in enumerate(place.found)
    )


def somebody_elses(place: Place, first: int) -> bool:
    """Whether a friend stands nearer than "my"."""
    return is_somebody_elses(place, Amount(first, first, 1, 1, 1))


def is_mine(place: Place, amount: Amount) -> bool:
    """Whether "my" or "mine" stands nearer than the friend."""
    for word in place.before(amount.first, 12):
        if word in ("my", "mine", "mine's", "i've", "i"):
            return True
        if word in OTHERS:
            return False
    return False
