"""Yes, no or not sure: what a short reply to a yes-or-no question says.

"Nope none of that", "yeah a bit", "not really", a thumb. A reply that says two things ("no to the
first, the last I'm not sure") is not sure; a message that answers nothing is no answer at all.
"""

import re

from intents.time_words import listed
from intents.understanding import Answer
from intents.words import Token, Words

_YES = frozenset(
    listed(
        "yes yeah yep yup yea ye yh yess yas aye ya yah ok okay correct indeed definitely absolutely sure true "
        "affirmative affirm yessir totally certainly both si sí sì oui ja jawohl da tak sim hai ha haan ji evet yebo "
        "ndiyo avunu aam naam hm-hm mhm uhuh"
    )
)
_NO = frozenset(
    listed(
        "no nope nah naw nae na none nothing neither never negative nay noo nooo nooope nup nada neg non nein nee nej "
        "não nao nie niet nahi nahin hapana ei nyet net neen zilch zero clear n never nowt nopes nothin"
    )
)
_UNSURE = frozenset(
    listed(
        "dunno maybe perhaps possibly unsure idk kinda kindof sorta sortof probably depends sometimes occasionally "
        "hmm quizás quizas vielleicht peut-être forse talvez może misschien unclear ish mabye"
    )
)
# A yes that may only open the next thing: "ok what about stretches?" has not answered.
_OPENERS = frozenset(listed("ok okay sure true right alright fine k kk cool"))
_TURNS_TO = frozenset(
    listed(
        "what what's whats how how's hows which where where's why who who's when can could should shall would is are "
        "do does any tell show give send let let's lets explain list next wat wot"
    )
)
# Filler that neither affirms nor denies.
_SMALL = frozenset(
    listed(
        "i i'm im it it's its a an the of that that's to that those these this them all any anything else like now "
        "today really just so well um uh erm oh ah haha lol thanks thank thankfully god goodness mate sir madam doc "
        "luckily please and down there good fine great on is was be been have has had got do did does at you one ones "
        "me my not don't think believe noticed for with in or sorry tbh honestly list everything bit little"
    )
)
_NOT_SURE = re.compile(
    r"\b(?:"
    r"not (?:\w+ ){0,2}(?:sure|certain)|can'?t (?:say|tell)|cannot (?:say|tell)|hard to say|don'?t know"
    r"|do not know|no idea|no clue|who knows|not not|(?:sort|kind) of(?! an? (?!bit|little))"
    r"|what (?:do|does) (?:you|that|it) mean|on and off|comes and goes|bit of both|yes and no|only when"
    r"|could be|might be|might do|i guess|je ne sais pas|no s[eé]|weiß nicht"
    r")\b"
)
_SAYS_NO = re.compile(
    r"\b(?:"
    r"not really|not that (?:i|im|i'm)\b|not as far|not at all|not yet|not today|not any ?more"
    r"|not so far|none of|nothing like|no more|i don'?t\b|i do not|i haven'?t|i have not|i'm not|im not"
    r"|it isn'?t|it doesn'?t|it hasn'?t|don'?t think so|all of them no|all no|all clear|all good"
    r"|all fine|all normal|used to|not me|can feel (?:everything|fine)|of course not|absolutely not"
    r"|definitely not|certainly not|hell no|god no"
    r")\b"
)
_SAYS_YES = re.compile(
    r"\b(?:"
    r"a (?:little )?bit|a little|a touch|some of (?:it|them|that)|i do|i have|i am|it is|it does|it has"
    r"|it did|they do|that'?s (?:right|it|me|the one)|both of|all of (?:it|them|that|those)"
    r"|the (?:first|second|last|third) one|(?:just|only) the (?!left|right|bottom|lower|back)"
    r"|of course|afraid so|think so|suppose so|reckon so|i did|spot on"
    r")\b"
)
_ONE_OF_TWO = re.compile(
    r"\b(?:just|only) (?:(?:in|on|down|the|my|that) )*(?:one|left|right|1)\b"
    r"|\b(?:one|1) (?:leg|foot|side|calf|thigh|buttock|hand)\b(?! then)"
)
_THE_OTHER = frozenset({"both", "other", "two", "each", "either", "swaps", "alternates"})
_THUMBS = {
    "👍": Answer.YES,
    "✅": Answer.YES,
    "👌": Answer.YES,
    "💯": Answer.YES,
    "👎": Answer.NO,
    "❌": Answer.NO,
    "🚫": Answer.NO,
    "🤷": Answer.UNSURE,
    "🤔": Answer.UNSURE,
}
_TURN_WITHIN = 4  # words: "ok thanks, so what"
_LONGEST_REPLY = 30  # words; what is longer tells a story


def find_answer(words: Words) -> Answer | None:
    """What the message answers to a yes-or-no question; None when it is no such reply."""
    if not words.tokens:
        return _thumb(words.plain)
    if len(words.tokens) > _LONGEST_REPLY:
        return None
    plain = words.plain.lower()
    if _tells_of_a_loss(words.tokens):
        return None
    if _opens_a_question(words.tokens):
        return None
    first = _first_word(words.tokens)
    if "?" in plain and first is None and len(words.tokens) <= 6 and not _NOT_SURE.search(plain):
        return None
    if _NOT_SURE.search(plain) and (first is not None or len(words.tokens) <= 12):
        return Answer.UNSURE
    if first is not None:
        return Answer.UNSURE if first is Answer.NO and _turns(words) else first
    if len(words.tokens) > 14:
        return None
    if _SAYS_NO.search(plain):
        return Answer.NO
    if _SAYS_YES.search(plain) and len(words.tokens) <= 8:
        return Answer.YES
    return _single(words.tokens) or (_thumb(words.plain) if len(words.tokens) <= 3 else None)


def _opens_a_question(tokens: tuple[Token, ...]) -> bool:
    """Ok what about; okay so how; sure, but can you: agreeing with nothing, only going on."""
    opens = _squeezed(tokens[0].typed) in _OPENERS
    return opens and any(token.typed in _TURNS_TO for token in tokens[1:_TURN_WITHIN])


def tells_of_one_side(words: Words) -> bool:
    """Just the left; only one leg: of a pair, the one and not the other. A plain yes before it stays a yes."""
    said = {token.typed for token in words.tokens}
    return bool(_ONE_OF_TWO.search(words.plain.lower())) and said.isdisjoint(_YES | _THE_OTHER)


def _first_word(tokens: tuple[Token, ...]) -> Answer | None:
    """The answer that opens the reply, over a few small words."""
    for at, token in enumerate(tokens[:4]):
        word = _squeezed(token.typed)
        following = tokens[at + 1].typed if at + 1 < len(tokens) else ""
        if word == "no" and following in ("idea", "clue", "doubt", "problem", "worries"):
            return Answer.UNSURE if following in ("idea", "clue") else None
        if word in _UNSURE:
            return Answer.UNSURE
        if word in _NO and not (word in ("n", "na", "net", "non", "clear") and len(tokens) > 2):
            if at and word in ("never", "nothing", "none", "zero", "no") and len(tokens) > at + 8:
                return None
            return Answer.NO
        if word in _YES and not (word in ("da", "ha", "ya", "sure", "ok", "okay", "both", "true") and len(tokens) > 6):
            return Answer.YES
        if word not in _SMALL:
            return None
    return None


def _tells_of_a_loss(tokens: tuple[Token, ...]) -> bool:
    """No feeling down there; nothing comes out; can't feel it: a symptom, whatever was asked."""
    said = [token.typed for token in tokens]
    for at, word in enumerate(said):
        after, then = (*said[at + 1 : at + 3], "", "")[:2]
        if word in ("no", "zero", "little") and after in _LOSSES and then not in _TROUBLES:
            return True
        if (
            at < 3
            and word in ("nothing", "none", "never")
            and after not in _AFTER_NOTHING
            and tokens[at].clause == (tokens[min(at + 1, len(tokens) - 1)].clause)
        ):
            return True
        if word in ("can't", "cant", "cannot", "couldn't") and after in ("feel", "move", "pee", "wee", "lift", "hold"):
            return True
    return False


_TROUBLES = frozenset(listed("problem problems issue issues trouble troubles change changes loss symptoms"))
_LOSSES = frozenset(
    listed(
        "feeling feelings control sensation power strength push urge grip movement wee pee urine poo bowels "
        "need needing reflex warning flow stream"
    )
)
_AFTER_NOTHING = frozenset(listed("like at really of that else to so thankfully just no and for as thanks")) | {""}


def _squeezed(word: str) -> str:
    """Yesss, nooo: as they are meant."""
    return re.sub(r"(.)\1{2,}", r"\1", word)


def _single(tokens: tuple[Token, ...]) -> Answer | None:
    """A word or two that can only be one of the three."""
    said = {_squeezed(token.typed) for token in tokens if _squeezed(token.typed) not in _SMALL}
    if len(said) > 2 or not said:
        return None
    for table, answer in ((_UNSURE, Answer.UNSURE), (_NO, Answer.NO), (_YES, Answer.YES)):
        if said & table:
            return answer
    return None


def _turns(words: Words) -> bool:
    """No to the first two, but the last one..."""
    turned = [token.typed for token in words.tokens if token.clause > 0]
    return not {"but", "except", "apart", "although", "though"}.isdisjoint(token.typed for token in words.tokens) and (
        len(turned) > 1
    )


def _thumb(plain: str) -> Answer | None:
    """A thumb, a tick, a shrug."""
    return next((answer for sign, answer in _THUMBS.items() if sign in plain), None)
