"""What a message adds to what we remember, and what a physio's coming and going changes."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue.conversation import Asked, Conversation, OpenQuestion, PainTold, Phase, SignSeen
from bot.dialogue.decisions import Part
from intents.corrections import recount
from intents.understanding import Sign, Standing, Understanding
from knowledge.model import Triage

NOT_BETTER = frozenset({"did_not_help", "did_it_already"})  # follow-ups: the advice has been tried
HURTS = "hurts_doing_it"  # a follow-up: the exercise itself does
_ALBUM = timedelta(seconds=30)
_REMEMBERED = 40  # of any list: enough for a long chat, and a bound on the row's size


def remember(chat: Conversation, heard: Understanding, now: datetime) -> Conversation:
    """Add this message's facts. What the runner puts right replaces what they said first."""
    chat = _with_duration(_with_doubt(chat, heard), heard, now)
    complaint = bool(heard.topics) and not heard.improving
    if complaint and chat.sore_since is None and any(_is_complaint(topic) for topic in heard.topics):
        chat = replace(chat, sore_since=now)
    if heard.persistent is not None:
        chat = replace(chat, persistent=heard.persistent, persistent_words=heard.persistent_words)
    denied = tuple(sign.flag for sign in heard.standing(Standing.DENIED))
    seen = tuple(SignSeen(sign.flag, sign.sign, now, sign.words) for sign in heard.raised)
    # What likeness alone suggests is asked about, and makes no clear sign together with others.
    soft = (sign for sign in heard.standing(Standing.UNCLEAR) if not sign.learnt and not sign.set_aside_by)
    unclear = tuple(sign.flag for sign in soft)  # a story of long ago is asked about; it adds to no other sign
    chat = _with_what_helped(chat, heard)
    if heard.pain is not None:
        chat = with_pain(chat, heard.pain, now)
    return replace(
        chat,
        denied=_add(chat.denied, denied),
        unclear=tuple(flag for flag in _add(chat.unclear, unclear) if flag not in denied),
        signs=(*chat.signs, *seen)[-_REMEMBERED:],
        triggers=_add(chat.triggers, tuple(trigger.id for trigger in heard.triggers)),
        side=heard.side or chat.side,
        about_other=heard.about_other or chat.about_other,
        topics=tuple(dict.fromkeys((*heard.topics, *chat.topics)))[:_REMEMBERED],
        last_heard=now,
    )


def with_pain(chat: Conversation, score: int, now: datetime) -> Conversation:
    """Remember how strong it is now, beside how strong it was."""
    return replace(chat, pain=score, pains=(*chat.pains, PainTold(now, score))[-_REMEMBERED:])


def _with_what_helped(chat: Conversation, heard: Understanding) -> Conversation:
    """Whether what was last advised has helped."""
    helped = {"helped"} & set(heard.follow_ups) or heard.improving
    if chat.last_advice is None or not (helped or (NOT_BETTER | {HURTS}) & set(heard.follow_ups)):
        return chat
    how = "it hurts" if HURTS in heard.follow_ups else "helped" if helped else "not yet"
    others = tuple((entry, how) for entry, how in chat.tried if entry != chat.last_advice.entry)
    return replace(chat, tried=(*others, (chat.last_advice.entry, how))[-_REMEMBERED:])


def _is_complaint(topic: str) -> bool:
    return not topic.endswith("_howto") and topic not in {
        "greeting", "thanks", "goodbye", "out_of_scope", "free_trial", "classes_pricing", "about_team", "privacy",
        "human_request", "prevention", "prevalence_question",
    }  # fmt: skip


def _with_doubt(chat: Conversation, heard: Understanding) -> Conversation:
    """After "did those last time" nobody knows how long; a time that is told settles it."""
    tried = bool(NOT_BETTER & set(heard.follow_ups)) and heard.duration is None
    return replace(chat, tried_before=tried or (chat.tried_before and heard.duration is None))


def _with_duration(chat: Conversation, heard: Understanding, now: datetime) -> Conversation:
    found = heard.duration
    if found is None:
        return chat
    said = recount(chat.duration_words, found) if found.corrects_unit else found
    if said is None:
        return chat
    began = now - timedelta(days=said.days)
    return replace(chat, duration_days=said.days, duration_words=said.words, sore_since=began)


def _add(known: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *new)))[-_REMEMBERED:]


def may_hear_of_media(chat: Conversation, now: datetime) -> bool:
    """Whether to say that pictures cannot be seen: not to a physio's chat, and once for an album."""
    lately = chat.told_of_media is not None and abs(now - chat.told_of_media) < _ALBUM
    return chat.phase is not Phase.HELD and not lately


def sore_for(chat: Conversation, now: datetime) -> int | None:
    """Days since the complaint began, as far as we know."""
    return None if chat.sore_since is None else max(0, (now - chat.sore_since).days)


def open_question(chat: Conversation, triage: Triage, now: datetime) -> OpenQuestion | None:
    """The question that is still waiting for an answer."""
    question = chat.question
    if question and now - question.at <= timedelta(hours=triage.question_waits_hours):
        return question
    return None


def asking(chat: Conversation, question: OpenQuestion) -> Conversation:
    """Remember what was asked."""
    flags = (question.flag,) if question.about in {Asked.SIGN, Asked.MOOD} and question.flag else ()
    asked, signs = _add(chat.asked, (question.about.value,)), _add(chat.signs_asked, flags)
    return replace(chat, question=question, asked=asked, signs_asked=signs)


def was_asked(chat: Conversation, about: Asked) -> bool:
    """Whether this has been asked in this chat."""
    return about.value in chat.asked


def gave(chat: Conversation, parts: tuple[Part, ...]) -> Conversation:
    """Remember which advice was sent."""
    said = tuple(f"{part.entry}/{part.aspect}" for part in parts)
    return replace(chat, given=(*(given for given in chat.given if given not in said), *said)[-_REMEMBERED:])


def locked(chat: Conversation, sign: Sign) -> Conversation:
    """Exercise advice stops until staff clear this sign."""
    return replace(chat, locked_by=chat.locked_by or sign.flag)


def unlocked(chat: Conversation) -> Conversation:
    """Staff have checked: exercise advice is open again."""
    return replace(chat, locked_by="", no_exercises="")


def handed_off(chat: Conversation) -> Conversation:
    """A case is open; the bot answers until a physio claims it."""
    return replace(chat, phase=Phase.WAITING, form=(), form_open=False) if chat.phase is Phase.BOT else chat


def held(chat: Conversation) -> Conversation:
    """A physio holds the chat; the bot's own questions fall away, and what was answered is kept."""
    return replace(chat, phase=Phase.HELD, question=None, form_open=False, offered=(), thought=(), thought_since=None)


def released(chat: Conversation) -> Conversation:
    """The physio gave the chat back to the queue."""
    return replace(chat, phase=Phase.WAITING)


def handed_back(chat: Conversation) -> Conversation:
    """The case is closed and the bot is back. What was said is remembered; what was asked starts anew."""
    return replace(chat, phase=Phase.BOT, seen_by_physio=True, question=None, asked=(), triggers=(), not_understood=0)


def after_long_quiet(chat: Conversation) -> Conversation:
    """What is left of a chat once its words are forgotten: only what keeps exercises from the runner."""
    return Conversation(chat.runner, locked_by=chat.locked_by, no_exercises=chat.no_exercises)
