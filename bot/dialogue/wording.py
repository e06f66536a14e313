"""Put a decision into the words that staff wrote.

Nothing is composed here: whole texts are picked by key, with a number, a name or an opening hour
filled in. The mouths (`bot/telegram`, `bot/terminal`) give them their looks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from bot.dialogue.advice_wording import advice
from bot.dialogue.conversation import Asked, OpenQuestion
from bot.dialogue.decisions import (
    Advise,
    Alarm,
    Chat,
    Clarify,
    Decision,
    Decline,
    HandOff,
    Locked,
    Rated,
    Relay,
    TakeBack,
    Wait,
)
from bot.dialogue.hours import NOTHING_KNOWN, Expectation, answer_by, is_open, moment_in_words, opening_in_words
from bot.dialogue.replies import Button, Say
from bot.dialogue.waiting import FORM
from bot.dialogue.waiting_wording import waiting_question
from knowledge.model import Cause, Entry, Knowledge, Region

# The lines of the safety card, in its order, and the flag behind each (brief, 5.2, S-CARD).
CARD_LINES = (
    "saddle_numbness",
    "bladder",
    "both_legs",
    "chest_pain",
    "accident",
    "fever",
    "cancer",
    "severe_or_night_pain",
)
_LABEL = 30  # characters of a button that a phone shows
_DURATIONS = (7, 28, 60, 180, 400, 730)  # days behind the buttons of ask_duration, in their order
_OFFERS = {
    "not_helped": "not_helped_offer",
    "lasts": "lasts_offer",
    "not_meant": "not_meant_offer",
}  # why a person is offered, and the words
_CARD_INTROS = frozenset({"not_understood", "other_language"})
_LABELS = {"button_talk_to_physio": "physio", "button_pass_me_on": "physio", "button_not_now": "answer:no"}


class Wording:
    """Speaks with one team's texts, for one region."""

    def __init__(self, knowledge: Knowledge, region: str) -> None:
        self._knowledge = knowledge
        self._region: Region = knowledge.regions[region]
        self._places: Mapping[str, str] = {
            **self._region.words(),
            "club": knowledge.team.club,
            "contact": knowledge.team.contact,
        }
        self._known = {knowledge.responses.say[key].text: action for key, action in _LABELS.items()}

    def replies(self, decision: Decision, now: datetime, wait: Expectation = NOTHING_KNOWN) -> tuple[Say, ...]:
        """The texts to send, in order. `now` is in the team's time zone."""
        match decision:
            case Alarm():
                return self._alarm(decision)
            case HandOff():
                return self._handoff(decision, now, wait)
            case Advise():
                says = advice(decision, self._knowledge, self.text, self.button, self.fill)
                return (*says, *((self.question(decision.ask),) if decision.ask else ()))
            case Clarify():
                return (self.question(decision.question, corrected=decision.corrected),)
            case Chat():
                return (self._chat(decision),)
            case Rated():
                return (self.say("rating_thanks"),)
            case Decline():
                return (self._decline(decision),)
            case Locked():
                return self._locked(decision)
            case TakeBack(then=instead):
                return (self.say("handoff_taken_back"), *(self.replies(instead, now) if instead else ()))
            case Relay() | Wait():
                return ()
        assert_never(decision)

    def text(self, key: str, **fill: str) -> str:
        """One of staff's texts by key, with its blanks filled."""
        return self._knowledge.responses.say[key].text.format_map({**self._places, **fill})

    def fill(self, text: str, **fill: str) -> str:
        """A text of an entry, with the region's numbers."""
        return text.format_map({**self._places, **fill})

    def say(self, key: str, *actions: str, **fill: str) -> Say:
        """A text with its own buttons, which do these actions in this order."""
        return Say(self.text(key, **fill), buttons=self._buttons(self._knowledge.responses.say[key].buttons, actions))

    def _buttons(self, labels: tuple[str, ...], actions: tuple[str, ...]) -> tuple[Button, ...]:
        """Labels that mean the same everywhere need no action of their own."""
        if not actions:
            actions = tuple(self._known.get(label, "") for label in labels)
        return tuple(Button(label, action) for label, action in zip(labels, actions, strict=False) if action)

    def _safety_question(self, key: str, *actions: str, intro: str = "") -> Say:
        buttons = self._buttons(self._knowledge.responses.safety[key].buttons, actions)
        return Say("\n\n".join(filter(None, (intro, self.safety(key)))), buttons=buttons)

    def button(self, key: str, action: str) -> Button:
        """One button by its label's key."""
        return Button(self.text(key), action)

    def safety(self, key: str) -> str:
        """A fixed text with the lines that go under it, word for word."""
        found = self._knowledge.responses.safety[key]
        texts = [found.text, *(self._knowledge.responses.safety[line].text for line in found.adds)]
        return "\n\n".join(self.fill(text) for text in texts)

    def _alarm(self, alarm: Alarm) -> tuple[Say, ...]:
        says = [Say(self.safety(key)) for key in alarm.texts]
        if alarm.tells_physio:
            says.append(self.say("physio_alerted"))
        if alarm.asks_if_help_is_coming:
            says.append(self.say("after_t1", "help:coming", "help:moment", "help:not_that"))
        return tuple(says)

    def when(self, now: datetime, wait: Expectation = NOTHING_KNOWN) -> str:
        """When the team will see it, by when they aim to answer, and how many wait before this runner.

        A time that was told once is told again until it has passed, however often they ask.
        """
        team = self._knowledge.team
        by = wait.by if wait.by and wait.by > now else answer_by(team, now)
        if by is None:
            return self.text("hours_away")
        until = moment_in_words(by, now)
        key = "hours_open" if is_open(team, now) else "hours_closed"
        told = self.text(key, by=until, opens=opening_in_words(team, now))
        return told if wait.ahead is None else f"{told} {self._queue(wait.ahead)}"

    def _queue(self, ahead: int) -> str:
        if ahead == 0:
            return self.text("queue_none")
        return self.text("queue_one") if ahead == 1 else self.text("queue_more", number=str(ahead))

    def _handoff(self, decision: HandOff, now: datetime, wait: Expectation) -> tuple[Say, ...]:
        says = [Say(self.safety(key)) for key in decision.texts]
        if decision.already:
            says.append(self.say("handoff_already", when=self.when(now, wait)))
        elif decision.trigger == "person":
            says.append(self.say("handoff_person", "form:start", "takeback", when=self.when(now, wait)))
        else:
            triggers = self._knowledge.triage_triggers
            because = triggers.get(decision.trigger, triggers["sign"]).because
            says.append(
                self.say("handoff_opened", "form:start", "takeback", because=because, when=self.when(now, wait))
            )
        if decision.ask:
            says.append(self.question(decision.ask))
        return tuple(says)

    def question(self, question: OpenQuestion, *, corrected: bool = False) -> Say:
        """One of the bot's own questions, with its buttons."""
        say = self._bare_question(question)
        return Say(f"{self.text('correction_noted')}\n\n{say.text}", say.title, say.buttons) if corrected else say

    def _bare_question(self, question: OpenQuestion) -> Say:
        yes_no = ("answer:yes", "answer:no", "answer:unsure")
        match question.about:
            case Asked.SIGN:
                ask = self._knowledge.red_flags[question.flag].ask
                assert ask, "only flags with a question are asked about"
                step = self.fill(ask.safe_step)
                return self.say("ask_frame", *yes_no, question=self.fill(ask.question), safe_step=step)
            case Asked.MOOD:
                return self._safety_question("c_check", *yes_no)
            case Asked.SAFETY_CARD if question.choices == ("lines",):
                return self.say("safety_card_lines", *(f"sign:{flag}" for flag in CARD_LINES))
            case Asked.SAFETY_CARD if question.choices[:1] == (FORM,):
                card = self._safety_question("s_card", "answer:no", "answer:yes", "answer:unsure")
                skip = self.button("button_skip", f"form:{question.choices[1]}:skip")
                return Say(card.text, card.title, (*card.buttons, skip))
            case Asked.WAITING:
                return waiting_question(question, self._knowledge, self.text, self.button)
            case Asked.SAFETY_CARD:
                intro = next((self.text(one) for one in question.choices if one in _CARD_INTROS), "")
                return self._safety_question("s_card", "answer:no", "answer:yes", "answer:unsure", intro=intro)
            case Asked.DURATION if question.choices:
                return self.say("ask_unit", *_days_of(question.choices[0]), number=question.choices[0])
            case Asked.DURATION:
                return self.say("ask_duration", *(f"days:{days}" for days in _DURATIONS))
            case Asked.WHAT_HELPS:
                return self.say("did_not_help_first", *(f"days:{days}" for days in _DURATIONS[:3]), "physio")
            case Asked.WHICH_TOPIC:
                return self._which(question)
            case Asked.MEANT:
                return self._meant(question)
            case Asked.PASS_ON:
                return self._offer(question)
            case Asked.HELP_REACHED | Asked.AFTER_CRISIS:
                return self.say("after_t1", "help:coming", "help:moment", "help:not_that")
            case Asked.SAY_MORE:
                return self.say("rephrase")
            case Asked.HOW_WAS_IT:
                return self.say("case_closed", "rate:better", "rate:same", "rate:worse")
        assert_never(question.about)

    def _offer(self, question: OpenQuestion) -> Say:
        """A person is offered: for a part the article leaves out, because it has not helped, or plainly."""
        offer = self.say("handoff_offer", "physio", "answer:no")
        why = question.choices[0] if question.choices else ""
        if why in _OFFERS:
            return Say(self.text(_OFFERS[why]), buttons=offer.buttons)
        return Say(self.other_injury(why), buttons=offer.buttons) if why else offer

    def _which(self, question: OpenQuestion) -> Say:
        causes = [self._knowledge.causes[choice] for choice in question.choices if choice in self._knowledge.causes]
        buttons = [Button(cause.short, f"go:{cause.id}") for cause in causes]
        buttons.append(self.button("button_talk_to_physio", "physio"))
        return Say(self.text("ask_which_topic"), buttons=tuple(buttons))

    def _meant(self, question: OpenQuestion) -> Say:
        """Sorry; what came next to the answer that was not meant, and always a person."""
        person = self.button("button_talk_to_physio", "physio")
        known = [entry for choice in question.choices if (entry := self._knowledge.entry(choice))]
        if not known:
            return Say(self.text("not_meant_how"), buttons=(person,))
        near = tuple(Button(_label(entry), f"go:{entry.id}") for entry in known)
        return Say(self.text("not_meant"), buttons=(*near, person))

    def _chat(self, decision: Chat) -> Say:
        if decision.small_talk:
            entry = self._knowledge.small_talk[decision.small_talk]
            return Say(self.fill(entry.say_again if decision.again and entry.say_again else entry.say))
        return self.say(decision.response)

    def _decline(self, decision: Decline) -> Say:
        person = (self.button("button_talk_to_physio", "physio"),)
        if decision.part:
            return Say(self.other_injury(decision.part), buttons=person)
        return Say(self.fill(self._knowledge.small_talk[decision.small_talk].say), buttons=person)

    def other_injury(self, part: str) -> str:
        """Kindly: that part of the body is not what the article covers."""
        injuries = self._knowledge.other_injuries
        name = next((known.name for known in injuries.parts if known.part == part), None)
        return self.fill(injuries.say, part=name) if name else self.fill(injuries.say_unspecified)

    def _locked(self, decision: Locked) -> tuple[Say, ...]:
        flag = self._knowledge.red_flags.get(decision.flag)
        step = self.text("locked_note", safe_step=self.fill(flag.ask.safe_step)) if flag and flag.ask else ""
        return (Say("\n\n".join(filter(None, (self.safety("s_lock"), step)))),)


def _label(entry: Entry) -> str:
    """An entry's name on a button."""
    name = entry.short if isinstance(entry, Cause) else entry.title
    return name if len(name) <= _LABEL else f"{name[: _LABEL - 1].rstrip()}…"


def _days_of(number: str) -> tuple[str, ...]:
    """The actions behind 'days', 'weeks', 'months' for a number without a unit."""
    return tuple(f"days:{round(float(number) * days)}" for days in (1, 7, 30))
