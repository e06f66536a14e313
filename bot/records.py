"""What a runner may ask for about what we keep: a copy of it, or its removal.

Every function works inside the caller's transaction. What must still be said or done after an erase
is queued so that nothing of it stays once it is over.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import card
from bot.desk.outbound import in_history
from bot.dialogue.conversation import Conversation
from bot.dialogue.reasons import Reason
from bot.dialogue.replies import Say
from bot.dialogue.wording import Wording
from bot.ports import (
    Case,
    CaseState,
    DeleteMessage,
    DeleteTopic,
    Lane,
    Outgoing,
    Runner,
    SendFile,
    Session,
    ToRunner,
    ToStaff,
)
from knowledge.model import Knowledge

FILE = "my-forrunners-chat.txt"
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Records:
    """A runner's rights over one knowledge's words."""

    knowledge: Knowledge
    wording: Wording
    zone: ZoneInfo

    async def export(self, session: Session, runner: Runner, chat: Conversation, now: datetime) -> None:
        """Everything kept about the runner, as a file."""
        local = now.astimezone(self.zone)
        lines = card.local(await session.transcript(runner.id), local)
        reasons = dict.fromkeys(f"{self._when(line.at)}  {self._taken_for(line.why)}" for line in lines if line.why)
        cases = [await self._told(session, case) for case in await session.cases(runner.id)]
        text = self.wording.text(
            "export_file",
            at=self._when(now),
            name=runner.name,
            number=str(runner.id),
            language=runner.language or _NOTHING,
            cases="\n".join(cases) or _NOTHING,
            reasons="\n".join(reasons) or _NOTHING,
            lines=card.transcript(lines, with_notes=False),
            **self._noted(chat),
        )
        body = SendFile(FILE, text, self.wording.text("export_caption"))
        await session.send(Outgoing(ToRunner(runner.id), body, Lane.ANSWER, now))

    async def erase(self, session: Session, runner: Runner, now: datetime) -> None:
        """Remove everything, in the staff group too, and say so."""
        cases = await session.cases(runner.id)
        removals: list[DeleteTopic | DeleteMessage] = [
            DeleteTopic(case.topic_id) for case in cases if case.topic_id is not None
        ]
        removals += [DeleteMessage(number) for number in await session.staff_messages(runner.id)]
        await session.drop_nameless((await session.conversation(runner.id)).kept_as)
        await session.erase(runner.id)
        for body in removals:
            await session.send(Outgoing(ToStaff(), body, Lane.RELAY, now, about=runner.id, forget=True))
        for case in cases:
            if case.state is not CaseState.CLOSED:
                gone = Say(self.wording.text("staff_erased", case=str(case.id)))
                await session.send(Outgoing(ToStaff(), gone, Lane.RELAY, now))
        keys = ("erased", "erased_at_the_team") if removals else ("erased",)
        words = "\n\n".join(self.wording.text(key) for key in keys)
        await session.send(Outgoing(ToRunner(runner.id), Say(words), Lane.ANSWER, now, forget=True))

    async def _told(self, session: Session, case: Case) -> str:
        """One handoff and its history. The rule's code before the reason is staff's."""
        because = case.because.partition(": ")[2] or case.because
        events = [f"  {self._when(at)}  {in_history(what)} ({who})" for at, what, who in await session.events(case.id)]
        return "\n".join((because, *events))

    def _taken_for(self, why: Reason) -> str:
        """What the bot took a message to be about, by the titles of what was near and of the signs it looked at."""
        near = (*why.sources, *(intent.id for intent in why.intents))
        titles = [entry.title for one in near if (entry := self.knowledge.entry(one))]
        signs = [self._title(sign.flag) for sign in why.signs]
        return f"“{why.said}”: {', '.join(dict.fromkeys((*titles, *signs))) or _NOTHING}"

    def _noted(self, chat: Conversation) -> dict[str, str]:
        """What the bot remembers of a chat beside its lines."""
        knowledge = self.knowledge
        triggers = [known.because for one in chat.triggers if (known := knowledge.triage_triggers.get(one))]
        given = [entry.title for one in chat.given if (entry := knowledge.entry(one.split("/")[0]))]
        facts = {
            "since": f"{chat.sore_since.astimezone(self.zone):%Y-%m-%d}" if chat.sore_since else "",
            "duration": ", ".join(filter(None, (chat.duration_words, chat.persistent_words))),
            "pain": self._pains(chat),
            "side": chat.side or "",
            "other": chat.about_other,
            "topics": ", ".join(chat.topics).replace("_", " "),
            "signs": ", ".join(f"{self._title(seen.flag)} ({' ... '.join(seen.words)})" for seen in chat.signs),
            "denied": ", ".join(map(self._title, chat.denied)),
            "unclear": ", ".join(map(self._title, chat.unclear)),
            "person": ", ".join(triggers),
            "given": ", ".join(dict.fromkeys(given)),
            "tried": ", ".join(f"{entry.title}: {how}" for one, how in chat.tried if (entry := knowledge.entry(one))),
            "form": "; ".join(f"{self._asked(one)}: {answer}" for one, answer in chat.form if answer),
            "locked": ", ".join(map(self._title, filter(None, (chat.locked_by, chat.no_exercises)))),
            "thought": " ".join(chat.thought),
        }
        return {name: fact or _NOTHING for name, fact in facts.items()}

    def _pains(self, chat: Conversation) -> str:
        """How strong the pain was, each time the runner said it."""
        told = ", ".join(f"{told.score} ({self._when(told.at)})" for told in chat.pains)
        return told or ("" if chat.pain is None else str(chat.pain))

    def _asked(self, question: str) -> str:
        found = self.knowledge.while_waiting.get(question)
        return found.on_card if found else question.replace("_", " ")

    def _title(self, flag: str) -> str:
        found = self.knowledge.red_flags.get(flag)
        return found.title if found else flag.replace("_", " ")

    def _when(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"
