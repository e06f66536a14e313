"""Signs to get checked: what points to one, what cancels it, and what is left.

The order, per message: phrases, then clues (ideas that count together, numbers among them); a
look-alike takes away its own words; scope cancels what is denied, long over, imagined or somebody
else's; two unclear signs make one clear; the heads may add to what is found, never take away.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from intents.concepts import ConceptFinder, Mention, nearest, spread
from intents.phrases import Found, PhraseFinder
from intents.scope import Kind, Ruling, ScopedMessage, ScopeReader
from intents.understanding import Sign, Standing
from intents.units import Reading, read_units
from intents.words import Words
from knowledge.model import Clue, Knowledge, RedFlag, Tier

Then = Literal["urgent", "alarm", "note", "ask", "soft"]
Label = tuple[str, Then | Literal["look_alike"]]  # a flag's id, and what its phrase does

_URGENCY = (Tier.EMERGENCY, Tier.CRISIS, Tier.SAFEGUARDING, Tier.SAME_DAY, Tier.SOON, Tier.NOTE)
_STANDINGS = (Standing.RAISED, Standing.UNCLEAR, Standing.DENIED, Standing.SET_ASIDE)
_RAISING: frozenset[Then] = frozenset({"urgent", "alarm", "note"})
_NOT_SO = frozenset({Kind.DENIED, Kind.FINE, Kind.RULED_OUT})
_PAST = frozenset({Kind.OVER, Kind.LONG_AGO})
_NEXT_SENTENCE_REACH = 6  # the same, over a full stop
_CLUE_REACH = 16  # words from the first idea of a clue to the last
# Any of these unclear, beside a sign in a leg, is a clear sign (brief, 5.1).
BESIDE_LEGS = frozenset({"bladder", "bowel", "saddle_numbness", "sexual_function"})
_LEG_SIGNS = (("leg", "nerve"), ("leg", "weak"), ("leg", "numb"), ("sciatica",))
_COMPLAINT, _HARD_RUN = "complaint", "hard_run"
WORST_PAIN = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that point to a sign."""

    flag: str
    then: Then
    places: tuple[int, ...]
    why: str
    ruling: Ruling | None = None


class SignFinder:
    """Finds the signs of one message. Pure: the same words, the same signs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._flags = knowledge.red_flags
        self._concepts = ConceptFinder(knowledge.concepts)
        self._scope = ScopeReader(knowledge.scope)
        self._phrases: PhraseFinder[Label] = PhraseFinder(_phrases(knowledge.red_flags.values()))
        self._clues = _by_rarest(knowledge.red_flags.values())

    def find(
        self, words: Words, pain: int | None = None, scores: Mapping[str, float] | None = None
    ) -> tuple[Sign, ...]:
        """Every sign that the words point to, most urgent first, those that stand before the rest."""
        message = self._read(words)
        hits = [*message.phrase_hits(), *message.clue_hits(self._clues)]
        if pain is not None and pain >= WORST_PAIN and "severe_pain" in self._flags:
            hits.append(Hit("severe_pain", "ask", (), f"pain {pain} out of 10"))
        by_flag: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_flag[hit.flag].append(hit)
        signs = [message.sign(self._flags[flag], found) for flag, found in by_flag.items()]
        signs = message.two_soft_make_one(signs)
        return tuple(sorted(signs, key=_order))

    def _read(self, words: Words) -> "_Message":
        reading = read_units(words)
        concepts = self._concepts.find(reading)
        ideas = {place for spots in concepts.values() for mention in spots for place in mention.places}
        scope = self._scope.scoped(reading).knowing(ideas)
        return _Message(self._flags, reading, concepts, scope, self._phrases.find(reading))


class _Message:
    """One message while its signs are weighed."""

    def __init__(
        self,
        flags: Mapping[str, RedFlag],
        reading: Reading,
        concepts: Mapping[str, tuple[Mention, ...]],
        scope: ScopedMessage,
        found: Sequence[Found[Label]],
    ) -> None:
        self._flags = flags
        self._reading = reading
        self._concepts = concepts
        self._scope = scope
        self._found = found
        self._masks: dict[str, dict[int, str]] = defaultdict(dict)
        for hit in found:
            flag, then = hit.label
            if then == "look_alike" and not scope.ruling(hit.places[:1]):
                self._masks[flag].update(dict.fromkeys(hit.places, hit.phrase))
        self._rulings: dict[tuple[int, ...], Ruling | None] = {}

    def phrase_hits(self) -> Iterator[Hit]:
        """What staff's phrases point to."""
        for found in self._found:
            flag, then = found.label
            if then != "look_alike":
                masked = [place for place in found.places if place in self._masks[flag]]
                if masked and len(found.places) - len(masked) < 2:
                    ruling: Ruling | None = Ruling(Kind.LOOK_ALIKE, self._masks[flag][masked[0]])
                else:
                    ruling = self._ruled(flag, [found.places])
                yield Hit(flag, then, found.places, f"phrase: {found.phrase}", ruling)

    def clue_hits(self, clues: Mapping[str, Sequence[tuple[str, Clue]]]) -> Iterator[Hit]:
        """What ideas that stand together point to."""
        for concept in self._concepts:
            for flag, clue in clues.get(concept, ()):
                yield from self._clue(flag, clue)

    def _clue(self, flag: str, clue: Clue) -> Iterator[Hit]:
        if not all(concept in self._concepts for concept in clue.all):
            return
        mask = self._masks[flag]
        open_ = [
            [mention for mention in self._concepts[concept] if not mask or not set(mention.places) & set(mask)]
            for concept in clue.all
        ]
        if not all(open_):
            return
        live = [[mention for mention in group if not self._ruled(flag, [mention.places])] for group in open_]
        picked = self._together(live, clue) or self._together(open_, clue)
        if picked and not self._spoilt(picked, clue):
            places = tuple(sorted({place for mention in picked for place in mention.places}))
            ruling = self._ruled(flag, [mention.places for mention in picked])
            yield Hit(flag, clue.then, places, "clue: " + " + ".join(clue.all), ruling)

    def _together(self, groups: Sequence[Sequence[Mention]], clue: Clue) -> tuple[Mention, ...] | None:
        """One mention of each idea: near each other in a sentence, unless the clue says anywhere."""
        if clue.anywhere or len(groups) == 1:
            return nearest(groups)
        anchors = min(groups, key=len) if all(groups) else ()
        for sentence in sorted({mention.sentence for mention in anchors}):
            picked = nearest([[one for one in group if one.sentence == sentence] for group in groups])
            if picked and spread(picked) <= _CLUE_REACH:
                return picked
        picked = nearest(groups)
        return picked if picked and spread(picked) <= _NEXT_SENTENCE_REACH else None

    def _spoilt(self, picked: Sequence[Mention], clue: Clue) -> bool:
        sentences = {mention.sentence for mention in picked}
        return any(
            clue.anywhere or mention.sentence in sentences
            for concept in clue.none
            for mention in self._concepts.get(concept, ())
        )

    def _ruled(self, flag: str, parts: Iterable[tuple[int, ...]]) -> Ruling | None:
        """The first reason why these words do not count for this flag."""
        fact = self._flags[flag].fact
        for places in parts:
            for run in _runs(places):
                ruling = self._ruling(run)
                if ruling and not (fact and ruling.kind in _PAST):
                    return ruling
            if fact and not self._their_complaint():
                others = self._scope.others(places)
                if others:
                    return others
        return None

    def _ruling(self, run: tuple[int, ...]) -> Ruling | None:
        if run not in self._rulings:
            self._rulings[run] = self._scope.ruling(run)
        return self._rulings[run]

    def _their_complaint(self) -> bool:
        return any(
            self._scope.theirs(mention.places) and not self._ruling(mention.places)
            for mention in self._concepts.get(_COMPLAINT, ())
        )

    def _complains(self) -> bool:
        return any(not self._ruling(mention.places) for mention in self._concepts.get(_COMPLAINT, ()))

    def sign(self, flag: RedFlag, hits: Sequence[Hit]) -> Sign:
        """One flag's hits as one sign."""
        hits = [self._softened(flag, hit) for hit in hits]
        live = [hit for hit in hits if hit.ruling is None]
        raising = [hit for hit in live if hit.then in _RAISING]
        soft = [hit for hit in live if hit.then == "soft"]
        asking = [hit for hit in live if hit.then == "ask"] or (soft if len(soft) > 1 else [])
        if raising:
            return self._as_sign(flag, raising, Standing.RAISED, self._tier(flag, raising))
        if asking:
            return self._as_sign(flag, asking, Standing.UNCLEAR, flag.tier)
        cancelled = [hit for hit in hits if hit.ruling] or list(hits)
        not_so = any(hit.ruling and hit.ruling.kind in _NOT_SO for hit in cancelled)
        return self._as_sign(flag, cancelled, Standing.DENIED if not_so else Standing.SET_ASIDE, flag.tier)

    def _softened(self, flag: RedFlag, hit: Hit) -> Hit:
        """Legs that went dead on the hills are asked about first (brief, RF-05)."""
        if not flag.eased_by_rest or hit.then not in _RAISING or hit.ruling or not hit.places:
            return hit
        sentence = self._reading.sentences[hit.places[0]]
        hard = any(mention.sentence == sentence for mention in self._concepts.get(_HARD_RUN, ()))
        return replace(hit, then="ask") if hard and not self._scope.still(hit.places) else hit

    def _tier(self, flag: RedFlag, raising: Sequence[Hit]) -> Tier:
        if any(hit.then == "urgent" for hit in raising):
            return Tier.EMERGENCY
        alarms = [hit for hit in raising if hit.then == "alarm"]
        if not alarms or (flag.fact and not self._complains()):
            return Tier.NOTE
        return flag.tier

    def _as_sign(self, flag: RedFlag, hits: Sequence[Hit], standing: Standing, tier: Tier) -> Sign:
        words = tuple(dict.fromkeys(self._reading.quote(hit.places) for hit in hits if hit.places))
        by = next((hit.ruling.words for hit in hits if hit.ruling), "")
        return Sign(flag.id, flag.sign, tier, standing, words, hits[0].why, by)

    def two_soft_make_one(self, signs: Sequence[Sign]) -> list[Sign]:
        """An unclear bladder, bowel, saddle or sex sign beside a sign in the leg is raised."""
        if not self._leg_sign():
            return list(signs)
        return [
            replace(sign, standing=Standing.RAISED, why=f"{sign.why}, beside a sign in the leg")
            if sign.flag in BESIDE_LEGS and sign.standing is Standing.UNCLEAR
            else sign
            for sign in signs
        ]

    def _leg_sign(self) -> bool:
        for concepts in _LEG_SIGNS:
            groups = [
                [mention for mention in self._concepts.get(concept, ()) if not self._ruling(mention.places)]
                for concept in concepts
            ]
            if self._together(groups, Clue(all=concepts)):
                return True
        return False


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


def _runs(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Places that stand side by side, so that a "not" between two of them is seen."""
    run: list[int] = []
    for place in sorted(places):
        if run and place - run[-1] > 2:
            yield tuple(run)
            run = []
        run.append(place)
    if run:
        yield tuple(run)


def _order(sign: Sign) -> tuple[int, int, str]:
    return _STANDINGS.index(sign.standing), _URGENCY.index(sign.tier), sign.flag
