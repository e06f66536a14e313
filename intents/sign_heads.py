"""What the learnt scores add to the signs that words and ideas found. They never silence one.

The surest sign counts, weighed with the score for "any sign": to be raised it must also come in a message such as
only a person or an emergency text was fit for; a little lower it is asked about. A sign that the runner denied needs
more. In another language they need more to raise a sign, and neither ask about one nor doubt one: they learnt English.
A sign that rests on a lone word or on ideas ("this plateau is a cancer on my training") is asked about instead of
raised when everything learnt speaks against it. For an emergency it must rest on ideas alone and the rest speak
against it by far: a phrase that staff wrote stands.
The thresholds are log-odds, set on messages that had taught neither the scores nor the words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from intents.heads import ANY_SIGN, NEEDS_PERSON, SIGN
from intents.scores import Ground, log_odds, probability
from intents.understanding import Sign, Standing
from knowledge.model import RedFlag, Tier

RAISE, ASK, DOUBT = 0.2, -1.5, -4.5
_DOUBT_ALARM = -6.5
_PERSON_COUNTS = 0.5  # the share of "needs a person" beside the sign's own score
_CANCELLED = -2.0
_CRISIS_NEEDS = 1.5  # more than other signs: "are you safe?" is asked before that
_ABROAD_NEEDS = 0.3  # more in another language
_ALARM_ALONE = frozenset({Tier.EMERGENCY, Tier.CRISIS, Tier.SAFEGUARDING})
_LIKE_A_TEMPERATURE = range(37, 43)
_LONE = 2  # words, at most, of a phrase that may be doubted

Why = Callable[[str], Ground]  # of a sign's name


def scores_add(
    signs: Sequence[Sign],
    scores: Mapping[str, float],
    flags: Mapping[str, RedFlag],
    complains: bool,
    why: Why,
    in_english: bool = True,
) -> list[Sign]:
    """The signs with what the surest score says."""
    signs = [_doubted(sign, scores) for sign in signs] if in_english else list(signs)
    standing = _by_name(signs)
    if Standing.RAISED in standing.values():
        return list(signs)
    names = {flag.sign for flag in flags.values()} & {label.removeprefix(SIGN) for label in scores}
    sure = {name: _sureness(scores, name) + _shift(standing.get(name)) for name in names}
    name = max(sorted(sure), key=lambda one: sure[one], default=None)
    if name is None or sure[name] < ASK:
        return list(signs)
    grave = sure[name] + _fit_for_a_person(scores) - (0.0 if in_english else _ABROAD_NEEDS)
    if not in_english and grave < RAISE:
        return list(signs)
    ground = why(name)
    if _is_a_mere_number(ground):
        return list(signs)
    return _added(signs, name, sure[name], grave, flags, complains, ground)


def _is_a_mere_number(ground: Ground) -> bool:
    """I am 39: learnt from temperatures, and not said as one, which `measures.py` would have seen."""
    return bool(ground.words) and ground.words[0].isdecimal() and int(ground.words[0]) in _LIKE_A_TEMPERATURE


def _doubted(sign: Sign, scores: Mapping[str, float]) -> Sign:
    by_ideas = sign.why.startswith("clue")
    lone = bool(sign.words) and (by_ideas or all(len(words.split()) <= _LONE for words in sign.words))
    is_alarm = sign.tier in _ALARM_ALONE
    may_be_doubted = by_ideas if is_alarm else lone
    if sign.standing is not Standing.RAISED or not may_be_doubted or SIGN + sign.sign not in scores:
        return sign
    sure = _sureness(scores, sign.sign)
    if (sure + _fit_for_a_person(scores) >= _DOUBT_ALARM) if is_alarm else (sure >= DOUBT):
        return sign
    return replace(sign, standing=Standing.UNCLEAR, why=f"{sign.why}, asked first: learnt {probability(sure):.3f}")


def _sureness(scores: Mapping[str, float], name: str) -> float:
    return (log_odds(scores[SIGN + name]) + log_odds(scores.get(ANY_SIGN, 0.5))) / 2


def _fit_for_a_person(scores: Mapping[str, float]) -> float:
    return _PERSON_COUNTS * log_odds(scores.get(NEEDS_PERSON, 0.5))


def _shift(standing: Standing | None) -> float:
    return _CANCELLED if standing in {Standing.DENIED, Standing.SET_ASIDE} else 0.0


def _by_name(signs: Sequence[Sign]) -> dict[str, Standing]:
    """The strongest standing of each sign, by the name it is counted by."""
    found: dict[str, Standing] = {}
    for sign in signs:
        if sign.set_aside_by:  # a story of long ago too, though it is asked about
            found.setdefault(sign.sign, Standing.SET_ASIDE)
        elif sign.sign not in found or sign.standing in {Standing.RAISED, Standing.UNCLEAR}:
            found[sign.sign] = sign.standing if found.get(sign.sign) is not Standing.RAISED else Standing.RAISED
    return found


def _added(
    signs: Sequence[Sign],
    name: str,
    sure: float,
    grave: float,
    flags: Mapping[str, RedFlag],
    complains: bool,
    ground: Ground,
) -> list[Sign]:
    flag = next(flag for flag in flags.values() if flag.sign == name)
    enough = RAISE + (_CRISIS_NEEDS if flag.tier is Tier.CRISIS else 0.0)
    standing = Standing.RAISED if grave >= enough else Standing.UNCLEAR
    why = f"learnt: {name} {probability(sure):.2f}" + (f", most like “{ground.phrase}”" if ground.phrase else "")
    known = next((sign for sign in signs if sign.sign == name), None)
    if known is None:
        tier = Tier.NOTE if flag.fact and not complains else flag.tier
        return [*signs, Sign(flag.id, name, tier, standing, ground.words, why, learnt=True)]
    if known.standing is standing:
        return list(signs)
    return [replace(sign, standing=standing, why=f"{sign.why}; {why}") if sign is known else sign for sign in signs]
