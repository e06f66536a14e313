"""The card: what a physio reads first, one screen, in the order of the clinical brief's section 6.4.

The runner's words stand in quotes, untidied. What was not asked is said to be not asked, never left
blank. Nothing here is shown to a runner.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dialogue.conversation import Asked, Conversation
from bot.dialogue.memory import was_asked
from bot.dialogue.wording import CARD_LINES
from bot.ports import Case, CaseState, Line, Runner, Speaker
from intents.understanding import Intent, Understanding
from knowledge.model import Knowledge

_SHORT = 80  # characters of an answer that stands without quotes
_PAINS_SHOWN = 4
_SCORES = ("pain_now", "pain_worst", "pain_usual")  # of the questions while waiting
_NOT_ASKED = "not asked"
_QUOTED = 300  # characters of the runner's words; the rest is in the transcript
_WARNINGS_SHOWN = 2
_LATEST_SHOWN = 2  # of the runner's lines, beside the first, which says what they came with
_TOPICS_SHOWN = 5
_ELSEWHERE = "other_injury:"
_NOT_SAID = frozenset({"question", "howto", "general"})  # the last word of a topic: it says how it is counted
_SMALL_TALK = frozenset({"goodbye", "greeting", "human_request", "out_of_scope", "privacy", "thanks"})


@dataclass(frozen=True, slots=True)
class AboutCase:
    """What the card needs beside the case and the chat."""

    earlier: tuple[Case, ...] = ()  # of the same runner, newest first
    unlocked: str = ""  # who checked, and when
    put_aside_until: datetime | None = None


def card(
    case: Case,
    runner: Runner,
    chat: Conversation,
    lines: Sequence[Line],
    knowledge: Knowledge,
    about: AboutCase = AboutCase(),
) -> str:
    """The card's text. Times are in the time zone of the values given."""
    return "\n".join(
        (
            f"{_state(case, about)} · case {case.id} · {runner.name}",
            f"Since {case.opened_at:%d %b %H:%M} · why: {case.because}",
            *_earlier(about, knowledge),
            "",
            *_signs(case, chat, knowledge, about),
            "",
            *_situation(case, chat, knowledge),
            *_background(chat, knowledge),
            *_assessment(chat, lines, knowledge),
            f"R  Bot said: {_said(chat, lines, knowledge)}",
            "   Not done by the bot: no diagnosis, no clearance, no examination.",
        )
    )


def _earlier(about: AboutCase, knowledge: Knowledge) -> list[str]:
    """Earlier cases of the same runner; the buttons lead to their topics."""
    told = [
        f"case {one.id} ({reason_in_words(one.reason, knowledge)}, {one.opened_at:%d %b %Y})" for one in about.earlier
    ]
    return [f"Earlier: {'; '.join(told)}"] if told else []


def _signs(case: Case, chat: Conversation, knowledge: Knowledge, about: AboutCase) -> list[str]:
    """Raised, denied, asked without an answer, and not asked: a gap is never left to be guessed."""
    raised = [seen.flag for seen in chat.signs]
    open_ones = [flag for flag in chat.signs_asked if flag not in {*raised, *chat.denied}]
    answered = {*raised, *chat.denied, *chat.signs_asked}
    return [
        f"SIGNS  {_raised(case, chat, knowledge)}",
        f"Asked, not settled: {_titles(open_ones, knowledge) or 'none'}",
        f"Denied: {_titles(chat.denied, knowledge) or 'none'}",
        f"Safety card: {_safety_card(chat)}",
        f"Not asked: {_not_asked(chat, answered, knowledge)}",
        f"Exercise advice: {_lock(chat, knowledge, about)}",
    ]


def _not_asked(chat: Conversation, answered: Set[str], knowledge: Knowledge) -> str:
    """Signs that some words point to, and the lines of the safety card."""
    hinted = [
        f"{_title(flag, knowledge)} (their words may point to it)" for flag in chat.unclear if flag not in answered
    ]
    card = () if chat.card_answered else tuple(flag for flag in CARD_LINES if flag not in answered)
    if not chat.card_answered and len(card) == len(CARD_LINES):
        return "; ".join((*hinted, "any of the safety card"))
    return "; ".join(filter(None, (*hinted, _titles(card, knowledge)))) or "nothing of the safety card"


def _safety_card(chat: Conversation) -> str:
    if chat.card_answered:
        return "none of these"
    return "asked, not answered" if was_asked(chat, Asked.SAFETY_CARD) else "not asked"


def _lock(chat: Conversation, knowledge: Knowledge, about: AboutCase) -> str:
    flag = chat.locked_by or chat.no_exercises
    if flag:
        return f"locked ({_title(flag, knowledge)}) until a physio has checked"
    return f"open, {about.unlocked}" if about.unlocked else "open"


def _situation(case: Case, chat: Conversation, knowledge: Knowledge) -> list[str]:
    scores = _scores(chat, knowledge)
    now = _pain_over_time(case, chat)
    return [
        f"S  Pain: {now}. {scores}",
        f"   How long: {_how_long(chat)}. {_answers(chat, ('wants',), knowledge)}",
    ]


def _scores(chat: Conversation, knowledge: Knowledge) -> str:
    """Now, worst and usual, as they were answered while waiting."""
    asked = [one for one in _SCORES if one in knowledge.while_waiting]
    answers = [(_label(one, knowledge), _answer(chat, one, knowledge)) for one in asked]
    if all(answer == _NOT_ASKED for _, answer in answers):
        return "Now, worst and usual: not asked."
    return f"{', '.join(f'{label} {answer}' for label, answer in answers)}."


def _pain_over_time(case: Case, chat: Conversation) -> str:
    """What the runner said about how strong it is, then and now."""
    zone = case.opened_at.tzinfo
    told = [f"{one.score}/10 ({one.at.astimezone(zone):%d %b})" for one in chat.pains[-_PAINS_SHOWN:]]
    if told:
        return " → ".join(told)
    return "not said" if chat.pain is None else f"{chat.pain}/10"


def _background(chat: Conversation, knowledge: Knowledge) -> list[str]:
    used = {*_SCORES, "wants", "where", "legs", "how_long"}
    rest = [one.id for one in knowledge.while_waiting.values() if one.id not in used and one.kind != "safety_card"]
    return [
        f"B  {_answers(chat, rest, knowledge)}".rstrip(),
        f"   Also said: {_triggers(chat, knowledge)}. About: {chat.about_other or 'the runner'}.",
    ]


def _assessment(chat: Conversation, lines: Sequence[Line], knowledge: Knowledge) -> list[str]:
    side = chat.side or "not said"
    return [
        f"A  {_answers(chat, ('where', 'legs'), knowledge)} Side: {side}. Asked about: {_topics(chat, knowledge)}.",
        f"   Their words: {_words(chat, lines)}",
    ]


def _topics(chat: Conversation, knowledge: Knowledge) -> str:
    """What the chat was about, the latest first."""
    told = [_topic_in_words(topic, knowledge) for topic in chat.topics if topic not in _SMALL_TALK]
    return "; ".join(list(dict.fromkeys(told))[:_TOPICS_SHOWN]) or "none found"


def _topic_in_words(topic: str, knowledge: Knowledge) -> str:
    """A topic as a physio would say it; a place the article does not cover by its name."""
    if topic.startswith(_ELSEWHERE):
        names = {one.part: one.name for one in knowledge.other_injuries.parts}
        return f"{names.get(topic.removeprefix(_ELSEWHERE), 'somewhere else')} (not in the article)"
    words = topic.split("_")
    return " ".join(words[:-1] if words[-1] in _NOT_SAID else words)


def _match_in_words(match: Intent, knowledge: Knowledge) -> str:
    found = knowledge.entry(match.id)
    return found.title if found else _topic_in_words(match.topic, knowledge)


def _answers(chat: Conversation, questions: Iterable[str], knowledge: Knowledge) -> str:
    """The answers to the questions for the physio; what was not asked or was skipped is said to be so."""
    known = (one for one in questions if one in knowledge.while_waiting)
    return " ".join(f"{_label(one, knowledge)}: {_answer(chat, one, knowledge)}." for one in known)


def _answer(chat: Conversation, question: str, knowledge: Knowledge) -> str:
    found = next((answer for asked, answer in chat.form if asked == question), None)
    if found is None:
        return _NOT_ASKED
    if not found:
        return "skipped"
    tapped = knowledge.while_waiting[question].kind != "words"
    return found if tapped and len(found) <= _SHORT else f"“{found[:_QUOTED]}”"


def _label(question: str, knowledge: Knowledge) -> str:
    return knowledge.while_waiting[question].on_card


def because(trigger: str, heard: Understanding, knowledge: Knowledge) -> str:
    """Why the case was opened, for the card: the rule, the words that met it, the nearest match and its score."""
    words = heard.text
    found = knowledge.triage_triggers.get(trigger)
    flag = knowledge.red_flags.get(trigger)
    if found:
        rule = f"{found.code}: {found.for_staff or found.because}"
    elif flag:
        rule = f"{flag.code}: {flag.title}"
    else:
        rule = "P0: asked for a person"
    quoted = f"{rule} (“{words[:_QUOTED]}”)" if words else rule
    best = heard.intents[0] if heard.intents else None
    return f"{quoted}; nearest match: {_match_in_words(best, knowledge)} {best.score:.2f}" if best else quoted


def transcript(lines: Sequence[Line], *, with_notes: bool) -> str:
    """The chat as text, every version of an edited line, oldest first."""
    return "\n".join(_line(line) for line in lines if with_notes or line.speaker is not Speaker.NOTE)


def _line(line: Line) -> str:
    who = f"{line.speaker.value} {line.name}".strip()
    edited = f" (edited, version {line.version})" if line.version > 1 else ""
    media = f"[{line.media}] " if line.media else ""
    return f"{line.at:%Y-%m-%d %H:%M} {who}{edited}: {media}{line.text}"


def _state(case: Case, about: AboutCase) -> str:
    match case.state:
        case CaseState.OPEN:
            state = "WAITING"
        case CaseState.CLAIMED:
            state = f"WITH {case.holder.name if case.holder else 'a physio'}"
        case CaseState.CLOSED:
            state = "CLOSED"
    if about.put_aside_until:
        state = f"{state} · SNOOZED until {about.put_aside_until:%d %b %H:%M}"
    return f"URGENT · {state}" if case.urgent and case.state is not CaseState.CLOSED else state


def _raised(case: Case, chat: Conversation, knowledge: Knowledge) -> str:
    if not chat.signs:
        return "none raised"
    newest = {seen.flag: seen for seen in chat.signs}.values()
    zone = case.opened_at.tzinfo
    return "; ".join(
        f"{_title(seen.flag, knowledge)} {seen.at.astimezone(zone):%d %b %H:%M} “{' … '.join(seen.words)[:80]}”"
        for seen in list(newest)[-4:]
    )


def _titles(flags: Sequence[str], knowledge: Knowledge) -> str:
    return ", ".join(_title(flag, knowledge) for flag in dict.fromkeys(flags))


def _title(flag: str, knowledge: Knowledge) -> str:
    found = knowledge.red_flags.get(flag)
    return found.title if found else flag


def _words(chat: Conversation, lines: Sequence[Line]) -> str:
    """The runner's first and latest words; not commands, taps, or what stands among the answers already."""
    answers = {answer.casefold() for _, answer in chat.form}
    said = [line.text for line in lines if line.speaker is Speaker.RUNNER and line.text]
    own = [text for text in said if not text.startswith(("/", "[")) and text.casefold() not in answers]
    shown = [*own[:1], *own[1:][-_LATEST_SHOWN:]]
    quoted = [f"“{text[:_QUOTED]}”" for text in shown]
    if len(own) > len(shown):
        quoted.insert(1, "…")
    return " / ".join(quoted) or "no words yet"


def _how_long(chat: Conversation) -> str:
    if chat.duration_days is None:
        return "not said" if "duration" not in chat.asked else "asked, not answered"
    days = "less than a day" if not chat.duration_days else "1 day" if chat.duration_days == 1 else ""
    return f"{days or f'{chat.duration_days} days'} (“{chat.duration_words}”)"


def _triggers(chat: Conversation, knowledge: Knowledge) -> str:
    known = knowledge.triage_triggers
    return (
        "; ".join(known[one].for_staff or known[one].because for one in chat.triggers if one in known) or "nothing more"
    )


def _said(chat: Conversation, lines: Sequence[Line], knowledge: Knowledge) -> str:
    """What the bot told the runner at a sign, what it advised, and whether the runner said that it helped."""
    given = dict.fromkeys(entry.split("/")[0] for entry in chat.given)
    tried = dict(chat.tried)
    shown = [one for one in given if knowledge.entry(one)][-4:]
    told = [f"{_entry_title(one, knowledge)} ({tried.get(one, 'not said if it helped')})" for one in shown]
    return "; ".join((*_warnings(chat, lines), *told)) or "no advice yet"


def _warnings(chat: Conversation, lines: Sequence[Line]) -> list[str]:
    """How each safety text began, and when it was sent."""
    moments = {seen.at for seen in chat.signs}
    sent = {line.at: line for line in reversed(lines) if line.speaker is Speaker.BOT and line.at in moments}
    newest = [sent[at] for at in sorted(sent)][-_WARNINGS_SHOWN:]
    return [f"“{first_words(line.text)}” {line.at:%d %b %H:%M}" for line in newest]


def first_words(text: str) -> str:
    """How a text of several paragraphs begins."""
    return text.partition("\n\n")[0]


def _entry_title(entry: str, knowledge: Knowledge) -> str:
    found = knowledge.entry(entry)
    return found.title if found else entry


def topic_name(runner: Runner, reason: str, knowledge: Knowledge) -> str:
    """The topic's name: the runner and the reason, within Telegram's 128 characters."""
    return f"{runner.name or 'Runner'}: {reason_in_words(reason, knowledge)}"[:128]


def reason_in_words(reason: str, knowledge: Knowledge) -> str:
    """Why a case was opened, in a few words."""
    found = knowledge.red_flags.get(reason)
    trigger = knowledge.triage_triggers.get(reason)
    return found.title if found else trigger.for_staff or trigger.because if trigger else "asked for a person"


def local(lines: Sequence[Line], now: datetime) -> list[Line]:
    """The same lines with their times in the zone of `now`."""
    return [replace(line, at=line.at.astimezone(now.tzinfo)) for line in lines]
