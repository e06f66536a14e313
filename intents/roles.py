"""What an amount of time counts, from the words beside it.

"Three weeks" may be how long it has hurt, or a rate, an age, a plan, a race to come, time on
tablets, time since an operation. Each of those is one short rule here; a rule looks only a few
words to either side and never past the end of the sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from intents.amounts import Amount, Atom, number_at, word_at
from intents.time_words import COMPLAINT_BEGINNINGS, ONSETS, UNITS, WEEKDAYS

_BEGINNINGS = tuple(COMPLAINT_BEGINNINGS)
_BACKS = frozenset(("back", "bak", "bck", "bk", "back's", "backs", "bac", "backk"))
_BEFORE_BACK = frozenset(
    ["my", "the", "lower", "low", "a", "sore", "bad", "upper", "mid", "his", "her", "their", "this", "of", "me", "mi", "crook", "dodgy", "old", "our", "lwr", "lowr", "stiff", "mum's", "dad's"]
)
# "Back" as a way, not a part of the body: I'm back, back to back, back from injury.
_LEADS_BACK = frozenset(["i'm", "im", "am", "come", "came", "coming", "comes", "go", "goes", "went", "get", "got", "gets", "getting", "been", "be", "way", "straight", "am", "put", "going", "hold", "held", "years", "months", "weeks", "days", "yrs", "give", "gave", "call", "years", "looking", "look", "looked", "write", "wrote", "turn", "your"])
_FOLLOWS_BACK = frozenset(["to", "at", "in", "on", "from", "home", "when", "then", "burner", "up", "into", "again", "by", "out", "off", "ago", "running", "for", "the"])
_REACH = 9  # how many words to either side belong to an amount


@lru_cache(maxsize=8192)
def is_complaint(word: str) -> bool:
    """Whether the word speaks of a complaint, by how it begins."""
    return (word.startswith(_BEGINNINGS) or word in _COMPLAINTS) and word not in _NOT_COMPLAINTS


_COMPLAINTS = frozenset(("ill", "sick", "rotten", "murder", "agony", "bad"))
_NOT_COMPLAINTS = frozenset(["achieve", "achieved", "achievement", "sorted", "tightrope", "legend", "legit", "footy", "hipster", "spinning", "spin", "dullard", "tightened", "footage", "handy", "discount", "discover", "discovered", "disco", "discuss", "discussed", "discharged", "legs"]) - {"legs"}


@dataclass(slots=True)
class Place:
    """A message as atoms, and where in it people complain."""

    found: list[Atom]
    words: frozenset[str]
    complaints: list[int] = field(default_factory=list)
    complains: bool = False
    has_onset: bool = False
    ever_since: bool = False
    _sentences: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        total = 0
        for at, atom in enumerate(self.found):
            total += is_complaint(atom.word) or self._is_back(at)
            self.complaints.append(total)
            self._sentences.setdefault(atom.sentence, []).append(at)
        self.complains = total > 0
        self.has_onset = not ONSETS.isdisjoint(self.words)
        self.ever_since = any(self._goes_on_since(at) for at in range(len(self.found)))

    def _goes_on_since(self, at: int) -> bool:
        """Sore ever since; not right since; from then on."""
        word, after = self.found[at].word, word_at(self.found, at + 1)
        if word == "since":
            if word_at(self.found, at - 1) in _FREE | {"nothing", "none", "mint", "great", "again", "ok", "changes", "marathons"}:
                return False
            ends = at + 1 == len(self.found) or self.found[at + 1].clause != self.found[at].clause
            return ends or after == "then" or word_at(self.found, at - 1) == "ever"
        if word == "from":
            return after == "then" or (after, word_at(self.found, at + 2)) in (("that", "day"), ("that", "moment"))
        return word == "right" and word_at(self.found, at - 1) == "been" and word_at(self.found, at - 2) in ("not", "never")

    def _is_back(self, at: int) -> bool:
        word, before, after = self.found[at].word, word_at(self.found, at - 1), word_at(self.found, at + 1)
        if word not in _BACKS:
            return False
        return before in _BEFORE_BACK or (before not in _LEADS_BACK and after not in _FOLLOWS_BACK)

    def sentence_words(self, at: int) -> set[str]:
        """The words of that sentence, the first forty."""
        return {self.found[index].word for index in self.sentence(at)[:40]}

    def sentence(self, at: int) -> list[int]:
        """The indexes of the sentence that this atom belongs to."""
        return self._sentences[self.found[at].sentence]

    def around(self, amount: Amount, sentence: list[int]) -> Iterator[tuple[int, str]]:
        """The words of the sentence outside the amount."""
        for at in sentence[:40]:
            if not amount.first <= at <= amount.last:
                yield at, self.found[at].word

    def before(self, first: int, reach: int = _REACH) -> list[str]:
        """The words of the sentence before this one, nearest first."""
        stop = max(first - reach, 0)
        sentence = self.found[first].sentence
        return [self.found[at].word for at in range(first - 1, stop - 1, -1) if self.found[at].sentence == sentence]

    def after(self, last: int, reach: int = _REACH) -> list[str]:
        """The words of the sentence after this one, nearest first."""
        sentence = self.found[last].sentence
        stop = min(last + 1 + reach, len(self.found))
        return [self.found[at].word for at in range(last + 1, stop) if self.found[at].sentence == sentence]

    def clause_before(self, first: int, reach: int = _REACH) -> list[str]:
        """The words of the clause before this one, nearest first."""
        stop, clause = max(first - reach, 0), self.found[first].clause
        return [self.found[at].word for at in range(first - 1, stop - 1, -1) if self.found[at].clause == clause]

    def clause_after(self, last: int, reach: int = _REACH) -> list[str]:
        """The words of the clause after this one, nearest first."""
        stop, clause = min(last + 1 + reach, len(self.found)), self.found[last].clause
        return [self.found[at].word for at in range(last + 1, stop) if self.found[at].clause == clause]

    def complaint_near(self, first: int, last: int, reach: int = 14) -> bool:
        """Whether the sentence complains within a few words."""
        sentence = self.sentence(first)
        low, high = max(first - reach, sentence[0]), min(last + reach, sentence[-1])
        return self.complaints[high] - (self.complaints[low - 1] if low else 0) > 0

    def began_near(self, first: int, last: int, reach: int = 10) -> bool:
        """Whether something went or came on, in the same sentence; "went to the shops" is no such thing."""
        sentence = self.found[first].sentence
        for at in range(max(first - reach, 0), min(last + reach, len(self.found))):
            atom = self.found[at]
            did_it = atom.word == "did" and word_at(self.found, at + 1) in ("mine", "it", "my", "me", "something", "this")
            if did_it and atom.sentence == sentence:
                return True
            if atom.sentence == sentence and atom.word in ONSETS and not first <= at <= last:
                if atom.word not in ("went", "came", "felt") or word_at(self.found, at + 1) not in _NOT_ONSET_AFTER:
                    return True
        return False

    def whole_clause(self, first: int, last: int) -> bool:
        """Whether the clause is only this."""
        clause = self.found[first].clause
        return (first == 0 or self.found[first - 1].clause != clause) and (
            last + 1 == len(self.found) or self.found[last + 1].clause != clause
        )

    def complaint_in_clause(self, first: int) -> bool:
        """Whether the clause itself complains."""
        low = high = first
        clause = self.found[first].clause
        while low and self.found[low - 1].clause == clause and first - low < 14:
            low -= 1
        while high + 1 < len(self.found) and self.found[high + 1].clause == clause and high - first < 14:
            high += 1
        return self.complaints[high] - (self.complaints[low - 1] if low else 0) > 0

    def pain_free(self, first: int, last: int) -> bool:
        """Fine since; no pain for; nothing in."""
        return _is_pain_free(self, Amount(first, last, 1, 1, 1))

    def rules_out_since(self, first: int, since: bool) -> bool:
        """Points in time that something other than the complaint hangs on."""
        before = self.clause_before(first, 6)
        return (
            (bool(before[:1]) and before[0] in ("until", "till", "til", "by", "before", "next", "for") and not since
            and word_at(self.found, first) not in ("yesterday", "yday"))
            or (any(word in _ACTIVITIES or word in _MEDICINES or word in _OPERATIONS for word in before[: 6 if since else 4])
            and not any(is_complaint(word) for word in before[:6])
            and not self.ever_since)
        )


# The other roles ---------------------------------------------------------------------------------

_NOT_ONSET_AFTER = frozenset(["to", "for", "from", "off", "out", "home", "swimming", "running", "back", "round", "through", "good", "great", "fine", "ok", "okay", "well", "grand", "better"])
_BABIES = frozenset(["baby", "babies", "son", "daughter", "kid", "kids", "child", "toddler", "girl", "boy", "newborn", "puppy", "pup", "twins", "infant", "shoes"])
_DISTANCES = frozenset(["mile", "miles", "km", "kms", "k", "mi", "m", "times", "time", "x", "once", "twice", "thrice", "runs", "run", "sessions", "session", "days", "day", "hrs", "hours", "hour", "mins", "minutes", "lbs", "lb", "kg", "mpw", "nights", "many", "l", "ml", "g", "litres", "pints"])
_PLANS = frozenset(
    ["plan", "plans", "programme", "program", "block", "course", "challenge", "streak", "pass", "trial", "membership", "subscription", "gym", "cycle", "build", "schedule", "taper", "camp", "race", "contract", "event", "ultra", "break", "sabbatical", "holiday", "cruise", "c25k", "couch", "holidays", "tour", "wait", "check", "checkup", "review", "class"]
)
_ACTIVITIES = frozenset(
    ["running", "runner", "runners", "ran", "trained", "training", "train", "lifting", "lifted", "lifter", "member", "membership", "joined", "coaching", "played", "worked", "working", "work", "cycling", "swimming", "army", "married", "riding", "rode", "club", "teaching", "yoga", "restarted", "gymming", "crossfit", "climbing", "walked", "streak", "marathons", "driving", "serving", "nursing", "engaged", "living", "lived", "retired", "smoking", "smoked", "parkrun", "vegan", "vegetarian", "exercising", "strava", "subscribed", "sober"]
)
_MEDICINES = frozenset(
    ["mg", "tablet", "tablets", "steroids", "steroid", "taking", "take", "takes", "naproxen", "ibuprofen", "prednisolone", "prednisone", "pred", "codeine", "pill", "pills", "antibiotics", "amitriptyline", "hrt", "gabapentin", "diclofenac", "omeprazole", "methotrexate", "statins", "ciprofloxacin", "injections", "meds", "medication", "painkillers", "warfarin", "tamoxifen", "doxycycline", "apixaban"]
)
_OPERATIONS = frozenset(
    ["surgery", "op", "operation", "operated", "arthroscopy", "replacement", "fusion", "discectomy", "microdiscectomy", "laminectomy", "appendix", "hysterectomy", "csection", "partum", "postpartum", "pp", "natal", "birth", "baby", "chemo", "chemotherapy", "radiotherapy", "cancer", "transplant", "booster", "vaccine", "treatment", "miscarriage", "appointment", "scan", "mri", "xray", "diagnosed", "joined", "covid", "shingles", "keyhole", "surgical", "graduated", "menopause", "partem", "pregnant", "pregnancy", "lymphoma", "melanoma", "tumour", "stent", "bypass", "epidural", "meningitis"]
)
_ELAPSES = frozenset(("ago", "since", "post", "after", "back", "earlier", "later"))
_FUTURE_AFTER = frozenset(["until", "untill", "till", "til", "away", "before", "left", "out"])
# "In three weeks" is not to come after these: lost a stone in, has not closed in.
_NOT_YET = frozenset(["no", "let", "not", "lost", "lose", "losing", "hasn't", "haven't", "hasnt", "havent", "worse", "weaker", "from"])
_FREE = frozenset(["free", "fine", "clear", "sober", "without", "recovered", "behaved", "grand", "sound", "brilliant", "healed", "perfect", "okay", "pain-free", "nothing", "quiet", "good"])
_TAKES = frozenset(["take", "takes", "took", "taking", "last", "wait", "waited", "need", "needs", "give", "allow", "rest", "heal", "healed"])
_MODALS = frozenset(["will", "would", "could", "should", "might", "may", "can", "supposedly", "normally", "usually", "typically", "expect", "long", "when", "how", "said", "says"])
_TRIED = frozenset(["boot", "cast", "brace", "sling", "strength", "laid", "lay", "sat", "crashed", "wait", "stretches", "stretching", "exercises", "tried", "doing", "did", "strengthening", "rolling", "planks", "bridges"])
_OTHERS = frozenset(["mate", "mates", "mate's", "friend", "friends", "friend's", "boss", "teammate", "neighbour", "colleague", "boss's"])


def counts_something_else(place: Place, amount: Amount) -> bool:
    """Whether the amount is anything but how long the complaint has lasted."""
    return any(rule(place, amount) for rule in _OTHER_ROLES)


_BEFORE_OTHERS = frozenset(["not", "every", "each", "per", "next", "another", "within", "les", "cada", "alle", "ogni", "elke", "alla", "co", "says", "said", "told", "reckons"])


def _points_at_a_day(place: Place, amount: Amount) -> bool:
    """A week last Tuesday is a day; three days after the race is when it came, not how long it stayed."""
    after = place.clause_after(amount.last, 2)
    if not after:
        return False
    if amount.article and after[0] in ("last", "on", *WEEKDAYS):
        return True
    return after[0] == "after" and not place.clause_before(amount.first, 1) and amount.unit <= 30


def _is_long_day(place: Place, amount: Amount) -> bool:
    """A long day at work; many a day."""
    before, after = word_at(place.found, amount.first - 1), word_at(place.found, amount.last + 1)
    return amount.article and amount.unit == 1 and after != "ago" and before not in ("for", "about", "been", "only", "just")


def _is_denied(place: Place, amount: Amount) -> bool:
    """20 days, not 2."""
    return word_at(place.found, amount.first - 1) in _BEFORE_OTHERS


def _is_rate(place: Place, amount: Amount) -> bool:
    """Five days a week; 30 miles a week; three times a day."""
    after = place.after(amount.last, 2)
    if len(after) == 2 and after[0] in ("a", "per", "each", "every", "an") and after[1] in UNITS:
        return True
    if after[:1] in (["ago"], ["back"]):
        return False
    if not (amount.article or amount.count == 1) or word_at(place.found, amount.first) not in ("a", "an", "per", "week", "day"):
        return False
    before = place.before(amount.first, 1)
    return bool(before) and (before[0] in _DISTANCES or number_at(place.found, amount.first - 1) is not None)


def _is_age(place: Place, amount: Amount) -> bool:
    """40 years old; my 3 month old baby; a 26 year old."""
    after = place.after(amount.last, 2)
    if not after:
        return amount.unit == 365 and amount.count >= 12 and _tells_an_age(place, amount)
    before = place.before(amount.first, 2)
    if after[0] in _BABIES or (before and before[0].endswith("'s") and before[0][:-2] in _BABIES) or (before[:1] == ["is"] and before[1:] and before[1] in _BABIES):
        return True
    old = after[0] in ("old", "olds", "yo", "young") or after[:2] == ["of", "age"]
    if amount.unit == 365 and amount.count >= 12 and _tells_an_age(place, amount):
        return True
    if amount.unit == 365:
        return old or (after[0] in ("male", "female", "man", "woman", "m", "f", "girl", "boy") and amount.count >= 12)
    return old and len(after) > 1 and after[1] in _BABIES


def _tells_an_age(place: Place, amount: Amount) -> bool:
    """My father is 62 years; mother, 68 yrs, diabetic; boy of 13 years."""
    before = place.before(amount.first, 2)
    if (before[:1] and before[0] in _BEFORE_AGE) or (before[:1] == ["of"] and before[1:2] and before[1] in ("boy", "girl", "man", "woman", "age", "lady")):
        return True
    return amount.count >= 18 and not place.clause_before(amount.first, 1) and not place.clause_after(amount.last, 1) and len(place.found) > 6


_BEFORE_AGE = frozenset(["aged", "age", "is", "am", "i'm", "im", "he's", "she's", "male", "female", "man", "woman", "lady", "boy", "girl", "m", "f", "turned"])


def _is_pregnancy(place: Place, amount: Amount) -> bool:
    """24 weeks pregnant; 29 wks; 3 months postpartum."""
    after, before = place.after(amount.last, 2), place.before(amount.first, 2)
    if after and after[0] in ("pregnant", "preg", "pp", "postpartum", "gone", "along", "gestation", "postnatal", "pregnancy"):
        return True
    if after[:1] == ["post"] and len(after) > 1 and after[1] in _OPERATIONS | {"partum", "op"}:
        return True
    if before and amount.unit >= 7 and amount.count >= 5 and before[0] in ("she's", "shes", "i'm", "im"):
        return after[:1] not in (["in"], ["into"], ["of"], ["post"], ["deep"])
    if before and before[0] in ("pregnant", "preg", "trimester", "at", "past", "she's"):
        return before[0] not in ("past", "at", "she's") or not place.words.isdisjoint(_EXPECTING)
    if amount.unit == 7 and 4 <= amount.count <= 42 and not place.words.isdisjoint(_EXPECTING):
        return not {"for", "since", "been"} & set(before) and not any(is_complaint(word) for word in place.clause_before(amount.first, 4) + place.clause_after(amount.last, 4))
    if before and amount.unit == 7 and 8 <= amount.count <= 42 and before[0] in ("at", "is") and after[:1] != ["of"]:
        return True
    return bool(after) and after[0] in ("late", "overdue")


_EXPECTING = frozenset(["pregnant", "pregnancy", "preg", "bump", "bun", "oven", "trimester", "sickness", "family", "midwife", "waters", "passenger", "expecting", "second", "mum", "g2p1", "g1p0", "baby", "leaked", "headache", "early", "first", "carrying", "bridges"])


def _is_future(place: Place, amount: Amount) -> bool:
    """In three weeks; 12 weeks until the race; 6 weeks to go; three weeks' time."""
    before, after = place.before(amount.first, 3), place.after(amount.last, 3)
    if after:
        if (after[0] in _FUTURE_AFTER and after[:2] != ["out", "of"]) or after[0] in ("time", "notice"):
            return True
        if after[0] == "to" and len(after) > 1 and after[1] in ("go", "race", "london", "marathon", "the", "my", "recover", "settle", "heal"):
            return True
        if after[0] == "from" and len(after) > 1 and after[1] in ("now", "today", "tomorrow"):
            return True
        if after[0] == "til" or (len(after) > 1 and after[0] in ("or", "so") and after[1] in _FUTURE_AFTER):
            return True
    if before and before[0] in ("in", "within", "inside"):
        return _NOT_YET.isdisjoint(place.before(amount.first))
    if before and before[0] == "over" and {"lost", "dropped"} & set(place.before(amount.first)):
        return True
    return False


_TREATMENTS = frozenset(
    ["physio", "rehab", "drip", "bands", "videos", "treatment", "antibiotics", "bridges", "stretching", "stretches", "exercises", "exercise", "massage", "yoga", "pilates", "diclofenac", "naproxen", "ibuprofen", "rest", "strength", "planks", "rolling", "trying", "chiro", "acupuncture", "injections", "work"]
)


def _is_plan(place: Place, amount: Amount) -> bool:
    """A 12 week plan; week 3 of c25k; 100 day streak; six weeks off work."""
    after = place.after(amount.last, 4)
    if after[:1] == ["of"] and not _TREATMENTS.isdisjoint(after[1:3]):
        return True
    if after[:1] == ["long"] and not _PLANS.isdisjoint(place.before(amount.first, 3)):
        return True
    if not after:
        return bool(amount.ordinal and set(place.before(amount.first, 2)) & (_PLANS | {"diary", "log", "rehab"}))
    if after[0] in _PLANS or (len(after) > 1 and after[1] in _PLANS and after[0] in ("of", "training", "running", "marathon", "free", "off", "rehab", "beginner", "my", "the")):
        return True
    if amount.ordinal and after[0] == "of" and set(after) & (_PLANS | {"marathon", "half", "training", "stretches", "them", "camp", "rehab", "my"}):
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
    if amount.unit >= 30 and after[:1] == ["running"] and amount.count >= 1:
        return True
    if after[:1] == ["of"] and len(after) > 1 and after[1] in _ACTIVITIES:
        return True
    if after[:1] in (["a"], ["as"]) and set(after[1:]) & (_ACTIVITIES | {"nurse", "teacher", "coach"}):
        return True
    if after[:2] == ["in", "the"] or (after[:1] == ["in"] and len(after) > 1 and after[1] in ("dubai", "a", "london")):
        return amount.unit == 365 or (after[:2] != ["in", "the"] and after[:2] != ["in", "a"])
    if after[:1] and amount.unit == 365 and (after[0] in _ACTIVITIES or after[0] == "marriage"):
        return True
    clause = place.clause_before(amount.first, 6)
    for at, word in enumerate(clause):
        before = clause[at + 1] if at + 1 < len(clause) else ""
        if word in _ACTIVITIES and not (amount.unit >= 1 and before in ("when", "while", "whilst", "from")):
            return True
        if word == "run" and before in ("i", "i've", "have", "we"):
            return True
        if is_complaint(word) or word in ("off", "and", "so") or (word == "since" and at):
            return False
    return False


def _is_medicine(place: Place, amount: Amount) -> bool:
    """Prednisolone for 8 months; naproxen for 7 days."""
    for word in place.clause_before(amount.first, 8):
        if word in _MEDICINES:
            return True
        if is_complaint(word) or word in ("since", "been", "still"):
            return False
    return bool(set(place.clause_after(amount.last, 4)) & {"tablets", "steroids", "naproxen", "antibiotics", "prednisolone", "apixaban"})


def _is_operation(place: Place, amount: Amount) -> bool:
    """Surgery two years ago; a baby 4 months ago; unless it has hurt ever since."""
    if place.ever_since:
        return False
    if amount.ordinal and not _OPERATIONS.isdisjoint(place.clause_before(amount.first, 4)):
        return True
    near_before, near_after = place.clause_before(amount.first, 9), place.clause_after(amount.last, 6)
    elapsed = _ELAPSES & set(near_after[:2]) or set(near_before[:2]) & {"since", "after"}
    if not elapsed:
        return False
    if near_after[:1] == ["since"] and set(near_after) & _OPERATIONS:
        return True
    if near_after[:1] == ["post"]:
        return bool(set(near_after) & _OPERATIONS)
    return bool(set(near_before) & _OPERATIONS) or bool(near_after[:1] == ["after"] and set(near_after) & _OPERATIONS)


def _is_long_ago(place: Place, amount: Amount) -> bool:
    """An injury three years ago that is not said to go on."""
    if amount.unit < 365 or place.ever_since:
        return False
    after = place.after(amount.last, 1)
    return bool(after) and after[0] in ("ago", "earlier", "prior") and not place.words & {"still", "since"}


def _is_pain_free(place: Place, amount: Amount) -> bool:
    """Pain free for three weeks; no trouble in ten years; fine for yonks."""
    before, after = place.clause_before(amount.first, 5), place.clause_after(amount.last, 4)
    if any(pair in (("zero", "pain"), ("no", "pain"), ("with", "zero")) for pair in zip(after, after[1:], strict=False)):
        return True
    if (after[:1] and after[0] in ("clear", "clean", "sober", "injury")) or after[:2] == ["pain", "free"] or after[:2] == ["of", "nothing"]:
        return True
    if "free" in after[:3] and ("pain" in after or "injury" in after):
        return True
    if set(before) & {"hasn't", "hasnt", "haven't", "not", "never", "doesn't"} and set(before) & {"bothered", "troubled", "hurt", "felt"}:
        return True
    if before[:2] == ["for", "gone"]:
        return True
    if "no" in before and set(before) & {"pain", "trouble", "bother", "problem", "problems", "issues", "issue", "ache"}:
        return True
    if set(before) & _FREE and not set(before) & {"not", "never", "isn't", "wasn't", "no"}:
        return before[0] in _FREE or (before[0] in ("for", "since", "in", "the", "after", "last", "over", "past", "now") and bool(
            _FREE & set(before[:4])
        ))
    return "without" in before


def _is_past(place: Place, amount: Amount) -> bool:
    """Last time it took three months; in 2020 for a month; used to."""
    before = place.before(amount.first, 10)
    for at, word in enumerate(before):
        following = before[at - 1] if at else ""
        if word == "last" and following in ("time", "episode", "bout"):
            return True
        if (word, following) in (("used", "to"), ("when", "was")) or before[max(at - 2, 0) : at + 1] == ["was", "i", "when"]:
            return True
        if len(word) == 4 and word.isdigit() and word.startswith(("19", "20")) and before[at + 1 : at + 2] == ["in"]:
            return "since" not in before[:at] and not any(is_complaint(later) for later in before[:at])
    return False


def _is_waiting(place: Place, amount: Amount) -> bool:
    """Should I wait 4 weeks; it could take three months; give it a week."""
    before = place.clause_before(amount.first, 8)
    if place.after(amount.last, 1) and place.after(amount.last, 1)[0] in ("reasonable", "normal", "enough", "standard", "typical"):
        return True
    if set(before) & {"if", "recovery"} or {"how", "long"} <= set(before):
        return True
    takes = next((at for at, word in enumerate(before[:4]) if word in _TAKES), None)
    if takes is None:
        return False
    if before[takes] in ("took", "wait", "take", "takes", "give", "allow", "need", "needs", "heal"):
        return True
    return bool(_MODALS & set(before)) and before[takes] != "last"


def _is_trying(place: Place, amount: Amount) -> bool:
    """Did the stretches for two months: how long it was treated, not how long it has hurt."""
    before = place.clause_before(amount.first, 5)
    for word in before:
        if word in _TRIED:
            return True
        if is_complaint(word):
            return False
    return False


def _is_somebody_elses(place: Place, amount: Amount) -> bool:
    """Mate says his went on for a year."""
    return any(word in _OTHERS for word in place.before(amount.first, 12)) and not is_mine(place, amount)


def somebody_elses(place: Place, first: int) -> bool:
    """Whether a friend stands nearer than "my"."""
    return _is_somebody_elses(place, Amount(first, first, 1, 1, 1))


def is_mine(place: Place, amount: Amount) -> bool:
    """Whether "my" or "mine" stands nearer than the friend."""
    for word in place.before(amount.first, 12):
        if word in ("my", "mine", "mine's", "i've", "i"):
            return True
        if word in _OTHERS:
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
    _is_trying,
    _is_somebody_elses,
)

# Every word of the tables above, so that a repairer leaves them alone.
SPELT = frozenset(
    word
    for table in (_PLANS, _ACTIVITIES, _MEDICINES, _OPERATIONS, _TREATMENTS, _FREE, _TAKES, _TRIED, _OTHERS, _BABIES)
    for word in table
    if len(word) > 3 and word.isalpha()
)
