"""Corrections: "three days, sorry, weeks"; "scratch that, 12"; "weeks not days"."""

from intents.amounts import Amount, find_amounts
from intents.atoms import Atom, atoms, number_at, word_at
from intents.candidates import whole_days_of
from intents.time_words import UNITS, VAGUE
from intents.understanding import Duration
from intents.words import Words, read

_SHORT = 8  # words that are no more than a correction
_REACH = 6  # words from "sorry" to what was meant; further on it begs pardon for something else
_CORRECTS = frozenset(("sorry", "nearer", "soz", "actually", "correction", "scratch", "meant", "oops", "autocorrect"))


def corrected(words: Words, found: list[Atom], amounts: list[Amount]) -> Duration | None:
    """Three days, sorry, weeks; not days, weeks; scratch that, 12."""
    mark = next((at for at, atom in enumerate(found) if _corrects(found, at, atom.word)), None)
    for at, atom in enumerate(found):
        if (word_at(found, at - 1), atom.word) in (
            ("i", "mean"),
            ("no", "wait"),
            ("wait", "no"),
            ("make", "that"),
            ("a", "lie"),
        ):
            mark = at if mark is None else mark
        if (
            atom.word in ("no", "nope", "nah")
            and at + 1 < len(found)
            and found[at + 1].gap.strip()
            and number_at(found, at + 1)
        ):
            mark = at if mark is None else mark
        if atom.word == "not" and word_at(found, at + 1) in VAGUE:
            mark = at if mark is None else mark
        if atom.gap.endswith("*"):
            mark = at if mark is None else mark
    meant = next((amount for amount in amounts if not amount.vague and _not_another(found, amount.last)), None)
    if meant:
        return Duration(whole_days_of(meant.days), words.plain[found[meant.first].start : found[meant.last].end])
    if mark is None:
        return None
    unit = _unit_meant(found, mark)
    said_before = [amount for amount in amounts if amount.first < mark and not amount.vague]
    said_after = [
        amount
        for amount in amounts
        if mark <= amount.first <= mark + _REACH and not amount.vague and word_at(found, amount.first - 1) != "not"
    ]
    if said_after and said_before:
        best = said_after[0]
        return Duration(whole_days_of(best.days), words.plain[found[best.first].start : found[best.last].end])
    if unit is None and said_after and not said_before and len(found) <= _SHORT:
        best = said_after[0]  # wait, no, I mean 6 days
        return Duration(whole_days_of(best.days), words.plain[found[best.first].start : found[best.last].end])
    if unit is None:
        return _number_meant(words, found, mark, said_before)
    if said_before:
        count = said_before[-1].count
        return Duration(
            whole_days_of(count * UNITS[found[unit].word]),
            words.plain[found[said_before[-1].first].start : found[unit].end],
        )
    bare = next((n for at in range(len(found)) if (n := number_at(found, at)) and found[at].word[:1].isdigit()), None)
    if bare and not said_after and len(found) <= 12:
        return Duration(whole_days_of(bare[0] * UNITS[found[unit].word]), words.plain)
    if not said_after and len(found) <= 8:
        return Duration(whole_days_of(UNITS[found[unit].word]), found[unit].word, corrects_unit=True)
    return None


def _corrects(found: list[Atom], at: int, word: str) -> bool:
    """Sorry, I meant; not "I'm meant to"."""
    return word in _CORRECTS and (word != "meant" or word_at(found, at + 1) != "to")


def _not_another(found: list[Atom], last: int) -> bool:
    """Five weeks, not months; 3 weeks not 3 days: the amount before "not" is the one that is meant."""
    if word_at(found, last + 1) != "not":
        return False
    number = number_at(found, last + 2) if last + 2 < len(found) else None
    return word_at(found, number[1] if number else last + 2) in VAGUE


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
        if (
            number
            and found[at].word not in ("a", "an", "to", "half")
            and word_at(found, at - 1) != "not"
            and 1 <= number[0] <= 60
        ):
            if word_at(found, number[1]) in ("mile", "miles", "km", "k", "times", "of", "mins", "minutes", "out"):
                continue
            return Duration(
                whole_days_of(number[0] * said[-1].unit), words.plain[found[said[-1].first].start : found[at].end]
            )
    return None


def recount(said: str, correction: Duration) -> Duration | None:
    """What "8 days" becomes after "sorry, weeks": the number said before, in the unit said now."""
    before = find_amounts(atoms(read(said)))
    if not before or not correction.corrects_unit:
        return None
    return Duration(whole_days_of(before[0].count * correction.days), f"{said}; {correction.words}")
