"""Choose one decision per message.

The order below is the safety case; each rule outranks the ones after it.

1. Danger is answered at once, in every state, also in a chat that a physio holds. After it,
   exercise and running advice is locked until staff clear it.
2. A chat that a physio holds belongs to the physio.
3. "I want a person" works at any moment, in any words.
4. Pain that has lasted goes to a physio, however good the match. Words that could mean a sign are
   asked about on the same screen, or before anything is advised.
5. A clear match is answered; two near matches are offered as buttons; two different questions in
   one message are both answered.
6. Otherwise the bot asks one question. Not understood twice: the safety card and an offer of a person.

Within rules 4 to 6, `fitting.py` says which kind of answer suits a first message where they leave it open.

Answers to the bot's own questions are read between rules 2 and 3 where they could mean danger, and
after rule 4 otherwise. Everything here is pure: `now` is an argument.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue import amiss, answers, danger, fitting, follow_ups, lasting, lock, matching, waiting
from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, Phase
from bot.dialogue.decisions import Advise, Chat, Clarify, HandOff, Locked, Relay, TakeBack, Turn
from bot.dialogue.matching import OUT_OF_SCOPE
from bot.dialogue.memory import asking, handed_off, open_question, remember, was_asked
from bot.dialogue.vanished import still_known
from intents.understanding import Answer, Understanding
from knowledge.model import Knowledge

PERSON = "person"  # P0: the runner asked for one
HUMAN_REQUEST = "human_request"


def decide(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    """Apply the rules, in order, to one message (or one thought that came in pieces)."""
    return lock.kept(_by_the_rules(still_known(chat, knowledge), heard, knowledge, now), knowledge)


def _by_the_rules(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn:
    question = open_question(chat, knowledge.triage, now)
    heard = answers.time_told(danger.with_answer(danger.heeded(heard), question, knowledge), question)
    before, chat = chat, remember(_after_silence(chat, knowledge, now), heard, now)

    alarm = danger.alarm_from(chat, heard, question, knowledge)
    if alarm:
        return danger.raise_alarm(chat, heard, alarm, now)
    if chat.phase is Phase.HELD:
        return Turn(chat, Relay(), "held_by_physio", heard)
    if heard.wants_person:
        return _hand_off(chat, heard, PERSON, "asked_for_person", knowledge, now)
    if _turns_a_person_down(chat, heard):
        return _keep_the_bot(before, chat, heard, knowledge, now)
    told = danger.told_about_help(chat, heard, question)
    if told:
        return told
    if heard.asks_safety:
        return _ask(chat, heard, OpenQuestion(Asked.SAFETY_CARD, now), "asked_for_signs")
    answered = waiting.typed(chat, heard, question, knowledge, now)
    if answered:
        return _may_be_danger(answered, heard, knowledge, now) or waiting.go_on(answered, heard, knowledge, now)
    return _to_a_person(before, chat, heard, knowledge, now) or _answer(before, chat, heard, question, knowledge, now)


def _to_a_person(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn | None:
    """Rule 4, and what is locked by rule 1."""
    mild = danger.gentle_handoff(chat, heard, knowledge)
    if mild:
        return _finish_handoff(chat, heard, mild, mild.trigger, knowledge)
    unclear = danger.question_about(chat, heard, knowledge, now)
    if unclear and danger.likeness_alone(heard) and fitting.needs_no_check(chat, heard):
        unclear = None
    locked = Turn(chat, Locked(chat.locked_by), "locked", heard)
    asks_past_it = bool(chat.locked_by) and matching.wants_more(heard, knowledge)
    if asks_past_it and not unclear and chat.phase is Phase.WAITING:
        return locked
    trigger = lasting.reason_to_hand_over(chat, heard, knowledge, now)
    turned_down = chat.declined_handoff and trigger and lasting.told_already(before, trigger, knowledge)
    if trigger and not turned_down:
        return _hand_off(chat, heard, trigger, trigger, knowledge, now)
    if turned_down and _came_back(before, knowledge, now):
        return _ask(chat, heard, OpenQuestion(Asked.PASS_ON, now, choices=(lasting.LASTS,)), "offered_again")
    if unclear and matching.fit_for_a_person(chat, heard):
        return _hand_off(chat, heard, lasting.KNOWN_INJURY, "unclear_sign", knowledge, now)  # and asked, beside
    if unclear:
        return _ask(chat, heard, unclear, "unclear_sign")
    return locked if asks_past_it else None


def _may_be_danger(chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime) -> Turn | None:
    """An answer for the physio that is also a sign to see a GP about, or words that could mean one."""
    mild = danger.gentle_handoff(chat, heard, knowledge)
    if mild:
        return _finish_handoff(chat, heard, mild, mild.trigger, knowledge)
    unclear = danger.question_about(chat, heard, knowledge, now)
    return _ask(chat, heard, unclear, "unclear_sign") if unclear else None


def _answer(
    before: Conversation,
    chat: Conversation,
    heard: Understanding,
    question: OpenQuestion | None,
    knowledge: Knowledge,
    now: datetime,
) -> Turn:
    """Rules 5 and 6: an answer to the bot's own question, a follow-up, a match, a detail, or not understood."""
    if amiss.told_amiss(before, chat, heard, question, knowledge):
        return amiss.turned_down(before, chat, heard, knowledge, now)
    nods = heard.answer is not None and not matching.asks_for_advice(heard, knowledge)
    return (
        (answers.read_answer(chat, heard, question, knowledge, now) if question else None)
        or (answers.told(chat, heard, knowledge, now) if nods else None)
        or follow_ups.lean(before, chat, heard, knowledge, now)
        or matching.answer_match(before, chat, heard, knowledge, now)
        or matching.named_in_passing(before, chat, heard, knowledge, now)
        or answers.told(chat, heard, knowledge, now)
        or _not_understood(before, chat, heard, knowledge, now)
    )


def _came_back(chat: Conversation, knowledge: Knowledge, now: datetime) -> bool:
    """Whether this is the first message after days of silence."""
    return chat.last_heard is not None and now - chat.last_heard >= timedelta(days=knowledge.triage.new_chat_after_days)


def _after_silence(chat: Conversation, knowledge: Knowledge, now: datetime) -> Conversation:
    """After days of silence questions may be asked again; the facts stay."""
    if not _came_back(chat, knowledge, now):
        return chat
    return replace(chat, asked=(), card_answered=False, not_understood=0, given=(), small_talk=())


def _turns_a_person_down(chat: Conversation, heard: Understanding) -> bool:
    """In so many words, or with "no, leave it" while the case waits. A case that danger opened stays open."""
    if chat.locked_by:
        return False
    leaves_it = "forget_it" in heard.follow_ups and (HUMAN_REQUEST in heard.topics or heard.answer is Answer.NO)
    return bool(heard.declines_person) or (leaves_it and chat.phase is Phase.WAITING)


def _keep_the_bot(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn:
    """A person is turned down: take the case back, and answer what is asked instead. A no is a no."""
    had_case = chat.phase is Phase.WAITING
    chat = replace(chat, phase=Phase.BOT, declined_handoff=True, question=None, not_understood=0)
    unclear = danger.question_about(chat, heard, knowledge, now)
    if unclear:
        question = Clarify(unclear)
        return Turn(asking(chat, unclear), TakeBack(question) if had_case else question, "person_declined", heard)
    asked = replace(heard, intents=tuple(one for one in heard.intents if one.topic != HUMAN_REQUEST))
    answer = matching.answer_match(before, chat, asked, knowledge, now)
    if answer and isinstance(answer.decision, Advise):
        decision = TakeBack(answer.decision) if had_case else answer.decision
        return Turn(answer.conversation, decision, "person_declined", heard)
    return Turn(chat, TakeBack() if had_case else Chat("handoff_not_now"), "person_declined", heard)


def _ask(chat: Conversation, heard: Understanding, question: OpenQuestion, reason: str) -> Turn:
    return Turn(asking(chat, question), Clarify(question), reason, heard)


def _hand_off(
    chat: Conversation, heard: Understanding, trigger: str, reason: str, knowledge: Knowledge, now: datetime
) -> Turn:
    ask = danger.question_about(chat, heard, knowledge, now)
    decision = HandOff(trigger, already=chat.phase is not Phase.BOT, ask=ask)
    return _finish_handoff(chat, heard, decision, reason, knowledge)


def _finish_handoff(
    chat: Conversation, heard: Understanding, decision: HandOff, reason: str, knowledge: Knowledge
) -> Turn:
    chat = lock.left_to_a_person(handed_off(chat), decision, knowledge)
    chat = replace(chat, declined_handoff=False, not_understood=0)
    chat = asking(chat, decision.ask) if decision.ask else replace(chat, question=None)
    return Turn(chat, decision, reason, heard)


def _not_understood(
    before: Conversation, chat: Conversation, heard: Understanding, knowledge: Knowledge, now: datetime
) -> Turn:
    """Rule 6."""
    if not heard.has_words:
        return Turn(chat, Chat(small_talk="emoji_only"), "no_words", heard)
    if chat.phase is Phase.WAITING:
        return Turn(chat, HandOff(PERSON, already=True), "added_to_case", heard)
    if (
        heard.topics == (OUT_OF_SCOPE,)
        and not heard.duration
        and OUT_OF_SCOPE in knowledge.small_talk
        and heard.language == "en"
    ):
        return matching.outside(before, chat, heard)
    suited = fitting.instead_of_a_question(chat, heard)
    if suited is fitting.HANDOFF:
        return _hand_off(chat, heard, lasting.KNOWN_INJURY, "fit_for_a_person", knowledge, now)
    if suited is fitting.DECLINE and OUT_OF_SCOPE in knowledge.small_talk:
        return matching.outside(before, chat, heard)
    if suited is fitting.CHAT:
        return Turn(chat, Chat("told_in_passing"), "told_in_passing", heard)
    missed = chat.not_understood + 1
    chat = replace(chat, not_understood=missed)
    if heard.language != "en":
        return _ask(chat, heard, OpenQuestion(Asked.SAFETY_CARD, now, choices=("other_language",)), "other_language")
    if missed >= knowledge.triage.not_understood_before_card:
        return _ask(
            chat, heard, OpenQuestion(Asked.SAFETY_CARD, now, choices=("not_understood",)), "not_understood_twice"
        )
    if matching.about_a_back(chat) and chat.duration_days is None and not was_asked(chat, Asked.DURATION):
        return _ask(chat, heard, OpenQuestion(Asked.DURATION, now), "not_understood")
    return _ask(chat, heard, OpenQuestion(Asked.SAY_MORE, now), "not_understood")
