"""Whether the pain has lasted, by the words of one message.

True after twelve weeks, when it keeps coming back or will not go, when somebody calls it chronic,
or when treatment failed; false when it is short, new, on the mend or gone; None when the words do
not say. "It isn't chronic" says that it is not.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import groupby, islice

from intents.place import is_complaint
from intents.time_words import listed
from intents.understanding import Duration
from intents.words import Token, Words

LONG_LASTING_DAYS = 84
SELF_CARE_DAYS = 42
_MOST_CLAUSES = 150

# Each row: words that stand in this order in one clause, at most one other between two of them.
# "@" is any word that speaks of a complaint.
_Row = tuple[frozenset[str], ...]
_COMPLAINT = frozenset(("@",))


class _Table:
    """Rows in the order in which they are looked for, found by the word they begin with."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        self.rows = tuple(rows)
        self._beginning: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for word in row[0]:
                self._beginning[word].append(number)
        self._always = [number for number, row in enumerate(self.rows) if row[0] == _COMPLAINT]

    def worth_a_look(self, said: set[str]) -> list[_Row]:
        """The rows that may be in a clause of these words."""
        numbers = {number for word in said for number in self._beginning.get(word, ())}
        return [self.rows[number] for number in sorted(numbers.union(self._always))]


def _rows(text: str) -> _Table:
    """A table written one row a line, the choices of a place separated by bars."""
    return _Table(tuple(frozenset(part.split("|")) for part in line.split()) for line in text.strip().splitlines())


@cache
def _recurring(phrases: tuple[str, ...]) -> _Table:
    """The rows that say it comes back, and staff's own phrases for "it has lasted"."""
    staff = (tuple(frozenset((word,)) for word in phrase.lower().split()) for phrase in phrases)
    return _Table((*_RECURRING.rows, *staff))


_NEVER = "won't|wont|doesn't|doesnt|don't|didn't|didnt|hasn't|hasnt|refuses|not|never|wouldn't|can't|cant|isn't|isnt"
_AGAIN_AND_AGAIN = "third|fourth|fifth|sixth|seventh|umpteenth|nth|3rd|4th|5th|6th|hundredth|second"
# It comes back, or somebody has called it lasting: true however short this time.
_RECURRING = _rows(f"""
chronic|cronic|persistent|persistant|persists|persist|persisting|recurring|recurrent|recurs|longstanding|predates
permanent|relapse|relapsed|relapsing|reoccurring|reoccurs
keeps|keep|kept coming|comes|creeping back
keeps|keep|kept returning|recurring|reappearing|happening|flaring|relapsing
always|forever getting|injuring|pulling|tweaking|straining|hurting|returns
comes|came|come straight|back back|again
came|comes|returned|returns after|every|again
@ again
it|pain|@|back|and|friend returns|returned
it|back|@ goes out
since uni|university|school|college|childhood|birth|teens|forever|puberty
since was a|at kid|child|teenager|teen|student|boy|girl|school|uni
round two|three|four|2|3
stuck loop|cycle
been forever
oh|yay good it's back
every few|couple weeks|months|years
every|each marathon|training|winter|season|year|block block|winter|season|@|back|time|cycle
every|each spring|summer|autumn|winter
since forever
hurt for all year|winter|summer|spring|autumn|season
a|very|quite long time
once|twice a month|year
few|couple|bouts times year|years|month
{_AGAIN_AND_AGAIN} time|bout|flare|episode|lot|one|attack|injury|physio this|in|since|now|year
{_AGAIN_AND_AGAIN} flare|bout|episode|attack|physio
yet another @|flare|bout|episode
bouts since
again and again
all my life
my whole running|adult life
long standing|term @|back|issue|problem|thing
long as i can|could remember
long i can|could remember
remember pain|without
repeat offender
injury prone
best|better part of year|decade
two|three|four|couple|few|several|2|3|4 winters|summers|springs|autumns|seasons in|now|on|running
for|of two|three|four|couple|few|several|2|3|4 winters|summers|springs|autumns|seasons
yonks
@ is|are back in|again|already
no matter what
same spot|place|side|@ again
same sore|stiff|tight|bad|dodgy @|back
attempts|goes now
stuck in|this this|the|a loop|cycle
been this|that way
years on and off
on and|n|an off years|months
on and|n|an off since
donkeys|donkey's years
sick|tired of my|this back|knee|hip|@
live|living with it
""")
# It will not go, or nothing has helped: true unless it has only been days or a few weeks.
_STUCK = _rows(f"""
lingering|lingers|unrelenting|outlives
on and|n|an off
comes|come|coming and|n goes|go|going
{_NEVER} go|going|gone|goes away
{_NEVER} shift|shifting|budge|leave|settle|settled|settling|heal|healed|healing|resolve|resolved|mend|clear|cleared|quit
{_NEVER} shake|get back|off|rid|over
{_NEVER} gone|gets|got|getting away|better
never|not|hasn't|hasnt fully|quite|totally|properly|completely left|settled|cleared|right|gone|healed
never|not|hasn't|hasnt really|come|been left|settled|cleared|right|gone|healed|same
{_NEVER} been|come|felt right|same
nothing|none|nowt|nada helps|help|helped|works|worked|touches|shifts|touched|working|fixes
nothing i|we do|try|tried|does|do makes|helps|works|touches
no|zero stretch|exercise|treatment|tablet|thing touches|helps|works
tried everything|all
tried so|every many|thing
no|zero solution|relief|joy|better|improvement|different|benefit
unmoved|unchanged
tried the|a lot
visits|sittings|sessions and|later|still same|still|no
precisely|exactly as|the much|same
no better|different
{_NEVER} work|working|worked|help|helped|helping
{_NEVER} gives|give over|up
after all these|that|those|of weeks|months|years|sessions|visits|them
failed surgery|surgeries|operations|treatments
every routine|stretch|exercise|video
religiously
@|back|it same
treatment|physio|rehab|injections|jab|osteo failed|fail|failing|pointless|useless|hasn't|hasnt
failed physio|treatment|rehab|injections
been discharged
still nobody|no
still isn't|not|isnt|no better|right|settled
@ no change
no change after|whatsoever
gives|give|giving over
same old @|back|story
same spot|side|place same|every
as sore|tight|stiff|bad as ever|before
back where|square i|one
exactly where it
been|for|back ages|yonks|forever|eons
ages|weeks|months and ages|months
just the|as same|before
makes|made no difference
injections|boxes|physios|osteos|chiros and|then|: no|same
""")
_FRESH = _rows("""
first time|ever|episode
first ever|time
never had|happened|hurt before|it|this|back
brand new
new pain|ache|thing|problem|niggle|one
it's|its new
just|literally started|happened|begun|appeared|went|tweaked|pulled|did|now|noticed|came|ricked
only|recently started|just|appeared|since
not long
recent|recently|fresh
nowhere
woke up with
other day
i|i've fell|collapsed|tripped|slipped
fell on|off|down|over
got injured|hurt|hit|winded
after|in car|bike|motorbike|auto accident|crash|collision
came off the|my bike|horse
""")
_MENDING = _rows("""
getting|much|lot|loads|bit|feels|feeling|nearly|almost|a|back's|far better|easier
is|it's|its|are improving|healing|easing|settling|mending|better|easier|eased
improving|improved|thawing|subsiding|subsided
on the mend
pain|symptom free
all|now|is|been|completely|fully|feels gone|fine|sorted|healed|recovered|mint|grand|cleared
long|all|nearly|almost gone|better|good
cleared|sorted|resolved|vanished|disappeared|recovered
calmed down
bit by bit
not as bad
coming good
no longer|more an|hurts|sore issue|problem
fixed it
hasn't|hasnt|haven't bothered|hurt|felt
""")
_CANCELS = frozenset(
    listed(
        "not no isn't isnt doesn't doesnt don't dont never hasn't hasnt wasn't without if last it'll worried remember "
        "fine"
    )
)
_REACH = 1  # how many other words may stand between two of a row


def find_persistence(words: Words, duration: Duration | None, phrases: tuple[str, ...] = ()) -> tuple[bool | None, str]:
    """Whether the pain has lasted, and the words that say so; `phrases` are staff's own for "it has"."""
    recurs, denied = _said(words, _recurring(phrases))
    stuck, not_stuck = _said(words, _STUCK)
    stuck = stuck or _tried_much(words)
    mending = is_improving(words)
    known = duration if duration and not duration.corrects_unit else None
    if recurs:
        return True, recurs
    if known and known.days >= LONG_LASTING_DAYS:
        return (False, mending) if _is_over(mending) and not stuck else (True, known.words)
    if stuck and not (known and known.days < SELF_CARE_DAYS):
        return True, stuck
    for reason in (denied, not_stuck, mending):
        if reason:
            return False, reason
    if known and known.days < SELF_CARE_DAYS:
        return False, known.words
    fresh = _said(words, _FRESH)[0] if known is None else ""
    return (False, fresh) if fresh else (None, "")


_TREATMENTS = (
    *("physio", "chiro", "osteo", "acupunct", "massage", "pilates", "yoga", "inject", "mattress", "insole", "stretch"),
    *("heat", "roll", "rehab", "naproxen", "ibuprofen", "exercis", "rest", "tens", "magnesium", "shoes", "needles"),
)
_MANY_TREATMENTS = 3


def _tried_much(words: Words) -> str:
    """Physio, yoga, a new mattress, and still sore: the words that name the treatments, when three have not helped."""
    named = [token for token in words.tokens if token.text.startswith(_TREATMENTS)]
    tried = {next(start for start in _TREATMENTS if token.text.startswith(start)): token for token in named}
    helpless = any(token.text in ("still", "same", "nada", "nothing", "nowt") for token in words.tokens)
    return words.quote(tried.values()) if helpless and len(tried) >= _MANY_TREATMENTS else ""


def is_improving(words: Words) -> str:
    """The words that say the pain is getting better or has gone; empty when none do."""
    return _said(words, _MENDING)[0]


def _said(words: Words, table: _Table) -> tuple[str, str]:
    """The words of the first row that is said, and those of one that is only denied."""
    denied = ""
    for clause in _clauses(words):
        said = {token.text for token in clause} | {token.typed for token in clause}
        for row in table.worth_a_look(said):
            hit = _row_in(clause, row)
            if not hit:
                continue
            before = clause[max(clause.index(hit[0]) - 3, 0) : clause.index(hit[0])]
            if any(token.typed in _CANCELS for token in before):
                denied = denied or words.quote([*before, *hit])
            else:
                return words.quote(hit), ""
    return "", denied


def _clauses(words: Words) -> list[tuple[Token, ...]]:
    """The tokens of every clause, in order; of a very long message the first hundred and fifty."""
    groups = (tuple(group) for _, group in groupby(words.tokens, key=lambda token: token.clause))
    return list(islice(groups, _MOST_CLAUSES))


def _fits(token: Token, choices: frozenset[str]) -> bool:
    return token.text in choices or token.typed in choices or ("@" in choices and is_complaint(token.text))


def _row_in(clause: tuple[Token, ...], row: _Row) -> list[Token]:
    """The tokens of the row's words, in order and near each other; empty when they are not there."""
    for at, token in enumerate(clause):
        if not _fits(token, row[0]):
            continue
        hit, place = [token], at
        for wanted in row[1:]:
            near = clause[place + 1 : place + 2 + _REACH]
            step = next((ahead for ahead, other in enumerate(near, 1) if _fits(other, wanted)), None)
            if step is None:
                break
            place += step
            hit.append(clause[place])
        if len(hit) == len(row):
            return hit
    return []


def _is_over(mending: str) -> bool:
    """Long, but gone."""
    return not {"gone", "free", "recovered", "cleared", "vanished"}.isdisjoint(mending.lower().split())
