"""How texts and buttons look in Telegram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Button
from bot.telegram.render import LONGEST_TEXT, keyboard, parts, shorten, split
from tests.botapi.checks import check_text, length, plain


def labels(*names: str) -> list[list[str]]:
    made = keyboard(tuple(Button(name, "x") for name in names))
    return [[button.text for button in row] for row in made.inline_keyboard] if made else []


def test_short_labels_stand_two_a_row_and_long_ones_alone() -> None:
    assert labels("Yes", "No", "Not sure", "Talk to a physio now", "Maybe") == [
        ["Yes", "No"],
        ["Not sure"],
        ["Talk to a physio now"],
        ["Maybe"],
    ]


def test_without_buttons_there_is_no_keyboard() -> None:
    assert keyboard(()) is None


def test_the_title_is_bold_and_everything_is_escaped() -> None:
    (part,) = parts("a < b & c\n• one\n• two", title="<Title>")

    assert part.html == "<b>&lt;Title&gt;</b>\na &lt; b &amp; c\n• one\n• two"


def test_a_long_text_is_cut_at_the_end_of_a_paragraph() -> None:
    text = "a" * 3000 + "\n\n" + "b" * 3000

    assert split(text) == ["a" * 3000, "b" * 3000]


def test_a_text_without_a_break_is_cut_anyway() -> None:
    assert [len(piece) for piece in split("x" * 10_000)] == [4096, 4096, 1808]


@given(st.text(alphabet=st.sampled_from("ab <&>\n.😀é"), min_size=1, max_size=9000).filter(lambda text: text.strip()))
def test_every_part_may_be_sent_and_no_word_is_lost(text: str) -> None:
    made = parts(text)

    for part in made:
        assert length(plain(part.html, "HTML")) <= LONGEST_TEXT
    together = "".join(plain(part.html, "HTML") for part in made)
    assert "".join(together.split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["a <b", "tail &amp; <i>", "</b>"])
def test_what_a_runner_types_is_never_taken_for_formatting(text: str) -> None:
    (part,) = parts(text)

    assert check_text(part.html, "HTML") == text


def test_a_name_that_is_too_long_gets_an_ellipsis() -> None:
    assert shorten("x" * 200, 128) == "x" * 127 + "…"
    assert length(shorten("😀" * 100, 128)) <= 128
