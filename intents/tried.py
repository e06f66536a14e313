"""Self-care that was tried and did not help: "rested it, rolled it, had a massage. nothing".

The list and its outcome often stand in two sentences, so neither a phrase nor a clause holds both.
A question ("would rolling help?") and a plan are no report.
"""

from intents.time_words import listed
from intents.words import Token, Words

_SELF_CARE = frozenset(
    listed(
        "rest rested resting roll rolled rolling roller foam stretch stretched stretching stretches ice iced icing "
        "heat heated massage massaged massages osteo osteopath chiro chiropractor physio physios acupuncture needling "
        "ibuprofen paracetamol painkillers naproxen exercises exercise yoga pilates strengthening planks bridges tens "
        "swimming boot brace splint shockwave "
        "insoles orthotics needles magnets sittings rehab injection injections taping tape cupping baths bath gel"
    )
)
_OUTCOMES = tuple(
    tuple(line.split())
    for line in """
    nothing
    nowt
    nada
    zilch
    no good
    no use
    no joy
    no luck
    no better
    no different
    no difference
    no change
    no help
    no improvement
    no benefit
    no relief
    unmoved
    unchanged
    didn't help
    not helped
    hasn't helped
    haven't helped
    not helping
    isn't helping
    didn't work
    hasn't worked
    haven't worked
    not working
    didn't touch it
    doesn't touch it
    hasn't touched it
    hasn't shifted it
    didn't do anything
    did nothing
    does nothing
    done nothing
    makes no difference
    made no difference
    still hurts
    still sore
    still there
    still aches
    still hurting
    still aching
    still the same
    still no
    made no odds
    makes no odds
    no odds
    to no avail
    """.strip().splitlines()
)
_ASKS = frozenset(listed("should would could can will shall which what how"))
_DOING = frozenset(listed("doing done did do tried trying kept"))
_ADVICE = frozenset(listed("those these them that all everything it"))


def find_tried(words: Words) -> str:
    """The words that say what was tried and that it failed; empty when none do."""
    if "?" in words.plain or (words.tokens and words.tokens[0].typed in _ASKS):
        return ""
    care = [at for at in range(len(words.tokens)) if _is_care(words.tokens, at)]
    if not care:
        return ""
    ends = [end for at in range(len(words.tokens)) if (end := _outcome(words.tokens, at)) and end > care[0]]
    return words.quote(words.tokens[care[0] : ends[-1]]) if ends else ""


def _is_care(tokens: tuple[Token, ...], at: int) -> bool:
    """Rested; rolled; doing those."""
    following = tokens[at + 1].typed if at + 1 < len(tokens) else ""
    return tokens[at].text in _SELF_CARE or (tokens[at].typed in _DOING and following in _ADVICE)


def _outcome(tokens: tuple[Token, ...], at: int) -> int:
    """Where an outcome that starts here ends; 0 when none starts here. "Nothing" must stand by itself."""
    for said in _OUTCOMES:
        part = tokens[at : at + len(said)]
        if tuple(token.typed for token in part) != said:
            continue
        if len(said) == 1 and sum(token.clause == tokens[at].clause for token in tokens) > _ALONE:
            continue
        return at + len(said)
    return 0


_ALONE = 3  # words in the clause of a bare "nothing"
