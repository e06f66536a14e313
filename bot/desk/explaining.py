"""/why: which answer of the bot's a message of the topic stands for, and what decided it.

The bot's lines remember their reasons, so an answer is explained by the knowledge of its own day. The files
and lines are looked up as they stand now; when they have changed since, the explanation says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.board import Board
from bot.dialogue.reasons import Reason
from bot.ports import Case, Incoming, Line, Outgoing, Say, SendFile, Session, ShowCard, ToCase
from bot.why import raised_at, whence
from intents.understanding import Intent, Sign
from knowledge.lines import Lines

_HANDS_OVER = frozenset({"handoff", "emergency", "urgent"})  # what a card is there for
_ANSWERED_WITHIN = timedelta(minutes=2)  # a thought in pieces waits some seconds for its end
_QUOTED = 120  # characters of the runner's words
_PLACES = 6  # files and lines on one screen


@dataclass(frozen=True, slots=True)
class Explaining:
    """Tells physios why the bot answered as it did."""

    board: Board

    async def why(
        self, session: Session, case: Case, asked: Incoming, argument: str, lines: Lines, now: datetime
    ) -> None:
        """Under the command: the reason for the answer that it points at."""
        said = await session.transcript(case.runner)
        answers = [line for line in said if line.why]
        chosen = await self._chosen(session, case, answers, asked, argument)
        if chosen:
            together = "\n".join(line.text for line in answers if line.at == chosen.at)
            text = self._explained(chosen, together, lines)
        else:
            text = self.board.wording.text("staff_why_nothing")
        await self.board.queue(session, case, Say(text, reply_to=asked.message_id), now)

    async def _chosen(
        self, session: Session, case: Case, answers: Sequence[Line], asked: Incoming, argument: str
    ) -> Line | None:
        """By some of its words, by the message that /why answers, or else the latest."""
        newest_first = answers[::-1]
        if argument:
            words = argument.casefold()
            return next((line for line in newest_first if words in _searched(line)), None)
        if asked.reply_to is None:
            return next(iter(newest_first), None)
        sent = await session.find_sent(ToCase(case.id), asked.reply_to)
        return _answer_of(sent, answers) if sent else None

    def _explained(self, line: Line, said: str, lines: Lines) -> str:
        reason, text = line.why, self.board.wording.text
        assert reason, "only answers with a reason are chosen"
        places = whence(reason.sources, said, lines)[:_PLACES]
        return text(
            "staff_why",
            said=_shortened(reason.said),
            at=f"{self.board.local(line.at):%d %b %H:%M}",
            did=reason.did,
            rule=_plain(reason.rule),
            matches="\n".join(self._matches(reason.intents, lines)) or text("staff_why_no_match"),
            signs="\n".join(self._sign(sign, lines) for sign in reason.signs) or text("staff_why_no_sign"),
            because="\n".join(self._because(reason)) or "-",
            places="\n".join(f"{place} {place.key}" for place in places) or "-",
            version=self._version(reason, lines),
        )

    def _matches(self, intents: Sequence[Intent], lines: Lines) -> Iterator[str]:
        for number, intent in enumerate(intents):
            key = "staff_why_next" if number else "staff_why_match"
            yield self.board.wording.text(
                key, title=self._title(intent.id), score=f"{intent.score:.2f}", because=self._phrase(intent, lines)
            )

    def _phrase(self, intent: Intent, lines: Lines) -> str:
        if not intent.phrase:
            return self.board.wording.text("staff_why_likeness")
        place = lines.of(intent.id, intent.phrase)
        return f"“{intent.phrase}”" + (f" ({place})" if place else "")

    def _sign(self, sign: Sign, lines: Lines) -> str:
        """A sign, what became of it, by which words, and what took them away."""
        place = raised_at(sign, lines)
        by = f"{sign.why}, {place}" if place else sign.why
        text = self.board.wording.text
        told = text(
            "staff_why_sign",
            title=self._title(sign.flag),
            standing=_plain(sign.standing.value),
            words=_shortened(" … ".join(sign.words)),
            by=by,
        )
        return f"{told} {text('staff_why_set_aside', words=sign.set_aside_by)}" if sign.set_aside_by else told

    def _because(self, reason: Reason) -> Iterator[str]:
        """Words that ask for a person, and other reasons to bring one in."""
        triggers = self.board.knowledge.triage_triggers
        if reason.wants_person:
            yield self.board.wording.text("staff_why_person", words=reason.wants_person)
        for found in reason.triggers:
            known = triggers.get(found.id)
            told = known.for_staff or known.because if known else _plain(found.id)
            yield f"{told}: “{found.words}”"

    def _version(self, reason: Reason, lines: Lines) -> str:
        key = "staff_why_same" if reason.version == lines.version else "staff_why_changed"
        return self.board.wording.text(key, version=reason.version, now=lines.version or "-")

    def _title(self, name: str) -> str:
        """The title of an entry or a sign; one that is gone is named by its file."""
        knowledge = self.board.knowledge
        found = knowledge.entry(name) or knowledge.red_flags.get(name)
        return found.title if found else _plain(name)


def _answer_of(sent: Outgoing, answers: Sequence[Line]) -> Line | None:
    """The answer that a message of the topic shows, has led to, or was followed by."""
    match sent.body:
        case ShowCard():
            return next((line for line in answers[::-1] if line.why and line.why.did in _HANDS_OVER), None)
        case SendFile():
            return next((line for line in answers[::-1] if line.at <= sent.at), None)
    return next((line for line in answers if timedelta(0) <= line.at - sent.at <= _ANSWERED_WITHIN), None)


def _searched(line: Line) -> str:
    return f"{line.why.said if line.why else ''}\n{line.text}".casefold()


def _shortened(words: str) -> str:
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED].rstrip()}…"


def _plain(name: str) -> str:
    return name.replace("_", " ").replace(":", ": ")
