"""How the questions for the physio look: where we are in them, the answers to tap, Skip and Back."""

from collections.abc import Callable

from bot.dialogue.conversation import OpenQuestion
from bot.dialogue.replies import Button, Say
from knowledge.model import Knowledge, WaitingQuestion

_SCORES = range(11)


def waiting_question(
    question: OpenQuestion, knowledge: Knowledge, text: Callable[..., str], button: Callable[[str, str], Button]
) -> Say:
    """One question. `question.choices` names it, and then what has been tapped so far."""
    name, *given = question.choices
    asked, order = knowledge.while_waiting[name], list(knowledge.while_waiting)
    place = text("waiting_place", number=str(order.index(name) + 1), of=str(len(order)))
    words = text("waiting_more", given=", ".join(given)) if given else asked.ask
    last = [button("button_thats_all", f"form:{name}:done")] if given else [button("button_skip", f"form:{name}:skip")]
    if order.index(name):
        last.append(button("button_back", f"form:{name}:back"))
    return Say(words, title=place, buttons=(*_answers(asked, given), *last))


def _answers(asked: WaitingQuestion, given: list[str]) -> list[Button]:
    if asked.kind == "number":
        return [Button(str(score), f"form:{asked.id}:{score}") for score in _SCORES]
    choices = enumerate(asked.choices)
    left = [(number, one) for number, one in choices if one.say not in given and not (given and one.ends)]
    return [Button(one.say, f"form:{asked.id}:{number}") for number, one in left]
