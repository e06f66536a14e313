"""How advice reads."""

from datetime import UTC, datetime

from bot.dialogue.decisions import Advise, Aspect, Part
from bot.dialogue.wording import Wording
from knowledge.model import Knowledge, Picture

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_an_exercise_with_a_picture_says_what_it_shows_and_where_it_is(shipped: Knowledge) -> None:
    picture = Picture(link="https://example.org/bird_dog.png", alt="On all fours, one arm and the other leg out.")
    shown = shipped.exercises["bird_dog"].model_copy(update={"picture": picture})
    knowledge = shipped.model_copy(update={"exercises": {**shipped.exercises, "bird_dog": shown}})

    (say,) = Wording(knowledge, "uk").replies(Advise((Part("bird_dog", Aspect.STEPS),)), NOW)

    assert f"Picture: {picture.alt} {picture.link}" in say.text
