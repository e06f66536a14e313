"""Rule 1: which fixed texts a raised sign gets, in which order (clinical brief, 5.1 and 5.2).

Nothing here softens or withdraws: a sign is answered whenever it is raised, again too. What is only
unclear gets one safe question, with the safe step in the same message.
"""

from dataclasses import replace
from datetime import datetime

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Alarm, Chat, Clarify, HandOff, Turn
from bot.dialogue.memory import asking, handed_off, locked
from intents.understanding import Answer, Sign, Standing, Understanding
from knowledge.model import Knowledge, RedFlag, Tier

# Highest first (brief, 5.1). Crisis and safeguarding texts go beside a physical one, never instead.
_URGENCY = (Tier.EMERGENCY, Tier.CRISIS, Tier.SAFEGUARDING, Tier.SAME_DAY)
_BESIDE = frozenset({Tier.CRISIS, Tier.SAFEGUARDING})
_GENTLE = (Tier.SOON, Tier.NOTE)
# Inside the emergency tier (brief, 5.1): chest, aorta, medicines, then the rest.
_FIRST = ("chest_pain", "aorta", "medicines")
# "Two soft signs make a hard one": any of these unclear, with leg signs in the same chat (brief, 5.1).
_CAUDA_EQUINA = frozenset({"bladder", "bowel", "saddle_numbness", "sexual_function", "both_legs"})
BOTH_LEGS, LEG_WEAKNESS = "both_legs", "leg_weakness"
_LEG_SIGNS = frozenset({LEG_WEAKNESS, BOTH_LEGS})
_LEG_TRIGGER = "leg_pain_one_side"
_SAYS_LITTLE = 2  # words
CRISIS = "crisis"
HELP_IS_COMING = "help_is_coming"


def heeded(heard: Understanding) -> Understanding:
    """Leave out signs that likeness alone suggests, where there is too little to be like: "also", "night night".

    The same goes for an unclear one beside signs that the runner has just denied ("nothing numb, legs
    are good"), or beside words that only turn a person down. Signs that staff's words raised always stand.
    """
    short = len(heard.text.split()) <= _SAYS_LITTLE
    denies = bool(heard.standing(Standing.DENIED) or heard.declines_person)
    kept = tuple(
        sign for sign in heard.signs if not sign.learnt or not (short or (denies and sign.standing is Standing.UNCLEAR))
    )
    return heard if len(kept) == len(heard.signs) else replace(heard, signs=kept)


def alarm_from(
    chat: Conversation, heard: Understanding, question: OpenQuestion | None, knowledge: Knowledge
) -> Alarm | None:
    """The alarm this message raises: by its own words, by an answer, or by two soft signs together."""
    signs = [sign for sign in heard.raised if sign.tier in _URGENCY]
    if not signs and question and question.about is Asked.AFTER_CRISIS:
        again = sign_of(knowledge.red_flags[CRISIS], heard.text, "the message after a crisis")
        return Alarm((again,), ("c_again",), emergency=True)
    if not signs:
        signs = _two_soft(chat, heard, knowledge)
    if not signs:
        return None
    return _alarm(sorted(signs, key=_order), knowledge)


def _order(sign: Sign) -> tuple[int, int]:
    first = _FIRST.index(sign.flag) if sign.flag in _FIRST else len(_FIRST)
    return _URGENCY.index(sign.tier), first


def _alarm(signs: list[Sign], knowledge: Knowledge) -> Alarm:
    physical = next((sign for sign in signs if sign.tier not in _BESIDE), None)
    texts = [_text(physical, knowledge.red_flags[physical.flag])] if physical else []
    texts += [knowledge.red_flags[sign.flag].say for sign in signs if sign.tier in _BESIDE]
    emergency = any(sign.tier in {Tier.EMERGENCY, Tier.CRISIS} for sign in signs)
    return Alarm(
        tuple(signs),
        tuple(dict.fromkeys(texts)),
        emergency,
        asks_if_help_is_coming=signs[0].tier is Tier.EMERGENCY,
        private=any(sign.tier is Tier.SAFEGUARDING for sign in signs),
    )


def _text(sign: Sign, flag: RedFlag) -> str:
    """A sign lifted above its flag's own tier gets the flag's urgent text."""
    lifted = _URGENCY.index(sign.tier) < _rank(flag.tier)
    return (flag.urgent_say or "t1_emerg") if lifted and sign.tier is Tier.EMERGENCY else flag.say


def _rank(tier: Tier) -> int:
    return _URGENCY.index(tier) if tier in _URGENCY else len(_URGENCY)


def with_answer(heard: Understanding, question: OpenQuestion | None, knowledge: Knowledge) -> Understanding:
    """Yes or not sure to a safe question raises its sign (brief, 5.2), as if the words had said it."""
    answered = tuple(sign for sign in _from_answer(heard, question, knowledge) if sign.flag not in _flags(heard))
    return replace(heard, signs=(*heard.signs, *answered)) if answered else heard


def _flags(heard: Understanding) -> set[str]:
    return {sign.flag for sign in heard.raised}


def _from_answer(heard: Understanding, question: OpenQuestion | None, knowledge: Knowledge) -> list[Sign]:
    if question is None:
        return []
    if question.about is Asked.HELP_REACHED and _still_unsafe(heard, knowledge):  # "yeah it's still numb"
        return [sign_of(knowledge.red_flags[question.flag], heard.text, "said after the emergency text")]
    if heard.answer not in {Answer.YES, Answer.UNSURE} and not _names_the_weak_one(heard, question):
        return []
    if only_one_leg(heard, question):
        return []
    if question.about is Asked.SIGN and question.flag in knowledge.red_flags:
        return [sign_of(knowledge.red_flags[question.flag], heard.text, "answered the question")]
    if question.about is Asked.MOOD:
        return [sign_of(knowledge.red_flags[CRISIS], heard.text, "answered the question")]
    return []


def _names_the_weak_one(heard: Understanding, question: OpenQuestion) -> bool:
    """Only the left, to "is one leg weak?": as good as a yes."""
    told = heard.one_side or heard.side is not None
    return heard.answer is None and told and question.flag == LEG_WEAKNESS and "?" not in heard.text


def only_one_leg(heard: Understanding, question: OpenQuestion) -> bool:
    """Just the one foot, to "is it both legs?": a no, and the next thing to ask is whether that one is weak.

    "Not sure, maybe only the left" is not sure (brief, 5.2).
    """
    if heard.answer is Answer.UNSURE:
        return False
    one = heard.one_side or (heard.answer is None and heard.side in {"left", "right"})
    return question.about is Asked.SIGN and question.flag == BOTH_LEGS and one and "?" not in heard.text


def _two_soft(chat: Conversation, heard: Understanding, knowledge: Knowledge) -> list[Sign]:
    soft = [flag for flag in chat.unclear if flag in _CAUDA_EQUINA and flag not in chat.denied]
    legs = {flag for flag in chat.unclear if flag in _LEG_SIGNS} | {seen.flag for seen in chat.signs} & _LEG_SIGNS
    new = {sign.flag for sign in heard.standing(Standing.UNCLEAR)} & (_CAUDA_EQUINA | _LEG_SIGNS)
    fresh_leg = any(trigger.id == _LEG_TRIGGER for trigger in heard.triggers)
    enough = any(legs - {flag} for flag in soft) or (bool(soft) and _LEG_TRIGGER in chat.triggers)
    if not soft or not enough or not (new or fresh_leg):
        return []
    return [sign_of(knowledge.red_flags[flag], heard.text, "two unclear signs together") for flag in soft]


def sign_of(flag: RedFlag, words: str, why: str) -> Sign:
    """A raised sign that did not come from the words alone."""
    return Sign(flag.id, flag.sign, flag.tier, Standing.RAISED, (words,), why)


def raise_alarm(chat: Conversation, heard: Understanding, alarm: Alarm, now: datetime) -> Turn:
    """Lock exercise advice, and ask one question after the text is on the screen."""
    chat = locked(chat, alarm.signs[0])
    if chat.phase is not Phase.HELD and not alarm.private:
        chat = handed_off(chat)
    if CRISIS in {sign.flag for sign in alarm.signs} and "c_again" not in alarm.texts:
        chat = replace(chat, question=OpenQuestion(Asked.AFTER_CRISIS, now, flag=CRISIS))
    elif alarm.asks_if_help_is_coming and chat.phase is not Phase.HELD:
        chat = asking(chat, OpenQuestion(Asked.HELP_REACHED, now, flag=alarm.signs[0].flag))
    else:
        chat = replace(chat, question=None)
        alarm = replace(alarm, asks_if_help_is_coming=False)  # in a held chat the physio asks
    if chat.phase is Phase.HELD and not alarm.private:
        alarm = replace(alarm, tells_physio=True)
    return Turn(replace(chat, not_understood=0), alarm, f"sign:{alarm.signs[0].flag}", heard)


def told_about_help(chat: Conversation, heard: Understanding, question: OpenQuestion | None) -> Turn | None:
    """What a runner writes after an emergency text, typed rather than tapped."""
    if question is None or question.about is not Asked.HELP_REACHED:
        return None
    if _help_is_coming(heard):
        return Turn(replace(chat, question=None), Chat("getting_help"), "help_is_coming", heard)
    if heard.answer is Answer.NO and len(heard.text.split()) <= 2:
        return Turn(chat, Chat("need_a_moment"), "no_help_yet", heard)
    return None


def _still_unsafe(heard: Understanding, knowledge: Knowledge) -> bool:
    """After an emergency text, words that name nothing else are taken to be about it: the safe side."""
    if _help_is_coming(heard) or heard.answer is Answer.NO or not heard.has_words:
        return False
    named = [intent for intent in heard.intents if intent.phrase and intent.score >= knowledge.triage.clear_match]
    return not named and not heard.improving


def _help_is_coming(heard: Understanding) -> bool:
    """A bare yes, or words such as 'on my way to A&E'; 'yeah it's still numb' is not."""
    return HELP_IS_COMING in heard.follow_ups or (heard.answer is Answer.YES and len(heard.text.split()) <= 2)


def gentle_handoff(chat: Conversation, heard: Understanding, knowledge: Knowledge) -> HandOff | None:
    """A sign that needs a GP in days, or that leaves exercises to a person (tiers T3 and T4)."""
    signs = tuple(sign for sign in heard.raised if sign.tier in _GENTLE)
    if not signs:
        return None
    texts: list[str] = []
    for sign in signs[:1]:
        flag = knowledge.red_flags[sign.flag]
        mild = sign.tier is Tier.NOTE and flag.tier is not Tier.NOTE
        text = flag.mild_say if mild else flag.say
        texts += [text] if text else []
    return HandOff(signs[0].flag, already=chat.phase is not Phase.BOT, texts=tuple(texts), signs=signs)


def question_about(
    chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> OpenQuestion | None:
    """The one safe question for the most urgent unclear sign of this message."""
    for sign in heard.standing(Standing.UNCLEAR):
        flag = knowledge.red_flags.get(sign.flag)
        if flag is None or sign.flag in chat.denied or sign.flag == chat.locked_by:
            continue
        matched = tuple(intent.id for intent in heard.intents)
        if flag.tier is Tier.CRISIS:
            return OpenQuestion(Asked.MOOD, now, flag=flag.id, choices=matched)
        if flag.ask:
            return OpenQuestion(Asked.SIGN, now, flag=flag.id, choices=matched)
    return None


def likeness_alone(heard: Understanding) -> bool:
    """Whether no words of staff's point to any of the unclear signs."""
    return all(sign.learnt for sign in heard.standing(Standing.UNCLEAR))


def ask_about(chat: Conversation, heard: Understanding, flag: str, now: datetime) -> Turn:
    """Ask one flag's question."""
    question = OpenQuestion(Asked.SIGN, now, flag=flag)
    return Turn(asking(chat, question), Clarify(question), "checking_a_sign", heard)
