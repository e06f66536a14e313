"""Whether the complaint began at a point in time: "since Tuesday", "my back went last night"."""

from itertools import pairwise

from intents.amounts import Amount
from intents.atoms import Atom, number_at, word_at
from intents.candidates import HINTED, REPLY_WORDS, STATED, Candidate
from intents.dates import Anchor
from intents.place import Place, is_complaint
from intents.role_care import pain_free
from intents.role_people import somebody_elses
from intents.role_words import AIDS, OPERATIONS, SINCE, TOLD
from intents.roles import counts_something_else
from intents.time_words import FEASTS, MONTHS, SEASONS, UNITS, WEEKDAYS, listed


def weigh_anchor(place: Place, anchor: Anchor) -> Candidate | None:
    """How surely the complaint began then."""
    found = place.found
    sentence = place.sentence(anchor.first)
    since = _since(found, anchor)
    whole_message = len(found) <= 8 and all(
        anchor.first <= at <= anchor.last
        or atom.word in REPLY_WORDS
        or atom.word in WEEKDAYS
        or atom.word in ("st", "nd", "th", "rd")
        for at, atom in enumerate(found)
    )
    as_amount = Amount(anchor.first, anchor.last, anchor.days, 1.0, 1.0)
    if since and _only_worse(place, anchor):
        return None
    if place.hangs_on_something_else(anchor.first, since, recent=anchor.kind == "day"):
        return None
    if (
        somebody_elses(place, anchor.first)
        or _is_improving(place, anchor)
        or _counts_times(place, anchor)
        or _is_weight(place, anchor)
        or _is_reading(found, anchor)
        or _ended(found, anchor)
        or _is_freed(place, anchor)
        or _is_appointed(place, anchor)
    ):
        return None
    if whole_message:
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    if (
        anchor.kind == "stretch"
        and (place.complaint_near(anchor.first, anchor.last))
        and not counts_something_else(place, as_amount)
    ):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    if since and {"on", "off"} <= set(place.clause_before(anchor.first, 5)):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)  # on and off since 2019
    if (
        since
        and (place.complains or anchor.kind in ("day", "weekday", "today") or len(sentence) <= 8)
        and not pain_free(place, anchor.first, anchor.last)
    ):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    if place.ever_since and anchor.kind in ("month", "date", "weekday", "day", "feast"):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    if anchor.kind == "this" and not _NEW.isdisjoint(place.sentence_words(anchor.first)):
        return Candidate(anchor.days, anchor.first, anchor.last, HINTED) if place.complains else None
    often = anchor.days == _WEEK or not _OFTEN.isdisjoint(place.clause_before(anchor.first, 3))
    if anchor.kind == "this" and often and place.complaint_in_clause(anchor.first):
        return Candidate(anchor.days, anchor.first, anchor.last, HINTED)
    if _that_was(found, anchor) or (
        anchor.kind in ("year", "feast", "season", "month")
        and not {"began", "started", "begun"}.isdisjoint(place.sentence_words(anchor.first))
    ):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED) if place.complains else None
    if _it_was(place, anchor):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    began = place.began_near(anchor.first, anchor.last)
    still = not _STILL.isdisjoint(place.words) or place.ever_since
    if (
        place.complains
        and still
        and (
            (began and anchor.kind == "year")
            or anchor.kind in ("feast", "season")
            or (_is_in(place, anchor) and anchor.kind == "month")
        )
    ):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    if _lately(place, anchor):
        return Candidate(anchor.days, anchor.first, anchor.last, HINTED)
    if anchor.kind in ("year", "feast", "season", "this"):
        return None
    if anchor.kind == "weekday" and is_complaint(word_at(found, anchor.first - 1)):
        return Candidate(anchor.days, anchor.first, anchor.last, STATED)
    reach = 5 if anchor.kind == "today" else 10
    if place.began_near(anchor.first, anchor.last, reach) and (place.complains or place.has_onset):
        return Candidate(anchor.days, anchor.first, anchor.last, HINTED if anchor.kind == "today" else STATED)
    return None


_WEEK = 7
_OFTEN = frozenset(("every", "each", "all", "run", "night"))


def _only_worse(place: Place, anchor: Anchor) -> bool:
    """Since I started running in May it's more; worse since I began yoga: there before, nobody says how long."""
    before = place.clause_before(anchor.first, 10)
    at = before.index("since") if "since" in before else 0
    began = at > 1 and not {"started", "began"}.isdisjoint(before[:at])
    around = before[at : at + 2] + place.after(anchor.last, 3)
    return began and not {"more", "worse", "stronger"}.isdisjoint(around)


def _is_reading(found: list[Atom], anchor: Anchor) -> bool:
    """39.2 this morning; 9st 13 this morning: a thermometer's or a scale's number."""
    before = found[anchor.first - 1] if anchor.first and anchor.kind in ("today", "day") else None
    if before is None or before.clause != found[anchor.first].clause or not before.word[:1].isdigit():
        return False
    number = number_at(found, anchor.first - 1)
    weighs = word_at(found, anchor.first - 2) in ("st", "stone", "kg", "-")
    return number is not None and (number[0] >= _COLDEST or weighs)


_COLDEST = 34  # degrees that somebody may read off a thermometer


def _is_appointed(place: Place, anchor: Anchor) -> bool:
    """Neurologist in January; triathlon in March; the 10k is on Sunday; ring me back on Monday."""
    before = place.clause_before(anchor.first, 4)
    if before[:2] == ["on", "is"]:
        return True
    if anchor.kind == "weekday" and not _EVENTS.isdisjoint(before) and _is_still_ahead(place, anchor):
        return True
    if not {"since", "after", "from"}.isdisjoint(place.clause_before(anchor.first, 8)):
        return False
    return before[:1] in (["in"], ["on"]) and not _APPOINTED.isdisjoint(before)


def _is_still_ahead(place: Place, anchor: Anchor) -> bool:
    """Got a 10k Sunday; race on Saturday: nothing in the clause says that it was run."""
    clause = {*place.clause_before(anchor.first, 10), *place.clause_after(anchor.last, 6)}
    return _WAS.isdisjoint(clause) and word_at(place.found, anchor.first - 1) not in ("last", "since", "after")


_EVENTS = frozenset(
    listed(
        "race 10k 5k k half marathon relay relays parkrun event ultra wedding appointment scan mri physio gp doctor "
        "comp triathlon tri match flight meet session class line"
    )
)
_WAS = frozenset(
    listed(
        "did was ran raced finished had went since after from following played felt fell came during did hurt started "
        "came landed pulled tweaked saw told said ended crashed done doing sore"
    )
)
_APPOINTED = frozenset(
    listed(
        "neurologist consultant surgeon appointment check review triathlon wedding marathon ultra ring rings call "
        "clinic scan mri"
    )
)


def _ended(found: list[Atom], anchor: Anchor) -> bool:
    """From January to April; August until October: a stretch that is over."""
    until = word_at(found, anchor.last + 1) in ("to", "till", "until", "til")
    end = word_at(found, anchor.last + 2)
    over = end in (*MONTHS, *SEASONS, *FEASTS) or (anchor.kind == "year" and end.startswith(("19", "20")))
    return until and over and word_at(found, anchor.first - 1) != "since"


def _is_freed(place: Place, anchor: Anchor) -> bool:
    """The cast came off on Friday; the line was out on Monday; crutches from Monday."""
    before = place.clause_before(anchor.first, 6)
    freed = not AIDS.isdisjoint(before) and not {"off", "out", "removed", "from"}.isdisjoint(before)
    return freed and not any(is_complaint(word) for word in before)


def _since(found: list[Atom], anchor: Anchor) -> bool:
    """Whether "since" leads to this point in its clause: "since about the", "since the race on"."""
    if word_at(found, anchor.last + 1) == "se":
        return True  # kal se: since yesterday
    first, clause = anchor.first, found[anchor.first].clause
    before = [found[at].word for at in range(first - 1, max(first - 12, -1), -1) if found[at].clause == clause]
    if not SINCE.isdisjoint(before):
        return True
    if anchor.kind in ("season", "month", "year", "stretch") and before[:1]:
        through = before[0] in ("of", "the", "through") and not _ALL_OF.isdisjoint(before[1:3])
        if before[0] in _ALL_OF or through:
            return True
    from_then = anchor.kind != "year" and not {"from", "da"}.isdisjoint(before[:2])
    return from_then and "race" not in (word_at(found, first + 1), word_at(found, anchor.last + 1))


def _lately(place: Place, anchor: Anchor) -> bool:
    """Sore, and yesterday was named: what happened a day ago is why. A weekday needs "after" or "from"."""
    around = place.clause_before(anchor.first, 6) + place.clause_after(anchor.last, 3)
    if not place.complains or not TOLD.isdisjoint(around):
        return False
    if _CAUSES.isdisjoint(around) and not OPERATIONS.isdisjoint(around):
        return False
    if anchor.kind == "day" or (anchor.kind == "today" and word_at(place.found, anchor.last) in _PARTS_OF_TODAY):
        return True
    if anchor.kind == "today":
        named = word_at(place.found, anchor.last) in ("today", "tonight", "2day", "breakfast", "lunch", "lunchtime")
        beside = place.complaint_in_clause(anchor.first) or place.complaint_near(anchor.first, anchor.last, _BESIDE)
        return named and beside and _NOT_NEW.isdisjoint(around)
    if anchor.kind == "week" and anchor.days == _WEEK:
        return not {"now", "today"}.isdisjoint(place.sentence_words(anchor.first))  # fine last week, now it drags
    if anchor.kind != "weekday":
        return False
    if not _TRAVEL.isdisjoint(around):
        return False
    if not {"won't", "wont", "will"}.isdisjoint(place.sentence_words(anchor.first)):
        return False
    if not _CAUSES.isdisjoint(around):
        return True
    return not _is_to_come(place, anchor)


_BESIDE = 4  # words
# A complaint of today is new unless it is only worse, or there again, today.
_NOT_NEW = frozenset(
    listed(
        "worse still again twice times better fine fewer nearer good great usual no not never than done loosened "
        "eased easier nothing first gentlest"
    )
)


_TRAVEL = frozenset(("flew", "flight", "flying", "landed", "reached", "home"))


def _is_to_come(place: Place, anchor: Anchor) -> bool:
    """Race on Sunday; class, scan or shift of a weekday; can I run on Friday."""
    weekend = word_at(place.found, anchor.first).startswith(("weekend", "wk"))
    sentence = place.sentence_words(anchor.first)
    if weekend or not _TO_COME.isdisjoint(sentence) or word_at(place.found, anchor.first).endswith("s"):
        return True
    return not place.complaint_near(anchor.first, anchor.last) and _DID.isdisjoint(sentence)


_TO_COME = frozenset(
    listed(
        "race racing can could should will shall may might am half marathon parkrun class exam scan appointment gp "
        "physio flight starts start start's begins booked due ready sessions every week until till wk mon tue wed thu "
        "intervals finals tomorrow next going i'll planning hoping want wants session if or rest ok was"
    )
)
_DID = frozenset(listed("did lifted moved fell hit dug carried after from came got lifting moving shovelling"))


def _is_in(place: Place, anchor: Anchor) -> bool:
    return word_at(place.found, anchor.first - 1) in ("in", "on", "at")


_NEW = frozenset(("started", "starting", "began", "begun", "new", "only"))
_STILL = frozenset(("still", "never"))
_PARTS_OF_TODAY = frozenset(listed("morning mornin morn arvo evening"))
_CAUSES = frozenset(("from", "after", "following"))


def _that_was(found: list[Atom], anchor: Anchor) -> bool:
    """Mine was Friday; that was January."""
    was = word_at(found, anchor.first - 1) in ("was", "on") and "was" in (
        word_at(found, anchor.first - 1),
        word_at(found, anchor.first - 2),
    )
    return was and not {"mine", "that"}.isdisjoint((word_at(found, anchor.first - 2), word_at(found, anchor.first - 3)))


def _it_was(place: Place, anchor: Anchor) -> bool:
    """It was Christmas, I felt it go, and it has never left."""
    named = anchor.kind in ("feast", "year", "season", "month") and place.clause_before(anchor.first, 3) == [
        "was",
        "it",
    ]
    return named and place.has_onset and not _STILL.isdisjoint(place.words)


_IMPROVED = frozenset(
    listed(
        "better improving improved resolved fine settled easier settling gone zero lovely loads cleared perfect great"
    )
)


def _is_improving(place: Place, anchor: Anchor) -> bool:
    """Better this week; resolved since last week."""
    before = place.clause_before(anchor.first, 6)
    if "gone" in before and any(is_complaint(word) for word in before[: before.index("gone")]):
        return False  # gone sore, gone floppy
    improved = not _IMPROVED.isdisjoint(before[:5]) or before[:2] == ["since", "right"]
    return improved and {"not", "never", "isn't", "wasn't", "haven't", "hasn't", "no"}.isdisjoint(before)


def _counts_times(place: Place, anchor: Anchor) -> bool:
    """Fourth time since summer; three injuries since January; but not twice since Monday."""
    lately = anchor.kind in ("day", "weekday", "today")
    if (
        lately
        and _since(place.found, anchor)
        and not {"twice", "times"}.isdisjoint(place.clause_before(anchor.first, 3))
    ):
        return False
    return not {"time", "times", "flare", "bout", "twice", "injuries", "third", "fourth", "fifth", "second"}.isdisjoint(
        place.clause_before(anchor.first, 3)
    )


_WEIGHT = frozenset(listed("kg kgs stone lbs pounds kilos bmi weight appetite period periods"))


def _is_weight(place: Place, anchor: Anchor) -> bool:
    """Lost a stone since September: a sign, but not how long the back has hurt."""
    clause = place.clause_before(anchor.first, 12)
    return not _WEIGHT.isdisjoint(clause) or ("from", "gone") in pairwise(clause)


_SUDDEN = frozenset(
    listed("went popped pinged tweaked pulled happened bent twinged hurt fell slipped injured strained seized spasmed")
)


def _now_ends_a_clause(place: Place) -> bool:
    return any(atom.word == "now" and not place.clause_after(at, 1) for at, atom in enumerate(place.found))


_ALL_OF = frozenset(("most", "all", "over", "whole", "throughout"))


def just_now(place: Place) -> list[Candidate]:
    """Just went, just tweaked it; woke up with it this very day."""
    found = place.found
    if found[0].word in ("sneezed", "coughed") and _now_ends_a_clause(place):
        return [Candidate(0, 0, 0, HINTED, "just_now")]  # sneezed, on the floor now
    for at, atom in enumerate(found):
        if (atom.word, word_at(found, at + 1)) == ("just", "happened"):
            return [Candidate(0, at, at + 1, HINTED, "just_now")]
        if (atom.word, word_at(found, at + 1)) == ("day", "after") and place.complains and _is_one_event(place, at):
            return [Candidate(1, at, at + 1, HINTED, "just_now")]
        if atom.word == "just" and word_at(found, at + 1) in _SUDDEN and place.complains:
            return [Candidate(0, at, at + 1, HINTED, "just_now")]
        if (
            atom.word == "woke"
            and place.complaint_near(at, at, 8)
            and _WAKES_WITH & {word_at(found, at + 1), word_at(found, at + 2)}
        ):
            return [Candidate(0, at, at, HINTED, "just_now")]
    return []


def _is_one_event(place: Place, at: int) -> bool:
    """Day after Snowdon: a race or a walk that has a name, not "after every run"."""
    named = word_at(place.found, at + 2) not in _HABITS and bool(place.clause_after(at + 1, 1))
    return named and place.clause_before(at, 2) in ([], ["the"])


_HABITS = frozenset(listed("a an any each every long most my the tomorrow that i and is it"))
_WAKES_WITH = frozenset(("with", "and", "n", "this", "like", "stiff", "sore"))
_BORN = frozenset(listed("born birth baby had pregnant delivered arrived pregnancy came"))
_IS_NOW = frozenset(listed("he's she's hes shes they're is are turned he she they's turns"))


def since_a_birth(found: list[Atom]) -> list[Candidate]:
    """Since my youngest was born, and he is three now: as long as the child is old."""
    words = [atom.word for atom in found]
    since = next((at for at, word in enumerate(words) if word in ("since", "when")), None)
    if since is None or _BORN.isdisjoint(words[since + 1 : since + 7]):
        return []
    for at in range(since + 2, len(found)):
        number = number_at(found, at) if found[at - 1].word in _IS_NOW and found[at].word not in ("a", "an") else None
        if not number or not 1 <= number[0] <= 60:
            continue
        unit = UNITS.get(word_at(found, number[1]), 365.0)
        if unit >= 7:
            return [Candidate(number[0] * unit, since, at, STATED, "birth")]
    return []


def since_an_age(found: list[Atom]) -> list[Candidate]:
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
        return [Candidate((ages[1] - ages[0]) * 365, since, since, STATED, "age")]
    return []
