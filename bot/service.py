"""Joins the floors: load, understand, decide, save.

Every public method is one update and one commit: the update's key, the new conversation, the
transcript, the case and the messages to send are saved together, and only then may the caller
acknowledge the update. A method raises StoreError when nothing could be saved; the caller tries the
same update again later. An update that comes twice does nothing twice.
"""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import misses
from bot.card import first_words
from bot.copies import Arrivals
from bot.delivery import MISSES_TOPIC
from bot.desk.desk import make_desk
from bot.dialogue import decisions, floods, lock, memory, thoughts
from bot.dialogue.conversation import Asked, Conversation, Phase
from bot.dialogue.decisions import Alarm, Chat, Clarify, Decision, HandOff, Locked, Part, Rated, Relay, TakeBack, Turn
from bot.dialogue.hours import NOTHING_KNOWN
from bot.dialogue.matching import GENERAL, give
from bot.dialogue.policy import decide
from bot.dialogue.reasons import Reason, reason_of
from bot.dialogue.replies import Say
from bot.dialogue.small_words import is_only_thanks
from bot.dialogue.taps import tapped
from bot.dialogue.wording import Wording
from bot.hearing import Hearing
from bot.keeping import Keeping
from bot.logs import where
from bot.metrics import Metrics
from bot.misses import Misses
from bot.ports import (
    Case,
    CaseState,
    Incoming,
    Lane,
    Line,
    Outgoing,
    Physio,
    Runner,
    Session,
    Speaker,
    Store,
    StoreError,
    StoreRefusedError,
    ToCase,
    ToRunner,
    ToStaff,
    Waits,
)
from bot.records import Records
from intents.understand import Reader
from intents.understanding import Understanding
from knowledge.lines import Lines
from knowledge.model import Knowledge

logger = logging.getLogger(__name__)

STAFF_CHAT = "staff_chat"  # the setting that holds the linked group
LINK_CODE = "link_code"
_RINGS_AT_ONCE = 50
_A_NUMBER = re.compile(r"[0-9]{1,15}")  # a case's; a forged one may be anything


class Service:
    """The bot, without a mouth: the same for Telegram and the terminal."""

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge,
        reader: Reader,
        region: str,
        timezone: ZoneInfo,
        *,
        staff_chat_id: int | None = None,
        waits_for_thoughts: bool = True,
        metrics: Metrics | None = None,
        group_a_minute: int = 20,  # messages that Telegram lets into the staff group
        lines: Callable[[], Awaitable[Lines]] | None = None,
    ) -> None:
        self._store = store
        self._knowledge = knowledge
        self._reader = reader
        self._hearing = Hearing(reader)
        self._arrivals = Arrivals(store)
        self._zone = timezone
        self._staff_chat_id = staff_chat_id
        self._waits = waits_for_thoughts
        self._metrics = metrics or Metrics()
        self._lines = lines or _no_lines
        self._wording = Wording(knowledge, region)
        self._records = Records(knowledge, self._wording, timezone)
        self._staff = make_desk(knowledge, self._wording, timezone, group_a_minute)
        self._desk = self._staff.handover
        self._keeping = Keeping(knowledge)
        self._misses = Misses(knowledge, reader, self._wording)

    # What runners do.

    async def runner_wrote(self, update: str, runner: Runner, message: Incoming, now: datetime) -> None:
        """A runner's message: text, or media with or without a caption."""
        heard = await self._hearing.understand(message.text, now)
        await self._arrivals.known(runner.id, message.reply_to)
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            chat = floods.counted(await session.conversation(runner.id), now, message.album)
            runner = await self._known(session, runner)
            await self._record(session, runner, message, now)
            if message.media and memory.may_hear_of_media(chat, now):
                chat = replace(chat, told_of_media=now)
                await self._say(session, runner, Say(self._wording.safety("s_media")), Lane.ANSWER, now)
            may_wait = self._waits and floods.may_wait(chat, heard, now)
            if may_wait and self._is_flood(chat, message):
                await self._pass_on(session, runner, message, now)
                await self._gather(session, runner, chat, message, now)
            elif may_wait and self._waits and message.album:
                await self._gather_piece(session, runner, chat, message, now)
            elif message.text:
                await self._hear(session, runner, chat, message, heard, now)
            else:
                await self._pass_on(session, runner, message, now)
                await session.keep_conversation(chat)

    async def runner_edited(self, update: str, runner: Runner, message: Incoming, now: datetime) -> None:
        """An edit: the old words are kept, the new ones are checked for danger and shown to the physio."""
        heard = await self._hearing.understand(message.text, now)
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            chat = floods.counted(await session.conversation(runner.id), now)
            runner = await self._known(session, runner)
            old = await session.revise_line(
                runner.id, Speaker.RUNNER, message.message_id, message.text, now, message.media
            )
            if message.media and not message.file and not message.text and not (old and old.text):
                return  # a live location moves on; there are no words
            case, many = await session.current_case(runner.id), self._is_flood(chat, message)
            if case:
                await self._staff.relay.runner_edited(session, case, runner, old, message, now, one_of_many=many)
                await session.note_event(case.id, "edited a message", runner.name, now)
            if not (heard.raised or old is None or chat.phase is Phase.BOT):
                await session.keep_conversation(chat)
            elif many and floods.may_wait(chat, heard, now):
                await self._gather(session, runner, chat, message, now)
            else:
                await self._decide(session, runner, chat, heard, message, now, relayed=True)

    async def runner_tapped(self, update: str, runner: Runner, action: str, now: datetime) -> None:
        """A tap on one of the bot's buttons."""
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            chat = floods.counted(await session.conversation(runner.id), now)
            runner = await self._known(session, runner)
            if action == "erase":
                await self._erase(session, runner, "yes", now)
                return
            label = next((label for label, known in chat.offered if known == action), action)
            await session.add_line(Line(runner.id, Speaker.RUNNER, f"[{label}]", now))
            await self._tap(session, runner, chat, action, label, now)

    async def runner_commanded(self, update: str, runner: Runner, command: str, argument: str, now: datetime) -> None:
        """/start with its deep link, /help, /physio, /privacy, /export, /erase."""
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            chat = floods.counted(await session.conversation(runner.id), now)
            runner = await self._known(session, runner)
            text = f"/{command} {argument}".strip()
            await session.add_line(Line(runner.id, Speaker.RUNNER, text, now))
            match command:
                case "start" | "export" | "privacy" | "help" if self._are_too_many(chat):
                    await self._slow_down(session, runner, chat, now)
                case "start":
                    await self._start(session, runner, chat, argument, now)
                case "physio":
                    await self._tap(session, runner, chat, "physio", text, now)
                case "export":
                    await session.keep_conversation(chat)
                    await self._records.export(session, runner, chat, now)
                case "erase":
                    await self._erase(session, runner, argument, now)
                case "privacy" | "help":
                    await self._answer(session, runner, Turn(chat, Chat(command), command), now)
                case _:
                    await self._answer(session, runner, Turn(chat, Chat("help"), "unknown_command"), now)

    async def runner_reachable(self, update: str, runner: Runner, reachable: bool, now: datetime) -> None:
        """The runner blocked the bot, or came back: the topic says so before anybody types."""
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            chat = await session.conversation(runner.id)
            known = await session.runner(runner.id)
            if known is None:
                return  # never seen, or erased: a block is no reason to remember them
            await session.keep_runner(replace(runner, reachable=reachable))
            case = await session.current_case(runner.id)
            if case:
                key = "staff_reachable_again" if reachable else "staff_unreachable"
                await self._desk.post(session, case, self._wording.text(key), now)
                await self._staff.board.show_all(session, case, chat, now)

    async def runner_reacted(self, update: str, runner: Runner, message_id: int, emoji: str, now: datetime) -> None:
        """A runner's reaction to a message, or "" for one that was taken back."""
        await self._arrivals.known(runner.id, message_id)
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            case = await session.current_case(runner.id)
            if case:
                await self._staff.relay.runner_reacted(session, case, runner, message_id, emoji, now)

    async def answer_unfinished(self, now: datetime) -> None:
        """Answer the thoughts whose pause is over."""
        pause = timedelta(seconds=self._knowledge.triage.thought_pause_seconds)
        async with self._store.begin() as session:
            waiting = await session.unfinished(now - pause, now + pause)
        for runner in waiting:
            try:
                await self._answer_thought(runner, pause, now)
            except Exception as error:
                if isinstance(error, StoreError) and not isinstance(error, StoreRefusedError):
                    raise  # it is answered when the store is back
                logger.error("A thought was set aside: %s", where(error), extra={"action": "thought_set_aside"})
                await self._give_up_on_thought(runner, now)

    async def _answer_thought(self, number: int, pause: timedelta, now: datetime) -> None:
        """Answer one thought, unless another process or a further piece was faster."""
        async with self._store.begin() as session:
            chat = await session.conversation(number)
            runner = await session.runner(number)
            if not runner or not thoughts.is_over(chat, pause, now):
                return
            text = thoughts.whole(chat, "")
            heard = self._reader.understand(text, now)
            await self._decide(session, runner, thoughts.finished(chat), heard, Incoming(0, text), now, relayed=True)

    async def _give_up_on_thought(self, number: int, now: datetime) -> None:
        """One thought that cannot be answered keeps nobody else waiting."""
        async with self._store.begin() as session:
            chat = await session.conversation(number)
            await session.keep_conversation(thoughts.finished(chat))
            await self._apologise(session, await session.runner(number) or Runner(number, ""), now)

    async def apologise(self, update: str, runner: Runner, now: datetime) -> None:
        """An update could not be handled and was set aside: an apology, and a way to a person."""
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            await self._apologise(session, runner, now)

    async def _apologise(self, session: Session, runner: Runner, now: datetime) -> None:
        """Tell the runner how to reach a person, and tell staff, as the runner is told."""
        await self._say(session, runner, self._wording.say("apology", "physio"), Lane.ANSWER, now)
        text, case = self._wording.text("staff_set_aside", runner=runner.name), await session.current_case(runner.id)
        if case:
            await self._desk.post(session, case, text, now)
        else:
            await session.send(Outgoing(ToStaff(), Say(text), Lane.RELAY, now, about=runner.id))

    # What staff do.

    async def staff_wrote(
        self,
        update: str,
        physio: Physio,
        topic_id: int | None,
        message: Incoming,
        now: datetime,
        topic_of_ours: str = "",
    ) -> None:
        """A message in the staff group: relayed when its writer holds the topic's case, else a note.

        A topic that the bot made and no case knows is left over from a crash: whoever writes there is told.
        """
        await self._arrivals.known(None, message.reply_to)
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            case = await _case_of(session, topic_id, message.reply_to)  # its lock comes first everywhere
            await self._know(session, physio)
            if case:
                await self._staff.relay.staff_line(session, case, physio, message, now)
            elif topic_of_ours and str(topic_id) != await session.setting(MISSES_TOPIC):
                text = self._wording.text("staff_left_over_topic", topic=topic_of_ours)
                await session.send(Outgoing(ToStaff(), Say(text), Lane.RELAY, now))
            elif topic_id is None and message.answers_us:
                say = Say(self._wording.text("staff_which_runner"), reply_to=message.message_id)
                await session.send(Outgoing(ToStaff(), say, Lane.RELAY, now))

    async def staff_edited(
        self, update: str, physio: Physio, topic_id: int | None, message: Incoming, now: datetime
    ) -> None:
        """An edit in the staff group: kept as a new version; the runner gets the new words."""
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            case = await _case_of(session, topic_id, message.message_id)
            if case:
                await self._staff.outbound.edited(session, case, physio, message, now)

    async def staff_reacted(self, update: str, physio: Physio, message_id: int, emoji: str, now: datetime) -> None:
        """A reaction in the staff group, or "" for one that was taken back."""
        await self._arrivals.known(None, message_id)
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            case = await session.case_of_message(message_id)
            if case:
                await self._staff.relay.staff_reacted(session, case, physio, message_id, emoji, now)

    async def staff_tapped(self, update: str, physio: Physio, action: str, now: datetime) -> str:
        """A tap on a case's buttons; the toast to show."""
        verb, _, rest = action.partition(":")
        number, _, argument = rest.partition(":")
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return ""
            if verb == misses.VERB and _A_NUMBER.fullmatch(number):
                return await self._misses.chosen(session, physio, int(number), argument)
            case = await session.case(int(number)) if _A_NUMBER.fullmatch(number) else None
            if not case:
                return self._wording.text("staff_toast_gone")
            await self._know(session, physio)
            toast = await self._staff.act(session, case, physio, verb, argument, now)
            return self._wording.text("staff_toast_old") if toast is None else toast

    def tapped_elsewhere(self) -> str:
        """The toast for a tap on one of the desk's buttons outside the linked group."""
        return self._wording.text("staff_toast_elsewhere")

    async def staff_commanded(
        self,
        update: str,
        physio: Physio,
        command: str,
        argument: str,
        topic_id: int | None,
        now: datetime,
        message: Incoming | None = None,
    ) -> None:
        """A command is answered where it was written: in a topic, or in the group outside any."""
        await self._arrivals.known(None, message.reply_to if message else None)
        lines = await self._lines() if command == "why" else Lines({})  # before anything is locked: it takes a while
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return
            case = await _case_of(session, topic_id, message.reply_to if message else None)
            await self._know(session, physio)
            if command == "delete" and case and message:
                await self._staff.relay.delete(session, case, physio, message, now)
                return
            number = message.message_id if message else None
            if command == "why" and case:
                asked = message or Incoming(0, "")
                await self._staff.explaining.why(session, case, asked, argument, lines, now)
                return
            say = await self._staff.command(session, case, physio, command, argument, now, number)
            if say:
                place = ToCase(case.id) if case else ToStaff()
                await session.send(Outgoing(place, say, Lane.ANSWER, now))

    async def ring_due(self, now: datetime) -> None:
        """Do what cases have waited for long enough. Several processes may ask: each reminder rings once."""
        async with self._store.begin() as session:
            due = await session.due_reminders(now, _RINGS_AT_ONCE)
        calm = [one for one in due if one.kind is Waits.UNCLAIMED]
        rest = [(one,) for one in due if one.kind is not Waits.UNCLAIMED]
        failed: Exception | None = None
        for together in filter(None, (tuple(calm), *rest)):
            try:
                async with self._store.begin() as session:
                    await self._staff.bells.ring(session, together, now)
            except StoreError:
                raise
            except Exception as error:  # one that cannot ring must not keep the others from it
                failed = error
        if failed:
            raise failed

    async def offer_misses(self, now: datetime) -> None:
        """Once a day, show staff what could not be answered."""
        async with self._store.begin() as session:
            await self._misses.offer(session, now.astimezone(self._zone))

    async def staff_chat(self) -> int | None:
        """The staff group: STAFF_CHAT_ID, or the one that was linked."""
        if self._staff_chat_id is not None:
            return self._staff_chat_id
        async with self._store.begin() as session:
            linked = await session.setting(STAFF_CHAT)
        return int(linked) if linked else None

    async def link_code(self) -> str:
        """The one-time code for /link; "" when a group is linked."""
        if await self.staff_chat() is not None:
            return ""
        async with self._store.begin() as session:
            code = await session.setting(LINK_CODE) or secrets.token_hex(4)
            await session.keep_setting(LINK_CODE, code)
            return code

    async def link_group(self, update: str, chat_id: int, code: str, by_administrator: bool, now: datetime) -> str:
        """Bind the group in which an administrator sent the right code; the answer to say there."""
        del now
        if await self.staff_chat() is not None:
            return self._wording.text("staff_link_already")
        if not by_administrator:
            return self._wording.text("staff_link_not_admin")
        async with self._store.begin() as session:
            if not await session.first_time(update):
                return ""
            right = await session.setting(LINK_CODE)
            if not right or not secrets.compare_digest(right.encode(), code.strip().encode()):
                return self._wording.text("staff_link_wrong")
            await session.keep_setting(STAFF_CHAT, str(chat_id))
            await session.keep_setting(LINK_CODE, None)
        return self._wording.text("staff_linked")

    async def _know(self, session: Session, physio: Physio) -> None:
        """Remember who is at the desk, so that a case can be handed to them by name."""
        known = next((one for one in await session.members() if one.id == physio.id), None)
        if known is None or (known.name, known.username) != (physio.name, physio.username):
            await session.keep_member(physio)

    # One message.

    async def _known(self, session: Session, runner: Runner) -> Runner:
        """Remember who this is; whoever writes can be reached."""
        runner = replace(runner, reachable=True)
        if await session.runner(runner.id) != runner:
            await session.keep_runner(runner)
        return runner

    async def _record(self, session: Session, runner: Runner, message: Incoming, now: datetime) -> None:
        line = Line(runner.id, Speaker.RUNNER, message.text, now, message.message_id, message.media)
        await session.add_line(replace(line, album=message.album))

    async def _gather(
        self, session: Session, runner: Runner, chat: Conversation, message: Incoming, now: datetime
    ) -> None:
        """Keep a piece of a flood for the answer to all of it, and say so once."""
        if floods.is_news(chat, now):
            chat = floods.told(chat, now)
            await self._say(session, runner, Say(self._wording.text("flood_once")), Lane.ANSWER, now)
        await session.keep_conversation(floods.gathered(chat, message.text, now))

    async def _gather_piece(
        self, session: Session, runner: Runner, chat: Conversation, message: Incoming, now: datetime
    ) -> None:
        """An album is one thought, whichever of its pieces have words."""
        await self._pass_on(session, runner, message, now)
        await session.keep_conversation(floods.gathered(chat, message.text, now) if message.text else chat)

    async def _hear(
        self,
        session: Session,
        runner: Runner,
        chat: Conversation,
        message: Incoming,
        piece: Understanding,
        now: datetime,
    ) -> None:
        action = _typed_label(chat, message.text)
        if action:
            await self._pass_on(session, runner, message, now)
            await self._tap(session, runner, chat, action, message.text, now)
            return
        if self._waits and thoughts.unfinished(chat, piece, message.text):
            await self._pass_on(session, runner, message, now, piece)
            await session.keep_conversation(thoughts.wait(chat, piece, message.text, now).conversation)
            return
        heard = self._reader.understand(thoughts.whole(chat, message.text), now) if chat.thought else piece
        heard = thoughts.nothing_hidden(piece, heard)
        await self._decide(session, runner, thoughts.finished(chat), heard, message, now)

    async def _decide(
        self,
        session: Session,
        runner: Runner,
        chat: Conversation,
        heard: Understanding,
        message: Incoming,
        now: datetime,
        *,
        relayed: bool = False,
    ) -> None:
        turn = decide(chat, heard, self._knowledge, now)
        turn = await self._misses.note(session, runner, chat, turn, now)
        turn = await self._keeping.note(session, runner, chat, turn, now)
        if not relayed:
            await self._pass_on(session, runner, message, now, heard)
        await self._answer(session, runner, turn, now)

    async def _tap(
        self, session: Session, runner: Runner, chat: Conversation, action: str, label: str, now: datetime
    ) -> None:
        turn = tapped(chat, action, label, self._knowledge, now)
        if self._are_too_many(chat) and floods.may_drop(chat, turn, now):
            await self._slow_down(session, runner, chat, now)
            return
        turn = await self._misses.note(session, runner, chat, turn, now, answered=action.partition(":")[2])
        await self._answer(session, runner, turn, now)

    def _is_flood(self, chat: Conversation, message: Incoming) -> bool:
        return self._waits and floods.is_flood(chat, message.behind)

    def _are_too_many(self, chat: Conversation) -> bool:
        return self._waits and floods.too_many_requests(chat)

    async def _slow_down(self, session: Session, runner: Runner, chat: Conversation, now: datetime) -> None:
        """A command or a tap of very many: say once that not each of them is answered."""
        if floods.is_news_of_requests(chat, now):
            chat = floods.told_of_requests(chat, now)
            await self._say(session, runner, Say(self._wording.text("flood_requests")), Lane.ANSWER, now)
        await session.keep_conversation(chat)

    async def _pass_on(
        self,
        session: Session,
        runner: Runner,
        message: Incoming,
        now: datetime,
        heard: Understanding | None = None,
    ) -> None:
        """While a case is open its topic shows what the runner writes; more than thanks waits for an answer."""
        case = await session.current_case(runner.id)
        if case:
            await self._staff.relay.runner_line(session, case, runner, message, now)
            if heard is None or not is_only_thanks(heard):
                await self._staff.snooze.runner_wrote(session, case, now)
                await self._staff.timers.runner_wrote(session, case, now)

    async def _answer(self, session: Session, runner: Runner, turn: Turn, now: datetime) -> None:
        """Save the turn and queue everything that follows from it."""
        chat, decision = turn.conversation, turn.decision
        self._metrics.decided(decisions.action(decision))
        wait = await self._staff.wait_of(session, runner, now) if isinstance(decision, HandOff) else NOTHING_KNOWN
        says = self._wording.replies(decision, now.astimezone(self._zone), wait)
        if says:
            chat = replace(chat, offered=tuple((b.label, b.action) for say in says for b in say.buttons))
        await session.keep_conversation(chat)
        lane = Lane.SAFETY if isinstance(decision, Alarm | Locked) else Lane.ANSWER
        why = reason_of(turn, self._knowledge.version)
        for say in says:
            await self._say(session, runner, say, lane, now, why)
        await self._follow(session, runner, chat, turn, says, now)

    async def _follow(
        self, session: Session, runner: Runner, chat: Conversation, turn: Turn, says: Sequence[Say], now: datetime
    ) -> None:
        """The case and the alerts that a decision sets in motion."""
        decision, words = turn.decision, turn.heard.text
        case = await session.current_case(runner.id)
        match decision:
            case Alarm():
                if not decision.private:
                    flag = decision.signs[0].flag
                    urgent = case is None or case.state is CaseState.OPEN
                    case = await self._desk.open(session, runner, chat, flag, turn.heard, urgent, now)
                shown = None if decision.private else case
                sent = first_words(self._wording.safety(decision.texts[0]))
                if case:
                    await self._staff.locks.locked(session, case, chat, now)
                await self._desk.alert(session, runner, shown, decision.signs, words, sent, now)
            case HandOff(already=False):
                await self._desk.open(session, runner, chat, decision.trigger, turn.heard, False, now)
            case TakeBack():
                if case:
                    await self._desk.take_back(session, case, now)
            case Rated():
                await self._staff.closing.rated(session, runner, decision.answer, now)
            case Relay():
                pass
            case _:
                if case and case.state is CaseState.OPEN:
                    if not (_asks_for_the_card(decision) or _only_takes_it_in(decision)):
                        await self._staff.relay.bot_line(session, case, says, now)
                    if _worth_showing(decision):
                        await self._staff.board.show_card(session, case, runner, chat, now)

    async def _say(
        self, session: Session, runner: Runner, say: Say, lane: Lane, now: datetime, why: Reason | None = None
    ) -> None:
        await session.send(Outgoing(ToRunner(runner.id), say, lane, now))
        text = f"{say.title}\n{say.text}" if say.title else say.text
        await session.add_line(Line(runner.id, Speaker.BOT, text, now, why=why))

    # Commands.

    async def _start(self, session: Session, runner: Runner, chat: Conversation, argument: str, now: datetime) -> None:
        """Greet; with a deep link open its topic: an entry's id, or a topic's main entry."""
        entry = argument if self._knowledge.entry(argument) else _entry_of_topic(self._knowledge, argument)
        if entry and chat.phase is Phase.BOT and not chat.locked_by:
            chat = replace(chat, welcomed=True)
            turn = give(chat, chat, Understanding(""), (Part(entry),), "deep_link", now, general=entry == GENERAL)
            turn = lock.kept(turn, self._knowledge)
            await self._say(session, runner, Say(self._wording.text("welcome_short")), Lane.ANSWER, now)
            await self._answer(session, runner, turn, now)
            return
        key = "welcome_back" if chat.welcomed or chat.last_heard else "welcome"
        await self._answer(session, runner, Turn(replace(chat, welcomed=True), Chat(key), "start"), now)

    async def _erase(self, session: Session, runner: Runner, argument: str, now: datetime) -> None:
        """Ask once, then remove everything."""
        if argument == "yes":
            await self._records.erase(session, runner, now)
        else:
            await self._say(session, runner, self._wording.say("erase_sure", "erase"), Lane.ANSWER, now)


async def _no_lines() -> Lines:
    return Lines({})


async def _case_of(session: Session, topic_id: int | None, message_id: int | None) -> Case | None:
    """The case of a topic; in a group without topics, that of the message which was answered or edited."""
    if topic_id is not None:
        return await session.case_in_topic(topic_id)
    return await session.case_of_message(message_id) if message_id is not None else None


def _typed_label(chat: Conversation, text: str) -> str | None:
    """The action of the button whose label the runner typed."""
    typed = text.strip().casefold()
    return next((action for label, action in chat.offered if label.casefold() == typed), None)


def _only_takes_it_in(decision: Decision) -> bool:
    """The team has this chat already: said to the runner, and no news to the team."""
    return isinstance(decision, HandOff) and decision.already and not (decision.texts or decision.ask)


def _asks_for_the_card(decision: Decision) -> bool:
    """Whether it is one of the questions for the physio: the card shows what was answered."""
    return isinstance(decision, Clarify) and decision.question.about is Asked.WAITING


def _worth_showing(decision: Decision) -> bool:
    """Whether the card has something new to show."""
    return isinstance(decision, HandOff | Clarify | Chat)


def _entry_of_topic(knowledge: Knowledge, topic: str) -> str | None:
    shelves = (knowledge.causes, knowledge.fixes, knowledge.questions)
    return next((entry.id for shelf in shelves for entry in shelf.values() if entry.topic == topic), None)
