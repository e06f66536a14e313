"""Amounts that count care and its end: tablets, time since an operation, time without pain."""

from itertools import pairwise

from intents.amounts import Amount
from intents.place import Place, is_complaint
from intents.role_words import CARE, ELAPSES, FREE, OPERATIONS, is_drug, is_medicine


def is_on_medicine(place: Place, amount: Amount) -> bool:
    """Prednisolone for 8 months; naproxen for 7 days."""
    before = place.clause_before(amount.first, 8)
    for at, word in enumerate(before):
        if is_medicine(word):
            return True
        if (is_complaint(word) and "for" not in before[at : at + 4]) or word in ("since", "been", "still"):
            return False
    after = place.clause_after(amount.last, 4)
    return any(word in ("tablets", "steroids", "antibiotics") or is_drug(word) for word in after)


def is_operation(place: Place, amount: Amount) -> bool:
    """Surgery two years ago; a baby 4 months ago; unless it has hurt ever since."""
    if place.ever_since or _came_after(place, amount):
        return False
    if amount.ordinal and not OPERATIONS.isdisjoint(place.clause_before(amount.first, 4)):
        return True
    near_before, near_after = place.clause_before(amount.first, 9), place.clause_after(amount.last, 6)
    if not OPERATIONS.isdisjoint(near_before[:1]) or (near_after[:1] == ["in"] and not _SPLINTS.isdisjoint(near_after)):
        return True
    if _counts_from_care(place, amount):
        return True
    elapsed = ELAPSES & set(near_after[:2]) or set(near_before[:2]) & {"since", "after"}
    if not elapsed:
        return False
    if near_after[:1] == ["since"] and set(near_after) & OPERATIONS:
        return True
    if near_after[:1] == ["post"]:
        return bool(set(near_after) & OPERATIONS)
    return bool(set(near_before) & OPERATIONS) or bool(near_after[:1] == ["after"] and set(near_after) & OPERATIONS)


def _counts_from_care(place: Place, amount: Amount) -> bool:
    """Hernia op done in Leeds, 5 weeks on; a new hip, aches at 8 weeks; jogging again six weeks after the fusion."""
    before, after = place.clause_before(amount.first, 1), place.clause_after(amount.last, 2)
    on = after in (["on"], ["later"], ["out"], ["in"], ["post"], ["now"]) or after[:2] in (
        ["post", "op"],
        ["out", "of"],
    )
    told_alone = not before and after in ([], ["ago"])
    if not (on or told_alone or before in (["at"], ["after"], ["by"], ["now"])):
        return False
    said = [atom.word for atom in place.found[max(amount.first - _STORY, 0) : amount.first]]
    if "since" in said:
        return False
    done = next((at for at, word in enumerate(reversed(said)) if word in CARE), None)
    return done is not None and (not told_alone or not any(is_complaint(word) for word in said[len(said) - done :]))


_STORY = 14  # words in which it is told what was done


def _came_after(place: Place, amount: Amount) -> bool:
    """Numb after the epidural five weeks ago: the complaint is as old as what it came after."""
    before = place.clause_before(amount.first, 10)
    at = next((at for at, word in enumerate(before) if word in ("after", "following", "since")), len(before))
    return any(is_complaint(word) for word in before[at:])


_SPLINTS = frozenset(("boot", "cast", "plaster", "sling", "brace", "hospital"))


def is_long_ago(place: Place, amount: Amount) -> bool:
    """An injury three years ago that is not said to go on; "a pain in my hip, a year ago" stands alone and began."""
    after = place.clause_after(amount.last, 1)
    back = place.clause_after(amount.last, 2) == ["back"]
    if amount.unit < 365 or not after or not (back or after[0] in ("ago", "earlier", "prior")):
        return False
    told_alone = place.whole_clause(amount.first, amount.last + 1) and place.complaint_near(amount.first, amount.last)
    goes_on = place.ever_since or told_alone or _came_after(place, amount)
    return not goes_on and not place.words & {"still", "since"}


def is_pain_free(place: Place, amount: Amount) -> bool:
    """Pain free for three weeks; no trouble in ten years; fine for yonks."""
    before, after = place.clause_before(amount.first, 5), place.clause_after(amount.last, 4)
    if not {"finally", "happily", "totally"}.isdisjoint(place.words) and _is_healed(place, amount.last):
        return True
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
    if before[:1] == ["for"] and after[:1] in (["i"], ["it"]) and "was" in after and not FREE.isdisjoint(after):
        return True  # for a decade I was fine
    if "no" in before and set(before) & {"pain", "trouble", "bother", "problem", "problems", "issues", "issue", "ache"}:
        return True
    if set(before) & FREE and not set(before) & {"not", "never", "isn't", "wasn't", "no"}:
        return before[0] in FREE or (
            before[0] in ("for", "since", "in", "the", "after", "last", "over", "past", "now")
            and bool(FREE & set(before[:4]))
        )
    return "without" in before


def _is_healed(place: Place, last: int) -> bool:
    """Over a year since my injury and I'm finally pain free."""
    then = [atom.word for atom in place.found[last + 1 : last + 1 + _STORY]]
    healed = ("pain", "free"), ("running", "again"), ("all", "clear"), ("fully", "recovered")
    return "still" not in then and any(pair in healed for pair in pairwise(then))


def pain_free(place: Place, first: int, last: int) -> bool:
    """Fine since; no pain for; nothing in."""
    return is_pain_free(place, Amount(first, last, 1, 1, 1))
