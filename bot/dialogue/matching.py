"""Rule 5: what to answer when the message asks for something we know."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue import fitting
from bot.dialogue.conversation import Advice, Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Advise, Aspect, Chat, Clarify, Decline, HandOff, Part, Turn
from bot.dialogue.lasting import KNOWN_INJURY, NOT_EASING
from bot.dialogue.memory import asking, gave, handed_off, was_asked
from bot.dialogue.steps import ROUTINE
from intents.understanding import Intent, Understanding
from knowledge.model import Cause, Exercise, Fix, Knowledge, Triage

GENERAL = "sore_lower_back"  # the entry for a sore back with no cause yet
ADVICE = frozenset({"cause", "fix", "exercise", "question"})
_BACK_TOPICS = frozenset(
    {
        "back_pain_general", "why_back_hurts", "thoracic_stiffness", "hip_extension", "hip_flexor_tightness",
        "hamstring_tightness", "core_weakness", "lordosis_sway",
    }
)  # fmt: skip
# Small talk that carries a question of its own, worth answering beside advice.
_ASKS_SOMETHING = frozenset({"free_trial", "classes_pricing", "privacy", "about_team"})
WORD_FOR_WORD = 1.0  # the score of a message that staff wrote down as it is
OUT_OF_SCOPE = "out_of_scope"
_SHORT = 6  # words
_NEEDS_PERSON = 0.25  # how likely messages like this one were fit for a person alone, for other injuries
_NOT_ADVICE = 0.4  # and for what the article covers: a question or a person before advice
SURE = 0.9
_DOUBTFUL = 0.75  # below this a button says that it was not meant: under one answer in five
_BARE_NAME, _CLEAR_NAME = 3, 0.5  # "also my hips": so few words can only name a part
_PERHAPS, _NEAR = 0.15, 2  # how sure the next best must be to be offered, and how many are
_PARTS = 2  # a phone's screen holds two short answers


def about_a_back(chat: Conversation) -> bool:
    """Whether this chat has been about a sore back so far."""
    return bool(_BACK_TOPICS & set(chat.topics))


def wants_more(heard: Understanding, knowledge: Knowledge) -> bool:
    """Whether this message asks for what a lock closes, or talks the sign away: all but plain small talk."""
    if heard.follow_ups or any(intent.kind in ADVICE for intent in heard.intents):
        return True
    return not any(intent.score >= knowledge.triage.clear_match for intent in heard.intents)


def asks_for_advice(heard: Understanding, knowledge: Knowledge) -> bool:
    """Whether something we have advice about was surely named, or it is surely small talk."""
    sure = knowledge.triage.clear_match
    return any(intent.score >= (sure if intent.kind in ADVICE else SURE) for intent in heard.intents)


def answer_match(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """The answer to what the message is about; None when nothing matched."""
    triage = knowledge.triage
    near = [
        intent
        for intent in heard.intents
        if intent.score >= triage.near_match and _stands_alone(before, heard, intent) and not _about_a_person(intent)
    ]
    clear = [intent for intent in near if intent.score >= triage.clear_match]
    advice = _distinct([intent for intent in clear if intent.kind in ADVICE], knowledge)
    injury = next(
        (intent for intent in near if intent.kind == "other_injury" and _is_meant(intent, heard, triage)), None
    )
    talk = [intent for intent in clear if intent.kind == "small_talk"]
    if chat.phase is Phase.WAITING and not (advice and _asks(heard)) and not any(_polite(intent) for intent in talk):
        return Turn(chat, HandOff("person", already=True), "added_to_case", heard)
    if talk and talk[0].score >= WORD_FOR_WORD > (advice[0].score if advice else 0.0):
        return small_talk(chat, heard, talk[0].id, knowledge)
    if advice:
        first = _before_advice(chat, heard, advice[0], now)
        return first or _advise(before, chat, heard, advice, talk, injury, knowledge, now)
    if injury:
        return _other_injury(replace(chat, not_understood=0), heard, injury, now)
    if talk:
        if fitting.opens(chat, heard) and heard.needs_person >= _NOT_ADVICE and _waves_off(talk[0], knowledge):
            return Turn(handed_off(replace(chat, question=None)), HandOff(KNOWN_INJURY), "fit_for_a_person", heard)
        said = _said_outright(talk[0], knowledge)
        if said != OUT_OF_SCOPE or talk[0].phrase:
            return small_talk(chat, heard, said, knowledge)
        return named_in_passing(before, chat, heard, knowledge, now) or outside(before, chat, heard)
    choices = tuple(dict.fromkeys(intent.id for intent in near if intent.kind == "cause"))[:4]
    if len(choices) > 1:
        question = OpenQuestion(Asked.WHICH_TOPIC, now, choices=choices)
        return Turn(asking(chat, question), Clarify(question), "two_near_matches", heard)
    weak = _distinct([intent for intent in near if intent.kind in ADVICE and intent.phrase], knowledge)
    if not weak and fitting.guess_helps(chat, heard):
        weak = _distinct([intent for intent in heard.intents if intent.kind in ADVICE], knowledge)
    if weak:
        return _advise(before, chat, heard, weak[:1], talk, None, knowledge, now)
    return None


def fit_for_a_person(chat: Conversation, heard: Understanding) -> bool:
    """Whether messages like this one, opening a chat, were fit for a person rather than a question."""
    if fitting.opens(chat, heard):
        return fitting.suits(heard, fitting.HANDOFF, (fitting.CLARIFY,))
    if chat.phase is not Phase.BOT or chat.declined_handoff or chat.given or len(heard.text.split()) <= _SHORT:
        return False
    injured = any(intent.kind == "other_injury" for intent in heard.intents)
    return heard.needs_person >= (_NEEDS_PERSON if injured else _NOT_ADVICE)


def _before_advice(chat: Conversation, heard: Understanding, best: Intent, now: datetime) -> Turn | None:
    """What comes before advice where messages like this one were fit for a person alone."""
    if fitting.opens(chat, heard):
        return None if _is_asked_outright(heard, best) else _suits_better(chat, heard, now)
    if heard.needs_person < _NOT_ADVICE or chat.phase is not Phase.BOT:
        return None
    if best.id == GENERAL and _time_unknown(chat):
        question = OpenQuestion(Asked.DURATION, now)
        return Turn(asking(chat, question), Clarify(question), "how_long_first", heard)
    if chat.declined_handoff or chat.given:
        return None
    return Turn(handed_off(replace(chat, question=None)), HandOff(KNOWN_INJURY), "fit_for_a_person", heard)


def _is_asked_outright(heard: Understanding, best: Intent) -> bool:
    """Staff wrote an answer to this very question, and nothing says that only a person will do."""
    return best.kind == "question" and bool(best.phrase) and heard.needs_person < _NOT_ADVICE


def _suits_better(chat: Conversation, heard: Understanding, now: datetime) -> Turn | None:
    """A physio, or the question how long it has lasted, where that suited messages like this one better than advice."""
    unfit = heard.needs_person >= _NOT_ADVICE
    a_person = fitting.suits(heard, fitting.HANDOFF, (fitting.CLARIFY,) if unfit else (fitting.CLARIFY, fitting.ADVISE))
    a_question = unfit or fitting.suits(heard, fitting.CLARIFY, (fitting.ADVISE,))
    if not a_person and a_question and _time_unknown(chat):
        question = OpenQuestion(Asked.DURATION, now)
        return Turn(asking(chat, question), Clarify(question), "how_long_first", heard)
    if a_person or unfit:
        return Turn(handed_off(replace(chat, question=None)), HandOff(KNOWN_INJURY), "fit_for_a_person", heard)
    return None


def _time_unknown(chat: Conversation) -> bool:
    return chat.duration_days is None and not was_asked(chat, Asked.DURATION)


def _other_injury(chat: Conversation, heard: Understanding, injury: Intent, now: datetime) -> Turn:
    """Not ours to answer (brief, 1.1): a person when the chat is about nothing else, or it sounds like one is needed.

    Beside a sore back it gets the offer of a person, made once.
    """
    part = injury.id.removeprefix("other_injury:")
    turned_down = chat.declined_handoff or was_asked(chat, Asked.PASS_ON)
    cold = injury.score >= SURE and not turned_down and not about_a_back(chat)
    suits = fitting.opens(chat, heard) and fitting.suits(heard, fitting.HANDOFF, (fitting.CLARIFY,))
    if cold or suits or heard.needs_person >= _NEEDS_PERSON or _for_a_person(heard):
        return Turn(handed_off(replace(chat, question=None)), HandOff(KNOWN_INJURY), "other_injury", heard)
    if turned_down:
        return Turn(chat, Decline(part=part), "other_injury", heard)
    question = OpenQuestion(Asked.PASS_ON, now, choices=(part,))
    return Turn(asking(chat, question), Clarify(question), "other_injury", heard)


def _for_a_person(heard: Understanding) -> bool:
    """A named injury, an operation, a doctor's word, a fall: more than the offer of a person."""
    return any(trigger.id in {KNOWN_INJURY, NOT_EASING} for trigger in heard.triggers)


def _is_meant(intent: Intent, heard: Understanding, triage: Triage) -> bool:
    return intent.score >= triage.clear_match or _for_a_person(heard)


def _stands_alone(before: Conversation, heard: Understanding, intent: Intent) -> bool:
    """A short message in a running chat leans on what was said, unless its own words name something."""
    words = len(heard.text.split())
    sure = intent.score >= (_CLEAR_NAME if words <= _BARE_NAME else SURE) and intent.id != GENERAL
    return bool(intent.phrase) or sure or before.last_advice is None or words > _SHORT


def _about_a_person(intent: Intent) -> bool:
    """Staff's words for it must stand there to be told how to reach a person: "only human" is merely like it."""
    return intent.topic == "human_request" and not intent.phrase


def _asks(heard: Understanding) -> bool:
    """Whether the message asks for something, rather than tells the physio more."""
    howto = any(topic.endswith(("_howto", "_question")) for topic in heard.topics)
    return howto or "?" in heard.text or bool(heard.follow_ups)


def _polite(intent: Intent) -> bool:
    return intent.topic in {"thanks", "goodbye", *_ASKS_SOMETHING}


def _said_outright(talk: Intent, knowledge: Knowledge) -> str:
    """A complaint, a picture: only in staff's words. What is merely like one is simply outside what we know."""
    found = knowledge.small_talk.get(talk.id)
    merely_like = found is not None and found.kind == "chat" and talk.topic == OUT_OF_SCOPE and not talk.phrase
    return OUT_OF_SCOPE if merely_like and OUT_OF_SCOPE in knowledge.small_talk else talk.id


def outside(before: Conversation, chat: Conversation, heard: Understanding) -> Turn:
    """Likely outside what we know. Whoever sighs in a chat about their back is not sent away."""
    if about_a_back(before) and "?" not in heard.text:
        return Turn(chat, Chat("heard_you"), "heard", heard)
    return Turn(chat, Decline(small_talk=OUT_OF_SCOPE), OUT_OF_SCOPE, heard)


def named_in_passing(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """In a chat about a back, a race on Saturday is one with that back, whatever likeness alone makes of it."""
    named = next((one for one in heard.intents if one.kind == "question" and one.phrase), None)
    if named is None or not about_a_back(before):
        return None
    return _advise(before, chat, heard, [named], [], None, knowledge, now)


def _waves_off(talk: Intent, knowledge: Knowledge) -> bool:
    found = knowledge.small_talk.get(talk.id)
    return found is not None and found.kind == "decline"


def small_talk(chat: Conversation, heard: Understanding, entry: str, knowledge: Knowledge) -> Turn:
    """Answer a greeting, a thank-you, a question about the club."""
    again = entry in chat.small_talk
    chat = replace(chat, small_talk=tuple(dict.fromkeys((*chat.small_talk, entry))), not_understood=0)
    found = knowledge.small_talk.get(entry)
    if found and found.kind == "decline":
        return Turn(chat, Decline(small_talk=entry), f"small_talk:{entry}", heard)
    return Turn(chat, Chat(small_talk=entry, again=again), f"small_talk:{entry}", heard)


def _distinct(intents: list[Intent], knowledge: Knowledge) -> list[Intent]:
    """Drop what another match already answers: the general entry beside a cause, a cause beside its fix."""
    kept: list[Intent] = []
    ids = {intent.id for intent in intents}
    for intent in intents:
        if intent.id in {GENERAL, ROUTINE} and len(ids - {GENERAL, ROUTINE}) > 0:
            continue
        if _answered_by_another(intent, ids, knowledge) or any(k.topic == intent.topic for k in kept):
            continue
        kept.append(intent)
    return kept


def _answered_by_another(intent: Intent, ids: set[str], knowledge: Knowledge) -> bool:
    entry = knowledge.entry(intent.id)
    if isinstance(entry, Cause):
        return bool(set(entry.fixes[:1]) & ids)
    if isinstance(entry, Fix):
        return bool(set(entry.exercises) & ids)
    return False


def _advise(
    before: Conversation,
    chat: Conversation,
    heard: Understanding,
    advice: list[Intent],
    talk: list[Intent],
    injury: Intent | None,
    knowledge: Knowledge,
    now: datetime,
) -> Turn:
    parts = [Part(intent.id, _aspect(intent, knowledge)) for intent in advice[:_PARTS]]
    parts += [Part(intent.id) for intent in talk if intent.topic in _ASKS_SOMETHING][: _PARTS - len(parts) or 1]
    reason = "clear_match" if len(parts) == 1 else "several_questions"
    besides = injury.id.removeprefix("other_injury:") if injury else ""
    turn = give(before, chat, heard, tuple(parts), reason, now, besides=besides, general=advice[0].id == GENERAL)
    assert isinstance(turn.decision, Advise), "advice is given"
    unsure = advice[0].score < _DOUBTFUL and chat.phase is Phase.BOT
    return replace(turn, decision=replace(turn.decision, may_be_amiss=unsure))


def _aspect(intent: Intent, knowledge: Knowledge) -> Aspect:
    return Aspect.STEPS if isinstance(knowledge.entry(intent.id), Exercise) else Aspect.OVERVIEW


def give(
    before: Conversation,
    chat: Conversation,
    heard: Understanding,
    parts: tuple[Part, ...],
    reason: str,
    now: datetime,
    *,
    besides: str = "",
    general: bool = False,
    corrected: bool = False,
    offer_choice: bool = False,
    repeat: bool = False,
) -> Turn:
    """Give this advice, and remember it. A sore back without a cause is asked how long it has lasted, once.

    What was last said is not said again word for word, unless the runner asks to `repeat` it.
    """
    again = not repeat and before.given[-len(parts) :] == tuple(f"{part.entry}/{part.aspect}" for part in parts)
    ask = None
    if general and _time_unknown(chat):
        ask = OpenQuestion(Asked.DURATION, now)
    near = _next_to(heard, parts)
    advice = Advice(parts[0].entry, parts[0].aspect, now)
    chat = gave(replace(chat, not_understood=0, last_advice=advice, near=near), parts)
    chat = asking(chat, ask) if ask else replace(chat, question=None)
    tell_trial = parts[-1].aspect is Aspect.EXERCISES and _may_mention_trial(chat)
    chat = replace(chat, trial_told=chat.trial_told or tell_trial)
    offer_choice = offer_choice or (general and ask is None)
    decision = Advise(parts, again, corrected, ask, offer_choice, besides, tell_trial)
    return Turn(chat, decision, reason, heard)


def _next_to(heard: Understanding, parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The entries that came next, the likeliest first."""
    given = {part.entry for part in parts}
    near = [one.id for one in heard.intents if one.kind in ADVICE and one.score >= _PERHAPS and one.id not in given]
    return tuple(dict.fromkeys(near))[:_NEAR]


def _may_mention_trial(chat: Conversation) -> bool:
    """Once a chat, only under self-help, never beside a sign or a handoff (brief, 3.9)."""
    return not (chat.trial_told or chat.signs or chat.unclear or chat.locked_by) and chat.phase is Phase.BOT
