"""The card: what a physio reads first, one screen, in the order of the clinical brief's section 6.4.

The runner's words stand in quotes, untidied. What was not asked is said to be not asked, never left
blank. Nothing here is shown to a runner.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.dialogue.conversation import Conversation
from bot.ports import Case, CaseState, Line, Runner, Speaker
from knowledge.model import Knowledge

_QUOTED = 300  # characters of the runner's words; the rest is in the transcript
_WORDS_SHOWN = 3  # of the runner's latest lines


def card(case: Case, runner: Runner, chat: Conversation, lines: Sequence[Line], knowledge: Knowledge) -> str:
    """The card's text. Times are in the time zone of the values given."""
    return "\n".join(
        (
            f"{_state(case)} · case {case.id} · {runner.name}",
            f"Since {case.opened_at:%d %b %H:%M} · why: {case.because}",
            "",
            f"SIGNS  {_signs(chat, knowledge)}",
            f"Denied: {_titles(chat.denied, knowledge) or 'none said'}",
            f"Safety card: {'none of these' if chat.card_answered else 'not asked or not answered'}",
            f"Exercise advice: {'locked until a physio clears it' if chat.locked_by else 'open'}",
            "",
            f"S  {_words(lines)}",
            f"B  How long: {_how_long(chat)}. Pain: {_or_not_asked(chat.pain, '/10')}. "
            f"Side: {chat.side or 'not said'}. About: {chat.about_other or 'the runner'}.",
            f"   Also said: {_triggers(chat, knowledge)}",
            f"A  Topics: {', '.join(chat.topics[:5]).replace('_', ' ') or 'none found'}",
            f"R  Bot sent: {_sent(chat, knowledge)}",
            "   Not done by the bot: no diagnosis, no clearance, no examination.",
        )
    )


def because(trigger: str, words: str, knowledge: Knowledge) -> str:
    """Why the case was opened, for the card: the rule and the words that met it."""
    found = knowledge.triage_triggers.get(trigger)
    flag = knowledge.red_flags.get(trigger)
    if found:
        rule = f"{found.code}: {found.because}"
    elif flag:
        rule = f"{flag.code}: {flag.title}"
    else:
        rule = "P0: asked for a person"
    return f"{rule} (“{words[:_QUOTED]}”)" if words else rule


def transcript(lines: Sequence[Line], *, with_notes: bool) -> str:
    """The chat as text, every version of an edited line, oldest first."""
    return "\n".join(_line(line) for line in lines if with_notes or line.speaker is not Speaker.NOTE)


def _line(line: Line) -> str:
    who = f"{line.speaker.value} {line.name}".strip()
    edited = f" (edited, version {line.version})" if line.version > 1 else ""
    media = f"[{line.media}] " if line.media else ""
    return f"{line.at:%Y-%m-%d %H:%M} {who}{edited}: {media}{line.text}"


def _state(case: Case) -> str:
    match case.state:
        case CaseState.OPEN:
            state = "WAITING"
        case CaseState.CLAIMED:
            state = f"WITH {case.holder.name if case.holder else 'a physio'}"
        case CaseState.CLOSED:
            state = "CLOSED"
    return f"URGENT · {state}" if case.urgent and case.state is not CaseState.CLOSED else state


def _signs(chat: Conversation, knowledge: Knowledge) -> str:
    if not chat.signs:
        return "none raised" + (f"; unclear: {_titles(chat.unclear, knowledge)}" if chat.unclear else "")
    newest = list(dict.fromkeys(chat.signs))[-4:]
    return "; ".join(
        f"{_title(seen.flag, knowledge)} {seen.at:%H:%M} “{' … '.join(seen.words)[:80]}”" for seen in newest
    )


def _titles(flags: Sequence[str], knowledge: Knowledge) -> str:
    return ", ".join(_title(flag, knowledge) for flag in dict.fromkeys(flags))


def _title(flag: str, knowledge: Knowledge) -> str:
    found = knowledge.red_flags.get(flag)
    return found.title if found else flag


def _words(lines: Sequence[Line]) -> str:
    said = [line.text for line in lines if line.speaker is Speaker.RUNNER and line.text][-_WORDS_SHOWN:]
    return " / ".join(f"“{text[:_QUOTED]}”" for text in said) or "no words yet"


def _how_long(chat: Conversation) -> str:
    if chat.duration_days is None:
        return "not said" if "duration" not in chat.asked else "asked, not answered"
    return f"{chat.duration_days} days (“{chat.duration_words}”)"


def _or_not_asked(value: int | None, unit: str) -> str:
    return "not asked" if value is None else f"{value}{unit}"


def _triggers(chat: Conversation, knowledge: Knowledge) -> str:
    known = knowledge.triage_triggers
    return "; ".join(known[one].because for one in chat.triggers if one in known) or "nothing more"


def _sent(chat: Conversation, knowledge: Knowledge) -> str:
    given = dict.fromkeys(entry.split("/")[0] for entry in chat.given)
    titles = [entry.title for one in given if (entry := knowledge.entry(one))]
    return ", ".join(titles[-4:]) or "nothing yet"


def topic_name(runner: Runner, reason: str, knowledge: Knowledge) -> str:
    """The topic's name: the runner and the reason, within Telegram's 128 characters."""
    return f"{runner.name or 'Runner'}: {reason_in_words(reason, knowledge)}"[:128]


def reason_in_words(reason: str, knowledge: Knowledge) -> str:
    """Why a case was opened, in a few words."""
    found = knowledge.red_flags.get(reason)
    trigger = knowledge.triage_triggers.get(reason)
    return found.title if found else trigger.because if trigger else "asked for a person"


def local(lines: Sequence[Line], now: datetime) -> list[Line]:
    """The same lines with their times in the zone of `now`."""
    return [replace(line, at=line.at.astimezone(now.tzinfo)) for line in lines]
