"""Signs to get checked: the evidence of one message, put together.

What is stated is raised; what could be meant is unclear and gets one question; what is denied or set
aside is kept with the words that cancelled it. Two unclear signs make one clear. The heads, learnt
from the corpus, may add to this and never take away.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from intents.concepts import ConceptFinder
from intents.phrases import PhraseFinder
from intents.scope import Kind, ScopeReader
from intents.scores import Ground
from intents.sign_evidence import NOT_SO, UNCHANGED, Evidence, Hit, Label, Then
from intents.sign_heads import Why, scores_add
from intents.understanding import Sign, Standing
from intents.units import read_units
from intents.words import Words
from knowledge.model import Clue, Knowledge, RedFlag, Tier

WORST_PAIN = 10
_ASKED_ABOUT = frozenset({Kind.TOLD, Kind.OVER})
_ASKED_WHEN_TOLD = frozenset({Tier.EMERGENCY, Tier.CRISIS})
_SEVERE_PAIN = "severe_pain"  # the flag that asks about it
_RAISING: frozenset[Then] = frozenset({"urgent", "alarm", "note"})
_URGENCY = (Tier.EMERGENCY, Tier.CRISIS, Tier.SAFEGUARDING, Tier.SAME_DAY, Tier.SOON, Tier.NOTE)
_STANDINGS = (Standing.RAISED, Standing.UNCLEAR, Standing.DENIED, Standing.SET_ASIDE)
# Any of these unclear, beside a sign in a leg, is a clear sign (brief, 5.1).
_BESIDE_LEGS = frozenset({"bladder", "bowel", "saddle_numbness", "sexual_function"})
# Long there and no different: the same day, not an emergency (brief, 5.3).
_NEW_COUNTS = _BESIDE_LEGS
_LEG_SIGNS = (("leg", "nerve"), ("leg", "weak"), ("leg", "numb"), ("sciatica",))


class SignFinder:
    """Finds the signs of one message. Pure: the same words, the same signs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._flags = knowledge.red_flags
        self._concepts = ConceptFinder(knowledge.concepts)
        self._scope = ScopeReader(knowledge.scope)
        self._phrases: PhraseFinder[Label] = PhraseFinder(
            # "Dropped it on my foot" must not take "my foot is dropping" away.
            _phrases(knowledge.red_flags.values()),
            pairs_as_written=lambda label: label[1] == "look_alike",
        )
        self._clues = _by_rarest(knowledge.red_flags.values())
        self._latest: tuple[Words, Evidence] | None = None

    def find(
        self,
        words: Words,
        pain: int | None = None,
        scores: Mapping[str, float] | None = None,
        why: Why = lambda _: Ground((), ""),
        in_english: bool = True,
    ) -> tuple[Sign, ...]:
        """Every sign that the words point to: those that stand before the rest, the most urgent first.

        `scores` are those learnt from the corpus, for `undenied(words)`; `why` says what one of them rests on.
        """
        evidence = self._evidence(words)
        by_flag: dict[str, list[Hit]] = defaultdict(list)
        for hit in (*evidence.phrase_hits(), *evidence.clue_hits(self._clues), *self._pain_hits(pain)):
            by_flag[hit.flag].append(hit)
        signs = [_sign(self._flags[flag], hits, evidence) for flag, hits in by_flag.items()]
        signs = _two_soft_make_one(signs, evidence)
        if scores:
            signs = scores_add(signs, scores, self._flags, evidence.complains(), why, in_english)
        return tuple(sorted(signs, key=_order))

    def undenied(self, words: Words) -> Words:
        """The message without the clauses that only deny, and without abilities: heads do not see a "no" or a "can"."""
        evidence = self._evidence(words)
        denied, able = evidence.denied_clauses(), evidence.scope.able_at()
        left = (t for at, t in enumerate(words.tokens) if t.clause not in denied and at not in able)
        return Words(words.plain, tuple(left), words.clause_count)

    def _evidence(self, words: Words) -> Evidence:
        """What the words bear; kept for one message, because `undenied` and `find` ask for the same."""
        if self._latest and self._latest[0] is words:
            return self._latest[1]
        reading = read_units(words)
        concepts = self._concepts.find(reading)
        ideas = [mention.places for mentions in concepts.values() for mention in mentions]
        scope = self._scope.scoped(reading).knowing(ideas)
        evidence = Evidence(self._flags, reading, concepts, scope, self._phrases.find(reading))
        self._latest = (words, evidence)
        return evidence

    def _pain_hits(self, pain: int | None) -> Iterator[Hit]:
        if pain is not None and pain >= WORST_PAIN and _SEVERE_PAIN in self._flags:
            yield Hit(_SEVERE_PAIN, "ask", (), f"pain {pain} out of 10")


def _sign(flag: RedFlag, hits: Sequence[Hit], evidence: Evidence) -> Sign:
    """One flag's hits as one sign."""
    hits = [_softened(flag, hit, evidence) for hit in hits]
    live = [hit for hit in hits if hit.ruling is None]
    raising = [hit for hit in live if hit.then in _RAISING]
    soft = [hit for hit in live if hit.then == "soft"]
    asking = [hit for hit in live if hit.then == "ask"] or (soft if len(soft) > 1 else []) or _told(flag, hits)
    if raising:
        return _as_sign(flag, raising, Standing.RAISED, _tier(flag, raising, evidence), evidence)
    if asking:
        return _as_sign(flag, asking, Standing.UNCLEAR, flag.tier, evidence)
    not_so = any(hit.ruling and hit.ruling.kind in NOT_SO for hit in hits)
    return _as_sign(flag, hits, Standing.DENIED if not_so else Standing.SET_ASIDE, flag.tier, evidence)


def _told(flag: RedFlag, hits: Sequence[Hit]) -> list[Hit]:
    """What was told as a story of long ago which ended well, or as over now: asked about, never passed over."""
    if flag.tier not in _ASKED_WHEN_TOLD or flag.fact:
        return []
    return [hit for hit in hits if hit.then != "soft" and hit.ruling and hit.ruling.kind in _ASKED_ABOUT]


def _softened(flag: RedFlag, hit: Hit, evidence: Evidence) -> Hit:
    """Legs that went dead on the hills are asked about first (brief, RF-05)."""
    if not flag.eased_by_rest or hit.then not in _RAISING or hit.ruling or not evidence.beside_hard_run(hit.places):
        return hit
    return replace(hit, then="ask")


def _tier(flag: RedFlag, raising: Sequence[Hit], evidence: Evidence) -> Tier:
    if any(hit.then == "urgent" for hit in raising):
        return Tier.EMERGENCY
    if flag.id in _NEW_COUNTS and evidence.states(UNCHANGED):
        return Tier.SAME_DAY
    alarms = any(hit.then == "alarm" for hit in raising)
    return flag.tier if alarms and (evidence.complains() or not flag.fact) else Tier.NOTE


def _as_sign(flag: RedFlag, hits: Sequence[Hit], standing: Standing, tier: Tier, evidence: Evidence) -> Sign:
    words = tuple(dict.fromkeys(evidence.reading.quote(hit.places) for hit in hits if hit.places))
    by = next((hit.ruling.words for hit in hits if hit.ruling), "")
    return Sign(flag.id, flag.sign, tier, standing, words, hits[0].why, by)


def _two_soft_make_one(signs: Sequence[Sign], evidence: Evidence) -> list[Sign]:
    """An unclear bladder, bowel, saddle or sex sign beside a sign in the leg is raised."""
    unclear = [sign for sign in signs if sign.flag in _BESIDE_LEGS and sign.standing is Standing.UNCLEAR]
    if not unclear or not any(evidence.stand_together(concepts) for concepts in _LEG_SIGNS):
        return list(signs)
    return [
        replace(sign, standing=Standing.RAISED, why=f"{sign.why}, beside a sign in the leg")
        if sign in unclear
        else sign
        for sign in signs
    ]


def _phrases(flags: Iterable[RedFlag]) -> Iterator[tuple[Label, str]]:
    for flag in flags:
        lists: tuple[tuple[Then | Literal["look_alike"], Sequence[str]], ...] = (
            ("alarm", flag.phrases),
            ("ask", flag.unclear),
            ("urgent", flag.urgent_phrases),
            ("note", flag.mild_phrases),
            ("look_alike", flag.look_alikes),
        )
        for then, phrases in lists:
            yield from (((flag.id, then), phrase) for phrase in phrases)


def _by_rarest(flags: Iterable[RedFlag]) -> dict[str, list[tuple[str, Clue]]]:
    """Clues by the idea that the fewest clues use: they are looked at only where it is mentioned."""
    pairs = [(flag.id, clue) for flag in flags for clue in flag.clues]
    times: dict[str, int] = defaultdict(int)
    for _, clue in pairs:
        for concept in clue.all:
            times[concept] += 1
    shelves: dict[str, list[tuple[str, Clue]]] = defaultdict(list)
    for flag_id, clue in pairs:
        shelves[min(clue.all, key=lambda concept: (times[concept], concept))].append((flag_id, clue))
    return shelves


def _order(sign: Sign) -> tuple[int, int, str]:
    return _STANDINGS.index(sign.standing), _URGENCY.index(sign.tier), sign.flag
