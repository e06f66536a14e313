"""What repeats itself is read a few times only."""

from intents.echoes import without_echoes


def test_a_phrase_said_over_and_over_is_kept_three_times() -> None:
    assert without_echoes("help me " * 50) == "help me help me help me"


def test_what_stands_around_the_echo_is_kept() -> None:
    told = "hello " + "ow " * 20 + "my back since Tuesday"

    assert without_echoes(told) == "hello ow ow ow my back since Tuesday"


def test_a_message_that_does_not_repeat_itself_is_left_as_it_is() -> None:
    told = "No, no, no. It isn't  my BACK, it's my knee 🙃\nno numbness, no fever"

    assert without_echoes(told) == told
