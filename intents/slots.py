"""Small details of a message: a pain score, a side, a bare number."""

import re

from intents.atoms import Atom, atoms, number_at, word_at
from intents.time_words import NUMBERS, SLIPS, UNITS, listed
from intents.words import Words

_NOT_PAIN = frozenset(
    listed(
        "recommend run again effort rpe would class race mood energy sleep motivation stars mile miles km "
        "form review power strength fitness rated rate"
    )
)
_AROUND_NUMBER = frozenset(
    listed(
        "about around like roughly maybe approx approximately say probably ish a an i'd id i it's its just "
        "over under nearly almost only er um erm hmm or so well bout think guess reckon was is now today the "
        "more less then worst at sometimes up days weeks months years out of ten pain score currently mean "
        "sorry right yay haha lol easily barely there mild same as last week before between and to nil rest "
        "sitting running stand worse when if that's allowed nearer high low pretty bad ish-ish quite"
    )
)
_OUT_OF_TEN = re.compile(r"(?<![\d/.:])(\d\d?(?:\.\d)?)\s?(?:/|out of)\s?(?:10|ten)(?![\d/])")
_ON_A_DATE = frozenset(("since", "on", "from", "started", "until"))
_HIGHEST = 10
_LONGEST_NUMBER = 10  # words around a number; more tell a story


_SCORE_WORDS = ("10", "ten", "pain", "score", "hurts", "soreness")


def find_pain(words: Words) -> int | None:
    """How strong the pain is, 0 to 10; the last of several, as "was 7, now 4"."""
    plain = words.plain.lower()
    if not any(word in plain for word in _SCORE_WORDS):
        return None
    found = atoms(words)
    scores = [
        float(match.group(1))
        for match in _OUT_OF_TEN.finditer(plain)
        if _is_about_pain(plain[max(match.start() - 40, 0) : match.start()], plain[match.end() : match.end() + 40])
    ]
    scores += _spelled_scores(found)
    if not scores:
        scores = _named_scores(found)
    return min(int(scores[-1] + 0.5), _HIGHEST) if scores else None


def _is_about_pain(before: str, after: str) -> bool:
    """Not "10/10 would run again", nor a date."""
    words_before, words_after = re.findall(r"[a-z]+", before)[-3:], re.findall(r"[a-z]+", after)[:4]
    if words_before and words_before[-1] in _ON_A_DATE:
        return False
    return _NOT_PAIN.isdisjoint(words_before) and _NOT_PAIN.isdisjoint(words_after)


def _spelled_scores(found: list[Atom]) -> list[float]:
    """Seven out of ten."""
    scores = []
    for at in range(len(found) - 3):
        number = NUMBERS.get(found[at].word)
        if number is None or found[at].word in SLIPS:
            continue
        if [word_at(found, at + ahead) for ahead in (1, 2)] == ["out", "of"] and word_at(found, at + 3) in (
            "ten",
            "10",
        ):
            after = {word_at(found, at + ahead) for ahead in range(4, 8)}
            if not after & _NOT_PAIN:
                scores.append(number)
    return scores


def _named_scores(found: list[Atom]) -> list[float]:
    """Pain is 6; pain about a seven; a 6 for pain."""
    for at, atom in enumerate(found):
        if atom.word not in ("pain", "score", "soreness", "hurts"):
            continue
        for ahead in range(1, 5):
            word = word_at(found, at + ahead)
            number = number_at(found, at + ahead) if word and word not in ("a", "an", "few", "couple", "half") else None
            if number and word not in SLIPS:
                follows = word_at(found, number[1])
                joined = number[1] < len(found) and found[number[1]].gap in ("/", ":", ".", "-")
                unit = follows in UNITS or follows in _COUNTED or joined or follows[:1].isdigit()
                return [] if unit or number[0] > _HIGHEST else [number[0]]
            if word not in (
                "is",
                "at",
                "about",
                "a",
                "around",
                "of",
                "level",
                "score",
                "now",
                "like",
                "today",
                "was",
                "its",
            ):
                break
    return []


_COUNTED = frozenset(
    listed(
        "mile miles km k m minutes mins times of runs out ish-mile reps sets and to or th st nd rd am pm days o'clock"
    )
) - {"out", "and", "or", "to"}


def find_side(words: Words) -> str | None:
    """Left, right or both: of the body, not of the road."""
    left = right = both = False
    for at, token in enumerate(words.tokens):
        following = words.tokens[at + 1].text if at + 1 < len(words.tokens) else ""
        before = words.tokens[at - 1].text if at else ""
        if token.text in ("left", "l", "lhs", "lft", "leftie"):
            left = left or _is_a_side(token.text, before, following)
        elif token.text in ("right", "rhs", "rt", "r"):
            right = right or _is_a_side(token.text, before, following)
        elif token.text in ("both", "bilateral", "bilaterally") and following in _PAIRED:
            both = True
    if both or (left and right):
        return "both"
    return "left" if left else "right" if right else None


_PAIRED = frozenset(
    listed("sides legs hips hamstrings glutes cheeks feet calves knees of buttocks hammies flexors thighs side")
)
_SIDE_AFTER = frozenset(
    listed(
        "side sided hand hip leg glute hamstring hammy buttock cheek knee calf foot flexor lower back low bum "
        "thigh flank shoulder hips it groin si loin leg's ankle heel rib ribs lumbar piriformis psoas "
        "sacroiliac"
    )
)
_SIDE_BEFORE = frozenset(listed("the my on lower low bottom to upper her his left right just only mostly more and or"))
_NOT_SIDE_AFTER = frozenset(
    listed("now then away through where here there after before ok okay so thing way time in at up out")
)


def _is_a_side(word: str, before: str, following: str) -> bool:
    """On the left; right hip; not "right now", "all right", "left it"."""
    if following in ("side", "sided", "hand", *_SIDE_AFTER) and following not in ("it",):
        return before not in ("i", "i've", "was") or following in ("side", "sided")
    if (
        len(word) <= 2
        or following in _NOT_SIDE_AFTER
        or before in ("all", "is", "that's", "been", "not", "i", "i've", "was", "be")
    ):
        return False
    return (before in _SIDE_BEFORE and before not in ("and", "or")) or (
        before in ("", "lower", "back") and not following
    )


def find_number(words: Words) -> float | None:
    """The number of a message that is little more than one: "about 4", "7ish", "six"."""
    if len(words.tokens) > _LONGEST_NUMBER:
        return None
    found = atoms(words)
    if not found or len(found) > _LONGEST_NUMBER:
        return None
    numbers: list[float] = []
    at = 0
    while at < len(found):
        word = found[at].word
        number = number_at(found, at) if word not in ("a", "an", "half", "quarter") or at + 1 < len(found) else None
        if number and word not in ("a", "an") and (word not in SLIPS or len(found) <= 2):
            numbers.append(number[0])
            at = number[1]
            continue
        if word not in _AROUND_NUMBER and word not in UNITS and not word.startswith("ish"):
            return None
        at += 1
    return _one_number(words.plain, found, numbers)


def _one_number(plain: str, found: list[Atom], numbers: list[float]) -> float | None:
    if not numbers:
        return 0.0 if found[0].word in ("nil", "none") else None
    said = {atom.word for atom in found}
    if len(numbers) == 2 and (said & {"or", "to", "between"} or re.search(r"\d\s?-\s?\d", plain)):
        return sum(numbers) / 2
    if len(numbers) == 2 and ("/" in plain or {"out", "of"} <= said):
        return numbers[0]
    return numbers[-1] if len(numbers) <= 3 else None
