"""How advice reads: short, one idea, the next step as buttons, and always when to come back."""

from collections.abc import Callable

from bot.dialogue.decisions import Advise, Aspect, Part
from bot.dialogue.replies import Button, Say
from bot.dialogue.steps import cause_behind
from knowledge.model import Cause, Exercise, Fix, Knowledge, Question, SmallTalk

Text = Callable[..., str]
MakeButton = Callable[[str, str], Button]
Fill = Callable[[str], str]
_LISTED = 6  # exercises on one screen


def advice(decision: Advise, knowledge: Knowledge, text: Text, button: MakeButton, fill: Fill) -> tuple[Say, ...]:
    """One message: every part in order, one come-back-if line, one set of buttons."""
    writer = _Writer(knowledge, text, button)
    if decision.again:
        say = writer.again(decision.parts[0])
        return (Say(fill(say.text), say.title, say.buttons),)
    blocks = [writer.block(part) for part in decision.parts]
    title = writer.title(decision.parts[0])
    body = [block for block in blocks if block]
    if len(body) > 1:
        body[1:] = [f"{writer.title(part)}\n{block}" for part, block in zip(decision.parts[1:], body[1:], strict=True)]
    if decision.corrected:
        body.insert(0, text("correction_noted"))
    if decision.besides:
        body.append(writer.besides(decision.besides))
    line = writer.come_back_if(decision.parts)
    if line:
        body.append(line)
    if decision.tell_trial:
        body.append(text("classes_once"))
    buttons = writer.choices() if decision.offer_choice else writer.buttons(decision.parts[0])
    if decision.may_be_amiss:
        buttons = (*buttons, button("button_not_meant", f"amiss:{decision.parts[0].entry}"))
    if decision.ask:
        buttons = ()  # one question at a time: its buttons come with it
    return (Say(fill("\n\n".join(body)), title, buttons),)


class _Writer:
    def __init__(self, knowledge: Knowledge, text: Text, button: MakeButton) -> None:
        self._knowledge = knowledge
        self._text = text
        self._button = button

    def title(self, part: Part) -> str:
        entry = self._knowledge.entry(part.entry)
        return entry.title if entry else ""

    def block(self, part: Part) -> str:
        entry = self._knowledge.entry(part.entry)
        match entry, part.aspect:
            case Cause() | Fix() | Exercise() | Question(), Aspect.WHY:
                return self._why(entry)
            case Cause(), Aspect.HOME_CHECK if entry.home_check:
                return self._home_check(entry)
            case Cause(), _:
                return self._cause(entry)
            case Fix(), Aspect.HOW_OFTEN:
                return entry.how_often
            case Fix(), Aspect.HOW_LONG:
                return entry.how_long
            case Fix(), Aspect.OVERVIEW | Aspect.EXERCISES if entry.says_exercises:
                return entry.say
            case Fix(), Aspect.EXERCISES:
                return self._exercises(entry)
            case Fix(), _:
                return f"{entry.say}\n\n{self._exercises(entry)}"
            case Exercise(), _:
                return self._exercise(entry, part.aspect)
            case Question() | SmallTalk(), _:
                return entry.say
        return ""

    def _why(self, entry: Cause | Fix | Exercise | Question) -> str:
        """What it is for: an exercise's purpose, and the cause that the article names behind it."""
        cause = cause_behind(entry.id, self._knowledge)
        purpose = [entry.purpose] if isinstance(entry, Exercise) else []
        behind = [cause.say] if cause else [entry.say] if isinstance(entry, Question | Fix) else []
        return "\n\n".join((*purpose, *behind))

    def again(self, part: Part) -> Say:
        """Not the same words twice in a row: a short line, and the way on. What is one line is said again."""
        short = part.aspect in {Aspect.HOW_OFTEN, Aspect.HOW_LONG}
        lead = f"{self._text('again_in_short')} {self.block(part)}" if short else self._text("same_advice_again")
        body = [lead, self.come_back_if((part,))]
        return Say("\n\n".join(filter(None, body)), self.title(part), self.buttons(part))

    def besides(self, part: str) -> str:
        name = next((p.name for p in self._knowledge.other_injuries.parts if p.part == part), "")
        return self._text("besides_injury", part=name) if name else ""

    def come_back_if(self, parts: tuple[Part, ...]) -> str:
        """The line that says when to get help; the strictest kind among the parts."""
        keys = [
            entry.come_back_if
            for part in parts
            if isinstance(entry := self._knowledge.entry(part.entry), Cause | Fix | Exercise | Question)
        ]
        shows_moves = any(part.aspect in {Aspect.STEPS, Aspect.EXERCISES, Aspect.HOME_CHECK} for part in parts)
        key = "exercise" if shows_moves and "exercise" in self._knowledge.responses.come_back_if else None
        key = key or (keys[0] if keys else None)
        return self._knowledge.responses.come_back_if[key] if key else ""

    def _cause(self, cause: Cause) -> str:
        fixes = [self._knowledge.fixes[fix] for fix in cause.fixes if fix in self._knowledge.fixes]
        helps = "\n".join(f"• {fix.title}" for fix in fixes)
        return f"{cause.say}\n\n{self._text('what_may_help')}\n{helps}"

    def _home_check(self, cause: Cause) -> str:
        check = cause.home_check
        assert check, "asked for only when there is one"
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(check.steps, 1))
        stop = " ".join(filter(None, (self._text("home_check_stop"), check.stop_if)))
        return "\n\n".join((check.title, steps, check.counts, stop, self._text("home_check_after")))

    def _exercises(self, fix: Fix) -> str:
        moves = [self._knowledge.exercises[one] for one in fix.exercises if one in self._knowledge.exercises]
        return "\n".join(f"• {move.title}: {move.dose}" for move in moves[:_LISTED])

    def _exercise(self, move: Exercise, aspect: Aspect) -> str:
        match aspect:
            case Aspect.HOW_OFTEN:
                return move.how_often
            case Aspect.HOW_LONG:
                return move.how_long
            case Aspect.EASIER:
                return self._text("easier_version", move=move.easier)
            case Aspect.HARDER:
                return self._text("harder_version", move=move.harder)
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(move.steps, 1))
        avoid = "\n".join(f"• {mistake}" for mistake in move.mistakes)
        care = [self._text("leave_out", who=move.leave_out_if)] if move.leave_out_if else []
        care += [move.stop_if] if move.stop_if else []
        shown = [self._text("picture", alt=move.picture.alt, link=move.picture.link)] if move.picture else []
        return "\n\n".join(
            (
                f"{move.purpose}\n{self._text('kit', kit=move.kit)}",
                f"{move.start}\n{steps}",
                self._text("dose", dose=move.dose),
                f"{self._text('try_not_to')}\n{avoid}",
                *care,
                *shown,
            )
        )

    def buttons(self, part: Part) -> tuple[Button, ...]:
        """The next step."""
        entry = self._knowledge.entry(part.entry)
        made: list[Button] = []
        match entry:
            case Cause():
                made.append(self._button("button_show_exercises", f"go:{entry.id}:{Aspect.EXERCISES}"))
                if entry.home_check and part.aspect is not Aspect.HOME_CHECK:
                    made.append(self._button("button_home_check", f"go:{entry.id}:{Aspect.HOME_CHECK}"))
            case Fix():
                moves = [self._knowledge.exercises[one] for one in entry.exercises if one in self._knowledge.exercises]
                made += [Button(move.title, f"go:{move.id}:{Aspect.STEPS}") for move in moves[:_LISTED]]
            case Exercise():
                made.append(self._button("button_easier", f"go:{entry.id}:{Aspect.EASIER}"))
                made.append(self._button("button_harder", f"go:{entry.id}:{Aspect.HARDER}"))
        return (*made, self._button("button_talk_to_physio", "physio"))

    def choices(self) -> tuple[Button, ...]:
        """One button for each cause, for a runner who cannot tell yet."""
        named = [cause for cause in self._knowledge.causes.values() if cause.id != "sore_lower_back"]
        made = [Button(cause.short, f"go:{cause.id}") for cause in named[:6]]
        return (*made, self._button("button_talk_to_physio", "physio"))
